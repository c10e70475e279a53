"""A plain client for both fakes: one request over a real socket, nothing followed."""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

Resolve = Callable[[str, int], "tuple[str, int] | None"]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get_content_type()


@dataclass(frozen=True)
class Ask:
    """Asks one host table for addresses; verifies TLS by the given authority."""

    resolve: Resolve
    authority_pem: str = ""
    method: str = "GET"

    async def __call__(self, url: str, body: bytes | None = None, **headers: str) -> Answer:
        return await asyncio.to_thread(self._ask, url, body, headers)

    def _ask(self, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self.resolve(parts.hostname or "", port)
        assert address is not None, f"nobody answers for {parts.netloc}"
        if parts.scheme == "https":
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.hostname or "", port, timeout=10, context=self._verifying()
            )
            connection._create_connection = lambda *_, **__: _connect(address)  # type: ignore[attr-defined]
        else:
            connection = http.client.HTTPConnection(*address, timeout=10)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(
                "POST" if body else self.method, target, body, {"Host": parts.netloc, **sent}
            )
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def _verifying(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.authority_pem)


def _connect(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=10)


@pytest.fixture
def ask() -> Callable[..., Callable[..., Awaitable[Answer]]]:
    return Ask
