"""What the review page is given for one of its addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

MEDIA_TYPES: Final = frozenset({"application/json", "image/png", "image/webp", "image/jpeg"})
"""Of what is answered whole: nothing that could run a script."""
FILM_TYPES: Final = frozenset(
    {"video/mp4", "video/webm", "video/ogg"}
    | {"audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm", "audio/wav"}
)
"""Of what is streamed: what browsers play (HTML, 4.8.8)."""
_BEGINNINGS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
_ADDRESS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_MOST_ADDRESS = 400


def is_address(text: str) -> bool:
    """Tell whether a text may be an address of the page: no `..`, no `//`, no escape."""
    return len(text) <= _MOST_ADDRESS and _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Bytes that are read in pieces, and never whole in memory: a film."""

    size_bytes: int
    chunks: Callable[[int, int], Iterator[bytes]]
    """Of the bytes from a start up to, and without, a stop. Raises `StorageError` when they
    cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands at an address."""

    media_type: str
    """Fixed by what it is, never by what a stranger called it: `image/png`."""
    body: bytes = b""
    stream: Stream | None = None
    """In place of the body."""
    lasting: bool = False
    """Whether the address gives the same bytes as long as the server runs."""

    @property
    def is_as_said(self) -> bool:
        """Whether the type is one that the page may have, and the bytes begin like it."""
        if self.stream is not None:
            return self.media_type in FILM_TYPES
        beginning = _BEGINNINGS.get(self.media_type)
        if beginning is not None:
            return beginning.match(self.body) is not None
        return self.media_type in MEDIA_TYPES
