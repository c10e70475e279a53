"""Which rows are which: anchors in order, what lies between them, what moved."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.images.row_matching import (
    LEAST_MOVED_ROWS,
    NOWHERE,
    leading,
    matched_rows,
    moved_rows,
    rare_rows,
    runs_of,
)

WHITE = 0


def numbers(values: list[int]) -> np.ndarray:
    return np.array(values, np.int64)


def moved(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Return the runs of new rows that moved."""
    before, after = numbers(old), numbers(new)
    found = moved_rows(before, after, matched_rows(before, after))
    there = found != NOWHERE
    assert (before[found[there]] == after[there]).all()
    return runs_of(there)


def test_rows_between_many_anchors_are_matched_where_the_gaps_are_as_high():
    """More gaps than are looked into one by one: the others are matched straight."""
    old: list[int] = []
    new: list[int] = []
    for at in range(400):
        gap = [1_000 + at, WHITE, WHITE, 5_000 + at]
        old += gap
        new += [gap[0], WHITE, WHITE, 9_000 + at]
    match = matched_rows(numbers(old), numbers(new))
    assert int((match != NOWHERE).sum()) == 3 * 400


def test_what_moved_has_to_be_large_enough():
    around = [range(100 * at, 100 * at + 60) for at in range(1, 5)]
    gone, came = range(7_000, 7_040), range(8_000, 8_040)
    for rows in (LEAST_MOVED_ROWS - 1, LEAST_MOVED_ROWS):
        part = range(6_000, 6_000 + rows)
        old = [*around[0], *part, *around[1], *around[2], *gone, *around[3]]
        new = [*around[0], *came, *around[1], *around[2], *part, *around[3]]
        assert len(moved(old, new)) == (rows == LEAST_MOVED_ROWS)


def test_white_is_no_part_that_moved():
    around = [range(100 * at, 100 * at + 60) for at in range(1, 4)]
    few = [*range(5), *[WHITE] * 40]
    old = [*around[0], *few, *around[1], *around[2]]
    new = [*around[0], *around[1], *few, *around[2]]
    assert moved(old, new) == []


def test_no_row_is_taken_twice():
    around = [range(100 * at, 100 * at + 60) for at in range(1, 5)]
    # The white between two parts that were torn apart stands below one and above the other.
    one, other = [*range(6_000, 6_012)], [*range(7_000, 7_012)]
    white = [WHITE] * 20
    old = [*around[0], *one, *white, *other, *around[1], *around[2], *around[3]]
    new = [*around[0], *around[1], *one, *white, *around[2], *white, *other, *around[3]]
    before, after = numbers(old), numbers(new)
    match = matched_rows(before, after)
    found = moved_rows(before, after, match)
    taken = np.concatenate((match[match != NOWHERE], found[found != NOWHERE]))
    assert len(taken) == len(set(taken.tolist()))


def test_runs_leading_and_rare_rows():
    assert runs_of(np.array([True, False, True, True])) == [(0, 1), (2, 4)]
    assert runs_of(np.array([], np.bool_)) == []
    assert leading(np.array([True, True, False, True])) == 2
    assert leading(np.array([], np.bool_)) == 0
    assert rare_rows(numbers([1, 2, 2, 3]), numbers([2, 3, 4, 1, 1])).tolist() == [
        False,
        True,
        False,
        False,
        False,
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=80), st.lists(st.integers(0, 9), max_size=80))
def test_matched_rows_are_equal_and_ascend(old, new):
    before, after = numbers(old), numbers(new)
    match = matched_rows(before, after)
    there = match != NOWHERE
    assert (before[match[there]] == after[there]).all()
    assert (np.diff(match[there]) > 0).all()
    # What both begin and end with is always matched.
    same = min(len(old), len(new))
    head = leading(before[:same] == after[:same])
    assert (match[:head] == np.arange(head)).all()
