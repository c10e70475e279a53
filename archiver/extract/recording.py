"""The record of one extraction: its exchanges, its budgets, and the way to stop it.

yt-dlp works for as long as it likes. What it may use is counted here; `stop` ends
it from another thread, by shutting the connections that it waits for.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from archiver.errors import CaptureError
from archiver.models import Exchange, Truncation


class StoppedError(CaptureError):
    """The extraction was stopped: its time or its bytes are used up."""


class Recording:
    """Where the exchanges go, and what may still be used."""

    def __init__(
        self,
        *,
        spool: Path,
        name: str,
        body_bytes: int,
        total_bytes: int,
        deliver: Callable[[Exchange], None],
    ) -> None:
        self._spool = spool
        self._name = name
        self._deliver = deliver
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._glimpses: dict[str, Exchange] = {}
        self._whole: set[str] = set()
        self.body_bytes = body_bytes
        self.bytes_left = total_bytes
        self.stopped: Truncation | None = None
        """Why it was stopped, as WARC says it; None while it runs."""
        self.is_for_media = False
        """True while the film itself is fetched, False while it is looked for."""

    def new_path(self) -> Path:
        """Return a path for a body in the spool, used by nobody else."""
        return self._spool / f"{self._name}-{uuid4().hex}.body"

    def check(self) -> None:
        """Raise `StoppedError` when the extraction was stopped."""
        if self.stopped is not None:
            raise StoppedError

    def stop(self, reason: Truncation) -> None:
        """End it, from any thread: no wait lasts, and no request begins."""
        with self._lock:
            if self.stopped is None:
                self.stopped = reason
            held = tuple(self._sockets)
        for link in held:
            _shut(link)

    def hold(self, link: socket.socket) -> None:
        """Remember a connection, so that `stop` ends the wait for it."""
        with self._lock:
            self._sockets.add(link)
            stopped = self.stopped
        if stopped is not None:
            _shut(link)

    def release(self, link: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._sockets.discard(link)

    def keep(self, exchange: Exchange) -> None:
        """Hand an exchange over; one that is a glimpse waits.

        A glimpse is an answer that ended before its body did. It is only kept
        when its address is not fetched whole: yt-dlp looks at the start of a film
        to see what it is, and a part that broke off is asked for again.
        """
        if exchange.truncated is None or exchange.method != "GET":
            if exchange.method == "GET" and 200 <= exchange.status < 300:
                self._whole.add(exchange.url)
                discard(self._glimpses.pop(exchange.url, None))
            self._deliver(exchange)
            return
        former = self._glimpses.get(exchange.url)
        if exchange.url in self._whole or (former and _size(former) > _size(exchange)):
            discard(exchange)
        else:
            self._glimpses[exchange.url] = exchange
            discard(former)

    def finish(self) -> None:
        """Hand over the glimpses that are all that there is of their address."""
        for exchange in self._glimpses.values():
            self._deliver(exchange)
        self._glimpses.clear()


def discard(exchange: Exchange | None) -> None:
    """Remove the file of an exchange that nobody keeps."""
    body = exchange.body if exchange is not None else None
    if body is not None and body.path is not None:
        body.path.unlink(missing_ok=True)


def _size(exchange: Exchange) -> int:
    return exchange.body.size_bytes if exchange.body is not None else 0


def _shut(link: socket.socket) -> None:
    # The plain socket's way: that of a TLS socket drops its state, which the thread reads.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(link, socket.SHUT_RDWR)
