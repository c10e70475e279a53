"""The gzip members of a file, one by one: what each holds, and what is wrong with its frame.

RFC 1952 read by hand around a raw inflater, so that a wrong checksum, a cut and a damaged
header are told apart, and reading goes on behind the damage. Memory stays flat, and so does
the time for what inflates without measure.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from archiver.validation.breach import BreachLog
from archiver.validation.inflating import INFLATE_ERRORS, Inflater, crc32, inflater

GZIP_MAGIC = b"\x1f\x8b"
_DEFLATE_MAGIC = b"\x1f\x8b\x08"
_READ_BYTES = 1 << 20
_OUT_BYTES = 1 << 20
_FIRST_STEP = 1 << 14
_STEP = 1 << 17
_HEADER_BYTES = 10
_TRAILER_BYTES = 8
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT, _RESERVED = 0x02, 0x04, 0x08, 0x10, 0xE0
_KNOWN_XFL = frozenset({0, 2, 4})
_KNOWN_OS = frozenset({*range(14), 255})
"""RFC 1952, 2.3.1; 13 is Acorn RISCOS, 255 unknown."""
_MOST_TEXT = 1 << 16
_BOMB_BYTES = 1 << 30
_MEMBER_RATIO = 200
_FILE_RATIO = 100
"""From a gigabyte on: deflate reaches 1032, pages of text seldom 20."""
_MOST_TRIALS = 10_000
_TRIAL_BYTES = 4096
_ENOUGH = b"WARC/"


class MemberDamage(StrEnum):
    """Why a member is not whole."""

    NONE = ""
    CUT = "cut"
    HEADER = "header"
    DATA = "data"
    CHECK = "check"
    BOMB = "bomb"


@dataclass(slots=True)
class _Told:
    """What of a file is told once."""

    header: bool = False
    bomb: bool = False


class GzipMembers:
    """Walks the members of a file: `advance`, then `read` until it gives nothing."""

    def __init__(self, stream: BinaryIO, log: BreachLog) -> None:
        self._stream = stream
        self._log = log
        self._data = b""
        self._at = 0
        self._base = 0
        self._inflater: Inflater | None = None
        self._crc = 0
        self._size_bytes = 0
        self._step = _FIRST_STEP
        self._total_bytes = 0
        self._trials = 0
        self._told = _Told()
        self.offset = 0
        """Where the member begins."""
        self.damage = MemberDamage.NONE
        """What is wrong with it, known when `read` has given all."""

    @property
    def position(self) -> int:
        """The byte of the file that is read next: behind a member when it is over."""
        return self._base + self._at

    def advance(self) -> bool:
        """Go to the next member; False at the end of the file. What lies between is told."""
        if self.damage is not MemberDamage.NONE and not self._seek_member():
            return False
        self.damage = MemberDamage.NONE
        if not self._has(1):
            return False
        is_member = self._has(2) and self._data.startswith(GZIP_MAGIC, self._at)
        if not is_member and not self._step_over():
            return False
        self.offset = self.position
        self._crc, self._size_bytes, self._step = 0, 0, _FIRST_STEP
        self._inflater = inflater()
        if not self._header():
            self._inflater = None
        return True

    def read(self) -> bytes:
        """Return the next piece of what the member holds, nothing at its end."""
        while self._inflater is not None:
            if not self._has(1):
                self._fail(MemberDamage.CUT, "G011", "the file ends inside a gzip member")
                break
            piece = memoryview(self._data)[self._at : self._at + self._step]
            try:
                out = self._inflater.decompress(piece, _OUT_BYTES)
            except INFLATE_ERRORS as error:
                reason = str(error).rpartition(": ")[2][:60]
                self._fail(MemberDamage.DATA, "G012", f"the compressed data is damaged ({reason})")
                break
            # At the end both may hold the same bytes, those behind it.
            is_over = self._inflater.eof
            left = self._inflater.unused_data if is_over else self._inflater.unconsumed_tail
            self._at += len(piece) - len(left)
            self._step = _STEP
            if out:
                self._crc = crc32(out, self._crc)
                self._size_bytes += len(out)
                self._total_bytes += len(out)
            if is_over:
                self._inflater = None
                self._trailer()
            elif self._is_bomb():
                words = f"a member of {self.position - self.offset:,} bytes or more inflates to "
                words += f"{self._size_bytes:,} and goes on: it is not read further"
                self._fail(MemberDamage.BOMB, "G017", words)
            if out:
                return out
        return b""

    def drain(self) -> int:
        """Read the member to its end; return how many bytes came."""
        count = 0
        while piece := self.read():
            count += len(piece)
        return count

    def _has(self, count: int) -> bool:
        while len(self._data) - self._at < count:
            chunk = self._stream.read(_READ_BYTES)
            if not chunk:
                return False
            self._base += self._at
            self._data = self._data[self._at :] + chunk if self._at < len(self._data) else chunk
            self._at = 0
        return True

    def _fail(self, damage: MemberDamage, code: str, words: str) -> None:
        self.damage = damage
        self._inflater = None
        self._log.add(code, self.offset, words)

    def _is_bomb(self) -> bool:
        if self._total_bytes < _BOMB_BYTES:
            return False
        packed = max(1, self.position - self.offset)
        member = self._size_bytes > _BOMB_BYTES and self._size_bytes > _MEMBER_RATIO * packed
        return member or self._total_bytes > _FILE_RATIO * max(1, self.position)

    def _header(self) -> bool:
        if not self._has(_HEADER_BYTES):
            self._fail(MemberDamage.CUT, "G011", "the file ends inside the header of a gzip member")
            return False
        head = self._data[self._at : self._at + _HEADER_BYTES]
        method, flags = head[2], head[3]
        if method != 8 or flags & _RESERVED:
            words = f"a gzip header with method {method} and flags 0x{flags:02x}"
            self._fail(MemberDamage.HEADER, "G015", f"{words}: RFC 1952 knows neither")
            return False
        if (head[8] not in _KNOWN_XFL or head[9] not in _KNOWN_OS) and not self._told.header:
            self._told.header = True
            words = f"the gzip header has XFL {head[8]} and OS {head[9]}, which RFC 1952 does not"
            self._log.add("G018", self.offset, f"{words} name")
        self._at += _HEADER_BYTES
        return self._options(head, flags) if flags & ~1 else True

    def _options(self, head: bytes, flags: int) -> bool:
        """Step over the extra field, name, comment and checksum of a header."""
        start = crc = zlib.crc32(head)
        words = ""
        if flags & _FEXTRA:
            size = self._take(2)
            extra = self._take(int.from_bytes(size, "little")) if len(size) == 2 else b""
            crc = zlib.crc32(size + extra, start)
            words = "" if _fits(extra) else "subfields that do not fill its extra field"
        for flag in (_FNAME, _FCOMMENT):
            if flags & flag:
                text = self._text()
                if text is None:
                    self._fail(MemberDamage.HEADER, "G015", "a name or comment without end")
                    return False
                crc = zlib.crc32(text, crc)
        if flags & _FHCRC and int.from_bytes(self._take(2), "little") != crc & 0xFFFF:
            words = "a checksum that its bytes do not have"
        if words:
            self._fail(MemberDamage.HEADER, "G015", f"the gzip header has {words}")
        return not words

    def _take(self, count: int) -> bytes:
        """Take bytes of the header, fewer at the end of the file, which `read` will tell."""
        self._has(count)
        taken = self._data[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def _text(self) -> bytes | None:
        size = 1
        while size <= _MOST_TEXT:
            if not self._has(size):
                return None
            end = self._data.find(b"\0", self._at, self._at + _MOST_TEXT)
            if end >= 0:
                return self._take(end + 1 - self._at)
            size = len(self._data) - self._at + 1
        return None

    def _trailer(self) -> None:
        trailer = self._take(_TRAILER_BYTES)
        if len(trailer) < _TRAILER_BYTES:
            self._fail(MemberDamage.CUT, "G011", "the file ends inside the end of a gzip member")
            return
        crc, size = int.from_bytes(trailer[:4], "little"), int.from_bytes(trailer[4:], "little")
        if crc != self._crc:
            words = f"the data has the CRC-32 {self._crc:08x}, its gzip member says {crc:08x}"
            self._fail(MemberDamage.CHECK, "G013", words)
        if size != self._size_bytes & 0xFFFFFFFF:
            words = f"the data has {self._size_bytes:,} bytes, its gzip member says {size:,}"
            self._fail(MemberDamage.CHECK, "G014", words)

    def _step_over(self) -> bool:
        """Tell of bytes that are no member, and go on behind them."""
        start, only_zeros = self.position, not any(self._data[self._at : self._at + 64])
        found = self._seek_magic()
        count = self.position - start
        kind = "zero bytes" if only_zeros else "bytes"
        where = "before the next member" if found else "at the end of the file"
        self._log.add("G016", start, f"{count:,} {kind} {where} are no gzip member")
        return found

    def _seek_member(self) -> bool:
        """Go behind a damaged member.

        One that only has a wrong checksum has an end; behind a cut one is nothing; of any
        other nobody knows the end, and the next one is looked for by its first bytes.
        """
        if self.damage is MemberDamage.CHECK:
            return True
        if self.damage is MemberDamage.CUT:
            return False
        if self.damage is not MemberDamage.BOMB:
            self._rewind(self.offset + 2)
        return self._seek_magic()

    def _rewind(self, offset: int) -> None:
        self._stream.seek(offset)
        self._data, self._at, self._base = b"", 0, offset

    def _seek_magic(self) -> bool:
        """Go to the next bytes that begin a member with a record in it; False at the end."""
        while True:
            found = self._data.find(_DEFLATE_MAGIC, self._at)
            if found >= 0:
                self._at = found
                if self._begins_record():
                    return True
                self._at += 1
                continue
            self._at = max(self._at, len(self._data) - len(_DEFLATE_MAGIC) + 1)
            if not self._has(len(self._data) - self._at + 1):
                self._at = len(self._data)
                return False

    def _begins_record(self) -> bool:
        self._trials += 1
        if self._trials > _MOST_TRIALS:
            return False
        self._has(_TRIAL_BYTES)
        try:
            begin = self._data[self._at : self._at + _TRIAL_BYTES]
            return zlib.decompressobj(31).decompress(begin, 16).startswith(_ENOUGH)
        except zlib.error:
            return False


def _fits(extra: bytes) -> bool:
    """Tell whether an extra field is made of whole subfields (RFC 1952, 2.3.1.1)."""
    at = 0
    while at < len(extra):
        at += 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
    return at == len(extra)
