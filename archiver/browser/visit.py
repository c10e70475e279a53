"""One visit: a page opened, settled, pictured and read, everything recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from archiver.browser.chromium import Browser
from archiver.browser.devtools import Session
from archiver.browser.frames import FrameList
from archiver.browser.happenings import Happenings
from archiver.browser.open_page import OpenPage
from archiver.browser.recorder import Recorder, Sink
from archiver.browser.screenshot import Studio
from archiver.browser.settings import Limits, Viewport
from archiver.browser.settle import ItemCount, Settling
from archiver.browser.snapshot import take_snapshot
from archiver.browser.supply import Supply
from archiver.errors import ArchiverError, BrowserGoneError, CaptureError
from archiver.models import PageEvents, PageSnapshot, Screenshot, Target
from archiver.urls import host_of

_LOOKS = 3
"""How often a page that goes on loading is pictured before one picture stands."""
_BROKEN_S = 1.0
"""Patience with a document whose connection broke."""
_RESIZE_S = 30.0
_EMPTY = frozenset({204, 205, 304})
"""Answers that leave the page as it was (RFC 9110, 15.3.5, 15.3.6, 15.4.5)."""

PhaseListener = Callable[[str, ItemCount, int], None]
"""Called with the phase's name, the items so far, and the bytes recorded."""
Aftercare = Callable[[OpenPage], Awaitable[None]]
"""What is done with a page once it was read and pictured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit gave, besides the exchanges that went to the sink."""

    status: int
    snapshot: PageSnapshot | None
    text: str
    screenshots: tuple[Screenshot, ...]
    events: PageEvents
    error: str = ""


class Visitor:
    """Visits one target; use once."""

    def __init__(  # noqa: PLR0913 - each is a part of its own, none an option
        self,
        browser: Browser,
        target: Target,
        *,
        spool: Path,
        sink: Sink,
        limits: Limits,
        on_phase: PhaseListener,
        aftercare: Aftercare | None = None,
        supply: Supply | None = None,
        viewport: Viewport | None = None,
        prelude: str = "",
    ) -> None:
        """Take the target; with a `supply` it is shown from there, the network closed to it.

        `viewport` is the window to show it in, where that is not the browser's own, and
        `prelude` a script that each of its documents runs before its own.
        """
        self._browser = browser
        self._target = target
        self._limits = limits
        self._on_phase = on_phase
        self._aftercare = aftercare
        self._recorder = Recorder(
            spool=spool, limits=limits, sink=sink, peer_of=browser.guard.peer_of
        )
        self._recorder.interception.sees_requests = browser.prompts
        self._recorder.prelude = prelude
        self._happenings = Happenings(self._recorder.sessions)
        self._viewport = viewport or browser.viewport
        self._is_closed = supply is not None
        if target.html is not None:
            self._recorder.interception.serve(target.url, target.html)
        if supply is not None:
            self._recorder.interception.supply(supply)
        self._status = 0
        self._error = ""
        self._snapshot: PageSnapshot | None = None
        self._text = ""
        self._screenshots: tuple[Screenshot, ...] = ()
        self._count = ItemCount()
        self._seen = False

    async def run(self) -> Visit:
        """Return the visit; a page that could not be captured carries its `error`.

        Raises `BrowserGoneError` when Chromium died, `StorageError` when the spool
        cannot be written, nothing of a page's making.
        """
        allowance = self._recorder.allowance
        opening = self._browser.page(
            self._recorder, closed=self._is_closed, viewport=self._viewport
        )
        async with opening as (page, session):
            try:
                async with allowance.measured():
                    await self._while_it_lasts(page, session)
            except TimeoutError:
                budget_s = round(self._limits.page_s + allowance.extra_s)
                self._fail(f"the page was not done within {budget_s} s")
            except CaptureError as error:
                self._fail(str(error))
            finally:
                await self._recorder.stop()
                self._happenings.stop()
        if not self._browser.alive:
            raise BrowserGoneError
        if self._failure.done() and not isinstance(self._failure.result(), CaptureError):
            raise self._failure.result()
        return Visit(
            status=self._status,
            snapshot=self._snapshot,
            text=self._text,
            screenshots=self._screenshots,
            events=self._events(),
            error=self._error,
        )

    @property
    def _failure(self) -> asyncio.Future[ArchiverError]:
        return self._recorder.errands.failure

    async def _while_it_lasts(self, page: Page, session: Session) -> None:
        """Visit the page; end at once when its renderer, Chromium or the recorder ends.

        Calls into a crashed page have no answer: each would wait for its deadline.
        """
        visiting = asyncio.ensure_future(self._in_turn(page, session))
        ends: set[asyncio.Future[Any]] = {self._failure, self._browser.gone}
        try:
            await asyncio.wait({visiting, *ends}, return_when=asyncio.FIRST_COMPLETED)
            if self._browser.gone.done():
                raise BrowserGoneError
            if self._failure.done():
                raise self._failure.result()
            visiting.result()
        finally:
            visiting.cancel()
            await asyncio.gather(visiting, return_exceptions=True)

    async def _in_turn(self, page: Page, session: Session) -> None:
        """See the page as a reader does; then, on a budget of its own, what it has more."""
        frames = FrameList(self._recorder.sessions)
        async with self._recorder.allowance.timeout(self._limits.page_s):
            order = await self._visit(page, session, frames)
        if order is None or self._snapshot is None or self._aftercare is None:
            return
        self._phase("media")
        opened = OpenPage(
            frames,
            self._recorder,
            self._limits,
            snapshot=self._snapshot,
            order=order,
            films=self._count.films,
        )
        self._seen = True
        await self._aftercare(opened)

    async def _visit(
        self, page: Page, session: Session, frames: FrameList
    ) -> tuple[str, ...] | None:
        """Load, settle, picture and read the page.

        Return the ids of its frames as the snapshot has them, None when there is no page.
        """
        self._happenings.watch(page)
        self._phase("load")
        if not await self._load(page):
            return None
        settling = Settling(
            frames=frames,
            recorder=self._recorder,
            limits=self._limits,
            viewport=self._viewport,
            resize=lambda size: _resize(page, size),
        )
        studio = Studio(session, frames, self._limits)
        for _attempt in range(_LOOKS):
            self._phase("settle")
            self._count = await settling.run()
            activity = self._recorder.activity
            self._phase("picture")
            self._screenshots = await studio.take(settling)
            self._phase("read")
            self._snapshot, self._text = await take_snapshot(frames, self._limits)
            order = tuple(frame.frame_id for frame in frames)
            # The time that pictures take is the longest silence that a page is
            # given, and costs nothing. What came meanwhile is looked at anew.
            if self._recorder.activity == activity:
                break
        if frames.stopped_scripts:
            self._happenings.note("a script that did not end was stopped")
        if self._recorder.document.restless:
            self._happenings.note("the page navigated without end")
        return order

    async def _load(self, page: Page) -> bool:
        """Navigate; False when there is no document to look at."""
        document = self._recorder.document
        try:
            response = await self._go(page)
        except PlaywrightTimeoutError:
            self._status = document.status
            if not document.status:
                self._fail(f"the page did not answer within {self._limits.load_s:g} s")
                return False
            # A document that never ends: what is there is kept (warc.md 1.8).
            self._happenings.note(f"the document had not ended after {self._limits.load_s:g} s")
            return True
        except PlaywrightError as error:
            # Playwright's word may come before the recorder's.
            await self._recorder.quiet(idle_s=_BROKEN_S / 10, timeout_s=_BROKEN_S)
            self._status = document.status
            self._fail(self._why(error))
            return False
        self._status = response.status if response is not None else document.status
        return True

    async def _go(self, page: Page) -> Response | None:
        """Go to the target; give up soon on a document that will have no end.

        Playwright would wait for its end until the time is up.
        """
        going = asyncio.ensure_future(
            page.goto(
                self._target.url, wait_until="domcontentloaded", timeout=self._limits.load_s * 1000
            )
        )
        hopeless = asyncio.ensure_future(self._recorder.document.hopeless.wait())
        try:
            await asyncio.wait({going, hopeless}, return_when=asyncio.FIRST_COMPLETED)
            if not going.done():
                await asyncio.wait({going}, timeout=_BROKEN_S)
            if going.done():
                return going.result()
        finally:
            for task in (going, hopeless):
                task.cancel()
            await asyncio.gather(going, hopeless, return_exceptions=True)
        if not self._recorder.document.restless:
            self._happenings.note("the document broke off before its end")
        return None

    def _why(self, error: Exception) -> str:
        line = str(error).strip().split("\n")[0].removeprefix("Page.goto: ")
        refusal = self._refused.get(host_of(self._target.url))
        if refusal:
            return f"refused by the network guard: {refusal}; --allow-private lets it through"
        document = self._recorder.document
        if "Download is starting" in line:
            line = f"it is a download ({document.mime or 'of no type'}), not a document"
        elif document.status in _EMPTY:
            line = f"it answered {document.status}, which has no document"
        return f"the page does not load: {line}"

    # --- small things

    @property
    def _refused(self) -> Mapping[str, str]:
        """What the browser's guard refused; a closed page never meets that guard."""
        return {} if self._is_closed else self._browser.guard.refused

    def _fail(self, reason: str) -> None:
        if self._seen:
            # The page itself is there; only what it had more is not all there.
            self._happenings.note(f"its media were not all looked after: {reason}")
        else:
            self._error = self._error or reason

    def _phase(self, name: str) -> None:
        self._on_phase(name, self._count, self._recorder.budget.size_bytes)

    def _events(self) -> PageEvents:
        happened = self._happenings
        refused = self._refused
        asked = self._recorder.budget.hosts
        for words in self._recorder.budget.notes:
            happened.note(words)
        return PageEvents(
            dialogs=happened.dialogs,
            popups=self._recorder.document.popups,
            downloads=happened.downloads,
            console_errors=happened.console_errors,
            script_errors=happened.script_errors,
            blocked=tuple(refused[host] for host in sorted(asked & refused.keys())),
            notes=tuple(happened.notes),
            errors=tuple(happened.errors),
        )


async def _resize(page: Page, size: Viewport) -> None:
    try:
        async with asyncio.timeout(_RESIZE_S):
            await page.set_viewport_size({"width": size.width_px, "height": size.height_px})
    except (PlaywrightError, TimeoutError) as error:
        raise CaptureError(f"the window cannot be resized: {error}") from error
