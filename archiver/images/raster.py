"""PNG, GIF, WebP, BMP, ICO and SVG: pixel size and whether the picture ends.

Each function returns `(complete, width_px, height_px)` and decodes nothing.
"""

from __future__ import annotations

import re

from archiver.images.signature import Octets

_MAX_CHUNKS = 200_000
_MAX_SUB_BLOCKS = 1_000_000
"""Beyond these a file is hostile; its rest is taken as present."""


def read_png(data: Octets) -> tuple[bool, int, int]:
    """Walk the chunks to IEND (PNG, third edition, 5.3); 16..24 hold the size."""
    width, height = _big(data, 16, 4), _big(data, 20, 4)
    position, size = 8, len(data)
    for _ in range(_MAX_CHUNKS):
        if position + 12 > size:
            return False, width, height
        end = position + 12 + _big(data, position, 4)
        if end > size:
            return False, width, height
        if data[position + 4 : position + 8] == b"IEND":
            return True, width, height
        position = end
    return True, width, height


def read_gif(data: Octets) -> tuple[bool, int, int]:
    """Walk the blocks (GIF89a, 12 to 27).

    A file that stops between two blocks after a whole frame is complete: many
    encoders forget the trailer, and browsers and Pillow show every frame of it.
    """
    width, height = _little(data, 6, 2), _little(data, 8, 2)
    position, size, frames = 13 + _colour_table(data, 10), len(data), 0
    for _ in range(_MAX_CHUNKS):
        if position >= size:
            return position == size and frames > 0, width, height
        introducer = data[position]
        if introducer == 0x21:
            position = _after_sub_blocks(data, position + 2)
        elif introducer == 0x2C:
            position = _after_sub_blocks(data, position + 11 + _colour_table(data, position + 9))
            frames += position <= size
        else:
            # The trailer, or bytes that no decoder reads further than.
            return introducer == 0x3B or frames > 0, width, height
    return True, width, height


def _colour_table(data: Octets, flags_at: int) -> int:
    flags = data[flags_at] if flags_at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_sub_blocks(data: Octets, position: int) -> int:
    size = len(data)
    for _ in range(_MAX_SUB_BLOCKS):
        if position >= size:
            return size + 1
        length = data[position]
        position += 1 + length
        if not length:
            return position
    return size


def read_webp(data: Octets) -> tuple[bool, int, int]:
    """Compare the RIFF length with the bytes (WebP container, 2.4 to 2.7)."""
    complete = len(data) >= 8 + _little(data, 4, 4)
    chunk = data[12:16]
    if chunk == b"VP8X":
        return complete, _little(data, 24, 3) + 1, _little(data, 27, 3) + 1
    if chunk == b"VP8L":
        bits = _little(data, 21, 4)
        return complete, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return complete, _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF


def is_animated_png(data: Octets) -> bool:
    """Tell whether a PNG announces several frames (`acTL` comes before any picture data)."""
    return data.find(b"acTL", 0, 4096) != -1


def read_bmp(data: Octets) -> tuple[bool, int, int]:
    """Compare the pixel array's length with the bytes (BITMAPINFOHEADER).

    The file size in the header is not trusted: encoders write zero.
    """
    width = _little(data, 18, 4)
    height = abs(int.from_bytes(data[22:26], "little", signed=True))
    bits, compression = _little(data, 28, 2), _little(data, 30, 4)
    pixels = (width * bits + 31) // 32 * 4 * height if compression in {0, 3} else 0
    return len(data) >= max(54, _little(data, 10, 4) + pixels), width, height


def read_ico(data: Octets) -> tuple[bool, int, int]:
    """Compare each entry's extent with the bytes; the size is the widest entry's."""
    entries = range(6, 6 + 16 * min(_little(data, 4, 2), 256), 16)
    extents = [_little(data, at + 8, 4) + _little(data, at + 12, 4) for at in entries]
    sizes = [(_little(data, at, 1) or 256, _little(data, at + 1, 1) or 256) for at in entries]
    complete = bool(extents) and len(data) >= max(extents)
    return complete, *max(sizes, default=(0, 0))


_SVG_ROOT = re.compile(rb"<(?:\w{1,20}:)?svg\b([^<>]{0,4000}?)(/?)>", re.DOTALL)
_SVG_END = re.compile(rb"</(?:\w{1,20}:)?svg\s*>(?:\s|<!--(?:(?!-->).)*-->)*\Z", re.DOTALL)
_SVG_WIDTH = re.compile(rb"\bwidth\s*=\s*[\"']\s*([\d.]{1,12})(?:px)?\s*[\"']")
_SVG_HEIGHT = re.compile(rb"\bheight\s*=\s*[\"']\s*([\d.]{1,12})(?:px)?\s*[\"']")
_SVG_VIEW_BOX = re.compile(
    rb"\bviewBox\s*=\s*[\"']\s*[-\d.eE]{1,20}[\s,]+[-\d.eE]{1,20}[\s,]+"
    rb"([\d.]{1,12})[\s,]+([\d.]{1,12})"
)
_SVG_TAIL_BYTES = 4096


def read_svg(data: Octets) -> tuple[bool, int, int]:
    """Look for the root's end tag in the tail; the size is the root's own, or 0."""
    root = _SVG_ROOT.search(data[:16_384])
    attributes = root[1] if root else b""
    complete = bool(root and root[2]) or _closes(data)
    width, height = _SVG_WIDTH.search(attributes), _SVG_HEIGHT.search(attributes)
    if width and height:
        return complete, _whole(width[1]), _whole(height[1])
    view_box = _SVG_VIEW_BOX.search(attributes)
    if view_box:
        return complete, _whole(view_box[1]), _whole(view_box[2])
    return complete, 0, 0


def _closes(data: Octets) -> bool:
    tail = data[max(0, len(data) - _SVG_TAIL_BYTES) :].rstrip(b"\x00")
    start = tail.rfind(b"svg")
    return start != -1 and _SVG_END.match(tail, tail.rfind(b"<", 0, start)) is not None


def _whole(number: bytes) -> int:
    try:
        return round(float(number))
    except (ValueError, OverflowError):
        return 0


def _big(data: Octets, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _little(data: Octets, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")
