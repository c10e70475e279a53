"""A loopback site and a recording, for the tests of this room."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.browser.guard import Guard
from archiver.extract import Extraction, extract
from archiver.extract.extraction import Question
from archiver.extract.recording import Recording
from archiver.extract.wire import Wire
from archiver.extract.ydl import ask_yt_dlp
from archiver.models import Body, Exchange, VideoChoice
from archiver.testing.http_server import Request, Response, Seen

Page = Response | Callable[[Request], Response]
REFERRER = "http://news.newsroom.test/a/"
USER_AGENT = "Reader/1.0 (a test)"


@dataclass
class Site:
    """Pages by `host/path`; every host name under `.test` is this one server."""

    spool: Path
    guard: Guard
    pages: dict[str, Page] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        page = self.pages.get(request.host + request.path)
        if page is None:
            return Response(status=404, body=b"not here")
        return page(request) if callable(page) else page

    async def ask(self, page_url: str, **changes: Any) -> Extraction:
        """Ask as a capture does: of a process of its own."""
        settings: dict[str, Any] = self._settings() | {
            "sink": self.exchanges.append,
            "peer_of": self.guard.peer_of,
        }
        return await extract(page_url, **settings | changes)

    async def look(self, page_url: str, **changes: Any) -> Extraction:
        """Ask yt-dlp in this process, which is quicker."""
        question = Question(page_url=page_url, name="x", **self._settings() | changes)
        recording = Recording(
            spool=question.spool,
            name=question.name,
            body_bytes=question.body_bytes,
            total_bytes=question.total_bytes,
            deliver=self.exchanges.append,
        )
        return await asyncio.to_thread(ask_yt_dlp, question, recording)

    def _settings(self) -> dict[str, Any]:
        return {
            "referrer": REFERRER,
            "user_agent": USER_AGENT,
            "proxy_port": self.guard.port,
            "choice": VideoChoice.BEST,
            "spool": self.spool,
            "body_bytes": 8 << 20,
            "total_bytes": 16 << 20,
            "timeout_s": 60.0,
        }

    def exchange(self, url: str) -> Exchange:
        """The one exchange of an address."""
        (found,) = [exchange for exchange in self.exchanges if exchange.url == url]
        return found


@dataclass
class Recorder:
    """A recording whose exchanges lie in a list, and wires of it."""

    recording: Recording
    exchanges: list[Exchange]

    def wire(self, proxy_port: int | None = None, trusted_pem: str = "") -> Wire:
        return Wire(self.recording, proxy_port, trusted_pem)


def sha1_of(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data).digest()).decode()


def bytes_of(body: Body | None) -> bytes:
    assert body is not None
    return body.path.read_bytes() if body.path else body.data or b""
