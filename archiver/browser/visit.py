"""One visit: a page opened, settled, pictured and read, everything recorded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Dialog, Page, Response
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from archiver.browser.chromium import Browser
from archiver.browser.devtools import Session
from archiver.browser.films import fetch_unread_films
from archiver.browser.frames import FrameList
from archiver.browser.recorder import Recorder, Sink
from archiver.browser.screenshot import Studio
from archiver.browser.settings import Limits, Viewport
from archiver.browser.settle import ItemCount, Settling
from archiver.browser.snapshot import take_snapshot
from archiver.errors import BrowserGoneError, CaptureError
from archiver.models import PageEvents, PageSnapshot, Screenshot, Target
from archiver.urls import host_of

_BROKEN_S = 1.0
"""Patience with a document whose connection broke."""

PhaseListener = Callable[[str, ItemCount, int], None]
"""Called with the phase's name, the items so far, and the bytes recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit gave, besides the exchanges that went to the sink."""

    status: int
    snapshot: PageSnapshot | None
    text: str
    screenshots: tuple[Screenshot, ...]
    events: PageEvents
    error: str = ""


@dataclass(slots=True)
class _Happenings:
    """What the page tried; all of it is answered at once and counted."""

    dialogs: int = 0
    popups: int = 0
    downloads: int = 0
    console_errors: int = 0
    script_errors: int = 0
    notes: list[str] = field(default_factory=list)
    closing: set[asyncio.Task[None]] = field(default_factory=set)


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
    ) -> None:
        self._browser = browser
        self._target = target
        self._limits = limits
        self._on_phase = on_phase
        self._happened = _Happenings()
        self._recorder = Recorder(spool=spool, limits=limits, sink=sink, peer=browser.guard.peer)
        if target.html is not None:
            self._recorder.serve(target.url, target.html)
        self._status = 0
        self._error = ""
        self._snapshot: PageSnapshot | None = None
        self._text = ""
        self._screenshots: list[Screenshot] = []
        self._count = ItemCount()

    async def run(self) -> Visit:
        """Return the visit; a page that could not be captured carries its `error`.

        Raises `BrowserGoneError` when Chromium died, nothing else of a page's making.
        """
        allowance = self._recorder.allowance
        async with self._browser.page(self._recorder) as (page, session):
            try:
                async with allowance.measured(), allowance.timeout(self._limits.page_s):
                    await self._visit(page, session)
            except TimeoutError:
                budget_s = round(self._limits.page_s + allowance.extra_s)
                self._fail(f"the page was not done within {budget_s} s")
            except BrowserGoneError:
                raise
            except CaptureError as error:
                self._fail(str(error))
            finally:
                await self._recorder.stop()
                for task in self._happened.closing:
                    task.cancel()
        if not self._browser.alive:
            raise BrowserGoneError
        return Visit(
            status=self._status,
            snapshot=self._snapshot,
            text=self._text,
            screenshots=tuple(self._screenshots),
            events=self._events(),
            error=self._error,
        )

    async def _visit(self, page: Page, session: Session) -> None:
        self._watch(page)
        self._phase("load")
        if not await self._load(page):
            return
        frames = FrameList(self._recorder.sessions)
        settling = Settling(
            frames=frames,
            recorder=self._recorder,
            limits=self._limits,
            viewport=self._viewport,
            resize=lambda size: _resize(page, size),
        )
        self._phase("settle")
        self._count = await settling.run()
        self._phase("media")
        await fetch_unread_films(frames, self._recorder, self._limits)
        self._phase("picture")
        studio = Studio(session, frames, self._limits)
        self._screenshots.extend(await studio.take(settling))
        self._phase("read")
        self._snapshot, self._text = await take_snapshot(frames, self._limits)

    async def _load(self, page: Page) -> bool:
        """Navigate; False when there is no document to look at."""
        try:
            response = await self._go(page)
        except PlaywrightTimeoutError:
            # A document that never ends: what is there is kept (warc.md 1.8).
            self._happened.notes.append(
                f"the document had not ended after {self._limits.load_s:g} s"
            )
            return True
        except PlaywrightError as error:
            if not self._browser.alive:
                raise BrowserGoneError from error
            self._fail(self._why(error))
            return False
        if response is not None:
            self._status = response.status
        return True

    async def _go(self, page: Page) -> Response | None:
        """Go to the target; give up soon on a document whose connection broke.

        Playwright would wait for its end until the time is up.
        """
        going = asyncio.ensure_future(
            page.goto(
                self._target.url, wait_until="domcontentloaded", timeout=self._limits.load_s * 1000
            )
        )
        broken = asyncio.ensure_future(self._recorder.document_broken.wait())
        try:
            await asyncio.wait({going, broken}, return_when=asyncio.FIRST_COMPLETED)
            if not going.done():
                await asyncio.wait({going}, timeout=_BROKEN_S)
            if going.done():
                return going.result()
        finally:
            for task in (going, broken):
                task.cancel()
            await asyncio.gather(going, broken, return_exceptions=True)
        self._happened.notes.append("the document broke off before its end")
        self._status = self._recorder.document_status
        return None

    def _why(self, error: Exception) -> str:
        line = str(error).strip().split("\n")[0].removeprefix("Page.goto: ")
        refusal = self._browser.guard.refused.get(host_of(self._target.url))
        if refusal:
            return f"refused by the network guard: {refusal}; --allow-private lets it through"
        return f"the page does not load: {line}"

    # --- what pages try

    def _watch(self, page: Page) -> None:
        page.on("dialog", self._dismiss)
        page.on("popup", self._close_popup)
        page.on("download", lambda _download: self._tally("downloads"))
        page.on("pageerror", lambda _error: self._tally("script_errors"))
        page.on("crash", lambda _page: self._fail("the page crashed its renderer"))
        page.on(
            "console",
            lambda message: self._tally("console_errors") if message.type == "error" else None,
        )

    def _tally(self, name: str) -> None:
        setattr(self._happened, name, getattr(self._happened, name) + 1)

    def _dismiss(self, dialog: Dialog) -> None:
        self._happened.dialogs += 1
        self._detach(dialog.dismiss())

    def _close_popup(self, popup: Page) -> None:
        self._happened.popups += 1
        self._detach(popup.close())

    def _detach(self, work: object) -> None:
        async def quietly() -> None:
            with contextlib.suppress(PlaywrightError):
                await work  # type: ignore[misc]

        task = asyncio.create_task(quietly())
        self._happened.closing.add(task)
        task.add_done_callback(self._happened.closing.discard)

    # --- small things

    @property
    def _viewport(self) -> Viewport:
        settings = self._browser.settings
        return Viewport(settings.viewport_width_px, settings.viewport_height_px)

    def _fail(self, reason: str) -> None:
        self._error = self._error or reason

    def _phase(self, name: str) -> None:
        self._on_phase(name, self._count, self._recorder.size_bytes)

    def _events(self) -> PageEvents:
        happened = self._happened
        refused = self._browser.guard.refused
        return PageEvents(
            dialogs=happened.dialogs,
            popups=happened.popups,
            downloads=happened.downloads,
            console_errors=happened.console_errors,
            script_errors=happened.script_errors,
            blocked=tuple(refused[host] for host in sorted(self._recorder.hosts & refused.keys())),
            notes=tuple(happened.notes),
        )


async def _resize(page: Page, size: Viewport) -> None:
    try:
        await page.set_viewport_size({"width": size.width_px, "height": size.height_px})
    except PlaywrightError as error:
        raise CaptureError(f"the window cannot be resized: {error}") from error
