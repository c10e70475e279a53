"""Parts of a picture that may look other each time, and are not told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archiver.images.page_picture import Pixels
from archiver.models import Band, Box

Flags = NDArray[np.bool_]

_LARGEST: Final = 1 << 24
"""Pixels from the top left, beyond any picture; a page may say that a box is endless."""

_NOTICED_LEVELS: Final = 16
"""Of 255 in one channel; noise on an empty page is less."""


class Masks:
    """The masks of one picture, as whole pixels that they touch."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self._boxes = [box for each in boxes if (box := _whole(each)) is not None]

    def hide(self, differs: Flags, top: int) -> int:
        """Take the pixels below masks away from rows that begin at `top`; return how many."""
        before = int(np.count_nonzero(differs))
        for box_top, bottom, left, right in self._boxes:
            if box_top < top + len(differs) and bottom > top:
                differs[max(0, box_top - top) : bottom - top, left:right] = False
        return before - int(np.count_nonzero(differs))

    def reach(self, band: Band) -> bool:
        """Tell whether every row of a band meets a mask."""
        met = np.zeros(band.height_px, np.bool_)
        for top, bottom, _, _ in self._boxes:
            start, end = max(top, band.top_px), min(bottom, band.bottom_px)
            if start < end:
                met[start - band.top_px : end - band.top_px] = True
        return bool(met.all())

    def cover(self, band: Band, picture: Pixels) -> bool:
        """Tell whether all that is drawn in a band lies below masks."""
        drawn = drawn_pixels(picture, band)
        self.hide(drawn, band.top_px)
        return not drawn.any()


def drawn_pixels(picture: Pixels, band: Band) -> Flags:
    """Return for each pixel of a band whether it is not of the colour at its row's left edge."""
    part = picture[band.top_px : band.bottom_px]
    edge = part[:, :1]
    change = np.maximum(part, edge) - np.minimum(part, edge)
    drawn: Flags = change.max(axis=2) > _NOTICED_LEVELS
    return drawn


def _whole(box: Box) -> tuple[int, int, int, int] | None:
    sides = (box.x, box.y, box.width, box.height)
    if not all(map(math.isfinite, sides)) or box.width <= 0 or box.height <= 0:
        return None
    edges = (
        math.floor(box.y),
        math.ceil(box.y + box.height),
        math.floor(box.x),
        math.ceil(box.x + box.width),
    )
    top, bottom, left, right = (max(0, min(_LARGEST, edge)) for edge in edges)
    return (top, bottom, left, right) if top < bottom and left < right else None
