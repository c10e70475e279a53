"""Which blocks the differing parts of two pictures lie on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from archiver.compare.visual.sight import Sight
from archiver.models import MEDIA_KINDS, BandKind, Box, PictureDifference, Region

MOST_REGIONS: Final = 1_000
"""Of one difference that are named; of more, the largest."""
_SHARE = 0.3
"""Of the smaller of block and region, in width and in height, from which one lies on the other."""
_INSIDE = 0.8
"""Of a region that lies on a picture: what is around it has no part in that."""
_HALF_PX = 0.5
"""Regions lie at whole pixels, and boxes may be told in such."""
_ROWS_PX = 256
_MOST_ROWS = 400
"""Groups of rows: 100,000 px; a box that is set further down is on no picture."""
_MOST_IN_ROWS = 200
"""Blocks of one group of rows."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A region, and the blocks that it lies on in both states."""

    region: Region
    olds: frozenset[int]
    news: frozenset[int]
    is_moved: bool = False
    """Whether it is a band that looks as before, elsewhere."""

    @property
    def is_gap(self) -> bool:
        """Whether it is there in one of the states only."""
        return self.region.old is None or self.region.new is None

    @property
    def is_uneven(self) -> bool:
        """Whether its two parts are of different heights: none of its rows lies on another."""
        one, other = self.region.old, self.region.new
        return one is None or other is None or abs(one.height - other.height) > 1

    @property
    def box(self) -> Box:
        """Where it is on the new picture; what is gone, on the old one."""
        box = self.region.new or self.region.old
        assert box is not None
        return box

    def is_against(self, old: Box, new: Box) -> bool:
        """Tell whether two boxes lie on each other just as the region's two parts do."""
        one, other = self.region.old, self.region.new
        if one is None or other is None or self.is_uneven:
            return False
        across = (new.x - old.x) - (other.x - one.x)
        down = (new.y - old.y) - (other.y - one.y)
        return max(abs(across), abs(down)) <= _HALF_PX


def touches(difference: PictureDifference, old: Sight, new: Sight) -> tuple[Touch, ...]:
    """Return the regions of a difference with the blocks that they lie on, in their order."""
    here, there = _Rows.of(old), _Rows.of(new)
    moved = {
        (band.old.top_px, band.new.top_px)
        for band in difference.bands
        if band.kind is BandKind.MOVED
    }
    regions = [each for each in difference.regions if each.old or each.new]
    if len(regions) > MOST_REGIONS:
        least = sorted((each.pixels for each in regions), reverse=True)[MOST_REGIONS - 1]
        regions = [each for each in regions if each.pixels >= least][:MOST_REGIONS]
    return tuple(_touch(each, here, there, moved) for each in regions)


def _touch(region: Region, here: _Rows, there: _Rows, moved: set[tuple[int, int]]) -> Touch:
    is_gap = region.old is None or region.new is None
    return Touch(
        region,
        here.under(region.old, is_gap=is_gap),
        there.under(region.new, is_gap=is_gap),
        is_moved=region.old is not None
        and region.new is not None
        and (region.old.y, region.new.y) in moved,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The boxes of a state, by groups of the rows in which they lie."""

    sight: Sight
    at: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, sight: Sight) -> Self:
        at: defaultdict[int, list[int]] = defaultdict(list)
        for index, box in sight.shown.items():
            for row in _rows(box):
                if len(at[row]) < _MOST_IN_ROWS:
                    at[row].append(index)
        return cls(sight, at)

    def under(self, region: Box | None, *, is_gap: bool) -> frozenset[int]:
        """Return the blocks that a region lies on; a whole band is on none that it runs through."""
        if region is None:
            return frozenset()
        shown = self.sight.shown
        near = {index for row in _rows(region) for index in self.at.get(row, ())}
        if is_gap:
            near -= self.sight.loose
        found = {index for index in near if lies_on(region, shown[index])}
        media = {
            index
            for index in found
            if self.sight.blocks[index].kind in MEDIA_KINDS
            and share_under(region, shown[index]) >= _INSIDE
        }
        return frozenset(media or found)


def _rows(box: Box) -> range:
    first = max(0, int(box.y // _ROWS_PX))
    last = int((box.y + box.height) // _ROWS_PX)
    return range(min(first, _MOST_ROWS), min(last, _MOST_ROWS) + 1)


def lies_on(region: Box, block: Box) -> bool:
    """Tell whether a region and a block have a good part of the smaller one in common."""
    wide, high = _common(region, block)
    return (
        wide > 0
        and high > 0
        and wide >= _SHARE * min(region.width, block.width)
        and high >= _SHARE * min(region.height, block.height)
    )


def share_under(box: Box, other: Box) -> float:
    """Return which share of a box lies under another one, 0 to 1."""
    wide, high = _common(box, other)
    area = box.width * box.height
    return wide * high / area if wide > 0 and high > 0 and area > 0 else 0.0


def _common(one: Box, other: Box) -> tuple[float, float]:
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return wide, high
