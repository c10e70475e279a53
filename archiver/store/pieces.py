"""Pieces of films, which wait for the end of the page: they are kept if the whole is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archiver.models import BodyProbe, Exchange, LedgerEntry, RecordPointer

_TOTAL = re.compile(r"bytes [0-9]+-[0-9]+/([0-9]{1,18})")
_MEDIA = ("video/", "audio/")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that waits, with the ledger line that was given for it."""

    exchange: Exchange
    probe: BodyProbe | None
    entry: LedgerEntry


@dataclass(slots=True)
class Pieces:
    """The pieces and the whole films of one page.

    A player asks for ranges and breaks off, then the film is fetched whole. Both
    in the archive at nearly one time lead replay astray: pywb takes the record
    nearest in time and gives a piece for whatever part is asked for. Browsertrix
    drops the other ranges too (warc.md 2.3, H10).
    """

    waiting: list[Piece] = field(default_factory=list)
    _whole: dict[str, tuple[int, RecordPointer]] = field(default_factory=dict)

    def note_whole(self, exchange: Exchange, pointer: RecordPointer) -> None:
        """Remember where an answer lies whole; nothing else is noted.

        Of any type: a film that is fetched need not be called one.
        """
        body = exchange.body
        if exchange.method == "GET" and exchange.status == 200 and not exchange.truncated and body:
            self._whole[exchange.url] = (body.size_bytes, pointer)

    def whole_of(self, piece: Piece) -> RecordPointer | None:
        """Return where the film lies whole that this is a piece of, by address and length."""
        size_bytes, pointer = self._whole.get(piece.exchange.url, (-1, None))
        return pointer if size_bytes == _film_bytes(piece.entry, piece.exchange) else None


def is_piece(exchange: Exchange) -> bool:
    """Tell whether it is a film's range, or a film that was cut; of a `range_resolved` one."""
    film = exchange.resource_type == "media" or exchange.mime.startswith(_MEDIA)
    cut = exchange.status == 200 and exchange.truncated is not None
    asked = exchange.method == "GET" and not exchange.synthetic
    return film and asked and (exchange.status == 206 or cut)


def _film_bytes(entry: LedgerEntry, exchange: Exchange) -> int | None:
    """Size of the whole film as the server told it, None when it did not."""
    if exchange.status != 206:
        return entry.content_length
    ranges = [value for name, value in exchange.response_headers if name.lower() == "content-range"]
    found = _TOTAL.fullmatch(ranges[0].strip()) if len(ranges) == 1 else None
    return int(found[1]) if found else None
