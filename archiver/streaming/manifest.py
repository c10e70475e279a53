"""The values of the room: a manifest, its renditions, and what was chosen of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MAX_BYTES = 16 * 2**20
"""Largest manifest that is read; a film of three hours takes some hundred kB."""
MAX_PARTS = 100_000
"""Most parts of a choice: two days of film in segments of two seconds."""


class ManifestKind(StrEnum):
    """What a manifest is."""

    HLS_MASTER = "HLS master"  #: lists playlists (RFC 8216, 4.3.4)
    HLS_MEDIA = "HLS media"  #: lists segments (RFC 8216, 4.3.3)
    DASH = "DASH"  #: ISO/IEC 23009-1


class Protection(StrEnum):
    """How a film is encrypted."""

    NONE = "none"
    AES_128 = "AES-128"  #: whole segments, with keys that can be fetched and kept
    DRM = "DRM"  #: with keys that only a licence server gives to a player


class RenditionType(StrEnum):
    """What a rendition holds."""

    VIDEO = "video"  #: pictures, maybe with sound
    AUDIO = "audio"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One form of a film, or of its sound or its text, among which a player chooses."""

    type: RenditionType
    url: str = ""
    """Address of its playlist (HLS); empty for DASH, whose manifest holds all."""
    width: int = 0
    """In pixels; 0 when the manifest does not say."""
    height: int = 0
    bandwidth: int = 0
    """In bits per second; 0 when the manifest does not say."""
    codecs: str = ""
    language: str = ""
    is_protected: bool = False
    """True when it is encrypted as `Protection.DRM`."""

    @property
    def area(self) -> int:
        """Return width by height, in pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a manifest lists; `choose` says which of it is wanted."""

    kind: ManifestKind
    url: str
    is_live: bool = False
    """True when more will be listed later."""
    duration_s: float | None = None
    """None when unknown or endless, and for an HLS master, which does not say."""
    protection: Protection = Protection.NONE
    """DRM when no way through the film is without it."""
    renditions: tuple[Rendition, ...] = ()
    """In the order of the manifest; empty for an HLS media playlist, which is one."""
    refresh_s: float | None = None
    """How often a live manifest is to be read again; None for one that is not live."""
    remarks: tuple[str, ...] = ()
    """What was left out in reading, in words."""


class PartKind(StrEnum):
    """What is to be fetched."""

    PLAYLIST = "playlist"  #: to be read as a manifest again, also one of subtitles
    INIT = "init"  #: the head of the segments that follow
    SEGMENT = "segment"
    KEY = "key"  #: of AES-128
    SUBTITLES = "subtitles"  #: a file or a segment of text (DASH)
    FILE = "file"  #: a whole film or sound, which players ask by ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One address that a choice needs."""

    url: str
    kind: PartKind
    start_s: float = 0.0
    """Where it begins in the film; in a live one, after the first part listed."""
    duration_s: float = 0.0
    """0 for what has no length of its own: playlists, heads and keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of a manifest is wanted: each address once, in the order of playing."""

    parts: tuple[Part, ...] = field(default=(), repr=False)
    duration_s: float | None = None
    """Length of the film as far as it is listed; None when the manifest does not say."""
    width: int = 0
    height: int = 0
    bandwidth: int = 0
    """Of the pictures, or of the sound where there are none; 0 when not said."""
    limits: Limits | None = None
    """By which replays pick the same; None where there is nothing to pick."""
    remarks: tuple[str, ...] = ()
    """What was left out, in words; those of the manifest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The largest area and bandwidth that a replay may pick, for each family of replays."""

    pywb_area: int
    """0 makes pywb go by bandwidth alone."""
    wabac_area: int
    bandwidth: int
