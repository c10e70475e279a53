"""Pictures of the page, taken through DevTools.

`optimizeForSpeed` makes Chromium's PNG encoder three times as fast as the one
behind Playwright's `screenshot()`; the pixels are the same (DESIGN section 3).
"""

from __future__ import annotations

import base64
import struct
from typing import Any

from archiver.browser.devtools import Session
from archiver.browser.settings import Limits
from archiver.errors import CaptureError
from archiver.models import Screenshot, ScreenshotKind

_PICTURE_S = 60.0
_PNG_SIZE = struct.Struct(">II")


async def take_view(session: Session) -> Screenshot:
    """Return the window as a reader first sees it, PNG.

    Raises `CaptureError` when Chromium does not give one in time.
    """
    return await _take(session, ScreenshotKind.VIEW, {})


async def take_full_page(session: Session, limits: Limits) -> Screenshot:
    """Return the whole page from its first pixel to its last, PNG.

    A page taller than `limits.height_px` is cut there. Raises `CaptureError`.
    """
    metrics = await session.call("Page.getLayoutMetrics", timeout_s=limits.call_s)
    size, window = metrics["cssContentSize"], metrics["cssLayoutViewport"]
    clip = {
        "x": 0,
        "y": 0,
        # As wide as the window: what lies to the right of it no reader sees.
        "width": window["clientWidth"],
        "height": min(max(size["height"], window["clientHeight"]), limits.height_px),
        "scale": 1,
    }
    return await _take(
        session, ScreenshotKind.FULL_PAGE, {"clip": clip, "captureBeyondViewport": True}
    )


async def _take(session: Session, kind: ScreenshotKind, params: dict[str, Any]) -> Screenshot:
    answer = await session.call(
        "Page.captureScreenshot",
        {"format": "png", "optimizeForSpeed": True, **params},
        timeout_s=_PICTURE_S,
    )
    data = base64.b64decode(answer["data"])
    if not data.startswith(b"\x89PNG"):
        raise CaptureError("Chromium gave no picture of the page")
    width_px, height_px = _PNG_SIZE.unpack_from(data, 16)
    return Screenshot(
        kind=kind, media_type="image/png", width_px=width_px, height_px=height_px, data=data
    )
