"""Reading a collection: captures, payloads, pictures, posts; committed pages alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.errors import FormatError, StorageError
from archiver.formats import (
    IndexEntry,
    StoredRecord,
    decode_capture,
    decoded_headers,
    index_timestamp,
    read_body,
    read_record,
    target_uri,
)
from archiver.images import RowHashes, row_hashes
from archiver.models import Capture, PageOrigin, RecordPointer, ScreenshotKind
from archiver.store.artefacts import CAPTURE_URN, SOURCE_URN, TEXT_URN
from archiver.store.catalog import Catalog, CatalogRecord
from archiver.store.layout import Layout
from archiver.store.pictures import read_rows, write_rows
from archiver.store.values import CaptureSummary, Source, StoredAnswer, StoredScreenshot

PAYLOAD_LIMIT_BYTES = 256 << 20
"""Most that is read into memory of one payload unless the caller says otherwise."""
_SUMMARY = (
    "SELECT capture_id, slug, url, origin, title, started_at, duration_s, status, error,"
    " source_sha256, source_name, source_path, records, size_bytes FROM captures"
)
_POINTER = "SELECT name, offset, length_bytes FROM records JOIN volumes USING (volume)"
_RECORD = (
    "SELECT type, record_id, date, key, records.url, mime, records.status, digest, method,"
    " request_body, whole, name, offset, length_bytes FROM records JOIN volumes USING (volume)"
)
# Of several answers for one address the whole one is meant, of several whole
# ones the last: a picture may be refused first and got by asking again.
_ANSWER = (
    f"{_POINTER} JOIN captures USING (capture) WHERE records.url = ?"
    " AND method NOT IN ('HEAD', 'OPTIONS') AND (? = '' OR capture_id = ?)"
    " ORDER BY CASE WHEN records.status IN (0, 200) THEN 0"
    " WHEN records.status BETWEEN 200 AND 299 THEN 1 ELSE 2 END, whole DESC, record DESC LIMIT 1"
)


class Lookup:
    """The reading side of a collection; may be called from several threads."""

    def __init__(self, layout: Layout, catalog: Catalog) -> None:
        self._layout = layout
        self._catalog = catalog

    def captures(self, slug: str | None = None, *, latest: bool = True) -> list[CaptureSummary]:
        """Return the captures in order of their commit: of each article the last, or all."""
        last = " AND capture IN (SELECT max(capture) FROM captures GROUP BY slug)" if latest else ""
        rows = self._catalog.rows(
            f"{_SUMMARY} WHERE (? IS NULL OR slug = ?){last} ORDER BY capture", slug, slug
        )
        return [_summary(row) for row in rows]

    def has_capture(self, capture_id: str) -> bool:
        """Tell whether a capture of this id is committed."""
        return self._catalog.has_capture(capture_id)

    def capture(self, capture_id: str) -> Capture:
        """Return a capture, whole.

        Raises:
            StorageError: there is none of this id.
            FormatError: its record is damaged.
        """
        pointer = self._artefact(f"{CAPTURE_URN}{capture_id}", capture_id)
        if pointer is None:
            raise StorageError(f"{capture_id}: no such capture in {self._layout.root}")
        return decode_capture(self._record(pointer, PAYLOAD_LIMIT_BYTES).body)

    def capture_id_before(self, slug: str, capture_id: str) -> str:
        """Return the id of the article's capture before a given one; `` for the first."""
        row = self._catalog.row(
            "SELECT capture_id FROM captures WHERE slug = ? AND capture <"
            " (SELECT capture FROM captures WHERE capture_id = ?) ORDER BY capture DESC LIMIT 1",
            slug,
            capture_id,
        )
        return str(row[0]) if row else ""

    def source(self, slug: str, capture_id: str | None = None) -> Source | None:
        """Return the post that an article's last (or given) capture was made from, if any."""
        row = self._catalog.row(
            "SELECT capture_id, source_name, source_path, source_sha256 FROM captures"
            " WHERE slug = ? AND (? IS NULL OR capture_id = ?) ORDER BY capture DESC LIMIT 1",
            slug,
            capture_id,
            capture_id,
        )
        if row is None or not row[3]:
            return None
        pointer = self._artefact(f"{SOURCE_URN}{row[0]}", row[0])
        if pointer is None:
            return None
        data = self._record(pointer, PAYLOAD_LIMIT_BYTES).body
        return Source(data=data, name=row[1], path=row[2], sha256=row[3])

    def text(self, capture_id: str) -> str:
        """Return the text of a page as it was shown; `` when none was kept."""
        pointer = self._page_artefact(TEXT_URN, capture_id)
        if pointer is None:
            return ""
        return self._record(pointer, PAYLOAD_LIMIT_BYTES).body.decode("utf-8", "replace")

    def screenshot(
        self, capture_id: str, kind: ScreenshotKind, subject: str = ""
    ) -> StoredScreenshot | None:
        """Return a picture of a page, from its record; None when none was kept.

        `subject` is the address of what is pictured, where that is not the page.
        """
        prefix = f"urn:{kind.value}:"
        pointer = (
            self._artefact(prefix + subject, capture_id)
            if subject
            else self._page_artefact(prefix, capture_id)
        )
        if pointer is None:
            return None
        record = self._record(pointer, PAYLOAD_LIMIT_BYTES)
        row = self._catalog.row("SELECT slug FROM captures WHERE capture_id = ?", capture_id)
        slug = row[0] if row else ""
        path = self._layout.screenshot(slug, capture_id, record.target_uri, record.content_type)
        return StoredScreenshot(
            data=record.body,
            media_type=record.content_type,
            path=path if path.is_file() and not path.is_symlink() else None,
        )

    def rows(self, capture_id: str) -> RowHashes | None:
        """Return the row hashes of a capture's whole page; None when it has no picture.

        They lie beside the picture. When they are absent or damaged they are computed
        from its record, and written if that can be done.

        Raises:
            FormatError: they were absent, and the record of the picture is damaged.
        """
        row = self._catalog.row("SELECT slug FROM captures WHERE capture_id = ?", capture_id)
        if row is None:
            return None
        kept = read_rows(self._layout, row[0], capture_id)
        if kept is not None:
            return kept
        shot = self.screenshot(capture_id, ScreenshotKind.FULL_PAGE)
        rows = row_hashes(shot.data) if shot else None
        if rows is not None:
            with contextlib.suppress(StorageError):
                write_rows(self._layout, row[0], capture_id, rows)
        return rows

    def payload(
        self, url: str, *, capture_id: str | None = None, limit: int = PAYLOAD_LIMIT_BYTES
    ) -> bytes | None:
        """Return the first `limit` bytes kept for an address; None when nothing is kept.

        Raises:
            FormatError: its record is damaged.
        """
        found = self.answer(url, capture_id=capture_id, limit=limit)
        return found.body if found else None

    def answer(
        self, url: str, *, capture_id: str | None = None, limit: int = PAYLOAD_LIMIT_BYTES
    ) -> StoredAnswer | None:
        """Return the answer kept for an address: of one capture, or the last of all.

        Raises:
            FormatError: its record is damaged.
        """
        wanted = capture_id or ""
        row = self._catalog.row(_ANSWER, target_uri(url), wanted, wanted)
        return self.answer_at(_pointer(row), limit=limit) if row else None

    def answer_at(
        self, pointer: RecordPointer, *, limit: int = PAYLOAD_LIMIT_BYTES
    ) -> StoredAnswer:
        """Return the answer of a record, as a ledger's line points to it.

        Raises:
            FormatError: the record is damaged, or its original is lost.
            StorageError: the pointer names no file of this collection.
        """
        record = self._record(pointer, limit)
        payload, place = record, pointer
        if record.type == "revisit":
            place = self._original(record)
            payload = self._record(place, limit)
        headers = decoded_headers(record.http_headers)
        headers = headers or (("Content-Type", record.content_type),)
        return StoredAnswer(
            url=record.target_uri,
            status=record.status or 200,
            reason=record.http_line.partition(" ")[2].partition(" ")[2],
            headers=headers,
            body=payload.body,
            body_cut=payload.body_cut,
            pointer=place,
        )

    def payload_chunks(self, pointer: RecordPointer) -> Iterator[bytes]:
        """Yield the payload of a record a megabyte at a time; give `StoredAnswer.pointer`.

        Raises:
            FormatError: the record is damaged.
            StorageError: the pointer names no file of this collection.
        """
        yield from read_body(self._layout.volume(pointer.filename), pointer.offset)

    def records(self, capture_id: str) -> list[CatalogRecord]:
        """Return the records of a capture that can be looked up, in the order of their places."""
        rows = self._catalog.rows(
            f"{_RECORD} JOIN captures USING (capture) WHERE capture_id = ? ORDER BY name, offset",
            capture_id,
        )
        return [_catalog_record(row) for row in rows]

    def holder(self, revisit: RecordPointer) -> CatalogRecord | None:
        """Return the response that holds the payload of a revisit: the very one that it names.

        Where that is not here, another with the same payload; None when there is none.

        Raises:
            FormatError: there is no record at that place.
        """
        record = self._record(revisit, 0)
        rows = self._catalog.rows(
            f"{_RECORD} WHERE digest = ? AND type = 'response' AND whole = 1"
            " ORDER BY record_id != ?, record LIMIT 1",
            record.field("WARC-Payload-Digest"),
            record.field("WARC-Refers-To").strip("<>"),
        )
        return _catalog_record(rows[0]) if rows else None

    def captures_with(self, response: CatalogRecord) -> set[str]:
        """Return the ids of the captures that have a whole response among their records."""
        rows = self._catalog.rows(
            "SELECT capture_id FROM records JOIN captures USING (capture)"
            " WHERE digest = ? AND type = 'response' AND whole = 1 AND record_id = ?",
            response.entry.digest,
            response.record_id,
        )
        return {row[0] for row in rows}

    def listed_text(self, capture_id: str) -> str:
        """Return the beginning of a page's text, as the page list repeats it."""
        row = self._catalog.row("SELECT text FROM captures WHERE capture_id = ?", capture_id)
        return str(row[0]) if row else ""

    def volume(self, name: str) -> Path:
        """Return where a WARC file of the collection lies now.

        Raises:
            StorageError: the name is none of a file of this collection.
        """
        return self._layout.volume(name)

    def _original(self, revisit: StoredRecord) -> RecordPointer:
        digest = revisit.field("WARC-Payload-Digest")
        row = self._catalog.row(
            f"{_POINTER} WHERE digest = ? AND type = 'response' AND whole = 1 LIMIT 1", digest
        )
        if row is None:
            raise FormatError(f"{revisit.target_uri}: the record of its payload is lost ({digest})")
        return _pointer(row)

    def _page_artefact(self, prefix: str, capture_id: str) -> RecordPointer | None:
        row = self._catalog.row("SELECT url FROM captures WHERE capture_id = ?", capture_id)
        return self._artefact(f"{prefix}{row[0]}", capture_id) if row else None

    def _artefact(self, uri: str, capture_id: str) -> RecordPointer | None:
        row = self._catalog.row(
            f"{_POINTER} JOIN captures USING (capture)"
            " WHERE records.url = ? AND capture_id = ? LIMIT 1",
            target_uri(uri),
            capture_id,
        )
        return _pointer(row) if row else None

    def _record(self, pointer: RecordPointer, limit: int) -> StoredRecord:
        path = self._layout.volume(pointer.filename)
        try:
            return read_record(path, pointer.offset, limit)
        except FormatError:
            if path.exists():
                raise
        # The writer has just given the file its final name.
        return read_record(self._layout.volume(pointer.filename), pointer.offset, limit)


def _pointer(row: tuple[Any, ...]) -> RecordPointer:
    filename, offset, length_bytes = row
    return RecordPointer(filename=filename, offset=offset, length_bytes=length_bytes)


def _catalog_record(row: tuple[Any, ...]) -> CatalogRecord:
    date = row[2]
    entry = IndexEntry(
        key=row[3],
        timestamp=index_timestamp(date),
        url=row[4],
        mime=row[5],
        status=row[6],
        digest=row[7],
        method=row[8],
        request_body=row[9],
    )
    return CatalogRecord(
        type=row[0],
        record_id=row[1],
        date=date,
        entry=entry,
        whole=bool(row[10]),
        pointer=_pointer(row[11:14]),
    )


def _summary(row: tuple[Any, ...]) -> CaptureSummary:
    return CaptureSummary(
        capture_id=row[0],
        slug=row[1],
        url=row[2],
        origin=PageOrigin(row[3]),
        title=row[4],
        started_at=datetime.fromisoformat(row[5]),
        duration_s=row[6],
        status=row[7],
        error=row[8],
        source_sha256=row[9],
        source_name=row[10],
        source_path=row[11],
        records=row[12],
        size_bytes=row[13],
    )
