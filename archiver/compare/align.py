"""Where each block of the post stands on the page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl

from rapidfuzz import fuzz, process

from archiver import urls
from archiver.compare.keys import keys_of
from archiver.compare.sequence import common_subsequence
from archiver.compare.wording import normal_form
from archiver.models import MEDIA_KINDS, Block, BlockKind

TEXT_KINDS = frozenset({BlockKind.TEXT, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TABLE})

_NEAR_RATIO = 50.0
"""Above this (rapidfuzz ratio, 0..100) two paragraphs at one place are versions of one."""
_MOVABLE_CHARACTERS = 8
"""Shorter text found elsewhere on the page is taken for another text."""
_FINDABLE_CHARACTERS = 4
"""Shorter text would be found inside any other."""
_MAX_REGION_CHARACTERS = 50_000
_MAX_RATIO_CHARACTERS = 5_000
_MAX_CANDIDATES = 400


class Found(StrEnum):
    """How a block of the post was found on the page."""

    IN_ORDER = "in order"
    MOVED = "moved"
    WITHIN = "within other blocks"  #: split, or merged with its neighbours
    NEAR = "nearly"  #: text that differs; a check says what is lost


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block of the post stands: index of the page's block."""

    found: Found
    page: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The post's blocks and their places on the page, by index; absent means not found."""

    source: Sequence[Block]
    page: Sequence[Block]
    places: Mapping[int, Place]
    ordered: Sequence[tuple[int, int]] = field(repr=False)
    """The pairs of `Found.IN_ORDER`, rising on both sides."""

    def page_block(self, index: int) -> Block | None:
        """Return the page's block for a block of the post, None when it was not found."""
        place = self.places.get(index)
        return self.page[place.page] if place else None

    def gap(self, index: int) -> range:
        """Return the page's indexes between the ordered neighbours of a block of the post."""
        at = bisect_left(self.ordered, (index, -1))
        start = self.ordered[at - 1][1] + 1 if at else 0
        if at < len(self.ordered) and self.ordered[at][0] == index:
            at += 1
        end = self.ordered[at][1] if at < len(self.ordered) else len(self.page)
        return range(start, end)

    def region(self, index: int) -> str:
        """Return the normal form of all text in a block's gap, joined."""
        return _Region.of(self.page, self.gap(index)).text


def align(
    source: Sequence[Block], page: Sequence[Block], ignored: frozenset[int] = frozenset()
) -> Alignment:
    """Align the blocks of a post with those of its page.

    Media are paired by any key that they share, text by its normal form,
    whatever the kind. Extra blocks of the page (theme, advertisements, related
    articles, comments) are ignored, and those of the `ignored` indexes too.
    Equal blocks out of order are moves.
    """
    source_tokens, page_tokens = _tokens(source, page)
    page_tokens = ["" if j in ignored else token for j, token in enumerate(page_tokens)]
    ordered = common_subsequence(*_present(source_tokens, page_tokens))
    source_at = [i for i, token in enumerate(source_tokens) if token]
    page_at = [j for j, token in enumerate(page_tokens) if token]
    ordered = [(source_at[i], page_at[j]) for i, j in ordered]
    places = {i: Place(Found.IN_ORDER, j) for i, j in ordered}
    alignment = Alignment(source, page, places, ordered)
    taken = {j for _, j in ordered} | ignored
    _place_within(alignment, places)
    _place_moved(alignment, places, taken, (source_tokens, page_tokens))
    _place_renamed(alignment, places, taken)
    _place_near(alignment, places, taken)
    return alignment


def _present(*streams: list[str]) -> tuple[list[str], ...]:
    return tuple([token for token in stream if token] for stream in streams)


def _tokens(source: Sequence[Block], page: Sequence[Block]) -> tuple[list[str], list[str]]:
    """Return one token a block; media that share any key of the post get the same one."""
    canonical: dict[str, str] = {}
    tokens = []
    for block in source:
        keys = keys_of(block) if block.kind in MEDIA_KINDS else ()
        known = next((canonical[key] for key in keys if key in canonical), keys[0] if keys else "")
        for key in keys:
            canonical.setdefault(key, known)
        tokens.append(f"medium {known}" if known else _text_token(block))
    page_tokens = []
    for block in page:
        keys = keys_of(block) if block.kind in MEDIA_KINDS else ()
        known = next((canonical[key] for key in keys if key in canonical), keys[0] if keys else "")
        page_tokens.append(f"medium {known}" if known else _text_token(block))
    return tokens, page_tokens


def _text_token(block: Block) -> str:
    form = normal_form(block.text) if block.kind in TEXT_KINDS else ""
    return f"text {form}" if form else ""


@dataclass(frozen=True, slots=True)
class _Region:
    """Consecutive text blocks of the page, joined, with the offset where each begins."""

    text: str
    offsets: list[int]
    indexes: list[int]

    @classmethod
    def of(cls, page: Sequence[Block], indexes: Iterable[int]) -> _Region:
        parts: list[str] = []
        offsets: list[int] = []
        kept: list[int] = []
        length = 0
        for j in indexes:
            form = normal_form(page[j].text) if page[j].kind in TEXT_KINDS else ""
            if form and length < _MAX_REGION_CHARACTERS:
                offsets.append(length)
                kept.append(j)
                parts.append(form)
                length += len(form)
        return cls("".join(parts), offsets, kept)

    def find(self, form: str) -> int | None:
        """Return the page's index of the block in which a text begins, or None."""
        at = self.text.find(form)
        return None if at == -1 else self.indexes[bisect_right(self.offsets, at) - 1]


def _unplaced_text(alignment: Alignment, places: Mapping[int, Place]) -> list[tuple[int, str]]:
    return [
        (i, form)
        for i, block in enumerate(alignment.source)
        if i not in places and block.kind in TEXT_KINDS and (form := normal_form(block.text))
    ]


def _place_within(alignment: Alignment, places: dict[int, Place]) -> None:
    """Find text that the page splits over blocks or merges with its neighbours."""
    regions: dict[range, _Region] = {}
    for i, form in _unplaced_text(alignment, places):
        gap = alignment.gap(i)
        if len(form) < _FINDABLE_CHARACTERS:
            continue
        if gap not in regions:
            regions[gap] = _Region.of(alignment.page, gap)
        if (j := regions[gap].find(form)) is not None:
            places[i] = Place(Found.WITHIN, j)


def _place_moved(
    alignment: Alignment,
    places: dict[int, Place],
    taken: set[int],
    tokens: tuple[list[str], list[str]],
) -> None:
    """Find equal blocks out of order, each of the page's at most once, nearest first."""
    free: dict[str, list[int]] = {}
    for j, token in enumerate(tokens[1]):
        if token and j not in taken:
            free.setdefault(token, []).append(j)
    for i, token in enumerate(tokens[0]):
        if i in places or not free.get(token):
            continue
        if token.startswith("text ") and len(token) < len("text ") + _MOVABLE_CHARACTERS:
            continue
        expected = alignment.gap(i).start
        nearest = min(free[token], key=lambda j: abs(j - expected))
        free[token].remove(nearest)
        taken.add(nearest)
        places[i] = Place(Found.MOVED, nearest)


_STEM = re.compile(r"([^/?#]{5,}?)(?:\.\w{2,5})?(?:[?#!].*)?$")


def _place_renamed(alignment: Alignment, places: dict[int, Place], taken: set[int]) -> None:
    """Find media whose address the site's generator changed.

    A player is the same when host and path agree and one query contains the
    other; a picture, when its file name begins the other's (Hugo's and
    WordPress's resized copies) in the place where it is missed.
    """
    for i, block in enumerate(alignment.source):
        if i in places or block.kind not in MEDIA_KINDS:
            continue
        everywhere = range(len(alignment.page))
        span = everywhere if block.kind is BlockKind.PLAYER else alignment.gap(i)
        same = _same_player if block.kind is BlockKind.PLAYER else _same_file_name
        for j in span:
            other = alignment.page[j]
            if j not in taken and other.kind is block.kind and same(block.url, other.url):
                taken.add(j)
                places[i] = Place(Found.IN_ORDER if j in alignment.gap(i) else Found.MOVED, j)
                break


def _same_player(promised: str, shown: str) -> bool:
    first, second = urls.split(promised), urls.split(shown)
    if first is None or second is None or not first.hostname:
        return False
    if (first.hostname, first.path) != (second.hostname, second.path):
        return False
    queries = [set(parse_qsl(parts.query)) for parts in (first, second)]
    smaller = min(queries, key=len)
    return bool(smaller) and (queries[0] <= queries[1] or queries[1] <= queries[0])


def _same_file_name(promised: str, shown: str) -> bool:
    stems = [
        _STEM.search(urls.without_fragment(url).rpartition("/")[2]) for url in (promised, shown)
    ]
    if stems[0] is None or stems[1] is None:
        return False
    return stems[1][1].startswith(stems[0][1]) or stems[0][1].startswith(stems[1][1])


def _place_near(alignment: Alignment, places: dict[int, Place], taken: set[int]) -> None:
    """Find text that stands at its place in other words."""
    for i, form in _unplaced_text(alignment, places):
        candidates = {
            j: normal_form(alignment.page[j].text)[:_MAX_RATIO_CHARACTERS]
            for j in alignment.gap(i)[:_MAX_CANDIDATES]
            if j not in taken and alignment.page[j].kind in TEXT_KINDS
        }
        best = process.extractOne(
            form[:_MAX_RATIO_CHARACTERS],
            candidates,
            scorer=fuzz.ratio,
            score_cutoff=_NEAR_RATIO,
        )
        if best:
            taken.add(best[2])
            places[i] = Place(Found.NEAR, best[2])
