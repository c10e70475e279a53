"""From the rows of one picture to those of the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from archiver.models import AlignedBand, Box


class RowsAcross:
    """Finds where what stands on one picture stands on the other."""

    def __init__(self, bands: Sequence[AlignedBand], *, to_new: bool) -> None:
        """Take the bands of a difference; `to_new` leads from the old picture to the new one."""
        pairs = [(band.old, band.new) if to_new else (band.new, band.old) for band in bands]
        self._pairs = sorted(
            (pair for pair in pairs if pair[0].height_px > 0), key=lambda pair: pair[0].top_px
        )
        self._tops = [here.top_px for here, _ in self._pairs]

    def box(self, box: Box) -> Box | None:
        """Return the box where its middle lies on the other picture; None when it is not there."""
        middle = box.y + box.height / 2
        at = bisect_right(self._tops, middle) - 1
        if at < 0:
            return None
        here, there = self._pairs[at]
        if there.height_px == 0 or middle >= here.bottom_px:
            return None
        scale = min(1.0, there.height_px / here.height_px)
        shift = there.top_px + (middle - here.top_px) * scale - middle
        return Box(box.x, box.y + shift, box.width, box.height)
