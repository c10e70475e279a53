"""Which parts of an HLS playlist are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archiver.models import VideoChoice
from archiver.streaming.hls import Alternative, Playlist, Variant
from archiver.streaming.manifest import Choice, ManifestKind, Part, PartKind
from archiver.streaming.parts import gather
from archiver.streaming.replay import hls_limits
from archiver.streaming.taste import pick


def choose_hls(playlist: Playlist, choice: VideoChoice) -> Choice:
    """Return what of a playlist is wanted, for a choice that wants anything.

    Of a master that is a variant's playlist, the default of its groups of sound
    and views (else the first), and all of its texts; of a media playlist all
    segments with their heads and keys. Segments that are ranges of one file
    make the file one part, whole.
    """
    if playlist.kind is ManifestKind.HLS_MEDIA:
        parts, remarks = gather(_media_parts(playlist))
        listed_s = max((part.start_s + part.duration_s for part in parts), default=0.0)
        duration_s = playlist.duration_s if playlist.duration_s is not None else listed_s
        return Choice(parts=parts, duration_s=duration_s, remarks=playlist.remarks + remarks)
    variants = [entry for entry in playlist.renditions if isinstance(entry, Variant)]
    if not variants:
        return Choice(remarks=(*playlist.remarks, "The playlist lists no film."))
    # The first of equal areas: replays know no other way (archiver.streaming.replay).
    variant = pick(variants, choice, lambda variant: variant.area or variant.bandwidth)
    alternatives = [entry for entry in playlist.renditions if isinstance(entry, Alternative)]
    addresses = (variant.url, *_alternatives(variant, alternatives))
    parts, remarks = gather(Part(url=url, kind=PartKind.PLAYLIST) for url in addresses)
    return Choice(
        parts=parts,
        width=variant.width,
        height=variant.height,
        bandwidth=variant.bandwidth,
        limits=hls_limits(variant),
        remarks=playlist.remarks + remarks,
    )


def _alternatives(variant: Variant, alternatives: Iterable[Alternative]) -> Iterator[str]:
    for group in variant.groups:
        members = [entry for entry in alternatives if entry.group == group]
        if group.startswith(("AUDIO ", "VIDEO ")):
            # One without an address is inside the variant itself (RFC 8216, 4.3.4.2.1).
            defaults = [entry for entry in members if entry.is_default]
            members = (defaults or members)[:1]
        yield from (entry.url for entry in members if entry.url)


def _media_parts(playlist: Playlist) -> Iterator[Part]:
    for segment in playlist.segments:
        start_s = segment.start_s
        for url in segment.key_urls:
            yield Part(url=url, kind=PartKind.KEY, start_s=start_s)
        if segment.init_url:
            yield Part(url=segment.init_url, kind=PartKind.INIT, start_s=start_s)
        yield Part(
            url=segment.url,
            kind=PartKind.FILE if segment.is_range else PartKind.SEGMENT,
            start_s=start_s,
            duration_s=segment.duration_s,
        )
