"""A page's records before its commit: a private file, and what is known of each record."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.formats import Record, member_chunks
from archiver.models import RecordPointer
from archiver.store import durable
from archiver.store.catalog import CatalogRecord

_DRAFT_FILE = ""
"""The file name of a pointer into a spool: the WARC file is not known yet."""


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
    """The records of one page in a directory of their own; not yet part of the archive."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.size_bytes = 0
        self.records: list[CatalogRecord] = []
        durable.make_directory(directory)
        self._path = directory / "records.warc.gz"
        with durable.translated(self._path):
            self.descriptor = durable.create_file(self._path)

    def append(self, record: Record) -> RecordPointer:
        """Write a record; return where it lies in the spool.

        Raises:
            StorageError: it could not be written; the spool is as before.
        """
        start = self.size_bytes
        with durable.translated(self._path):
            try:
                for chunk in member_chunks(record):
                    durable.write_all(self.descriptor, chunk)
                    self.size_bytes += len(chunk)
            except BaseException:
                self._cut(start)
                raise
        length_bytes = self.size_bytes - start
        return RecordPointer(filename=_DRAFT_FILE, offset=start, length_bytes=length_bytes)

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
        """Close the spool and delete its directory, bodies included."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1
        shutil.rmtree(self.directory, ignore_errors=True)

    def _cut(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        durable.cut(self.descriptor, size_bytes)
