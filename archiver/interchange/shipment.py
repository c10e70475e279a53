"""The records of chosen captures, brought into WARC files of their own.

Records are copied as they lie, gzip member for gzip member; a page's records lie side by
side, so most of a page is one piece. Only the last record of a page, the capture's JSON,
is written anew, for it says where the others lie.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

import archiver
from archiver.errors import FormatError
from archiver.formats import (
    RecordType,
    cdxj_line,
    index_entry,
    member_chunks,
    warcinfo_record,
)
from archiver.interchange.companions import Companions
from archiver.interchange.index_runs import IndexRuns
from archiver.interchange.source_files import SourceFiles
from archiver.models import Capture, RecordPointer
from archiver.store import CaptureSummary, CatalogRecord, Collection
from archiver.store.artefacts import CAPTURE_URN, capture_record
from archiver.store.layout import volume_name

_REVISIT = RecordType.REVISIT.value


class _Moved(NamedTuple):
    """A piece of a source file: the records from `start` to before `end` lie elsewhere now."""

    start: int
    end: int
    name: str
    shift: int


class Shipment:
    """Copies captures into new WARC files, and tells the index where each record went.

    `volumes` yields one file after the other, each to be read to its end before the next.
    """

    def __init__(
        self,
        collection: Collection,
        captures: Sequence[CaptureSummary],
        runs: IndexRuns,
        sources: SourceFiles,
        roll_bytes: int,
    ) -> None:
        self._collection = collection
        self._captures = captures
        self._runs = runs
        self._sources = sources
        self._roll_bytes = roll_bytes
        self._companions = Companions(sources)
        self._prefix = f"{collection.settings.name}-{_digest_of(captures)}"
        self._name, self._at = "", 0
        self._placed: dict[tuple[str, int], RecordPointer] = {}
        """Where single records went that lay apart from their page."""
        self._moved: defaultdict[str, list[_Moved]] = defaultdict(list)
        """Of each source file: the pieces that were copied whole."""
        self._made_by_others = False
        """True behind the warcinfo of another tool."""
        self._ids = {summary.capture_id for summary in captures}
        self._brought: set[str] = set()
        """Records that hold the payload of a revisit, and are there."""

    def volumes(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield the name and the bytes of each WARC file.

        Raises:
            FormatError: a record that is needed is damaged.
            StorageError: the collection cannot be read.
        """
        for serial, group in enumerate(self._groups(), start=1):
            moment = group[0].started_at
            self._name = volume_name(self._prefix, serial, moment)
            self._at = 0
            yield self._name, self._counted(self._volume(group, moment))

    def _groups(self) -> Iterator[list[CaptureSummary]]:
        group: list[CaptureSummary] = []
        size_bytes = 0
        for summary in self._captures:
            group.append(summary)
            size_bytes += summary.size_bytes
            if size_bytes >= self._roll_bytes:
                yield group
                group, size_bytes = [], 0
        if group:
            yield group

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            # Before it is given: what comes next is placed behind it.
            self._at += len(chunk)
            yield chunk

    def _volume(self, group: Iterable[CaptureSummary], moment: datetime) -> Iterator[bytes]:
        yield from self._warcinfo(moment, "")
        for summary in group:
            yield from self._page(summary)

    def _warcinfo(self, moment: datetime, part: str) -> Iterator[bytes]:
        settings = self._collection.settings
        info = {"software": f"archiver/{archiver.__version__}", "isPartOf": settings.name}
        if redacted := sorted(settings.redacted_request_headers):
            info["redacted-request-headers"] = ", ".join(redacted)
        record = warcinfo_record(moment, self._name, info)
        steady = _steady_id(f"{self._name} {part}".strip())
        yield from member_chunks(replace(record, record_id=steady))

    def _page(self, summary: CaptureSummary) -> Iterator[bytes]:
        capture = self._collection.capture(summary.capture_id)
        records = self._collection.records(summary.capture_id)
        last = _capture_row(records, summary)
        own = [record for record in records if record.pointer.filename == last.pointer.filename]
        apart = [record for record in records if record.pointer.filename != last.pointer.filename]
        # Before the page's own: what stands before the end of a page is a part of it.
        for record in apart:
            yield from self._single(record)
        for record in records:
            if record.type == _REVISIT:
                yield from self._original(record)
        if self._made_by_others:
            # A warcinfo tells of all that follows: from here on it is archiver's again.
            self._made_by_others = False
            yield from self._warcinfo(summary.started_at, summary.capture_id)
        start = min(record.pointer.offset for record in own)
        yield from self._strays(capture, last.pointer.filename, start)
        base, name = self._at, self._name
        yield from self._sources.chunks(last.pointer.filename, start, last.pointer.offset)
        for record in own:
            if record is not last:
                place = replace(
                    record.pointer, filename=name, offset=base + record.pointer.offset - start
                )
                self._index(record, place)
        moved = _Moved(start, last.pointer.offset, name, base - start)
        self._moved[last.pointer.filename].append(moved)
        yield from self._last(capture)

    def _place(self, pointer: RecordPointer) -> RecordPointer | None:
        """Return where a record is now; None when it was not copied."""
        for moved in reversed(self._moved[pointer.filename]):
            if moved.start <= pointer.offset < moved.end:
                return replace(pointer, filename=moved.name, offset=pointer.offset + moved.shift)
        return self._placed.get((pointer.filename, pointer.offset))

    def _last(self, capture: Capture) -> Iterator[bytes]:
        """Write the record that ends the page, with the places where its records are now."""
        ledger = tuple(
            replace(entry, record=self._place(entry.record)) if entry.record else entry
            for entry in capture.ledger
        )
        record = capture_record(replace(capture, ledger=ledger))
        record = replace(record, record_id=_steady_id(f"{self._name} end {capture.capture_id}"))
        offset, length_bytes = self._at, 0
        for chunk in member_chunks(record):
            length_bytes += len(chunk)
            yield chunk
        digest = record.body.sha1 if record.body else ""
        answer = (0, record.content_type, digest)
        entry = index_entry(RecordType.RESOURCE, record.target_uri, record.date, answer)
        pointer = RecordPointer(filename=self._name, offset=offset, length_bytes=length_bytes)
        self._runs.add(cdxj_line(entry, pointer))

    def _strays(self, capture: Capture, filename: str, start: int) -> Iterator[bytes]:
        """Copy what the ledger leads to, and the catalog does not know as the page's."""
        for entry in capture.ledger:
            pointer = entry.record
            if pointer is None or (pointer.filename == filename and pointer.offset >= start):
                continue
            if self._place(pointer) is None:
                yield from self._member(pointer)

    def _original(self, revisit: CatalogRecord) -> Iterator[bytes]:
        """Copy the record that holds a revisit's payload, where no chosen capture has it."""
        holder = self._collection.holder(revisit.pointer)
        if holder is None:
            raise FormatError(
                f"{revisit.entry.url}: the record of its payload is lost; "
                "`archiver check --fixity` names the pages that need it"
            )
        if holder.record_id in self._brought:
            return
        self._brought.add(holder.record_id)
        if not self._ids & self._collection.captures_with(holder):
            yield from self._single(holder)

    def _single(self, record: CatalogRecord) -> Iterator[bytes]:
        """Copy one record, and those that belong to it, unless it was copied before."""
        pointer = record.pointer
        place = self._place(pointer)
        if place is None:
            place = replace(pointer, filename=self._name, offset=self._at)
            yield from self._member(pointer)
            for companion in self._companions.of(pointer, record.record_id):
                yield from self._member(companion)
            maker = self._companions.maker_of(pointer, record.record_id)
            if maker is not None:
                self._made_by_others = True
                yield from self._member(maker)
        self._index(record, place)

    def _member(self, pointer: RecordPointer) -> Iterator[bytes]:
        place = replace(pointer, filename=self._name, offset=self._at)
        self._placed[pointer.filename, pointer.offset] = place
        end = pointer.offset + pointer.length_bytes
        yield from self._sources.members(pointer.filename, pointer.offset, end)

    def _index(self, record: CatalogRecord, place: RecordPointer) -> None:
        self._runs.add(cdxj_line(record.entry, place))


def _capture_row(records: Sequence[CatalogRecord], summary: CaptureSummary) -> CatalogRecord:
    """Return the record that ends a page."""
    uri = f"{CAPTURE_URN}{summary.capture_id}"
    found = [record for record in records if record.entry.url == uri]
    if not found:
        raise FormatError(f"{summary.slug}: the record of capture {summary.capture_id} is lost")
    return found[-1]


def _digest_of(captures: Iterable[CaptureSummary]) -> str:
    """Return eight characters that are others for each choice of captures."""
    words = [archiver.__version__, *(summary.capture_id for summary in captures)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]


def _steady_id(name: str) -> str:
    """Return a record id that is the same each time."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'archiver export {name}')}"
