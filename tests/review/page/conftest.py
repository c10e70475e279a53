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

from viewing import Screen, Site, opened, write_site


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
