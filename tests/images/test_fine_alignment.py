"""Rows of which no two are equal: aligned by how bright they are along them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.images.fine_alignment import is_level, refined
from archiver.models import Band
from archiver.models.difference import AlignedBand, BandKind


def text(height: int, seed: int = 1) -> np.ndarray:
    """Blocks, each row of which is bright in its own way, with white between them."""
    chance = np.random.default_rng(seed)
    pixels = np.full((height, 320, 3), 255, np.uint8)
    for top in range(0, height, 40):
        wide = int(chance.integers(100, 300))
        pixels[top : top + 26, 10:wide] = chance.integers(0, 256, (26, 1, 1))[: height - top]
    return pixels


def jittered(pixels: np.ndarray, seed: int = 3) -> np.ndarray:
    """The same to the eye, and no row as before."""
    chance = np.random.default_rng(seed)
    other = pixels.astype(np.int16) + chance.integers(-1, 2, pixels.shape, dtype=np.int16)
    return np.clip(other, 0, 255).astype(np.uint8)


def whole(old: np.ndarray, new: np.ndarray, above: tuple[int, int] = (0, 0)) -> AlignedBand:
    return AlignedBand(
        kind=BandKind.CHANGED,
        old=Band(top_px=above[0], bottom_px=above[0] + len(old)),
        new=Band(top_px=above[1], bottom_px=above[1] + len(new)),
    )


def told(old: np.ndarray, new: np.ndarray) -> list[tuple[BandKind, int, int, int, int]]:
    return [
        (each.kind, each.old.top_px, each.old.bottom_px, each.new.top_px, each.new.bottom_px)
        for each in refined(whole(old, new), old, new)
    ]


def test_a_part_that_was_pushed_in_is_found_to_a_few_rows():
    old = text(1_200)
    banner = np.full((40, 320, 3), (246, 232, 195), np.uint8)
    new = jittered(np.concatenate((old[:520], banner, old[520:])))
    above, inserted, below = told(old, new)
    assert inserted[0] is BandKind.INSERTED
    assert inserted[3] == pytest.approx(520, abs=14)  # the white above it may be either's
    assert inserted[4] - inserted[3] == 40
    assert (above[0], below[0]) == (BandKind.CHANGED, BandKind.CHANGED)
    assert above[2] - above[1] == above[4] - above[3]
    assert below[2] - below[1] == below[4] - below[3]


def test_two_parts_that_were_pushed_in_are_two_bands():
    old = text(1_600)
    banner = np.full((40, 320, 3), (246, 232, 195), np.uint8)
    new = jittered(np.concatenate((old[:520], banner, old[520:1_000], banner, old[1_000:])))
    kinds = [each[0] for each in told(old, new)]
    assert kinds == [
        BandKind.CHANGED,
        BandKind.INSERTED,
        BandKind.CHANGED,
        BandKind.INSERTED,
        BandKind.CHANGED,
    ]


def test_a_part_that_was_taken_out_is_found_too():
    old = text(1_200)
    new = jittered(np.concatenate((old[:520], old[600:])))
    kinds = [each[0] for each in told(old, new)]
    assert kinds == [BandKind.CHANGED, BandKind.DELETED, BandKind.CHANGED]
    deleted = told(old, new)[1]
    assert deleted[2] - deleted[1] == 80


def test_the_same_with_noise_is_one_level_band():
    old = text(1_200)
    assert told(old, jittered(old)) == [(BandKind.CHANGED, 0, 1_200, 0, 1_200)]


def test_another_content_of_another_height_stays_one_band():
    old, new = text(600, seed=1), text(900, seed=2)
    assert told(old, new) == [(BandKind.CHANGED, 0, 600, 0, 900)]


def test_places_are_those_on_the_pages():
    old, new = text(400), jittered(text(400))
    page_old = np.concatenate((text(50, seed=8), old))
    page_new = np.concatenate((text(90, seed=9), new))
    (band,) = refined(whole(old, new, (50, 90)), page_old, page_new)
    assert (band.old.top_px, band.old.bottom_px) == (50, 450)
    assert (band.new.top_px, band.new.bottom_px) == (90, 490)


def test_level_is_what_is_as_high_in_both():
    assert is_level(whole(text(40), text(40)))
    assert not is_level(whole(text(40), text(41)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_bands_cover_both_parts_in_order(old_rows, new_rows, width, seed):
    chance = np.random.default_rng(seed)
    old = chance.integers(0, 256, (old_rows, width, 3), dtype=np.uint8)
    new = np.concatenate((old[: old_rows // 2], old[old_rows // 3 :]))[:new_rows]
    old_at = new_at = 0
    for kind, old_top, old_end, new_top, new_end in told(old, jittered(new)):
        assert (old_top, new_top) == (old_at, new_at)
        assert (kind is BandKind.INSERTED) == (old_top == old_end)
        assert (kind is BandKind.DELETED) == (new_top == new_end)
        old_at, new_at = old_end, new_end
    assert (old_at, new_at) == (old_rows, len(new))
