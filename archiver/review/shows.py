"""Showing captures anew while the page is open: one at a time, in a browser of their own."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Final

from archiver.browser import Browser, BrowserSettings
from archiver.errors import CaptureError
from archiver.models import Post
from archiver.replay import Shown, show_again, show_source
from archiver.review.recent import Recent
from archiver.review.shelf import Opened
from archiver.store import Collection

REPLAY: Final = "replay"
SOURCE: Final = "source"
_KEPT = 8
"""Of what was shown: each is a picture of some megabytes. The page keeps six comparisons."""
_Running = tuple[asyncio.AbstractEventLoop, "asyncio.Task[Shown]"]


class Shows:
    """Shows captures again, and posts as archiver renders them; used by several threads.

    Who asks while another one is shown waits, and gives way to who asks later: a person who
    goes on to the next article does not wait for the one before.
    """

    def __init__(self, collection: Collection, executable: Path | None) -> None:
        """Take captures from a collection; `executable` is Chromium, None looks for one."""
        self._collection = collection
        self._settings = BrowserSettings(executable=executable)
        self._kept: Recent[tuple[str, str], Shown] = Recent(_KEPT)
        self._condition = threading.Condition()
        self._last = 0
        self._is_busy = self._is_closed = False
        self._running: _Running | None = None

    def shown(self, opened: Opened, which: str) -> Shown:
        """Return a capture as it is shown again (`replay`), or its post rendered (`source`).

        Raises:
            BrowserError: there is no browser, or it died.
            CaptureError: it cannot be shown, or another one was asked for meanwhile.
            StorageError: the capture cannot be read.
        """
        key = (opened.capture.capture_id, which)
        return self._kept.get(key, lambda: self._in_turn(opened, which))

    def _in_turn(self, opened: Opened, which: str) -> Shown:
        with self._condition:
            self._last += 1
            mine = self._last
            self._condition.notify_all()
            self._condition.wait_for(lambda: not self._is_busy or mine != self._last)
            if self._is_busy or self._is_closed:
                raise CaptureError("another page was asked for meanwhile; choose this one again")
            self._is_busy = True
        try:
            return asyncio.run(self._show(opened.capture.capture_id, opened.post, which))
        except asyncio.CancelledError as error:
            raise CaptureError("the review has ended") from error
        finally:
            with self._condition:
                self._is_busy, self._running = False, None
                self._condition.notify_all()

    async def _show(self, capture_id: str, post: Post | None, which: str) -> Shown:
        task = asyncio.current_task()
        with self._condition:
            if self._is_closed:
                raise CaptureError("the review has ended")
            assert task is not None
            self._running = (asyncio.get_running_loop(), task)
        async with Browser.start(self._settings) as browser:
            if which == REPLAY:
                return await show_again(self._collection, capture_id, browser=browser)
            if post is None:
                raise CaptureError("this page was captured without a post that could be rendered")
            return await show_source(self._collection, capture_id, post, browser=browser)

    def close(self) -> None:
        """End what is being shown; nothing is shown any more."""
        with self._condition:
            self._is_closed = True
            self._last += 1
            if self._running is not None:
                loop, task = self._running
                loop.call_soon_threadsafe(task.cancel)
            self._condition.notify_all()
            self._condition.wait_for(lambda: not self._is_busy, timeout=10)
