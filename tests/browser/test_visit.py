"""What pages try: each has an end, within a stated time, with words that say why."""

from __future__ import annotations

import errno
import time
from pathlib import Path

import pytest

from archiver.browser import Browser, BrowserSettings, Limits, Visitor
from archiver.errors import OutOfSpaceError, StorageError
from archiver.formats import BodySink
from archiver.models import PageOrigin, Target
from archiver.testing.authority import Authority
from archiver.testing.http_server import HttpServer, Response

from .conftest import Site, body_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_HANGS = Response(delay_s=60)


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode(), **more)  # type: ignore[arg-type]


def _moved(to: str) -> Response:
    return Response(status=302, headers=(("Location", to),))


# --- navigations


@pytest.mark.parametrize("status", [204, 205])
async def test_an_answer_without_a_document_fails_and_says_so(
    site: Site, visit, status: int
) -> None:
    site.add({"a.test/": Response(status=status)})
    seen = await visit("http://a.test/")
    assert f"it answered {status}, which has no document" in seen.visit.error
    assert seen.visit.status == seen.one("a.test/").status == status


@pytest.mark.parametrize(
    "response",
    [
        Response(body=b"PK\3\4" * 99, media_type="application/zip"),
        _html("a page", headers=(("Content-Disposition", "attachment; filename=../../x.html"),)),
    ],
)
async def test_a_download_is_no_page_but_its_bytes_are_kept(
    site: Site, visit, response: Response
) -> None:
    site.add({"a.test/": response})
    seen = await visit("http://a.test/")
    media_type = response.media_type.partition(";")[0]
    assert f"it is a download ({media_type}), not a document" in seen.visit.error
    assert body_of(seen.one("a.test/")) == response.body
    assert seen.visit.events.downloads == 1


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "chrome://crash", "javascript:alert(1)", "data:text/html,x"]
)
async def test_a_redirect_out_of_the_web_is_kept_and_not_followed(
    site: Site, visit, to: str
) -> None:
    site.add({"a.test/": _moved(to)})
    seen = await visit("http://a.test/")
    assert "the page does not load: net::ERR_" in seen.visit.error
    hop = seen.one("a.test/")
    assert hop.status == 302
    assert ("Location", to) in hop.response_headers


async def test_a_redirect_to_itself_ends_with_every_hop_kept(site: Site, visit) -> None:
    site.add({"a.test/": _moved("/")})
    seen = await visit("http://a.test/")
    assert "ERR_TOO_MANY_REDIRECTS" in seen.visit.error
    assert {exchange.status for exchange in seen.exchanges} == {302}
    assert len(seen.exchanges) > 10


@pytest.mark.parametrize(
    "trick",
    ["<meta http-equiv=refresh content=0>", "<script>location.reload()</script>"],
    ids=["refresh", "reload"],
)
async def test_a_page_that_navigates_without_end_is_captured_where_it_stands(
    site: Site, visit, trick: str
) -> None:
    site.add({"a.test/": _html(f"<p>stays</p>{trick}")})
    began = time.monotonic()
    seen = await visit("http://a.test/")
    assert time.monotonic() - began < 10
    assert not seen.visit.error
    assert "stays" in seen.visit.text
    assert "the page navigated without end" in seen.visit.events.notes
    assert len(site.seen) < 20


async def test_a_page_that_does_not_answer_fails_by_its_deadline(site: Site, visit) -> None:
    site.add({"a.test/": _HANGS})
    seen = await visit("http://a.test/", limits=Limits(load_s=0.5))
    assert seen.visit.error == "the page did not answer within 0.5 s"
    assert seen.visit.status == 0


async def test_a_frame_that_breaks_off_does_not_break_the_page(site: Site, visit) -> None:
    slow = Response(body=b"document.title = 'ran'", media_type="text/javascript", delay_s=1.5)
    site.add(
        {
            "a.test/": _html("<iframe src=http://b.test/cut></iframe><script src=/slow></script>"),
            "b.test/cut": _html("cut" * 9_000, chunked=True, abort_after_bytes=9_000),
            "a.test/slow": slow,
        }
    )
    seen = await visit("http://a.test/")
    assert seen.visit.snapshot.title == "ran"
    assert seen.visit.events.notes == ()


async def test_a_request_for_a_password_is_recorded_and_asks_nobody(site: Site, visit) -> None:
    challenge = (("WWW-Authenticate", 'Basic realm="members"'),)
    members = _html("<p>Members only</p>", status=401, headers=challenge)
    site.add({"a.test/": members, "a.test/open": _html("<p>open</p><img src=/>")})
    closed, opened = await visit("http://a.test/"), await visit("http://a.test/open")
    assert closed.visit.status == closed.one("a.test/").status == 401
    # Headless shell shows the answer's text, other builds refuse to; neither asks.
    words = "Members only" if not closed.visit.error else "ERR_INVALID_AUTH_CREDENTIALS"
    assert words in closed.visit.text + closed.visit.error
    assert challenge[0] in closed.one("a.test/").response_headers
    assert opened.one("a.test/").status == 401
    assert "open" in opened.visit.text


async def test_a_certificate_that_nobody_vouches_for_is_a_failure(tmp_path: Path) -> None:
    target = Target(slug="p", url="https://a.test/", origin=PageOrigin.PLAIN_URL)
    with Authority() as authority:
        async with (
            HttpServer(lambda _: _html("secret"), tls=authority.server_context()) as server,
            Browser.start(BrowserSettings(host_table=lambda *_: server.address)) as browser,
        ):
            visitor = Visitor(
                browser,
                target,
                spool=tmp_path,
                sink=lambda _: None,
                limits=Limits(),
                on_phase=lambda *_: None,
            )
            seen = await visitor.run()
    assert "net::ERR_CERT_AUTHORITY_INVALID" in seen.error
    assert seen.snapshot is None


# --- what goes on beside the page


async def test_dialogs_without_end_are_stopped_and_the_page_is_kept(site: Site, visit) -> None:
    site.add({"a.test/": _html("before<script>while (1) alert(1)</script>after")})
    began = time.monotonic()
    seen = await visit("http://a.test/")
    assert time.monotonic() - began < 15
    assert "beforeafter" in seen.visit.text
    assert seen.visit.events.dialogs > 10
    assert "a script that opened dialogs without end was stopped" in seen.visit.events.notes


async def test_popups_are_counted_and_neither_recorded_nor_in_the_way(
    site: Site, visit, browser: Browser
) -> None:
    site.add(
        {
            # The frame commits while a popup opens.
            "a.test/": _html(
                "<a href=/three target=_blank rel=noopener>x</a><iframe src=http://b.test/>"
                "</iframe><script>open('/one'); open('/two', '_blank', 'noopener');"
                "document.querySelector('a').click()</script>"
            ),
            "b.test/": _html("framed<img src=/in.png>"),
            **{f"a.test/{n}": _html("popup") for n in ("one", "two", "three")},
        }
    )
    began = time.monotonic()
    seen = await visit("http://a.test/")
    assert time.monotonic() - began < 15
    assert seen.visit.events.popups == 3
    assert "framed" in seen.visit.text
    assert {exchange.url for exchange in seen.exchanges} == {
        "http://a.test/",
        "http://b.test/",
        "http://b.test/in.png",
    }
    assert browser._browser.contexts == []


@pytest.mark.parametrize(
    "script",
    [
        "new EventSource('/endless')",
        "new WebSocket('ws://a.test/endless')",
    ],
)
async def test_a_line_that_stays_open_is_not_waited_for(site: Site, visit, script: str) -> None:
    ticks = {"body": b"data: 1\n\n" * 999, "chunked": True, "pace_bytes_per_s": 60}
    site.add(
        {
            "a.test/": _html(f"<p>shown</p><script>{script}</script>"),
            "a.test/endless": Response(media_type="text/event-stream", **ticks),  # type: ignore[arg-type]
        }
    )
    began = time.monotonic()
    seen = await visit("http://a.test/")
    assert time.monotonic() - began < 15
    assert "shown" in seen.visit.text
    assert [exchange.url for exchange in seen.exchanges] == ["http://a.test/"]


async def test_service_workers_do_not_come_between_page_and_archive(site: Site, visit) -> None:
    script = (
        "navigator.serviceWorker.register('/sw').then(() => 'yes', () => 'no')"
        ".then(answer => { document.title = answer })"
    )
    worker = Response(body=b"onfetch = e => 0", media_type="text/javascript")
    site.add({"a.test/": _html(f"<script>{script}</script>"), "a.test/sw": worker})
    seen = await visit("http://a.test/")
    assert seen.visit.snapshot.title != "yes"
    assert [request.path for request in site.seen] == ["/"]


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, OutOfSpaceError), (errno.EIO, StorageError)]
)
async def test_a_full_disk_ends_the_visit_at_once_and_leaves_the_browser_alone(
    site: Site, visit, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[StorageError]
) -> None:
    def write(_sink: BodySink, _data: bytes) -> None:
        raise OSError(number, "cannot write", "/spool/body-00001")

    site.add({"a.test/": _html("<p>fine</p><img src=/hangs>"), "a.test/hangs": _HANGS})
    with monkeypatch.context() as patched:
        patched.setattr(BodySink, "write", write)
        began = time.monotonic()
        with pytest.raises(kind, match="/spool/body-00001: cannot write"):
            await visit("http://a.test/")
        assert time.monotonic() - began < 20
    site.add({"a.test/hangs": Response(status=404)})
    assert "fine" in (await visit("http://a.test/")).visit.text
