"""Clusters of differing pixels: what lies together is one, what lies apart is not."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.images.regions import Cluster, clusters


def flags(height: int, width: int, *boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Flags that are set in boxes: top, bottom, left, right."""
    found = np.zeros((height, width), np.bool_)
    for top, bottom, left, right in boxes:
        found[top:bottom, left:right] = True
    return found


def told(found: list[Cluster]) -> list[tuple[int, int, int, int, int]]:
    return [(each.top, each.bottom, each.left, each.right, each.pixels) for each in found]


def test_a_cluster_has_the_box_of_its_pixels_and_their_number():
    differs = flags(100, 90, (13, 31, 7, 22))
    differs[20, 15] = False
    found, noise = clusters([(0, differs)], least_px=1)
    assert told(found) == [(13, 31, 7, 22, 18 * 15 - 1)]
    assert noise == 0


def test_nothing_makes_no_cluster():
    assert clusters([], least_px=1) == ([], 0)
    assert clusters([(5, flags(10, 10))], least_px=1) == ([], 0)


@pytest.mark.parametrize(("gap", "number"), [(40, 1), (47, 1), (57, 2), (80, 2)])
def test_words_of_a_line_are_joined(gap: int, number: int):
    differs = flags(40, 400, (8, 20, 16, 24), (8, 20, 24 + gap, 40 + gap))
    found, _ = clusters([(0, differs)], least_px=1)
    assert len(found) == number


@pytest.mark.parametrize(("gap", "number"), [(8, 1), (15, 1), (25, 2), (40, 2)])
def test_lines_of_a_paragraph_are_joined(gap: int, number: int):
    differs = flags(200, 100, (16, 24, 8, 60), (24 + gap, 40 + gap, 8, 60))
    found, _ = clusters([(0, differs)], least_px=1)
    assert len(found) == number


def test_what_ends_at_the_right_edge_is_not_joined_with_what_begins_at_the_left():
    differs = flags(100, 160, (0, 8, 150, 160), (8, 16, 0, 8))
    found, _ = clusters([(0, differs)], least_px=1)
    assert len(found) == 2


@pytest.mark.parametrize(("left", "number"), [(80, 1), (128, 1), (32, 1), (144, 2), (16, 2)])
def test_lines_are_joined_when_one_stands_at_least_partly_below_the_other(left: int, number: int):
    differs = flags(60, 300, (0, 8, 80, 88), (24, 32, left, left + 8))
    found, _ = clusters([(0, differs)], least_px=1)
    assert len(found) == number


def test_few_pixels_are_noise_and_counted():
    differs = flags(100, 300, (5, 6, 5, 16), (50, 52, 5, 11))
    found, noise = clusters([(0, differs)], least_px=12)
    assert told(found) == [(50, 52, 5, 11, 12)]
    assert noise == 11


def test_pieces_lie_where_they_begin_and_are_joined_across_their_edge():
    above, below = flags(10, 50, (4, 10, 8, 20)), flags(10, 50, (0, 3, 8, 20))
    found, _ = clusters([(33, above), (43, below)], least_px=1)
    assert told(found) == [(37, 46, 8, 20, 9 * 12)]
    found, _ = clusters([(33, above), (99, below)], least_px=1)
    assert [each.top for each in found] == [37, 99]


def test_boxes_that_overlap_become_one():
    # A frame around a dot: the box of the frame holds the dot.
    frame = flags(400, 400, (0, 8, 0, 400), (392, 400, 0, 400), (0, 400, 0, 8), (0, 400, 392, 400))
    frame[200:208, 200:208] = True
    found, _ = clusters([(0, frame)], least_px=1)
    assert len(found) == 1
    assert (found[0].top, found[0].bottom, found[0].left, found[0].right) == (0, 400, 0, 400)


def test_a_thousand_specks_become_a_list_that_can_be_read():
    differs = np.zeros((3_000, 1_200), np.bool_)
    for down in range(4):
        for right in range(4):
            differs[down::100, right::120] = True
    found, noise = clusters([(0, differs)], least_px=12)
    assert 1 <= len(found) <= 200
    assert sum(each.pixels for each in found) + noise == int(differs.sum())


@pytest.mark.parametrize("width", [1, 1_280])
def test_it_is_quick_when_everything_differs(width: int):
    chance = np.random.default_rng(2)
    height = 24_000_000 // max(width, 120)
    start = time.process_time()
    for differs in (np.ones((height, width), np.bool_), chance.random((height, width)) < 0.03):
        found, noise = clusters([(0, differs)], least_px=12)
        assert sum(each.pixels for each in found) + noise == int(differs.sum())
    assert time.process_time() - start < 20


@st.composite
def specks(draw: st.DrawFn) -> np.ndarray:
    height, width = draw(st.integers(1, 150)), draw(st.integers(1, 400))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    differs = np.zeros((height, width), np.bool_)
    for _ in range(draw(st.integers(0, 12))):
        top, left = int(chance.integers(0, height)), int(chance.integers(0, width))
        differs[
            top : top + int(chance.integers(1, 9)), left : left + int(chance.integers(1, 20))
        ] = 1
    return differs


@settings(max_examples=200, deadline=None)
@given(specks(), st.integers(1, 20), st.integers(0, 90))
def test_all_is_in_a_cluster_or_is_noise_and_boxes_are_tight(differs, least_px, top):
    found, noise = clusters([(top, differs)], least_px=least_px)
    left_over = differs.copy()
    for at, each in enumerate(found):
        part = differs[each.top - top : each.bottom - top, each.left : each.right]
        assert each.pixels >= least_px
        for edge in (part[0], part[-1], part[:, 0], part[:, -1]):
            assert edge.any()
        left_over[each.top - top : each.bottom - top, each.left : each.right] = False
        assert not any(each.touches(other) for other in found[at + 1 :])
    assert int(left_over.sum()) <= noise
    assert sum(each.pixels for each in found) + noise == int(differs.sum())
    assert found == sorted(found, key=lambda each: (each.top, each.left))
    if least_px == 1:
        assert noise == 0
