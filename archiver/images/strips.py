"""A page's picture cut for the review page: strips, crops, and a small one for the minimap."""

from __future__ import annotations

import io
from typing import Final, Literal

from PIL import Image

from archiver.errors import UsageError
from archiver.images.decoding import decoded_page
from archiver.images.excerpt import Excerpt, crop_of
from archiver.models import Box

STRIP_PX: Final = 1024
"""Rows of a strip: what a screen shows, so that two of them are loaded at a time."""
_MOST_WEBP_PX = 16_383
"""WebP's limit of width and height (RFC 9649)."""
_SMALL_QUALITY = 70


class Strips:
    """A decoded page; 1,280 x 8,000 pixels take 41 MB. May be used from several threads."""

    def __init__(self, picture: bytes) -> None:
        """Decode a PNG, JPEG or WebP picture.

        Raises FormatError for a damaged one, or one of more than 64 million pixels.
        """
        self._page = decoded_page(picture)

    @property
    def width_px(self) -> int:
        """Its width."""
        return self._page.width

    @property
    def height_px(self) -> int:
        """Its height."""
        return self._page.height

    @property
    def count(self) -> int:
        """How many strips it has."""
        return -(-self._page.height // STRIP_PX)

    def strip(self, index: int, *, form: Literal["png", "webp"] = "png") -> bytes:
        """Return a strip of 1,024 rows, the last one shorter, without loss.

        Raises UsageError when there is none of this number.
        """
        if not 0 <= index < self.count:
            raise UsageError(f"There is no strip {index}: the picture has {self.count}.")
        top = index * STRIP_PX
        part = self._page.crop((0, top, self._page.width, min(top + STRIP_PX, self._page.height)))
        file = io.BytesIO()
        if form == "png" or part.width > _MOST_WEBP_PX:
            part.save(file, "PNG", compress_level=1)
        else:
            part.save(file, "WEBP", lossless=True, quality=0, method=0)
        return file.getvalue()

    def crop(self, box: Box, *, margin_px: int, frame: bool, limit_bytes: int) -> Excerpt | None:
        """Return the part around a box, with or without a frame around it; see `crop`."""
        return crop_of(self._page, box, margin_px=margin_px, frame=frame, limit_bytes=limit_bytes)

    def thumbnail(self, width_px: int) -> bytes:
        """Return the whole page as a small WebP picture, never enlarged.

        It is narrower than asked when it would be higher than 16,383 pixels, WebP's limit.
        """
        page = self._page
        scale = min(1.0, width_px / page.width, _MOST_WEBP_PX / page.height)
        size = (max(1, int(page.width * scale)), max(1, int(page.height * scale)))
        small = page.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
        file = io.BytesIO()
        small.save(file, "WEBP", quality=_SMALL_QUALITY, method=2)
        return file.getvalue()
