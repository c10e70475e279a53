"""Asking for something once more, as the article's page would, with a Referer of choice.

The request is made by a `fetch` in an empty frame of the page itself: so it has the
browser's own TLS, cookies and cache partition, and the article as its site. The
frame is made once the page was read, and the page's Content-Security-Policy does not
hold in it: that policy is about what the page may do, and would keep the archive
from asking for a picture that the page shows.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace

from archiver.browser.asks import Ask, Way
from archiver.browser.frames import Frame, FrameList, quote
from archiver.browser.recorder import Recorder
from archiver.browser.settings import Limits
from archiver.errors import BrowserGoneError, CaptureError
from archiver.models import Exchange

_Chain = tuple[Exchange, ...]

_SENT_S = 3.0
"""Patience with the recorder's word of a request whose fetch has ended."""


class Asker:
    """Asks on behalf of one page that was read."""

    def __init__(self, frames: FrameList, recorder: Recorder, limits: Limits) -> None:
        self._frames = frames
        self._recorder = recorder
        self._limits = limits
        self._frame: Frame | None = None
        self._opening = asyncio.Lock()
        self._refused = False

    @property
    def frame_id(self) -> str:
        """Of the frame that was made for asking; empty while there is none."""
        return self._frame.frame_id if self._frame else ""

    async def ask(self, ask: Ask, *, timeout_s: float) -> tuple[Exchange, ...]:
        """Make a request; return its exchanges, a redirect chain in order.

        Empty when it could not be sent or brought no answer in time; what came until
        then is recorded all the same. Time in which its body flows does not count.
        """
        frame = await self._place()
        if frame is None:
            return ()
        ask = self._secured(ask)
        try:
            async with self._recorder.allowance.timeout(timeout_s):
                chain = None
                if ask.resource_type == "media":
                    chain = await self._fetch(frame, replace(ask, way=Way.LOOK), timeout_s)
                    if chain is None:
                        chain = await self._download(frame, replace(ask, way=Way.DOWNLOAD))
                if chain is None:
                    chain = await self._fetch(frame, ask, timeout_s)
        except TimeoutError:
            return ()
        return chain or ()

    async def _fetch(self, frame: Frame, ask: Ask, timeout_s: float) -> _Chain | None:
        """Ask by a `fetch`; None when it was set aside, for another way."""
        url, answer = self._recorder.asks.enter(ask)
        longest_s = timeout_s + self._limits.flow_s
        fetching = asyncio.ensure_future(
            frame.call(
                f"archiver.fetch({quote(url)}, {_policy(ask)}, {longest_s * 1000:.0f})",
                timeout_s=longest_s + self._limits.call_s,
            )
        )
        try:
            await asyncio.wait({fetching, answer}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                # The fetch has failed: by a rule of the browser, or once it was sent.
                await asyncio.wait({answer}, timeout=_SENT_S)
            if answer.cancelled():
                return None
            return answer.result() if answer.done() else ()
        finally:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)

    async def _download(self, frame: Frame, ask: Ask) -> _Chain | None:
        """Ask by a frame whose answer Chromium writes to disk; None when it does not."""
        url, answer = self._recorder.asks.enter(ask)
        call_s = self._limits.call_s
        try:
            await frame.call(f"archiver.download({quote(url)}, {_policy(ask)})", timeout_s=call_s)
            await asyncio.wait({answer}, timeout=self._limits.ask_s)
            if self._recorder.downloads.has_begun(url):
                await asyncio.wait({answer})
            return answer.result() if answer.done() and not answer.cancelled() else None
        except BrowserGoneError:
            raise
        except CaptureError:
            return None
        finally:
            with contextlib.suppress(CaptureError):
                await frame.call(f"archiver.endDownload({quote(url)})", timeout_s=call_s)

    async def ask_all(
        self, asks: Sequence[Ask], *, at_once: int, timeout_s: float
    ) -> list[tuple[Exchange, ...]]:
        """Make many requests, some at a time; return the exchanges of each, in order."""
        places = asyncio.Semaphore(at_once)

        async def one(ask: Ask) -> tuple[Exchange, ...]:
            async with places:
                return await self.ask(ask, timeout_s=timeout_s)

        tasks = [asyncio.ensure_future(one(ask)) for ask in asks]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _place(self) -> Frame | None:
        """Return the empty frame, made at first need; None when the page gives no place."""
        async with self._opening:
            if self._frame is None and not self._refused:
                try:
                    self._frame = await self._open()
                except BrowserGoneError:
                    raise
                except CaptureError:
                    # A page that does not answer would cost this time at each ask.
                    self._refused = True
        return self._frame

    async def _open(self) -> Frame:
        main = self._frames.main
        if main is None:
            raise CaptureError("the page is gone")
        self._recorder.interception.see_requests(main.session)
        timeout_s = self._limits.call_s
        await main.session.call("Page.setBypassCSP", {"enabled": True}, timeout_s=timeout_s)
        await self._frames.refresh(timeout_s=timeout_s)
        known = {frame.frame_id for frame in self._frames}
        await main.call("archiver.openFrame()", timeout_s=timeout_s)
        await self._frames.refresh(timeout_s=timeout_s)
        fresh = [frame for frame in self._frames if frame.frame_id not in known]
        made = [f for f in fresh if f.parent_id == main.frame_id and f.url == "about:srcdoc"]
        if not made:
            raise CaptureError("the page gave no place to ask from")
        return made[-1]

    def _secured(self, ask: Ask) -> Ask:
        """Raise plain http to https on a secure page, as browsers do for its pictures.

        They refuse it to scripts (W3C Mixed Content, 4.1 and 5.3).
        """
        main = self._frames.main
        if main is not None and main.url.startswith("https:") and ask.url.startswith("http:"):
            return replace(ask, url="https:" + ask.url.removeprefix("http:"))
        return ask


def _policy(ask: Ask) -> str:
    return quote("unsafe-url" if ask.referrer else "no-referrer")
