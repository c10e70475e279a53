"""The WARC file that is being written: append, commit, cut back, finish."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from archiver.files import sync_folder
from archiver.store import durable
from archiver.store.layout import OPEN_SUFFIX


class Volume:
    """An open WARC file, `NAME.warc.gz.open`; `end` is where the next record goes."""

    def __init__(self, directory: Path, name: str) -> None:
        self.name = name
        """The final name, without `.open`."""
        self.path = directory / (name + OPEN_SUFFIX)
        self.end = 0
        with durable.translated(self.path):
            self._descriptor = durable.create_file(self.path)
            sync_folder(directory)

    def append(self, chunks: Iterable[bytes | bytearray | memoryview]) -> int:
        """Append bytes; return where they begin.

        Raises:
            StorageError: not all were written; `cut` the file.
        """
        start = self.end
        with durable.translated(self.path):
            for chunk in chunks:
                durable.write_all(self._descriptor, chunk)
                self.end += len(chunk)
        return start

    def sync(self) -> None:
        """Wait until all is on the disk.

        Raises:
            StorageError: it is not.
        """
        with durable.translated(self.path):
            durable.sync(self._descriptor)

    def cut(self, size_bytes: int) -> None:
        """Cut the file back to what is committed.

        Raises:
            StorageError: it cannot be cut; the next opening will.
        """
        with durable.translated(self.path):
            durable.cut(self._descriptor, size_bytes)
        self.end = size_bytes

    def abandon(self) -> None:
        """Close the file as it is, under its open name; the next opening repairs it."""
        os.close(self._descriptor)

    def finish(self) -> None:
        """Close the file and give it its final name; one without pages is removed.

        Raises:
            StorageError: it cannot be renamed; the next opening will.
        """
        os.close(self._descriptor)
        finish_file(self.path, self.end)


def finish_file(path: Path, size_bytes: int) -> None:
    """Give a closed `.open` file its final name, or remove it when it is empty.

    Raises:
        StorageError: it cannot be renamed or removed.
    """
    with durable.translated(path):
        if size_bytes:
            durable.rename(path, path.with_name(path.name.removesuffix(OPEN_SUFFIX)))
        else:
            path.unlink()
