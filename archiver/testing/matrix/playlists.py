"""HLS playlists of the reels (RFC 8216): one function per kind."""

from __future__ import annotations

from archiver.testing.matrix import reels
from archiver.testing.matrix.reels import LARGE, PIECE_S, PIECES, SMALL, SOUND, Track

SEAL_IV = "0x00000000000000000000000000000C0D"
"""As `benchmarks/make_media.py` sealed the pieces."""
LIVE_PIECES = 3
"""Pieces that a live playlist lists."""


def master(tracks: tuple[Track, ...], *, inner: str = "{}/index.m3u8", groups: bool = False) -> str:
    """Return a master playlist; `inner` makes a track's name its playlist's address.

    With `groups` the sound is a rendition of its own, and there are subtitles.
    """
    rows = ["#EXTM3U", "#EXT-X-VERSION:7"]
    if groups:
        rows.append(
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="中文",DEFAULT=YES,LANGUAGE="zh",'
            f'URI="{inner.format(SOUND.name)}"'
        )
        rows.append(
            '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="words",NAME="中文",DEFAULT=YES,LANGUAGE="zh",'
            f'URI="{inner.format("words")}"'
        )
    for track in tracks:
        codecs, bandwidth, more = track.codec, track.bandwidth, ""
        if groups:
            codecs, bandwidth = f"{codecs},{SOUND.codec}", bandwidth + SOUND.bandwidth
            more = ',AUDIO="sound",SUBTITLES="words"'
        rows.append(
            f"#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},RESOLUTION={track.width_px}x{track.height_px}"
            f',CODECS="{codecs}"{more}'
        )
        rows.append(inner.format(track.name))
    return "\n".join([*rows, ""])


def media(*, piece: str = "{}.m4s", key: str = "", key_method: str = "AES-128") -> str:
    """Return a media playlist that is whole; `piece` makes a number an address.

    With `key`, an address, the pieces are sealed, the init section is not.
    """
    rows = [*_head(0), "#EXT-X-PLAYLIST-TYPE:VOD", '#EXT-X-MAP:URI="init.mp4"']
    if key:
        rows.append(f'#EXT-X-KEY:METHOD={key_method},URI="{key}",IV={SEAL_IV}')
    for number in range(1, PIECES + 1):
        rows += [f"#EXTINF:{PIECE_S:.3f},", piece.format(number)]
    return "\n".join([*rows, "#EXT-X-ENDLIST", ""])


def ranges(name: str) -> str:
    """Return a media playlist whose pieces are ranges of one file."""
    plan = reels.layout(name)
    start, end = plan.init
    rows = [*_head(0), "#EXT-X-PLAYLIST-TYPE:VOD"]
    rows.append(f'#EXT-X-MAP:URI="{name}.mp4",BYTERANGE="{end - start}@{start}"')
    for number, (start, end) in enumerate(plan.pieces):
        # The later ones follow the one before, and say so by no offset (RFC 8216, 4.3.2.2).
        offset = "" if number else f"@{start}"
        rows += [f"#EXTINF:{PIECE_S:.3f},", f"#EXT-X-BYTERANGE:{end - start}{offset}"]
        rows.append(f"{name}.mp4")
    return "\n".join([*rows, "#EXT-X-ENDLIST", ""])


def live(elapsed_s: float) -> str:
    """Return what a live playlist lists when the stream has run so long."""
    first = int(elapsed_s / PIECE_S) + 1
    rows = [*_head(first), '#EXT-X-MAP:URI="init.mp4"']
    for number in range(first, first + LIVE_PIECES):
        rows += [f"#EXTINF:{PIECE_S:.3f},", f"{number}.m4s"]
    return "\n".join([*rows, ""])


def words() -> str:
    """Return the playlist of the subtitles: one file."""
    rows = [
        "#EXTM3U",
        f"#EXT-X-TARGETDURATION:{reels.DURATION_S}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXTINF:{reels.DURATION_S:.3f},",
        "words.vtt",
        "#EXT-X-ENDLIST",
        "",
    ]
    return "\n".join(rows)


def _head(first: int) -> list[str]:
    return [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{PIECE_S}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
    ]


BOTH = (LARGE, SMALL)

__all__ = ["BOTH", "LIVE_PIECES", "live", "master", "media", "ranges", "words"]
