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
_RETRY_S = 0.1
_LEAST_BUFFER_BYTES, _MOST_BUFFER_BYTES = 1 << 14, 1 << 20
"""Of one way of a tunnel: a page has many tunnels, a film one."""

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

    def __init__(
        self, *, allow_private: bool, host_table: HostTable | None, closed: bool = False
    ) -> None:
        """Make a guard; a `closed` one connects to nothing and resolves no name."""
        self._closed = closed
        self._allow_private = allow_private
        self._host_table = host_table
        self._listener: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._tunnels: set[asyncio.Task[None]] = set()
        self._peers: dict[tuple[str, int], str] = {}
        self.refused: dict[str, str] = {}
        """Host → why the guard refused it, in words."""

    async def __aenter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._accepting = asyncio.create_task(self._accept_all(self._listener))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._accepting is None or self._listener is None:
            return
        for task in (self._accepting, *self._tunnels):
            task.cancel()
        await asyncio.gather(self._accepting, *self._tunnels, return_exceptions=True)
        self._listener.close()

    @property
    def port(self) -> int:
        """The loopback port that it listens on."""
        assert self._listener is not None
        return int(self._listener.getsockname()[1])

    def peer(self, host: str, port: int) -> str:
        """Return the IP address last connected to for a host, or ``."""
        return self._peers.get((host.strip("[]"), port), "")

    def peer_of(self, url: str) -> str:
        """Return the IP address last connected to for an address's host, or ``."""
        parts = split(url)
        if parts is None or parts.hostname is None:
            return ""
        return self.peer(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))

    async def _accept_all(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                near, _address = await loop.sock_accept(listener)
            except OSError:
                # Too many open files: it gets better as tunnels end.
                await asyncio.sleep(_RETRY_S)
                continue
            task = asyncio.create_task(self._accept(near))
            self._tunnels.add(task)
            task.add_done_callback(self._tunnels.discard)

    async def _accept(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError, EOFError):
            _prepare(near)
            await self._serve(near)

    async def _serve(self, near: socket.socket) -> None:
        destination = await _read_request(near)
        if destination is None:
            # A close with bytes that nobody took would be a reset, not an end.
            near.recv(_LEAST_BUFFER_BYTES)
            return
        host, port = destination
        try:
            async with asyncio.timeout(_CONNECT_S):
                far = await self._connect(host, port)
        except _RefusedError as refusal:
            self.refused[host] = str(refusal)
            await _reply(near, _NOT_ALLOWED)
            return
        except ConnectionRefusedError:
            await _reply(near, _REFUSED)
            return
        except (OSError, TimeoutError):
            await _reply(near, _UNREACHABLE)
            return
        with far:
            self.refused.pop(host, None)
            await _reply(near, _GRANTED)
            await _join(near, far)

    async def _connect(self, host: str, port: int) -> socket.socket:
        if self._closed:
            raise _RefusedError("the network is closed")
        placed = self._host_table(host, port) if self._host_table else None
        loop = asyncio.get_running_loop()
        # Resolved once and connected to by number: a second, other answer of a
        # rebinding name server is never asked for.
        answers = await loop.getaddrinfo(*(placed or (host, port)), type=socket.SOCK_STREAM)
        failure: OSError = OSError(f"{host} has no address")
        for family, _type, _protocol, _name, where in answers:
            address = str(where[0])
            if not (placed or self._allow_private or is_public(address)):
                place = address if host == address else f"{host} is at {address}, which"
                raise _RefusedError(f"{place} is not a public address")
            far = socket.socket(family, socket.SOCK_STREAM)
            try:
                _prepare(far)
                await loop.sock_connect(far, where)
            except OSError as error:
                far.close()
                failure = error
                continue
            except BaseException:  # the socket is given back
                far.close()
                raise
            self._peers[host, port] = address
            return far
        raise failure


def _prepare(connection: socket.socket) -> None:
    connection.setblocking(False)
    # Small messages go out at once, as asyncio's own transports send them.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def _read(source: socket.socket, size_bytes: int) -> bytes:
    """Read exactly so many bytes; raise EOFError when there are fewer."""
    data = b""
    while len(data) < size_bytes:
        piece = await asyncio.get_running_loop().sock_recv(source, size_bytes - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


async def _read_request(near: socket.socket) -> tuple[str, int] | None:
    """Read the greeting and the request; return host and port, None if refused."""
    version, methods = await _read(near, 2)
    if version != _VERSION:
        return None
    await _read(near, methods)
    await _write(near, bytes((_VERSION, 0)))
    _version, command, _reserved, kind = await _read(near, 4)
    if kind == _NAME:
        host = (await _read(near, (await _read(near, 1))[0])).decode("ascii", "replace")
    elif kind in {_IPV4, _IPV6}:
        host = str(ipaddress.ip_address(await _read(near, 4 if kind == _IPV4 else 16)))
    else:
        return None
    port = int.from_bytes(await _read(near, 2))
    if command != _CONNECT:
        await _reply(near, _FAILED)
        return None
    return host, port


async def _reply(near: socket.socket, code: int) -> None:
    await _write(near, bytes((_VERSION, code, 0, _IPV4, 0, 0, 0, 0, 0, 0)))


async def _write(sink: socket.socket, data: bytes | memoryview) -> None:
    await asyncio.get_running_loop().sock_sendall(sink, data)


async def _join(near: socket.socket, far: socket.socket) -> None:
    """Copy both ways until both ends are done, or one is and the other lingers too long."""
    ways = {asyncio.ensure_future(_copy(near, far)), asyncio.ensure_future(_copy(far, near))}
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(ways, timeout=_LINGER_S)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _copy(source: socket.socket, sink: socket.socket) -> None:
    """Copy one way, by one buffer that grows with what flows: no object is made for a chunk."""
    loop = asyncio.get_running_loop()
    buffer = bytearray(_LEAST_BUFFER_BYTES)
    try:
        while count := await loop.sock_recv_into(source, buffer):
            await _write(sink, memoryview(buffer)[:count])
            if count == len(buffer) < _MOST_BUFFER_BYTES:
                buffer = bytearray(2 * count)
            # Both ends may be ready all the time: the others have their turn.
            await asyncio.sleep(0)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
