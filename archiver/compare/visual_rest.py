"""Differing parts of a picture that no block tells: bands, and what lies between blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archiver.compare.visual_facts import Fact
from archiver.compare.visual_pairs import Pairs
from archiver.compare.visual_regions import Touch, around, lies_on
from archiver.models import Box, VisualKind

_NEAR_PX = 48
"""Around what is told: margins, borders and the white below it go with it."""
_TOGETHER_PX = 64
"""Between parts of one thing."""
_FEWEST_PUSHED_PX = 2


def rest_of(
    pairs: Pairs, touched: Sequence[Touch], told: Sequence[Fact], shifted: Mapping[int, Box]
) -> list[Fact]:
    """Return the regions that nothing told explains, those that lie together as one.

    Never is a difference silent altogether: where all that differs was only pushed, and
    nothing is told that pushed it, the first such block is told.
    """
    old, new = pairs.old_sight, pairs.new_sight
    told_old = {i for fact in told for i in fact.olds}
    told_new = {j for fact in told for j in fact.news}
    near = _Near.of(told, pairs, touched, told_old, told_new)
    pushed = [_grown(box, _NEAR_PX) for box in shifted.values()]
    left: list[Touch] = []
    for each in touched:
        if each.olds & told_old or each.news & told_new:
            continue
        if near.explains(each) or (each.news and each.news <= shifted.keys()):
            continue
        is_gap = each.is_gap and not (each.news or each.olds)
        box = each.region.new or each.region.old
        if not is_gap and any(box is not None and _is_in(box, around_) for around_ in pushed):
            continue
        left.append(each)
    found = [_fact(group) for group in _groups(left)]
    if not found and not told and shifted:
        first = min(shifted, key=lambda j: (shifted[j].y, j))
        i = pairs.back[first]
        down = new.shown[first].y - old.shown[i].y
        if abs(down) >= _FEWEST_PUSHED_PX:
            found.append(_pushed(old.shown[i], new.shown[first], down))
        else:
            found.append(Fact(kind=VisualKind.CHANGED, olds=(i,), news=(first,)))
    return found


def _pushed(old: Box, new: Box, down: float) -> Fact:
    """Return the band that pushed a block down, or up, by so many pixels."""
    if down > 0:
        gap = Box(new.x, new.y - down, new.width, down)
        return Fact(kind=VisualKind.ADDED, boxes=(gap, gap))
    gap = Box(old.x, old.y + down, old.width, -down)
    return Fact(kind=VisualKind.REMOVED, boxes=(gap, gap))


class _Near:
    """The surroundings of what is told, in both states."""

    def __init__(self, old: list[Box], new: list[Box]) -> None:
        self._old, self._new = old, new

    @classmethod
    def of(
        cls,
        told: Iterable[Fact],
        pairs: Pairs,
        touched: Sequence[Touch],
        told_old: set[int],
        told_new: set[int],
    ) -> _Near:
        old: list[Box] = []
        new: list[Box] = []
        for fact in told:
            # Of texts that are drawn otherwise, all between the first and the last.
            one = around(pairs.old_sight.shown[i] for i in fact.olds)
            other = around(pairs.new_sight.shown[j] for j in fact.news)
            old += [one] if one else []
            new += [other] if other else []
            if fact.overlay is not None:
                (old if fact.kind is VisualKind.UNCOVERED else new).append(fact.overlay.box)
        for each in touched:
            if each.olds & told_old or each.news & told_new:
                old += [each.region.old] if each.region.old else []
                new += [each.region.new] if each.region.new else []
        return cls([_grown(box, _NEAR_PX) for box in old], [_grown(box, _NEAR_PX) for box in new])

    def explains(self, touch: Touch) -> bool:
        one, other = touch.region.old, touch.region.new
        return (one is not None and any(_is_in(one, box) for box in self._old)) or (
            other is not None and any(_is_in(other, box) for box in self._new)
        )


def _grown(box: Box, by_px: float) -> Box:
    return Box(box.x - by_px, box.y - by_px, box.width + 2 * by_px, box.height + 2 * by_px)


def _is_in(box: Box, other: Box) -> bool:
    """Tell whether the rows of a box lie in another one, and some of its columns."""
    within = other.y <= box.y and box.y + box.height <= other.y + other.height
    return within and lies_on(box, other)


def _groups(left: Sequence[Touch]) -> list[list[Touch]]:
    """Put regions of one kind together that lie near each other."""
    groups: list[list[Touch]] = []
    ordered = sorted(left, key=lambda each: (_place(each).y, _place(each).x))
    for each in ordered:
        fitting = (
            group
            for group in reversed(groups[-8:])
            if _kind(group[0]) is _kind(each)
            and any(
                lies_on(_grown(_place(other), _TOGETHER_PX), _place(each)) for other in group[-8:]
            )
        )
        group = next(fitting, None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    return groups


def _place(touch: Touch) -> Box:
    box = touch.region.new or touch.region.old
    assert box is not None
    return box


def _kind(touch: Touch) -> VisualKind:
    if touch.region.old is None:
        return VisualKind.ADDED
    return VisualKind.REMOVED if touch.region.new is None else VisualKind.CHANGED


def _fact(group: Sequence[Touch]) -> Fact:
    old = around(each.region.old for each in group if each.region.old)
    new = around(each.region.new for each in group if each.region.new)
    some = new or old
    assert some is not None
    return Fact(kind=_kind(group[0]), boxes=(old or some, new or some))
