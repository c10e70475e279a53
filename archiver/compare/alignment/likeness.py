"""Text of a post at its own place on the page: whole within others, in other words, or garbled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from rapidfuzz import fuzz, process

from archiver.compare.alignment.layout import TEXT_KINDS, Alignment, Found, Place, Region
from archiver.compare.mojibake import beginning_of, beginnings_of, reading_of
from archiver.compare.wording import normal_form

_NEAR_RATIO = 50.0
"""Above this (rapidfuzz ratio, 0..100) two paragraphs at one place are versions of one."""
_VERSION_RATIO = 75.0
"""Above this a text at a block's own place is the block, though the same words stand elsewhere."""
_FINDABLE_CHARACTERS = 4
"""Shorter text would be found inside any other."""
_MAX_RATIO_CHARACTERS = 5_000
_MAX_CANDIDATES = 400
_MAX_GARBLED = 200
"""Texts of a post that are held against garbled ones of its page, and tries for each."""
_MAX_TRIES = 6


def _unplaced(alignment: Alignment, places: Mapping[int, Place]) -> list[tuple[int, str]]:
    return [
        (i, form)
        for i, block in enumerate(alignment.source)
        if i not in places and block.kind in TEXT_KINDS and (form := normal_form(block.text))
    ]


def place_within(alignment: Alignment, places: dict[int, Place]) -> None:
    """Find text that the page splits over blocks or merges with its neighbours."""
    regions: dict[range, Region] = {}
    for i, form in _unplaced(alignment, places):
        gap = alignment.gap(i)
        if len(form) < _FINDABLE_CHARACTERS:
            continue
        if gap not in regions:
            regions[gap] = alignment.region_of(gap)
        if (j := regions[gap].find(form)) is not None:
            places[i] = Place(Found.WITHIN, j)


def has_version(
    alignment: Alignment, i: int, taken: AbstractSet[int], own: AbstractSet[str]
) -> bool:
    """Tell whether a text stands at its place in other words: the same elsewhere is a copy.

    `own` are the normal forms of the post's texts, none of which is another's version.
    """
    form = normal_form(alignment.source[i].text)[:_MAX_RATIO_CHARACTERS]
    others = [text for text in _candidates(alignment, i, taken).values() if text not in own]
    found = process.extractOne(form, others, scorer=fuzz.ratio, score_cutoff=_VERSION_RATIO)
    return found is not None


def place_near(alignment: Alignment, places: dict[int, Place], taken: set[int]) -> None:
    """Find text that stands at its place in other words."""
    for i, form in _unplaced(alignment, places):
        best = process.extractOne(
            form[:_MAX_RATIO_CHARACTERS],
            _candidates(alignment, i, taken),
            scorer=fuzz.ratio,
            score_cutoff=_NEAR_RATIO,
        )
        if best:
            taken.add(best[2])
            places[i] = Place(Found.NEAR, best[2])


def _candidates(alignment: Alignment, i: int, taken: AbstractSet[int]) -> dict[int, str]:
    """Return the page's free texts at a block's place, by index."""
    return {
        j: normal_form(alignment.page[j].text)[:_MAX_RATIO_CHARACTERS]
        for j in alignment.gap(i)[:_MAX_CANDIDATES]
        if j not in taken and alignment.page[j].kind in TEXT_KINDS
    }


def place_garbled(alignment: Alignment, places: dict[int, Place], taken: set[int]) -> None:
    """Find text of which hardly a letter is right: by how it would be spoiled, and its place."""
    for i, place in list(places.items()):
        if place.found is Found.NEAR and _is_garbled(alignment, i, place.page):
            places[i] = Place(Found.GARBLED, place.page)
    waiting: dict[range, list[int]] = {}
    for i, _ in _unplaced(alignment, places)[:_MAX_GARBLED]:
        waiting.setdefault(alignment.gap(i), []).append(i)
    for gap, lost in waiting.items():
        free = [
            j
            for j in gap[:_MAX_CANDIDATES]
            if j not in taken and alignment.page[j].kind in TEXT_KINDS
        ]
        for i, j in _garbled_in(alignment, lost, free):
            taken.add(j)
            places[i] = Place(Found.GARBLED, j)


def _garbled_in(
    alignment: Alignment, lost: Sequence[int], free: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of lost blocks and the page's garbled ones within one gap."""
    starts: dict[str, list[int]] = {}
    for j in free:
        starts.setdefault(beginning_of(alignment.page[j].text), []).append(j)
    taken: set[int] = set()
    for at, i in enumerate(lost):
        across = free[at : at + 1] if len(free) == len(lost) else []
        begins = beginnings_of(alignment.source[i].text)
        likely = sorted(j for start in begins for j in starts.get(start, ()) if j not in taken)
        for j in [*across, *likely][:_MAX_TRIES]:
            if j not in taken and _is_garbled(alignment, i, j):
                taken.add(j)
                yield i, j
                break


def _is_garbled(alignment: Alignment, i: int, j: int) -> bool:
    return bool(reading_of(alignment.source[i].text, alignment.page[j].text))
