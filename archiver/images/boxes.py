"""ISO base media files (MP4, M4A, AVIF, HEIC): whether all boxes are there (ISO 14496-12, 4.2)."""

from __future__ import annotations

from archiver.images.signature import Octets

_MAX_BOXES = 100_000
_TOP_LEVEL = frozenset(
    b"ftyp styp moov mdat moof meta free skip wide sidx ssix emsg prft pdin mfra uuid udta".split()
)
"""Boxes that stand at the top; another name with a length beyond the file is no box."""


def read(data: Octets) -> tuple[bool, int, int]:
    """Return `(complete, width_px, height_px)`; the size of pictures only, else 0.

    Complete means that every top-level box ends within the bytes and that what
    the header speaks of is there: `moov` promises an `mdat` unless it says
    `mvex` (an initialisation segment, whose fragments come in other answers).
    Bytes after the last box that are no box are ignored, as players do.
    """
    extents: dict[bytes, tuple[int, int]] = {}
    position, size = 0, len(data)
    for _ in range(_MAX_BOXES):
        if position + 8 > size:
            break
        name, end = data[position + 4 : position + 8], _end(data, position)
        if end < position + 8 or (end > size and name not in _TOP_LEVEL):
            break
        if end > size:
            return False, *_picture_size(data, extents)
        extents.setdefault(name, (position, end))
        position = end
    return _whole(data, extents), *_picture_size(data, extents)


def _end(data: Octets, position: int) -> int:
    length = int.from_bytes(data[position : position + 4], "big")
    if length == 0:
        return len(data)
    if length == 1:
        return position + int.from_bytes(data[position + 8 : position + 16], "big")
    return position + length


def _whole(data: Octets, extents: dict[bytes, tuple[int, int]]) -> bool:
    if b"mdat" in extents or b"moof" in extents:
        return True
    if b"moov" in extents:
        return data.find(b"mvex", *extents[b"moov"]) != -1
    if b"meta" in extents:
        return data.find(b"idat", *extents[b"meta"]) != -1
    return b"ftyp" not in extents and bool(extents)


def _picture_size(data: Octets, extents: dict[bytes, tuple[int, int]]) -> tuple[int, int]:
    """Return the largest `ispe` of the meta box (alpha and thumbnails have theirs too)."""
    if b"meta" not in extents:
        return 0, 0
    start, end = extents[b"meta"]
    sizes = [(0, 0)]
    at = data.find(b"ispe", start, end)
    while at != -1 and len(sizes) < 64:
        width = int.from_bytes(data[at + 8 : at + 12], "big")
        height = int.from_bytes(data[at + 12 : at + 16], "big")
        sizes.append((width, height))
        at = data.find(b"ispe", at + 4, end)
    return max(sizes)
