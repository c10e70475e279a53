"""Two states of a page, block against block: what is the same, a version, gone, or new."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Self

from archiver.compare.alignment.blocks import Alignment, Found, align
from archiver.compare.asides import differs_aside
from archiver.compare.history.change import ChangeKind
from archiver.compare.history.changed_texts import changed_texts
from archiver.compare.visual.moves import moved_media
from archiver.compare.visual.sight import Look, Sight
from archiver.models import MEDIA_KINDS, Block, BlockKind, Box

ROOM_PX: Final = 1.0
"""By which boxes of one thing may differ: the browser lays out in fractions of a pixel."""
_MOST_COMPARED = 400
"""Media at one place that are looked through for the one that stands for another."""
_MOST_AT_PLACE = 40
"""Texts at one place that are looked through for the one that stands for another."""
_MOVING_TYPES = ("image/gif", "image/webp", "image/avif", "image/apng")
_NOTHING = Look()
_SHORT_CHARACTERS = 120
"""Of a text that is known by its place alone: a clock, a ticker's line."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """The blocks of one state, as `changed_texts` reads them."""

    blocks: Sequence[Block]


@dataclass(frozen=True)
class Pairs:
    """How the blocks of two states lie against each other; all indexes are of shown blocks."""

    old_sight: Sight
    new_sight: Sight
    there: Alignment = field(repr=False)
    """The old state's blocks on the new one."""
    same: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Blocks with the same words, or the same address, in both states."""
    moved: frozenset[int] = frozenset()
    """Those of `same` that stand elsewhere, by their old indexes."""
    rewritten: Sequence[tuple[int, int]] = ()
    """Texts with other words."""
    swapped: Sequence[tuple[int, int]] = ()
    """Media in the place of which another one of their kind stands."""
    removed: Sequence[int] = ()
    added: Sequence[int] = ()

    @classmethod
    def of(cls, old: Sight, new: Sight) -> Self:
        """Lay two states of a page against each other."""
        there = align(old.compared, new.compared)
        pairs = cls(old, new, there)
        draft = _Draft(pairs, there)
        draft.read_texts(pairs)
        draft.read_media()
        draft.pair_by_place()
        draft.moved = moved_media(old, draft.same, draft.moved)
        return cls(
            old,
            new,
            there,
            draft.same,
            frozenset(draft.moved),
            tuple(sorted(draft.rewritten)),
            tuple(sorted(draft.swapped)),
            tuple(sorted(draft.removed)),
            tuple(sorted(draft.added)),
        )

    @property
    def old(self) -> _Shown:
        """The old state's blocks, as they are compared."""
        return _Shown(self.old_sight.compared)

    @property
    def new(self) -> _Shown:
        """The new state's blocks."""
        return _Shown(self.new_sight.compared)

    @cached_property
    def back(self) -> Mapping[int, int]:
        """The old index of each of the new state's blocks that are `same`."""
        return {j: i for i, j in self.same.items()}

    def is_outside(self, old: int | None, new: int | None) -> bool:
        """Tell whether a block stands beside the article in both states."""
        return (old is None or self.old_sight.is_outside(old)) and (
            new is None or self.new_sight.is_outside(new)
        )

    def promise(self, old: int | None, new: int | None) -> int | None:
        """Return the index of the post's block that promises a block, None when none does."""
        found = None if new is None else self.new_sight.promised_by.get(new)
        return self.old_sight.promised_by.get(old) if found is None and old is not None else found

    def has_same_bytes(self, i: int, j: int) -> bool | None:
        """Tell whether two media are one file; None when nobody can tell."""
        before, after = self.old_sight.looks.get(i), self.new_sight.looks.get(j)
        if before is None or after is None or not (before.digests and after.digests):
            return None
        return not set(before.digests).isdisjoint(after.digests)

    def is_animated(self, j: int) -> bool:
        """Tell whether a picture of the new state may move by itself, being the same file."""
        look = self.new_sight.looks.get(j)
        moves = look is not None and look.media_type.startswith(_MOVING_TYPES)
        return moves and j in self.back and self.has_same_bytes(self.back[j], j) is True

    def is_aside(self, i: int, j: int) -> bool:
        """Tell whether two texts, which no post promises, differ in an age or a counter."""
        texts = self.old_sight.blocks[i].text, self.new_sight.blocks[j].text
        return self.promise(i, j) is None and differs_aside(*texts)


class _Draft:
    """What becomes `Pairs`, while it is found out."""

    def __init__(self, pairs: Pairs, there: Alignment) -> None:
        self.old, self.new, self.there = pairs.old_sight, pairs.new_sight, there
        self.same = {
            i: place.page
            for i, place in sorted(there.places.items())
            if place.found in {Found.IN_ORDER, Found.MOVED, Found.WITHIN}
            and i in self.old.shown
            and place.page in self.new.shown
        }
        self.moved = {i for i in self.same if there.places[i].found is Found.MOVED}
        self.rewritten: list[tuple[int, int]] = []
        self.swapped: list[tuple[int, int]] = []
        self.removed: set[int] = set()
        self.added: set[int] = set()

    def read_texts(self, pairs: Pairs) -> None:
        """Sort the texts that are not the same."""
        for change in changed_texts(pairs):
            i, j = change.old, change.new
            if i is not None and i not in self.old.shown:
                i = None
            if j is not None and j not in self.new.shown:
                j = None
            if change.kind is ChangeKind.MOVED and i is not None and j is not None:
                self.same[i] = j
                self.moved.add(i)
            elif i is not None and j is not None:
                self.rewritten.append((i, j))
                self.same.pop(i, None)
            elif i is not None:
                self.removed.add(i)
            elif j is not None:
                self.added.add(j)

    def read_media(self) -> None:
        """Pair the media that have no equal address by their bytes, then by their place."""
        placed = {place.page for place in self.there.places.values()}
        gone = [i for i in _media(self.old) if i not in self.there.places]
        came = [j for j in _media(self.new) if j not in placed]
        files: dict[tuple[BlockKind, str], list[int]] = {}
        for j in reversed(came):
            for digest in self.new.looks.get(j, _NOTHING).digests:
                files.setdefault((self.new.blocks[j].kind, digest), []).append(j)
        free = set(came)
        left: list[int] = []
        for i in gone:
            own = self._one_file(i, files, free)
            if own is None:
                left.append(i)
                continue
            free.discard(own)
            self.same[i] = own
            if own not in self.there.gap(i):
                self.moved.add(i)
        for i in left:
            other = self._at_place(i, came, free)
            if other is None:
                self.removed.add(i)
            else:
                free.discard(other)
                self.swapped.append((i, other))
        self.added.update(free)

    def _one_file(
        self, i: int, files: Mapping[tuple[BlockKind, str], list[int]], free: AbstractSet[int]
    ) -> int | None:
        """Return the first free medium of the new state with the same bytes."""
        for digest in self.old.looks.get(i, _NOTHING).digests:
            having = files.get((self.old.blocks[i].kind, digest), [])
            while having and having[-1] not in free:
                having.pop()
            if having:
                return having[-1]
        return None

    def _at_place(self, i: int, came: Sequence[int], free: AbstractSet[int]) -> int | None:
        """Return the first free medium of its kind at a medium's place."""
        gap = self.there.gap(i)
        start, end = bisect_left(came, gap.start), bisect_left(came, gap.stop)
        kind = self.old.blocks[i].kind
        near = came[start : min(end, start + _MOST_COMPARED)]
        return next((j for j in near if j in free and self.new.blocks[j].kind is kind), None)

    def pair_by_place(self) -> None:
        """Pair short texts that have no word in common, but one and the same place."""
        free = sorted(self.added)
        for i in sorted(self.removed):
            gap = self.there.gap(i)
            start = bisect_left(free, gap.start)
            near = free[start : start + _MOST_AT_PLACE]
            fits = (j for j in near if j in gap and j in self.added and self._is_place(i, j))
            j = next(fits, None)
            if j is not None:
                self.rewritten.append((i, j))
                self.removed.discard(i)
                self.added.discard(j)

    def _is_place(self, i: int, j: int) -> bool:
        one, other = self.old.blocks[i], self.new.blocks[j]
        if one.kind is not other.kind or one.kind in MEDIA_KINDS:
            return False
        if max(len(one.text), len(other.text)) > _SHORT_CHARACTERS:
            return False
        before, after = self.old.shown[i], self.new.shown[j]
        return abs(before.x - after.x) <= ROOM_PX and abs(before.height - after.height) <= ROOM_PX


def _media(sight: Sight) -> Iterable[int]:
    return (
        index
        for index in sight.shown
        if sight.blocks[index].kind in MEDIA_KINDS
        and (sight.blocks[index].url or sight.blocks[index].alternates)
    )


def is_same_size(one: Box, other: Box) -> bool:
    """Tell whether two boxes have one size."""
    return abs(one.width - other.width) <= ROOM_PX and abs(one.height - other.height) <= ROOM_PX
