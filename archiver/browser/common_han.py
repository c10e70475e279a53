"""The Han characters that every font for Chinese has."""

from __future__ import annotations

import base64
from functools import cache

_FIRST = 0x4E00
_COUNT = 0x9FFF - _FIRST + 1
"""The block CJK Unified Ideographs."""


@cache
def common_han() -> str:
    """Return one bit for each character from U+4E00 to U+9FFF, lowest bit first, as Base64.

    Set for the characters of GB 2312 and for the frequently used ones of Big5 (its plane
    from A440 to C67E): a font for simplified or traditional Chinese has them all, so that
    some tell of the others. The scripts get it from here because Chromium takes longer to
    load its tables than to look at a page.
    """
    simplified = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    traditional = (
        bytes((lead, trail))
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        if (lead, trail) <= (0xC6, 0x7E)
    )
    bits = bytearray(-(-_COUNT // 8))
    for pairs, charset in ((simplified, "gb2312"), (traditional, "big5")):
        for character in b"".join(pairs).decode(charset, "ignore"):
            place = ord(character) - _FIRST
            if 0 <= place < _COUNT:
                bits[place >> 3] |= 1 << (place & 7)
    return base64.b64encode(bits).decode()
