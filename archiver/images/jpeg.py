"""JPEG: pixel size and whether the picture ends (ITU-T T.81, annex B)."""

from __future__ import annotations

from archiver.images.signature import Octets

_SOI_TO_FIRST_SEGMENT = 2
_START_OF_SCAN = 0xDA
_END_OF_IMAGE = 0xD9
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_MAX_SEGMENTS = 10_000


def read(data: Octets) -> tuple[bool, int, int]:
    """Return `(complete, width_px, height_px)` of a JPEG.

    The segments before the first scan are walked by their lengths, so the end
    marker of an EXIF thumbnail is never taken for the picture's own. In a scan
    a byte FF is followed by 00 or a restart marker: the first FF D9 after the
    start of scan ends the picture. What follows it (a motion photo's film, MPF
    pictures, padding) is not asked about.
    """
    position, width, height = _SOI_TO_FIRST_SEGMENT, 0, 0
    size = len(data)
    for _ in range(_MAX_SEGMENTS):
        if position + 4 > size:
            break
        if data[position] != 0xFF:
            position = _next_marker(data, position)
            continue
        marker = data[position + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            position += 1 if marker == 0xFF else 2
            continue
        if marker == _END_OF_IMAGE:
            break
        if marker in _FRAME_HEADERS and position + 9 <= size:
            height = int.from_bytes(data[position + 5 : position + 7], "big")
            width = int.from_bytes(data[position + 7 : position + 9], "big")
        if marker == _START_OF_SCAN:
            return data.find(b"\xff\xd9", position) != -1, width, height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return False, width, height


def _next_marker(data: Octets, position: int) -> int:
    found = data.find(b"\xff", position)
    return found if found != -1 else len(data)
