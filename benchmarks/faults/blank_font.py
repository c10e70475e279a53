"""A font that has every character, and draws each as nothing."""

from __future__ import annotations

import struct

from archiver.testing import media

_LAST = 0x10FFFF
_BLANK_GLYPH = 1


def font_of_nothing() -> bytes:
    """Return the shipped blank font, which has a space alone, with all characters as that space.

    By OpenType's cmap format 13, in which a whole range of characters has one glyph.
    """
    body = media.read("blank.ttf")
    count = struct.unpack(">H", body[4:6])[0]
    tables = {}
    for at in range(count):
        tag, _, offset, length = struct.unpack(">4sIII", body[12 + 16 * at : 28 + 16 * at])
        tables[tag] = body[offset : offset + length]
    tables[b"cmap"] = _cmap(tables[b"cmap"])
    head, data = bytearray(body[:12]), bytearray()
    start = 12 + 16 * count
    for tag, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        head += struct.pack(">4sIII", tag, total, start + len(data), len(table))
        data += padded
    return bytes(head + data)


def _cmap(old: bytes) -> bytes:
    """Return the table with its first subtable, and one of format 13 for all characters."""
    first = struct.unpack(">I", old[8:12])[0]
    length = struct.unpack(">H", old[first + 2 : first + 4])[0]
    bmp = old[first : first + length]
    groups = struct.pack(">III", 0x20, _LAST, _BLANK_GLYPH)
    whole = struct.pack(">HHIII", 13, 0, 28, 0, 1) + groups
    offset = 4 + 2 * 8
    head = struct.pack(">HH", 0, 2) + struct.pack(">HHI", 3, 1, offset)
    return head + struct.pack(">HHI", 3, 10, offset + len(bmp)) + bmp + whole
