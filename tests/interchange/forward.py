"""A plain HTTP proxy in front of the newsroom, so that programs of others find its hosts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from archiver.testing import Newsroom


@asynccontextmanager
async def forward_proxy(room: Newsroom) -> AsyncIterator[str]:
    """Give the address of a proxy that leads each host of the newsroom to its port."""

    answering: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        answering.add(task)
        task.add_done_callback(answering.discard)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await _answer(room, reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"
    # A connection that its program left open has nobody else who would end it.
    for task in answering:
        task.cancel()
    await asyncio.gather(*answering, return_exceptions=True)


async def _answer(
    room: Newsroom, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, address, version = first.split(" ", 2)
    parts = urlsplit(address)
    place = room.resolve(parts.hostname or "", parts.port or 80)
    if place is None:
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        return
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [
        line for line in lines if line and not line.lower().startswith(("proxy-", "connection"))
    ]
    request = "\r\n".join([f"{method} {path} {version}", *kept, "Connection: close", "", ""])
    upstream, sending = await asyncio.open_connection(*place)
    try:
        sending.write(request.encode("latin-1"))
        while chunk := await upstream.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
    finally:
        sending.close()
