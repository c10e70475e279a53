"""Small pictures to be looked at: a part of a page's screenshot, a medium of any size."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from archiver.images.decoding import MAX_PIXELS, on_paper
from archiver.models import Box

_SCREENSHOTS = ("PNG", "JPEG", "WEBP")
_MEDIA = (*_SCREENSHOTS, "GIF", "BMP", "AVIF")
_MAX_MEDIUM_PIXELS = 50_000_000
_SURROUNDINGS_PX = 90
"""What is shown around a box, so that a person sees where it stands."""
_WIDEST_PX, _HIGHEST_PX = 960, 720
_MEDIUM_PX = 480
_FRAME = (214, 48, 49)
_FRAME_PX = 4
_QUALITIES = (82, 62, 42)
_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
"""With an end of its own, a cut-off JPEG is drawn as browsers draw it: grey below."""
_UNREADABLE = (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, MemoryError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A WebP picture."""

    width_px: int
    height_px: int
    data: bytes = field(repr=False)


def page_excerpts(
    screenshot: bytes, boxes: Sequence[Box], *, page_width_px: int, limit_bytes: int
) -> list[Excerpt | None]:
    """Return the parts of a page's screenshot around boxes, each box framed.

    A part has at most `limit_bytes` and 960 x 720 pixels; of a box higher than
    that its top is shown. None stands for a box without area or outside of the
    picture, and for every box when the screenshot cannot be read or has more
    than 64 million pixels. The screenshot is decoded once.
    """
    page = _decoded(screenshot, _SCREENSHOTS, MAX_PIXELS)
    if page is None:
        return [None] * len(boxes)
    scale = page.width / page_width_px if page_width_px > 0 else 1.0
    shown = _Shown(margin_px=_SURROUNDINGS_PX * scale, frame=True, limit_bytes=limit_bytes)
    return [_excerpt(page, _scaled(box, scale), shown) for box in boxes]


def crop(
    picture: bytes, box: Box, *, margin_px: int, frame: bool, limit_bytes: int
) -> Excerpt | None:
    """Return the part of a page's picture around a box, `margin_px` on each side.

    `frame` draws one around the box. The part is made small as those of `page_excerpts`
    are. None for a box without area or outside of the picture, and for a picture that
    cannot be read or has more than 64 million pixels.
    """
    page = _decoded(picture, _SCREENSHOTS, MAX_PIXELS)
    if page is None:
        return None
    return crop_of(page, box, margin_px=margin_px, frame=frame, limit_bytes=limit_bytes)


def crop_of(
    page: Image.Image, box: Box, *, margin_px: int, frame: bool, limit_bytes: int
) -> Excerpt | None:
    """Return the part of a decoded page around a box; see `crop`."""
    shown = _Shown(margin_px=max(0, margin_px), frame=frame, limit_bytes=limit_bytes)
    return _excerpt(page, box, shown)


def medium_excerpt(medium: bytes, *, limit_bytes: int) -> Excerpt | None:
    """Return a picture made small: at most 480 pixels wide and high, never enlarged.

    None for bytes that are no picture that can be read, or one of more than 50
    million pixels. Of a cut-off JPEG the part that is there is shown; of an
    animation its first frame.
    """
    picture = _decoded(medium, _MEDIA, _MAX_MEDIUM_PIXELS, draft_px=_MEDIUM_PX)
    if picture is None:
        return None
    picture.thumbnail((_MEDIUM_PX, _MEDIUM_PX), Image.Resampling.BOX)
    return _encoded(picture, limit_bytes)


def _decoded(
    data: bytes, formats: Sequence[str], max_pixels: int, *, draft_px: int = 0
) -> Image.Image | None:
    """Return the picture on white, in RGB; of a JPEG that ends too early, what came."""
    Image.init()
    known = [name for name in formats if name in Image.OPEN]
    for ending in (b"", _JPEG_END):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of broken metadata: the pixels are wanted
                with Image.open(io.BytesIO(data + ending), formats=known) as opened:
                    if opened.width * opened.height > max_pixels:
                        return None
                    if draft_px:
                        opened.draft("RGB", (2 * draft_px, 2 * draft_px))
                    return on_paper(opened)
        except (*_UNREADABLE, Image.DecompressionBombError):
            if not data.startswith(_JPEG_START):
                return None
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """How a part of a page is shown."""

    margin_px: float
    frame: bool
    limit_bytes: int


def _scaled(box: Box, scale: float) -> Box:
    return Box(x=box.x * scale, y=box.y * scale, width=box.width * scale, height=box.height * scale)


def _excerpt(page: Image.Image, box: Box, shown: _Shown) -> Excerpt | None:
    sides = (box.x, box.y, box.width, box.height)
    if not all(map(math.isfinite, sides)) or box.width <= 0 or box.height <= 0:
        return None
    left, top = max(0.0, box.x), max(0.0, box.y)
    right = min(float(page.width), box.x + box.width)
    bottom = min(float(page.height), box.y + box.height)
    if right - left < 1 or bottom - top < 1:
        return None
    margin = shown.margin_px
    window = (
        round(max(0.0, left - margin)),
        round(max(0.0, top - margin)),
        round(min(page.width, right + margin)),
        round(min(page.height, bottom + margin, top - margin + 3 * page.width)),
    )
    part = page.crop(window)
    frame = [left - window[0], top - window[1], right - window[0] - 1, bottom - window[1] - 1]
    return _encoded(_small(part, frame if shown.frame else None), shown.limit_bytes)


def _small(part: Image.Image, frame: list[float] | None) -> Image.Image:
    """Return the part at the size in which it is shown, with a frame around what is meant."""
    ratio = min(1.0, _WIDEST_PX / part.width, 2 * _HIGHEST_PX / part.height)
    size = (max(1, round(part.width * ratio)), max(1, round(part.height * ratio)))
    small = part.resize(size, Image.Resampling.BOX, reducing_gap=2.0) if ratio < 1 else part
    small = small.crop((0, 0, small.width, min(small.height, _HIGHEST_PX)))
    if frame is None:
        return small
    grown = [
        edge * ratio + way * _FRAME_PX for edge, way in zip(frame, (-1, -1, 1, 1), strict=True)
    ]
    ImageDraw.Draw(small).rectangle(grown, outline=_FRAME, width=_FRAME_PX - 1)
    return small


def _encoded(picture: Image.Image, limit_bytes: int) -> Excerpt | None:
    """Return a picture as WebP of at most so many bytes: less quality first, then less size."""
    while picture.width > 1 and picture.height > 1:
        for quality in _QUALITIES:
            file = io.BytesIO()
            picture.save(file, "WEBP", quality=quality, method=3)
            if file.tell() <= limit_bytes:
                return Excerpt(
                    width_px=picture.width, height_px=picture.height, data=file.getvalue()
                )
        picture = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
    return None
