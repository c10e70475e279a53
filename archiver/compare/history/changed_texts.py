"""Text blocks that two captures differ in: added, removed, rewritten, moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from archiver.compare.alignment.blocks import TEXT_KINDS, Found, align
from archiver.compare.asides import differs_aside, is_aside
from archiver.compare.history.change import Change, ChangeKind
from archiver.compare.history.two_pages import TwoStreams
from archiver.compare.history.word_runs import word_runs
from archiver.compare.naming import noun_of
from archiver.compare.wording import normal_form
from archiver.models import Block

_EXACT = frozenset({Found.IN_ORDER, Found.MOVED})
_Group = tuple[set[int], set[int]]


def changed_texts(pages: TwoStreams) -> Iterator[Change]:
    """Yield the changes of text, but for blocks that moved as they are.

    Near misses that stay silent: a paragraph split over several, or several merged;
    white space, typographic quotes, zero-width characters; another kind of block with
    the same words.
    """
    versions = _Versions.of(pages)
    for olds, news in versions.groups:
        if versions.differ(olds, news):
            yield _rewritten(pages, olds, news)
    added = versions.added()
    again = {versions.new[j]: j for j in reversed(added)}
    returned = set()
    for i in versions.removed():
        j = again.pop(versions.old[i], None)
        if j is None:
            yield _alone(pages, ChangeKind.REMOVED, i, None)
        else:
            returned.add(j)
            yield _alone(pages, ChangeKind.MOVED, i, j)
    for j in added:
        if j not in returned:
            yield _alone(pages, ChangeKind.ADDED, None, j)


@dataclass(frozen=True, slots=True)
class _Versions:
    """Which texts of the two pages are versions of one another, without being equal."""

    old: Sequence[str]
    """Normal forms by block; empty for what is no text."""
    new: Sequence[str]
    exact_old: frozenset[int]
    """Indexes of blocks that have an equal on the other page."""
    exact_new: frozenset[int]
    groups: list[tuple[list[int], list[int]]] = field(default_factory=list)
    """Indexes of both pages' blocks that hold one stretch of text."""

    @classmethod
    def of(cls, pages: TwoStreams) -> Self:
        there, back = pages.there, align(pages.new.blocks, pages.old.blocks)
        exact = [(i, place.page) for i, place in there.places.items() if place.found in _EXACT]
        versions = cls(
            old=_forms(pages.old.blocks),
            new=_forms(pages.new.blocks),
            exact_old=frozenset(i for i, _ in exact),
            exact_new=frozenset(j for _, j in exact),
        )
        links = [(i, place.page) for i, place in there.places.items()]
        links += [(p.page, j) for j, p in back.places.items() if p.found is Found.WITHIN]
        versions._join(links)
        return versions

    def _join(self, links: Sequence[tuple[int, int]]) -> None:
        """Put blocks that are linked, over whatever others, into one group."""
        of_old: dict[int, _Group] = {}
        of_new: dict[int, _Group] = {}
        for i, j in links:
            if i in self.exact_old or j in self.exact_new or not (self.old[i] and self.new[j]):
                continue
            first, second = of_old.get(i) or ({i}, set()), of_new.get(j) or (set(), {j})
            if len(first[0]) + len(first[1]) < len(second[0]) + len(second[1]):
                first, second = second, first
            if first is not second:
                first[0].update(second[0])
                first[1].update(second[1])
            of_old.update(dict.fromkeys((i, *second[0]), first))
            of_new.update(dict.fromkeys((j, *second[1]), first))
            first[0].add(i)
            first[1].add(j)
        unique = {id(group): group for group in of_old.values()}
        self.groups.extend((sorted(olds), sorted(news)) for olds, news in unique.values())

    def differ(self, olds: Sequence[int], news: Sequence[int]) -> bool:
        """Tell whether two versions of a stretch of text have other words."""
        before = "".join(self.old[each] for each in olds)
        return before != "".join(self.new[each] for each in news)

    def removed(self) -> list[int]:
        """Return the earlier page's texts that the later one has no version of."""
        placed = self.exact_old.union(*(olds for olds, _ in self.groups))
        return [i for i, form in enumerate(self.old) if form and i not in placed]

    def added(self) -> list[int]:
        """Return the later page's texts that the earlier one has no version of."""
        placed = self.exact_new.union(*(news for _, news in self.groups))
        return [j for j, form in enumerate(self.new) if form and j not in placed]


def _forms(blocks: Sequence[Block]) -> list[str]:
    return [normal_form(each.text) if each.kind in TEXT_KINDS else "" for each in blocks]


def _rewritten(pages: TwoStreams, olds: Sequence[int], news: Sequence[int]) -> Change:
    old, new = pages.old.blocks, pages.new.blocks
    before = "\n".join(old[each].text for each in olds)
    after = "\n".join(new[each].text for each in news)
    promise = next((p for i in olds if (p := pages.promise(i, None)) is not None), None)
    promise = pages.promise(None, news[0]) if promise is None else promise
    beside = all(pages.is_outside(each, None) for each in olds) and all(
        pages.is_outside(None, each) for each in news
    )
    return Change(
        kind=ChangeKind.REWRITTEN,
        what=noun_of(old[olds[0]]),
        before=before,
        after=after,
        words=word_runs(before, after),
        old=olds[0],
        new=news[0],
        block=promise,
        outside=beside or (promise is None and differs_aside(before, after)),
    )


def _alone(pages: TwoStreams, kind: ChangeKind, i: int | None, j: int | None) -> Change:
    old = None if i is None else pages.old.blocks[i]
    new = None if j is None else pages.new.blocks[j]
    promise = pages.promise(i, j)
    texts = [block.text for block in (old, new) if block]
    some = old or new
    assert some is not None
    return Change(
        kind=kind,
        what=noun_of(some),
        before=old.text if old else "",
        after=new.text if new else "",
        old=i,
        new=j,
        block=promise,
        outside=pages.is_outside(i, j) or (promise is None and all(map(is_aside, texts))),
    )
