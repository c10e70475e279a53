"""The way through the guard: where it leads, and what is said when it leads nowhere."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from archiver.browser.guard import Guard
from archiver.extract import socks


async def test_a_name_is_resolved_by_the_guard_alone() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    asked: list[tuple[str, int]] = []
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    where = server.sockets[0].getsockname()[:2]

    def table(host: str, port: int) -> tuple[str, int]:
        asked.append((host, port))
        return where

    def talk(port: int) -> bytes:
        with socks.connect(port, "films.test", 8080, 10) as link:
            return link.recv(10)

    async with server, Guard(allow_private=False, host_table=table) as guard:
        assert await asyncio.to_thread(talk, guard.port) == b"hello"
    assert asked == [("films.test", 8080)]


async def test_a_private_address_is_not_allowed() -> None:
    async with Guard(allow_private=False, host_table=None) as guard:
        with pytest.raises(socks.NotAllowedError, match="not a public address"):
            await asyncio.to_thread(socks.connect, guard.port, "127.0.0.1", 80, 10)


@pytest.mark.parametrize("host", ["", "a" * 256])
def test_a_host_that_is_no_name_is_refused(host: str) -> None:
    with pytest.raises(OSError, match="empty or too long"):
        socks.connect(1, host, 80, 10)


@contextmanager
def proxy_that_says(answer: bytes) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            link, _ = listener.accept()
            with link, suppress(OSError):
                link.sendall(answer)
                link.shutdown(socket.SHUT_WR)
                while link.recv(100):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "hung up"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak SOCKS5"),
        (b"\x05\x00\x05\x04\x00\x01", "films.test cannot be reached: host unreachable"),
        (b"\x05\x00\x05\x63\x00\x01", "SOCKS reply 99"),
        (b"\x05\x00\x05\x00\x00\x01\x7f", "hung up"),
    ],
)
def test_a_proxy_that_refuses_or_talks_nonsense_is_an_error(answer: bytes, words: str) -> None:
    with proxy_that_says(answer) as port, pytest.raises(OSError, match=words):
        socks.connect(port, "films.test", 80, 10)
