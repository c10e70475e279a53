"""Bands of two pictures: what was pushed in is one band, and all below it stays the same."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.images.row_alignment import aligned_bands
from archiver.images.rows import RowHashes
from archiver.models.difference import AlignedBand, BandKind

WHITE = 0


def rows(numbers: list[int]) -> RowHashes:
    data = b"".join(number.to_bytes(8, "big") for number in numbers)
    return RowHashes(width_px=1280, height_px=len(numbers), hashes=data)


def article(seed: int = 1, blocks: int = 40) -> list[int]:
    """Return lines of text, rows that stand nowhere else, with white between them."""
    chance = random.Random(seed)
    page: list[int] = []
    for _ in range(blocks):
        page += [chance.getrandbits(63) | 1 for _ in range(chance.randint(12, 90))]
        page += [WHITE] * chance.choice((8, 16, 32))
    return page


def told(old: list[int], new: list[int]) -> list[tuple[BandKind, int, int]]:
    """Return what is not the same: its kind, and how many rows it has in both pictures."""
    return [
        (band.kind, band.old.bottom_px - band.old.top_px, band.new.bottom_px - band.new.top_px)
        for band in aligned_bands(rows(old), rows(new))
        if band.kind is not BandKind.SAME
    ]


def check_whole(bands: tuple[AlignedBand, ...], old: list[int], new: list[int]) -> None:
    at = 0
    seen = [0] * len(old)
    for band in bands:
        assert band.new.top_px == at
        at = band.new.bottom_px
        for row in range(band.old.top_px, band.old.bottom_px):
            seen[row] += 1
        if band.kind in {BandKind.SAME, BandKind.MOVED}:
            there = old[band.old.top_px : band.old.bottom_px]
            assert there == new[band.new.top_px : band.new.bottom_px]
    assert at == len(new)
    assert seen == [1] * len(old)


def test_equal_pictures_are_one_band():
    page = article()
    (band,) = aligned_bands(rows(page), rows(page))
    assert band.kind is BandKind.SAME
    assert (band.old.top_px, band.old.bottom_px) == (0, len(page))


def test_a_banner_that_was_pushed_in_is_one_band():
    page = article()
    for at in (0, 1, 777, len(page)):
        banner = [5_000_000 + row for row in range(40)]
        assert told(page, page[:at] + banner + page[at:]) == [(BandKind.INSERTED, 0, 40)]
        assert told(page[:at] + banner + page[at:], page) == [(BandKind.DELETED, 40, 0)]


def test_a_banner_of_one_colour_is_one_band():
    page = article()
    at = page.index(WHITE) + 3
    assert told(page, page[:at] + [77] * 40 + page[at:]) == [(BandKind.INSERTED, 0, 40)]


def test_a_replaced_picture_is_one_changed_band():
    page = article()
    other = list(page)
    other[900:1380] = [9_000_000 + row for row in range(480)]
    assert told(page, other) == [(BandKind.CHANGED, 480, 480)]


def test_a_picture_that_moved_is_told_as_moved():
    page = article()
    part = [8_000_000 + row for row in range(200)]
    old = page[:500] + part + page[500:]
    new = page[:1500] + part + page[1500:]
    kinds = {kind for kind, _, _ in told(old, new)}
    assert BandKind.MOVED in kinds
    assert (BandKind.MOVED, 200, 200) in told(old, new)


def test_another_width_is_one_changed_band():
    page = article()
    narrow = RowHashes(width_px=390, height_px=1, hashes=bytes(8))
    (band,) = aligned_bands(rows(page), narrow)
    assert band.kind is BandKind.CHANGED


def test_pages_made_to_be_hard_are_aligned_in_bounded_time():
    chance = random.Random(3)
    hard = [
        ([WHITE] * 30_000, [WHITE] * 29_000),
        ([row % 7 for row in range(30_000)], [row % 5 for row in range(30_000)]),
        (list(range(1, 30_001)), list(range(30_000, 0, -1))),
        tuple([chance.randrange(900) for _ in range(30_000)] for _ in range(2)),
    ]
    for old, new in hard:
        start = time.process_time()
        check_whole(aligned_bands(rows(old), rows(new)), old, new)
        assert time.process_time() - start < 10


def test_a_page_of_which_every_other_row_changed_is_one_changed_band():
    old = list(range(1, 30_001))
    new = [row + 100_000 if row % 2 else row for row in old]
    start = time.process_time()
    kinds = [kind for kind, _, _ in told(old, new)]
    assert time.process_time() - start < 10
    assert kinds == [BandKind.CHANGED]


def test_a_paragraph_that_was_pushed_in_begins_after_the_white_above_it():
    page = article()
    at = page.index(WHITE)
    while page[at] == WHITE:
        at += 1
    lines = [*range(600, 618), *[WHITE] * 10, *range(700, 718), *[WHITE] * 16]
    new = page[:at] + lines + page[at:]
    (band,) = [
        each for each in aligned_bands(rows(page), rows(new)) if each.kind is not BandKind.SAME
    ]
    assert band.kind is BandKind.INSERTED
    assert (band.new.top_px, band.new.bottom_px) == (at, at + len(lines))
    assert (band.old.top_px, band.old.bottom_px) == (at, at)


def test_a_part_that_begins_like_what_follows_begins_after_the_white_above_it():
    """It could be told as well to begin three rows lower, in the middle of things."""
    page = article()
    at = page.index(WHITE)
    while page[at] == WHITE:
        at += 1
    border = [7, 7, 8]
    lines = [*border, *range(600, 618), *[WHITE] * 16]
    old, new = page[:at] + border + page[at:], page[:at] + lines + border + page[at:]
    for bands in (aligned_bands(rows(old), rows(new)), aligned_bands(rows(new), rows(old))):
        (band,) = [each for each in bands if each.kind is not BandKind.SAME]
        place = band.new if band.kind is BandKind.INSERTED else band.old
        assert (place.top_px, place.bottom_px) == (at, at + len(lines))
    check_whole(aligned_bands(rows(old), rows(new)), old, new)


def test_white_that_went_beside_a_part_that_moved_is_told_where_it_was():
    chance = random.Random(3)
    head, moved, tail = ([chance.getrandbits(63) | 1 for _ in range(n)] for n in (60, 30, 40))
    old = head + [WHITE] * 7 + moved + tail
    new = [*moved, 1, *head, *[WHITE] * 4, *tail]
    check_whole(aligned_bands(rows(old), rows(new)), old, new)


def test_lines_of_a_rewritten_paragraph_are_one_band():
    page = article()
    top = page.index(WHITE) + 40
    line = [*range(600, 614), *[WHITE] * 14]
    old = [*page[:top], 1, *line * 3, 2, *page[top:]]
    new = [*page[:top], 1, *[row and row + 5000 for row in line * 3], 2, *page[top:]]
    assert [kind for kind, _, _ in told(old, new)] == [BandKind.CHANGED]


def test_white_is_not_told_as_moved():
    old = [*range(100, 150), *[WHITE] * 300, *range(200, 250)]
    new = [*[WHITE] * 300, *range(100, 150), *range(200, 250)]
    assert BandKind.MOVED not in {kind for kind, _, _ in told(old, new)}


@st.composite
def edit_scripts(
    draw: st.DrawFn,
) -> tuple[list[int], list[int], list[tuple[BandKind, int, int]]]:
    """Return a page, an edited one, and what was done to it, from the top."""
    old: list[int] = []
    new: list[int] = []
    done: list[tuple[BandKind, int, int]] = []
    fresh = iter(range(1_000, 1_000_000))
    for kind in draw(st.lists(st.sampled_from(["insert", "delete", "change"]), max_size=6)):
        kept = [next(fresh) for _ in range(draw(st.integers(4, 40)))]
        white = [WHITE] * draw(st.integers(0, 30))
        gone, come = ([next(fresh) for _ in range(draw(st.integers(1, 60)))] for _ in range(2))
        # Rows of its own part a change from the white around it.
        part = [*kept, *white, next(fresh)]
        old += part
        new += part
        if kind != "insert":
            old += gone
        if kind != "delete":
            new += come
        done.append(
            {
                "insert": (BandKind.INSERTED, 0, len(come)),
                "delete": (BandKind.DELETED, len(gone), 0),
                "change": (BandKind.CHANGED, len(gone), len(come)),
            }[kind]
        )
    end = [next(fresh) for _ in range(9)]
    return old + end, new + end, done


@settings(max_examples=150, deadline=None)
@given(edit_scripts())
def test_what_was_done_to_a_page_is_what_is_told(script):
    old, new, done = script
    assert told(old, new) == done
    check_whole(aligned_bands(rows(old), rows(new)), old, new)


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    numbers = st.integers(0, 12)
    old = draw(st.lists(numbers, min_size=1, max_size=150))
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(new)))
        end = min(len(new), at + draw(st.integers(0, 30)))
        new[at:end] = draw(st.lists(numbers, max_size=30))
    return old, new or [1]


@settings(max_examples=150, deadline=None)
@given(edited())
def test_bands_cover_both_pictures_and_what_is_called_the_same_is(pair):
    old, new = pair
    check_whole(aligned_bands(rows(old), rows(new)), old, new)
