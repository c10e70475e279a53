"""A connection through a SOCKS5 proxy without authentication (RFC 1928).

The proxy is archiver's own network guard, which resolves the names: none is
looked up here.
"""

from __future__ import annotations

import socket

from archiver.errors import CaptureError

_VERSION, _CONNECT, _NAME = 5, 1, 3
_GRANTED, _NOT_ALLOWED = 0, 2
_ADDRESS_BYTES = {1: 4, 4: 16}
_LONGEST_NAME_BYTES = 255
_REPLIES = {1: "failed", 3: "network unreachable", 4: "host unreachable", 5: "connection refused"}


class NotAllowedError(CaptureError):
    """The network guard refuses the place."""


def connect(proxy_port: int, host: str, port: int, timeout_s: float) -> socket.socket:
    """Return a socket that is connected to `host`, `port` through the loopback proxy.

    `timeout_s` holds for each wait, also of the socket's later use. Raises
    `NotAllowedError` when the guard refuses the place, `OSError` when it cannot be reached,
    `ValueError` for a host that is not in ASCII.
    """
    name = host.encode("ascii")
    if not 0 < len(name) <= _LONGEST_NAME_BYTES:
        raise ConnectionError("the host's name is empty or too long")
    link = socket.create_connection(("127.0.0.1", proxy_port), timeout_s)
    try:
        _ask(link, name, port)
    except BaseException:
        link.close()
        raise
    return link


def _ask(link: socket.socket, name: bytes, port: int) -> None:
    link.sendall(bytes((_VERSION, 1, 0)))
    if _read(link, 2) != bytes((_VERSION, 0)):
        raise ConnectionError("the network guard does not speak SOCKS5")
    head = bytes((_VERSION, _CONNECT, 0, _NAME, len(name)))
    link.sendall(head + name + port.to_bytes(2, "big"))
    _version, code, _reserved, kind = _read(link, 4)
    host = name.decode("ascii")
    if code == _NOT_ALLOWED:
        raise NotAllowedError(f"the network guard refuses {host}: it is not a public address")
    if code != _GRANTED:
        why = _REPLIES.get(code, f"SOCKS reply {code}")
        raise ConnectionError(f"{host} cannot be reached: {why}")
    _read(link, _ADDRESS_BYTES.get(kind, 0) + 2)


def _read(link: socket.socket, size_bytes: int) -> bytes:
    data = b""
    while len(data) < size_bytes:
        piece = link.recv(size_bytes - len(data))
        if not piece:
            raise ConnectionError("the network guard hung up")
        data += piece
    return data
