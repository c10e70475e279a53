"""Chromium's life: found, started behind the guard, told apart, ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
import urllib.request
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext, Page, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from archiver.browser.devtools import DevTools, Session
from archiver.browser.executable import HOW_TO_GET_ONE, find_browser, has_window
from archiver.browser.guard import Guard
from archiver.browser.settings import BrowserSettings, Viewport
from archiver.browser.switches import switches, window_size
from archiver.errors import BrowserError, BrowserGoneError, CaptureError
from archiver.models import Environment

_Result = TypeVar("_Result")

_START_S = 30.0
_OPEN_S = 20.0


def runs_as_root() -> bool:
    """Tell whether Chromium's sandbox cannot be had: it refuses to run for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


class Attendant(Protocol):
    """Attends to the targets of one page: a recorder, say."""

    def attach(self, session: Session) -> None:
        """Take a target that waits for its debugger, and let it run."""
        ...

    def on_browser_event(self, method: str, params: dict[str, Any]) -> None:
        """Take what the browser itself tells of the page: its downloads."""
        ...


class Browser:
    """One warm Chromium, behind its guard, with archiver's own DevTools connection."""

    def __init__(
        self,
        settings: BrowserSettings,
        browser: PlaywrightBrowser,
        devtools: DevTools,
        guard: Guard,
        executable: Path,
    ) -> None:
        self.settings = settings
        self.guard = guard
        self.executable = executable
        self._browser = browser
        self._devtools = devtools
        self._opening = asyncio.Lock()
        self._newcomer: asyncio.Future[Session] | None = None
        self._recorders: dict[str, Attendant] = {}
        self._devtools.root.listener = self._on_event
        self._user_agent = ""

    @classmethod
    @asynccontextmanager
    async def start(cls, settings: BrowserSettings) -> AsyncIterator[Browser]:
        """Start Chromium; it ends, with all its processes, with the block.

        Raises `BrowserError` when there is none or it does not start; the
        message says what to do.
        """
        guard = Guard(
            allow_private=settings.allow_private,
            host_table=settings.host_table,
            closed=settings.offline,
        )
        async with guard, _driver() as playwright:
            executable = find_browser(settings.executable, playwright, windowed=settings.visible)
            port = _free_port()
            process = await _launch(playwright, settings, executable, guard.port, port)
            try:
                devtools = await _connect(process, port)
                try:
                    browser = cls(settings, process, devtools, guard, executable)
                    await browser._begin()
                    yield browser
                finally:
                    await devtools.close()
            finally:
                with contextlib.suppress(PlaywrightError, TimeoutError):
                    async with asyncio.timeout(_OPEN_S):
                        await process.close()

    @property
    def alive(self) -> bool:
        """False once Chromium is gone."""
        return self._browser.is_connected() and not self._devtools.closed

    @property
    def prompts(self) -> bool:
        """True for a full Chromium, which asks somebody for passwords and waits for them.

        Headless shell has nobody to ask. The prompt is seen where requests are held.
        """
        return has_window(self.executable)

    @property
    def gone(self) -> asyncio.Future[None]:
        """Done once Chromium is gone."""
        return self._devtools.ended

    @property
    def environment(self) -> Environment:
        """What makes the captures of this browser."""
        from archiver import __version__

        return Environment(
            archiver=__version__,
            browser=f"Chromium {self._browser.version}",
            user_agent=self._user_agent,
            viewport_width_px=self.settings.viewport_width_px,
            viewport_height_px=self.settings.viewport_height_px,
            platform=sys.platform,
        )

    @property
    def viewport(self) -> Viewport:
        """The window that pages are shown in, unless they ask for another."""
        return Viewport(self.settings.viewport_width_px, self.settings.viewport_height_px)

    @asynccontextmanager
    async def page(
        self, recorder: Attendant, *, closed: bool = False, viewport: Viewport | None = None
    ) -> AsyncIterator[tuple[Page, Session]]:
        """Open a page in a context of its own, with everything in it recorded.

        A `closed` one is behind a guard of its own, which connects to nothing.
        Yields Playwright's page and archiver's own session with it. Raises
        `BrowserGoneError` when Chromium is no more.
        """
        async with AsyncExitStack() as stack:
            proxy = None
            if closed:
                wall = Guard(allow_private=False, host_table=None, closed=True)
                proxy = (await stack.enter_async_context(wall)).port
            context = await self._new_context(viewport or self.viewport, proxy)
            try:
                yield await self._open(context, recorder)
            finally:
                with contextlib.suppress(PlaywrightError, TimeoutError, BrowserGoneError):
                    await self._or_gone(context.close())
                # Not before it is closed: its last popup must not pass for another's page.
                for name in [n for n, known in self._recorders.items() if known is recorder]:
                    del self._recorders[name]

    async def _new_context(self, viewport: Viewport, proxy: int | None) -> BrowserContext:
        try:
            return await self._or_gone(
                self._browser.new_context(
                    proxy={"server": _socks(proxy)} if proxy else None,
                    locale=self.settings.language,
                    user_agent=self._user_agent,
                    service_workers="block",
                    accept_downloads=False,
                    color_scheme="light",
                    # A person's window is as large as the person makes it.
                    **({"no_viewport": True} if self.settings.visible else _still(viewport)),
                )
            )
        except TimeoutError as error:
            raise BrowserGoneError(f"Chromium gives no context within {_OPEN_S:g} s") from error
        except PlaywrightError as error:
            raise BrowserGoneError(_first_line(error)) from error

    async def _or_gone(self, work: Awaitable[_Result]) -> _Result:
        """Wait for a call of Playwright, at most `_OPEN_S`, and only while Chromium lives.

        Raises `TimeoutError`, `BrowserGoneError`, or what the call raises.
        """
        calling = asyncio.ensure_future(work)
        try:
            either: set[asyncio.Future[Any]] = {calling, self.gone}
            await asyncio.wait(either, timeout=_OPEN_S, return_when=asyncio.FIRST_COMPLETED)
            if calling.done():
                return calling.result()
            if self.gone.done():
                raise BrowserGoneError
            raise TimeoutError
        finally:
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)

    async def _open(self, context: BrowserContext, recorder: Attendant) -> tuple[Page, Session]:
        # One at a time, so that the target that appears is the page that was asked for.
        async with self._opening:
            newcomer = self._newcomer = asyncio.get_running_loop().create_future()
            newcomer.add_done_callback(lambda _: self._welcome(newcomer, recorder))
            try:
                page = await self._or_gone(context.new_page())
            except (PlaywrightError, TimeoutError) as error:
                raise BrowserGoneError("Chromium opens no page any more") from error
            finally:
                self._newcomer = None
                newcomer.cancel()
        if newcomer.cancelled():
            raise BrowserGoneError("Chromium opened a page that DevTools does not show")
        return page, newcomer.result()

    def _welcome(self, newcomer: asyncio.Future[Session], recorder: Attendant) -> None:
        # The page waits for its debugger: without this Playwright's call does not end.
        if not newcomer.cancelled():
            session = newcomer.result()
            self._recorders[session.target.get("browserContextId", "")] = recorder
            recorder.attach(session)

    async def _begin(self) -> None:
        version = await self._devtools.root.call("Browser.getVersion")
        # Without a window Chromium calls itself HeadlessChrome, which some sites turn away.
        self._user_agent = version.get("userAgent", "").replace("HeadlessChrome", "Chrome")
        await self._devtools.root.call(
            "Target.setAutoAttach",
            {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True},
        )

    def _on_event(self, _root: Session, method: str, params: dict[str, Any]) -> None:
        if method.startswith("Browser.download"):
            for known in self._recorders.values():
                known.on_browser_event(method, params)
        if method != "Target.attachedToTarget":
            return
        target = params["targetInfo"]
        session = self._devtools.session(params["sessionId"], target)
        context = target.get("browserContextId", "")
        recorder = self._recorders.get(context)
        if recorder is not None:
            recorder.attach(session)
        elif target["type"] == "page" and self._newcomer is not None and not self._newcomer.done():
            self._newcomer.set_result(session)
        else:
            session.post("Runtime.runIfWaitingForDebugger")


def _still(viewport: Viewport) -> dict[str, Any]:
    """Return what makes a page the same each time: its size, and that nothing slides."""
    size = {"width": viewport.width_px, "height": viewport.height_px}
    return {"viewport": size, "reduced_motion": "reduce"}


def _socks(port: int) -> str:
    return f"socks5://127.0.0.1:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def _driver() -> AsyncIterator[Playwright]:
    """Run Playwright's own program, a Node.js, for the length of the block."""
    manager = async_playwright()
    try:
        playwright = await manager.__aenter__()
    except Exception as error:  # Playwright has no class of its own
        reason = f"Playwright's own program does not run ({_first_line(error)})"
        raise BrowserError(f"{reason}; `archiver doctor` says what it lacks") from error
    try:
        yield playwright
    finally:
        await manager.__aexit__()


async def _launch(
    playwright: Playwright, settings: BrowserSettings, executable: Path, proxy: int, port: int
) -> PlaywrightBrowser:
    own = switches(for_person=settings.visible)
    arguments = [*own, f"--remote-debugging-port={port}", f"--lang={settings.language}"]
    if settings.visible:
        arguments.append(window_size(settings.viewport_width_px, settings.viewport_height_px))
    if settings.trusted_keys:
        keys = ",".join(settings.trusted_keys)
        arguments.append(f"--ignore-certificate-errors-spki-list={keys}")
    try:
        return await playwright.chromium.launch(
            executable_path=executable,
            args=[*arguments, *settings.arguments],
            proxy={"server": _socks(proxy)},
            headless=not settings.visible,
            chromium_sandbox=not runs_as_root(),
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            timeout=_START_S * 1000,
        )
    except PlaywrightError as error:
        raise BrowserError(
            f"{executable} does not start: {_first_line(error)}; {HOW_TO_GET_ONE}"
        ) from error


async def _connect(process: PlaywrightBrowser, port: int) -> DevTools:
    """Connect to the DevTools socket of exactly this browser.

    The port was free a moment ago; should another browser have taken it, the
    process ids differ and nothing is recorded from a stranger.
    """
    try:
        url = await asyncio.to_thread(_socket_url, port)
    except (OSError, ValueError, KeyError) as error:
        raise BrowserError(f"Chromium's DevTools port {port} does not answer: {error}") from error
    devtools = await DevTools.open(url)
    try:
        same = await _same_browser(process, devtools)
    except (PlaywrightError, CaptureError) as error:
        await devtools.close()
        raise BrowserError(f"Chromium does not say who it is: {error}") from error
    if not same:
        await devtools.close()
        raise BrowserError(f"DevTools port {port} belongs to another browser; try again")
    return devtools


async def _same_browser(process: PlaywrightBrowser, devtools: DevTools) -> bool:
    playwright_session = await process.new_browser_cdp_session()
    theirs = await playwright_session.send("SystemInfo.getProcessInfo")
    await playwright_session.detach()
    ours = await devtools.root.call("SystemInfo.getProcessInfo")
    return _browser_pid(theirs) == _browser_pid(ours) != 0


def _socket_url(port: int) -> str:
    # Never through a proxy of the environment: it is this machine's own port.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}/json/version", timeout=_START_S) as answer:
        return str(json.load(answer)["webSocketDebuggerUrl"])


def _browser_pid(info: dict[str, Any]) -> int:
    return next((p["id"] for p in info["processInfo"] if p["type"] == "browser"), 0)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
