"""Whether a caption is drawn at its own medium, whatever the order in the document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from archiver.compare.captions.places import Caption, Layout
from archiver.models import Box

_CLOSE_PX = 100.0
"""A caption this near below a medium is read as that medium's."""
_FAR_PX = 300.0
"""Farther than this from its own medium, with text of the post between, it is parted from it."""
_NEARER_PX = 8.0
"""Two distances that differ by less are the same to a reader."""
_EDGE_PX = 4.0
"""Boxes that reach this far into each other do not overlap: margins may be negative."""

_MOST_BOXES = 200
"""Of media near a caption, and of texts around it, that are looked at."""


def drawn_at(layout: Layout, caption: Caption) -> tuple[int, ...] | None:
    """Return what the caption is drawn at instead of its own media, None when it is at one.

    The post's index of another medium right above it (or right below, where the
    post has the caption above), or of a text that is drawn between. Near misses
    that give None: captions beside or over their medium, above instead of below,
    wider than it; columns; what has no area, as pictures that were not loaded.
    """
    label = _area(layout, caption.page, up=caption.follows)
    own = [_area(layout, page, up=caption.follows) for page in caption.own_pages]
    if label is None or not all(own):
        return None
    boxes = [box for box in own if box is not None]
    other = _nearest_above(layout, caption, label)
    if other is not None:
        page, above = other
        if any(_is_at(label, box, above) for box in boxes):
            return None
        return (layout.media[page],)
    text = next(_texts_drawn_between(layout, caption, label, boxes), None)
    return None if text is None else (text,)


def _area(layout: Layout, page: int, *, up: bool) -> Box | None:
    """Return a block's box, None when it has no area; upside down for captions above media."""
    box = layout.alignment.page[page].box
    if box is None or box.width <= 0 or box.height <= 0:
        return None
    return box if up else Box(box.x, -(box.y + box.height), box.width, box.height)


def _nearest_above(layout: Layout, caption: Caption, label: Box) -> tuple[int, Box] | None:
    """Return the other medium whose lower edge is right above a caption."""
    edges = layout.lower_edges if caption.follows else layout.upper_edges
    start = bisect_left(edges, (label.y - _CLOSE_PX, -1))
    end = bisect_left(edges, (label.y + _EDGE_PX, -1))
    for at in range(end - 1, max(start, end - _MOST_BOXES) - 1, -1):
        page = edges[at][1]
        box = _area(layout, page, up=caption.follows)
        if page in caption.own_pages or box is None:
            continue
        if _common_width(label, box) >= min(label.width, box.width) / 2:
            return page, box
    return None


def _is_at(label: Box, own: Box, other: Box) -> bool:
    """Tell whether a caption is at its own medium, although another one is right above it."""
    beside = _gap(label.y, label.height, own.y, own.height) < 0
    if _gap(label.x, label.width, own.x, own.width) >= 0:
        return beside and _gap(label.x, label.width, own.x, own.width) <= _CLOSE_PX
    if beside:
        return True
    if own.y < label.y:
        return other.y < _bottom(own) - _EDGE_PX
    return own.y - _bottom(label) <= label.y - _bottom(other) + _NEARER_PX


def _texts_drawn_between(
    layout: Layout, caption: Caption, label: Box, own: list[Box]
) -> Iterator[int]:
    """Yield the post's texts drawn between a caption and the nearest of its media."""
    apart = [
        box
        for box in own
        if _gap(label.y, label.height, box.y, box.height) > _FAR_PX
        and _common_width(label, box) > 0
    ]
    if len(apart) < len(own) or not apart:
        return
    medium = min(apart, key=lambda box: _gap(label.y, label.height, box.y, box.height))
    upper, lower = sorted((label, medium), key=lambda box: box.y)
    first, last = min(caption.index, *caption.own), max(caption.index, *caption.own)
    around = bisect_left(layout.texts, (caption.page, -1))
    for page, index in layout.texts[max(0, around - _MOST_BOXES) : around + _MOST_BOXES]:
        box = _area(layout, page, up=caption.follows)
        if box is None or first < index < last:
            continue
        between = _bottom(upper) - _EDGE_PX <= box.y and _bottom(box) <= lower.y + _EDGE_PX
        if between and _common_width(label, box) > 0 and _common_width(medium, box) > 0:
            yield index


def _bottom(box: Box) -> float:
    return box.y + box.height


def _common_width(one: Box, other: Box) -> float:
    return -_gap(one.x, one.width, other.x, other.width)


def _gap(start: float, size: float, other_start: float, other_size: float) -> float:
    """Return the free length between two ranges; negative when they overlap."""
    return max(start, other_start) - min(start + size, other_start + other_size)
