"""The small picture of a page that lists show, made from the viewport screenshot."""

from __future__ import annotations

import io

from PIL import Image

from archiver.errors import CaptureError
from archiver.models import Screenshot, ScreenshotKind

_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 64_000_000
"""Above Chromium's largest viewport here; a bigger picture is no viewport."""
_QUALITY = 80
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def thumbnail(picture: bytes, width_px: int = 640, height_px: int = 360) -> Screenshot:
    """Return a JPEG of at most `width_px` x `height_px`: scaled to the width, cut at the bottom.

    A smaller picture is not enlarged. The same bytes give the same thumbnail.
    Raises `CaptureError` for bytes that are no PNG, JPEG or WebP picture, or one
    of more than 64 million pixels.
    """
    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise CaptureError(
                    f"The screenshot has {opened.width} x {opened.height} pixels, "
                    f"more than {_MAX_PIXELS:,}: make the viewport smaller."
                )
            small = _scale(opened, width_px, height_px)
    except (OSError, SyntaxError, ValueError, *_BOMBS) as error:
        raise CaptureError(f"The screenshot cannot be read as a picture: {error}") from error
    encoded = io.BytesIO()
    small.save(encoded, "JPEG", quality=_QUALITY)
    return Screenshot(
        kind=ScreenshotKind.THUMBNAIL,
        media_type="image/jpeg",
        width_px=small.width,
        height_px=small.height,
        data=encoded.getvalue(),
    )


def _scale(picture: Image.Image, width_px: int, height_px: int) -> Image.Image:
    scale = min(1.0, width_px / picture.width)
    # JPEG decodes straight to a half, quarter or eighth; others ignore this.
    picture.draft("RGB", (round(picture.width * scale), round(picture.height * scale)))
    width = min(width_px, picture.width)
    shown = min(picture.height, round(height_px * picture.width / width))
    height = min(height_px, max(1, round(shown * width / picture.width)))
    colour = picture.convert("RGB")
    return colour.resize(
        (width, height), Image.Resampling.BOX, box=(0, 0, picture.width, shown), reducing_gap=2.0
    )
