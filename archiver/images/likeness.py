"""What a picture looks like, in 64 bits: to tell a copy from another picture.

The hash is the DCT one of `imagehash.phash` (a grey picture of 32 x 32, its 8 x 8
lowest frequencies, each against their median, with a small margin), so that the
distances measured for it hold here (checks.md, A5): up to 8 of 64 bits for a
re-encoded copy, 25 and more for another picture.
"""

from __future__ import annotations

import io
import math
import statistics
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from threading import Lock
from typing import Final

from PIL import Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from archiver.images import raster
from archiver.images.signature import Octets

_DECODERS: Final[dict[str, type[ImageFile.ImageFile]]] = {
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/gif": GifImageFile,
    "image/webp": WebPImageFile,
    "image/bmp": BmpImageFile,
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How large a picture may be to be decoded for its looks."""

    most_bytes: int
    most_jpeg_pixels: int
    """A JPEG is decoded at an eighth of its size, so a photograph of a camera still fits."""
    most_pixels: int
    """Of other formats, which are decoded in full."""


QUICK: Final = Effort(1 << 20, 16_000_000, 500_000)
"""For every picture of a page. Measured: a JPEG of 445 kB and 12 million pixels takes 7 ms,
a PNG or WebP of half a million 8 ms."""
THOROUGH: Final = Effort(20 << 20, 40_000_000, 12_000_000)
"""For the few in doubt: some tenths of a second at the most."""
_MAX_SCANS = 24
"""Of a progressive JPEG, each of which passes over all of it; encoders write up to 10."""
_LEAST_SIDE_PX = 16
_SIDE, _LOW = 32, 8
_DRAFT_PX = 4 * _SIDE
"""The least side of a JPEG that is decoded small: smaller, and letters run into the ground."""
_LEAST_VARIANCE = 4.0
"""In grey levels of 255 squared, of the picture of 32 x 32; under it the picture is flat."""
_MARGIN = 0.05
"""In grey levels: what is above the median by less is the noise of encoders. Measured:
without it copies of smooth drawings were up to 14 bits apart, with it 4."""
_BAND_LEVELS = 8
"""Grey levels that count as one colour: five bits of eight."""

_WAVES: Final = tuple(
    tuple(math.cos(math.pi * (2 * x + 1) * k / (2 * _SIDE)) / _SIDE for x in range(_SIDE))
    for k in range(_LOW)
)
"""The first rows of the discrete cosine transform II."""

_QUIET = Lock()
"""Filters of warnings belong to the whole process, so one picture at a time changes them."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a picture looks like; empty for one that was not decoded."""

    phash: str = ""
    """64 bits as 16 hex digits; empty for a picture without structure: a flat one, or
    one with a side under 16 pixels, whose bits would be noise."""
    top_share: float = 0.0
    """Share of the pixels within one band of eight grey levels, 0 to 1."""


def likeness(data: Octets, sniffed: str, effort: Effort = QUICK) -> Likeness:
    """Return what a whole picture looks like: its first frame, over white.

    Args:
        data: The picture.
        sniffed: Its type by magic bytes. JPEG, PNG, GIF, WebP and BMP are read.
        effort: How large it may be.

    Empty for other types, for bytes that Pillow refuses, and for what is larger than the
    effort allows. Never raises, never warns.
    """
    decoder = _DECODERS.get(sniffed)
    if decoder is None or len(data) > effort.most_bytes:
        return Likeness()
    if not _is_harmless(data, sniffed, effort):
        return Likeness()
    with _QUIET, warnings.catch_warnings(action="ignore"):
        try:
            with decoder(io.BytesIO(data[:])) as picture:
                wide, high = picture.size
                is_jpeg = decoder is JpegImageFile
                most = effort.most_jpeg_pixels if is_jpeg else effort.most_pixels
                if not 0 < wide * high <= most:
                    return Likeness()
                grey = _grey(picture)
        except Exception:  # noqa: BLE001 - Pillow's decoders raise anything on hostile bytes
            return Likeness()
    share = _top_share(grey.histogram(), grey.width * grey.height)
    structured = min(wide, high) >= _LEAST_SIDE_PX
    return Likeness(_phash(grey) if structured else "", share)


def distance(one: str, other: str) -> int:
    """Return in how many of 64 bits two hashes differ; both must be 16 hex digits."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _is_harmless(data: Octets, sniffed: str, effort: Effort) -> bool:
    """Tell what Pillow would only find out after the work is done.

    WebP allocates its canvas when it is opened; run-length BMP is decoded in Python;
    a progressive JPEG of a few bytes for each of thousands of scans takes minutes.
    """
    if sniffed == "image/webp":
        _, width, height = raster.read_webp(data)
        return width * height <= effort.most_pixels
    if sniffed == "image/bmp":
        return data[30:34] in {b"\x00\x00\x00\x00", b"\x03\x00\x00\x00"}
    return sniffed != "image/jpeg" or data[:].count(b"\xff\xda") <= _MAX_SCANS


def _grey(picture: ImageFile.ImageFile) -> Image.Image:
    """Return the picture as brightness, a JPEG's decoded small."""
    picture.draft("L", (_DRAFT_PX, _DRAFT_PX))
    if picture.mode.startswith("I"):
        return picture.point(lambda level: level / 256).convert("L")
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("L")
    return picture.convert("L")


def _top_share(histogram: Sequence[int], pixels: int) -> float:
    """Return the share of the fullest band; bands overlap, so no colour lies on an edge."""
    bands = (sum(histogram[low : low + _BAND_LEVELS]) for low in range(257 - _BAND_LEVELS))
    return round(max(bands) / pixels, 3)


def _phash(grey: Image.Image) -> str:
    small = grey.resize((_SIDE, _SIDE), Image.Resampling.BOX).tobytes()
    mean = sum(small) / len(small)
    if sum(map(mul, small, small)) / len(small) - mean * mean < _LEAST_VARIANCE:
        return ""
    rows = [small[at : at + _SIDE] for at in range(0, _SIDE * _SIDE, _SIDE)]
    across = [[sum(map(mul, row, wave)) for row in rows] for wave in _WAVES]
    low = [sum(map(mul, column, wave)) for wave in _WAVES for column in across]
    middle = statistics.median(low) + _MARGIN
    bits = 0
    for level in low:
        bits = bits << 1 | (level > middle)
    return f"{bits:016x}"
