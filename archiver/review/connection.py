"""One connection to the review page: a request that does not come does not keep it.

uvicorn's own connection waits for ever for a head or a body that is begun; a browser that
was put to sleep, or a program that means harm, would hold it as long as it likes.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from archiver.review.gate import SAFE_HEADERS

REQUEST_S: Final = 10.0
"""Time for the head and body of a request, from its first byte; from the connection's start
for its first request."""
MOST_CONNECTIONS: Final = 400
"""At one time. A browser opens six to a server (Chromium's `kMaxSocketsPerGroup`)."""

# One of its own, for a logger by name would be switched on by whoever logs everything.
_NOWHERE = logging.Logger("archiver.review", logging.CRITICAL + 1)  # noqa: LOG001


class Connection(H11Protocol):
    """uvicorn's, with a time limit for requests and answers of its own that are safe too."""

    request_s = REQUEST_S

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        self._limit: asyncio.TimerHandle | None = None
        # A log of requests would hold the secret of the page's path, whoever keeps the log.
        self.access_log = False
        self.logger = _NOWHERE

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; refuse when there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.write(_answer(503, "Service Unavailable", "too many connections"))
            transport.close()
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection and its limit."""
        self._end_wait()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Handle what came; wait no longer when a request is whole."""
        super().handle_events()
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self.conn.trailing_data[0]):
            self._wait()
        elif state is not h11.IDLE:
            self._end_wait()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP and close; an answer that was begun is broken off."""
        self._end_wait()
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.write(_answer(400, "Bad Request", msg))
        self.transport.close()

    def _wait(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(self.request_s, self._give_up)

    def _end_wait(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _give_up(self) -> None:
        """Close; what was begun and not finished is answered by 408 when nothing was yet."""
        self._limit = None
        if self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]:
            self.transport.write(_answer(408, "Request Timeout", "the request did not come"))
            self.transport.close()
        else:
            self.transport.abort()


def _answer(status: int, reason: str, words: str) -> bytes:
    """Return a whole answer after which the connection is closed."""
    body = f"{words}\n".encode()
    headers: dict[str, Any] = {
        **SAFE_HEADERS,
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": len(body),
        "Connection": "close",
    }
    lines = [
        f"HTTP/1.1 {status} {reason}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
