"""Parts of a body, as RFC 9110, 14 asks for and counts them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ASKED = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)
_CONTENT = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)
SPAN_BYTES = 8 << 20
"""The most that one answer gives to a request without an end: a film goes through DevTools
as text, in one piece, and its player asks on for what it needs."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` to before `end`."""

    start: int
    end: int

    @property
    def size_bytes(self) -> int:
        """How many they are; 0 or less for none."""
        return self.end - self.start


def is_asked(header: str) -> bool:
    """Tell whether a Range header asks for one part, in bytes; others are answered whole."""
    found = _ASKED.fullmatch(header)
    return found is not None and bool(found[1] or found[2])


def asked_span(header: str, size_bytes: int) -> Span:
    """Return the part of a body of `size_bytes` that a Range header asks for.

    Cut to what is there, and one that names no end to `SPAN_BYTES`; of no bytes when
    nothing of it is there.
    """
    found = _ASKED.fullmatch(header)
    first, last = (found[1], found[2]) if found else ("0", "")
    if not first:
        start = max(0, size_bytes - int(last or 0))
        return Span(start, min(size_bytes, start + SPAN_BYTES))
    start = int(first)
    end = min(size_bytes, int(last) + 1 if last else start + SPAN_BYTES)
    return Span(start, end)


def kept_span(content_range: str) -> tuple[Span, int] | None:
    """Return which part a Content-Range counts, and the size of the whole; 0 when unknown."""
    found = _CONTENT.fullmatch(content_range.strip())
    if found is None or int(found[2]) < int(found[1]):
        return None
    return Span(int(found[1]), int(found[2]) + 1), 0 if found[3] == "*" else int(found[3])


def cut(chunks: Iterable[bytes], span: Span) -> bytes:
    """Return the bytes of a span out of a body that comes in chunks."""
    taken, position = bytearray(), 0
    for chunk in chunks:
        if position >= span.end:
            break
        if position + len(chunk) > span.start:
            taken += chunk[max(0, span.start - position) : span.end - position]
        position += len(chunk)
    return bytes(taken)
