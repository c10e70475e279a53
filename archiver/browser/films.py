"""Films and sound that the page's own player did not read to the end.

A media element asks by `Range` and stops when it has enough to begin: what is
recorded then is a piece. Each such address is asked for once more, whole, by a
`fetch` inside the frame that showed it, with the frame's own Referer policy,
cookies and connection (DESIGN section 3); the recorder streams it to disk.
"""

from __future__ import annotations

import asyncio

from archiver.browser.frames import Frame, FrameList, quote
from archiver.browser.recorder import Recorder
from archiver.browser.settings import Limits
from archiver.urls import is_http


async def fetch_unread_films(frames: FrameList, recorder: Recorder, limits: Limits) -> int:
    """Fetch whole what was asked for in pieces; return how many were asked again."""
    wanted = recorder.unread_media()
    if not wanted:
        return 0
    asked: list[asyncio.Task[None]] = []
    for url, frame_url in wanted.items():
        frame = _frame_of(frames, frame_url)
        if frame is not None and is_http(url):
            recorder.bodies.stream_urls.add(url)
            asked.append(asyncio.create_task(_fetch(frame, url, limits)))
    await asyncio.gather(*asked)
    await recorder.quiet(idle_s=0.05, timeout_s=limits.call_s)
    return len(asked)


async def _fetch(frame: Frame, url: str, limits: Limits) -> None:
    budget_s = limits.page_s / 2
    await frame.call(
        f"archiver.fetchWhole({quote(url)}, {budget_s * 1000:.0f})",
        timeout_s=budget_s + limits.call_s,
    )


def _frame_of(frames: FrameList, frame_url: str) -> Frame | None:
    for frame in frames:
        if frame.url == frame_url:
            return frame
    return frames.main
