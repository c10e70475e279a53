"""WebM, Ogg, WAV and MP3: whether the bytes end before their format does."""

from __future__ import annotations

from archiver.images.signature import Octets

_MAX_ELEMENTS = 200_000
_SEGMENT = 0x18538067
_CLUSTER = 0x1F43B675


def webm_is_complete(data: Octets) -> bool:
    """Walk the EBML elements (RFC 8794, 4 to 6; RFC 9559).

    Segment and clusters of unknown size, as live encoders and MediaRecorder
    write them, are walked through; every element of known size must fit. What
    is no element (padding after the last one) ends the walk.
    """
    position, size = 0, len(data)
    for _ in range(_MAX_ELEMENTS):
        if position >= size:
            return position == size
        if not data[position]:
            return True
        identity, id_length = _variable_integer(data, position, keep_marker=True)
        length, length_length = _variable_integer(data, position + id_length, keep_marker=False)
        if not id_length or not length_length:
            return False
        position += id_length + length_length
        unknown = length == (1 << 7 * length_length) - 1
        if identity == _SEGMENT and not unknown:
            return position + length <= size
        if not (unknown and identity in {_SEGMENT, _CLUSTER}):
            position += length
    return True


def _variable_integer(data: Octets, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """Return value and length in bytes of an EBML integer; length 0 when it is cut or invalid."""
    if at >= len(data) or not data[at]:
        return 0, 0
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    if at + length > len(data):
        return 0, 0
    return (value if keep_marker else value & ((1 << 7 * length) - 1)), length


def ogg_is_complete(data: Octets) -> bool:
    """Tell whether the last page fits (RFC 3533, 6).

    Its end-of-stream flag is not asked for: live recordings have none.
    """
    last = data.rfind(b"OggS")
    segments = data[last + 26] if last + 26 < len(data) else -1
    table = data[last + 27 : last + 27 + max(segments, 0)]
    if segments < 0 or len(table) < segments:
        return False
    return last + 27 + segments + sum(table) <= len(data)


def wav_is_complete(data: Octets) -> bool:
    """Compare with the RIFF length; streaming encoders leave it 0 or all ones."""
    length = int.from_bytes(data[4:8], "little")
    return length in {0, 0xFFFFFFFF} or len(data) >= 8 + length


_EDIT_SLACK_BYTES = 8192


def mp3_is_complete(data: Octets) -> bool:
    """Compare with the byte count of a Xing or Info frame, where there is one.

    Some slack is left: editors cut tags and padding without touching it.
    """
    start = 0
    if data[:3] == b"ID3":
        start = 10 + _syncsafe(data[6:10])
    head = data[start : start + 200]
    at = max(head.find(b"Xing"), head.find(b"Info"))
    if at == -1:
        return len(data) > start
    flags = int.from_bytes(head[at + 4 : at + 8], "big")
    if not flags & 2:
        return True
    count_at = at + 8 + (4 if flags & 1 else 0)
    promised = int.from_bytes(head[count_at : count_at + 4], "big")
    return len(data) - start + _EDIT_SLACK_BYTES >= promised


def _syncsafe(octets: bytes) -> int:
    """Return an ID3v2 size: four bytes of seven bits (ID3v2.4, 6.2)."""
    value = 0
    for octet in octets:
        value = value << 7 | octet & 0x7F
    return value
