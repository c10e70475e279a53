"""Film manifests, HLS and DASH: what they list, and which of it is wanted.

Pure: nothing here fetches, stores or plays; the m3u8 library is used in this room alone.
"""

from archiver.streaming.manifest import (
    Choice,
    Manifest,
    ManifestKind,
    Part,
    PartKind,
    Protection,
    Rendition,
    RenditionType,
)
from archiver.streaming.reading import choose, read_manifest
from archiver.streaming.replay import replay_metadata
from archiver.streaming.sniff import is_manifest
from archiver.streaming.tracks import Track, tracks_of

__all__ = [
    "Choice",
    "Manifest",
    "ManifestKind",
    "Part",
    "PartKind",
    "Protection",
    "Rendition",
    "RenditionType",
    "Track",
    "choose",
    "is_manifest",
    "read_manifest",
    "replay_metadata",
    "tracks_of",
]
