"""Differing parts of a picture that no block tells: bands, and what lies between blocks."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from archiver.compare.visual.boxes import around
from archiver.compare.visual.columns import Columns, Push
from archiver.compare.visual.facts import Fact
from archiver.compare.visual.pairs import Pairs
from archiver.compare.visual.regions import Touch, lies_on
from archiver.models import Box, VisualKind

_NEAR_PX = 48
"""Around what is told: margins, borders and the white below it go with it."""
_TOGETHER_PX = 64
"""Between parts of one thing."""
_FEWEST_PUSHED_PX = 8
"""By which two blocks moved apart: of less, something beside them is the reason, or none."""
_ROUNDING_PX = 2
_MOST_PUSHES = 200
_MOST_TOLD = 500
_MOST_IN_GROUP = 8
"""Groups, and regions of a group, that the next one is held against."""


def rest_of(
    pairs: Pairs, touched: Sequence[Touch], told: Sequence[Fact], restyled: AbstractSet[int]
) -> list[Fact]:
    """Return what nothing told explains, parts that lie together as one.

    What is only pushed is told by none; but never is a difference of more than animated
    pictures silent altogether.
    """
    columns = Columns.of(pairs)
    places = _Places.of(pairs, told)
    found = _bands(columns, touched, places, restyled)
    near = _Near(places, touched, told, found)
    left = [each for each in touched if _is_left(each, columns, near, quiet=bool(told or found))]
    found += [_fact(group) for group in _groups(left)]
    return found if found or told else _least(columns, touched)


def _bands(
    columns: Columns, touched: Sequence[Touch], places: _Places, restyled: AbstractSet[int]
) -> list[Fact]:
    """Return the bands without words that moved blocks apart, or were between them."""
    pushes: list[Push] = []
    for push in columns.pushes(_FEWEST_PUSHED_PX):
        if len(pushes) >= _MOST_PUSHES:
            break
        if {push.above, push.below} & restyled or places.lie_between(push):
            continue
        if not any(_is_same_push(push, other) for other in pushes[-_MOST_IN_GROUP:]):
            pushes.append(push)
    return [fact for push in pushes if (fact := _band(push, touched)) is not None]


def _is_same_push(one: Push, other: Push) -> bool:
    """Tell whether one band pushed two columns."""
    alike = abs(one.growth_px - other.growth_px) <= _ROUNDING_PX
    return alike and max(one.new.y, other.new.y) <= min(
        one.new.y + one.new.height, other.new.y + other.new.height
    )


def _band(push: Push, touched: Sequence[Touch]) -> Fact | None:
    """Return a band as it is seen; None where no difference of the pictures is near."""
    came = push.growth_px > 0
    place = _grown(push.new if came else push.old, _NEAR_PX)
    sides = [(t, t.region.new if came else t.region.old) for t in touched]
    here = [(t, box) for t, box in sides if box is not None and _rows_meet(box, place)]
    if not here:
        return None
    height = abs(push.growth_px)
    rows = [
        box
        for touch, box in here
        if touch.is_gap and abs(box.height - height) <= max(_ROUNDING_PX, 0.1 * height)
    ]
    gap = push.new if came else push.old
    box = rows[0] if rows else Box(gap.x, gap.y + gap.height - height, gap.width, height)
    return Fact(kind=VisualKind.ADDED if came else VisualKind.REMOVED, boxes=(box, box))


def _is_left(touch: Touch, columns: Columns, near: _Near, *, quiet: bool) -> bool:
    """Tell whether a region is still to be told; `quiet` when something is told already."""
    if touch.is_moved or touch.olds or touch.news or near.explains(touch):
        return False
    if touch.is_gap:
        # A page that grew wider; or nothing in the page tells where its rows belong.
        return touch.box.x > 0 or not columns.order or _is_below_all(touch.box, columns)
    one, other = touch.region.old, touch.region.new
    assert one is not None
    assert other is not None
    if abs(one.height - other.height) > _ROUNDING_PX:
        return not quiet
    shift = columns.shift_at(other)
    return shift is None or abs(other.y - one.y - shift) < _ROUNDING_PX


def _is_below_all(box: Box, columns: Columns) -> bool:
    shown = columns.pairs.new_sight.shown
    bottom = max(shown[j].y + shown[j].height for j in columns.order)
    return box.y >= bottom and box.height >= _FEWEST_PUSHED_PX


def _least(columns: Columns, touched: Sequence[Touch]) -> list[Fact]:
    """Return the first block that was pushed, where nothing else is known of a difference."""
    pairs = columns.pairs
    touching = {j for each in touched for j in each.news}
    push = next((each for each in columns.pushes(1.0) if _band(each, touched)), None)
    if push is not None and (fact := _band(push, touched)) is not None:
        return [fact]
    unmoving = (j for j in columns.order if j in touching and not pairs.is_animated(j))
    first = next(unmoving, None)
    if first is None:
        return []
    return [Fact(kind=VisualKind.CHANGED, olds=(pairs.back[first],), news=(first,))]


class _Places:
    """Where the blocks are that facts tell of, in both states."""

    def __init__(self, old: list[Box], new: list[Box]) -> None:
        self.old, self.new = old, new

    @classmethod
    def of(cls, pairs: Pairs, told: Sequence[Fact]) -> _Places:
        old: list[Box] = []
        new: list[Box] = []
        for fact in told[:_MOST_TOLD]:
            one = around(pairs.old_sight.shown[i] for i in fact.olds)
            other = around(pairs.new_sight.shown[j] for j in fact.news)
            old += [one] if one else []
            new += [other] if other else []
            if fact.overlay is not None:
                came = fact.kind in {VisualKind.COVERED, VisualKind.ADDED}
                (new if came else old).append(fact.overlay.box)
        return cls(old, new)

    def lie_between(self, push: Push) -> bool:
        """Tell whether what is told stands between two blocks, before or now."""
        return any(_rows_meet(box, push.old) for box in self.old if _stack(box, push.old)) or any(
            _rows_meet(box, push.new) for box in self.new if _stack(box, push.new)
        )


class _Near:
    """The surroundings of what is told, in both states."""

    def __init__(
        self,
        places: _Places,
        touched: Sequence[Touch],
        told: Sequence[Fact],
        bands: Sequence[Fact],
    ) -> None:
        told_old = {i for fact in told for i in fact.olds}
        told_new = {j for fact in told for j in fact.news}
        old, new = list(places.old), list(places.new)
        for fact in bands:
            assert fact.boxes is not None
            (new if fact.kind is VisualKind.ADDED else old).append(fact.boxes[1])
        for each in touched:
            if each.olds & told_old or each.news & told_new:
                old += [each.region.old] if each.region.old else []
                new += [each.region.new] if each.region.new else []
        self._old = [_grown(box, _NEAR_PX) for box in old]
        self._new = [_grown(box, _NEAR_PX) for box in new]

    def explains(self, touch: Touch) -> bool:
        one, other = touch.region.old, touch.region.new
        return (one is not None and any(_is_in(one, box) for box in self._old)) or (
            other is not None and any(_is_in(other, box) for box in self._new)
        )


def _grown(box: Box, by_px: float) -> Box:
    return Box(box.x - by_px, box.y - by_px, box.width + 2 * by_px, box.height + 2 * by_px)


def _rows_meet(one: Box, other: Box) -> bool:
    return one.y < other.y + other.height and other.y < one.y + one.height


def _stack(one: Box, other: Box) -> bool:
    return one.x < other.x + other.width and other.x < one.x + one.width


def _is_in(box: Box, other: Box) -> bool:
    """Tell whether the rows of a box lie in another one, and some of its columns."""
    within = other.y <= box.y and box.y + box.height <= other.y + other.height
    return within and lies_on(box, other)


def _groups(left: Sequence[Touch]) -> list[list[Touch]]:
    """Put regions of one kind together that lie near each other."""
    groups: list[list[Touch]] = []
    for each in sorted(left, key=lambda touch: (touch.box.y, touch.box.x)):
        fitting = (
            group
            for group in reversed(groups[-_MOST_IN_GROUP:])
            if _kind(group[0]) is _kind(each)
            and any(
                lies_on(_grown(other.box, _TOGETHER_PX), each.box)
                for other in group[-_MOST_IN_GROUP:]
            )
        )
        group = next(fitting, None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    return groups


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
