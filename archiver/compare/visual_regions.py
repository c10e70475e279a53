"""Which blocks the differing parts of two pictures lie on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from archiver.compare.sight import Sight
from archiver.models import MEDIA_KINDS, Block, Box, PictureDifference, Region

MOST_REGIONS: Final = 4_000
"""Of one difference that are named; more than that is noise, or another page."""
_SHARE = 0.3
"""Of the smaller of block and region, in width and in height, from which one lies on the other."""
_INSIDE = 0.8
"""Of a region that lies on a picture: what is around it has no part in that."""
_ROWS_PX = 256
_MOST_ROWS = 4_000
"""Groups of rows: a box that is set further down is on no picture."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A region, and the blocks that it lies on in both states."""

    region: Region
    olds: frozenset[int]
    news: frozenset[int]

    @property
    def is_gap(self) -> bool:
        """Whether it is there in one of the states only."""
        return self.region.old is None or self.region.new is None

    def is_against(self, old: Box, new: Box, room_px: float) -> bool:
        """Tell whether two boxes lie on each other just as the region's two parts do."""
        one, other = self.region.old, self.region.new
        if one is None or other is None or abs(one.height - other.height) > room_px:
            return False
        across = (new.x - old.x) - (other.x - one.x)
        down = (new.y - old.y) - (other.y - one.y)
        return abs(across) <= room_px and abs(down) <= room_px


def touches(difference: PictureDifference, old: Sight, new: Sight) -> tuple[Touch, ...]:
    """Return the regions of a difference with the blocks that they lie on."""
    here, there = _Rows.of(old), _Rows.of(new)
    return tuple(
        Touch(region, here.under(region.old), there.under(region.new))
        for region in difference.regions[:MOST_REGIONS]
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The boxes of a state, by groups of the rows in which they lie."""

    blocks: Sequence[Block]
    shown: Mapping[int, Box]
    at: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, sight: Sight) -> Self:
        at: defaultdict[int, list[int]] = defaultdict(list)
        for index, box in sight.shown.items():
            for row in _rows(box):
                at[row].append(index)
        return cls(sight.blocks, sight.shown, at)

    def under(self, region: Box | None) -> frozenset[int]:
        if region is None:
            return frozenset()
        near = {index for row in _rows(region) for index in self.at.get(row, ())}
        found = {index for index in near if lies_on(region, self.shown[index])}
        media = {
            index
            for index in found
            if self.blocks[index].kind in MEDIA_KINDS
            and share_under(region, self.shown[index]) >= _INSIDE
        }
        return frozenset(media or found)


def _rows(box: Box) -> range:
    first = max(0, int(min(box.y, 1e9) // _ROWS_PX))
    last = int(min(max(box.y + box.height, 0), 1e9) // _ROWS_PX)
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


def around(boxes: Iterable[Box]) -> Box | None:
    """Return the box that holds all of some boxes; None for none."""
    found = list(boxes)
    if not found:
        return None
    left, top = min(each.x for each in found), min(each.y for each in found)
    right = max(each.x + each.width for each in found)
    bottom = max(each.y + each.height for each in found)
    return Box(left, top, right - left, bottom - top)
