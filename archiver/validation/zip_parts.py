"""A zip file read to the letter: every part where the directory says it is, and nothing else.

Python's zipfile believes the central directory; readers that stream believe the headers
before the parts. Here both are read, and must say the same.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archiver.validation.breach import BreachLog, quoted

STORED, DEFLATED = 0, 8
_EOCD = struct.Struct("<4s4H2LH")
_EOCD64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_MOST_COMMENT = 0xFFFF
_MOST_PARTS = 100_000
_MOST_DIRECTORY = 64 << 20
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x01, 0x08, 0x800
_BIG = 0xFFFFFFFF
_DESCRIPTOR_BYTES = 24
"""With its signature and 64-bit sizes: no more can lie behind a part."""


@dataclass(slots=True, kw_only=True)
class ZipPart:
    """One part of a zip file as the central directory tells of it."""

    name: str
    method: int
    flags: int
    crc: int
    packed_bytes: int
    size_bytes: int
    header_offset: int
    mode: int
    data_offset: int = -1
    """Where its data begins; -1 when its own header cannot be read."""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith("/")


def read_parts(stream: BinaryIO, size_bytes: int, log: BreachLog) -> list[ZipPart] | None:
    """Return the parts of a zip file, and tell what is wrong with them; None when it is none.

    Raises:
        OSError: it cannot be read.
    """
    end = _end_record(stream, size_bytes, log)
    if end is None:
        return None
    count, start, length = end
    if count > _MOST_PARTS or length > _MOST_DIRECTORY:
        log.add("W108", start, f"a directory of {count:,} parts in {length:,} bytes is not read")
        return None
    stream.seek(start)
    parts = list(_central(stream.read(length), start, log))
    if len(parts) != count:
        log.add("W011", start, f"the directory has {len(parts):,} parts, its end says {count:,}")
    _check_names(parts, log)
    for part in parts:
        _check_local(stream, part, size_bytes, log)
    _check_places(parts, start, log)
    return parts


def _end_record(stream: BinaryIO, size_bytes: int, log: BreachLog) -> tuple[int, int, int] | None:
    """Return count, place and size of the directory."""
    begin = max(0, size_bytes - _EOCD.size - _MOST_COMMENT)
    stream.seek(begin)
    tail = stream.read(size_bytes - begin)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _EOCD.size:
        log.add("W011", 0, "the file has no end of a zip directory: it is no zip, or cut")
        return None
    _, disk, first, here, count, length, start, comment = _EOCD.unpack_from(tail, at)
    after = len(tail) - at - _EOCD.size - comment
    if after:
        log.add("W105", begin + at, f"behind the end of the zip are {after:,} bytes too many")
    if disk or first or here != count:
        log.add("W011", begin + at, "the zip says that it lies on more than one disk")
    end = begin + at
    if _BIG in (length, start) or count == 0xFFFF:
        found = _end_record64(stream, end)
        if found is None:
            log.add("W011", end, "the end of the zip names a 64-bit record that is not there")
            return None
        count, start, length, end = found
    if start + length != end:
        log.add("W105", end, f"the directory lies at {start:,}, and does not reach its end")
        if start + length > end:
            return None
    return count, start, length


def _end_record64(stream: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    if end < _LOCATOR.size:
        return None
    stream.seek(end - _LOCATOR.size)
    signature, _, place, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if signature != b"PK\x06\x07" or place > end:
        return None
    stream.seek(place)
    data = stream.read(_EOCD64.size)
    if len(data) < _EOCD64.size or data[:4] != b"PK\x06\x06":
        return None
    *_, count, length, start = _EOCD64.unpack(data)
    return count, start, length, place


def _central(data: bytes, start: int, log: BreachLog) -> Iterator[ZipPart]:
    at = 0
    while at < len(data):
        if len(data) - at < _CENTRAL.size or data[at : at + 4] != b"PK\x01\x02":
            log.add("W011", start + at, "the directory of the zip is damaged")
            return
        found = _CENTRAL.unpack_from(data, at)
        flags, method, crc, packed, size = found[3], found[4], *found[7:10]
        name_bytes, extra_bytes, comment_bytes = found[10:13]
        mode, place = found[15] >> 16, found[16]
        raw = data[at + _CENTRAL.size : at + _CENTRAL.size + name_bytes]
        begin = at + _CENTRAL.size + name_bytes
        extra = data[begin : begin + extra_bytes]
        size, packed, place = _wide(extra, size, packed, place)
        if flags & _UTF8 and not _is_utf8(raw):
            log.add("W101", start + at, f"the name {quoted(raw)} is not UTF-8, as it says")
        yield ZipPart(
            name=raw.decode("utf-8" if flags & _UTF8 or _is_utf8(raw) else "cp437", "replace"),
            method=method,
            flags=flags,
            crc=crc,
            packed_bytes=packed,
            size_bytes=size,
            header_offset=place,
            mode=mode,
        )
        at = begin + extra_bytes + comment_bytes


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(extra: bytes, size: int, packed: int, place: int) -> tuple[int, int, int]:
    """Return sizes and place, by the 64-bit extra field where the short ones are full."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            inside = extra[at + 4 : at + 4 + length]
            wide = list(struct.unpack_from(f"<{len(inside) // 8}Q", inside))
            values = [
                wide.pop(0) if value == _BIG and wide else value for value in (size, packed, place)
            ]
            return values[0], values[1], values[2]
        at += 4 + length
    return size, packed, place


def _check_names(parts: list[ZipPart], log: BreachLog) -> None:
    seen: set[str] = set()
    for part in parts:
        name, offset = part.name, part.header_offset
        folded = name.casefold()
        if folded in seen:
            log.add("W102", offset, f"the part {quoted(name)} is there twice")
        seen.add(folded)
        pieces = name.rstrip("/").split("/")
        if (
            not name
            or name.startswith("/")
            or any(piece in {"", ".", ".."} for piece in pieces)
            or "\\" in name
            or ":" in pieces[0]
            or any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in name)
        ):
            log.add("W101", offset, f"the name {quoted(name)} could leave the folder")
        if part.flags & _ENCRYPTED or part.method not in {STORED, DEFLATED}:
            kind = "is encrypted" if part.flags & _ENCRYPTED else f"has method {part.method}"
            log.add("W104", offset, f"the part {quoted(name)} {kind}: nobody can read it")
        if stat.S_IFMT(part.mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            log.add("W107", offset, f"the part {quoted(name)} is no file: a link or device")


def _check_local(stream: BinaryIO, part: ZipPart, size_bytes: int, log: BreachLog) -> None:
    """Find where the data of a part begins; its own header must agree with the directory."""
    stream.seek(min(part.header_offset, size_bytes))
    data = stream.read(_LOCAL.size)
    if len(data) < _LOCAL.size or data[:4] != b"PK\x03\x04":
        log.add("W103", part.header_offset, f"no part begins where {quoted(part.name)} should")
        return
    _, _, flags, method, _, _, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack(data)
    raw, extra = stream.read(name_bytes), stream.read(extra_bytes)
    size, packed, _ = _wide(extra, size, packed, 0)
    wrong = []
    name = raw.decode("utf-8" if _is_utf8(raw) else "cp437", "replace")
    if name != part.name:
        wrong.append(f"the name {quoted(name)}")
    if method != part.method:
        wrong.append(f"method {method}")
    if flags & _DESCRIPTOR:
        checks = [(crc, part.crc), (packed, part.packed_bytes), (size, part.size_bytes)]
        if any(said not in {0, _BIG, found} for said, found in checks):
            wrong.append("other sizes or another checksum")
    elif (crc, packed, size) != (part.crc, part.packed_bytes, part.size_bytes):
        wrong.append("other sizes or another checksum")
    if (flags ^ part.flags) & (_ENCRYPTED | _DESCRIPTOR):
        wrong.append("other flags")
    if wrong:
        words = f"the header of the part {quoted(part.name)} says {' and '.join(wrong)}"
        log.add("W103", part.header_offset, f"{words} than the directory")
    part.data_offset = part.header_offset + _LOCAL.size + name_bytes + extra_bytes
    if part.data_offset + part.packed_bytes > size_bytes:
        log.add("W103", part.header_offset, f"the part {quoted(part.name)} is cut")
        part.data_offset = -1


def _check_places(parts: list[ZipPart], directory: int, log: BreachLog) -> None:
    """Parts must follow one another: none over another, and nothing between them."""
    reached = 0
    ordered = sorted(parts, key=lambda part: part.header_offset)
    starts = [part.header_offset for part in ordered]
    following = [*starts[1:], directory]
    for part, after in zip(ordered, following[: len(ordered)], strict=True):
        if part.data_offset < 0:
            reached = max(reached, part.header_offset)
            continue
        gap = part.header_offset - reached
        if gap < 0:
            log.add("W109", part.header_offset, f"the part {quoted(part.name)} lies over another")
        elif gap:
            words = f"{gap:,} bytes before the part {quoted(part.name)} belong to none"
            log.add("W105", reached, words)
        reached = max(reached, part.data_offset + part.packed_bytes)
        if part.flags & _DESCRIPTOR:
            reached += _descriptor_bytes(after, reached)
    if reached < directory:
        log.add("W105", reached, f"{directory - reached:,} bytes before the directory are nobody's")
    elif reached > directory:
        log.add("W109", directory, "the directory lies inside a part")


def _descriptor_bytes(following: int, reached: int) -> int:
    """Return the size of the descriptor behind a part: up to what comes next, if that fits."""
    size = following - reached
    return size if size in {12, 16, 20, _DESCRIPTOR_BYTES} else 0
