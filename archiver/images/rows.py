"""A hash for each row of a page's picture: equal rows are found without their pixels.

Eight thousand rows take 64 kB beside a picture of some megabytes, and two pages that
look the same are told so by their hashes alone, in less than a millisecond.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

import xxhash
from PIL import Image

from archiver.errors import FormatError
from archiver.images.decoding import MAX_PIXELS, MAX_ROWS, decoded_page

HASH_BYTES: Final = 8
_HEAD = struct.Struct(">16sII")
_MAGIC = b"archiver rows 1\n"
"""The digit is the format's; rows that were hashed in another way would get another."""
_STRIP_PX = 256
"""Rows whose bytes are copied out of the picture at a time: they stay in the cache."""
MAX_SIDECAR_BYTES: Final = _HEAD.size + HASH_BYTES * (MAX_ROWS + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowHashes:
    """The rows of a picture, each as a number."""

    width_px: int
    height_px: int
    hashes: bytes = field(repr=False)
    """8 bytes a row, big endian: xxh3_64 of its RGB bytes, from the left."""

    @property
    def digest(self) -> str:
        """16 hexadecimal digits of width, height and all rows: equal for equal pictures."""
        size = struct.pack(">II", self.width_px, self.height_px)
        return xxhash.xxh3_64_hexdigest(size + self.hashes)


def row_hashes(picture: bytes) -> RowHashes | None:
    """Return the rows of a PNG, JPEG or WebP picture.

    None for one that cannot be read, is cut off, or has more than 64 million pixels or
    200,000 rows.
    """
    try:
        return rows_of(decoded_page(picture))
    except FormatError:
        return None


def rows_of(picture: Image.Image) -> RowHashes:
    """Return the rows of a decoded picture in RGB."""
    width, height = picture.size
    tops = range(0, height, _STRIP_PX)
    strips = (picture.crop((0, top, width, min(height, top + _STRIP_PX))) for top in tops)
    hashes = b"".join(_hashes(memoryview(strip.tobytes()), 3 * width) for strip in strips)
    return RowHashes(width_px=width, height_px=height, hashes=hashes)


def rows_of_octets(octets: memoryview, width_px: int) -> RowHashes:
    """Return the rows of a picture whose RGB bytes lie one after the other."""
    row_bytes = 3 * width_px
    return RowHashes(
        width_px=width_px,
        height_px=len(octets) // row_bytes,
        hashes=_hashes(octets, row_bytes),
    )


def _hashes(octets: memoryview, row_bytes: int) -> bytes:
    digest = xxhash.xxh3_64_digest
    return b"".join(
        [digest(octets[at : at + row_bytes]) for at in range(0, len(octets), row_bytes)]
    )


def encode_rows(rows: RowHashes) -> bytes:
    """Return the file that keeps rows beside their picture: head, hashes, checksum."""
    body = _HEAD.pack(_MAGIC, rows.width_px, rows.height_px) + rows.hashes
    return body + xxhash.xxh3_64_digest(body)


def decode_rows(data: bytes) -> RowHashes:
    """Return the rows that a file keeps.

    Raises FormatError for a file that is none, of another version, cut off or damaged.
    """
    body, checksum = data[:-HASH_BYTES], data[-HASH_BYTES:]
    if len(body) < _HEAD.size or xxhash.xxh3_64_digest(body) != checksum:
        raise FormatError("A file of row hashes is damaged or no such file: remove it.")
    magic, width, height = _HEAD.unpack_from(body)
    hashes = body[_HEAD.size :]
    if magic != _MAGIC or len(hashes) != HASH_BYTES * height:
        raise FormatError("A file of row hashes is of another version: remove it.")
    if not 0 < width * height <= MAX_PIXELS or height > MAX_ROWS:
        raise FormatError("A file of row hashes is of a picture that cannot be: remove it.")
    return RowHashes(width_px=width, height_px=height, hashes=hashes)
