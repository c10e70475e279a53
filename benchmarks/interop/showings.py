"""The same captures, shown by archiver itself, by pywb and by ReplayWeb.page."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from newsroom_pages import ArchivedPages
from page_sight import Sight, sight, sight_at
from playwright.async_api import Browser, Error, Frame, async_playwright
from replayers import LOOPBACK_ONLY, REPLAYED, Starts, moment_of, pywb_of, replaywebpage_of

from archiver.browser import Browser as Recording
from archiver.browser import BrowserSettings
from archiver.browser.executable import find_browser
from archiver.models import Capture
from archiver.replay import browse
from archiver.store import Collection

AT_ONCE = 3
"""Pages that are open at a time: most of what they do is waiting."""
Showings = dict[str, Sight]
"""What was seen of each page, by name."""


async def in_archiver(pages: ArchivedPages, names: Iterable[str]) -> Showings:
    """Return what is seen in the windows that `archiver open` opens."""
    async with Recording.start(BrowserSettings()) as browser:
        with Collection.open(pages.root, writable=False) as collection:

            async def seen(name: str) -> Sight:
                capture = pages.captures[name]
                async with browse(collection, capture.capture_id, browser=browser) as (window, _):
                    return await sight(window.page, window.page.main_frame, capture)

            return await _all(names, seen)


async def in_pywb(pages: ArchivedPages, names: Iterable[str], wayback: Path) -> Showings:
    """Return what is seen in pywb, given the WACZ file, by its index."""
    with pywb_of(pages.wacz, wayback) as starts:
        return await _in_replayer(pages, names, starts)


async def in_replaywebpage(pages: ArchivedPages, names: Iterable[str], package: Path) -> Showings:
    """Return what is seen in ReplayWeb.page, which reads the WACZ file in the browser."""
    with replaywebpage_of(pages.wacz, package) as starts:
        return await _in_replayer(pages, names, starts)


async def _in_replayer(pages: ArchivedPages, names: Iterable[str], starts: Starts) -> Showings:
    async with loopback_chromium() as browser:

        async def seen(name: str) -> Sight:
            capture = pages.captures[name]
            start = starts(capture.url, moment_of(pages.wacz, capture.url))
            context = await browser.new_context(viewport={"width": 1280, "height": 720})
            try:
                page = await context.new_page()
                return await sight_at(page, start, shows(capture), capture)
            finally:
                await context.close()

        return await _all(names, seen)


async def _all(names: Iterable[str], seen: Callable[[str], Awaitable[Sight]]) -> Showings:
    """Return what `seen` gives for each name, some at a time."""
    wait = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> tuple[str, Sight]:
        async with wait:
            try:
                return name, await seen(name)
            except Error as failure:
                return name, Sight(pictures=Counter(), error=str(failure))

    return dict(await asyncio.gather(*map(one, names)))


@asynccontextmanager
async def loopback_chromium(executable: Path | None = None) -> AsyncIterator[Browser]:
    """Start a Chromium that can reach nothing but 127.0.0.1."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=find_browser(executable, driver),
            args=[LOOPBACK_ONLY, "--autoplay-policy=no-user-gesture-required", "--no-sandbox"],
        )
        try:
            yield browser
        finally:
            await browser.close()


def shows(capture: Capture) -> Callable[[Frame], bool]:
    """Return a test for the replayed frame that shows a capture's page."""
    ended = capture.snapshot.url if capture.snapshot else capture.url
    wanted = {url.rstrip("/") for url in (capture.url, ended)}

    def is_article(frame: Frame) -> bool:
        place = REPLAYED.search(frame.url)
        return bool(place and place[2] and place[3].rstrip("/") in wanted)

    return is_article
