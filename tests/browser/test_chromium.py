"""Chromium's life: one page knows nothing of another, and no death is waited for."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from archiver.browser import Browser, BrowserSettings, Limits, Visitor
from archiver.browser.chromium import _connect
from archiver.browser.settings import DEFAULT_LIMITS
from archiver.errors import BrowserError, BrowserGoneError
from archiver.models import PageOrigin, Target
from archiver.testing.http_server import HttpServer, Request, Response

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_HANGS = Response(delay_s=60)


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode(), **more)  # type: ignore[arg-type]


def _visitor(browser: Browser, spool: Path, limits: Limits = DEFAULT_LIMITS) -> Visitor:
    return Visitor(
        browser,
        Target(slug="p", url="http://a.test/", origin=PageOrigin.PLAIN_URL),
        spool=spool,
        sink=lambda _: None,
        limits=limits,
        on_phase=lambda *_: None,
    )


async def _process_ids(browser: Browser, kind: str) -> list[int]:
    info = await browser._devtools.root.call("SystemInfo.getProcessInfo")
    return [process["id"] for process in info["processInfo"] if process["type"] == kind]


async def _until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.02)


# --- one page and another


async def test_nothing_of_one_capture_is_left_for_the_next(site: Site, visit) -> None:
    def page(request: Request) -> Response:
        title = (
            "document.title = [document.cookie, localStorage.x, sessionStorage.x].join('|');"
            "localStorage.x = sessionStorage.x = 'left'; document.cookie = 'script=1'"
        )
        kept = (("Set-Cookie", "server=1; Max-Age=999"),)
        return _html(f"<img src=/a.svg><script>{title}</script>", headers=kept)

    forever = (("Cache-Control", "max-age=31536000, immutable"),)
    svg = Response(body=b"<svg/>", media_type="image/svg+xml", headers=forever)
    site.add({"a.test/": page, "a.test/a.svg": svg})
    for _ in range(2):
        seen = await visit("http://a.test/")
        assert seen.visit.snapshot.title == "server=1||"
        assert seen.one("/a.svg").status == 200
    assert [request.path for request in site.seen].count("/a.svg") == 2
    assert not any("cookie" in seen.headers for seen in site.seen if seen.path == "/")


async def test_captures_at_the_same_time_keep_apart(site: Site, visit) -> None:
    names = [f"{letter}.test" for letter in "abcdef"]
    for name in names:
        site.add({f"{name}/": _html(f"{name}<script>open('/popup')</script><img src=/i.png>")})
    seen = await asyncio.gather(*(visit(f"http://{name}/") for name in names))
    for name, visited in zip(names, seen, strict=True):
        assert visited.visit.text == name
        urls = {e.url for e in visited.exchanges if not e.url.endswith("/favicon.ico")}
        assert urls == {f"http://{name}/", f"http://{name}/i.png"}


async def test_nothing_grows_from_page_to_page(site: Site, visit, browser: Browser) -> None:
    site.add(
        {
            "a.test/": _html(
                "<iframe src=http://b.test/></iframe><img src=/hangs>"
                "<script>new Worker('/w.js'); open('/popup'); new EventSource('/hangs')</script>"
            ),
            "b.test/": _html("<script>new Worker('/w.js')</script>"),
            "a.test/hangs": _HANGS,
            **{
                f"{host}.test/w.js": Response(body=b"fetch('/hangs')", media_type="text/javascript")
                for host in "ab"
            },
        }
    )
    for _ in range(3):
        await visit("http://a.test/", limits=Limits(item_s=0.2))
    await _until(lambda: len(browser._devtools._sessions) == 1)
    assert browser._recorders == {}
    assert browser._devtools._pending == {}
    assert browser._browser.contexts == []
    own = {task.get_name() for task in asyncio.all_tasks() if "Recorder" in repr(task)}
    assert own == set()


# --- crashes


async def test_a_crashed_page_fails_at_once_and_the_browser_goes_on(
    site: Site, visit, browser: Browser, tmp_path: Path
) -> None:
    site.add({"a.test/": _html("shown<img src=/hangs>"), "a.test/hangs": _HANGS})
    visitor = _visitor(browser, tmp_path)
    visiting = asyncio.create_task(visitor.run())
    await _until(lambda: visitor._recorder.in_flight and visitor._status)
    began = time.monotonic()
    visitor._recorder.sessions[0].post("Page.crash")
    seen = await visiting
    assert time.monotonic() - began < 20
    assert seen.error == "the page crashed its renderer"
    site.add({"a.test/": _html("fine")})
    assert (await visit("http://a.test/")).visit.text == "fine"


async def test_a_page_whose_renderer_is_killed_while_it_loads_fails_at_once(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    site.add({"a.test/": _html("<script src=/hangs></script>"), "a.test/hangs": _HANGS})
    visitor = _visitor(browser, tmp_path)
    visiting = asyncio.create_task(visitor.run())
    await _until(lambda: visitor._recorder.budget.requests == 2)
    began = time.monotonic()
    for process_id in await _process_ids(browser, "renderer"):
        os.kill(process_id, signal.SIGKILL)
    assert (await visiting).error == "the page crashed its renderer"
    assert time.monotonic() - began < 20


def _newest_driver() -> int:
    drivers = [each for each in psutil.Process().children() if "run-driver" in each.cmdline()]
    # The newest is that of this test; the others serve the other tests. Numbers begin anew.
    return max(drivers, key=psutil.Process.create_time).pid


@pytest.mark.parametrize("victim", ["browser", "driver"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_when_chromium_or_its_driver_is_killed_the_capture_ends_in_seconds(
    tmp_path: Path, victim: str
) -> None:
    pages = {"/": _html("shown<img src=/hangs>"), "/hangs": _HANGS, "/next": _html("next")}
    began = time.monotonic()
    async with HttpServer(lambda request: pages[request.path]) as server:
        settings = BrowserSettings(host_table=lambda *_: server.address)
        async with Browser.start(settings) as browser:
            visitor = _visitor(browser, tmp_path)
            visiting = asyncio.create_task(visitor.run())
            await _until(lambda: visitor._recorder.in_flight and visitor._status)
            (chromium,) = await _process_ids(browser, "browser")
            os.kill(chromium if victim == "browser" else _newest_driver(), signal.SIGKILL)
            with pytest.raises(BrowserGoneError):
                await visiting
            assert not browser.alive
            with pytest.raises(BrowserGoneError):
                await _visitor(browser, tmp_path).run()
        assert time.monotonic() - began < 15
        pages["/"] = pages["/next"]
        async with Browser.start(settings) as again:
            assert (await _visitor(again, tmp_path).run()).text == "next"


# --- the start


async def test_the_devtools_port_of_another_browser_is_refused(browser: Browser) -> None:
    async with Browser.start(BrowserSettings()) as other:
        host, port = other._devtools._socket.remote_address[:2]
        assert host == "127.0.0.1"
        with pytest.raises(BrowserError, match="belongs to another browser"):
            await _connect(browser._browser, port)


async def test_a_port_where_nobody_listens_is_refused(browser: Browser) -> None:
    with pytest.raises(BrowserError, match="does not answer"):
        await _connect(browser._browser, 9)


async def test_a_program_that_is_no_chromium_is_refused() -> None:
    with pytest.raises(BrowserError, match="/bin/false does not start"):
        async with Browser.start(BrowserSettings(executable=Path("/bin/false"))):
            pass
