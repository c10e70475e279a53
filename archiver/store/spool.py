"""A page's records before its commit: a private file, and what is known of each record."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.formats import Record, member_chunks
from archiver.models import RecordPointer
from archiver.store import durable
from archiver.store.catalog import CatalogRecord

_DRAFT_FILE = ""
"""The file name of a pointer into a spool: the WARC file is not known yet."""
_MEMORY_BYTES = 8 << 20


def placed(pointer: RecordPointer, volume: str, base: int) -> RecordPointer:
    """Return a spool's pointer as one into the WARC file; others are unchanged."""
    if pointer.filename != _DRAFT_FILE:
        return pointer
    return replace(pointer, filename=volume, offset=base + pointer.offset)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a spool had come."""

    size_bytes: int
    records: int


class Spool:
    """The records of one page, not yet part of the archive.

    Bytes up to a few megabytes stay in memory, for most pages are written but
    once then; what is more goes to a file in the page's own directory.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.records: list[CatalogRecord] = []
        self._path = directory / "records.warc.gz"
        self._descriptor = -1
        self._file_bytes = 0
        self._tail = bytearray()
        durable.make_directory(directory)

    @property
    def size_bytes(self) -> int:
        """Size of all records."""
        return self._file_bytes + len(self._tail)

    def append(self, record: Record) -> RecordPointer:
        """Take a record; return where it lies in the spool.

        Raises:
            StorageError: it could not be written; the spool is as before.
        """
        start = self.size_bytes
        with durable.translated(self._path):
            try:
                for chunk in member_chunks(record):
                    self._tail += chunk
                    if len(self._tail) >= _MEMORY_BYTES:
                        self._flush()
            except BaseException:  # the spool is put back, then it is raised again
                self._cut(start)
                raise
        length_bytes = self.size_bytes - start
        return RecordPointer(filename=_DRAFT_FILE, offset=start, length_bytes=length_bytes)

    def chunks(self) -> Iterator[bytes | bytearray]:
        """Yield all bytes in order.

        Raises:
            OSError: the file cannot be read.
        """
        if self._descriptor >= 0:
            yield from durable.read_all(self._descriptor, self._file_bytes)
        yield self._tail

    def mark(self) -> Mark:
        """Return the present state, to go back to."""
        return Mark(self.size_bytes, len(self.records))

    def back_to(self, mark: Mark) -> None:
        """Forget what was appended since the mark.

        Raises:
            StorageError: the file cannot be cut.
        """
        del self.records[mark.records :]
        with durable.translated(self._path):
            self._cut(mark.size_bytes)

    def remove(self) -> None:
        """Delete the page's directory, bodies included."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self._file_bytes = 0
        self._tail = bytearray()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _flush(self) -> None:
        if self._descriptor < 0:
            self._descriptor = durable.create_file(self._path)
        os.lseek(self._descriptor, self._file_bytes, os.SEEK_SET)
        durable.write_all(self._descriptor, self._tail)
        self._file_bytes += len(self._tail)
        self._tail = bytearray()

    def _cut(self, size_bytes: int) -> None:
        """Drop what lies behind a size, and what a failed write left behind the file's end."""
        # A new array: an error on its way up may still hold a view of the old one.
        self._tail = self._tail[: max(0, size_bytes - self._file_bytes)]
        self._file_bytes = min(self._file_bytes, size_bytes)
        if self._descriptor >= 0:
            durable.cut(self._descriptor, self._file_bytes)
