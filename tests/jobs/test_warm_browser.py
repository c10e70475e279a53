"""The one warm browser: lent, worn out, dead, hanging."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from newsdesk import Newsdesk, page

from archiver.errors import BrowserError
from archiver.jobs.warm_browser import WarmBrowser


async def test_a_worn_browser_is_closed_only_when_its_last_page_is_done() -> None:
    desk = Newsdesk(page_s=0.01)
    await desk.job(
        *(page(f"p{n}", f"h{n}.test") for n in range(9)), jobs=2, pages_per_browser=3
    ).run()
    assert desk.started_browsers == 3
    assert desk.open_browsers <= 1
    await desk.lent.close()
    assert desk.open_browsers == 0


async def test_a_browser_that_does_not_start_says_so_to_everybody_who_waits() -> None:
    @asynccontextmanager
    async def start() -> AsyncIterator[int]:
        raise BrowserError("there is no Chromium")
        yield 1

    warm = WarmBrowser(start, pages_per_browser=9, deaths=3)

    async def use() -> None:
        async with warm.lease():
            raise AssertionError

    results = await asyncio.gather(use(), use(), return_exceptions=True)
    assert [str(result) for result in results] == ["there is no Chromium"] * 2
    await warm.close()


async def test_closing_does_not_wait_for_a_start_that_hangs() -> None:
    @asynccontextmanager
    async def start() -> AsyncIterator[int]:
        await asyncio.sleep(60)
        yield 1

    warm = WarmBrowser(start, pages_per_browser=9, deaths=3)
    user = asyncio.create_task(warm.lease().__aenter__())
    await asyncio.sleep(0.01)
    await asyncio.wait_for(warm.close(), 5)
    with pytest.raises(asyncio.CancelledError):
        await user


async def test_it_is_entered_and_left_in_one_task() -> None:
    tasks = []

    @asynccontextmanager
    async def start() -> AsyncIterator[int]:
        tasks.append(asyncio.current_task())
        yield 1
        tasks.append(asyncio.current_task())

    warm = WarmBrowser(start, pages_per_browser=9, deaths=3)
    async with warm.lease():
        pass
    await asyncio.create_task(warm.close())
    assert tasks[0] is tasks[1]
