"""A record of a given size that stands where damaged bytes were, so that nothing moves."""

from __future__ import annotations

import struct
import zlib
from uuid import uuid4

from archiver.formats.record import sha1_digest

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST = b"\x01\x00\x00\xff\xff"
_BLOCK_BYTES = 0xFFFF
_FRAME_BYTES = 5
_TRAILER_BYTES = 8
_END = b"\r\n\r\n"
_NOTE = b"damaged bytes were here; archiver repair put this record in their place\r\n"
_MOST_BYTES = 1 << 26
"""Larger gaps are closed, not filled: memory stays flat."""
_DATES = ("1990-01-01T00:00:00Z", "1990-01-01T00:00:00.0Z")
"""Of two lengths: the digits of a Content-Length can make a size that one of them cannot have."""


def filler(size_bytes: int, *, is_gzip: bool) -> bytes:
    """Return a metadata record of exactly so many bytes, as a gzip member or plain.

    Empty when no record is so small, or so large that it is better left out: then what
    follows moves up.
    """
    if size_bytes > _MOST_BYTES:
        return b""
    record_bytes = size_bytes
    if is_gzip:
        framed = size_bytes - len(_HEADER) - len(_LAST) - _TRAILER_BYTES
        blocks = -(-framed // (_BLOCK_BYTES + _FRAME_BYTES))
        record_bytes = framed - _FRAME_BYTES * blocks
        if record_bytes <= (blocks - 1) * _BLOCK_BYTES:
            return b""  # a last block of nothing
    record_id = str(uuid4())
    for date in _DATES:
        if record := _record(record_bytes, record_id, date):
            return _member(record) if is_gzip else record
    return b""


def _record(size_bytes: int, record_id: str, date: str) -> bytes:
    block_bytes = size_bytes
    for _ in range(4):  # the number of digits of a length changes the length
        head = _head(b"", block_bytes, record_id, date)
        block_bytes = size_bytes - len(head) - len(_END)
        if block_bytes < 0:
            return b""
    block = _NOTE[:block_bytes].ljust(block_bytes, b" ")
    record = _head(block, block_bytes, record_id, date) + block + _END
    return record if len(record) == size_bytes else b""


def _head(block: bytes, block_bytes: int, record_id: str, date: str) -> bytes:
    lines = [
        "WARC/1.1",
        "WARC-Type: metadata",
        f"WARC-Record-ID: <urn:uuid:{record_id}>",
        f"WARC-Date: {date}",
        f"WARC-Block-Digest: {sha1_digest(block)}",
        "Content-Type: text/plain",
        f"Content-Length: {block_bytes}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _member(record: bytes) -> bytes:
    parts = [_HEADER]
    for start in range(0, len(record), _BLOCK_BYTES):
        part = record[start : start + _BLOCK_BYTES]
        parts += (struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF), part)
    parts += (_LAST, struct.pack("<II", zlib.crc32(record), len(record) & 0xFFFFFFFF))
    return b"".join(parts)
