"""Differences of two pictures of a page, named as a person would name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archiver.compare.loss import fingerprint
from archiver.compare.sight import Sight
from archiver.compare.visual_facts import Fact, facts_of
from archiver.compare.visual_identity import identity_of
from archiver.compare.visual_pairs import Pairs
from archiver.compare.visual_regions import Touch, around, lies_on, share_under, touches
from archiver.compare.visual_rest import rest_of
from archiver.compare.visual_styles import Drawing
from archiver.compare.visual_words import sentence_of
from archiver.models import (
    Block,
    BlockKind,
    Box,
    PictureDifference,
    VisualChange,
    VisualKind,
)

CHECK = "S1"
"""Under which decisions about visual changes stand."""
_PLAYING = frozenset({BlockKind.PLAYER, BlockKind.VIDEO, BlockKind.AUDIO})
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
    touched = touches(difference, old, new)
    facts = [fact for fact in facts_of(pairs) if _is_seen(fact, pairs, touched)]
    drawing = Drawing(pairs, touched, facts)
    facts = [_as_band(fact, touched) for fact in facts] + drawing.facts()
    facts += rest_of(pairs, touched, facts, drawing.shifted)
    named = [(fact, _gap(fact, touched)) for fact in facts]
    named.sort(key=lambda each: _position(each[0], each[1], pairs))
    return tuple(_distinct([_change(fact, pairs, gap) for fact, gap in named]))


def _is_seen(fact: Fact, pairs: Pairs, touched: Sequence[Touch]) -> bool:
    """Tell whether the pictures differ where a fact says so."""
    if any(not each.olds.isdisjoint(fact.olds) for each in touched):
        return True
    if any(not each.news.isdisjoint(fact.news) for each in touched):
        return True
    if fact.overlay is not None:
        return any(_shows(each, fact) for each in touched)
    return fact.kind in _BY_ITSELF and any(
        block.kind in _PLAYING for block in _blocks_of(fact, pairs)
    )


def _shows(touch: Touch, fact: Fact) -> bool:
    """Tell whether a region is what is set over the page, there or where it is drawn."""
    assert fact.overlay is not None
    region = touch.region.new if fact.kind is VisualKind.COVERED else touch.region.old
    if region is None:
        return False
    box = fact.overlay.box
    same = abs(region.width - box.width) + abs(region.height - box.height) <= 2 * _ROOM_PX
    return same or lies_on(region, box)


def _as_band(fact: Fact, touched: Sequence[Touch]) -> Fact:
    """Return an overlay that lies in rows of its own as what it is: a band that came or went."""
    if fact.overlay is None:
        return fact
    came = fact.kind is VisualKind.COVERED
    for each in touched:
        region, other = each.region.new, each.region.old
        if not came:
            region, other = other, region
        if region is not None and other is None and share_under(fact.overlay.box, region) > 0.9:
            kind = VisualKind.ADDED if came else VisualKind.REMOVED
            return replace(fact, kind=kind)
    return fact


def _blocks_of(fact: Fact, pairs: Pairs) -> list[Block]:
    olds = [pairs.old_sight.blocks[i] for i in fact.olds]
    return olds + [pairs.new_sight.blocks[j] for j in fact.news]


def _gap(fact: Fact, touched: Sequence[Touch]) -> Box | None:
    """Return the rows that came, or went, with a fact."""
    if fact.boxes is not None:
        return fact.boxes[1]
    if fact.kind not in {VisualKind.ADDED, VisualKind.REMOVED}:
        return None
    came = fact.kind is VisualKind.ADDED
    box = fact.overlay.box if fact.overlay else None
    for each in touched:
        region, other = each.region.new, each.region.old
        own, there = set(fact.news), each.news
        if not came:
            region, other, own, there = other, region, set(fact.olds), each.olds
        if region is None or other is not None:
            continue
        if own & there or (box is not None and lies_on(region, box)):
            return region
    return None


def _position(fact: Fact, gap: Box | None, pairs: Pairs) -> tuple[float, float]:
    """Return where a change stands on the new page; what is gone, by what it stood before."""
    boxes = _boxes(fact, pairs, gap)
    if boxes[1] is not None:
        return boxes[1].y, boxes[1].x
    old = boxes[0]
    if old is None:
        return 0.0, 0.0
    below = (
        (box.y, pairs.new_sight.shown[pairs.same[i]].y)
        for i, box in pairs.old_sight.shown.items()
        if i in pairs.same and i not in pairs.moved and box.y >= old.y
    )
    return min(below, default=(old.y, old.y))[1], old.x


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
        return pairs.is_outside(i, j) or (i, j) in set(pairs.asides())
    if fact.olds or fact.news:
        return all(pairs.is_outside(i, None) for i in fact.olds) and all(
            pairs.is_outside(None, j) for j in fact.news
        )
    return gap is not None and _lies_beside(gap, pairs.new_sight)


def _lies_beside(gap: Box, sight: Sight) -> bool:
    """Tell whether a region lies above, below or beside all of the article's blocks."""
    article = around(box for index, box in sight.shown.items() if not sight.is_outside(index))
    return article is not None and share_under(gap, article) == 0.0


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
