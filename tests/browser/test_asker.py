"""Asking once more: as the page would, with a Referer of choice, and never without an end."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Awaitable, Callable

import pytest

from archiver.browser import Ask, Browser, BrowserSettings, Limits, OpenPage, Visitor
from archiver.models import Asked, Exchange, PageOrigin, Target, Truncation
from archiver.testing.authority import Authority
from archiver.testing.http_server import HttpServer, Request, Response

from .conftest import Site, body_of
from .pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_PICTURE = png()
_URL = "http://cdn.test/p.png"
_QUICK = Limits(call_s=1, ask_s=1.5, body_s=1.5, film_s=1.5, item_s=0.5)

Answers = list[tuple[Exchange, ...]]


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode(), **more)  # type: ignore[arg-type]


def _png(**more: object) -> Response:
    return Response(body=_PICTURE, media_type="image/png", **more)  # type: ignore[arg-type]


def _ask(url: str = _URL, referrer: str = "", **more: object) -> Ask:
    return Ask(url=url, asked=Asked.NO_REFERRER, referrer=referrer, **more)  # type: ignore[arg-type]


def _asking(
    *asks: Ask, into: Answers, timeout_s: float = 5
) -> Callable[[OpenPage], Awaitable[None]]:
    async def care(page: OpenPage) -> None:
        for ask in asks:
            into.append(await page.asker.ask(ask, timeout_s=timeout_s))

    return care


# --- what is sent


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        ("", ()),
        ("", (("Content-Security-Policy", "default-src 'none'"),)),
        ("", (("Content-Security-Policy", "default-src 'none'; sandbox allow-scripts"),)),
        ("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">", ()),
        ("<meta name=referrer content=no-referrer>", ()),
        ("", (("Referrer-Policy", "no-referrer"),)),
        ("", (("Cross-Origin-Embedder-Policy", "require-corp"),)),
    ],
)
async def test_the_referer_is_sent_exactly_as_asked_whatever_the_page_says(
    site: Site, visit, head: str, headers: tuple[tuple[str, str], ...]
) -> None:
    referers = ["", "http://a.test/", "http://a.test/2024/post?x=1", "http://other.test/page"]
    site.add(
        {"a.test/2024/post": _html(f"{head}<p>shown", headers=headers), "cdn.test/p.png": _png()}
    )
    answers: Answers = []
    asks = [_ask(referrer=referer) for referer in referers]
    seen = await visit("http://a.test/2024/post?x=1", aftercare=_asking(*asks, into=answers))
    assert [r.headers.get("referer", "") for r in site.requests("cdn.test/p.png")] == referers
    assert [body_of(chain[-1]) for chain in answers] == [_PICTURE] * 4
    recorded = [dict(e.request_headers).get("Referer", "") for e in seen.all("/p.png")]
    assert recorded == referers


async def test_the_mark_is_told_to_nobody_outside_the_browser(site: Site, visit) -> None:
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": _png()})
    answers: Answers = []
    seen = await visit("http://a.test/", aftercare=_asking(_ask(_URL + "?a=b"), into=answers))
    assert [r.path for r in site.seen if r.host == "cdn.test"] == ["/p.png?a=b"]
    assert all("archiver-ask" not in str(r.headers) for r in site.seen)
    (exchange,) = answers[0]
    assert exchange.url == _URL + "?a=b"
    assert "archiver-ask" not in repr(seen.exchanges)


async def test_it_is_recorded_as_archivers_own_and_as_what_it_is_for(site: Site, visit) -> None:
    site.add({"a.test/": _html("<img src=http://cdn.test/p.png>"), "cdn.test/p.png": _png()})
    ask = _ask(frame_url="http://a.test/frame", accept="image/*", metadata='{"a": 1}')
    seen = await visit("http://a.test/", aftercare=_asking(ask, into=[]))
    page, own = seen.all("/p.png")
    assert (page.asked, page.metadata, page.frame_url) == (Asked.PAGE, "", "http://a.test/")
    assert (own.asked, own.metadata) == (Asked.NO_REFERRER, '{"a": 1}')
    assert (own.resource_type, own.frame_url) == ("image", "http://a.test/frame")
    assert dict(own.request_headers)["Accept"] == "image/*"
    assert site.requests("cdn.test/p.png")[-1].headers["accept"] == "image/*"


async def test_cookies_of_the_host_go_along(site: Site, visit) -> None:
    baked = (("Set-Cookie", "reader=1; Path=/"),)
    site.add(
        {
            "a.test/": _html("<img src=/first.png>"),
            "a.test/first.png": _png(headers=baked),
            "a.test/p.png": _png(),
        }
    )
    await visit("http://a.test/", aftercare=_asking(_ask("http://a.test/p.png"), into=[]))
    assert site.requests("a.test/p.png")[0].headers["cookie"] == "reader=1"


async def test_nothing_comes_from_the_cache(site: Site, visit) -> None:
    lasting = _png(headers=(("Cache-Control", "max-age=3600"),))
    site.add({"a.test/": _html("<img src=http://cdn.test/p.png>"), "cdn.test/p.png": lasting})
    answers: Answers = []
    await visit("http://a.test/", aftercare=_asking(_ask(), _ask(), into=answers))
    assert len(site.requests("cdn.test/p.png")) == 3
    assert [body_of(chain[0]) for chain in answers] == [_PICTURE] * 2


async def test_a_redirect_chain_is_the_answer_hop_by_hop(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("shown"),
            "cdn.test/p.png": Response(status=302, headers=(("Location", "/two"),)),
            "cdn.test/two": Response(status=307, headers=(("Location", "http://b.test/end"),)),
            "b.test/end": _png(),
        }
    )
    answers: Answers = []
    ask = _ask(referrer="http://a.test/whole?address", metadata="{}")
    seen = await visit("http://a.test/", aftercare=_asking(ask, into=answers))
    (chain,) = answers
    assert [e.url for e in chain] == [_URL, "http://cdn.test/two", "http://b.test/end"]
    assert [e.status for e in chain] == [302, 307, 200]
    assert {e.asked for e in chain} == {Asked.NO_REFERRER}
    assert [e.metadata for e in chain] == ["", "", "{}"]
    assert body_of(chain[-1]) == _PICTURE
    assert len(seen.all("/end")) == 1
    last = site.requests("b.test/end")[0]
    assert "archiver-ask" not in last.path


async def test_the_pages_own_request_of_the_same_address_is_never_taken_for_it(
    site: Site, visit
) -> None:
    """The page asks for the very address all the time; its answers differ from archiver's."""

    def answer(request: Request) -> Response:
        own = request.headers.get("referer") == "http://elsewhere.test/"
        return Response(body=b"archiver" if own else b"page", media_type="text/plain")

    asking = "setInterval(() => fetch('http://cdn.test/p.png', {mode: 'no-cors'}), 5)"
    site.add({"a.test/": _html(f"<script>{asking}</script>"), "cdn.test/p.png": answer})
    answers: Answers = []
    asks = [_ask(referrer="http://elsewhere.test/") for _ in range(10)]
    seen = await visit("http://a.test/", limits=_QUICK, aftercare=_asking(*asks, into=answers))
    assert [body_of(chain[0]) for chain in answers] == [b"archiver"] * 10
    kept = {(e.asked, body_of(e)) for e in seen.all("/p.png") if e.body and not e.truncated}
    assert kept == {(Asked.PAGE, b"page"), (Asked.NO_REFERRER, b"archiver")}


async def test_many_are_asked_side_by_side_and_answered_in_their_order(site: Site, visit) -> None:
    site.add({"a.test/": _html("shown")})
    site.add({f"cdn.test/{n}": Response(body=b"%d" % n, delay_s=0.2 - n / 50) for n in range(10)})
    answers: Answers = []

    async def care(page: OpenPage) -> None:
        asks = [_ask(f"http://cdn.test/{n}") for n in range(10)]
        answers.extend(await page.asker.ask_all(asks, at_once=5, timeout_s=5))

    await visit("http://a.test/", aftercare=care)
    assert [body_of(chain[-1]) for chain in answers] == [b"%d" % n for n in range(10)]


async def test_a_plain_address_on_a_secure_page_is_asked_for_securely(tmp_path) -> None:
    seen: list[Exchange] = []
    answers: Answers = []
    with Authority() as authority:

        def answer(request: Request) -> Response:
            return _png() if request.path == "/p.png" else _html("secret")

        async with (
            HttpServer(answer, tls=authority.server_context()) as server,
            Browser.start(
                BrowserSettings(
                    host_table=lambda *_: server.address, trusted_keys=(authority.spki_pin,)
                )
            ) as browser,
        ):
            visitor = Visitor(
                browser,
                Target(slug="p", url="https://a.test/", origin=PageOrigin.PLAIN_URL),
                spool=tmp_path,
                sink=seen.append,
                limits=Limits(),
                on_phase=lambda *_: None,
                aftercare=_asking(_ask("http://cdn.test/p.png"), into=answers),
            )
            assert not (await visitor.run()).error
    (exchange,) = answers[0]
    assert (exchange.url, body_of(exchange)) == ("https://cdn.test/p.png", _PICTURE)


# --- what comes


_NOISE = os.urandom(60_000)
_ZIPPED = gzip.compress(_NOISE)
_GZIP = (("Content-Encoding", "gzip"),)
_WORDS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nwords\n"
_LIST = b"#EXTM3U\n#EXTINF:2,\n1.ts\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    ("response", "status", "body"),
    [
        (Response(status=403, body=b"no hotlinks", media_type="text/plain"), 403, b"no hotlinks"),
        (Response(status=404, body=b"gone", media_type="text/plain"), 404, b"gone"),
        (Response(status=204), 204, None),
        (Response(body=_NOISE, media_type="image/png", chunked=True), 200, _NOISE),
        (Response(body=_ZIPPED, media_type="image/png", headers=_GZIP), 200, _NOISE),
        (Response(body=_ZIPPED, media_type="image/png", headers=_GZIP, chunked=True), 200, _NOISE),
        (Response(body=_NOISE, media_type="video/webm", chunked=True), 200, _NOISE),
        (Response(body=_NOISE * 30, media_type="video/webm"), 200, _NOISE * 30),
        (Response(body=_WORDS, media_type="text/vtt"), 200, _WORDS),
        (Response(body=_LIST, media_type="application/vnd.apple.mpegurl"), 200, _LIST),
    ],
    ids=[
        *("403", "404", "204", "chunked", "gzip", "gzip-chunked", "film-chunked", "film"),
        *("subtitles", "playlist"),
    ],
)
async def test_every_answer_is_kept_as_it_came(
    site: Site, visit, response: Response, status: int, body: bytes | None
) -> None:
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": response})
    answers: Answers = []
    seen = await visit("http://a.test/", aftercare=_asking(_ask(), into=answers))
    ((exchange,),) = answers
    assert exchange is seen.one("/p.png")
    assert (exchange.status, exchange.truncated, exchange.error) == (status, None, "")
    assert (body_of(exchange) if exchange.body else None) == body
    assert seen.visit.events.notes == ()


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_its_limit_is_cut_there(site: Site, visit, chunked: bool) -> None:
    big = os.urandom(3_000_000)
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": Response(body=big, chunked=chunked)})
    answers: Answers = []
    asks = [_ask(limit_bytes=2_000_000), _ask()]
    await visit("http://a.test/", aftercare=_asking(*asks, into=answers))
    (cut,), (whole,) = answers
    assert cut.truncated is Truncation.LENGTH
    assert body_of(cut) == big[:2_000_000]
    assert (whole.truncated, body_of(whole) == big) == (None, True)


@pytest.mark.parametrize("size_bytes", [60_000, 3_000_000])
async def test_a_body_that_breaks_off_is_kept_as_far_as_it_came(
    site: Site, visit, size_bytes: int
) -> None:
    whole = os.urandom(size_bytes)
    site.add(
        {
            "a.test/": _html("shown"),
            "cdn.test/p.png": Response(body=whole, abort_after_bytes=30_000),
        }
    )
    answers: Answers = []
    seen = await visit("http://a.test/", aftercare=_asking(_ask(), into=answers))
    exchange = seen.one("/p.png")
    assert (exchange.status, exchange.truncated) == (200, Truncation.DISCONNECT)
    assert body_of(exchange) == whole[:30_000]
    assert answers == [(exchange,)]


async def test_of_a_web_page_that_chromium_keeps_from_pages_the_head_alone_comes(
    site: Site, visit
) -> None:
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": _html("log in")})
    answers: Answers = []
    await visit("http://a.test/", aftercare=_asking(_ask(), into=answers))
    ((exchange,),) = answers
    assert (exchange.status, exchange.mime, body_of(exchange)) == (200, "text/html", b"")
    announced = dict(exchange.response_headers)["Content-Length"]
    assert int(announced) == len(_html("log in").body)


async def test_an_empty_answer_is_one(site: Site, visit) -> None:
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": Response(media_type="image/png")})
    answers: Answers = []
    await visit("http://a.test/", aftercare=_asking(_ask(), into=answers))
    ((exchange,),) = answers
    assert (exchange.status, body_of(exchange)) == (200, b"")


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_never_ends_costs_its_own_time_and_no_more(
    site: Site, visit, chunked: bool
) -> None:
    endless = Response(body=_NOISE * 30, chunked=chunked, pace_bytes_per_s=4_000)
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": endless, "cdn.test/next.png": _png()})
    answers: Answers = []
    asks = (_ask(), _ask("http://cdn.test/next.png"))
    began = time.monotonic()
    limits = Limits(call_s=5, ask_s=1, film_s=60, item_s=0.5)
    care = _asking(*asks, into=answers, timeout_s=1)
    seen = await visit("http://a.test/", limits=limits, aftercare=care)
    assert time.monotonic() - began < 8
    assert not seen.visit.error
    assert body_of(answers[1][0]) == _PICTURE
    exchange = seen.one("/p.png")
    assert exchange.truncated is Truncation.TIME
    assert _NOISE.startswith(body_of(exchange))
    assert exchange.body is not None
    assert exchange.body.size_bytes > 0


async def test_an_answer_that_never_comes_costs_its_own_time_and_no_more(site: Site, visit) -> None:
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": Response(delay_s=60)})
    answers: Answers = []
    began = time.monotonic()
    seen = await visit("http://a.test/", aftercare=_asking(_ask(), into=answers, timeout_s=1))
    assert time.monotonic() - began < 8
    assert answers == [()]
    assert (seen.one("/p.png").status, seen.visit.error) == (0, "")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8009/secret",
        "http://no-such-host.invalid/p.png",
        "http://cdn.test:1/p.png",
        "ftp://cdn.test/p.png",
        "http://[broken/p.png",
        "data:image/png,x",
        "file:///etc/passwd",
    ],
)
async def test_what_cannot_be_reached_is_no_answer_and_no_error(
    site: Site, visit, url: str
) -> None:
    site.add({"a.test/": _html("shown"), "cdn.test/p.png": _png()})
    answers: Answers = []
    care = _asking(_ask(url), _ask(), into=answers)
    seen = await visit("http://a.test/", aftercare=care)
    failed, fine = answers
    assert [e.status for e in failed] in ([], [0])
    assert body_of(fine[0]) == _PICTURE
    assert not seen.visit.error
    if "127.0.0.1" in url:
        assert any("127.0.0.1" in words for words in seen.visit.events.blocked)
