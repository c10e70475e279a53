"""The folder of what people accepted: one writer at a time, and errors in words."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from archiver.errors import OutOfSpaceError, StorageError

WAIT_S: Final = 10.0
"""For another writer."""
_LOOK_S = 0.05
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextlib.contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made when it is not there, against other writers.

    The lock is on the folder itself: a file for it would lie under version control. Who
    writes decisions and who writes snapshots hold the same one. It is not to be taken again
    while it is held.

    Raises:
        StorageError: the folder cannot be made, or another program holds it for ten seconds.
    """
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
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


def _is_taken(handle: int, folder: Path) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(f"{folder}: cannot be locked: {error.strerror}") from error
    return True


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
