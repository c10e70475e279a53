"""What is held, what is let through, and whose word counts once the page was read."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser import Ask, Browser, BrowserSettings, Limits, OpenPage, Visitor
from archiver.models import Asked, Exchange, PageOrigin, Target
from archiver.testing.http_server import HttpServer, Request, Response

from .conftest import Site, body_of
from .pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FULL = shutil.which("chromium") or shutil.which("google-chrome")


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode(), **more)  # type: ignore[arg-type]


async def _url_of(page: OpenPage) -> str:
    await page.look_again()
    main = page.main_player()
    assert main is not None
    return main.url


# --- the page is not left


@pytest.mark.parametrize("asks_first", [False, True])
@pytest.mark.parametrize("how", ["top.location = 'http://b.test/'", "top.location.reload()"])
async def test_a_page_that_was_read_cannot_be_left(
    site: Site, visit, how: str, asks_first: bool
) -> None:
    """A player that sends its reader to the provider's own page, say."""
    site.add(
        {
            "a.test/": _html(
                "<p>shown<script>onmessage = () => { HOW }</script>".replace("HOW", how)
            ),
            "a.test/p.png": Response(body=png(), media_type="image/png"),
            "b.test/": _html("elsewhere"),
        }
    )
    urls: list[str] = []
    answers: list[tuple[Exchange, ...]] = []
    ask = Ask(url="http://a.test/p.png", asked=Asked.AS_SHOWN, referrer="")

    async def care(page: OpenPage) -> None:
        if asks_first:
            answers.append(await page.asker.ask(ask, timeout_s=5))
        main = page.main_player()
        assert main is not None
        expression = "window.token = 1; postMessage('go')"
        await main.frame.session.call("Runtime.evaluate", {"expression": expression})
        await page.quiet(idle_s=0.5, timeout_s=5)
        token = {"expression": "window.token", "returnByValue": True}
        kept = await main.frame.session.call("Runtime.evaluate", token)
        assert kept["result"].get("value") == 1
        urls.append(await _url_of(page))
        answers.append(await page.asker.ask(ask, timeout_s=5))

    seen = await visit("http://a.test/", aftercare=care)
    assert urls == ["http://a.test/"]
    assert all(body_of(chain[-1]) == png() for chain in answers)
    assert seen.visit.text.startswith("shown")
    assert not seen.visit.error


async def test_frames_of_the_page_may_go_where_they_like(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("<iframe src=http://b.test/></iframe>"),
            "b.test/": _html("<script>onmessage = () => { location = 'http://c.test/' }</script>"),
            "c.test/": _html("third"),
        }
    )
    urls: list[str] = []

    async def care(page: OpenPage) -> None:
        main = page.main_player()
        assert main is not None
        expression = "frames[0].postMessage('go', '*')"
        await main.frame.session.call("Runtime.evaluate", {"expression": expression})
        await page.quiet(idle_s=0.5, timeout_s=5)
        await page.look_again()
        urls.extend(each.player.url for each in page.player_frames())

    await visit("http://a.test/", aftercare=care)
    assert urls == ["http://c.test/"]


# --- passwords


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def full() -> AsyncIterator[tuple[Site, Browser]]:
    """A Chromium with windows, which asks its reader for passwords."""
    site = Site()
    async with HttpServer(site.answer, log=site.seen) as server:
        site.port = server.address[1]
        settings = BrowserSettings(host_table=site.resolve, executable=Path(_FULL or ""))
        async with Browser.start(settings) as browser:
            yield site, browser


@pytest.mark.skipif(_FULL is None, reason="no full Chromium on the path")
async def test_nobody_is_waited_for_to_type_a_password(
    full: tuple[Site, Browser], tmp_path: Path
) -> None:
    challenge = (("WWW-Authenticate", 'Basic realm="members"'),)
    members = _html("<p>members only", status=401, headers=challenge)
    site, browser = full
    site.pages = {
        "a.test/": _html("<p>shown<img src=/p.png><iframe src=/frame></iframe>"),
        "a.test/p.png": members,
        "a.test/frame": members,
        "a.test/late.png": members,
    }
    assert browser.prompts
    kept: list[Exchange] = []

    async def care(page: OpenPage) -> None:
        ask = Ask(url="http://a.test/late.png", asked=Asked.AS_SHOWN, referrer="")
        ((exchange,),) = await page.asker.ask_all([ask], at_once=1, timeout_s=5)
        assert exchange.status == 401

    visitor = Visitor(
        browser,
        Target(slug="p", url="http://a.test/", origin=PageOrigin.PLAIN_URL),
        spool=tmp_path,
        sink=kept.append,
        limits=Limits(item_s=5),
        on_phase=lambda *_: None,
        aftercare=care,
    )
    seen = await asyncio.wait_for(visitor.run(), 30)
    assert not seen.error
    assert seen.events.notes == ()
    statuses = {e.url: e.status for e in kept if "favicon" not in e.url}
    assert statuses == {
        "http://a.test/": 200,
        **{f"http://a.test/{name}": 401 for name in ("p.png", "frame", "late.png")},
    }
    assert body_of(next(e for e in kept if e.url.endswith("/frame"))) == members.body


# --- what archiver renders itself


async def test_a_rendered_page_asks_by_its_own_address_and_is_not_asked_for(
    site: Site, visit
) -> None:
    def picture(request: Request) -> Response:
        return Response(body=request.headers.get("referer", "").encode(), media_type="image/png")

    site.add({"cdn.test/p.png": picture})
    answers: list[tuple[Exchange, ...]] = []

    async def care(page: OpenPage) -> None:
        for referrer in ("http://post.test/slug/", ""):
            ask = Ask(url="http://cdn.test/p.png", asked=Asked.UNSAFE_URL, referrer=referrer)
            answers.append(await page.asker.ask(ask, timeout_s=5))

    html = "<!doctype html><meta charset=utf-8><p>正文</p>"
    seen = await visit("http://post.test/slug/", html=html, aftercare=care)
    assert [body_of(chain[-1]) for chain in answers] == [b"http://post.test/slug/", b""]
    assert seen.one("/slug/").synthetic
    assert [r for r in site.seen if r.host == "post.test" and r.path == "/slug/"] == []
