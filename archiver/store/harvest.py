"""Committed pages found in a WARC file itself, when the catalog does not know them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.errors import StorageError
from archiver.formats import (
    RecordType,
    RequestPart,
    StoredRecord,
    decode_capture,
    index_entry,
    read_record,
    read_records,
    sha1_digest,
    warc_date,
)
from archiver.models import Capture, LedgerEntry, RecordPointer
from archiver.store.artefacts import CAPTURE_URN, SOURCE_FIELD, SOURCE_URN, TEXT_URN
from archiver.store.catalog import CatalogCapture, CatalogRecord
from archiver.store.layout import check_capture_id, check_slug, is_import_name
from archiver.store.record_digests import digests_of

_READ_LIMIT_BYTES = 256 << 20
_EMPTY_DIGEST = sha1_digest(b"")
_LISTED = frozenset(
    kind.value for kind in (RecordType.RESPONSE, RecordType.REVISIT, RecordType.RESOURCE)
)
TEXT_LIMIT = 100_000
"""Characters of a page's text that the page list repeats."""


@dataclass(frozen=True, slots=True)
class HarvestedPage:
    """A whole page of a WARC file; `end` is where its last record ends."""

    capture: CatalogCapture
    records: tuple[CatalogRecord, ...]
    end: int


def capture_row(capture: Capture, *, title: str, text: str, size_bytes: int) -> CatalogCapture:
    """Return the catalog's row of a capture, without what it knows of a post."""
    return CatalogCapture(
        capture_id=check_capture_id(capture.capture_id),
        slug=check_slug(capture.slug),
        url=_well_formed(capture.url),
        origin=capture.origin.value,
        title=_well_formed(title or (capture.snapshot.title if capture.snapshot else "")),
        text=_well_formed(text[:TEXT_LIMIT]),
        started_at=warc_date(capture.started_at),
        duration_s=capture.duration_s,
        status=capture.status,
        error=_well_formed(capture.error),
        source_sha256="",
        source_name="",
        source_path="",
        size_bytes=size_bytes,
    )


def _well_formed(text: str) -> str:
    """Text without half surrogate pairs, which scripts may leave and SQLite refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def harvest(path: Path, name: str) -> Iterator[HarvestedPage]:
    """Yield the pages that lie whole in a WARC file, in order.

    A page is whole when its last record, the capture's JSON, is there. `name`
    is the file's final name.

    Raises:
        FormatError: the file is damaged before its end.
    """
    start = 0
    records: list[CatalogRecord] = []
    page = _Page(path)
    for stored in read_records(path):
        if stored.type == "warcinfo":
            start = stored.offset + stored.length_bytes
            continue
        if stored.type == "request":
            if records and stored.field("WARC-Concurrent-To") == f"<{records[-1].record_id}>":
                records[-1] = _keyed(records[-1], stored, path)
            continue
        if stored.type not in _LISTED:
            continue
        records.append(_catalog_record(stored, name))
        page.note(stored)
        if stored.target_uri.startswith(CAPTURE_URN):
            end = stored.offset + stored.length_bytes
            if (row := page.row(end - start)) is not None:
                yield HarvestedPage(row, (*records, *page.elsewhere(name)), end)
            start, records, page = end, [], _Page(path)


class _Page:
    """The artefacts of the page that is being read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture: StoredRecord | None = None
        self._source: StoredRecord | None = None
        self._text: StoredRecord | None = None
        self._ledger: tuple[LedgerEntry, ...] = ()

    def note(self, stored: StoredRecord) -> None:
        uri = stored.target_uri
        if uri.startswith(CAPTURE_URN):
            self._capture = stored
        elif uri.startswith(SOURCE_URN):
            self._source = stored
        elif uri.startswith(TEXT_URN):
            self._text = stored

    def row(self, size_bytes: int) -> CatalogCapture | None:
        """The row, or None when the capture's JSON cannot be read."""
        try:
            capture = decode_capture(self._body(self._capture))
            self._ledger = capture.ledger
            text = self._body(self._text).decode("utf-8", "replace")
            name, title = _source_facts(self._source)
            row = capture_row(capture, title=title, text=text, size_bytes=size_bytes)
            if self._source is None:
                return row
            digest = hashlib.sha256(self._body(self._source)).hexdigest()
        except StorageError:
            return None
        return replace(row, source_sha256=digest, source_name=name, source_path=name)

    def elsewhere(self, name: str) -> Iterator[CatalogRecord]:
        """Yield the records of the page that lie in files of others, one each."""
        seen: set[RecordPointer] = set()
        for entry in self._ledger:
            place = entry.record
            if place is None or place.filename == name or place in seen:
                continue
            seen.add(place)
            path = self._path.with_name(place.filename)
            if is_import_name(place.filename) and path.is_file() and not path.is_symlink():
                try:
                    stored = read_record(path, place.offset, 0)
                    yield elsewhere_record(path, stored, place, entry)
                except (StorageError, ValueError, OSError):
                    continue

    def _body(self, stored: StoredRecord | None) -> bytes:
        if stored is None:
            return b""
        return read_record(self._path, stored.offset, _READ_LIMIT_BYTES).body


def _source_facts(source: StoredRecord | None) -> tuple[str, str]:
    """File name and title of the post."""
    if source is None:
        return "", ""
    try:
        facts = json.loads(source.field(SOURCE_FIELD) or "{}")
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(facts, dict):
        return "", ""
    return str(facts.get("name", ""))[:255], str(facts.get("title", ""))[:1000]


def elsewhere_record(
    path: Path, stored: StoredRecord, place: RecordPointer, entry: LedgerEntry
) -> CatalogRecord:
    """Return the catalog's row of a record of others that a ledger's line leads to.

    Raises:
        ValueError: it is of a type that cannot be looked up.
    """
    record = _catalog_record(replace(stored, length_bytes=place.length_bytes), place.filename)
    digest = record.entry.digest
    if stored.type != "revisit" and digest.startswith("sha1:") and digest != entry.sha1:
        # A digest that others claim is no proof, and archiver's own pages would build on it.
        with path.open("rb") as stream:
            proved = digests_of(stream, place).payload_sha1 == digest
        digest = digest if proved else entry.sha1
    return replace(
        record, entry=replace(record.entry, digest=digest or _EMPTY_DIGEST, method=entry.method)
    )


def _catalog_record(stored: StoredRecord, name: str) -> CatalogRecord:
    kind = RecordType(stored.type)
    digest = stored.field("WARC-Payload-Digest")
    if kind is RecordType.RESOURCE:
        answer = (0, stored.content_type, digest or stored.field("WARC-Block-Digest"))
    else:
        answer = (stored.status, stored.http_header("Content-Type"), digest or _EMPTY_DIGEST)
    return CatalogRecord(
        type=stored.type,
        record_id=stored.record_id,
        date=stored.date,
        entry=index_entry(kind, stored.target_uri, stored.date, answer),
        whole=kind is not RecordType.RESPONSE or not stored.field("WARC-Truncated"),
        pointer=RecordPointer(
            filename=name, offset=stored.offset, length_bytes=stored.length_bytes
        ),
    )


def _keyed(record: CatalogRecord, request: StoredRecord, path: Path) -> CatalogRecord:
    """The record again, with the key that its request gives it."""
    method = request.http_line.partition(" ")[0]
    body = b""
    if method in {"POST", "PUT"}:
        body = read_record(path, request.offset, _READ_LIMIT_BYTES).body
    old = record.entry
    entry = index_entry(
        RecordType(record.type),
        old.url,
        record.date,
        (old.status, old.mime, old.digest),
        RequestPart(method, request.http_header("Content-Type"), body),
    )
    return replace(record, entry=replace(entry, mime=old.mime))
