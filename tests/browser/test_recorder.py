"""The recorder: every exchange of a page, on all its targets, with all its bytes."""

from __future__ import annotations

import asyncio
import gzip
import os
from pathlib import Path

import pytest

from archiver.browser import Limits
from archiver.browser.bodies import BodyReader
from archiver.browser.recorder import Recorder
from archiver.models import Exchange, Truncation
from archiver.testing.http_server import Request, Response

from .conftest import Site, body_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_NOISE = os.urandom(300_000)


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><title>t</title>{body}".encode(), **more)  # type: ignore[arg-type]


def _plain(text: bytes, **more: object) -> Response:
    return Response(body=text, media_type="text/plain", **more)  # type: ignore[arg-type]


def _header(exchange: Exchange, name: str) -> list[str]:
    return [value for n, value in exchange.response_headers if n.lower() == name]


async def test_all_targets_are_recorded(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<iframe src='http://b.test/inner'></iframe>"
                "<script>new Worker('/worker.js'); setTimeout(() => {"
                " const f = document.createElement('iframe'); f.src = 'http://c.test/late';"
                " document.body.append(f); }, 50)</script>"
            ),
            "b.test/inner": _html("<iframe src='http://c.test/nested'></iframe><img src=/in.png>"),
            "b.test/in.png": Response(body=_NOISE, media_type="image/png"),
            "c.test/nested": _html("<script>fetch('/deep').then(r => r.blob())</script>"),
            "c.test/deep": _plain(b"deep", chunked=True),
            "c.test/late": _html("late"),
            "a.test/worker.js": Response(
                body=b"fetch('/from-worker').then(r => r.text())", media_type="text/javascript"
            ),
            "a.test/from-worker": _plain(b"worked" * 100),
        }
    )
    seen = await visit("http://a.test/")
    assert body_of(seen.one("/in.png")) == _NOISE
    assert body_of(seen.one("/deep")) == b"deep"
    assert body_of(seen.one("/from-worker")) == b"worked" * 100
    assert body_of(seen.one("/late")).endswith(b"late")
    assert seen.one("/in.png").frame_url == "http://b.test/inner"
    assert seen.one("/in.png").peer_address == "127.0.0.1"
    assert seen.visit.snapshot.frames[0].url == "http://a.test/"
    assert len(seen.visit.snapshot.frames) == 4


async def test_a_redirect_is_one_exchange_a_hop(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("<img src=/one>"),
            "a.test/one": _plain(b"moved", status=301, headers=(("Location", "/two"),)),
            "a.test/two": _plain(b"", status=302, headers=(("Location", "http://b.test/three"),)),
            "b.test/three": Response(body=_NOISE, media_type="image/png"),
        }
    )
    seen = await visit("http://a.test/")
    hops = [seen.one(path) for path in ("/one", "/two", "/three")]
    assert [hop.status for hop in hops] == [301, 302, 200]
    assert [hop.redirect_to for hop in hops] == ["http://a.test/two", "http://b.test/three", ""]
    assert [_header(hop, "location") for hop in hops] == [["/two"], ["http://b.test/three"], []]
    assert body_of(hops[2]) == _NOISE


async def test_headers_are_raw_and_cookies_never_joined(site: Site, visit) -> None:
    cookies = ("a=1", "b=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT")
    site.add(
        {
            "a.test/": Response(
                body=gzip.compress(b"<script>fetch('/echo')</script>caf\xc3\xa9"),
                headers=(
                    ("Content-Encoding", "gzip"),
                    *(("Set-Cookie", cookie) for cookie in cookies),
                ),
                chunked=True,
            ),
            "a.test/echo": lambda request: _plain(request.headers.get("cookie", "").encode()),
        }
    )
    seen = await visit("http://a.test/")
    page = seen.one("a.test/")
    assert _header(page, "set-cookie") == list(cookies)
    assert _header(page, "content-encoding") == ["gzip"]
    assert body_of(page) == b"<script>fetch('/echo')</script>caf\xc3\xa9"
    assert body_of(seen.one("/echo")) == b"a=1; b=2"
    assert ("Cookie", "a=1; b=2") in seen.one("/echo").request_headers
    assert page.protocol == "http/1.1"


async def test_posts_empty_answers_and_errors(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<script>fetch('/post', {method: 'POST', body: 'x=1&y=é'});"
                "fetch('/empty'); fetch('/head', {method: 'HEAD'}); fetch('/gone');"
                "fetch('http://no-such-host.invalid/x')</script>"
            ),
            "a.test/post": lambda request: _plain(request.body),
            "a.test/empty": Response(status=204),
            "a.test/head": _plain(b"never sent"),
        }
    )
    seen = await visit("http://a.test/")
    assert seen.one("/post").request_body == "x=1&y=é".encode()
    assert body_of(seen.one("/post")) == "x=1&y=é".encode()
    assert (seen.one("/empty").status, seen.one("/empty").body) == (204, None)
    assert (seen.one("/head").method, seen.one("/head").body) == ("HEAD", None)
    assert seen.one("/gone").status == 404
    assert body_of(seen.one("/gone")) == b"not here"
    assert seen.one("/x").status == 0
    assert seen.one("/x").error.startswith("net::ERR_")


async def test_data_and_blob_addresses_are_left_out(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><script>"
                "fetch(URL.createObjectURL(new Blob(['x'])))</script>"
            )
        }
    )
    seen = await visit("http://a.test/")
    assert {exchange.url.partition(":")[0] for exchange in seen.exchanges} == {"http"}


async def test_a_big_body_goes_to_disk_while_the_page_reads_it(site: Site, visit) -> None:
    big = os.urandom(1 << 20) * 24
    site.add(
        {
            "a.test/": _html(
                "<script>fetch('/big').then(r => r.arrayBuffer()).then(b =>"
                " document.title = b.byteLength)</script>"
            ),
            "a.test/big": Response(body=big, media_type="application/octet-stream"),
        }
    )
    seen = await visit("http://a.test/")
    exchange = seen.one("/big")
    assert seen.visit.snapshot.title == str(len(big))
    assert exchange.body.path is not None
    assert exchange.truncated is None
    assert body_of(exchange) == big


async def test_a_body_that_the_page_leaves_is_said_to_be_cut(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("<img src=/none.png>"),
            "a.test/none.png": Response(body=_NOISE * 10, media_type="image/png"),
        }
    )
    seen = await visit("http://a.test/")
    left = seen.one("/none.png")
    whole = left.body.size_bytes == len(_NOISE) * 10
    assert left.truncated is (None if whole else Truncation.DISCONNECT)


async def test_nothing_of_a_big_body_is_missed_however_busy_archiver_is(
    site: Site, visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Beyond 16 MB Chromium's own buffer has nothing that could be asked for later.
    tap = BodyReader.tap

    async def late(self, session, transfer) -> None:
        await asyncio.sleep(0.3)
        await tap(self, session, transfer)

    async def never(*_words: object) -> None:
        raise AssertionError("asked for from the page's buffer")

    monkeypatch.setattr(BodyReader, "tap", late)
    monkeypatch.setattr(BodyReader, "recover", never)
    big = os.urandom(1 << 20) * 20
    script = "<script>fetch('/big').then(r => r.arrayBuffer())</script>"
    frame = "<iframe src=http://b.test/frame></iframe>"
    site.add(
        {
            "a.test/": _html(script + frame),
            "b.test/frame": _html(script),
            **{f"{host}.test/big": Response(body=big, media_type="a/b") for host in "ab"},
        }
    )
    seen = await visit("http://a.test/")
    for exchange in seen.all("/big"):
        assert (exchange.truncated, body_of(exchange) == big) == (None, True)
    assert len(seen.all("/big")) == 2


async def test_a_body_that_trickles_is_kept_as_far_as_it_came(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("<p>shown</p><script src=/slow></script>"),
            "a.test/slow": Response(
                body=gzip.compress(os.urandom(30_000), 0),
                headers=(("Content-Encoding", "gzip"),),
                media_type="text/javascript",
                pace_bytes_per_s=4_000,
            ),
        }
    )
    seen = await visit("http://a.test/", limits=Limits(body_s=1.5, load_s=5, item_s=3))
    slow = seen.one("/slow")
    assert slow.truncated is Truncation.TIME
    assert 0 < slow.body.size_bytes < 30_000
    assert "shown" in seen.visit.text


async def test_a_document_that_breaks_off_is_kept_and_said(site: Site, visit) -> None:
    whole = b"<!doctype html><p>first</p>" + b"<p>more</p>" * 2_000
    site.add({"a.test/": Response(body=whole, chunked=True, abort_after_bytes=9_000)})
    seen = await visit("http://a.test/", limits=Limits(load_s=5))
    page = seen.one("a.test/")
    assert page.truncated is not None
    assert whole.startswith(body_of(page))
    assert page.body.size_bytes > 0


async def test_a_document_that_never_ends_is_shown_as_far_as_it_came(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": Response(
                body=b"<!doctype html><p>first</p>" + b"<!-- -->" * 4_000,
                chunked=True,
                pace_bytes_per_s=2_000,
            )
        }
    )
    seen = await visit("http://a.test/", limits=Limits(load_s=1.5, item_s=0.6))
    assert "first" in seen.visit.text
    assert seen.one("a.test/").truncated is Truncation.TIME
    assert body_of(seen.one("a.test/")).startswith(b"<!doctype html><p>first</p>")
    assert not seen.visit.error


async def test_chunked_bodies_of_every_kind_are_whole(site: Site, visit) -> None:
    paths = ["text", "blob", "buffer", "stream"]
    calls = {
        "text": "text()",
        "blob": "blob()",
        "buffer": "arrayBuffer()",
        "stream": "body.cancel()",
    }
    site.add(
        {
            "a.test/": _html(
                "<script>"
                + "".join(f"fetch('/{path}').then(r => r.{calls[path]});" for path in paths[:3])
                + "</script>"
            ),
            **{f"a.test/{path}": _plain(_NOISE, chunked=True) for path in paths},
        }
    )
    seen = await visit("http://a.test/")
    for path in paths[:3]:
        exchange = seen.one(f"/{path}")
        assert (exchange.truncated, body_of(exchange) == _NOISE) == (None, True), path


async def test_a_compressed_bomb_stops_at_the_limit(site: Site, visit) -> None:
    bomb = gzip.compress(b"\0" * (64 << 20))
    site.add(
        {
            "a.test/": _html("<p>alive</p><script>fetch('/bomb').catch(() => 0)</script>"),
            "a.test/bomb": _plain(bomb, headers=(("Content-Encoding", "gzip"),)),
        }
    )
    seen = await visit("http://a.test/", limits=Limits(body_bytes=4 << 20))
    assert seen.one("/bomb").truncated is Truncation.LENGTH
    assert seen.one("/bomb").body.size_bytes == 4 << 20
    assert "alive" in seen.visit.text


async def test_a_post_rendered_by_archiver_is_served_at_its_address(site: Site, visit) -> None:
    def picture(request: Request) -> Response:
        assert request.headers["referer"] == "http://post.invalid/"
        return Response(body=_NOISE, media_type="image/png")

    site.add({"cdn.test/a.png": picture})
    html = "<!doctype html><meta charset=utf-8><p>正文</p><img src=http://cdn.test/a.png>"
    seen = await visit("http://post.invalid/slug/?a=*", html=html)
    page = seen.one("/slug/?a=*")
    assert page.synthetic
    assert body_of(page).decode() == html
    assert seen.one("/a.png").status == 200
    assert seen.visit.status == 200


async def test_more_requests_than_the_budget_are_refused(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<script>for (let i = 0; i < 60; i++) fetch('/n' + i).catch(() => 0)</script>"
            ),
            **{f"a.test/n{i}": _plain(b"n") for i in range(60)},
        }
    )
    seen = await visit("http://a.test/", limits=Limits(requests=20))
    assert any("budget" in exchange.error for exchange in seen.exchanges)


async def test_waiting_ends_with_its_budget_though_a_request_comes_at_the_same_moment(
    tmp_path: Path,
) -> None:
    recorder = Recorder(spool=tmp_path, limits=Limits(), sink=lambda _: None, peer_of=str)
    waiting = asyncio.create_task(recorder.quiet(idle_s=60, timeout_s=60))
    await asyncio.sleep(0.01)
    recorder._progress.set()
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(20):
            await waiting
