"""Pixels that a person sees as different: pixel for pixel what pixelmatch counts."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from archiver.images.pixels import differing_pixels

SETTINGS = [(threshold, smooth) for threshold in (0.02, 0.1, 0.3) for smooth in (False, True)]


def with_alpha(pixels):
    return np.dstack((pixels, np.full(pixels.shape[:2], 255, np.uint8))).copy()


def count(old, new, threshold, antialiasing):
    differs = differing_pixels(old, new, threshold=threshold, antialiasing=antialiasing)
    return np.count_nonzero(differs)


def pixelmatch(old, new, threshold, antialiasing):
    pybind11_pixelmatch = pytest.importorskip("pybind11_pixelmatch")
    options = pybind11_pixelmatch.Options()
    options.threshold, options.includeAA = threshold, antialiasing
    return pybind11_pixelmatch.pixelmatch(with_alpha(old), with_alpha(new), options=options)


def drawing(words, size, shift=0.0):
    """Return letters, a disc and a line, all with smoothed edges."""
    page = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    for line in range(12):
        pen.text((3 + shift, line * 24 - 4), words * 8, fill=(line * 10, 30, 90), font=font)
    pen.ellipse((200 + shift, 50, 390, 290), fill=(200, 30, 40), outline="black")
    pen.line((0, 0, 399, 299 - shift * 20), fill="green", width=2)
    return np.array(page.resize((397, 301), Image.Resampling.BICUBIC) if size > 18 else page)


@pytest.mark.parametrize(("threshold", "smooth"), SETTINGS)
@pytest.mark.parametrize(("size", "shift"), [(14, 0), (14, 1), (20, 2), (22, 0.5)])
@pytest.mark.parametrize("words", ["hello wide ", "hullo wode "])
def test_letters_and_lines_count_as_in_pixelmatch(words, size, shift, threshold, smooth):
    old, new = drawing("hello wide ", size), drawing(words, size, shift)
    assert count(old, new, threshold, smooth) == pixelmatch(old, new, threshold, smooth)


@pytest.mark.parametrize(("threshold", "smooth"), SETTINGS)
@pytest.mark.parametrize("noise", [1, 4, 60, 255])
def test_noise_counts_as_in_pixelmatch(noise, threshold, smooth):
    chance = np.random.default_rng(3)
    old = chance.integers(0, 256, (120, 90, 3), dtype=np.uint8)
    new = np.clip(old + chance.integers(-noise, noise + 1, old.shape), 0, 255).astype(np.uint8)
    assert count(old, new, threshold, smooth) == pixelmatch(old, new, threshold, smooth)


@pytest.mark.parametrize(("threshold", "smooth"), SETTINGS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (2, 2), (3, 3), (90, 80)])
def test_few_colours_and_edges_count_as_in_pixelmatch(shape, threshold, smooth):
    chance = np.random.default_rng(5)
    for colours in (2, 3, 5):
        old, new = (
            (chance.integers(0, colours, (*shape, 3)) * 50).astype(np.uint8) for _ in range(2)
        )
        assert count(old, new, threshold, smooth) == pixelmatch(old, new, threshold, smooth)


def test_equal_pictures_differ_nowhere():
    page = drawing("hello", 14)
    assert count(page, page.copy(), 0.0, True) == 0


def test_a_step_of_light_that_nobody_sees_is_no_difference():
    page = drawing("hello", 14)
    assert count(page, page ^ 1, 0.1, True) == 0


@pytest.mark.parametrize("rows", [254, 256, 258, 511, 1030])
def test_pictures_of_many_rows_count_as_in_pixelmatch(rows):
    letters = drawing("hello wide ", 14), drawing("hullo wode ", 14, 1)
    old, new = (np.tile(page, (4, 1, 1))[:rows] for page in letters)
    assert count(old, new, 0.1, False) == pixelmatch(old, new, 0.1, False)


def test_parts_of_wider_pictures_are_compared():
    old, new = drawing("hello", 14), drawing("hallo", 14)
    narrow = count(old[:, :200], new[:, :200], 0.1, False)
    assert narrow == pixelmatch(old[:, :200], new[:, :200], 0.1, False) > 0


def test_the_very_pixels_are_told():
    old = np.full((40, 60, 3), 255, np.uint8)
    new = old.copy()
    new[7, 3] = new[7, 50] = new[31, 0] = (200, 0, 0)
    differs = differing_pixels(old, new, threshold=0.1, antialiasing=True)
    assert np.argwhere(differs).tolist() == [[7, 3], [7, 50], [31, 0]]


def distances(old, new):
    """Return pixelmatch's distance of each pair of colours, in 64 bits."""
    red, green, blue = (old.astype(np.float64) - new)[0].T
    bright = red * 0.29889531 + green * 0.58662247 + blue * 0.11448223
    orange = red * 0.59597799 - green * 0.27417610 - blue * 0.32180189
    purple = red * 0.21147017 - green * 0.52261711 + blue * 0.31114694
    return 0.5053 * bright**2 + 0.299 * orange**2 + 0.1957 * purple**2


def test_colours_that_are_just_as_far_apart_as_is_allowed_are_told_exactly():
    """Nearer to the limit than 32 bits can tell."""
    chance = np.random.default_rng(8)
    old, new = (chance.integers(0, 256, (1, 4_000, 3), dtype=np.uint8) for _ in range(2))
    far = distances(old, new)
    for at in range(0, 4_000, 40):
        for share in (1 - 1e-9, 1 + 1e-9):
            threshold = float(np.sqrt(far[at] * share / 35_215))
            differs = differing_pixels(old, new, threshold=threshold, antialiasing=True)
            assert (differs[0] == (far > 35_215 * threshold**2)).all()
