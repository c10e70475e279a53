"""What messages call a block, and what fingerprints know it by."""

from __future__ import annotations

from typing import Final

from archiver.compare.keys import medium_key
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, BlockKind

NOUNS: Final = {
    BlockKind.IMAGE: "picture",
    BlockKind.VIDEO: "film",
    BlockKind.AUDIO: "sound",
    BlockKind.PLAYER: "player",
}
"""What messages call a medium."""


def noun_of(block: Block) -> str:
    """Return what messages call a block: `picture`, `paragraph`, `heading`."""
    if block.kind is BlockKind.TEXT:
        return "paragraph"
    return NOUNS.get(block.kind, block.kind.value)


def name_of(block: Block) -> str:
    """Return a block's name in a message: `the picture ADDRESS`, `the paragraph "WORDS"`."""
    if block.kind in MEDIA_KINDS:
        return f"the {noun_of(block)} {quote(block.url, 120)}"
    return f'the {noun_of(block)} "{quote(block.text, 40)}"'


def key_of(block: Block) -> str:
    """Return the identity of a block: a medium's key, a text's normal form."""
    return medium_key(block.url) if block.kind in MEDIA_KINDS else normal_form(block.text)
