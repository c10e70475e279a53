"""Requests and answers: what is sent, what is kept, and how each end is told."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from loopback import Recorder, Site, bytes_of, sha1_of

from archiver.extract.answer import Answer
from archiver.extract.recording import StoppedError
from archiver.extract.socks import NotAllowedError
from archiver.models import Asked, Exchange, Truncation
from archiver.testing.authority import Authority
from archiver.testing.http_server import HttpServer, Request, Response, Seen

BIG = bytes(range(256)) * 2048
HEADERS = (("User-Agent", "Reader"), ("Referer", "http://a.test/"), ("Connection", "close"))


async def read(site: Site, recorder: Recorder, path: str, **request: object) -> Exchange:
    """Ask for a path of `films.test` and read the answer whole; return the last exchange."""
    wire = recorder.wire(site.guard.port)

    def work() -> None:
        with suppress(OSError):
            wire.ask("GET", f"http://films.test{path}", HEADERS, b"").read()
        wire.close()
        recorder.recording.finish()

    await asyncio.to_thread(work)
    return recorder.exchanges[-1]


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_is_kept_as_it_came_with_the_lines_that_were_sent(
    site: Site, recorder: Recorder, chunked: bool
) -> None:
    headers = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    site.pages["films.test/a.mp4"] = Response(
        body=BIG, media_type="Video/MP4; x=1", chunked=chunked, headers=headers
    )
    exchange = await read(site, recorder, "/a.mp4?q=%20#t=3")
    assert exchange.url == "http://films.test/a.mp4?q=%20"
    assert exchange.request_headers == (
        ("Host", "films.test"),
        ("User-Agent", "Reader"),
        ("Referer", "http://a.test/"),
    )
    assert exchange.status == 200
    assert exchange.reason == "OK"
    assert [line for line in exchange.response_headers if line[0] == "Set-Cookie"] == [*headers]
    assert exchange.body is not None
    assert exchange.body.path is not None
    assert exchange.body.sha1 == sha1_of(BIG)
    assert bytes_of(exchange.body) == BIG
    assert (exchange.mime, exchange.resource_type) == ("video/mp4", "media")
    assert (exchange.asked, exchange.protocol) == (Asked.YT_DLP, "http/1.1")
    assert exchange.truncated is None
    assert not exchange.error
    (seen,) = site.seen
    assert {name.lower(): value for name, value in exchange.request_headers} == seen.headers


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
async def test_a_compressed_body_is_kept_decoded(
    site: Site, recorder: Recorder, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    site.pages["films.test/page"] = Response(
        body=pack(BIG), headers=(("Content-Encoding", coding),)
    )
    exchange = await read(site, recorder, "/page")
    assert bytes_of(exchange.body) == BIG
    assert ("Content-Encoding", coding) in exchange.response_headers
    assert exchange.truncated is None


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_breaks_off_says_so_and_keeps_what_came(
    site: Site, recorder: Recorder, chunked: bool
) -> None:
    site.pages["films.test/a.mp4"] = Response(body=BIG, abort_after_bytes=40_000, chunked=chunked)
    exchange = await read(site, recorder, "/a.mp4")
    assert exchange.truncated is Truncation.DISCONNECT
    assert exchange.error
    assert bytes_of(exchange.body) == BIG[:40_000]


@pytest.mark.parametrize(("limit", "name"), [(100_000, "body_bytes"), (100_000, "bytes_left")])
async def test_a_body_over_its_limit_is_cut_there_and_all_is_stopped(
    site: Site, recorder: Recorder, limit: int, name: str
) -> None:
    site.pages["films.test/a.mp4"] = Response(body=BIG)
    setattr(recorder.recording, name, limit)
    with pytest.raises(StoppedError):
        await read(site, recorder, "/a.mp4")
    recorder.recording.finish()
    (exchange,) = recorder.exchanges
    assert exchange.truncated is Truncation.LENGTH
    assert bytes_of(exchange.body) == BIG[:limit]
    assert recorder.recording.stopped is Truncation.LENGTH


async def test_a_bomb_is_cut_at_its_decoded_length(site: Site, recorder: Recorder) -> None:
    site.pages["films.test/page"] = Response(
        body=gzip.compress(bytes(32 << 20)), headers=(("Content-Encoding", "gzip"),)
    )
    with pytest.raises(StoppedError):
        await read(site, recorder, "/page")
    recorder.recording.finish()
    (exchange,) = recorder.exchanges
    assert exchange.body is not None
    assert exchange.body.size_bytes == 1 << 20


async def test_a_page_that_is_too_long_to_be_read_at_once_is_an_error(
    site: Site, recorder: Recorder
) -> None:
    site.pages["films.test/page"] = Response(
        body=gzip.compress(bytes(17 << 20)), headers=(("Content-Encoding", "gzip"),)
    )
    recorder.recording.body_bytes = recorder.recording.bytes_left = 1 << 30
    exchange = await read(site, recorder, "/page")
    assert exchange.truncated is Truncation.LENGTH
    assert recorder.recording.stopped is None


async def test_a_stop_ends_the_reading_of_a_body_where_it_is(
    site: Site, recorder: Recorder
) -> None:
    site.pages["films.test/a.mp4"] = Response(body=BIG, pace_bytes_per_s=20_000)
    wire = recorder.wire(site.guard.port)
    begun, loop = asyncio.Event(), asyncio.get_running_loop()

    def work() -> None:
        answer = wire.ask("GET", "http://films.test/a.mp4", HEADERS, b"")
        answer.read(1)
        loop.call_soon_threadsafe(begun.set)
        answer.read()

    reading = asyncio.create_task(asyncio.to_thread(work))
    await begun.wait()
    recorder.recording.stop(Truncation.TIME)
    with pytest.raises(StoppedError):
        await reading
    with pytest.raises(StoppedError):
        wire.ask("GET", "http://films.test/a.mp4", HEADERS, b"")
    wire.close()
    recorder.recording.finish()
    (exchange,) = recorder.exchanges
    assert exchange.truncated is Truncation.TIME
    assert BIG.startswith(bytes_of(exchange.body))


async def test_a_coding_that_was_not_asked_for_breaks_the_body(
    site: Site, recorder: Recorder
) -> None:
    site.pages["films.test/page"] = Response(body=b"?", headers=(("Content-Encoding", "br"),))
    exchange = await read(site, recorder, "/page")
    assert exchange.truncated is Truncation.DISCONNECT
    assert "br" in exchange.error


async def test_a_connection_serves_several_requests_and_one_that_was_lost_is_no_failure(
    site: Site, recorder: Recorder
) -> None:
    site.pages["films.test/a"] = site.pages["films.test/b"] = Response(body=b"a")
    wire = recorder.wire(site.guard.port)

    def work() -> None:
        kept = (("User-Agent", "Reader"),)
        wire.ask("GET", "http://films.test/a", kept, b"").read()
        (connection,) = wire._connections._idle.values()
        wire.ask("GET", "http://films.test/b", kept, b"").read()
        assert [*wire._connections._idle.values()] == [connection]
        connection.sock.shutdown(socket.SHUT_RDWR)
        assert wire.ask("GET", "http://films.test/a", kept, b"").read() == b"a"
        wire.close()

    await asyncio.to_thread(work)
    assert [exchange.status for exchange in recorder.exchanges] == [200, 200, 200]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_an_answer_without_a_body_ends_at_once(
    site: Site, recorder: Recorder, method: str
) -> None:
    site.pages["films.test/a"] = Response(body=b"abc" if method == "HEAD" else b"")
    wire = recorder.wire(site.guard.port)
    answer = await asyncio.to_thread(wire.ask, method, "http://films.test/a", (), b"")
    assert await asyncio.to_thread(answer.read) == b""
    (exchange,) = recorder.exchanges
    assert exchange.method == method
    assert exchange.truncated is None
    assert exchange.body is not None
    assert exchange.body.size_bytes == 0
    wire.close()


async def test_an_answer_that_nobody_closed_is_kept_as_far_as_it_was_read(
    site: Site, recorder: Recorder
) -> None:
    site.pages["films.test/a.mp4"] = Response(body=BIG)
    wire = recorder.wire(site.guard.port)

    def work() -> bytes:
        return wire.ask("GET", "http://films.test/a.mp4", (), b"").read(100)

    assert await asyncio.to_thread(work) == BIG[:100]
    wire.close()
    recorder.recording.finish()
    (exchange,) = recorder.exchanges
    assert exchange.truncated is Truncation.UNSPECIFIED
    assert BIG.startswith(bytes_of(exchange.body))


async def test_what_is_posted_is_in_the_record(site: Site, recorder: Recorder) -> None:
    site.pages["films.test/api"] = lambda request: Response(body=request.body.upper())
    wire = recorder.wire(site.guard.port)
    answer = await asyncio.to_thread(wire.ask, "POST", "http://films.test/api", (), b"question")
    assert await asyncio.to_thread(answer.read) == b"QUESTION"
    (exchange,) = recorder.exchanges
    assert exchange.request_body == b"question"
    assert ("Content-Length", "8") in exchange.request_headers
    wire.close()


async def test_a_place_that_the_guard_refuses_is_a_line_of_the_ledger(
    site: Site, recorder: Recorder
) -> None:
    wire = recorder.wire(site.guard.port)
    with pytest.raises(NotAllowedError):
        await asyncio.to_thread(wire.ask, "GET", "http://127.0.0.1:9/x", (), b"")
    (exchange,) = recorder.exchanges
    assert (exchange.status, exchange.body) == (0, None)
    assert "not a public address" in exchange.error
    assert not site.seen


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("ftp://films.test/a", ()),
        ("http:///a", ()),
        ("http://films.test:x/a", ()),
        ("http://films.test/a", (("Cookie", "a\r\nHost: b"),)),
        ("http://films.test/a", (("Cookie", "中"),)),
    ],
)
async def test_what_http_cannot_carry_is_not_sent(
    site: Site, recorder: Recorder, url: str, headers: tuple[tuple[str, str], ...]
) -> None:
    wire = recorder.wire(site.guard.port)
    with pytest.raises(ValueError):
        await asyncio.to_thread(wire.ask, "GET", url, headers, b"")
    assert not site.seen


async def test_https_is_verified_by_the_name_that_was_asked_for(recorder: Recorder) -> None:
    seen: list[Seen] = []

    def answer(_: Request) -> Response:
        return Response(body=b"secret")

    with Authority() as authority:
        async with HttpServer(answer, tls=authority.server_context(), log=seen) as server:
            url = f"https://127.0.0.1:{server.address[1]}/a"
            wire = recorder.wire(trusted_pem=authority.root_pem)
            reply = await asyncio.to_thread(wire.ask, "GET", url, (), b"")
            assert await asyncio.to_thread(reply.read) == b"secret"
            wire.close()
            stranger = recorder.wire()
            with pytest.raises(ssl.SSLCertVerificationError):
                await asyncio.to_thread(stranger.ask, "GET", url, (), b"")
    assert [exchange.status for exchange in recorder.exchanges] == [200, 0]
    assert "CERTIFICATE_VERIFY_FAILED" in recorder.exchanges[1].error


@contextmanager
def server_that_says(answer: bytes) -> Iterator[str]:
    """Yield the address of a server that says this to whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            link, _ = listener.accept()
            with link, suppress(OSError):
                link.recv(10_000)
                link.sendall(answer)
                link.shutdown(socket.SHUT_WR)
                while link.recv(10_000):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/a"
        thread.join()


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 9\r\n\r\nabc",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc",
    ],
)
def test_a_body_that_ends_too_early_is_never_taken_for_whole(
    recorder: Recorder, rest: bytes
) -> None:
    with server_that_says(b"HTTP/1.1 200 OK\r\n" + rest) as url:
        wire = recorder.wire()
        answer = wire.ask("GET", url, (), b"")
        with pytest.raises(OSError):
            answer.read()
        wire.close()
    recorder.recording.finish()
    (exchange,) = recorder.exchanges
    assert exchange.truncated is Truncation.DISCONNECT
    assert bytes_of(exchange.body) == b"abc"


@pytest.mark.parametrize(
    "said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 999]
)
def test_a_head_that_is_none_is_no_answer(recorder: Recorder, said: bytes) -> None:
    with server_that_says(said) as url:
        wire = recorder.wire()
        with pytest.raises((OSError, http.client.HTTPException)):
            wire.ask("GET", url, (), b"")
        wire.close()
    (exchange,) = recorder.exchanges
    assert exchange.status == 0
    assert exchange.error


def test_a_head_line_that_goes_on_is_joined_to_one(recorder: Recorder) -> None:
    with server_that_says(b"HTTP/1.0 200 Fine\r\nX-A: one\r\n  two\r\n\r\nbody") as url:
        wire = recorder.wire()
        answer: Answer = wire.ask("GET", url, (), b"")
        assert answer.read(2) + answer.read(50) == b"body"
        assert answer.read() == b""
        wire.close()
    (exchange,) = recorder.exchanges
    assert exchange.response_headers == (("X-A", "one two"),)
    assert (exchange.protocol, exchange.reason) == ("http/1.0", "Fine")
