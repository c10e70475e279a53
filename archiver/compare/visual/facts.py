"""What two states of a page say of themselves: what came, went, moved, or reads otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archiver.compare.visual.pairs import Pairs
from archiver.compare.visual.regions import share_under
from archiver.compare.visual.sight import Sight
from archiver.compare.wording import normal_form
from archiver.models import Box, Overlay, VisualKind

_HELD = 0.8
"""Of a block's area that lies in an overlay which came with it: it is a part of it."""
_COVERED = 0.1
"""Of a block's area that may lie under a banner (checks.md, P2)."""
_KEY_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is other in the new state, by its blocks in both."""

    kind: VisualKind
    olds: tuple[int, ...] = ()
    news: tuple[int, ...] = ()
    overlay: Overlay | None = None
    """What came to lie over the page, or lies there no more."""
    boxes: tuple[Box, Box] | None = None
    """Where the regions are that show it, where no block tells it."""
    part: bool = False
    """True of a picture of which only a part looks other."""


def facts_of(pairs: Pairs) -> list[Fact]:
    """Return what is other, whether it is seen or not; blocks that stand together as one."""
    old, new = pairs.old_sight, pairs.new_sight
    found = list(_overlays(pairs))
    held_old = {i for fact in found for i in fact.olds if fact.kind is VisualKind.UNCOVERED}
    held_new = {j for fact in found for j in fact.news if fact.kind is VisualKind.COVERED}
    removed = [i for i in pairs.removed if i not in held_old]
    added = [j for j in pairs.added if j not in held_new]
    found += [Fact(kind=VisualKind.REMOVED, olds=run) for run in _runs(removed, old)]
    found += [Fact(kind=VisualKind.ADDED, news=run) for run in _runs(added, new)]
    found += _moved(pairs)
    for i, j in pairs.rewritten:
        found.append(Fact(kind=VisualKind.REWRITTEN, olds=(i,), news=(j,)))
    for i, j in pairs.swapped:
        found.append(Fact(kind=VisualKind.REPLACED, olds=(i,), news=(j,)))
    return found


def _runs(indexes: Sequence[int], sight: Sight) -> Iterator[tuple[int, ...]]:
    """Yield blocks that stand together, those of the article apart from those beside it."""
    place = {index: at for at, index in enumerate(sight.shown)}
    run: list[int] = []
    for index in indexes:
        goes_on = (
            run
            and place[index] == place[run[-1]] + 1
            and sight.is_outside(index) == sight.is_outside(run[-1])
        )
        if run and not goes_on:
            yield tuple(run)
            run = []
        run.append(index)
    if run:
        yield tuple(run)


def _moved(pairs: Pairs) -> Iterator[Fact]:
    run: list[tuple[int, int]] = []
    old, new = ({index: at for at, index in enumerate(s.shown)} for s in _sights(pairs))
    for i in sorted(pairs.moved):
        j = pairs.same[i]
        if run and (old[i], new[j]) != (old[run[-1][0]] + 1, new[run[-1][1]] + 1):
            yield _move(run)
            run = []
        run.append((i, j))
    if run:
        yield _move(run)


def _move(run: Iterable[tuple[int, int]]) -> Fact:
    olds, news = zip(*run, strict=True)
    return Fact(kind=VisualKind.MOVED, olds=olds, news=news)


def _sights(pairs: Pairs) -> tuple[Sight, Sight]:
    return pairs.old_sight, pairs.new_sight


def _overlays(pairs: Pairs) -> Iterator[Fact]:
    """Yield what lies over one of the states only, with its own new or lost blocks."""
    old, new = pairs.old_sight, pairs.new_sight
    known = {overlay_key(each) for each in old.layers}
    now = {overlay_key(each) for each in new.layers}
    for layer in _layers([each for each in new.layers if overlay_key(each) not in known]):
        held = tuple(j for j in pairs.added if share_under(new.shown[j], layer.box) >= _HELD)
        yield Fact(kind=VisualKind.COVERED, news=held, overlay=layer)
    for layer in _layers([each for each in old.layers if overlay_key(each) not in now]):
        held = tuple(i for i in pairs.removed if share_under(old.shown[i], layer.box) >= _HELD)
        yield Fact(kind=VisualKind.UNCOVERED, olds=held, overlay=layer)


def _layers(overlays: Sequence[Overlay]) -> Iterator[Overlay]:
    """Yield overlays, a dialog and the empty mask around it as one with the dialog's words."""
    inner = [each for each in overlays if each.text]
    taken: set[int] = set()
    for mask in (each for each in overlays if not each.text):
        within = [
            at
            for at, each in enumerate(inner)
            if at not in taken and share_under(each.box, mask.box) >= _HELD
        ]
        taken.update(within)
        words = inner[within[0]].text if within else ""
        yield Overlay(position=mask.position, box=mask.box, text=words)
    yield from (each for at, each in enumerate(inner) if at not in taken)


def overlay_key(overlay: Overlay) -> str:
    """Return what an overlay is known by in both states: its words, or else its size."""
    words = normal_form(overlay.text)[:_KEY_CHARACTERS]
    size = f"{round(overlay.box.width)} x {round(overlay.box.height)}"
    return f"{overlay.position} {words or size}"


def covered_by(overlay: Overlay, sight: Sight, held: Iterable[int]) -> list[int]:
    """Return the article's blocks that an overlay lies over, the most covered first."""
    own = set(held)
    words = normal_form(overlay.text)[:_KEY_CHARACTERS]
    shares = {
        index: share
        for index, box in sight.shown.items()
        if index not in own
        and (share := share_under(box, overlay.box)) > _COVERED
        and not (share >= _HELD and _is_part(normal_form(sight.blocks[index].text), words))
        and not sight.is_outside(index)
    }
    return sorted(shares, key=lambda index: (-shares[index], index))


def _is_part(text: str, words: str) -> bool:
    return bool(text and words) and (text[:_KEY_CHARACTERS] in words or words in text)
