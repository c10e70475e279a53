"""Which block stands above which, and where their distance grew or shrank.

Rows of the pictures tell what came and went on a page of one column. Beside a second one,
which stays where it is, no row is as before; the boxes of the blocks tell it there too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from archiver.compare.visual.pairs import Pairs
from archiver.models import Box

_WINDOW: Final = 24
"""Blocks above one that are looked through for the one that it stands below."""
_ROOM_PX = 2.0
"""By which one box may reach into the one below."""
_TOP: Final = -1
"""What a block stands below that has none above it: the page's upper edge."""
_UNKNOWN: Final = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A place between two blocks, one below the other, at which their distance changed."""

    above: int
    """Index of the upper block on the new page; -1 for the page's edge."""
    below: int
    old: Box
    """Between the two blocks, as wide as the lower one."""
    new: Box

    @property
    def growth_px(self) -> float:
        """By how much the distance grew; less than nothing where it shrank."""
        return self.new.height - self.old.height


@dataclass(frozen=True)
class Columns:
    """The blocks that both states show in one order, as they stand above each other."""

    pairs: Pairs = field(repr=False)
    order: Sequence[int]
    """New indexes from the top."""
    tops: Sequence[float] = field(repr=False)

    @classmethod
    def of(cls, pairs: Pairs) -> Self:
        """Gather the blocks of which the boxes tell a place."""
        loose = pairs.new_sight.loose
        shown = pairs.new_sight.shown
        settled = (
            (shown[j].y, j)
            for i, j in pairs.same.items()
            if i not in pairs.moved and j not in loose and i not in pairs.old_sight.loose
        )
        ordered = sorted(settled)
        return cls(pairs, [j for _, j in ordered], [top for top, _ in ordered])

    def pushes(self, least_px: float) -> Iterator[Push]:
        """Yield the places at which blocks moved apart, or closer, by so much or more."""
        old, new = self.pairs.old_sight.shown, self.pairs.new_sight.shown
        back = self.pairs.back
        before = _above({j: old[back[j]] for j in self.order})
        now = _above({j: new[j] for j in self.order})
        for j in self.order:
            above = now[j]
            if above == _UNKNOWN or before[j] != above:
                continue
            upper = (None, None) if above == _TOP else (old[back[above]], new[above])
            push = Push(
                above=above,
                below=j,
                old=_between(upper[0], old[back[j]]),
                new=_between(upper[1], new[j]),
            )
            if abs(push.growth_px) >= least_px:
                yield push

    def shift_at(self, box: Box) -> float | None:
        """Return by how much what stands nearest in the column of a box was pushed down, in px.

        None where no block tells it.
        """
        at = bisect_left(self.tops, box.y)
        best: tuple[float, float] | None = None
        for j in self.order[max(0, at - _WINDOW) : at + _WINDOW]:
            new = self.pairs.new_sight.shown[j]
            if not _are_stacked(box, new):
                continue
            apart = max(new.y - box.y - box.height, box.y - new.y - new.height, 0.0)
            if best is None or apart < best[0]:
                best = apart, new.y - self.pairs.old_sight.shown[self.pairs.back[j]].y
        return best[1] if best else None


def _above(boxes: Mapping[int, Box]) -> dict[int, int]:
    """Return for each block the one that it stands right below."""
    order = sorted(boxes, key=lambda j: (boxes[j].y, j))
    found: dict[int, int] = {}
    for at, j in enumerate(order):
        box = boxes[j]
        over = [
            k
            for k in order[max(0, at - _WINDOW) : at]
            if boxes[k].y + boxes[k].height <= box.y + _ROOM_PX and _are_stacked(boxes[k], box)
        ]
        nearest = max(over, key=lambda k: boxes[k].y + boxes[k].height, default=None)
        found[j] = nearest if nearest is not None else _TOP if at < _WINDOW else _UNKNOWN
    return found


def _are_stacked(one: Box, other: Box) -> bool:
    """Tell whether two boxes have half the width of the narrower one in common."""
    common = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    return 2 * common >= min(one.width, other.width)


def _between(upper: Box | None, lower: Box) -> Box:
    top = upper.y + upper.height if upper else 0.0
    return Box(lower.x, top, lower.width, max(0.0, lower.y - top))
