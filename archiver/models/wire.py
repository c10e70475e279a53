"""What came over the wire: an exchange, its headers and its body."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

Headers = tuple[tuple[str, str], ...]
"""Header lines in order, one per line as received; Set-Cookie never joined."""


def header_of(headers: Headers, name: str) -> str:
    """Return the first value of a header, which is named in lower case; `` without it."""
    return next((value for key, value in headers if key.lower() == name), "")


class Truncation(StrEnum):
    """Values of WARC-Truncated (WARC 1.1, 5.13)."""

    LENGTH = "length"
    TIME = "time"
    DISCONNECT = "disconnect"
    UNSPECIFIED = "unspecified"


class Asked(StrEnum):
    """Who asked for something, and how: the page itself, or archiver after it.

    The Referer policies are the words of the standard (W3C Referrer Policy, 3).
    """

    PAGE = ""  #: the page, as any reader's browser does
    AS_SHOWN = "as shown"  #: archiver, with the policy of the page: to have a medium whole
    NO_REFERRER = "no-referrer"  #: archiver, with no Referer
    ORIGIN = "origin"  #: archiver, with the page's origin as Referer
    UNSAFE_URL = "unsafe-url"  #: archiver, with the page's whole address as Referer
    SITE = "site"  #: archiver, with the Referer that a rule names for this host
    YT_DLP = "yt-dlp"  #: yt-dlp, for a player that gave nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Payload of an exchange: in memory, or in a spool file when big.

    `sha1` is the payload digest as WARC writes it: `sha1:` and upper-case
    base32 (the one form that every checker accepts).
    """

    size_bytes: int
    sha1: str
    data: bytes | None = field(default=None, repr=False)
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as the browser made it.

    The body is de-chunked and content-decoded: `response_headers` are as
    received, and the WARC writer renames what no longer describes the body.
    `status` 0 means that no answer came; `error` then says why.
    """

    url: str
    method: str
    request_headers: Headers
    started_at: datetime
    """UTC, when the request was sent: the WARC-Date of all its records."""
    request_body: bytes = field(default=b"", repr=False)
    status: int = 0
    reason: str = ""
    response_headers: Headers = ()
    body: Body | None = None
    mime: str = ""
    resource_type: str = ""
    """DevTools' word, lower case: document, image, media, xhr, fetch ..."""
    protocol: str = ""
    """As DevTools names it: http/1.1, h2, h3."""
    peer_address: str = ""
    """IP address that the guard connected to; empty when unknown."""
    duration_s: float = 0.0
    truncated: Truncation | None = None
    error: str = ""
    """Chromium's own word (`net::ERR_...`) or archiver's sentence."""
    synthetic: bool = False
    """True when archiver itself answered (a post rendered into a page)."""
    redirect_to: str = ""
    frame_url: str = ""
    """Address of the document whose frame asked; empty when unknown."""
    asked: Asked = Asked.PAGE
    """Who asked: the page, or archiver after it."""
    metadata: str = ""
    """One line of JSON for the record's WARC-JSON-Metadata; empty for none."""
