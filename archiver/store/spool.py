"""A page's records before its commit: a private file, and what is known of each record."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.formats import (
    Record,
    is_compressed,
    member_chunks,
    stored_member_bytes,
    stored_member_chunks,
)
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

    written_bytes: int
    records: int
    deferred: int


@dataclass(frozen=True, slots=True)
class _Deferred:
    """A record that is not written yet; its member comes after `written_bytes` of others."""

    written_bytes: int
    length_bytes: int
    record: Record

    def chunks(self) -> Iterator[bytes | memoryview]:
        """Yield its gzip member.

        Raises:
            OSError: the file of the body cannot be read, or is not as it was.
        """
        made_bytes = 0
        try:
            for chunk in stored_member_chunks(self.record):
                made_bytes += len(chunk)
                yield chunk
        except ValueError:
            made_bytes = 0
        if made_bytes != self.length_bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


class Spool:
    """The records of one page, not yet part of the archive.

    Bytes up to a few megabytes stay in memory, for most pages are written but
    once then; what is more goes to a file in the page's own directory. A big body
    that lies there in a file of its own stays where it is: its record is made of
    it as it goes into the archive.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.records: list[CatalogRecord] = []
        self._path = directory / "records.warc.gz"
        self._descriptor = -1
        self._file_bytes = 0
        self._tail = bytearray()
        self._deferred: list[_Deferred] = []
        durable.make_directory(directory)

    @property
    def size_bytes(self) -> int:
        """Size of all records."""
        return self._written_bytes + sum(each.length_bytes for each in self._deferred)

    @property
    def _written_bytes(self) -> int:
        return self._file_bytes + len(self._tail)

    def keeps(self, path: Path) -> bool:
        """Tell whether a record is still to be made of a body's file."""
        return any(each.record.body and each.record.body.path == path for each in self._deferred)

    def append(self, record: Record) -> RecordPointer:
        """Take a record; return where it lies in the spool.

        Raises:
            StorageError: it could not be written; the spool is as before.
            ValueError: the file of the body does not have the size that was said.
        """
        start = self.size_bytes
        if self._is_deferred(record):
            return RecordPointer(
                filename=_DRAFT_FILE, offset=start, length_bytes=self.size_bytes - start
            )
        written_bytes = self._written_bytes
        with durable.translated(self._path):
            try:
                for chunk in member_chunks(record):
                    self._tail += chunk
                    if len(self._tail) >= _MEMORY_BYTES:
                        self._flush()
            except BaseException:  # the spool is put back, then it is raised again
                self._cut(written_bytes)
                raise
        length_bytes = self.size_bytes - start
        return RecordPointer(filename=_DRAFT_FILE, offset=start, length_bytes=length_bytes)

    def chunks(self) -> Iterator[bytes | bytearray | memoryview]:
        """Yield all bytes in order; each chunk is good until the next is asked for.

        Raises:
            OSError: the file cannot be read.
        """
        position = 0
        for each in self._deferred:
            yield from self._written(position, each.written_bytes)
            yield from each.chunks()
            position = each.written_bytes
        yield from self._written(position, self._written_bytes)

    def mark(self) -> Mark:
        """Return the present state, to go back to."""
        return Mark(self._written_bytes, len(self.records), len(self._deferred))

    def back_to(self, mark: Mark) -> None:
        """Forget what was appended since the mark.

        Raises:
            StorageError: the file cannot be cut.
        """
        del self.records[mark.records :]
        del self._deferred[mark.deferred :]
        with durable.translated(self._path):
            self._cut(mark.written_bytes)

    def remove(self) -> None:
        """Delete the page's directory, bodies included."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self._file_bytes = 0
        self._tail = bytearray()
        self._deferred = []
        shutil.rmtree(self.directory, ignore_errors=True)

    def _is_deferred(self, record: Record) -> bool:
        """Take a record whose big body lies in the page's directory, and leave it there."""
        path = record.body.path if record.body else None
        if path is None or path.parent != self.directory or not record.has_big_file:
            return False
        if not is_compressed(record.media_type):
            return False
        with durable.translated(path):
            found_bytes = path.stat().st_size
        if record.body is None or found_bytes != record.body.size_bytes:
            raise ValueError(f"{path} has {found_bytes} bytes, announced were others")
        self._deferred.append(_Deferred(self._written_bytes, stored_member_bytes(record), record))
        return True

    def _written(self, start: int, end: int) -> Iterator[bytes | bytearray]:
        """Yield the bytes that were written from one place to another."""
        if start < self._file_bytes:
            yield from durable.read_all(self._descriptor, min(end, self._file_bytes), start)
        if end > self._file_bytes:
            yield self._tail[max(0, start - self._file_bytes) : end - self._file_bytes]

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
