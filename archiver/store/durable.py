"""File operations that last or fail cleanly: all writing of the store goes through here.

Everything is called as `os.NAME`, here and in `files`, so that a test can make the Nth call fail.
New files are never opened through a symbolic link (faults.md 4.1, 10).
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver.errors import OutOfSpaceError, StorageError
from archiver.files import PLAIN, read_at, sync_folder

_READ_BYTES = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn an OSError into a StorageError that names `path` and what to do.

    Raises:
        OutOfSpaceError: the disk or the quota is full.
        StorageError: anything else.
    """
    try:
        yield
    except OSError as error:
        raise storage_error(path, error) from error


def storage_error(path: Path, error: OSError) -> StorageError:
    """Return the StorageError that an OSError at `path` means."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    if error.errno in _FULL:
        return OutOfSpaceError(f"{path}: {reason}; every committed page is whole, make room")
    return StorageError(f"{path}: {reason}; every committed page is whole")


def make_directory(path: Path) -> None:
    """Make a directory unless it is there.

    Raises:
        StorageError: it cannot be made, or a symbolic link stands in its place.
    """
    with translated(path):
        with contextlib.suppress(FileExistsError):
            os.mkdir(path)  # noqa: PTH102 - through the seam
            sync_folder(path.parent)
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise StorageError(f"{path}: not a directory of its own; remove it and run again")


def create_file(path: Path) -> int:
    """Create a file that must not exist; return its descriptor, for reading and writing.

    Raises:
        OSError: it cannot be created.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | PLAIN
    return os.open(path, flags, 0o644)


def open_file(path: Path) -> int:
    """Open a file for reading and writing, created when absent, never through a link.

    Raises:
        OSError: it cannot be opened.
    """
    return os.open(path, os.O_RDWR | os.O_CREAT | PLAIN, 0o644)


def write_all(descriptor: int, data: bytes | bytearray | memoryview) -> None:
    """Write all bytes at the file's position.

    Raises:
        OSError: a write failed; some of the bytes may have been written.
    """
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_all(descriptor: int, end: int, start: int = 0) -> Iterator[bytes]:
    """Yield the bytes of a file from one place to another, a megabyte at a time.

    Raises:
        OSError: reading failed, or the file is shorter.
    """
    position = start
    while position < end:
        chunk = read_at(descriptor, min(_READ_BYTES, end - position), position)
        if not chunk:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        yield chunk
        position += len(chunk)


def sync(descriptor: int) -> None:
    """Wait until a file's bytes are on the disk.

    Raises:
        OSError: they are not.
    """
    os.fsync(descriptor)


def cut(descriptor: int, size_bytes: int) -> None:
    """Cut a file to a size and set its position there.

    Raises:
        OSError: it cannot be cut.
    """
    os.ftruncate(descriptor, size_bytes)
    os.lseek(descriptor, size_bytes, os.SEEK_SET)


def rename(source: Path, target: Path) -> None:
    """Rename a file in its directory, and wait until that is on the disk.

    Raises:
        OSError: the rename or the wait failed.
    """
    os.replace(source, target)  # noqa: PTH105 - through the seam
    sync_folder(target.parent)


def replace_file(path: Path, chunks: Iterable[bytes], *, lasting: bool = True) -> None:
    """Write a file beside its place and rename it there: whole or not at all.

    With `lasting` the bytes are on the disk on return; without, only readers
    are safe, which is enough for copies of what a WARC holds.

    Raises:
        StorageError: it cannot be written; the former file is as it was.
    """
    temporary = path.with_name(path.name + ".tmp")
    with translated(path):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)  # noqa: PTH108 - through the seam
        descriptor = create_file(temporary)
        try:
            for chunk in chunks:
                write_all(descriptor, chunk)
            if lasting:
                sync(descriptor)
        finally:
            os.close(descriptor)
        if lasting:
            rename(temporary, path)
        else:
            os.replace(temporary, path)  # noqa: PTH105 - through the seam
