"""The small picture of a page."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from archiver.errors import CaptureError
from archiver.images import thumbnail
from archiver.models import ScreenshotKind


def screenshot(width: int, height: int, encoding: str = "PNG", mode: str = "RGB") -> bytes:
    """A page with a red head and a blue rest."""
    page = Image.new("RGB", (width, height), "blue")
    page.paste("red", (0, 0, width, min(100, height)))
    buffer = io.BytesIO()
    page.convert(mode).save(buffer, encoding)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["JPEG"])


def test_a_viewport_becomes_a_jpeg_of_the_asked_size() -> None:
    small = thumbnail(screenshot(1280, 720))
    assert (small.kind, small.media_type) == (ScreenshotKind.THUMBNAIL, "image/jpeg")
    assert (small.width_px, small.height_px) == (640, 360) == opened(small.data).size


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1280, 26_000), (640, 360)),
        ((1280, 800), (640, 360)),
        ((1280, 300), (640, 150)),
        ((400, 3000), (400, 360)),
        ((300, 100), (300, 100)),
        ((1, 1), (1, 1)),
        ((20_000, 1), (640, 1)),
    ],
)
def test_a_page_is_scaled_to_the_width_and_cut_at_the_bottom(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    small = thumbnail(screenshot(*size))
    assert opened(small.data).size == expected


def test_the_top_of_the_page_is_what_is_kept() -> None:
    small = opened(thumbnail(screenshot(1280, 5000)).data)
    red, _, blue = small.getpixel((320, 10))
    assert (red > 200, blue < 60) == (True, True)
    red, _, blue = small.getpixel((320, 300))
    assert (red < 60, blue > 200) == (True, True)


@pytest.mark.parametrize("encoding", ["PNG", "JPEG", "WEBP"])
def test_the_same_screenshot_gives_the_same_bytes(encoding: str) -> None:
    shot = screenshot(1280, 720, encoding)
    assert thumbnail(shot).data == thumbnail(shot).data


def test_transparency_and_palettes_are_survived() -> None:
    assert thumbnail(screenshot(1280, 720, mode="RGBA")).width_px == 640
    assert thumbnail(screenshot(1280, 720, mode="P")).width_px == 640


def bomb(side: int) -> bytes:
    """A PNG of side x side pixels that is a few bytes long."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        screenshot(1280, 720)[:300],
        screenshot(64, 64, "GIF"),
        bomb(8_200),
        bomb(10_000),
        bomb(30_000),
    ],
)
def test_what_is_no_screenshot_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(CaptureError, match=r"^The screenshot [^\n]+$"):
        thumbnail(data)
