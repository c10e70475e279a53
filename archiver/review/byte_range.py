"""The part of a film that a browser asks for: RFC 9110, section 14."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from a start up to, and without, a stop."""

    start: int
    stop: int
    is_part: bool
    """Whether a part was asked for, which is answered by 206."""


def asked_range(header: str, size_bytes: int) -> ByteRange | None:
    """Return what a `Range` header asks for; None when no such byte is there (416).

    A header that cannot be read, and one that asks for several parts, are passed over, as
    the standard allows: then it is the whole.
    """
    whole = ByteRange(0, size_bytes, is_part=False)
    found = _RANGE.fullmatch(header)
    if not found or found.groups() == ("", ""):
        return whole
    first, last = found.groups()
    if not first:
        start, stop = max(0, size_bytes - int(last)), size_bytes
    else:
        start = int(first)
        if last and int(last) < start:
            return whole
        stop = min(size_bytes, int(last) + 1) if last else size_bytes
    return ByteRange(start, stop, is_part=True) if start < stop else None
