from __future__ import annotations

import io

import pytest
from PIL import Image

from archiver.testing.pictures import draw

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


@pytest.mark.parametrize("size", [(500, 333), (1, 1), (17, 640)])
@pytest.mark.parametrize("media_type", FORMATS)
def test_a_picture_decodes_at_the_size_asked_for(media_type, size):
    data = draw(media_type, "a.test/x.jpg", *size)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.format == FORMATS[media_type]
        assert image.size == size


@pytest.mark.parametrize("media_type", [*FORMATS, "image/svg+xml"])
def test_one_seed_gives_one_picture_and_two_seeds_two(media_type):
    one = draw(media_type, "a.test/1", 64, 48)
    assert draw(media_type, "a.test/1", 64, 48) == one
    assert draw(media_type, "a.test/2", 64, 48) != one


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_picture_is_neither_blank_nor_flat(media_type):
    with Image.open(io.BytesIO(draw(media_type, "seed", 400, 300))) as image:
        counts = sorted(image.convert("L").histogram(), reverse=True)
    assert counts[0] < 0.5 * 400 * 300
    assert image.convert("L").entropy() > 2


def test_a_jpeg_means_the_colours_of_its_landscape():
    seed = "a.test/colour"
    with Image.open(io.BytesIO(draw("image/jpeg", seed, 64, 64))) as jpeg:
        lossy = jpeg.convert("RGB").getpixel((3, 3))
    with Image.open(io.BytesIO(draw("image/png", seed, 64, 64))) as png:
        exact = png.convert("RGB").getpixel((3, 3))
    assert all(abs(a - b) <= 6 for a, b in zip(lossy, exact, strict=True))


def test_sizes_are_held_within_bounds():
    with Image.open(io.BytesIO(draw("image/png", "x", 10**6, -4))) as image:
        assert image.size == (4096, 1)
