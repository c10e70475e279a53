"""Chunk framing (RFC 9112, 7.1) followed through a body that comes in pieces."""

from __future__ import annotations

import re

from archiver.validation.digests import Hasher

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
_USUAL_LINE = 32
_MOST_LINE = 16_384
_BEGIN_BYTES = 4
_MOST_TRAILER = 1 << 18


class ChunkedBody:
    """Takes a framed body; hashes and counts the entity in it."""

    __slots__ = (
        "_buffer",
        "_hashers",
        "_left",
        "_state",
        "_trailer",
        "begin",
        "entity_bytes",
        "fault",
    )

    def __init__(self, hashers: list[Hasher]) -> None:
        self._hashers = hashers
        self._buffer = b""
        self._left = 0
        self._state = "size"
        self._trailer = 0
        self.begin = b""
        """The first bytes of the entity."""
        self.entity_bytes = 0
        self.fault = ""
        """What is wrong with the framing, in words; empty while nothing is."""

    @property
    def is_over(self) -> bool:
        """Whether the last chunk and the empty line behind it came."""
        return self._state == "over"

    def feed(self, piece: memoryview) -> None:
        """Take the next bytes."""
        data: memoryview = piece
        if self._buffer:
            data = memoryview(self._buffer + bytes(piece))
            self._buffer = b""
        at = 0
        while at < len(data) and not self.fault:
            if self._state == "data":
                part = data[at : at + self._left]
                for each in self._hashers:
                    each.update(part)
                if len(self.begin) < _BEGIN_BYTES:
                    self.begin += bytes(part[: _BEGIN_BYTES - len(self.begin)])
                self.entity_bytes += len(part)
                self._left -= len(part)
                at += len(part)
                if not self._left:
                    self._state = "end"
                continue
            if self._state == "over":
                self.fault = "bytes follow the last chunk"
                return
            taken = self._line(data, at)
            if not taken:
                self._buffer = bytes(data[at:])
                if len(self._buffer) > _MOST_LINE:
                    self.fault = "a line of the framing has no end"
                return
            at += taken

    def _line(self, data: memoryview, at: int) -> int:
        """Take a line of the framing; return its size, 0 while it is not whole."""
        line = bytes(data[at : at + _USUAL_LINE])
        end = line.find(b"\n") + 1
        if not end:
            line = bytes(data[at : at + _MOST_LINE])
            end = line.find(b"\n") + 1
        if self._state == "end":
            return self._chunk_end(line)
        if not end:
            return 0
        line = line[:end]
        if self._state == "size":
            found = _SIZE_LINE.fullmatch(line)
            if found is None:
                self.fault = "a chunk has no size"
                return 0
            self._left = int(found[1], 16)
            self._state = "data" if self._left else "trailer"
        elif line in {b"\r\n", b"\n"}:
            self._state = "over"
        else:
            self._trailer += end
            if self._trailer > _MOST_TRAILER:
                self.fault = "the trailer has no end"
        return end

    def _chunk_end(self, line: bytes) -> int:
        """Take the line end behind a chunk; return its size, 0 while it is not whole."""
        size = 1 if line.startswith(b"\n") else 2 if line.startswith(b"\r\n") else 0
        if size:
            self._state = "size"
        elif line != b"\r":
            self.fault = "a chunk does not end where its size says"
        return size
