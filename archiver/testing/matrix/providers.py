"""Cases of players at the addresses of real providers, in the shape that each has there.

Each provider's frame is drawn after what `archiver/rules/players.toml` says of it;
YouTube is met under its cookie-free name and Vimeo through Embedly, because
Chromium asks for the other names by https alone (its HSTS preload list).
"""

from __future__ import annotations

from archiver.models import PlayerOutcome
from archiver.testing.matrix.case import Case, Markup, texts

TENCENT, TENCENT_FILMS = "http://v.qq.com", "http://ugcws.video.gtimg.com"
TENCENT_SERVICE, TENCENT_COVERS = "http://h5vv6.video.qq.com", "http://vpic.video.qq.com"
BILIBILI, BILIBILI_FILMS = "http://player.bilibili.com", "http://upos-sz-mirrorcos.bilivideo.com"
YOUKU, YOUKU_SERVICE = "http://player.youku.com", "http://ups.youku.com"
YOUKU_FILMS, YOUKU_COVERS = "http://vali-g1.cp31.ott.cibntv.net", "http://m.ykimg.com"
YOUTUBE, YOUTUBE_FILMS = "http://www.youtube-nocookie.com", "http://rr1---sn-bay.googlevideo.com"
YOUTUBE_COVERS = "http://i.ytimg.com"
EMBEDLY = "http://cdn.embedly.com"
NETEASE, NETEASE_SONGS = "http://music.163.com", "http://m701.music.126.net"
NETEASE_COVERS = "http://p1.music.126.net"

TENCENT_FILM = f"{TENCENT_FILMS}/f3308ee4l8c.mp4?vkey=5A1C77B0"
TENCENT_COVER = f"{TENCENT_COVERS}/7/tea-hills.jpg"
BILIBILI_TRACKS = tuple(
    f"{BILIBILI_FILMS}/upgcxcode/40/17/{name}.m4s?deadline=1718700000&upsig=9c1d"
    for name in ("180", "sound")
)
YOUKU_PLAYLIST = f"{YOUKU_FILMS}/hls/master.m3u8"
YOUKU_COVER = f"{YOUKU_COVERS}/054101015F/river-town.jpg"
YOUTUBE_FILM = f"{YOUTUBE_FILMS}/videoplayback?id=o-bay&itag=43&mime=video%2Fwebm"
YOUTUBE_COVER = f"{YOUTUBE_COVERS}/vi/dQbAyAtDuSk/hqdefault.jpg"
NETEASE_SONG = f"{NETEASE_SONGS}/20240618083000/bay.mp3"
NETEASE_COVER = f"{NETEASE_COVERS}/1099/lantern-river.jpg"


def _case(  # noqa: PLR0913 - what differs from provider to provider
    provider: str,
    title: str,
    url: str,
    *,
    keeps: tuple[str, ...] = (),
    outcome: PlayerOutcome = PlayerOutcome.CAPTURED,
    more: str = "",
    note: str = "",
) -> Case:
    frame = f'<iframe src="{url}" width="90%" height="420" frameborder="0"'
    markup = Markup(
        promise=f"{frame} allowfullscreen></iframe>",
        shows=f"{frame} allowfullscreen{more}></iframe>",
    )
    return Case(
        **texts(f"provider-{provider}", title, markup),
        keeps=keeps,
        outcome=outcome,
        provider=provider,
        note=note,
    )


CASES: tuple[Case, ...] = (
    _case(
        "tencent",
        "腾讯的播放器",
        f"{TENCENT}/txp/iframe/player.html?vid=f3308ee4l8c",
        keeps=(TENCENT_COVER, TENCENT_FILM),
        note="a poster and a button; a service names the film when the button is pressed",
    ),
    _case(
        "bilibili",
        "哔哩哔哩的播放器",
        f"{BILIBILI.removeprefix('http:')}/player.html?bvid=BV1bY411m7xT&page=1",
        keeps=BILIBILI_TRACKS,
        more=' allow="autoplay"',
        note="plays by itself: JSON in the page, two files that are read by ranges",
    ),
    _case(
        "youku",
        "优酷的播放器",
        f"{YOUKU}/embed/XNTk4ODQ3NjA4MA==",
        keeps=(
            *(YOUKU_COVER, YOUKU_PLAYLIST),
            *(
                f"{YOUKU_FILMS}/hls/180/{piece}"
                for piece in ("index.m3u8", "init.mp4", *(f"{n}.m4s" for n in range(1, 7)))
            ),
        ),
        note="a service names an HLS playlist",
    ),
    _case(
        "youtube",
        "油管的播放器",
        f"{YOUTUBE}/embed/dQbAyAtDuSk",
        keeps=(YOUTUBE_FILM, YOUTUBE_COVER),
        more=' referrerpolicy="no-referrer"',
        note="error 153 with status 200 unless a Referer comes, and the page sends none",
    ),
    _case(
        "vimeo",
        "只在自家放的影片",
        f"{EMBEDLY}/widgets/media.html?src=http%3A%2F%2Fplayer.vimeo.com%2Fvideo%2F76979871",
        outcome=PlayerOutcome.REFUSED,
        note="privacy settings, whatever the Referer",
    ),
    _case(
        "netease-music",
        "网易的音乐",
        f"{NETEASE}/outchain/player?type=2&id=28949129&auto=1&height=66",
        keeps=(NETEASE_SONG, NETEASE_COVER),
        more=' allow="autoplay"',
        note="a song that no element shows",
    ),
)

__all__ = ["CASES"]
