"""Differences of two pictures of a page, named as a person would name them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Final, Self

from archiver.compare.loss import fingerprint
from archiver.compare.visual.boxes import around
from archiver.compare.visual.facts import Fact, facts_of
from archiver.compare.visual.identity import identity_of
from archiver.compare.visual.pairs import Pairs
from archiver.compare.visual.regions import Touch, lies_on, share_under, touches
from archiver.compare.visual.rest import rest_of
from archiver.compare.visual.sight import Sight
from archiver.compare.visual.styles import Drawing
from archiver.compare.visual.words import sentence_of
from archiver.models import (
    MEDIA_KINDS,
    BlockKind,
    Box,
    PictureDifference,
    VisualChange,
    VisualKind,
)

CHECK: Final = "S1"
"""Under which decisions about visual changes stand."""
MOST_CHANGES: Final = 300
"""Of one page that are told one by one; of more, one change says how many more there are."""
_PLAYING = MEDIA_KINDS - {BlockKind.IMAGE}
_BY_ITSELF = frozenset({VisualKind.ADDED, VisualKind.REMOVED, VisualKind.REPLACED})
_ROOM_PX = 3.0
"""By which the box of what is set over a page and the place where it is drawn may differ."""


def visual_changes(
    difference: PictureDifference, old: Sight, new: Sight, *, pairs: Pairs | None = None
) -> tuple[VisualChange, ...]:
    """Return what is seen to differ, each thing once, in the order of the new page.

    Args:
        difference: Of the pictures.
        old: What the page showed that is the measure.
        new: What it shows now.
        pairs: How their blocks lie against each other, where that is known already.

    What came, went, moved or reads otherwise is told by its blocks; then what looks other
    though its blocks are the same; last, what no block tells. What is only pushed up or down
    by one of these is told by none. Only players are told without a pixel: masks lie on them.
    """
    if difference.is_identical:
        return ()
    pairs = pairs or Pairs.of(old, new)
    seen = _Seen.of(touches(difference, old, new), pairs)
    facts = [fact for fact in facts_of(pairs) if seen.shows(fact)]
    drawing = Drawing(pairs, seen.touched, facts)
    facts = [seen.as_band(fact) for fact in facts] + drawing.facts()
    facts += rest_of(pairs, seen.touched, facts, drawing.restyled)
    places = _Places(pairs)
    named = [(fact, seen.gap(fact)) for fact in facts]
    named.sort(key=lambda each: places.of(*each))
    told = [_change(fact, pairs, gap) for fact, gap in named[:MOST_CHANGES]]
    if len(named) > MOST_CHANGES:
        told.append(_more(len(named) - MOST_CHANGES, difference))
    return tuple(_distinct(told))


def _more(number: int, difference: PictureDifference) -> VisualChange:
    """Return what stands for all the changes of a page that has too many."""
    page = Box(0, 0, difference.new_width_px, difference.new_height_px)
    return VisualChange(
        kind=VisualKind.CHANGED,
        sentence=f"{number} more differences: this is another page than before",
        fingerprint=fingerprint(CHECK, "the page", "many differences"),
        old=None,
        new=page,
    )


@dataclass(frozen=True)
class _Seen:
    """Where two pictures differ, and which blocks of both states that is."""

    pairs: Pairs
    touched: Sequence[Touch]
    olds: frozenset[int]
    news: frozenset[int]
    gap_of_old: dict[int, Box] = field(repr=False)
    """The rows that went with a block."""
    gap_of_new: dict[int, Box] = field(repr=False)

    @classmethod
    def of(cls, touched: Sequence[Touch], pairs: Pairs) -> Self:
        gap_of_old: dict[int, Box] = {}
        gap_of_new: dict[int, Box] = {}
        for each in touched:
            if each.region.new is None and each.region.old is not None:
                gap_of_old.update(dict.fromkeys(each.olds - gap_of_old.keys(), each.region.old))
            elif each.region.old is None and each.region.new is not None:
                gap_of_new.update(dict.fromkeys(each.news - gap_of_new.keys(), each.region.new))
        olds = frozenset[int]().union(*(each.olds for each in touched))
        news = frozenset[int]().union(*(each.news for each in touched))
        return cls(pairs, touched, olds, news, gap_of_old, gap_of_new)

    def shows(self, fact: Fact) -> bool:
        """Tell whether the pictures differ where a fact says so."""
        if fact.kind is VisualKind.MOVED:
            return any(self._is_elsewhere(*each) for each in zip(fact.olds, fact.news, strict=True))
        if not self.olds.isdisjoint(fact.olds) or not self.news.isdisjoint(fact.news):
            return True
        if fact.overlay is not None:
            return any(_shows(each, fact) for each in self.touched)
        kinds = {self.pairs.old_sight.blocks[i].kind for i in fact.olds}
        kinds |= {self.pairs.new_sight.blocks[j].kind for j in fact.news}
        return fact.kind in _BY_ITSELF and not kinds.isdisjoint(_PLAYING)

    def _is_elsewhere(self, i: int, j: int) -> bool:
        """Tell whether a block that moved is seen at another place, whoever's rows that were."""
        old, new = self.pairs.old_sight.shown[i], self.pairs.new_sight.shown[j]
        return abs(old.x - new.x) > _ROOM_PX or abs(old.y - new.y) > _ROOM_PX

    def as_band(self, fact: Fact) -> Fact:
        """Return an overlay in rows of its own as what it is: a band that came or went."""
        if fact.overlay is None:
            return fact
        came = fact.kind is VisualKind.COVERED
        for each in self.touched:
            region, other = each.region.new, each.region.old
            if not came:
                region, other = other, region
            if region is not None and other is None and share_under(fact.overlay.box, region) > 0.9:
                return replace(fact, kind=VisualKind.ADDED if came else VisualKind.REMOVED)
        return fact

    def gap(self, fact: Fact) -> Box | None:
        """Return the rows that came, or went, with a fact."""
        if fact.boxes is not None:
            return fact.boxes[1]
        if fact.kind not in {VisualKind.ADDED, VisualKind.REMOVED}:
            return None
        came = fact.kind is VisualKind.ADDED
        gaps = self.gap_of_new if came else self.gap_of_old
        own = next((gaps[at] for at in (fact.news if came else fact.olds) if at in gaps), None)
        if own is not None or fact.overlay is None:
            return own
        for each in self.touched:
            region, other = each.region.new, each.region.old
            if not came:
                region, other = other, region
            if region is not None and other is None and lies_on(region, fact.overlay.box):
                return region
        return None


def _shows(touch: Touch, fact: Fact) -> bool:
    """Tell whether a region is what is set over the page, there or where it is drawn."""
    assert fact.overlay is not None
    region = touch.region.new if fact.kind is VisualKind.COVERED else touch.region.old
    if region is None:
        return False
    box = fact.overlay.box
    same = abs(region.width - box.width) + abs(region.height - box.height) <= 2 * _ROOM_PX
    return same or lies_on(region, box)


class _Places:
    """Where changes stand on the new page; what is gone, by what it stood before."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs
        shown = pairs.new_sight.shown
        still = sorted(
            (box.y, shown[pairs.same[i]].y)
            for i, box in pairs.old_sight.shown.items()
            if i in pairs.same and i not in pairs.moved
        )
        self._tops = [top for top, _ in still]
        self._now = list(accumulate((now for _, now in reversed(still)), min))[::-1]

    def of(self, fact: Fact, gap: Box | None) -> tuple[float, float]:
        """Return row and column."""
        old, new = _boxes(fact, self._pairs, gap)
        if new is not None:
            return new.y, new.x
        if old is None:
            return 0.0, 0.0
        below = bisect_left(self._tops, old.y)
        return self._now[below] if below < len(self._now) else old.y, old.x


def _boxes(fact: Fact, pairs: Pairs, gap: Box | None) -> tuple[Box | None, Box | None]:
    if fact.boxes is not None:
        return {
            VisualKind.ADDED: (None, fact.boxes[1]),
            VisualKind.REMOVED: (fact.boxes[0], None),
        }.get(fact.kind, fact.boxes)
    old = [pairs.old_sight.shown[i] for i in fact.olds]
    new = [pairs.new_sight.shown[j] for j in fact.news]
    if fact.overlay is not None:
        side = new if fact.kind in {VisualKind.COVERED, VisualKind.ADDED} else old
        side.append(fact.overlay.box)
    if gap is not None and fact.kind is VisualKind.ADDED:
        new.append(gap)
    if gap is not None and fact.kind is VisualKind.REMOVED:
        old.append(gap)
    return around(old), around(new)


def _change(fact: Fact, pairs: Pairs, gap: Box | None) -> VisualChange:
    old, new = _boxes(fact, pairs, gap)
    lines = [pairs.new_sight.lines.get(j) for j in fact.news]
    lines += [pairs.old_sight.lines.get(i) for i in fact.olds]
    key, way = identity_of(fact, pairs, gap)
    return VisualChange(
        kind=fact.kind,
        sentence=sentence_of(fact, pairs, gap),
        fingerprint=fingerprint(CHECK, key, way),
        old=old,
        new=new,
        blocks=fact.news or fact.olds,
        line=next((line for line in lines if line is not None), None),
        outside=_is_outside(fact, pairs, gap),
    )


def _is_outside(fact: Fact, pairs: Pairs, gap: Box | None) -> bool:
    """Tell whether a change is beside the article, or a promise of nobody's that counts."""
    if fact.overlay is not None:
        return False
    if (fact.olds or fact.news) and fact.kind is VisualKind.REWRITTEN:
        i, j = fact.olds[0], fact.news[0]
        return pairs.is_outside(i, j) or pairs.is_aside(i, j)
    if fact.olds or fact.news:
        return all(pairs.is_outside(i, None) for i in fact.olds) and all(
            pairs.is_outside(None, j) for j in fact.news
        )
    sight = pairs.old_sight if fact.kind is VisualKind.REMOVED else pairs.new_sight
    return gap is not None and _lies_beside(gap, sight)


def _lies_beside(gap: Box, sight: Sight) -> bool:
    """Tell whether a region lies above, below or beside all of the article's blocks."""
    return sight.column is not None and share_under(gap, sight.column) == 0.0


def _distinct(changes: list[VisualChange]) -> list[VisualChange]:
    """Return the changes, those that are alike told apart by their number."""
    seen: dict[str, int] = {}
    found = []
    for change in changes:
        count = seen[change.fingerprint] = seen.get(change.fingerprint, 0) + 1
        mark = change.fingerprint
        if count > 1:
            mark = fingerprint(CHECK, mark, f"#{count}")
        found.append(replace(change, fingerprint=mark))
    return found
