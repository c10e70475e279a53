"""The folder of what people accepted: one writer at a time, and errors in words."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from archiver.errors import OutOfSpaceError, StorageError
from archiver.files import FOLDER, HAS_FOLDER_HANDLES, PLAIN
from archiver.locks import try_lock

WAIT_S: Final = 10.0
"""For another writer."""
_LOOK_S = 0.05
_LOCK = ".lock"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextlib.contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made when it is not there, against other writers.

    The lock is on the folder itself: a file for it would lie under version control. Windows
    cannot open a folder: there it is on a file that lies in it for as long. Who writes
    decisions and who writes snapshots hold the same one. It is not to be taken again while
    it is held.

    Raises:
        StorageError: the folder cannot be made, or another program holds it for ten seconds.
    """
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = _opened(folder)
    try:
        deadline = time.monotonic() + WAIT_S
        while not _is_taken(handle, folder):
            if time.monotonic() > deadline:
                raise StorageError(
                    f"{folder}: another program writes there; try again when it is done"
                )
            time.sleep(_LOOK_S)
        yield
    finally:
        os.close(handle)
        if not HAS_FOLDER_HANDLES:
            with contextlib.suppress(OSError):  # Windows keeps a file that another has open
                (folder / _LOCK).unlink()


def _opened(folder: Path) -> int:
    if HAS_FOLDER_HANDLES:
        return os.open(folder, FOLDER)
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | PLAIN, 0o644)


def _is_taken(handle: int, folder: Path) -> bool:
    try:
        return try_lock(handle)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be locked: {error.strerror or error}") from error


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn an OSError into a StorageError that names `path`.

    Raises:
        OutOfSpaceError: the disk or the quota is full.
        StorageError: anything else.
    """
    try:
        yield
    except OSError as error:
        words = f"{path}: cannot be written: {error.strerror or error}"
        if error.errno in _FULL:
            raise OutOfSpaceError(f"{words}; make room") from error
        raise StorageError(words) from error
