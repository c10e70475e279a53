"""The server on its socket: what it listens at, what it bears, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import time

import psutil
import pytest

from archiver.errors import UsageError
from archiver.review import ReviewServer
from archiver.review.connection import MOST_CONNECTIONS, REQUEST_S, Connection

_ENDS_S = 25.0
"""Of a server that is stopped, which takes one: less than a connection is kept for."""


def request(served, path: str = "data/summary.json", *lines: str) -> bytes:
    head = [f"GET /{served.token}/{path} HTTP/1.1", f"Host: 127.0.0.1:{served.port}", *lines]
    return "\r\n".join([*head, "", ""]).encode()


async def test_it_listens_on_loopback_alone(served):
    sockets = psutil.Process().net_connections("inet")
    own = [each.laddr.ip for each in sockets if each.laddr.port == served.port]
    assert set(own) == {"127.0.0.1"}


async def test_a_port_that_is_taken_is_said_in_a_sentence(served, site):
    with pytest.raises(UsageError, match=rf"--port {served.port}: cannot be listened at \(.+\)"):
        ReviewServer(site, served.desk, index=b"", port=served.port)


async def test_every_server_has_a_secret_of_its_own(site):
    servers = [ReviewServer(site, None, index=b"") for _ in range(2)]
    tokens = {server.address.split("/")[3] for server in servers}
    for server in servers:
        async with server:
            pass
    assert len(tokens) == 2
    assert all(len(token) == 32 for token in tokens)


async def test_one_connection_serves_many_requests(served):
    answer = await served.raw(
        request(served) + request(served, "data/summary.json", "Connection: close")
    )
    assert answer.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/0.9\r\n\r\n",
        b"GET / HTTP/3.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_refused_and_the_server_stays(served, sent):
    answer = await served.raw(sent)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 421 ", b"HTTP/1.1 501 "))
    assert b"content-security-policy" in answer.lower()
    assert (await served.ask("@data/summary.json")).status == 200


async def test_a_request_that_does_not_come_is_given_up(served, monkeypatch):
    monkeypatch.setattr(Connection, "request_s", 0.3)
    start = time.monotonic()
    silent, half, body = await asyncio.gather(
        served.raw(b""),
        served.raw(request(served)[:-3]),
        served.raw(
            b"POST "
            + request(served, "decide")[4:-2]
            + f"Origin: http://127.0.0.1:{served.port}\r\n".encode()
            + b"X-Archiver: 1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        ),
        return_exceptions=True,
    )
    assert time.monotonic() - start < REQUEST_S
    assert silent == b""
    assert half.startswith(b"HTTP/1.1 408 ")
    assert body == b"" or isinstance(body, ConnectionResetError)
    assert served.desk.asked == []


async def test_a_request_byte_by_byte_has_no_more_time_than_another(served, monkeypatch):
    monkeypatch.setattr(Connection, "request_s", 0.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    answer = asyncio.create_task(reader.read())
    left = len(request(served))
    for byte in request(served):
        writer.write(bytes([byte]))
        await asyncio.sleep(0.05)
        if answer.done():
            break
        left -= 1
    (told,) = await asyncio.gather(answer, return_exceptions=True)
    # A byte that comes after the end takes what was said before with it.
    assert isinstance(told, ConnectionResetError) or told.startswith(b"HTTP/1.1 408 ")
    assert left > 0, "it is refused before it is all there"
    writer.close()


async def test_an_answer_may_take_longer_than_a_request(served, monkeypatch):
    monkeypatch.setattr(Connection, "request_s", 0.2)
    asked = asyncio.create_task(served.ask("@pictures/slow"))
    await asyncio.sleep(0.6)
    served.site.held.set()
    assert (await asked).status == 404


async def test_idle_connections_leave_it_usable(served, monkeypatch):
    monkeypatch.setattr(Connection, "request_s", 600.0)
    waiting = [await asyncio.open_connection("127.0.0.1", served.port) for _ in range(200)]
    for _, writer in waiting[:100]:
        writer.write(b"GET / HTTP/1.1\r\n")
    assert (await served.ask("@data/summary.json")).status == 200
    for _, writer in waiting:
        writer.close()


async def test_too_many_connections_are_told_so(served):
    waiting = [
        await asyncio.open_connection("127.0.0.1", served.port) for _ in range(MOST_CONNECTIONS)
    ]
    answer = await served.raw(b"")
    assert answer.startswith(b"HTTP/1.1 503 ")
    for _, writer in waiting:
        writer.close()
    for _ in range(600):  # it has to notice first that they are gone
        answer = await served.ask("@data/summary.json")
        if answer.status != 503:
            break
        await asyncio.sleep(0.05)
    assert answer.status == 200


async def test_slow_pictures_do_not_keep_data_waiting(served):
    slow = [asyncio.create_task(served.ask("@pictures/slow")) for _ in range(12)]
    await asyncio.sleep(0.1)
    assert (await served.ask("@data/summary.json")).status == 200
    assert (await served.post("@decide", {})).status == 200
    assert not any(each.done() for each in slow)
    served.site.held.set()
    await asyncio.gather(*slow)


async def test_it_ends_at_once_though_a_film_is_half_sent(served):
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(request(served, "film/mill/0"))
    await reader.readuntil(b"\r\n\r\n")
    idle = await asyncio.open_connection("127.0.0.1", served.port)
    served.server.stop()
    await asyncio.wait_for(served.server.wait(), _ENDS_S)
    writer.close()
    idle[1].close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port), 1)


async def test_nothing_is_logged_and_the_secret_least_of_all(served, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        await served.ask("@data/summary.json")
        await served.ask("@data/broken.json")
        await served.raw(b"nonsense\r\n\r\n")
    assert served.token not in caplog.text
    assert "uvicorn" not in caplog.text
    assert capfd.readouterr() == ("", "")


async def test_a_bug_costs_one_answer_and_is_told(served):
    answer = await served.ask("@data/broken.json")
    assert answer.status == 500
    assert b"a bug of ours" not in answer.body
    assert [str(bug) for bug in served.bugs] == ["a bug of ours"]
    assert (await served.ask("@data/summary.json")).status == 200


async def test_http_1_0_is_answered_and_the_connection_ends(served):
    head = (
        f"GET /{served.token}/data/summary.json HTTP/1.0\r\nHost: 127.0.0.1:{served.port}\r\n\r\n"
    )
    answer = await served.raw(head.encode())
    assert b" 200 OK\r\n" in answer
    assert answer.endswith(b'{"archive":"a"}')
    assert b"transfer-encoding" not in answer.lower()


async def test_many_requests_at_once_are_answered_in_their_order(served):
    ask = [request(served, f"data/{name}.json") for name in ("summary", "absent")] * 150
    answer = await served.raw(b"".join(ask) + request(served, "static/", "Connection: close"))
    found = re.findall(rb"HTTP/1\.1 (\d+)", answer)
    assert found == [b"200", b"404"] * 150 + [b"404"]


async def test_a_step_to_another_protocol_is_not_taken(served):
    for protocol in ("websocket", "h2c", "TLS/1.0"):
        lines = (f"Upgrade: {protocol}", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13")
        answer = await served.ask("@data/summary.json", *lines)
        assert answer.status == 200
        assert "upgrade" not in answer.headers


async def test_who_waits_for_a_go_ahead_gets_one_only_for_what_may_be_sent(served):
    own = (f"Origin: http://127.0.0.1:{served.port}", "X-Archiver: 1", "Expect: 100-continue")
    lines = (*own, "Content-Type: application/json", "Content-Length: 2")
    answer = await served.raw(
        b"POST" + request(served, "decide", *lines, "Connection: close")[3:] + b"{}"
    )
    assert answer.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200 " in answer
    answer = await served.raw(b"POST" + request(served, "decide", "Expect: 100-continue")[3:])
    assert answer.startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    "body", [b"FFFFFFFFFFFFFFFFFF\r\n", b"-1\r\n", b"zz\r\n", b"2\r\n{}xx", b"2;" + b"a" * 70_000]
)
async def test_a_chunk_that_is_none_breaks_the_connection_off(served, body):
    own = (f"Origin: http://127.0.0.1:{served.port}", "X-Archiver: 1")
    lines = (*own, "Content-Type: application/json", "Transfer-Encoding: chunked")
    answer = await served.raw(b"POST" + request(served, "decide", *lines)[3:] + body)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert served.desk.asked == []
    assert (await served.ask("@data/summary.json")).status == 200


async def test_a_browser_that_does_not_read_its_films_keeps_nobody_waiting(served):
    waiting = []
    for _ in range(12):
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=1)
        writer.write(request(served, "film/mill/0"))
        waiting.append((reader, writer))
    await asyncio.sleep(0.3)
    assert (await served.ask("@pictures/mill/c1/0.png")).status == 200
    assert (await served.ask("@film/mill/0", "Range: bytes=0-9")).status == 206
    for _, writer in waiting:
        writer.transport.abort()
