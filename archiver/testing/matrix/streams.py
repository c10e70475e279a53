"""Cases of streams: HLS and DASH in every form, and a player with a list of its own."""

from __future__ import annotations

from archiver.models import PlayerOutcome
from archiver.testing.matrix import playlists
from archiver.testing.matrix.case import NEWS, SECURE_NEWS, Case, Markup, texts
from archiver.testing.matrix.channel import STREAMS, VAULT
from archiver.testing.matrix.reels import LARGE, PIECE_S, PIECES, SOUND

PLAYER = "http://player.matrix.test"

SCRIPTS = {
    "hls": ("hls", "hls/master.m3u8"),
    "hls-ranges": ("hls", "ranges/master.m3u8"),
    "hls-group": ("hls", "group/master.m3u8"),
    "hls-sealed": ("hls", "sealed/master.m3u8"),
    "hls-live": ("hls", "live/master.m3u8"),
    "hls-protected": ("hls", "protected/master.m3u8"),
    "dash-template": ("dash", "template/manifest.mpd"),
    "dash-timeline": ("dash", "timeline/manifest.mpd"),
    "dash-list": ("dash", "list/manifest.mpd"),
    "dash-base": ("dash", "base/manifest.mpd"),
    "dash-periods": ("dash", "periods/manifest.mpd"),
    "stream-json": ("list", "json/list.json"),
}
"""Case to the player's script and the path of its manifest."""


def frame_of(name: str) -> str:
    """Return the address of a stream's player."""
    return f"{VAULT if name == 'hls-sealed' else PLAYER}/video/{name}"


def manifest_of(name: str) -> str:
    """Return the address of a stream's manifest."""
    return f"{VAULT if name == 'hls-sealed' else STREAMS}/{SCRIPTS[name][1]}"


def _case(
    name: str,
    title: str,
    paths: tuple[str, ...],
    *,
    outcome: PlayerOutcome = PlayerOutcome.CAPTURED,
    note: str = "",
) -> Case:
    secure = name == "hls-sealed"
    frame = (
        f'<iframe src="{frame_of(name)}" allowfullscreen width="90%" height="420"'
        ' frameborder="0"></iframe>'
    )
    site = VAULT if secure else STREAMS
    return Case(
        **texts(name, title, Markup(shows=frame), site=SECURE_NEWS if secure else NEWS),
        keeps=tuple(f"{site}/{path}" for path in paths),
        outcome=outcome,
        provider="generic",
        note=note,
    )


def _track(folder: str, *, piece: str = "{}.m4s", first: int = 1, last: int = PIECES) -> list[str]:
    pieces = [f"{folder}/{piece.format(number)}" for number in range(first, last + 1)]
    return [f"{folder}/init.mp4", *pieces]


_GROUP = [f"group/{name}/index.m3u8" for name in ("180", "sound", "words")]
_HLS: tuple[Case, ...] = (
    _case(
        "hls",
        "两种清晰度的直播回看",
        ("hls/master.m3u8", "hls/180/index.m3u8", *_track("hls/180")),
        note="the player begins with the small rendition; the large one is wanted",
    ),
    _case(
        "hls-ranges",
        "一个文件里的片段",
        ("ranges/master.m3u8", "ranges/180.m3u8", "ranges/180.mp4"),
        note="EXT-X-BYTERANGE: the file is wanted once, whole",
    ),
    _case(
        "hls-sealed",
        "加了密的片段",
        (
            *("sealed/master.m3u8", "sealed/90/index.m3u8", "sealed/key"),
            *_track("sealed/90", piece="{}.bin"),
        ),
        note="AES-128: pieces as they are, and the key",
    ),
    _case(
        "hls-group",
        "声音和字幕分开的影片",
        (
            *("group/master.m3u8", *_GROUP, "group/words/words.vtt"),
            *_track("group/180"),
            *_track("group/sound"),
        ),
    ),
    _case(
        "hls-live",
        "正在直播",
        ("live/master.m3u8", "live/180/init.mp4"),
        note=f"no end; lists {playlists.LIVE_PIECES} pieces at a time, others each 2 s",
    ),
    _case(
        "hls-protected",
        "受保护的影片",
        ("protected/master.m3u8", "protected/180/index.m3u8"),
        outcome=PlayerOutcome.DRM,
        note="SAMPLE-AES with a key that no browser gets",
    ),
)


def _both(folder: str, piece: str = "{}.m4s") -> list[str]:
    return [*_track(f"{folder}/180", piece=piece), *_track(f"{folder}/sound", piece=piece)]


def _timed() -> list[str]:
    return [
        f"timeline/{track.name}/t{number * PIECE_S * track.timescale}.m4s"
        for track in (LARGE, SOUND)
        for number in range(PIECES)
    ]


def _in_two_periods() -> list[str]:
    half = PIECES // 2
    return [
        path
        for name in ("180", "sound")
        for path in (
            *_track(f"periods/{name}", piece="{:02d}.m4s", last=half),
            *_track(f"periods/second/{name}", piece="{:02d}.m4s", first=half + 1),
        )
    ]


_DASH: tuple[Case, ...] = (
    _case(
        "dash-template",
        "按号码取的片段",
        ("template/manifest.mpd", *_both("template", "{:02d}.m4s")),
    ),
    _case(
        "dash-timeline",
        "按时间取的片段",
        (
            *("timeline/manifest.mpd", "timeline/180/init.mp4", "timeline/sound/init.mp4"),
            *_timed(),
        ),
    ),
    _case("dash-list", "列出来的片段", ("list/manifest.mpd", *_both("list"))),
    _case(
        "dash-base",
        "一条轨道一个文件",
        ("base/manifest.mpd", "base/180.mp4", "base/sound.mp4"),
        note="asked for by ranges: each file is wanted once, whole",
    ),
    _case("dash-periods", "前后两段的影片", ("periods/manifest.mpd", *_in_two_periods())),
    _case(
        "stream-json",
        "自己列清单的播放器",
        ("json/list.json", *_both("json")),
        note="no manifest that anybody knows: what the player asks for is all there is",
    ),
)


CASES: tuple[Case, ...] = (*_HLS, *_DASH)

__all__ = ["CASES", "PLAYER", "SCRIPTS", "frame_of", "manifest_of"]
