"""Which rows of one picture are which rows of another, when each row is a number.

A patience alignment: rows that both pictures have exactly once are the anchors, the
longest run of anchors in order stands, and what lies between two of them is matched in
the same way, from its ends inwards. Its cost grows with the rows, whatever they hold.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOWHERE: Final = -1
LEAST_MOVED_ROWS: Final = 24
"""Less than one and a half lines of text is not looked for elsewhere."""
_LEAST_MOVED_KINDS = 6
"""Rows of a moved part that stand nowhere else; a uniform area is no part that moved."""
_MAX_GAPS = 120
_MAX_DEPTH = 6
_MAX_OFFSETS = 64
"""Bounds of the work on pictures that are made to be hard; the rest counts as changed."""


def matched_rows(old: Numbers, new: Numbers) -> Numbers:
    """Return for each new row the equal old one, or -1; those that are matched ascend."""
    match = np.full(len(new), NOWHERE, np.int64)
    gaps = [(0, len(old), 0, len(new), 0)]
    budget = _MAX_GAPS
    while gaps:
        old_top, old_end, new_top, new_end, depth = gaps.pop()
        old_top, new_top = _match_start(old, new, match, (old_top, old_end, new_top, new_end))
        old_end, new_end = _match_end(old, new, match, (old_top, old_end, new_top, new_end))
        if old_top == old_end or new_top == new_end:
            continue
        anchors = _in_order(*_unique_pairs(old[old_top:old_end], new[new_top:new_end]))
        old_rows, new_rows = anchors[0] + old_top, anchors[1] + new_top
        match[new_rows] = old_rows
        within = _gaps_between(old_rows, new_rows, (old_top, old_end, new_top, new_end))
        if not len(old_rows) or depth == _MAX_DEPTH:
            _match_straight(old, new, match, within)
            continue
        sizes = np.minimum(within[:, 1] - within[:, 0], within[:, 3] - within[:, 2])
        order = np.argsort(-sizes, kind="stable")
        refined = order[: max(0, budget)]
        budget -= len(refined)
        gaps.extend((*tops, depth + 1) for tops in map(_four, within[refined].tolist()))
        _match_straight(old, new, match, within[order[len(refined) :]])
    return match


def _four(numbers: list[int]) -> tuple[int, int, int, int]:
    old_top, old_end, new_top, new_end = numbers
    return old_top, old_end, new_top, new_end


def moved_rows(old: Numbers, new: Numbers, match: Numbers) -> Numbers:
    """Return for each new row that `match` leaves out the old row it came from, or -1.

    Only parts of at least 24 rows are told, with rows in them that stand nowhere else.
    """
    moved = np.full(len(new), NOWHERE, np.int64)
    old_free = np.ones(len(old), np.bool_)
    old_free[match[match != NOWHERE]] = False
    new_free = match == NOWHERE
    old_rows, new_rows = np.flatnonzero(old_free), np.flatnonzero(new_free)
    if min(len(old_rows), len(new_rows)) < LEAST_MOVED_ROWS:
        return moved
    in_old, in_new = _unique_pairs(old[old_rows], new[new_rows])
    pairs_new = new_rows[in_new]
    shifts = old_rows[in_old] - pairs_new
    offsets, counts = np.unique(shifts, return_counts=True)
    telling = offsets[counts >= _LEAST_MOVED_KINDS]
    telling = telling[np.argsort(-counts[counts >= _LEAST_MOVED_KINDS], kind="stable")]
    for offset in telling[:_MAX_OFFSETS].tolist():
        top, end = max(0, -offset), min(len(new), len(old) - offset)
        here = slice(top, end)
        there = slice(top + offset, end + offset)
        equal = (old[there] == new[here]) & old_free[there] & new_free[here]
        unique = np.zeros(end - top, np.int64)
        unique[pairs_new[shifts == offset] - top] = 1
        sums = np.concatenate(([0], np.cumsum(unique)))
        for start, stop in runs_of(equal):
            if stop - start < LEAST_MOVED_ROWS or sums[stop] - sums[start] < _LEAST_MOVED_KINDS:
                continue
            rows = np.arange(top + start, top + stop)
            moved[rows] = rows + offset
            new_free[rows] = False
            old_free[rows + offset] = False
    return moved


def runs_of(flags: Flags) -> list[tuple[int, int]]:
    """Return the runs of true flags, each as start and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def rare_rows(old: Numbers, new: Numbers) -> Flags:
    """Return for each new row whether both pictures hold it exactly once."""
    rare = np.zeros(len(new), np.bool_)
    rare[_unique_pairs(old, new)[1]] = True
    return rare


def _match_start(
    old: Numbers, new: Numbers, match: Numbers, gap: tuple[int, int, int, int]
) -> tuple[int, int]:
    old_top, old_end, new_top, new_end = gap
    most = min(old_end - old_top, new_end - new_top)
    rows = leading(old[old_top : old_top + most] == new[new_top : new_top + most])
    match[new_top : new_top + rows] = np.arange(old_top, old_top + rows)
    return old_top + rows, new_top + rows


def _match_end(
    old: Numbers, new: Numbers, match: Numbers, gap: tuple[int, int, int, int]
) -> tuple[int, int]:
    old_top, old_end, new_top, new_end = gap
    most = min(old_end - old_top, new_end - new_top)
    same = old[old_end - most : old_end] == new[new_end - most : new_end]
    rows = leading(same[::-1])
    match[new_end - rows : new_end] = np.arange(old_end - rows, old_end)
    return old_end - rows, new_end - rows


def leading(flags: Flags) -> int:
    """Return how many flags from the start are true."""
    return len(flags) if flags.all() else int(np.argmin(flags))


def _unique_pairs(old: Numbers, new: Numbers) -> tuple[Numbers, Numbers]:
    """Return the places of numbers that both have exactly once, in the order of the new one."""
    old_numbers, old_places, old_counts = np.unique(old, return_index=True, return_counts=True)
    new_numbers, new_places, new_counts = np.unique(new, return_index=True, return_counts=True)
    old_once, new_once = old_counts == 1, new_counts == 1
    old_numbers, old_places = old_numbers[old_once], old_places[old_once]
    new_numbers, new_places = new_numbers[new_once], new_places[new_once]
    if not len(old_numbers) or not len(new_numbers):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    at = np.minimum(np.searchsorted(old_numbers, new_numbers), len(old_numbers) - 1)
    found = old_numbers[at] == new_numbers
    ours, theirs = old_places[at[found]], new_places[found]
    order = np.argsort(theirs)
    return ours[order], theirs[order]


def _in_order(old_rows: Numbers, new_rows: Numbers) -> tuple[Numbers, Numbers]:
    """Keep the most pairs whose old rows ascend: a longest increasing subsequence."""
    if len(old_rows) < 2 or bool((np.diff(old_rows) > 0).all()):
        return old_rows, new_rows
    values = old_rows.tolist()
    tails: list[int] = []
    places: list[int] = []
    before = [NOWHERE] * len(values)
    for place, value in enumerate(values):
        if not tails or value > tails[-1]:
            at = len(tails)
            tails.append(value)
            places.append(place)
        else:
            at = bisect_left(tails, value)
            tails[at] = value
            places[at] = place
        if at:
            before[place] = places[at - 1]
    kept: list[int] = []
    place = places[-1]
    while place != NOWHERE:
        kept.append(place)
        place = before[place]
    chosen = np.array(kept[::-1], np.int64)
    return old_rows[chosen], new_rows[chosen]


def _gaps_between(
    old_rows: Numbers, new_rows: Numbers, around: tuple[int, int, int, int]
) -> Numbers:
    """Return the gaps around anchors that have rows on both sides: old top, end, new top, end."""
    old_top, old_end, new_top, new_end = around
    gaps = np.stack(
        (
            np.concatenate(([old_top], old_rows + 1)),
            np.concatenate((old_rows, [old_end])),
            np.concatenate(([new_top], new_rows + 1)),
            np.concatenate((new_rows, [new_end])),
        ),
        axis=1,
    )
    both = (gaps[:, 0] < gaps[:, 1]) & (gaps[:, 2] < gaps[:, 3])
    kept: Numbers = gaps[both]
    return kept


def _match_straight(old: Numbers, new: Numbers, match: Numbers, gaps: Numbers) -> None:
    """Match equal rows of gaps that are as high in both pictures, without looking further."""
    level = gaps[gaps[:, 1] - gaps[:, 0] == gaps[:, 3] - gaps[:, 2]]
    heights = level[:, 1] - level[:, 0]
    if not len(level):
        return
    within = np.arange(heights.sum()) - np.repeat(np.cumsum(heights) - heights, heights)
    old_rows = np.repeat(level[:, 0], heights) + within
    new_rows = np.repeat(level[:, 2], heights) + within
    equal = old[old_rows] == new[new_rows]
    match[new_rows[equal]] = old_rows[equal]
