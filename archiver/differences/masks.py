"""Parts of a page that may look other each time, and so are not compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from archiver.compare.bystanders import is_bystander
from archiver.differences.page_state import PageState
from archiver.dom import Element, element_from_snapshot
from archiver.dom.selector import boxes_of
from archiver.models import BlockKind, Box, DifferenceSettings

MOST_MASKS: Final = 400
"""Of one page; a page with more players is one that wants to be masked."""
_MOST_SHARE = 0.6
"""Of the page's picture, that one player may hide: a film behind all of a page hides nothing."""
_WHY = {BlockKind.PLAYER: "a player", BlockKind.VIDEO: "a film"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A part of a page's picture that is not compared."""

    box: Box
    why: str
    """In words: `a player`, `the selector .clock`."""
    is_player: bool = False
    """True of what plays: whether it is there is told, and only what it shows is not."""


def masks_of(state: PageState, settings: DifferenceSettings) -> tuple[Mask, ...]:
    """Return what of a page is not compared: players, films, what runs, advertisements, selectors.

    Of a state of which no tree is known, selectors and advertisements are not found here.

    Raises:
        UsageError: a selector is none.
    """
    return tuple(islice(_masks(state, settings), MOST_MASKS))


def _masks(state: PageState, settings: DifferenceSettings) -> Iterator[Mask]:
    if state.tree is not None:
        for selector, box in boxes_of(state.tree, settings.masks):
            yield Mask(box=box, why=f"the selector {selector}")
    page_px = state.width_px * state.height_px
    for index, box in state.sight.shown.items():
        why = _WHY.get(state.sight.blocks[index].kind)
        if why and box.width * box.height <= _MOST_SHARE * page_px:
            yield Mask(box=box, why=why, is_player=True)
    root = None if state.tree is None else element_from_snapshot(state.tree)
    for _element, box in _drawn(root, "marquee"):  # scripts cannot hold it still
        yield Mask(box=box, why="text that moves by itself")
    for element, box in _drawn(root, "iframe"):
        is_advertisement = is_bystander(element.get("src"))
        if is_advertisement and box.width * box.height <= _MOST_SHARE * page_px:
            yield Mask(box=box, why="an advertisement")


def _drawn(root: Element | None, tag: str) -> Iterator[tuple[Element, Box]]:
    """Yield the elements of a tag that have a place on the page, with it."""
    for element in root.elements(tag) if root is not None else ():
        box = element.box
        if box and box.width > 0 and box.height > 0:
            yield element, box
