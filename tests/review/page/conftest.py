"""Makes the neighbouring module with the viewer's pages importable, and starts the browser."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from archiver.browser import find_browser

sys.path.insert(0, str(Path(__file__).parent))

pytest.register_assert_rewrite("reviewing")

from reviewing import Reader, Review, build, copied, reviewing, sitting  # noqa: E402
from viewing import Screen, Site, opened, write_site  # noqa: E402


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return write_site(tmp_path_factory.mktemp("viewer"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=find_browser(None, driver), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def screen(browser: Browser, site: Site) -> AsyncIterator[Screen]:
    async with opened(browser, site) as screen:
        yield screen


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser, site: Site) -> AsyncIterator[Screen]:
    size = {"width": 390, "height": 844}
    async with opened(browser, site, viewport=size, has_touch=True) as screen:
        yield screen


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all who sit before the review page."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=find_browser(None, driver), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that nobody writes to."""
    root = tmp_path_factory.mktemp("review") / "archive"
    build(root)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """An archive of the test's own."""
    return copied(built, tmp_path)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shown(built: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Review]:
    """A review where nothing is decided."""
    async with reviewing(copied(built, tmp_path_factory.mktemp("shown"))) as review:
        yield review


@pytest_asyncio.fixture(loop_scope="session")
async def review(root: Path) -> AsyncIterator[Review]:
    """A review of the test's own."""
    async with reviewing(root) as review:
        yield review


@pytest_asyncio.fixture(loop_scope="session")
async def looker(chromium: Browser, shown: Review) -> AsyncIterator[Reader]:
    """Somebody before the page who decides nothing."""
    async with sitting(chromium, shown.server.address) as reader:
        await reader.open()
        yield reader


@pytest_asyncio.fixture(loop_scope="session")
async def reader(chromium: Browser, review: Review) -> AsyncIterator[Reader]:
    """Somebody before the page of the test's own review."""
    async with sitting(chromium, review.server.address) as reader:
        await reader.open()
        yield reader
