"""A collection on disk: one writer, many readers, pages whole or not there."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import archiver
from archiver.errors import StorageError
from archiver.formats import (
    Record,
    RecordType,
    decode_report,
    encode_report,
    index_entry,
    member_chunks,
    warcinfo_record,
)
from archiver.images import RowHashes
from archiver.models import Capture, RecordPointer, Report, Screenshot, Target
from archiver.store import durable, schema
from archiver.store.admission import Admission, admitted, bring
from archiver.store.artefacts import capture_record, page_records, source_sha256
from archiver.store.catalog import Catalog, CatalogCapture, CatalogRecord
from archiver.store.draft import PageDraft
from archiver.store.harvest import capture_row
from archiver.store.indexes import write_indexes
from archiver.store.layout import Layout, check_capture_id, check_slug, volume_name
from archiver.store.lookup import Lookup
from archiver.store.pictures import remove_pictures, write_pictures, write_rows
from archiver.store.recovery import next_serial, recover
from archiver.store.spool import placed
from archiver.store.values import CollectionSettings, Recovery
from archiver.store.volume import Volume
from archiver.store.writer_lock import take_writer_lock

_NOTE = "job "
"""Before the keys of `remember`, to keep them apart from the store's own."""


class Collection(Lookup):
    """One archive: `with Collection.open(root) as collection: ...`.

    Reading is what `Lookup` offers, and sees committed pages alone.
    """

    def __init__(
        self,
        layout: Layout,
        catalog: Catalog,
        settings: CollectionSettings,
        lock: int | None,
        recovery: Recovery | None,
    ) -> None:
        super().__init__(layout, catalog)
        self.root = layout.root
        self.settings = settings
        self.recovery = recovery
        """What was put right when it was opened; None when nothing was wrong."""
        self._writer_lock = lock
        self._commit_lock = threading.Lock()
        self._volume: Volume | None = None
        self._closed = False

    @classmethod
    def open(
        cls,
        root: Path,
        *,
        create: bool = True,
        writable: bool = True,
        rebuild: bool = False,
        settings: CollectionSettings = CollectionSettings(),  # noqa: B008 - a frozen value
    ) -> Self:
        """Open a collection; for writing, what a crash left is repaired first.

        `rebuild` makes the catalog anew from the WARC files; reports are not in
        them, and are made again by checking again.

        Raises:
            CollectionBusyError: another run writes it.
            OutOfSpaceError: the disk is full.
            StorageError: it is not there, or cannot be read or written.
        """
        layout = Layout(root)
        if not writable:
            return cls(layout, Catalog.open(layout.catalog, writable=False), settings, None, None)
        _make_root(layout, create=create)
        lock = take_writer_lock(layout.root)
        with ExitStack() as undone:
            undone.callback(os.close, lock)
            for directory in layout.directories:
                durable.make_directory(directory)
            catalog, recovery = recover(layout, rebuild=rebuild)
            undone.callback(catalog.close)
            if catalog.indexes_stale or not (layout.index.exists() and layout.pages.exists()):
                write_indexes(catalog, layout, settings.name)
            undone.pop_all()
        return cls(layout, catalog, settings, lock, recovery)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish the open WARC file, write the indexes, let the next run in.

        Raises:
            OutOfSpaceError: the disk is full; every committed page is whole.
            StorageError: a file cannot be finished; the next opening will.
        """
        if self._closed:
            return
        self._closed = True
        try:
            with self._commit_lock:
                self._finish_volume()
            if self._writer_lock is not None and self._catalog.indexes_stale:
                self.write_indexes()
        finally:
            try:
                self._catalog.close()
            finally:
                if self._writer_lock is not None:
                    os.close(self._writer_lock)

    def draft(self, target: Target, capture_id: str = "") -> PageDraft:
        """Begin a page; many may be in the making at once. It gets a fresh id when none is given.

        Raises:
            StorageError: its directory cannot be made, or the slug is unfit.
        """
        self._check_writable()
        check_slug(target.slug)
        capture_id = check_capture_id(capture_id or str(uuid4()))
        return PageDraft(self, target, capture_id, self._layout.spool / capture_id)

    def admit(self, chunks: Iterable[bytes], title: str) -> Admission:
        """Bring a WARC file of another collection or of others into this one, as it is.

        Pages of archiver's in it become pages of this collection; of others' files nothing
        is in the catalog but the file: see `interchange`.

        Raises:
            FormatError: it is no WARC file.
            OutOfSpaceError: the disk is full.
            StorageError: it cannot be written.
        """
        self._check_writable()
        with self._commit_lock:
            place, known = bring(self._layout, chunks, title)
            if known and self._catalog.committed_bytes(place.name):
                foreign = not self._catalog.has_pages(place.name)
                return Admission(name=place.name, known=True, captures=0, foreign=foreign)
            return admitted(self._catalog, self._layout, place)

    def is_done(self, target: Target) -> bool:
        """Tell whether the article's last capture is of this post and page, and no failure."""
        row = self._catalog.row(
            "SELECT url, source_sha256, error FROM captures WHERE slug = ?"
            " ORDER BY capture DESC LIMIT 1",
            target.slug,
        )
        return row == (target.url, source_sha256(target.post), "")

    def save_report(self, report: Report, basis: str = "") -> None:
        """Keep the report of an article in the place of its former one.

        `basis` names all that the report hangs on: see `report_on`.

        Raises:
            StorageError: it cannot be written.
        """
        self.save_reports([(report, basis)])

    def save_reports(self, reports: Iterable[tuple[Report, str]]) -> None:
        """Keep several reports, each with its basis, at once.

        Raises:
            StorageError: they cannot be written; then none is kept.
        """
        self._check_writable()
        rows = [(check_slug(each.slug), encode_report(each), basis) for each, basis in reports]
        with self._catalog.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?)", rows)

    def report(self, slug: str) -> Report | None:
        """Return the report of an article, if it was checked."""
        row = self._catalog.row("SELECT report FROM reports WHERE slug = ?", slug)
        return decode_report(row[0]) if row else None

    def report_on(self, slug: str, basis: str) -> Report | None:
        """Return the report of an article if it was made on this very basis.

        An older catalog that is opened for reading tells no basis: then it is None.
        """
        if self._catalog.version < schema.BASIS_SINCE:
            return None
        row = self._catalog.row(
            "SELECT report FROM reports WHERE slug = ? AND basis = ?", slug, basis
        )
        return decode_report(row[0]) if row else None

    def reports(self) -> list[Report]:
        """Return all reports, by slug."""
        rows = self._catalog.rows("SELECT report FROM reports ORDER BY slug")
        return [decode_report(row[0]) for row in rows]

    def remember(self, key: str, value: str) -> None:
        """Keep a word for a later run (the state of a job); `` forgets it.

        Raises:
            StorageError: it cannot be written.
        """
        self._check_writable()
        self._catalog.remember(_NOTE + key, value)

    def recall(self, key: str) -> str:
        """Return what was remembered under a key, or ``."""
        return self._catalog.recall(_NOTE + key)

    def write_indexes(self) -> None:
        """Write the CDXJ index and the page list now; `close` does it too.

        Raises:
            StorageError: they cannot be written; the former ones are as they were.
        """
        self._check_writable(closing=True)
        write_indexes(self._catalog, self._layout, self.settings.name)

    def original(self, digest: str) -> tuple[str, str, str] | None:
        """Return record id, URI and WARC-Date of a committed response with this payload."""
        return self._catalog.original(digest)

    def commit(
        self,
        draft: PageDraft,
        capture: Capture,
        screenshots: Sequence[Screenshot],
        text: str,
        rows: RowHashes | None = None,
    ) -> Capture:
        """Make a draft's page part of the archive; called by `PageDraft.commit`.

        Raises:
            StorageError: see there.
        """
        self._check_writable()
        if (capture.slug, capture.capture_id) != (draft.target.slug, draft.capture_id):
            raise StorageError(f"{capture.url}: the capture is not of this draft")
        for record in page_records(capture, draft.target.post, screenshots, text):
            draft.append_artefact(record)
        with self._commit_lock:
            volume = self._open_volume()
            try:
                write_pictures(self._layout, capture, screenshots)
                if rows is not None:
                    write_rows(self._layout, capture.slug, capture.capture_id, rows)
                return self._append_page(volume, draft, capture, text)
            except BaseException:  # the archive is cut back
                self._cut_back(volume)
                remove_pictures(self._layout, {capture.capture_id})
                raise

    def _append_page(
        self, volume: Volume, draft: PageDraft, capture: Capture, text: str
    ) -> Capture:
        base = volume.append(draft.spool.chunks())
        ledger = tuple(
            replace(entry, record=placed(entry.record, volume.name, base))
            if entry.record
            else entry
            for entry in capture.ledger
        )
        final = replace(capture, ledger=ledger)
        last = capture_record(final)
        start = volume.append(member_chunks(last))
        volume.sync()
        records = [
            replace(record, pointer=placed(record.pointer, volume.name, base))
            for record in draft.spool.records
        ]
        pointer = RecordPointer(filename=volume.name, offset=start, length_bytes=volume.end - start)
        records += [_last_row(last, pointer), *draft.elsewhere]
        row = self._row(draft.target, final, text, volume.end - base)
        self._catalog.add_capture(row, records, volume.name, volume.end)
        return final

    def _row(self, target: Target, capture: Capture, text: str, size_bytes: int) -> CatalogCapture:
        post = target.post
        row = capture_row(
            capture, title=post.title if post else "", text=text, size_bytes=size_bytes
        )
        if post is None:
            return row
        return replace(
            row,
            source_sha256=source_sha256(post),
            source_name=post.path.name,
            source_path=str(post.path),
        )

    def _open_volume(self) -> Volume:
        """The WARC file to append to, with its warcinfo record."""
        if self._volume is not None and self._volume.end >= self.settings.roll_bytes:
            self._finish_volume()
        if self._volume is None:
            serial = next_serial(self._layout)
            name = volume_name(self.settings.name, serial, datetime.now(UTC))
            self._volume = Volume(self._layout.warc, name)
        if self._volume.end == 0:
            info = warcinfo_record(datetime.now(UTC), self._volume.name, self._info())
            try:
                self._volume.append(member_chunks(info))
            except BaseException:  # the file is cut back
                self._cut_back(self._volume)
                raise
        return self._volume

    def _info(self) -> dict[str, str]:
        info = {"software": f"archiver/{archiver.__version__}", "isPartOf": self.settings.name}
        if redacted := sorted(self.settings.redacted_request_headers):
            info["redacted-request-headers"] = ", ".join(redacted)
        return {**info, **dict(self.settings.info)}

    def _finish_volume(self) -> None:
        volume, self._volume = self._volume, None
        if volume is not None:
            volume.finish()

    def _cut_back(self, volume: Volume) -> None:
        """Cut the WARC file to what the catalog says is committed: it alone knows."""
        try:
            volume.cut(self._catalog.committed_bytes(volume.name))
        except StorageError:
            self._volume = None
            volume.abandon()

    def _check_writable(self, *, closing: bool = False) -> None:
        if self._writer_lock is None or (self._closed and not closing):
            raise StorageError(f"{self.root}: opened for reading, or closed")


def _last_row(record: Record, pointer: RecordPointer) -> CatalogRecord:
    digest = record.body.sha1 if record.body else ""
    answer = (0, record.content_type, digest)
    return CatalogRecord(
        type=record.type.value,
        record_id=record.record_id,
        date=record.date,
        entry=index_entry(RecordType.RESOURCE, record.target_uri, record.date, answer),
        whole=True,
        pointer=pointer,
    )


def _make_root(layout: Layout, *, create: bool) -> None:
    if not create and not layout.warc.is_dir():
        raise StorageError(f"{layout.root}: no collection there")
    with durable.translated(layout.root):
        layout.root.mkdir(parents=True, exist_ok=True)
