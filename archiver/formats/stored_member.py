"""A record with its body in a file, as one gzip member whose size is known before it is made.

The member is the one of `member_chunks`, in stored blocks (RFC 1951, 3.2.4), made in one
buffer: bytes go from the file into their blocks and on to the archive, and no further copy
is made of them, which for a film of gigabytes is most of what writing it costs.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from archiver.files import read_into
from archiver.formats.member import END_OF_RECORD, GZIP_HEADER, LAST_BLOCK, STORED_BLOCK_BYTES
from archiver.formats.record import Record

_HEAD_BYTES = 5
_TRAILER_BYTES = 8
_BLOCKS = 16
"""So many at a time: a megabyte."""


def stored_member_bytes(record: Record) -> int:
    """Return the exact size of what `stored_member_chunks` yields; no file is read."""
    body_bytes = record.body.size_bytes if record.body else 0
    parts = (len(record.header()) + len(record.head), body_bytes, len(END_OF_RECORD))
    framed = sum(part + _HEAD_BYTES * -(-part // STORED_BLOCK_BYTES) for part in parts)
    return len(GZIP_HEADER) + framed + len(LAST_BLOCK) + _TRAILER_BYTES


def stored_member_chunks(record: Record) -> Iterator[bytes | memoryview]:
    """Yield the gzip member of a record whose body lies in a file.

    Each chunk is good until the next is asked for.

    Raises:
        OSError: the file of the body cannot be read.
        ValueError: the file of the body does not have the size that was said.
    """
    before = record.header() + record.head
    checksum, size_bytes = zlib.crc32(before), len(before)
    yield GZIP_HEADER + _framed(before)
    for chunk, blocks in _body_chunks(record):
        for block in blocks:
            checksum = zlib.crc32(block, checksum)
            size_bytes += len(block)
        yield chunk
    if size_bytes != len(record.header()) + record.block_bytes:
        raise ValueError(f"a member of {size_bytes} bytes, announced as another")
    checksum = zlib.crc32(END_OF_RECORD, checksum)
    size_bytes += len(END_OF_RECORD)
    yield _framed(END_OF_RECORD) + LAST_BLOCK
    yield struct.pack("<II", checksum, size_bytes & 0xFFFFFFFF)


def _body_chunks(record: Record) -> Iterator[tuple[memoryview, list[memoryview]]]:
    """Yield the framed body in pieces, each with the blocks in it that hold its bytes."""
    if record.body is None or record.body.path is None:
        return
    stride = _HEAD_BYTES + STORED_BLOCK_BYTES
    buffer = memoryview(bytearray(_BLOCKS * stride))
    for start in range(0, len(buffer), stride):
        buffer[start : start + _HEAD_BYTES] = _block_head(STORED_BLOCK_BYTES)
    places = [
        buffer[start + _HEAD_BYTES : start + stride] for start in range(0, len(buffer), stride)
    ]
    with record.body.path.open("rb", buffering=0) as file:
        while count := _fill(file.fileno(), places):
            whole, rest = divmod(count, STORED_BLOCK_BYTES)
            blocks, end = places[:whole], whole * stride
            if rest:
                buffer[end : end + _HEAD_BYTES] = _block_head(rest)
                blocks = [*blocks, places[whole][:rest]]
                end += _HEAD_BYTES + rest
            yield buffer[:end], blocks
            if rest:
                return


def _fill(descriptor: int, places: list[memoryview]) -> int:
    """Read until all places are full or the file ends; return how many bytes came."""
    count = 0
    wanted = len(places) * STORED_BLOCK_BYTES
    while count < wanted:
        whole, rest = divmod(count, STORED_BLOCK_BYTES)
        read = read_into(descriptor, [places[whole][rest:], *places[whole + 1 :]])
        if not read:
            break
        count += read
    return count


def _framed(data: bytes) -> bytes:
    starts = range(0, len(data), STORED_BLOCK_BYTES)
    parts = [data[start : start + STORED_BLOCK_BYTES] for start in starts]
    return b"".join(_block_head(len(part)) + part for part in parts)


def _block_head(size_bytes: int) -> bytes:
    return struct.pack("<BHH", 0, size_bytes, size_bytes ^ 0xFFFF)
