"""A common subsequence of two token lists: patience first, LCS between its anchors."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

Range = tuple[int, int, int, int]
"""`(source start, source end, page start, page end)`."""

Pair = tuple[int, int]

_MAX_TABLE_CELLS = 60_000
"""Size up to which the exact LCS is worked out (about 10 ms)."""
_MAX_DEPTH = 24


def common_subsequence(source: Sequence[str], page: Sequence[str]) -> list[Pair]:
    """Return index pairs of equal tokens, both sides rising.

    Tokens that occur once on each side anchor the rest (patience diff), so a
    sidebar that repeats a picture does not draw it away from its paragraph.
    Repeated tokens between two anchors are paired by an exact LCS, and greedily
    where hostile repetition makes that too big. Time O(n log n) apart from the
    bounded tables.
    """
    pairs: list[Pair] = []
    ranges: list[tuple[Range, int]] = [((0, len(source), 0, len(page)), 0)]
    while ranges:
        span, depth = ranges.pop()
        span = _trim(source, page, span, pairs)
        if span[0] == span[1] or span[2] == span[3]:
            continue
        anchors = _anchors(source, page, span) if depth < _MAX_DEPTH else []
        if anchors:
            pairs += anchors
            ranges += [(gap, depth + 1) for gap in _gaps(span, anchors)]
        elif (span[1] - span[0]) * (span[3] - span[2]) <= _MAX_TABLE_CELLS:
            pairs += _exact(source, page, span)
        else:
            pairs += _greedy(source, page, span)
    return sorted(pairs)


def _trim(source: Sequence[str], page: Sequence[str], span: Range, pairs: list[Pair]) -> Range:
    """Pair equal ends of a range and return what lies between them."""
    a, a_end, b, b_end = span
    while a < a_end and b < b_end and source[a] == page[b]:
        pairs.append((a, b))
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and source[a_end - 1] == page[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
        pairs.append((a_end, b_end))
    return a, a_end, b, b_end


def _anchors(source: Sequence[str], page: Sequence[str], span: Range) -> list[Pair]:
    a, a_end, b, b_end = span
    count_a = Counter(source[a:a_end])
    count_b = Counter(page[b:b_end])
    places = {page[j]: j for j in range(b, b_end) if count_b[page[j]] == 1}
    unique = [
        (i, places[source[i]])
        for i in range(a, a_end)
        if count_a[source[i]] == 1 and source[i] in places
    ]
    return _longest_rising(unique)


def _longest_rising(pairs: list[Pair]) -> list[Pair]:
    """Return the longest run of pairs whose page index rises (patience sorting)."""
    tails: list[int] = []
    tail_pairs: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tails, j)
        before.append(tail_pairs[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(j)
            tail_pairs.append(at)
        else:
            tails[pile], tail_pairs[pile] = j, at
    chain: list[Pair] = []
    at = tail_pairs[-1] if tail_pairs else -1
    while at != -1:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _gaps(span: Range, anchors: list[Pair]) -> list[Range]:
    a, a_end, b, b_end = span
    starts = [(a, b), *((i + 1, j + 1) for i, j in anchors)]
    ends = [*anchors, (a_end, b_end)]
    return [(i, i_end, j, j_end) for (i, j), (i_end, j_end) in zip(starts, ends, strict=True)]


def _exact(source: Sequence[str], page: Sequence[str], span: Range) -> list[Pair]:
    a, a_end, b, b_end = span
    width = b_end - b
    table = [[0] * (width + 1)]
    for i in range(a_end - 1, a - 1, -1):
        below, row = table[-1], [0] * (width + 1)
        for k in range(width - 1, -1, -1):
            if source[i] == page[b + k]:
                row[k] = below[k + 1] + 1
            else:
                row[k] = max(below[k], row[k + 1])
        table.append(row)
    table.reverse()
    pairs, i, k = [], a, 0
    while i < a_end and k < width:
        if source[i] == page[b + k]:
            pairs.append((i, b + k))
            i, k = i + 1, k + 1
        elif table[i - a + 1][k] >= table[i - a][k + 1]:
            i += 1
        else:
            k += 1
    return pairs


def _greedy(source: Sequence[str], page: Sequence[str], span: Range) -> list[Pair]:
    a, a_end, b, b_end = span
    places: dict[str, list[int]] = {}
    for j in range(b, b_end):
        places.setdefault(page[j], []).append(j)
    pairs, at = [], b
    for i in range(a, a_end):
        here = places.get(source[i], [])
        found = bisect_left(here, at)
        if found < len(here):
            pairs.append((i, here[found]))
            at = here[found] + 1
    return pairs
