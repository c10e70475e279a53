"""The promised blocks that the page draws somewhere, and what messages call them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.compare.alignment.blocks import TEXT_KINDS
from archiver.compare.case import Case
from archiver.compare.wording import normal_form
from archiver.models import MEDIA_KINDS, Block, Box


@dataclass(frozen=True, slots=True)
class Drawn:
    """A promised block and the rectangle that the page gave it."""

    index: int
    promised: Block
    shown: Block
    box: Box


def drawn_blocks(case: Case) -> Iterator[Drawn]:
    """Yield the promised texts and media that take room on the page, in the post's order.

    A block of the page that holds several of the post is given once. Left out is what
    the post or the page hides: other checks tell of it.
    """
    seen: set[int] = set()
    for index, place in sorted(case.alignment.places.items()):
        promised, shown = case.post.blocks[index], case.alignment.page[place.page]
        box = shown.box
        if place.page in seen or not _is_promised(promised):
            continue
        if box is None or not shown.visible or shown.hiding or box.width <= 0 or box.height <= 0:
            continue
        seen.add(place.page)
        yield Drawn(index, promised, shown, box)


def _is_promised(block: Block) -> bool:
    if not block.visible:
        return False
    if block.kind in MEDIA_KINDS:
        return bool(block.url)
    return block.kind in TEXT_KINDS and bool(normal_form(block.text))
