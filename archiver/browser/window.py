"""A window for a person, answered by a supply, the network closed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from archiver.browser.chromium import Browser
from archiver.browser.devtools import Session
from archiver.browser.supply import Supply, fulfilment, page_request
from archiver.errors import BrowserGoneError, CaptureError
from archiver.urls import is_http

_SERVED_TARGETS = frozenset({"page", "iframe"})
_WATCHED_TARGETS = _SERVED_TARGETS | {"worker", "shared_worker", "service_worker"}
_LOAD_MS = 60_000


class Window:
    """An open window, its tabs and those that open from them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        """The first tab."""
        self._closed = asyncio.Event()
        context = page.context
        context.on("page", self._watch)
        context.on("close", lambda _: self._closed.set())
        self._watch(page)

    async def closed(self) -> None:
        """Wait until the last tab is closed."""
        await self._closed.wait()

    def _watch(self, page: Page) -> None:
        page.on("close", self._on_close)

    def _on_close(self, page: Page) -> None:
        if all(each is page or each.is_closed() for each in page.context.pages):
            self._closed.set()


@asynccontextmanager
async def open_window(browser: Browser, url: str, supply: Supply) -> AsyncIterator[Window]:
    """Open a window at an address; it is closed with the block.

    All that its pages ask for is given by the supply, and what that does not have fails.

    Raises:
        BrowserGoneError: Chromium is no more.
    """
    server = _Server(supply)
    async with browser.page(server, closed=True) as (page, _session):
        window = Window(page)
        try:
            # A page that does not come is shown as such; a person may close it before it does.
            with contextlib.suppress(PlaywrightError, PlaywrightTimeoutError):
                await page.goto(url, wait_until="commit", timeout=_LOAD_MS)
            yield window
        finally:
            await server.stop()


class _Server:
    """Answers every target of one window."""

    def __init__(self, supply: Supply) -> None:
        self._supply = supply
        self._answers: set[asyncio.Task[None]] = set()

    def attach(self, session: Session) -> None:
        """Begin to answer a target, and let it run."""
        kind = session.target.get("type", "")
        session.listener = self._on_event
        if kind in _SERVED_TARGETS:
            session.post("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})
        if kind in _WATCHED_TARGETS:
            session.post(
                "Target.setAutoAttach",
                {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True},
            )
        session.post("Runtime.runIfWaitingForDebugger")

    def on_browser_event(self, method: str, params: dict[str, Any]) -> None:
        """Leave downloads to the browser: there is nowhere that they could come from."""

    async def stop(self) -> None:
        """End what is under way."""
        for task in self._answers:
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)

    def _on_event(self, session: Session, method: str, params: dict[str, Any]) -> None:
        if method == "Target.attachedToTarget":
            self.attach(session.connection.session(params["sessionId"], params["targetInfo"]))
        elif method == "Fetch.requestPaused":
            task = asyncio.create_task(self._answer(session, params))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def _answer(self, session: Session, params: dict[str, Any]) -> None:
        identity = {"requestId": params["requestId"]}
        if not is_http(params["request"]["url"]):
            session.post("Fetch.continueRequest", identity)
            return
        with contextlib.suppress(CaptureError, BrowserGoneError):
            answer = await self._supply(page_request(params))
            if answer is not None:
                await session.call("Fetch.fulfillRequest", fulfilment(params["requestId"], answer))
                return
        session.post("Fetch.failRequest", {**identity, "errorReason": "BlockedByClient"})
