"""A page cut for the review: strips without loss, crops, a small one."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from archiver.errors import FormatError, UsageError
from archiver.images import STRIP_PX, Strips
from archiver.models import Box


def page(height: int = 2_500, width: int = 200) -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def encoded(picture: Image.Image, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    picture.save(file, form)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("form", ["png", "webp"])
def test_strips_put_together_are_the_page(form):
    whole = page()
    strips = Strips(encoded(whole))
    parts = [opened(strips.strip(at, form=form)) for at in range(strips.count)]
    assert [part.height for part in parts] == [STRIP_PX, STRIP_PX, 2_500 - 2 * STRIP_PX]
    assert {part.format for part in parts} == {form.upper()}
    there = np.concatenate([np.asarray(part.convert("RGB")) for part in parts])
    assert (there == np.asarray(whole)).all()


@pytest.mark.parametrize(("height", "count"), [(1, 1), (1_024, 1), (1_025, 2), (2_048, 2)])
def test_there_are_as_many_strips_as_are_needed(height, count):
    strips = Strips(encoded(page(height, 3)))
    assert strips.count == count
    assert (strips.width_px, strips.height_px) == (3, height)
    with pytest.raises(UsageError, match=f"has {count}"):
        strips.strip(count)
    with pytest.raises(UsageError):
        strips.strip(-1)


def test_the_small_picture_is_whole_and_not_enlarged():
    small = opened(Strips(encoded(page(2_000, 400))).thumbnail(120))
    assert (small.format, small.size) == ("WEBP", (120, 600))
    assert opened(Strips(encoded(page(300, 50))).thumbnail(120)).size == (50, 300)


def test_the_small_picture_of_a_page_of_any_height_can_be_encoded():
    small = opened(Strips(encoded(Image.new("RGB", (100, 40_000)))).thumbnail(100))
    assert small.height <= 16_383
    assert small.height / small.width == pytest.approx(400, rel=0.03)
    assert opened(Strips(encoded(Image.new("RGB", (1, 30_000)))).thumbnail(120)).width == 1


def test_a_page_too_wide_for_webp_is_told_as_png():
    strips = Strips(encoded(Image.new("RGB", (16_400, 2))))
    assert opened(strips.strip(0, form="webp")).format == "PNG"


def test_a_crop_shows_a_box_and_what_is_around():
    found = Strips(encoded(page())).crop(
        Box(x=50, y=1_000, width=60, height=40), margin_px=10, frame=False, limit_bytes=100_000
    )
    assert found is not None
    assert (found.width_px, found.height_px) == (80, 60)
    assert opened(found.data).format == "WEBP"


def test_a_box_outside_of_the_page_has_no_crop():
    outside = Box(x=50, y=9_000, width=60, height=40)
    assert Strips(encoded(page())).crop(outside, margin_px=9, frame=True, limit_bytes=9_999) is None


@pytest.mark.parametrize("data", [b"", b"<html>", encoded(page())[:5_000]])
def test_what_is_no_picture_is_told(data):
    with pytest.raises(FormatError):
        Strips(data)


def test_what_is_transparent_lies_on_white():
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert opened(Strips(encoded(clear)).strip(0)).convert("RGB").getpixel((5, 5)) == (
        255,
        255,
        255,
    )
