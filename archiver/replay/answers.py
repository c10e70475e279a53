"""The records of a capture as answers to the page that asks for them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from archiver.browser import PageRequest, Supplied
from archiver.errors import StorageError
from archiver.formats import read_record, sha1_digest
from archiver.formats.method_query import method_query
from archiver.models import (
    Asked,
    Body,
    Capture,
    Exchange,
    Headers,
    LedgerEntry,
    RecordPointer,
    header_of,
)
from archiver.replay.addresses import exact_key, is_icon
from archiver.replay.jsonp import called_back
from archiver.replay.kept import Kept
from archiver.replay.manifests import ended, limits_of, reduced
from archiver.replay.ranges import Span, asked_span, cut, is_asked, kept_span
from archiver.store import Collection, StoredAnswer
from archiver.store.layout import Layout
from archiver.streaming import is_manifest
from archiver.urls import without_fragment

_MOST_BYTES = 64 << 20
"""Of a body that is given in one piece."""
_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_BODILESS = frozenset({204, 205, 304})
_RANGE_HEADERS = frozenset({"accept-ranges", "content-range"})
_NO_RANGE = 416
_ALL = "bytes=0-"
"""What Chromium asks for first of every film."""
_MOST_NOTES = 20
_CLOSED = ("net::ERR_SOCKS", "net::ERR_PROXY")
"""What Chromium says of a request that the guard refused."""


class Answers:
    """Answers a page from one capture, and keeps account of it; use for one showing.

    The page is given what it was given at the capture. With a `document` its own first
    request is answered by that, and its pictures by the best that came for them.
    """

    def __init__(
        self,
        collection: Collection,
        capture: Capture,
        *,
        document: str | None = None,
        bodies: Mapping[RecordPointer, str] | None = None,
        asked_before: Iterable[str] | None = None,
    ) -> None:
        """Take the capture; `bodies` are those of its requests, as `Kept` has them.

        With `asked_before`, the addresses that a showing before this one asked for, what is
        asked for by chance or by the hour is given what came of the same shape, and was
        asked for by no showing.
        """
        self._collection = collection
        self._layout = Layout(collection.root)
        self._kept = Kept(capture.ledger, bodies)
        self._asked = None if asked_before is None else set(map(exact_key, asked_before))
        self._document = document
        self._finds_best = document is not None
        self._given: defaultdict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
        self._leaks: dict[str, None] = {}
        self.notes: list[str] = []
        """What could not be given though there is a record of it, in words."""

    async def __call__(self, request: PageRequest) -> Supplied | None:
        """Return the answer to a request; None, and a leak, when there is none."""
        if self._document is not None and request.resource_type == "document":
            document, self._document = self._document, None
            return Supplied(status=200, headers=_HTML, body=document.encode(), synthetic=True)
        entries = self._entries(request)
        if any(entry.record is not None for entry in entries):
            # Reading and inflating take their time, and the browser waits for nothing else.
            answer = await asyncio.to_thread(self._first_of, entries, request)
            if answer is not None:
                return answer
            self._leak(request.method, request.url)
        elif not entries:
            self._leak(request.method, request.url)
        return None

    def has(self, request: PageRequest) -> bool:
        """Tell whether the capture asked for such an address, and had an answer."""
        entries = self._kept.at(request.method, request.url)
        return any(entry.record is not None for entry in entries)

    def was_given(self, url: str) -> bool:
        """Tell whether the page was given an answer for an address."""
        return bool(self._given.get(_key("GET", url)))

    def leaks(self, exchanges: Iterable[Exchange]) -> tuple[str, ...]:
        """Return what was asked for and is not there, `METHOD address`, each once.

        `exchanges` are those of the showing: what met the closed network was asked for on
        a way that DevTools cannot hold, as that of a shared worker.
        """
        for exchange in exchanges:
            if not exchange.status and exchange.error.startswith(_CLOSED):
                self._leak(exchange.method, exchange.url)
        return tuple(self._leaks)

    def entry(self, exchange: Exchange) -> LedgerEntry:
        """Return the ledger's line of an exchange of the showing.

        What is known of the record that was given stays: its probe, its truncation, its place.
        """
        shown = LedgerEntry.of(exchange)
        known = self._given.get(_key(exchange.method, exchange.url)) if exchange.status else None
        if not known or (exchange.synthetic and not known[-1].synthetic):
            return shown
        given = next((entry for entry in known if entry.sha1 == shown.sha1), known[-1])
        return replace(
            shown,
            mime=given.mime,
            truncated=given.truncated,
            content_length=given.content_length,
            probe=given.probe,
            record=given.record,
        )

    def _leak(self, method: str, url: str) -> None:
        if not is_icon(url):
            self._leaks.setdefault(f"{method} {without_fragment(url)}")

    def _entries(self, request: PageRequest) -> list[LedgerEntry]:
        """Return the lines that may answer a request, the best first."""
        method, url = request.method, request.url
        if method == "OPTIONS":
            method = request.header("Access-Control-Request-Method") or "GET"
            return list(self._kept.at(method, url))
        if self._finds_best and request.resource_type == "image":
            picture = self._kept.picture(url)
            if picture is not None:
                return [picture]
        if request.resource_type == "media" or is_asked(request.header("Range")):
            pieces = self._kept.pieces(url)
            if pieces:
                return pieces
        query = method_query(url, method, request.header("Content-Type"), request.body)[1]
        entry = self._kept.next(method, url, query)
        if entry is None and self._asked is not None and request.resource_type != "document":
            entry = self._kept.alike(method, url, self._asked)
        return [] if entry is None else [entry]

    # --- in a thread of its own from here on

    def _first_of(self, entries: list[LedgerEntry], request: PageRequest) -> Supplied | None:
        for entry in entries:
            if entry.record is None:
                continue
            try:
                answer = self._answer(entry, entry.record, request)
            except StorageError as error:
                self._note(f"{entry.url}: its record cannot be read: {error}")
                continue
            if answer is not None:
                self._given[_key(request.method, request.url)].append(entry)
                return answer
        return None

    def _answer(
        self, entry: LedgerEntry, record: RecordPointer, request: PageRequest
    ) -> Supplied | None:
        """Return the answer that a record gives to a request; None when it has none to it."""
        head = self._collection.answer_at(record, limit=0)
        if request.method == "OPTIONS":
            return _permission(head, request)
        asked = request.header("Range")
        if is_asked(asked) and head.status in {200, 206} and not _came_whole(entry, head, asked):
            return self._part(entry, head, asked)
        if head.status == 206:
            # A piece is no answer to who asks for the whole.
            return None
        if request.method == "HEAD" or head.status in _BODILESS:
            return Supplied(status=head.status, headers=head.headers, reason=head.reason)
        stored = self._collection.answer_at(record, limit=_MOST_BYTES)
        if stored.body_cut:
            self._note(f"{entry.url}: larger than can be given in one piece")
            return None
        body = self._held(record, entry, stored)
        if request.url != entry.url:
            body = called_back(body, entry.url, request.url)
        return Supplied(
            status=stored.status,
            headers=_HTML if entry.synthetic else stored.headers,
            body=body,
            reason=stored.reason,
            # The page may get less than the record has; it is the record that is told of.
            noted=Body(size_bytes=entry.size_bytes, sha1=entry.sha1) if body else None,
            synthetic=entry.synthetic,
        )

    def _part(self, entry: LedgerEntry, head: StoredAnswer, asked: str) -> Supplied | None:
        """Return the bytes that are asked for, from a whole body or from a piece."""
        place = (Span(0, entry.size_bytes), entry.size_bytes)
        if head.status == 206:
            told = kept_span(header_of(head.headers, "content-range"))
            if told is None:
                return None
            place = told
        kept, total = place
        span = asked_span(asked, total or kept.end)
        if span.size_bytes <= 0 and head.status == 200:
            line = (("Content-Range", f"bytes */{total}"),)
            return Supplied(status=_NO_RANGE, headers=(*_without_range(head.headers), *line))
        span = Span(span.start, min(span.end, kept.end))
        if not kept.start <= span.start < span.end:
            return None
        chunks = self._collection.payload_chunks(head.pointer)
        body = cut(chunks, Span(span.start - kept.start, span.end - kept.start))
        if len(body) != span.size_bytes:
            self._note(f"{entry.url}: its record is shorter than the capture says")
            return None
        counted = f"bytes {span.start}-{span.end - 1}/{total or '*'}"
        return Supplied(
            status=206,
            headers=(
                *_without_range(head.headers),
                ("Accept-Ranges", "bytes"),
                ("Content-Range", counted),
            ),
            body=body,
            reason="Partial Content",
            noted=Body(size_bytes=len(body), sha1=sha1_digest(body)),
        )

    def _held(self, record: RecordPointer, entry: LedgerEntry, stored: StoredAnswer) -> bytes:
        """Return a body as it is, but a manifest held to the rendition that was kept."""
        if not is_manifest(entry.mime, entry.url, stored.body[:512]):
            return stored.body
        noted = read_record(self._layout.volume(record.filename), record.offset, 0)
        limits = limits_of(noted.field("WARC-JSON-Metadata"))
        body = reduced(stored.body, entry.url, limits) if limits else stored.body
        return ended(body, entry.url, self._is_kept)

    def _is_kept(self, url: str) -> bool:
        return any(entry.record is not None for entry in self._kept.at("GET", url))

    def _note(self, words: str) -> None:
        if words not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(words)


def _permission(found: StoredAnswer, request: PageRequest) -> Supplied:
    """Return the permission that a kept answer implies (Fetch standard, 4.8)."""
    allowed = [
        pair
        for pair in found.headers
        if pair[0].lower() in {"access-control-allow-origin", "access-control-allow-credentials"}
    ]
    wanted = {
        "Access-Control-Allow-Methods": request.header("Access-Control-Request-Method"),
        "Access-Control-Allow-Headers": request.header("Access-Control-Request-Headers"),
    }
    allowed += [(name, value) for name, value in wanted.items() if value]
    return Supplied(status=204, headers=tuple(allowed))


def _came_whole(entry: LedgerEntry, head: StoredAnswer, asked: str) -> bool:
    """Tell whether a server that knows no ranges gave the page a whole body for `bytes=0-`.

    A player of such a film does not know its length beforehand, and shows none.
    """
    return (
        asked.strip() == _ALL
        and entry.asked is Asked.PAGE
        and head.status == 200
        and header_of(head.headers, "accept-ranges").strip().lower() != "bytes"
        and entry.size_bytes <= _MOST_BYTES
    )


def _without_range(headers: Headers) -> Headers:
    return tuple(pair for pair in headers if pair[0].lower() not in _RANGE_HEADERS)


def _key(method: str, url: str) -> tuple[str, str]:
    return method, exact_key(url)
