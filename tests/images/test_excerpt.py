"""Parts of screenshots and small media: what is shown, how big it gets, what is refused."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from archiver.images.excerpt import Excerpt, medium_excerpt, page_excerpts
from archiver.models import Box

RED, BLUE, PAPER = (200, 40, 40), (20, 60, 200), (240, 240, 230)
ROOM_BYTES = 100_000


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def noise(side_px: int) -> Image.Image:
    """A picture that compresses badly, always the same."""
    return Image.frombytes("L", (side_px, side_px), random.Random(7).randbytes(side_px**2))


def screenshot(width_px: int = 1280, height_px: int = 3000) -> Image.Image:
    """A page with a blue rectangle at 300, 1000 of 400 x 200 pixels."""
    page = Image.new("RGB", (width_px, height_px), PAPER)
    scale = width_px / 1280
    page.paste(BLUE, tuple(round(edge * scale) for edge in (300, 1000, 700, 1200)))
    return page


def shown(excerpt: Excerpt | None) -> Image.Image:
    assert excerpt is not None
    picture = Image.open(io.BytesIO(excerpt.data))
    assert picture.format == "WEBP"
    assert picture.size == (excerpt.width_px, excerpt.height_px)
    assert len(excerpt.data) <= ROOM_BYTES
    return picture.convert("RGB")


def parts(page: bytes, *boxes: Box, width_px: int = 1280) -> list[Excerpt | None]:
    return page_excerpts(page, boxes, page_width_px=width_px, limit_bytes=ROOM_BYTES)


def near(got: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 25 for one, other in zip(got, wanted, strict=True))


@pytest.mark.parametrize("scale", [1, 2])
def test_a_box_is_framed_and_stands_in_its_surroundings(scale: int) -> None:
    page = encoded(screenshot(1280 * scale, 3000 * scale))
    picture = shown(*parts(page, Box(300, 1000, 400, 200)))
    ratio = picture.width / 580
    assert picture.height == pytest.approx(380 * ratio, abs=2)
    assert near(picture.getpixel((round(290 * ratio), round(190 * ratio))), BLUE)
    assert near(picture.getpixel((round(20 * ratio), round(20 * ratio))), PAPER)
    top = [picture.getpixel((round(290 * ratio), y)) for y in range(round(100 * ratio))]
    assert any(near(colour, (214, 48, 49)) for colour in top)


def test_of_a_high_box_the_top_is_shown_and_a_wide_one_is_made_small() -> None:
    page = encoded(screenshot(2560, 5_000))
    picture = shown(*parts(page, Box(0, 0, 2560, 5_000), width_px=2560))
    assert picture.width <= 960
    assert picture.height <= 720


@pytest.mark.parametrize(
    "box",
    [
        Box(0, 0, 0, 10),
        Box(0, 0, 10, -3),
        Box(float("nan"), 0, 10, 10),
        Box(0, 0, float("inf"), 10),
        Box(0, 9_000, 10, 10),
        Box(-50, 0, 20, 20),
    ],
)
def test_a_box_without_area_or_outside_has_no_part(box: Box) -> None:
    page = encoded(screenshot())
    assert parts(page, box, Box(0, 0, 50, 50))[0] is None
    assert parts(page, box, Box(0, 0, 50, 50))[1] is not None


def test_a_screenshot_that_cannot_be_read_has_no_parts() -> None:
    assert parts(b"<html>", Box(0, 0, 9, 9), Box(0, 0, 8, 8)) == [None, None]
    bomb = encoded(Image.new("1", (10_000, 10_000)))
    assert parts(bomb, Box(0, 0, 9, 9)) == [None]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_medium_is_made_small_and_never_enlarged(kind: str) -> None:
    big = shown(medium_excerpt(encoded(screenshot(), kind), limit_bytes=ROOM_BYTES))
    assert max(big.size) == 480
    tiny = encoded(Image.new("RGB", (30, 20), RED), kind)
    small = shown(medium_excerpt(tiny, limit_bytes=ROOM_BYTES))
    assert small.size == (30, 20)
    assert near(small.getpixel((15, 10)), RED)


def test_of_a_cut_off_jpeg_the_part_that_came_is_shown() -> None:
    data = encoded(noise(900), "JPEG")
    picture = shown(medium_excerpt(data[: len(data) // 2], limit_bytes=ROOM_BYTES))
    colours = [len(set(picture.crop((0, y, 480, y + 40)).tobytes())) for y in (20, 430)]
    assert colours[0] > 60
    assert colours[1] < 10


def test_what_is_transparent_stands_on_white() -> None:
    clear = encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)))
    assert near(
        shown(medium_excerpt(clear, limit_bytes=ROOM_BYTES)).getpixel((9, 9)), (255, 255, 255)
    )


def test_bytes_are_kept_to_the_limit_by_quality_and_then_by_size() -> None:
    data = encoded(noise(480))
    widths = []
    for limit_bytes in (300_000, 90_000, 3_000):
        excerpt = medium_excerpt(data, limit_bytes=limit_bytes)
        assert excerpt is not None
        assert len(excerpt.data) <= limit_bytes
        widths.append(excerpt.width_px)
    assert widths[0] == 480
    assert widths[2] < 480
    assert medium_excerpt(data, limit_bytes=5) is None


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"%PDF-1.7", b"\xff\xd8", b"GIF89a"])
def test_what_is_no_picture_is_none(data: bytes) -> None:
    assert medium_excerpt(data, limit_bytes=ROOM_BYTES) is None


def test_a_bomb_is_refused() -> None:
    bomb = encoded(Image.new("1", (12_000, 12_000)))
    assert medium_excerpt(bomb, limit_bytes=ROOM_BYTES) is None


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
    whole = bytearray(encoded(noise(60), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    medium_excerpt(bytes(whole[:cut]), limit_bytes=ROOM_BYTES)
