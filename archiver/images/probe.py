"""What the bytes of a medium say of themselves: type, size, looks, and whether they all came.

Run once on every medium at capture. Whether all came is read from the format's
own end, without decoding. Chromium cannot tell: a JPEG cut in half reports its
full natural size and `decode()` resolves (checks.md, fact 4).
"""

from __future__ import annotations

import io
import mmap
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL.PngImagePlugin import PngImageFile

from archiver.images import boxes, jpeg, raster, streams
from archiver.images.likeness import QUICK, THOROUGH, Likeness, likeness
from archiver.images.signature import Octets, media_type
from archiver.models import BodyProbe

_Reader = Callable[[Octets], tuple[bool, int, int]]
_READERS: Final[dict[str, _Reader]] = {
    "image/jpeg": jpeg.read,
    "image/png": raster.read_png,
    "image/gif": raster.read_gif,
    "image/webp": raster.read_webp,
    "image/bmp": raster.read_bmp,
    "image/x-icon": raster.read_ico,
    "image/svg+xml": raster.read_svg,
    "image/avif": boxes.read,
    "image/heic": boxes.read,
    "image/heif": boxes.read,
    "video/mp4": boxes.read,
    "audio/mp4": boxes.read,
    "video/quicktime": boxes.read,
}
_STREAMS: Final[dict[str, Callable[[Octets], bool]]] = {
    "video/webm": streams.webm_is_complete,
    "audio/webm": streams.webm_is_complete,
    "video/x-matroska": streams.webm_is_complete,
    "audio/ogg": streams.ogg_is_complete,
    "video/ogg": streams.ogg_is_complete,
    "audio/wav": streams.wav_is_complete,
    "audio/mpeg": streams.mp3_is_complete,
}
_POOR_BITS: Final = 0.2
"""Bits for each pixel under which a picture may be flat, however large its file."""
MAX_DECODED_PIXELS: Final = 40_000_000
"""A PNG without its end above this is not decoded to settle the doubt."""


def probe(
    data: bytes | Path, declared_mime: str = "", *, looks_up_to_bytes: int | None = None
) -> BodyProbe:
    """Return what a body's bytes say: sniffed type, completeness, pixel size, looks.

    Args:
        data: The decoded body, or the file that holds it (mapped, not read).
        declared_mime: The Content-Type's media type; used only where one
            signature serves two types.
        looks_up_to_bytes: A picture of more bytes is not decoded for its looks, unless
            it has so few for its size that it may be flat; None decodes all, with more effort.

    `complete` is False for an empty body, True for types whose end cannot be
    known. A PNG whose last chunk alone is missing is complete when it decodes:
    browsers show it whole. Looks are those of a complete picture that
    `archiver.images.likeness` decodes. Raises `OSError` when the file is unreadable.
    """
    if isinstance(data, bytes):
        return _probe(data, declared_mime, looks_up_to_bytes)
    with data.open("rb") as file:
        if not data.stat().st_size:
            return _probe(b"", declared_mime, looks_up_to_bytes)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            return _probe(mapped, declared_mime, looks_up_to_bytes)


def _probe(data: Octets, declared_mime: str, looks_up_to_bytes: int | None) -> BodyProbe:
    sniffed = media_type(data, declared_mime)
    if sniffed in _STREAMS:
        return BodyProbe(sniffed=sniffed, complete=_STREAMS[sniffed](data))
    if sniffed not in _READERS:
        return BodyProbe(sniffed=sniffed, complete=bool(len(data)))
    complete, width, height = _READERS[sniffed](data)
    if sniffed == "image/png" and not complete and 0 < width * height <= MAX_DECODED_PIXELS:
        complete = not raster.is_animated_png(data) and _decodes(data)
    few = looks_up_to_bytes is None or len(data) <= looks_up_to_bytes
    poor = len(data) * 8 < _POOR_BITS * width * height
    effort = THOROUGH if poor or looks_up_to_bytes is None else QUICK
    looks = likeness(data, sniffed, effort) if complete and (few or poor) else Likeness()
    return BodyProbe(
        sniffed=sniffed,
        complete=complete,
        width_px=width,
        height_px=height,
        phash=looks.phash,
        top_share=looks.top_share,
    )


def _decodes(png: Octets) -> bool:
    """Tell whether Pillow reads every row of a PNG."""
    try:
        with PngImageFile(io.BytesIO(png[:])) as picture:
            picture.load()
    except Exception:  # noqa: BLE001 - Pillow's decoder raises anything on hostile bytes
        return False
    return True
