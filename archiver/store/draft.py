"""One page in the making: its exchanges become records at once, its commit is whole or not."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from archiver.errors import StorageError
from archiver.formats import (
    IndexEntry,
    Record,
    RecordType,
    RequestPart,
    declared_length,
    exchange_records,
    index_entry,
    range_resolved,
    revisit_record,
    sha1_digest,
)
from archiver.images import RowHashes
from archiver.models import (
    BodyProbe,
    Capture,
    Exchange,
    LedgerEntry,
    RecordPointer,
    Screenshot,
    Target,
    header_of,
)
from archiver.store.catalog import CatalogRecord
from archiver.store.pieces import Piece, Pieces, is_piece
from archiver.store.spool import Spool
from archiver.store.values import CollectionSettings

_EMPTY_DIGEST = sha1_digest(b"")
_Original = tuple[str, str, str]


class Committer(Protocol):
    """The part of a collection that a draft needs."""

    settings: CollectionSettings

    def original(self, digest: str) -> _Original | None:
        """Return the committed response that holds this payload, if any."""

    def commit(
        self,
        draft: PageDraft,
        capture: Capture,
        screenshots: Sequence[Screenshot],
        text: str,
        rows: RowHashes | None,
    ) -> Capture:
        """Make the page part of the archive."""


class PageDraft:
    """A page that is being captured; nothing of it is in the archive yet.

    Drafts may be filled from several threads at once, each draft by any.
    """

    def __init__(
        self, committer: Committer, target: Target, capture_id: str, directory: Path
    ) -> None:
        self.target = target
        self.capture_id = capture_id
        """A fresh id; the page's Capture must carry it."""
        self.spool = Spool(directory)
        self._committer = committer
        self._lock = threading.Lock()
        self._seen: dict[str, _Original] = {}
        self._pieces = Pieces()
        self.elsewhere: list[CatalogRecord] = []
        """Records of the page that lie in the collection already, in files of others."""
        self._ended = False

    @property
    def directory(self) -> Path:
        """Where big bodies may be spooled: on the archive's file system, removed at the end."""
        return self.spool.directory

    def add(self, exchange: Exchange, probe: BodyProbe | None = None) -> LedgerEntry:
        """Write the records of an exchange into the spool; return its ledger line.

        A payload that the archive or this draft holds already becomes a
        revisit; a film that came whole as a 206 is archived as a 200, while the
        ledger line says what was answered. A piece of a film waits for `commit`
        and is written if the whole film did not come. A body's file is removed
        when it lies in `directory`, a big one with the draft. The pointer of the returned line is
        completed by `commit`.

        Raises:
            StorageError: the records could not be written; the draft is as before.
        """
        with self._lock:
            self._check_open()
            archived = range_resolved(exchange)
            if is_piece(archived):
                entry = ledger_entry(exchange, probe, None)
                self._pieces.waiting.append(Piece(archived, probe, entry))
                return entry
            mark = self.spool.mark()
            try:
                pointer = self._add_records(archived, probe)
            except BaseException:  # the spool is put back, then it is raised again
                self.spool.back_to(mark)
                raise
        self._drop_body(exchange)
        return ledger_entry(exchange, probe, pointer)

    def commit(
        self,
        capture: Capture,
        screenshots: Sequence[Screenshot] = (),
        text: str = "",
        rows: RowHashes | None = None,
    ) -> Capture:
        """Make the page part of the archive, whole; return its Capture with final pointers.

        `rows` are those of the whole page's picture, where it was decoded anyhow.
        On return everything is on the disk. After an error the draft is as
        before: commit it again, or discard it.

        Raises:
            OutOfSpaceError: the disk is full; the archive is as before.
            StorageError: the page could not be written; the archive is as before.
        """
        with self._lock:
            self._check_open()
            mark = self.spool.mark()
            try:
                whole = self._with_pieces(capture)
                committed = self._committer.commit(self, whole, screenshots, text, rows)
            except BaseException:  # the spool is put back, then it is raised again
                self.spool.back_to(mark)
                raise
            self._ended = True
        self.spool.remove()
        return committed

    def discard(self) -> None:
        """Forget the page; its spool is removed. May be called twice, and after `commit`."""
        with self._lock:
            self._ended = True
        self.spool.remove()

    def append_artefact(self, record: Record) -> RecordPointer:
        """Write a resource record of the page itself.

        Raises:
            StorageError: it could not be written.
        """
        answer = (0, record.content_type, record.body.sha1 if record.body else _EMPTY_DIGEST)
        entry = index_entry(record.type, record.target_uri, record.date, answer)
        return self._append(record, entry, whole=True)

    def _with_pieces(self, capture: Capture) -> Capture:
        """Write the pieces whose film did not come whole; complete the lines of all."""
        found: dict[LedgerEntry, RecordPointer | None] = {}
        for piece in self._pieces.waiting:
            whole = self._pieces.whole_of(piece)
            found[piece.entry] = whole or self._add_records(piece.exchange, piece.probe)
        ledger = tuple(
            replace(entry, record=found[entry]) if entry in found else entry
            for entry in capture.ledger
        )
        return replace(capture, ledger=ledger)

    def _add_records(self, exchange: Exchange, probe: BodyProbe | None) -> RecordPointer | None:
        records = exchange_records(
            exchange, probe, self._committer.settings.redacted_request_headers
        )
        if not records:
            return None
        main, *others = records
        digest = main.body.sha1 if main.body else _EMPTY_DIGEST
        whole = exchange.truncated is None
        # Replays read what was noted beside a record from that very record, no revisit's.
        if main.type is RecordType.RESPONSE and whole and not exchange.metadata:
            main = self._deduplicated(main, digest)
        entry = index_entry(
            main.type,
            main.target_uri,
            main.date,
            _answer_facts(main, exchange, digest),
            _request_part(exchange),
        )
        pointer = self._append(main, entry, whole=whole)
        for record in others:
            self.spool.append(record)
        if main.type is RecordType.RESPONSE and whole and not is_piece(exchange):
            # A piece is written within a commit, which may be taken back.
            self._seen.setdefault(digest, (main.record_id, main.target_uri, main.date))
        self._pieces.note_whole(exchange, pointer)
        return pointer

    def _deduplicated(self, response: Record, digest: str) -> Record:
        size_bytes = response.body.size_bytes if response.body else 0
        if size_bytes < self._committer.settings.dedup_min_bytes:
            return response
        original = self._seen.get(digest) or self._committer.original(digest)
        return response if original is None else revisit_record(response, digest, original)

    def _append(self, record: Record, entry: IndexEntry, *, whole: bool) -> RecordPointer:
        pointer = self.spool.append(record)
        self.spool.records.append(
            CatalogRecord(
                type=record.type.value,
                record_id=record.record_id,
                date=record.date,
                entry=entry,
                whole=whole,
                pointer=pointer,
            )
        )
        return pointer

    def _drop_body(self, exchange: Exchange) -> None:
        path = exchange.body.path if exchange.body else None
        if path is not None and path.parent == self.directory and not self.spool.keeps(path):
            path.unlink(missing_ok=True)

    def _check_open(self) -> None:
        if self._ended:
            raise StorageError(f"{self.target.url}: this page was committed or discarded before")


def ledger_entry(
    exchange: Exchange, probe: BodyProbe | None, pointer: RecordPointer | None
) -> LedgerEntry:
    """Return the ledger line of an exchange."""
    return replace(
        LedgerEntry.of(exchange),
        truncated=exchange.truncated,
        content_length=declared_length(exchange.response_headers),
        probe=probe,
        record=pointer,
        asked=exchange.asked,
    )


def _answer_facts(record: Record, exchange: Exchange, digest: str) -> tuple[int, str, str]:
    if record.type is RecordType.RESOURCE:
        return 0, record.content_type, digest
    return exchange.status, header_of(exchange.response_headers, "content-type"), digest


def _request_part(exchange: Exchange) -> RequestPart:
    if exchange.synthetic:
        return RequestPart()
    content_type = header_of(exchange.request_headers, "content-type")
    return RequestPart(exchange.method, content_type, exchange.request_body)
