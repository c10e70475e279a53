"""One post against one capture: what every check is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archiver.compare.align import Alignment, Found, align
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.ledger import Ledger
from archiver.compare.page import Page
from archiver.models import MEDIA_KINDS, Block, BlockKind, Capture, Post

NOUNS = {
    BlockKind.IMAGE: "picture",
    BlockKind.VIDEO: "film",
    BlockKind.AUDIO: "sound",
    BlockKind.PLAYER: "player",
}
"""What messages call a medium."""


@dataclass(frozen=True, slots=True)
class Case:
    """A post, its capture, and how the two lie against each other."""

    post: Post
    capture: Capture
    page: Page
    ledger: Ledger
    alignment: Alignment

    @classmethod
    def of(cls, post: Post, capture: Capture, page: Page) -> Case:
        """Align a post with its captured page."""
        alignment = _without_head_pictures(post, align(post.blocks, page.blocks))
        return cls(post, capture, page, Ledger.of(capture.ledger), alignment)

    def promised_media(self) -> Iterator[tuple[int, Block]]:
        """Yield the media that the post shows, with their indexes.

        A medium that the post itself hides (feeds repeat pictures in a hidden
        form, formats.md section 5) or that has no address promises nothing.
        """
        for index, block in enumerate(self.post.blocks):
            if block.kind in MEDIA_KINDS and block.url and block.visible:
                yield index, block

    def promised_captions(self) -> Iterator[tuple[int, Block]]:
        """Yield the captions of the post, with their indexes."""
        for index, block in enumerate(self.post.blocks):
            if block.kind is BlockKind.CAPTION and block.visible:
                yield index, block


def _without_head_pictures(post: Post, alignment: Alignment) -> Alignment:
    """Forget places of body pictures that are only the page's head picture.

    Generators name the first picture of the body as `headimg` (formats.md 1.5)
    and themes show it above the article: there it is not the body's own.
    """
    heads = {medium_key(url) for url in (post.headimg, post.thumbnail) if url}
    if not heads or not alignment.ordered:
        return alignment
    first, last = alignment.ordered[0][1], alignment.ordered[-1][1]
    places = {
        index: place
        for index, place in alignment.places.items()
        if place.found is not Found.MOVED
        or first <= place.page <= last
        or heads.isdisjoint(keys_of(alignment.source[index]))
    }
    return replace(alignment, places=places)
