"""The WARC files of a collection, opened once and copied from."""

from __future__ import annotations

import os
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from archiver.errors import FormatError
from archiver.files import PLAIN
from archiver.store import Collection
from archiver.store.durable import read_all, translated

_MOST_OPEN = 32
_GZIP = b"\x1f\x8b"
_GZIP_WBITS = 31
_LEVEL = 4


class SourceFiles:
    """Reads pieces of a collection's WARC files; use it as a context manager."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._open: OrderedDict[str, int] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._open:
            os.close(self._open.popitem()[1])

    def path(self, name: str) -> Path:
        """Return where a WARC file lies.

        Raises:
            StorageError: the name is none of a file of the collection.
        """
        return self._collection.volume(name)

    def chunks(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes of a file from one place to another, a megabyte at a time.

        Raises:
            FormatError: the file is not there, or is shorter.
            StorageError: it cannot be read.
        """
        descriptor = self._descriptor(name)
        if end > os.fstat(descriptor).st_size:
            raise FormatError(f"{self.path(name)}: shorter than the catalog says; records are lost")
        with translated(self.path(name)):
            yield from read_all(descriptor, end, start)

    def members(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """Yield a record as a gzip member: as it lies, or packed where it is not.

        Raises:
            FormatError: see `chunks`.
            StorageError: see `chunks`.
        """
        chunks = self.chunks(name, start, end)
        first = next(chunks, b"")
        if first.startswith(_GZIP):
            yield first
            yield from chunks
            return
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WBITS)
        yield deflate.compress(first)
        for chunk in chunks:
            yield deflate.compress(chunk)
        yield deflate.flush()

    def _descriptor(self, name: str) -> int:
        if name not in self._open:
            path = self.path(name)
            if not path.exists():
                raise FormatError(f"{path}: not there; the records in it are lost")
            with translated(path):
                self._open[name] = os.open(path, os.O_RDONLY | PLAIN)
            if len(self._open) > _MOST_OPEN:
                os.close(self._open.popitem(last=False)[1])
        self._open.move_to_end(name)
        return self._open[name]
