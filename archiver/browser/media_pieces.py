"""Which films and sounds were recorded whole, and which only in pieces."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.formats import is_whole_range
from archiver.models import Exchange, header_of
from archiver.urls import without_fragment

_BY_SCRIPT = frozenset({"fetch", "xhr"})


@dataclass(frozen=True, slots=True)
class Need:
    """A film of which the archive has a piece, or nothing."""

    frame_url: str
    """Address of the document that plays it."""
    referrer: str | None = None
    """The Referer that its player sent; None when it never asked."""


class MediaPieces:
    """Keeps the account of one page."""

    def __init__(self) -> None:
        self._whole: set[str] = set()
        self._pieces: dict[str, Need] = {}

    def note(self, exchange: Exchange) -> None:
        """Take an exchange into account, if it is one of a film or sound.

        Players of their own making ask for ranges by script, of any type.
        """
        film = exchange.resource_type == "media" or exchange.mime.startswith(("video/", "audio/"))
        if not film and not (exchange.status == 206 and exchange.resource_type in _BY_SCRIPT):
            return
        whole = exchange.status == 200 and exchange.body and not exchange.truncated
        if whole or (exchange.status == 206 and is_whole_range(exchange)):
            self._whole.add(exchange.url)
        elif exchange.status in {200, 206}:
            self._pieces[exchange.url] = Need(exchange.frame_url, referrer_of(exchange))

    def has_whole(self, url: str) -> bool:
        """Tell whether it was recorded from its first byte to its last."""
        return without_fragment(url) in self._whole

    def unread(self) -> dict[str, Need]:
        """Return what is there in pieces only, by address."""
        return {url: need for url, need in self._pieces.items() if url not in self._whole}


def referrer_of(exchange: Exchange) -> str:
    """Return the Referer that was sent with a request, or ``."""
    return header_of(exchange.request_headers, "referer")
