"""The tracks of a manifest one by one: what joined, in order, is a file of pictures or sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.models import VideoChoice
from archiver.streaming.dash import Presentation, Representation
from archiver.streaming.dash_segments import representation_parts
from archiver.streaming.hls import Playlist
from archiver.streaming.hls_choice import choose_hls
from archiver.streaming.manifest import Manifest, ManifestKind, Part, RenditionType
from archiver.streaming.parts import gather


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One rendition of pictures or sound with all its parts."""

    type: RenditionType
    """Of an HLS playlist always video: it does not say."""
    parts: tuple[Part, ...] = field(repr=False)
    """Head first, then the segments in the order of playing."""
    area: int = 0
    bandwidth: int = 0
    period: int = 0
    """Of a DASH film in several parts: which of them, from 0."""


def tracks_of(manifest: Manifest, *, now_s: float | None = None) -> Iterator[Track]:
    """Yield the tracks of a manifest, without texts; none for a master of HLS.

    `now_s` as in `choose`.
    """
    if isinstance(manifest, Presentation):
        for entry in manifest.renditions:
            if isinstance(entry, Representation) and entry.type is not RenditionType.TEXT:
                parts, _ = gather(representation_parts(manifest, entry, now_s))
                yield Track(
                    type=entry.type,
                    parts=parts,
                    area=entry.area,
                    bandwidth=entry.bandwidth,
                    period=entry.period.number,
                )
    elif isinstance(manifest, Playlist) and manifest.kind is ManifestKind.HLS_MEDIA:
        parts = choose_hls(manifest, VideoChoice.BEST).parts
        yield Track(type=RenditionType.VIDEO, parts=parts)
