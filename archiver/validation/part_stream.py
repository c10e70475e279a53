"""A part of a zip file as a stream of its own: read where it lies, or unpacked on the way."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from archiver.validation.breach import BreachLog, quoted
from archiver.validation.inflating import INFLATE_ERRORS, Inflater, inflater
from archiver.validation.zip_parts import DEFLATED, ZipPart

_READ_BYTES = 1 << 18
_OUT_BYTES = 1 << 20
_BOMB_BYTES = 1 << 30
_BOMB_RATIO = 200


class PartStream(io.RawIOBase):
    """Reads a part; going back in a deflated one unpacks it again from its beginning."""

    def __init__(self, stream: BinaryIO, part: ZipPart) -> None:
        super().__init__()
        self._stream = stream
        self._part = part
        self._place = 0
        self._packed = 0
        self._held = b""
        self._rest = b""
        self._inflater: Inflater | None = None
        self.fault = ""
        """Why unpacking ended early, in words."""
        self._rewind()

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the place in the unpacked part."""
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in the unpacked part, counted from its beginning."""
        if whence:
            raise io.UnsupportedOperation("only from the beginning")
        if self._part.method != DEFLATED:
            self._place = offset
            return offset
        if offset < self._place:
            self._rewind()
        while self._place < offset and self.read(min(_READ_BYTES, offset - self._place)):
            pass
        return self._place

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, so many at most; nothing at the end."""
        size = _READ_BYTES if size < 0 else size
        if self._part.method != DEFLATED:
            size = max(0, min(size, self._part.packed_bytes - self._place))
            self._stream.seek(self._part.data_offset + self._place)
            data = self._stream.read(size)
        else:
            while not self._held and self._inflater is not None:
                self._held = self._next()
            data, self._held = self._held[:size], self._held[size:]
        self._place += len(data)
        return data

    def _rewind(self) -> None:
        self._place = self._packed = 0
        self._held = self._rest = b""
        self.fault = ""
        self._inflater = inflater() if self._part.method == DEFLATED else None

    def _next(self) -> bytes:
        assert self._inflater is not None
        if not self._rest:
            left = self._part.packed_bytes - self._packed
            self._stream.seek(self._part.data_offset + self._packed)
            self._rest = self._stream.read(min(_READ_BYTES, left))
            self._packed += len(self._rest)
        try:
            data = self._inflater.decompress(self._rest, _OUT_BYTES)
        except INFLATE_ERRORS:
            return self._stop("its compressed data is damaged")
        self._rest = self._inflater.unconsumed_tail
        if self._inflater.eof:
            if self._inflater.unused_data or self._packed < self._part.packed_bytes:
                self.fault = "its compressed data ends before its place does"
            self._inflater = None
        elif not data and not self._rest and self._packed >= self._part.packed_bytes:
            return self._stop("its compressed data is cut")
        size = self._place + len(data)
        if size > _BOMB_BYTES and size > _BOMB_RATIO * self._packed:
            return self._stop("it inflates without measure, and is not read further")
        return data

    def _stop(self, words: str) -> bytes:
        self.fault = words
        self._inflater = None
        return b""


@dataclass(frozen=True, slots=True)
class PartSum:
    """What the bytes of a part are: their SHA-256 in hexadecimal, and how many."""

    sha256: str
    size_bytes: int


def check_sum(stream: BinaryIO, part: ZipPart, log: BreachLog) -> PartSum:
    """Read a part to its end; tell when its bytes are not as the directory says."""
    reader = PartStream(stream, part)
    digest, crc, size = hashlib.sha256(), 0, 0
    while data := reader.read(_READ_BYTES):
        digest.update(data)
        crc = zlib.crc32(data, crc)
        size += len(data)
        if size > part.size_bytes:
            break
    if reader.fault or size != part.size_bytes:
        words = reader.fault or f"it has {size:,} bytes, the directory says {part.size_bytes:,}"
        code = "W108" if "measure" in words else "W106"
        log.add(code, part.header_offset, f"the part {quoted(part.name)}: {words}")
    elif crc != part.crc:
        words = f"the part {quoted(part.name)} has the CRC-32 {crc:08x}, the directory says"
        log.add("W106", part.header_offset, f"{words} {part.crc:08x}")
    return PartSum(digest.hexdigest(), size)
