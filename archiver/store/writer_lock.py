"""The lock of a collection: one run writes at a time."""

from __future__ import annotations

import os
from pathlib import Path

from archiver.errors import CollectionBusyError
from archiver.locks import try_lock
from archiver.store import durable
from archiver.store.layout import Layout


def take_writer_lock(root: Path) -> int:
    """Take the lock of a collection's one writer; return the open file, which is it.

    Closing the file gives the lock back.

    Raises:
        CollectionBusyError: another run has it.
        StorageError: the file cannot be opened or locked.
    """
    path = Layout(root).lock
    with durable.translated(path):
        lock = durable.open_file(path)
        try:
            is_ours = try_lock(lock)
        except BaseException:  # the lock is given back
            os.close(lock)
            raise
    if not is_ours:
        os.close(lock)
        raise CollectionBusyError(
            f"{root}: another run writes this collection; wait for it, or stop it"
        )
    return lock
