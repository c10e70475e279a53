"""A body on its way into the archive: counted, digested, on the disk when it is big."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import BinaryIO

from archiver.models import Body

_MEMORY_BYTES = 256 * 1024
"""A body larger than this lies in a spool file, so that memory stays flat."""


class BodySink:
    """Takes a body in pieces: counts, digests, and spills to disk when big."""

    __slots__ = ("_file", "_limit_bytes", "_parts", "_path", "_sha1", "overflow", "size_bytes")

    def __init__(self, path: Path, limit_bytes: int | None = None) -> None:
        """Take the path of the spool file, and the size at which the body is cut."""
        self._path = path
        self._limit_bytes = limit_bytes
        self._parts: list[bytes] = []
        self._file: BinaryIO | None = None
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self.size_bytes = 0
        self.overflow = False
        """True when the body went on past its limit and was cut."""

    def write(self, data: bytes) -> None:
        """Take the next piece; what is past the limit is dropped."""
        if self._limit_bytes is not None and len(data) > self._limit_bytes - self.size_bytes:
            data, self.overflow = data[: self._limit_bytes - self.size_bytes], True
        self._sha1.update(data)
        self.size_bytes += len(data)
        if self._file is None and self.size_bytes > _MEMORY_BYTES:
            self._file = self._path.open("wb")
            self._file.writelines(self._parts)
            self._parts.clear()
        if self._file is not None:
            self._file.write(data)
        else:
            self._parts.append(data)

    def finish(self) -> Body:
        """Return the body as it stands; nothing more may be written."""
        digest = "sha1:" + base64.b32encode(self._sha1.digest()).decode("ascii")
        if self._file is not None:
            self._file.close()
            return Body(size_bytes=self.size_bytes, sha1=digest, path=self._path)
        return Body(size_bytes=self.size_bytes, sha1=digest, data=b"".join(self._parts))

    def discard(self) -> None:
        """Forget what was taken."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
        self._parts.clear()
