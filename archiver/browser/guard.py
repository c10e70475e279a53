"""The network guard: a SOCKS5 proxy (RFC 1928) that every connection passes.

It resolves names itself and looks at the address that it connects to, so
neither a redirect, a WebSocket, a worker nor a rebinding DNS answer reaches a
private network. SOCKS rather than HTTP CONNECT, because Chromium then tunnels
plain http too: no request is parsed or altered here, and one connection has
one destination. It also knows the peer's address for WARC-IP-Address, which
DevTools, behind a proxy, does not.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from typing import Self

from archiver.browser.settings import HostTable
from archiver.urls import split

_VERSION = 5
_CONNECT = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_GRANTED, _FAILED, _NOT_ALLOWED, _UNREACHABLE, _REFUSED = 0, 1, 2, 4, 5
_CONNECT_S = 20.0
_LINGER_S = 30.0
"""How long one half of a tunnel outlives the other: Chromium never closes one half alone."""
_CHUNK_BYTES = 1 << 18

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet.

    Private, loopback, link-local, carrier-grade NAT, multicast, reserved and
    cloud metadata addresses are not; an IPv4 address wrapped in an IPv6 one
    (mapped, 6to4, NAT64) is judged by the IPv4 address (faults.md 57).
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if inner := _wrapped(ip):
        return all(is_public(str(address)) for address in inner)
    metadata = {"168.63.129.16", "100.100.100.200"}
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and str(ip) not in metadata


def _wrapped(ip: Address) -> list[ipaddress.IPv4Address]:
    if not isinstance(ip, ipaddress.IPv6Address):
        return []
    inner = [address for address in (ip.ipv4_mapped, ip.sixtofour) if address is not None]
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return inner


class _RefusedError(Exception):
    """The guard does not connect there; the argument says why."""


class Guard:
    """A SOCKS5 server on a loopback port, for one browser."""

    def __init__(self, *, allow_private: bool, host_table: HostTable | None) -> None:
        self._allow_private = allow_private
        self._host_table = host_table
        self._server: asyncio.Server | None = None
        self._tunnels: set[asyncio.Task[None]] = set()
        self._peers: dict[tuple[str, int], str] = {}
        self.refused: dict[str, str] = {}
        """Host → why the guard refused it, in words."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tunnels:
            task.cancel()
        await asyncio.gather(*self._tunnels, return_exceptions=True)

    @property
    def port(self) -> int:
        """The loopback port that it listens on."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def peer(self, host: str, port: int) -> str:
        """Return the IP address last connected to for a host, or ``."""
        return self._peers.get((host.strip("[]"), port), "")

    def peer_of(self, url: str) -> str:
        """Return the IP address last connected to for an address's host, or ``."""
        parts = split(url)
        if parts is None or parts.hostname is None:
            return ""
        return self.peer(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tunnels.add(task)
            task.add_done_callback(self._tunnels.discard)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._serve(reader, writer)
        writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        destination = await _read_request(reader, writer)
        if destination is None:
            return
        host, port = destination
        try:
            upstream = await asyncio.wait_for(self._connect(host, port), _CONNECT_S)
        except _RefusedError as refusal:
            self.refused[host] = str(refusal)
            await _reply(writer, _NOT_ALLOWED)
            return
        except ConnectionRefusedError:
            await _reply(writer, _REFUSED)
            return
        except (OSError, TimeoutError):
            await _reply(writer, _UNREACHABLE)
            return
        self.refused.pop(host, None)
        await _reply(writer, _GRANTED)
        await _join((reader, writer), upstream)

    async def _connect(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        placed = self._host_table(host, port) if self._host_table else None
        if placed is not None:
            streams = await asyncio.open_connection(*placed, limit=_CHUNK_BYTES)
            self._peers[host, port] = placed[0]
            return streams
        loop = asyncio.get_running_loop()
        # Resolved once and connected to by number: a second, other answer of a
        # rebinding name server is never asked for.
        answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure: OSError = OSError(f"{host} has no address")
        for _family, _type, _protocol, _name, where in answers:
            address = str(where[0])
            if not self._allow_private and not is_public(address):
                place = address if host == address else f"{host} is at {address}, which"
                raise _RefusedError(f"{place} is not a public address")
            try:
                streams = await asyncio.open_connection(address, port, limit=_CHUNK_BYTES)
            except OSError as error:
                failure = error
                continue
            self._peers[host, port] = address
            return streams
        raise failure


async def _read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> tuple[str, int] | None:
    """Read the greeting and the request; return host and port, None if refused."""
    version, methods = await reader.readexactly(2)
    if version != _VERSION:
        return None
    await reader.readexactly(methods)
    writer.write(bytes((_VERSION, 0)))
    _version, command, _reserved, kind = await reader.readexactly(4)
    if kind == _NAME:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode(
            "ascii", "replace"
        )
    elif kind in {_IPV4, _IPV6}:
        host = str(ipaddress.ip_address(await reader.readexactly(4 if kind == _IPV4 else 16)))
    else:
        return None
    port = int.from_bytes(await reader.readexactly(2))
    if command != _CONNECT:
        await _reply(writer, _FAILED)
        return None
    return host, port


async def _reply(writer: asyncio.StreamWriter, code: int) -> None:
    writer.write(bytes((_VERSION, code, 0, _IPV4, 0, 0, 0, 0, 0, 0)))
    await writer.drain()


async def _join(
    near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Copy both ways until both ends are done, or one is and the other lingers too long."""
    ways = {
        asyncio.ensure_future(_copy(near[0], far[1])),
        asyncio.ensure_future(_copy(far[0], near[1])),
    }
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(ways, timeout=_LINGER_S)
    finally:
        far[1].close()
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(_CHUNK_BYTES):
            sink.write(data)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
    except OSError:
        sink.close()
