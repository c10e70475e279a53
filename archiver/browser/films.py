"""Films and sound that the page's own player did not read to the end.

A media element asks by `Range` and stops when it has enough to begin, or, with
`preload=none`, does not ask at all: what is recorded then is a piece, or
nothing. Each such address is asked for once more, whole, by a
`fetch` inside the frame that showed it, with the frame's own Referer policy,
cookies and connection (DESIGN section 3); the recorder streams it to disk.
"""

from __future__ import annotations

import asyncio
import contextlib

from archiver.browser.allowance import Allowance
from archiver.browser.frames import Frame, FrameList, quote
from archiver.browser.recorder import Recorder
from archiver.browser.settings import Limits
from archiver.errors import CaptureError
from archiver.urls import is_http, without_fragment


async def fetch_unread_films(
    frames: FrameList, recorder: Recorder, limits: Limits, *, places: int
) -> int:
    """Fetch whole what was asked for in pieces, or not at all.

    `places` is how many films and sounds the page has room for; with none, its
    frames are not asked. Returns how many were fetched.
    """
    wanted = recorder.unread_media()
    if places:
        for frame, films in await frames.call_all("archiver.films()", timeout_s=limits.call_s):
            for url in films if isinstance(films, list) else ():
                if not recorder.media.has_whole(url):
                    wanted.setdefault(without_fragment(str(url)), frame.url)
    asked: list[asyncio.Task[None]] = []
    for url, frame_url in wanted.items():
        home = _frame_of(frames, frame_url)
        if home is not None and is_http(url):
            recorder.bodies.stream_urls.add(url)
            asked.append(asyncio.create_task(_fetch(home, url, recorder.allowance, limits)))
    if not asked:
        return 0
    await asyncio.gather(*asked)
    await recorder.quiet(idle_s=0.05, timeout_s=limits.call_s)
    return len(asked)


async def _fetch(frame: Frame, url: str, allowance: Allowance, limits: Limits) -> None:
    longest_s = limits.page_s / 2 + limits.flow_s
    # A frame that is gone by now, or a fetch that its policy forbids, is no fault
    # of the page: the film stays the piece that it was.
    with contextlib.suppress(CaptureError, TimeoutError):
        async with allowance.timeout(limits.page_s / 2):
            await frame.call(
                f"archiver.fetchWhole({quote(url)}, {longest_s * 1000:.0f})",
                timeout_s=longest_s + limits.call_s,
            )


def _frame_of(frames: FrameList, frame_url: str) -> Frame | None:
    for frame in frames:
        if frame.url == frame_url:
            return frame
    return frames.main
