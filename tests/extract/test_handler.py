"""The one request handler of yt-dlp: redirects, headers, bodies, errors."""

from __future__ import annotations

import asyncio
import io

import pytest
from loopback import Recorder, Site
from yt_dlp.networking.common import Request
from yt_dlp.networking.exceptions import (
    HTTPError,
    RequestError,
    TransportError,
    UnsupportedRequest,
)

from archiver.extract.handler import RecordedRH, StoppedRequestError
from archiver.models import Truncation
from archiver.testing import http_server
from archiver.testing.http_server import Response

FILM = "http://films.test/a"


async def send(site: Site, recorder: Recorder, request: Request) -> bytes:
    wire = recorder.wire(site.guard.port)
    handler = RecordedRH(wire, logger=None, headers={"X-Always": "yes"})

    def work() -> bytes:
        handler.validate(request)
        with handler.send(request) as reply:
            return bytes(reply.read())

    try:
        return await asyncio.to_thread(work)
    finally:
        wire.close()


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [
        (301, "GET", b""),
        (302, "GET", b""),
        (303, "GET", b""),
        (307, "POST", b"q"),
        (308, "POST", b"q"),
    ],
)
async def test_a_redirect_keeps_what_its_status_keeps(
    site: Site, recorder: Recorder, status: int, method: str, body: bytes
) -> None:
    bodies: list[bytes] = []

    def answer(request: http_server.Request) -> Response:
        bodies.append(request.body)
        return Response(body=b"there")

    site.pages["films.test/a"] = Response(status=status, headers=(("Location", "b"),))
    site.pages["films.test/b"] = answer
    assert await send(site, recorder, Request(FILM, data=b"q")) == b"there"
    assert [seen.method for seen in site.seen] == ["POST", method]
    assert bodies == [body]
    assert ("content-type" in site.seen[1].headers) is bool(body)


async def test_secrets_do_not_follow_a_redirect_to_another_site(
    site: Site, recorder: Recorder
) -> None:
    site.pages["films.test/a"] = Response(
        status=302, headers=(("Location", "http://films.test/b"),)
    )
    site.pages["films.test/b"] = Response(status=302, headers=(("Location", "http://else.test/c"),))
    site.pages["else.test/c"] = Response(body=b"there")
    await send(site, recorder, Request(FILM, headers={"Authorization": "Basic eA=="}))
    assert ["authorization" in seen.headers for seen in site.seen] == [True, True, False]
    assert all(seen.headers["x-always"] == "yes" for seen in site.seen)


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://films.test/", "javascript:1", "//["]
)
async def test_a_redirect_that_leaves_the_web_is_an_error(
    site: Site, recorder: Recorder, target: str
) -> None:
    site.pages["films.test/a"] = Response(status=302, headers=(("Location", target),))
    with pytest.raises(HTTPError):
        await send(site, recorder, Request(FILM))
    assert len(site.seen) == 1


@pytest.mark.parametrize("wanted", ["br, zstd", "gzip", ""])
async def test_only_codings_are_asked_for_that_can_be_undone(
    site: Site, recorder: Recorder, wanted: str
) -> None:
    site.pages["films.test/a"] = Response(body=b"a")
    await send(site, recorder, Request(FILM, headers={"Accept-Encoding": wanted}))
    assert site.seen[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("data", [b"abcd", [b"ab", b"cd"], io.BytesIO(b"abcd")])
async def test_a_body_in_any_form_is_sent_whole(
    site: Site, recorder: Recorder, data: object
) -> None:
    site.pages["films.test/a"] = lambda request: Response(body=request.body)
    assert await send(site, recorder, Request(FILM, data=data)) == b"abcd"


async def test_an_endless_body_is_refused(site: Site, recorder: Recorder) -> None:
    endless = iter(lambda: b"a" * 9_999, b"")
    with pytest.raises(RequestError, match="too long"):
        await send(site, recorder, Request(FILM, data=endless))
    assert not site.seen


async def test_the_page_of_an_error_can_be_read(site: Site, recorder: Recorder) -> None:
    site.pages["films.test/a"] = Response(status=403, body=b"because")
    with pytest.raises(HTTPError) as caught:
        await send(site, recorder, Request(FILM))
    assert caught.value.status == 403
    assert caught.value.response.read() == b"because"
    (exchange,) = recorder.exchanges
    assert exchange.truncated is None


async def test_a_place_that_is_refused_or_not_there_is_a_transport_error(
    site: Site, recorder: Recorder
) -> None:
    with pytest.raises(TransportError, match="not a public address"):
        await send(site, recorder, Request("http://127.0.0.1:9/"))
    with pytest.raises(TransportError, match="cannot be reached"):
        await send(site, recorder, Request("http://nowhere.invalid/"))


async def test_a_stop_is_no_reason_to_try_something_else(site: Site, recorder: Recorder) -> None:
    recorder.recording.stop(Truncation.TIME)
    with pytest.raises(StoppedRequestError) as caught:
        await send(site, recorder, Request(FILM))
    assert not isinstance(caught.value, TransportError)


@pytest.mark.parametrize("url", ["ftp://films.test/a", "ws://films.test/a", "file:///etc/passwd"])
async def test_other_schemes_are_not_supported(site: Site, recorder: Recorder, url: str) -> None:
    with pytest.raises(UnsupportedRequest):
        await send(site, recorder, Request(url))
