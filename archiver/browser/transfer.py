"""One request and its answer while it is under way, and the Exchange it becomes.

DevTools tells the parts in no fixed order and through several sessions: the
intent (`requestWillBeSent`), the raw headers (`...ExtraInfo`), the pause at the
response (`Fetch.requestPaused`), the end (`loadingFinished`). A `Transfer`
gathers them by request id; a redirect chain is one id with several hops.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from archiver.browser.asks import Ask
from archiver.formats import BodySink, declared_length
from archiver.models import Asked, Body, Exchange, Headers, Truncation
from archiver.urls import without_fragment

IDLE_TYPES = frozenset({"media", "ping", "cspviolationreport", "prefetch", "preflight"})
"""Requests that do not change a page while it is looked at."""
UNRECORDED_TYPES = frozenset({"preflight", "websocket", "eventsource"})
"""Not exchanges that a WARC reader can use (browser.md 2.1)."""


@dataclass(slots=True)
class Hop:
    """One request of a redirect chain, with its answer."""

    url: str
    method: str
    headers: Headers
    started_at: datetime
    started_tick: float
    body: bytes = b""
    resource_type: str = ""
    frame_url: str = ""
    status: int = 0
    reason: str = ""
    response_headers: Headers = ()
    mime: str = ""
    protocol: str = ""
    redirect_to: str = ""
    ended_tick: float = 0.0
    from_cache: bool = False


@dataclass(slots=True)
class Transfer:
    """All that is known of one request id."""

    request_id: str
    session_id: str = ""
    """Of the target that asked."""
    is_page: bool = False
    """True for a navigation of the page itself."""
    hops: list[Hop] = field(default_factory=list)
    raw_request_headers: list[Headers] = field(default_factory=list)
    raw_responses: list[tuple[int, Headers]] = field(default_factory=list)
    paused_headers: list[tuple[str, int, Headers]] = field(default_factory=list)
    """(url, status, headers) of each pause at the Response stage, in order."""
    sink: BodySink | None = None
    expects_raw: bool = False
    bytes_announced: int = 0
    """Decoded bytes that the page was told of, by `dataReceived`."""
    tapped: bool = False
    tap_begun: bool = False
    tap_over: asyncio.Event = field(default_factory=asyncio.Event)
    body_pending: bool = False
    ended: bool = False
    error: str = ""
    truncated: Truncation | None = None
    synthetic: bool = False
    taken_whole: bool = False
    """True when the archive has the whole body, whatever becomes of the page's request."""
    ask_number: int = 0
    """Of archiver's own requests; 0 for the page's."""
    ask: Ask | None = None
    set_aside: bool = False
    """True when it is no exchange: its answer is to be had in another way."""
    body: Body | None = None
    """The body, where Chromium itself wrote it to disk."""

    @property
    def last(self) -> Hop | None:
        """The hop under way."""
        return self.hops[-1] if self.hops else None

    @property
    def is_recorded(self) -> bool:
        """Tell whether it is an exchange, as far as is known."""
        return self.last is not None and self.last.resource_type not in UNRECORDED_TYPES

    @property
    def is_awaited(self) -> bool:
        """Tell whether the page may wait for it: not for films, which are read at leisure."""
        hop = self.last
        if self.ended or hop is None or not self.is_recorded or self.ask is not None:
            return False
        return not (hop.resource_type == "media" and hop.status > 0)

    def is_whole(self) -> bool:
        """Tell whether nothing more is to come."""
        if not self.ended or self.body_pending or not self.hops:
            return False
        answered = self.hops[-1].status or self.paused_headers
        if not self.expects_raw or self.error or not answered:
            return True
        hops = len(self.hops)
        return len(self.raw_request_headers) >= hops and len(self.raw_responses) >= hops

    def exchanges(self, peer_of: Any) -> list[Exchange]:
        """Return one Exchange a hop, oldest first; `peer_of(url)` gives the IP."""
        return [self._exchange(index, hop, peer_of(hop.url)) for index, hop in enumerate(self.hops)]

    def _exchange(self, index: int, hop: Hop, peer: str) -> Exchange:
        final = index == len(self.hops) - 1
        status, headers = hop.status, hop.response_headers
        for url, paused_status, paused in self.paused_headers:
            if without_fragment(url) == hop.url and paused_status:
                status, headers = paused_status, paused
        if index < len(self.raw_responses) and self.raw_responses[index][1]:
            status, headers = self.raw_responses[index]
        body = self.body if final else None
        if final and self.sink is not None:
            body = self.sink.finish()
        whole = final and (self.taken_whole or _has_declared_length(headers, body))
        # A failed request whose answer only its raw head tells of: a body was not to be
        # had, so it counts as an answer only where none belongs to it.
        bodiless = status in {204, 205, 304} or _is_redirect(status, headers)
        withheld = final and bool(self.error) and not body and hop.status == 0
        answered = status > 0 and (bodiless or not withheld)
        return Exchange(
            url=hop.url,
            method=hop.method,
            request_headers=(
                self.raw_request_headers[index]
                if index < len(self.raw_request_headers)
                else hop.headers
            ),
            request_body=hop.body,
            started_at=hop.started_at,
            status=status if answered else 0,
            reason=hop.reason,
            response_headers=headers if answered else (),
            body=body if answered else None,
            mime=hop.mime or _mime_of(headers),
            resource_type=self.ask.resource_type if self.ask else hop.resource_type,
            protocol=hop.protocol,
            peer_address=peer,
            duration_s=max(0.0, hop.ended_tick - hop.started_tick),
            truncated=self._truncation(headers) if final and not whole else None,
            error=self.error if final and not whole else "",
            synthetic=self.synthetic and final,
            redirect_to=hop.redirect_to,
            frame_url=self.ask.frame_url if self.ask else hop.frame_url,
            asked=self.ask.asked if self.ask else Asked.PAGE,
            metadata=self.ask.metadata if self.ask and final else "",
        )

    def _truncation(self, headers: Headers) -> Truncation | None:
        if self.truncated is not None:
            return self.truncated
        if self.sink is None:
            return None
        if self.sink.overflow:
            return Truncation.LENGTH
        if not self.ended:
            return Truncation.TIME
        # A page that can do nothing with a body leaves it, and DevTools tells of no error.
        announced_bytes = declared_length(headers)
        short = announced_bytes is not None and self.sink.size_bytes < announced_bytes
        return Truncation.DISCONNECT if self.error or short else None


def _has_declared_length(headers: Headers, body: Body | None) -> bool:
    """Tell whether all bytes that the server announced are there.

    A player that has seen enough cancels its request: of a short film everything
    may have come by then.
    """
    declared = {name.lower(): value.strip() for name, value in headers}
    if body is None or not body.size_bytes or "content-encoding" in declared:
        return False
    return declared.get("content-length") == str(body.size_bytes)


def _mime_of(headers: Headers) -> str:
    for name, value in headers:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower()
    return ""


def hop_of(params: dict[str, Any], frame_url: str) -> Hop:
    """Read a `Network.requestWillBeSent` event."""
    request = params["request"]
    return Hop(
        url=without_fragment(request["url"]),
        method=request["method"],
        headers=lines_of(request.get("headers", {})),
        started_at=datetime.fromtimestamp(params.get("wallTime") or 0, UTC),
        started_tick=params.get("timestamp", 0.0),
        body=post_data(request),
        resource_type=params.get("type", "").lower(),
        frame_url=frame_url,
    )


def hop_of_pause(params: dict[str, Any], frame_url: str) -> Hop:
    """Read a `Fetch.requestPaused` event, for a request that Network never told of."""
    return hop_of(
        {
            "request": params["request"],
            "wallTime": datetime.now(UTC).timestamp(),
            "type": params.get("resourceType", ""),
        },
        frame_url,
    )


def take_response(hop: Hop, response: dict[str, Any], tick: float) -> None:
    """Put a DevTools `Response` object into a hop."""
    hop.status = response.get("status", 0)
    hop.reason = response.get("statusText", "")
    hop.response_headers = lines_of(response.get("headers", {}))
    hop.mime = response.get("mimeType", "")
    hop.protocol = response.get("protocol", "")
    hop.from_cache = bool(response.get("fromDiskCache") or response.get("fromPrefetchCache"))
    hop.ended_tick = tick


def lines_of(headers: dict[str, str]) -> Headers:
    """Return header lines of a DevTools header object.

    Values of a repeated name arrive joined by LF; a comma would spoil cookies
    with an Expires date (warc.md, H6). HTTP/2 pseudo headers are left out (H5).
    """
    return tuple(
        (name, value)
        for name, joined in headers.items()
        if not name.startswith(":")
        for value in str(joined).split("\n")
    )


def lines_of_text(text: str) -> Headers:
    """Return the header lines of a raw HTTP/1 head, its status line left out."""
    lines: list[tuple[str, str]] = []
    for line in text.replace("\r\n", "\n").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon and name.strip():
            lines.append((name.strip(), value.strip()))
    return tuple(lines)


def lines_of_entries(entries: list[dict[str, str]]) -> Headers:
    """Return the header lines of a Fetch `HeaderEntry` list."""
    return tuple(
        (entry["name"], value)
        for entry in entries
        if not entry["name"].startswith(":")
        for value in entry["value"].split("\n")
    )


def post_data(request: dict[str, Any]) -> bytes:
    """Return the body of a DevTools `Request`, as far as it tells."""
    entries = request.get("postDataEntries") or []
    with contextlib.suppress(binascii.Error, ValueError):
        return b"".join(base64.b64decode(entry.get("bytes", "")) for entry in entries)
    return str(request.get("postData", "")).encode(errors="replace")


def has_body(params: dict[str, Any], status: int, headers: Headers) -> bool:
    """Tell whether an answer carries a body that can be asked for (RFC 9110, 6.4.1).

    DevTools gives none for redirects: there is nothing to wait for.
    """
    if status in {0, 204, 205, 304} or params["request"]["method"] == "HEAD":
        return False
    return not _is_redirect(status, headers)


def _is_redirect(status: int, headers: Headers) -> bool:
    return 300 <= status < 400 and any(name.lower() == "location" for name, _value in headers)


def url_pattern(url: str) -> str:
    """Escape an address for Fetch's `urlPattern`, where `*` and `?` are wildcards."""
    return url.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")
