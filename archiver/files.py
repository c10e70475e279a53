"""Files as each system has them: what only some can do stands here, and nowhere else.

archiver is written for POSIX and for Windows' NTFS. What Windows lacks are flags of
`os.open`, handles of folders, and reading at a place.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PLAIN: Final = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
"""For `os.open`: never through a symbolic link, not for child processes, bytes as they are."""
NOT_WAITING: Final = getattr(os, "O_NONBLOCK", 0)
"""For `os.open`: a pipe in the place of a file is not waited for."""
HAS_FOLDER_HANDLES: Final = hasattr(os, "O_DIRECTORY") and os.open in os.supports_dir_fd
"""Whether a folder can be opened: to be locked, synced, and known again when it is renamed."""
FOLDER: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
"""For `os.open` of a folder, where `HAS_FOLDER_HANDLES`."""


def sync_folder(folder: Path) -> None:
    """Wait until a folder's entries are on the disk; NTFS keeps a journal of them by itself.

    Raises:
        OSError: they are not.
    """
    if not HAS_FOLDER_HANDLES:
        return
    handle = os.open(folder, FOLDER)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_at(descriptor: int, size_bytes: int, at: int) -> bytes:
    """Return bytes at a place of an open file, up to so many; fewer at its end.

    Where the system cannot read at a place, the file's position is moved.

    Raises:
        OSError: they cannot be read.
    """
    if sys.platform != "win32":
        return os.pread(descriptor, size_bytes, at)
    os.lseek(descriptor, at, os.SEEK_SET)
    return os.read(descriptor, size_bytes)


def read_into(descriptor: int, places: Sequence[memoryview]) -> int:
    """Fill places with what comes next in an open file; return how many bytes came.

    It may be fewer than there is room for before the end, where it is none.

    Raises:
        OSError: they cannot be read.
    """
    if sys.platform != "win32":
        return os.readv(descriptor, places)
    data = os.read(descriptor, len(places[0]))
    places[0][: len(data)] = data
    return len(data)
