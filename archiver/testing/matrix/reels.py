"""Tracks of 12 s, cut by their boxes into the pieces that streams are made of.

Every address gets bytes of its own: a `free` box at the end names it, which
players skip (ISO/IEC 14496-12, 8.1.2).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache

from archiver.testing import media

PIECE_S = 2
"""Length of a piece: the pictures have a key frame that often."""
PIECES = 6
DURATION_S = PIECE_S * PIECES
_BOX_HEAD_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What playlists and manifests say of a track."""

    name: str
    media_type: str
    codec: str
    bandwidth: int
    """Bits a second."""
    timescale: int
    """Units a second of its own clock."""
    width_px: int = 0
    height_px: int = 0


LARGE = Track(
    name="180",
    media_type="video/mp4",
    codec="vp09.00.11.08",
    bandwidth=32_000,
    timescale=12_288,
    width_px=320,
    height_px=180,
)
SMALL = Track(
    name="90",
    media_type="video/mp4",
    codec="vp09.00.10.08",
    bandwidth=16_000,
    timescale=12_288,
    width_px=160,
    height_px=90,
)
SOUND = Track(
    name="sound", media_type="audio/mp4", codec="opus", bandwidth=32_000, timescale=48_000
)
TRACKS = {track.name: track for track in (LARGE, SMALL, SOUND)}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a track's file lie: first byte and the byte behind the last."""

    init: tuple[int, int]
    index: tuple[int, int]
    pieces: tuple[tuple[int, int], ...]


@cache
def layout(name: str) -> Layout:
    """Return the layout of a track's file: ftyp and moov, sidx, then the fragments."""
    starts: dict[bytes, list[int]] = {}
    data, at = _file(name), 0
    while at < len(data):
        starts.setdefault(data[at + 4 : at + 8], []).append(at)
        at += int.from_bytes(data[at : at + 4], "big")
    (index,), pieces = starts[b"sidx"], starts[b"moof"]
    ends = [*pieces[1:], len(data)]
    return Layout((0, index), (index, pieces[0]), tuple(zip(pieces, ends, strict=True)))


def whole(name: str, address: str) -> bytes:
    """Return a track as one file, its index at the front."""
    return _file(name) + _note(address)


def init(name: str, address: str) -> bytes:
    """Return what a player must read before the pieces."""
    start, end = layout(name).init
    return _file(name)[start:end] + _note(address)


def piece(name: str, number: int, address: str) -> bytes:
    """Return a piece by its number, from 1; beyond the last the track begins again.

    The piece's own clock goes on all the same, as that of a live stream does.
    """
    rounds, place = divmod(number - 1, PIECES)
    start, end = layout(name).pieces[place]
    data = _file(name)[start:end]
    if rounds:
        # tfdt, version 1: 4 bytes of version and flags, then 8 of time (14496-12, 8.8.12).
        at = data.index(b"tfdt") + 8
        time = int.from_bytes(data[at : at + 8], "big")
        time += rounds * DURATION_S * TRACKS[name].timescale
        data = data[:at] + struct.pack(">Q", time) + data[at + 8 :]
    return data + _note(address)


def padded(data: bytes, address: str, padding_bytes: int) -> bytes:
    """Return a whole film with its address and so many bytes of nothing at its end."""
    note = address.encode("ascii") + bytes(padding_bytes)
    if data.startswith(b"\x1a\x45\xdf\xa3"):  # EBML: a Void element of 8 length bytes
        return data + b"\xec\x01" + len(note).to_bytes(7, "big") + note
    if data.startswith((b"ID3", b"OggS")):
        return data
    return data + struct.pack(">I4s", _BOX_HEAD_BYTES + len(note), b"free") + note


def _file(name: str) -> bytes:
    return media.read(f"reel/{name}.mp4")


def _note(address: str) -> bytes:
    return struct.pack(">I4s", _BOX_HEAD_BYTES + len(address), b"free") + address.encode("ascii")


__all__ = [
    "DURATION_S",
    "LARGE",
    "PIECES",
    "PIECE_S",
    "SMALL",
    "SOUND",
    "TRACKS",
    "Layout",
    "Track",
    "init",
    "layout",
    "padded",
    "piece",
    "whole",
]
