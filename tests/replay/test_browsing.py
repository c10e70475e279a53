"""A window on a capture, and on those that its links lead to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.browser import DEFAULT_LIMITS, Browser, BrowserSettings, PageRequest, Visitor
from archiver.errors import CaptureError
from archiver.replay import browse
from archiver.replay.browsing import Articles
from archiver.source import plain_target
from archiver.store import Collection
from archiver.testing import media
from archiver.testing.http_server import HttpServer, Response, Seen

from .conftest import PAGE, Committed, answered, commit, page_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OTHER = "https://other.test/next"
BAY = "https://img.test/bay.jpg"


def _two_articles(collection: Collection) -> str:
    later = answered(
        OTHER,
        b"<!doctype html><title>Another story</title><p>And then?",
        resource_type="document",
    )
    commit(collection, later, url=OTHER, slug="next")
    links = f"<a id=on href={OTHER}>on</a> <a id=away href=https://gone.test/?<b>>away</a>"
    links += f"<a id=tab target=_blank href={OTHER}>in a tab</a>"
    bay = answered(BAY, media.read("bay.jpg"), "image/jpeg")
    return commit(collection, page_of(f"<img src={BAY}>{links}"), bay)


async def test_links_lead_to_other_articles_and_back_and_no_further(
    browser: Browser, collection: Collection, asked: list[Seen]
) -> None:
    capture_id = _two_articles(collection)
    async with browse(collection, capture_id, browser=browser) as (window, articles):
        page = window.page
        await page.wait_for_load_state()
        assert await page.evaluate("document.images[0].naturalWidth") > 0
        await page.click("#on")
        await page.wait_for_url(OTHER)
        assert await page.title() == "Another story"
        await page.go_back()
        assert page.url == PAGE
        assert articles.leaks() == ()
        await page.click("#away")
        await page.wait_for_url("https://gone.test/**")
        assert "not in the archive" in await page.inner_text("body")
        assert "https://gone.test/?" in await page.inner_text("body")
        assert await page.locator("b").count() == 0
        (leak,) = articles.leaks()
        assert leak.startswith("GET https://gone.test/?")
    assert asked == []


async def test_the_window_is_closed_when_its_last_tab_is(
    browser: Browser, collection: Collection, asked: list[Seen]
) -> None:
    capture_id = _two_articles(collection)
    async with browse(collection, capture_id, browser=browser) as (window, _articles):
        await window.page.wait_for_load_state()
        tab = await window.page.context.new_page()
        await tab.goto(OTHER)
        assert await tab.title() == "Another story"
        # The first tab is still answered from its own capture.
        again = f"fetch('{BAY}', {{mode: 'no-cors'}}).then(() => 'came', () => 'lost')"
        assert await window.page.evaluate(again) == "came"
        waiting = asyncio.ensure_future(window.closed())
        await window.page.close()
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await tab.close()
        await asyncio.wait_for(waiting, 10)
    assert asked == []


async def test_a_capture_without_a_page_is_not_opened(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    capture_id = committed(shown=False)
    with pytest.raises(CaptureError, match="has no page"):
        async with browse(collection, capture_id, browser=browser):
            pass


async def test_the_icon_of_a_tab_is_not_told_to_be_missing(
    collection: Collection, committed: Committed
) -> None:
    articles = Articles(collection, committed(page_of("<p>text")))
    icon = PageRequest(
        url="https://news.test/icon.svg",
        method="GET",
        headers=(("Accept", "image/avif,image/*,*/*;q=0.8"),),
        resource_type="other",
    )
    assert await articles(icon) is None
    assert articles.leaks() == ()
    assert await articles(replace(icon, resource_type="image")) is None
    assert articles.leaks() == ("GET https://news.test/icon.svg",)


async def test_an_offline_browser_does_not_even_reach_hosts_that_it_knows(
    tmp_path: Path,
) -> None:
    seen: list[Seen] = []
    async with HttpServer(lambda _request: Response(body=b"the network"), log=seen) as server:
        settings = BrowserSettings(host_table=lambda _host, _port: server.address, offline=True)
        async with Browser.start(settings) as browser:
            visitor = Visitor(
                browser,
                plain_target("http://news.test/"),
                spool=tmp_path,
                sink=lambda _: None,
                limits=DEFAULT_LIMITS,
                on_phase=lambda *_: None,
            )
            visit = await visitor.run()
    assert "ERR_SOCKS_CONNECTION_FAILED" in visit.error or "closed" in visit.error
    assert seen == []
