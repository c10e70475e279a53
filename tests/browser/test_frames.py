"""Frames of other sites, each in a process of its own: all are reached, none is waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser import Browser, BrowserSettings, Limits, Visit, Visitor
from archiver.models import Exchange, PageOrigin, Target
from archiver.testing.http_server import HttpServer, Response

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def apart() -> AsyncIterator[tuple[Site, Browser]]:
    """A browser that gives each site a process, as a desktop's does."""
    site = Site()
    async with HttpServer(site.answer, log=site.seen) as server:
        site.port = server.address[1]
        settings = BrowserSettings(host_table=site.resolve, arguments=("--site-per-process",))
        async with Browser.start(settings) as browser:
            yield site, browser


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode(), **more)  # type: ignore[arg-type]


def _visitor(
    browser: Browser, spool: Path, sink: list[Exchange], limits: Limits | None = None
) -> Visitor:
    return Visitor(
        browser,
        Target(slug="p", url="http://a.test/", origin=PageOrigin.PLAIN_URL),
        spool=spool,
        sink=sink.append,
        limits=limits or Limits(),
        on_phase=lambda *_: None,
    )


async def _visit(browser: Browser, spool: Path, limits: Limits | None = None) -> Visit:
    return await _visitor(browser, spool, [], limits).run()


async def test_two_frames_of_one_host_answer_both_each_time(
    apart: tuple[Site, Browser], tmp_path: Path
) -> None:
    site, browser = apart
    site.pages = {
        "a.test/": _html("top" + "<iframe src=http://b.test/></iframe>" * 2),
        "b.test/": _html("inner<iframe src=http://c.test/></iframe>"),
        "c.test/": _html("innermost"),
    }
    for _ in range(4):
        seen = await _visit(browser, tmp_path)
        assert seen.snapshot is not None
        assert [frame.error for frame in seen.snapshot.frames] == [""] * 5
        assert seen.text.split().count("innermost") == 2
        parents = [frame.parent for frame in seen.snapshot.frames]
        assert sorted(parents[1:]) == sorted([0, 0, *parents[-2:]])  # type: ignore[type-var]


async def test_a_frame_that_is_taken_away_ends_its_requests(
    apart: tuple[Site, Browser], tmp_path: Path
) -> None:
    site, browser = apart
    site.pages = {
        "a.test/": _html(
            "top<iframe id=x src=http://b.test/></iframe>"
            "<script>setTimeout(() => x.remove(), 600)</script>"
        ),
        "b.test/": _html("<img src=/hangs>"),
        "b.test/hangs": Response(delay_s=60),
    }
    exchanges: list[Exchange] = []
    began = time.monotonic()
    seen = await _visitor(browser, tmp_path, exchanges).run()
    assert time.monotonic() - began < 20
    assert seen.text == "top"
    (hung,) = [exchange for exchange in exchanges if exchange.url.endswith("/hangs")]
    assert hung.error


async def test_a_frame_that_crashes_does_not_take_the_page_with_it(
    apart: tuple[Site, Browser], tmp_path: Path
) -> None:
    site, browser = apart
    site.pages = {
        "a.test/": _html("top<iframe src=http://b.test/></iframe><img src=/slow>"),
        "b.test/": _html("inner"),
        "a.test/slow": Response(delay_s=1.5, media_type="image/png"),
    }
    visitor = _visitor(browser, tmp_path, [])
    visiting = asyncio.create_task(visitor.run())
    async with asyncio.timeout(10):
        while len(visitor._recorder.sessions) < 2:  # noqa: ASYNC110 - nobody sets an event
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    visitor._recorder.sessions[1].post("Page.crash")
    began = time.monotonic()
    seen = await visiting
    assert time.monotonic() - began < 20
    assert not seen.error
    assert seen.text == "top"
    assert len(seen.screenshots) == 2


async def test_frames_that_never_come_are_empty_and_not_waited_for_long(
    apart: tuple[Site, Browser], tmp_path: Path
) -> None:
    site, browser = apart
    site.pages = {
        "a.test/": _html(
            "top<iframe src=http://b.test/204></iframe><iframe src=http://b.test/hangs></iframe>"
        ),
        "b.test/204": Response(status=204),
        "b.test/hangs": Response(delay_s=60),
    }
    seen = await _visit(browser, tmp_path, Limits(item_s=0.5))
    assert seen.snapshot is not None
    assert [frame.url for frame in seen.snapshot.frames] == [
        "http://a.test/",
        "about:blank",
        "about:blank",
    ]
    assert not seen.error


async def test_the_page_stays_the_page_when_a_frame_navigates_away(
    apart: tuple[Site, Browser], tmp_path: Path
) -> None:
    site, browser = apart
    go = "<script>setTimeout(() => { location = 'http://c.test/' }, 50)</script>"
    site.pages = {
        "a.test/": _html("top<iframe src=http://b.test/></iframe><img src=/slow>"),
        "b.test/": _html("old" + go),
        "c.test/": _html("new"),
        "a.test/slow": Response(delay_s=0.8, media_type="image/png"),
    }
    seen = await _visit(browser, tmp_path)
    assert seen.snapshot is not None
    assert seen.text == "top\n\nnew"
    assert [(frame.url, frame.error) for frame in seen.snapshot.frames] == [
        ("http://a.test/", ""),
        ("http://c.test/", ""),
    ]
