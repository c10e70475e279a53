"""Pictures of the page, taken through DevTools.

`optimizeForSpeed` makes Chromium's PNG encoder three times as fast as the one
behind Playwright's `screenshot()`; the pixels are the same.
"""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

from archiver.browser.devtools import Session
from archiver.browser.frames import FrameList
from archiver.browser.settings import Limits
from archiver.browser.settle import Settling
from archiver.errors import CaptureError
from archiver.models import Screenshot, ScreenshotKind

_PICTURE_S = 60.0
_PNG_SIZE = struct.Struct(">II")


class Studio:
    """Takes the two pictures of one settled page."""

    def __init__(self, session: Session, frames: FrameList, limits: Limits) -> None:
        self._session = session
        self._frames = frames
        self._limits = limits

    async def take(self, settling: Settling) -> tuple[Screenshot, Screenshot]:
        """Return the first view and the whole page, PNG; the window has its own size then.

        A page that was settled in a window as tall as itself is pictured right
        there: drawing it again would be a fifth of the whole visit's cost. The
        picture stands if the layout in the reader's window proves to be the same;
        blocks of 100vh and bars at the bottom make it differ, and it is taken
        again. Raises `CaptureError` when Chromium gives no picture in time.
        """
        await self._hold_still(in_view=settling.tall)
        early: Screenshot | None = None
        layout = ""
        if settling.tall:
            layout = await self._layout()
            early = await self._shoot(ScreenshotKind.FULL_PAGE, {})
            await settling.sit()
            await self._hold_still()
        clip = await self._clip()
        stands = (
            early is not None
            and layout
            and layout == await self._layout()
            # A page that became shorter has nothing at the end of a window as tall as it was.
            and early.height_px == clip["height"]
        )
        view = await self._shoot(ScreenshotKind.VIEW, {})
        if early is not None and stands:
            return view, early
        whole = {"clip": await self._clip(), "captureBeyondViewport": True}
        return view, await self._shoot(ScreenshotKind.FULL_PAGE, whole)

    async def _clip(self) -> dict[str, Any]:
        """Return where the page is from its first pixel to its last, at most `height_px` of it."""
        metrics = await self._session.call("Page.getLayoutMetrics", timeout_s=self._limits.call_s)
        size, window = metrics["cssContentSize"], metrics["cssLayoutViewport"]
        return {
            "x": 0,
            "y": 0,
            # As wide as the window: what lies to the right of it no reader sees.
            "width": window["clientWidth"],
            "height": min(max(size["height"], window["clientHeight"]), self._limits.height_px),
            "scale": 1,
        }

    async def _hold_still(self, *, in_view: bool = False) -> None:
        """Let nothing move; with `in_view` all frames are, and wait until they are drawn."""
        freeze = f"archiver.freeze({json.dumps(in_view)})"
        answers = await self._frames.call_all(freeze, timeout_s=self._limits.call_s)
        if not answers or answers[0][0] is not self._frames.main:
            raise CaptureError("the page does not hold still for its picture: it does not answer")

    async def _layout(self) -> str:
        main = self._frames.main
        if main is None:
            return ""
        return str(await main.call("archiver.layout()", timeout_s=self._limits.call_s))

    async def _shoot(self, kind: ScreenshotKind, params: dict[str, Any]) -> Screenshot:
        answer = await self._session.call(
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
