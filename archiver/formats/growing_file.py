"""A body that another program writes to disk: digested while it grows."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from archiver.models import Body

_PIECE_BYTES = 1 << 20
_STEP_BYTES = 64 << 20
"""The most that one `advance` reads: a tenth of a second's work."""


class GrowingFile:
    """Follows a file that somebody else writes, under a name of its own.

    The second name keeps the bytes when the writer renames or removes the first.
    """

    __slots__ = ("_buffer", "_file", "_limit_bytes", "_path", "_sha1", "overflow", "size_bytes")

    def __init__(self, path: Path, limit_bytes: int) -> None:
        """Take the name that the file shall have, and the size at which the body is cut."""
        self._path = path
        self._limit_bytes = limit_bytes
        self._file: BinaryIO | None = None
        self._buffer = bytearray(_PIECE_BYTES)
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self.size_bytes = 0
        self.overflow = False
        """True when the body goes on past its limit and is cut."""

    def adopt(self, source: Path) -> bool:
        """Give the writer's file the second name; False while it is not there, or empty.

        An empty file may keep a place for another one that is to be renamed there.

        Raises:
            OSError: the file system knows no second names.
        """
        try:
            os.link(source, self._path)
        except FileNotFoundError:
            return False
        file = self._path.open("rb", buffering=0)
        if not os.fstat(file.fileno()).st_size:
            file.close()
            self._path.unlink()
            return False
        self._file = file
        return True

    def advance(self) -> bool:
        """Digest what has come since, up to a bound; tell whether there was anything.

        Raises:
            OSError: the file cannot be read.
        """
        begun_at = self.size_bytes
        while self.size_bytes - begun_at < _STEP_BYTES and self._read_piece():
            pass
        return self.size_bytes > begun_at

    def finish(self, *, may_grow: bool = False) -> Body:
        """Return the body as far as it was digested; what lies behind is cut off.

        Args:
            may_grow: The writer may not be done, even if it was told to stop: what counts
                is copied to a file that it does not know.

        Raises:
            OSError: the file cannot be cut, or not be copied.
        """
        self._close()
        if may_grow:
            self._copy()
        else:
            os.truncate(self._path, self.size_bytes)
        digest = "sha1:" + base64.b32encode(self._sha1.digest()).decode("ascii")
        return Body(size_bytes=self.size_bytes, sha1=digest, path=self._path)

    def discard(self) -> None:
        """Forget the file; the writer's own name for it stays."""
        self._close()
        self._path.unlink(missing_ok=True)

    def _copy(self) -> None:
        copy = self._path.with_name(f"{self._path.name}-cut")
        left_bytes = self.size_bytes
        with self._path.open("rb") as source, copy.open("wb") as target:
            while piece := source.read(min(left_bytes, _PIECE_BYTES)):
                target.write(piece)
                left_bytes -= len(piece)
        copy.replace(self._path)

    def _read_piece(self) -> bool:
        if self._file is None or self.overflow:
            return False
        count = self._file.readinto(self._buffer)  # type: ignore[attr-defined]
        left_bytes = self._limit_bytes - self.size_bytes
        if count > left_bytes:
            count, self.overflow = left_bytes, True
        with memoryview(self._buffer) as view:
            self._sha1.update(view[:count])
        self.size_bytes += count
        return bool(count)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
