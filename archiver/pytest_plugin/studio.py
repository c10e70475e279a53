"""Captures within a test: one warm browser, in a thread with an event loop of its own.

A test may be a plain function, a coroutine of asyncio or of trio, or one in whose thread
Playwright's own loop runs: none of them is touched.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings, Experience, capture_page
from archiver.jobs import WarmBrowser
from archiver.models import Capture, Target
from archiver.pytest_plugin.articles import Article
from archiver.pytest_plugin.shelf import Shelf
from archiver.store import Collection

if TYPE_CHECKING:
    from archiver.pytest_plugin.run import Run

_CLOSE_S = 30.0
_Value = TypeVar("_Value")


class Web(Protocol):
    """A web on loopback: the newsroom, or the stand-in web."""

    def resolve(self, host: str, port: int) -> tuple[str, int] | None:
        """Return where a host is answered; None for what it does not know."""


_Web = TypeVar("_Web", bound=Web)


class Studio:
    """What captures pages for tests; `with Studio(run, folder) as studio`."""

    def __init__(self, run: Run, folder: Path) -> None:
        """Take the run's settings, and a folder for the archive of its captures."""
        self._ground = run.desk.ground
        self._folder = folder / "archive"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="archiver-studio", daemon=True
        )
        self._webs: list[Web] = []
        self.places: dict[str, tuple[str, int | None]] = {}
        """Hosts that are answered elsewhere: address, and port unless the asked one holds."""
        self._browser: WarmBrowser[Browser] | None = None
        self._settings: BrowserSettings | None = None
        self._shelf: Shelf | None = None
        self._one: asyncio.Lock | None = None

    def __enter__(self) -> Self:
        """Start the thread; the browser starts with the first capture."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the browser and the archive."""
        try:
            self.submit(self._close()).result(_CLOSE_S)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_CLOSE_S)
            if not self._thread.is_alive():
                self._loop.close()
            if self._shelf is not None:
                self._shelf.collection.close()

    def submit(self, work: Coroutine[Any, Any, _Value]) -> Future[_Value]:
        """Do something in the studio's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    @contextmanager
    def web(self, context: AbstractAsyncContextManager[_Web]) -> Iterator[_Web]:
        """Run a web on loopback in the studio's loop; its hosts are there for captures."""
        over = asyncio.Event()
        ready: Future[_Web] = Future()
        holding = self.submit(_hold(context, ready, over))
        web = ready.result()
        self._webs.append(web)
        try:
            yield web
        finally:
            self._webs.remove(web)
            self._loop.call_soon_threadsafe(over.set)
            holding.result(_CLOSE_S)

    async def capture(self, target: Target) -> Article:
        """Capture a page, and return it as an article; one after the other.

        Raises:
            BrowserError: there is no Chromium, or it does not start.
            StorageError: the page cannot be kept.
        """
        self._one = self._one or asyncio.Lock()
        async with self._one:
            shelf = self._shelf = self._shelf or self._opened()
            settings = CaptureSettings(
                rulebook=self._ground.rulebook, extract=self._ground.config.extract
            )
            browser = await self._warm()
            async with browser.lease() as leased:
                capture: Capture = await capture_page(
                    target,
                    browser=leased,
                    draft=shelf.collection.draft(target),
                    settings=settings,
                    # Of its own: what one test learned must not change another.
                    experience=Experience(self._ground.rulebook),
                )
        (summary,) = (
            each
            for each in shelf.collection.captures(target.slug, latest=False)
            if each.capture_id == capture.capture_id
        )
        return Article(shelf, summary)

    def resolve(self, host: str, port: int) -> tuple[str, int] | None:
        """Say where a host is: what a test named, then the webs that run."""
        place = self.places.get(host.lower())
        if place is not None:
            return place[0], place[1] or port
        found = (web.resolve(host, port) for web in reversed(self._webs))
        return next((each for each in found if each is not None), None)

    def knows(self, host: str, port: int) -> bool:
        """Tell whether a web that runs here answers for a host."""
        return self.resolve(host, port) is not None

    def _opened(self) -> Shelf:
        return Shelf(self._folder, Collection.open(self._folder), lambda: self._ground)

    async def _warm(self) -> WarmBrowser[Browser]:
        """Return the browser; another one when a web has come that needs to be trusted."""
        config = self._ground.config
        keys = tuple(each.spki_pin for each in self._webs if hasattr(each, "spki_pin"))
        pems = [each.authority_pem for each in self._webs if hasattr(each, "authority_pem")]
        settings = BrowserSettings(
            executable=config.browser,
            allow_private=config.allow_private,
            viewport_width_px=config.viewport_width,
            viewport_height_px=config.viewport_height,
            host_table=self.resolve,
            trusted_keys=keys,
            trusted_pem="".join(pems),
        )
        if self._browser is None or settings != self._settings:
            if self._browser is not None:
                await self._browser.close()
            self._settings = settings
            self._browser = WarmBrowser(
                lambda: Browser.start(settings), pages_per_browser=100, deaths=2
            )
        return self._browser

    async def _close(self) -> None:
        if self._browser is not None:
            await self._browser.close()


async def _hold(
    context: AbstractAsyncContextManager[_Web], ready: Future[_Web], over: asyncio.Event
) -> None:
    """Keep a web open from its start to its end, both in the same task."""
    try:
        async with context as web:
            ready.set_result(web)
            await over.wait()
    except BaseException as error:  # handed to the thread that waits for the web
        if ready.done():
            raise
        ready.set_exception(error)
