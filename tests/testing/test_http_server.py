from __future__ import annotations

import asyncio
import functools
import http.client
import socket
import ssl

import pytest

from archiver.testing.authority import Authority
from archiver.testing.http_server import HttpServer, Request, Response, Seen

DIGITS = b"0123456789" * 100


async def exchange(server: HttpServer, sent: bytes) -> bytes:
    """Send raw bytes, return all that comes until the server closes."""
    reader, writer = await asyncio.open_connection(*server.address)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


def always(response: Response):
    return lambda _: response


def get(path: str = "/", *lines: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: a.test", *lines, "", ""]).encode()


async def test_one_connection_serves_many_requests():
    async with HttpServer(lambda request: Response(body=request.path.encode())) as server:
        first = get("/one") + get("/two", "Connection: close")
        answer = await exchange(server, first)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.endswith(b"/two")
    assert b"/one" in answer


async def test_a_range_is_cut_out_of_the_body():
    async with HttpServer(always(Response(body=DIGITS, ranges=True))) as server:
        answer = await exchange(server, get("/", "Range: bytes=5-8", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 206 ")
    assert b"Content-Range: bytes 5-8/1000\r\n" in answer
    assert answer.endswith(b"\r\n\r\n5678")


@pytest.mark.parametrize(
    ("asked", "status", "content_range"),
    [
        ("bytes=990-", 206, "bytes 990-999/1000"),
        ("bytes=-3", 206, "bytes 997-999/1000"),
        ("bytes=990-5000", 206, "bytes 990-999/1000"),
        ("bytes=1000-", 416, "bytes */1000"),
        ("bytes=1-2,5-6", 200, None),
        ("lines=1-2", 200, None),
    ],
)
async def test_every_form_of_range_gets_its_status(asked, status, content_range):
    async with HttpServer(always(Response(body=DIGITS, ranges=True))) as server:
        answer = await exchange(server, get("/", f"Range: {asked}", "Connection: close"))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    if content_range:
        assert f"Content-Range: {content_range}\r\n".encode() in answer
    else:
        assert b"Content-Range" not in answer


async def test_a_head_request_gets_the_length_without_the_body():
    async with HttpServer(always(Response(body=DIGITS))) as server:
        answer = await exchange(
            server, b"HEAD / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
        )
    assert b"Content-Length: 1000\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


async def test_a_chunked_body_is_read_whole_by_another_client():
    big = DIGITS * 60
    async with HttpServer(always(Response(body=big, chunked=True))) as server:

        def read() -> tuple[str | None, bytes]:
            connection = http.client.HTTPConnection(*server.address, timeout=10)
            connection.request("GET", "/")
            response = connection.getresponse()
            found = response.headers["Transfer-Encoding"], response.read()
            connection.close()
            return found

        assert await asyncio.to_thread(read) == ("chunked", big)


async def test_an_aborted_body_ends_before_its_length():
    async with HttpServer(always(Response(body=DIGITS, abort_after_bytes=300))) as server:
        reader, writer = await asyncio.open_connection(*server.address)
        writer.write(get())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"Content-Length: 1000" in head
        assert await reader.readexactly(300) == DIGITS[:300]
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.close()


async def test_delay_and_pace_are_kept():
    slow = Response(body=DIGITS, delay_s=0.2, pace_bytes_per_s=4000)
    async with HttpServer(always(slow)) as server:
        reader, writer = await asyncio.open_connection(*server.address)
        clock = asyncio.get_running_loop().time
        start = clock()
        writer.write(get())
        await reader.readuntil(b"\r\n\r\n")
        first_byte = clock() - start
        await reader.readexactly(1000)
        last_byte = clock() - start
        writer.close()
    assert first_byte >= 0.19
    assert last_byte >= 0.4


async def test_a_204_has_no_body_and_no_length():
    async with HttpServer(always(Response(status=204))) as server:
        answer = await exchange(server, get("/", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert b"Content-Length" not in answer


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_answered_by_400(sent):
    async with HttpServer(always(Response())) as server:
        assert (await exchange(server, sent)).startswith(b"HTTP/1.1 400 ")


async def test_an_absolute_target_names_the_host():
    seen: list[Seen] = []
    async with HttpServer(lambda r: Response(body=r.url.encode()), log=seen) as server:
        answer = await exchange(
            server, b"GET http://b.test/x?y=1 HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
        )
    assert answer.endswith(b"http://b.test/x?y=1")
    assert [(one.host, one.path, one.method, one.status) for one in seen] == [
        ("b.test", "/x?y=1", "GET", 200)
    ]


async def test_closing_does_not_wait_for_a_slow_answer():
    loop = asyncio.get_running_loop()
    async with HttpServer(always(Response(delay_s=600))) as server:
        reader, writer = await asyncio.open_connection(*server.address)
        writer.write(get())
        await asyncio.sleep(0.05)
        start = loop.time()
    assert loop.time() - start < 3
    assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize(
    ("host", "name"), [("A.test:81", "a.test"), ("a.test", "a.test"), ("[::1]:80", "::1"), ("", "")]
)
def test_a_host_header_is_read_without_its_port(host, name):
    assert Request(method="GET", target="/", headers={"host": host}).host == name


def test_a_hostile_referer_is_no_host():
    assert Request(method="GET", target="/", headers={"referer": "http://[bad"}).referrer_host == ""


@pytest.fixture
def tls():
    with Authority() as authority:
        yield authority.server_context()


@pytest.mark.parametrize("is_tls", [False, True])
async def test_a_client_that_never_speaks_does_not_hold_up_the_end(tls, is_tls):
    server = HttpServer(always(Response(body=DIGITS)), tls=tls if is_tls else None)
    async with asyncio.timeout(20), server:
        _reader, writer = await asyncio.open_connection(*server.address)
    writer.close()


async def test_a_client_that_says_no_farewell_does_not_hold_up_the_end(tls):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    server = HttpServer(always(Response(body=DIGITS)), tls=tls)
    with socket.socket() as client:
        async with asyncio.timeout(20), server:
            client.connect(server.address)
            wrap = functools.partial(trusting.wrap_socket, server_hostname="a.test")
            wrapped = await asyncio.to_thread(wrap, client)
            await asyncio.to_thread(wrapped.sendall, get())
            assert await asyncio.to_thread(wrapped.recv, 9) == b"HTTP/1.1 "
        wrapped.close()
