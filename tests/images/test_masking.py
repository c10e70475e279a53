"""Masks: which pixels they take away, and which bands they cover."""

from __future__ import annotations

import math

import numpy as np
import pytest

from archiver.images.masking import Masks, drawn_pixels
from archiver.models import Band, Box


def everything(height: int = 20, width: int = 30) -> np.ndarray:
    return np.ones((height, width), np.bool_)


def band(top: int, bottom: int) -> Band:
    return Band(top_px=top, bottom_px=bottom)


def test_a_mask_takes_the_pixels_that_it_touches():
    differs = everything()
    hidden = Masks([Box(x=2.6, y=103.4, width=4.0, height=2.0)]).hide(differs, 100)
    assert hidden == 3 * 5
    assert not differs[3:6, 2:7].any()
    assert int(differs.sum()) == 20 * 30 - 15


def test_a_mask_that_begins_above_the_rows_takes_those_that_it_reaches():
    differs = everything()
    assert Masks([Box(x=0, y=95, width=30, height=12)]).hide(differs, 100) == 7 * 30
    assert not differs[:7].any()


@pytest.mark.parametrize("y", [-900.0, 80.0, 120.0, 5_000.0])
def test_a_mask_beside_the_rows_takes_nothing(y: float):
    differs = everything()
    assert Masks([Box(x=0, y=y, width=30, height=20)]).hide(differs, 100) == 0
    assert differs.all()


def test_masks_that_overlap_are_counted_once():
    masks = [Box(x=0, y=0, width=10, height=10), Box(x=5, y=0, width=10, height=10)]
    assert Masks(masks).hide(everything(), 0) == 150


def test_a_mask_may_begin_above_the_rows_and_left_of_them():
    differs = everything()
    assert Masks([Box(x=-50, y=-50, width=60, height=55)]).hide(differs, 0) == 5 * 10


@pytest.mark.parametrize(
    "hostile",
    [
        Box(x=math.nan, y=0, width=5, height=5),
        Box(x=0, y=0, width=math.inf, height=5),
        Box(x=0, y=-math.inf, width=5, height=5),
        Box(x=0, y=0, width=-5, height=5),
        Box(x=0, y=0, width=5, height=0),
        Box(x=1e300, y=1e300, width=5, height=5),
        Box(x=-40, y=-40, width=5, height=5),
    ],
)
def test_a_box_that_is_none_takes_nothing(hostile: Box):
    masks = Masks([hostile])
    assert masks.hide(everything(), 0) == 0
    assert not masks.reach(band(0, 1))


def test_a_huge_box_takes_all():
    assert Masks([Box(x=-1e300, y=-1e300, width=2e300, height=2e300)]).hide(everything(), 0) == 600


def test_every_row_of_a_band_has_to_meet_a_mask():
    masks = Masks([Box(x=3, y=10, width=4, height=5), Box(x=20, y=15, width=4, height=5)])
    assert masks.reach(band(10, 20))
    assert masks.reach(band(12, 17))
    assert not masks.reach(band(9, 20))
    assert not masks.reach(band(10, 21))


def test_a_band_is_covered_when_what_is_drawn_lies_below_masks():
    picture = np.full((30, 40, 3), 250, np.uint8)
    picture[10:20, 5:9] = (10, 200, 30)
    assert Masks([Box(x=5, y=10, width=4, height=10)]).cover(band(10, 20), picture)
    assert not Masks([Box(x=5, y=10, width=3, height=10)]).cover(band(10, 20), picture)


def test_drawn_is_what_is_not_of_the_colour_at_the_left():
    picture = np.full((2, 4, 3), 100, np.uint8)
    picture[0, 1] = (116, 84, 100)
    picture[0, 2] = (117, 100, 100)
    picture[1, 3] = (100, 100, 83)
    assert drawn_pixels(picture, band(0, 2)).tolist() == [
        [False, False, True, False],
        [False, False, False, True],
    ]
