"""Which films and sounds were recorded whole, and which only in pieces."""

from __future__ import annotations

from archiver.formats import is_whole_range
from archiver.models import Exchange
from archiver.urls import without_fragment


class MediaPieces:
    """Keeps the account of one page."""

    def __init__(self) -> None:
        self._whole: set[str] = set()
        self._pieces: dict[str, str] = {}

    def note(self, exchange: Exchange) -> None:
        """Take an exchange into account, if it is one of a film or sound."""
        film = exchange.mime.startswith(("video/", "audio/"))
        if exchange.resource_type != "media" and not film:
            return
        whole = exchange.status == 200 and exchange.body and not exchange.truncated
        if whole or (exchange.status == 206 and is_whole_range(exchange)):
            self._whole.add(exchange.url)
        elif exchange.status in {200, 206}:
            self._pieces[exchange.url] = exchange.frame_url

    def has_whole(self, url: str) -> bool:
        """Tell whether it was recorded from its first byte to its last."""
        return without_fragment(url) in self._whole

    def unread(self) -> dict[str, str]:
        """Return what is there in pieces only: address → address of the asking frame."""
        return {url: frame for url, frame in self._pieces.items() if url not in self._whole}
