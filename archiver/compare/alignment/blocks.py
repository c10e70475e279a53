"""Where each block of the post stands on the page."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.compare.alignment.contents import contents_of
from archiver.compare.alignment.displacement import place_hidden, place_moved, place_renamed
from archiver.compare.alignment.layout import TEXT_KINDS, Alignment, Found, Place
from archiver.compare.alignment.likeness import place_garbled, place_near, place_within
from archiver.compare.alignment.sequence import common_subsequence
from archiver.compare.keys import keys_of
from archiver.compare.wording import normal_form
from archiver.models import MEDIA_KINDS, Block

_FEWEST_PAIRS = 2

__all__ = ["TEXT_KINDS", "Alignment", "Found", "Place", "align"]


def align(
    source: Sequence[Block], page: Sequence[Block], ignored: frozenset[int] = frozenset()
) -> Alignment:
    """Align the blocks of a post with those of its page.

    Media are paired by any key that they share, text by its normal form,
    whatever the kind. Extra blocks of the page (theme, advertisements, related
    articles, comments, contents) are ignored, and those of the `ignored` indexes
    too. Equal blocks out of order are moves.
    """
    ignored |= contents_of(source, page)
    source_tokens, page_tokens = _tokens(source, page)
    page_tokens = ["" if j in ignored else token for j, token in enumerate(page_tokens)]
    shown_tokens = _without_hidden_copies(page, page_tokens)
    ordered = common_subsequence(*_present(source_tokens, shown_tokens))
    source_at = [i for i, token in enumerate(source_tokens) if token]
    page_at = [j for j, token in enumerate(shown_tokens) if token]
    ordered = _without_head([(source_at[i], page_at[j]) for i, j in ordered], shown_tokens)
    places = {i: Place(Found.IN_ORDER, j) for i, j in ordered}
    alignment = Alignment(source, page, places, ordered, ignored)
    taken = {j for _, j in ordered} | ignored
    place_hidden(alignment, places, taken, (source_tokens, page_tokens))
    place_within(alignment, places)
    place_moved(alignment, places, taken, (source_tokens, page_tokens))
    place_renamed(alignment, places, taken)
    place_near(alignment, places, taken)
    place_garbled(alignment, places, taken)
    return alignment


def _without_head(ordered: list[tuple[int, int]], tokens: list[str]) -> list[tuple[int, int]]:
    """Pair the first block with the last of its like before the second one.

    A post that begins with its own title, or its head picture, has it twice on the page:
    first the theme's.
    """
    if len(ordered) < _FEWEST_PAIRS:
        return ordered
    (i, j), (_, end) = ordered[:_FEWEST_PAIRS]
    last = next((k for k in range(end - 1, j, -1) if tokens[k] == tokens[j]), j)
    return [(i, last), *ordered[1:]]


def _present(*streams: list[str]) -> tuple[list[str], ...]:
    return tuple([token for token in stream if token] for stream in streams)


def _tokens(source: Sequence[Block], page: Sequence[Block]) -> tuple[list[str], list[str]]:
    """Return one token a block; media that share any key of the post get the same one."""
    canonical: dict[str, str] = {}
    tokens = []
    for block in source:
        keys = keys_of(block) if block.kind in MEDIA_KINDS else ()
        known = next((canonical[key] for key in keys if key in canonical), keys[0] if keys else "")
        for key in keys:
            canonical.setdefault(key, known)
        tokens.append(f"medium {known}" if known else _text_token(block))
    page_tokens = []
    for block in page:
        keys = keys_of(block) if block.kind in MEDIA_KINDS else ()
        known = next((canonical[key] for key in keys if key in canonical), keys[0] if keys else "")
        page_tokens.append(f"medium {known}" if known else _text_token(block))
    return tokens, page_tokens


def _text_token(block: Block) -> str:
    form = normal_form(block.text) if block.kind in TEXT_KINDS else ""
    return f"text {form}" if form else ""


def _without_hidden_copies(page: Sequence[Block], tokens: list[str]) -> list[str]:
    """Leave out what a reader does not see where the page shows the same visibly too."""
    if all(block.visible for block in page):
        return tokens
    seen = {token for block, token in zip(page, tokens, strict=True) if block.visible}
    return [
        token if block.visible or token not in seen else ""
        for block, token in zip(page, tokens, strict=True)
    ]
