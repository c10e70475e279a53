"""DASH manifests of the reels (ISO/IEC 23009-1): one per way to address the pieces."""

from __future__ import annotations

from collections.abc import Callable

from archiver.testing.matrix import reels
from archiver.testing.matrix.reels import DURATION_S, LARGE, PIECE_S, PIECES, SMALL, SOUND, Track

Addressing = Callable[[Track], str]
"""Returns what stands in a Representation."""


def template() -> str:
    """Return a manifest of a SegmentTemplate with numbers, two digits wide."""
    return _manifest(_period(lambda _: "", shared=_numbers()))


def timeline() -> str:
    """Return a manifest of a SegmentTemplate with times in a SegmentTimeline."""
    return _manifest(_period(_times))


def listing() -> str:
    """Return a manifest of a SegmentList."""
    return _manifest(_period(_list))


def single() -> str:
    """Return a manifest of a SegmentBase: one file a track, asked for by ranges."""
    return _manifest(_period(_base))


def periods() -> str:
    """Return a manifest of two periods; the second goes on with the pieces of another folder."""
    half = PIECES // 2
    first = _period(lambda _: "", shared=_numbers(), duration_s=half * PIECE_S)

    def later(track: Track) -> str:
        origin = half * PIECE_S * track.timescale
        return _numbers(start=half + 1, timescale=track.timescale, origin=origin)

    second = _period(later, duration_s=half * PIECE_S, folder="<BaseURL>second/</BaseURL>")
    return _manifest(first + second)


def _manifest(content: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
        ' profiles="urn:mpeg:dash:profile:isoff-main:2011" minBufferTime="PT2S"'
        f' mediaPresentationDuration="PT{DURATION_S}S">\n{content}</MPD>\n'
    )


def _period(
    inside: Addressing, *, shared: str = "", duration_s: int = DURATION_S, folder: str = ""
) -> str:
    sets = "".join(
        f'<AdaptationSet contentType="{kind}" mimeType="{tracks[0].media_type}" lang="zh">{shared}'
        + "".join(_representation(track, inside(track)) for track in tracks)
        + "</AdaptationSet>\n"
        for kind, tracks in (("video", (SMALL, LARGE)), ("audio", (SOUND,)))
    )
    return f'<Period duration="PT{duration_s}S">{folder}\n{sets}</Period>\n'


def _representation(track: Track, inside: str) -> str:
    size = f' width="{track.width_px}" height="{track.height_px}"' if track.width_px else ""
    return (
        f'<Representation id="{track.name}" codecs="{track.codec}"'
        f' bandwidth="{track.bandwidth}"{size}>{inside}</Representation>\n'
    )


def _numbers(*, start: int = 1, timescale: int = 1, origin: int = 0) -> str:
    return (
        '<SegmentTemplate initialization="$RepresentationID$/init.mp4"'
        f' media="$RepresentationID$/$Number%02d$.m4s" startNumber="{start}"'
        f' timescale="{timescale}" duration="{PIECE_S * timescale}"'
        f' presentationTimeOffset="{origin}"/>'
    )


def _times(track: Track) -> str:
    return (
        '<SegmentTemplate initialization="$RepresentationID$/init.mp4"'
        f' media="$RepresentationID$/t$Time$.m4s" timescale="{track.timescale}"><SegmentTimeline>'
        f'<S t="0" d="{PIECE_S * track.timescale}" r="{PIECES - 1}"/>'
        "</SegmentTimeline></SegmentTemplate>"
    )


def _list(track: Track) -> str:
    urls = "".join(
        f'<SegmentURL media="{track.name}/{number}.m4s"/>' for number in range(1, PIECES + 1)
    )
    return (
        f'<SegmentList timescale="1" duration="{PIECE_S}">'
        f'<Initialization sourceURL="{track.name}/init.mp4"/>{urls}</SegmentList>'
    )


def _base(track: Track) -> str:
    plan = reels.layout(track.name)
    return (
        f"<BaseURL>{track.name}.mp4</BaseURL>"
        f'<SegmentBase indexRange="{plan.index[0]}-{plan.index[1] - 1}">'
        f'<Initialization range="{plan.init[0]}-{plan.init[1] - 1}"/></SegmentBase>'
    )


__all__ = ["listing", "periods", "single", "template", "timeline"]
