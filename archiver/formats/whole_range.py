"""A range that is the whole entity, archived as the whole entity (warc.md 2.3, H10)."""

from __future__ import annotations

import re
from dataclasses import replace

from archiver.models import Exchange, Headers

_PARTIAL = 206
_OK = 200
_WHOLE = re.compile(r"bytes 0-([0-9]{1,18})/([0-9]{1,18})")


def range_resolved(exchange: Exchange) -> Exchange:
    """Return the exchange as the archive keeps it: a 206 with every byte becomes a 200.

    Media elements ask `Range: bytes=0-` and are given the whole film as a 206.
    pywb cuts ranges out of 200s alone: a 206 it gives back entire, whatever part
    is asked for, so that nobody can seek. `Range` and `Content-Range` stay under
    the names that browsertrix gives them, `x-orig-…`. Any other exchange is
    returned as it is.
    """
    if exchange.status != _PARTIAL or not is_whole_range(exchange):
        return exchange
    return replace(
        exchange,
        status=_OK,
        reason="OK",
        request_headers=_renamed(exchange.request_headers, "range"),
        response_headers=_renamed(exchange.response_headers, "content-range"),
    )


def is_whole_range(exchange: Exchange) -> bool:
    """Tell whether the body of a 206 is all that its Content-Range counts (RFC 9110, 14.4)."""
    ranges = [value for name, value in exchange.response_headers if name.lower() == "content-range"]
    found = _WHOLE.fullmatch(ranges[0].strip()) if len(ranges) == 1 else None
    if found is None or exchange.body is None or exchange.truncated is not None:
        return False
    return int(found[1]) + 1 == int(found[2]) == exchange.body.size_bytes


def _renamed(headers: Headers, name: str) -> Headers:
    return tuple(
        (f"x-orig-{name}" if key.lower() == name else key, value) for key, value in headers
    )
