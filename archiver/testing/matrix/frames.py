"""The hosts of players: the document that each frame of the matrix gets."""

from __future__ import annotations

import json
from collections.abc import Mapping

from archiver.testing import media, theme
from archiver.testing.http_server import Handler, Request, Response
from archiver.testing.matrix import providers, reels, streams
from archiver.testing.matrix.channel import Channel
from archiver.testing.matrix.films import FILMS
from archiver.testing.matrix.players import LICENSED_FILM, cover
from archiver.testing.static import NOT_FOUND, static

_ERROR_153 = "Error 153<br>Video player configuration error"
_PRIVACY = "<h1>Sorry</h1>Because of its privacy settings, this video cannot be played here."
_MESSAGES = {
    "/video/login": "登录后才能观看此视频，请登录后观看完整内容",
    "/video/geo": "您所在区域暂无此内容版权（如设置VPN请关闭后重试）",
    "/video/removed": "该视频已被删除",
    "/video/refused": _ERROR_153,
    "/video/unknown": "Bideo hau ezin da orain ikusi: zazpigarren oztopoa.",
}
"""Path to what the frame says, and nothing else."""
_OPEN = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=3600"))


def _page(name: str, title: str, **values: str) -> Response:
    return Response(body=theme.fill(f"frames/{name}.html", {"title": title, **values}).encode())


def _stream(name: str) -> Response:
    script = streams.SCRIPTS[name][0]
    manifest = streams.manifest_of(name)
    return _page("stream", name, script=script, manifest=manifest, poster=cover(name), start="")


def _film(name: str, *, start: str = "") -> Response:
    return _page("film", "月亮湾", film=f"{FILMS}/{name}/bay.webm", poster=cover(name), start=start)


def _endless(_: Request) -> Response:
    """A document that comes drop by drop, for minutes."""
    body = b"<!doctype html><title>...</title>" + b"<!-- wait -->\n" * 5_000
    return Response(body=body, chunked=True, pace_bytes_per_s=100)


def _referring(request: Request) -> Response:
    if not request.referrer_host:
        return _page("message", "153", text=_ERROR_153)
    return _film("referrer", start='autoplay preload="auto"')


_FRAMES: Mapping[str, Handler] = {
    "/video/frame": lambda _: _film("frame"),
    "/video/itself": lambda _: _film("itself", start='autoplay preload="auto"'),
    "/video/click": lambda _: _page(
        "click", "月亮湾", film=f"{FILMS}/click/bay.webm", poster=cover("click")
    ),
    "/video/nested": lambda _: _page("nested", "月亮湾", inner="http://inner.video.test/nested"),
    "/video/referrer": _referring,
    "/video/poster": lambda _: _page("poster", "月亮湾", poster=cover("poster")),
    "/video/endless": _endless,
    "/video/spinner": lambda _: _page("spinner", "月亮湾"),
    "/video/large": lambda _: _film("large", start='preload="auto"'),
}


def player(request: Request) -> Response:
    """Answer with the player's page for `/video/NAME`."""
    path = request.path
    if path.startswith("/static/"):
        return static(request)
    name = path.removeprefix("/video/")
    if name in streams.SCRIPTS:
        return _stream(name)
    if path in _MESSAGES:
        return _page("message", "视频", text=_MESSAGES[path])
    frame = _FRAMES.get(path)
    return frame(request) if frame else NOT_FOUND


def inner(_: Request) -> Response:
    """Answer with the frame that a player holds."""
    return _film("nested", start='autoplay preload="auto"')


_VAULT_STREAMS = Channel()


def vault(request: Request) -> Response:
    """Answer for the trusted host: players that decrypt, their films, and no licence."""
    path = request.path
    if path == "/video/licence":
        return Response(status=403, media_type="text/plain", body=b"no subscription\n")
    if path == "/video/licensed":
        return _page("sealed", "月亮湾", film=LICENSED_FILM, poster=cover("licensed"))
    if request.url == LICENSED_FILM:
        body = reels.padded(media.read("reel/drm.mp4"), LICENSED_FILM, 0)
        return Response(media_type="video/mp4", body=body, headers=_OPEN, ranges=True)
    if path == "/video/hls-sealed":
        return _stream("hls-sealed")
    return static(request) if path.startswith("/static/") else _VAULT_STREAMS(request)


def _tencent(_: Request) -> Response:
    service = f"{providers.TENCENT_SERVICE}/getvinfo?vids=f3308ee4l8c&otype=json"
    return _page("tencent", "月亮湾的傍晚", poster=providers.TENCENT_COVER, service=service)


def _tencent_service(_: Request) -> Response:
    film, key = providers.TENCENT_FILM.split("?vkey=")
    base, name = film.rsplit("/", 1)
    one = {"fn": name, "fvkey": key, "ul": {"ui": [{"url": f"{base}/"}]}}
    text = f"QZOutputJson.set({json.dumps({'vl': {'vi': [one]}})});\n"
    return Response(media_type="text/javascript", body=text.encode())


def _bilibili(_: Request) -> Response:
    tracks = {}
    pair = zip(
        ("video", "audio"), (reels.LARGE, reels.SOUND), providers.BILIBILI_TRACKS, strict=True
    )
    for kind, track, url in pair:
        plan = reels.layout(track.name)
        ranges = {
            "Initialization": f"{plan.init[0]}-{plan.init[1] - 1}",
            "indexRange": f"{plan.index[0]}-{plan.index[1] - 1}",
        }
        tracks[kind] = [
            {
                "baseUrl": url,
                "mimeType": track.media_type,
                "codecs": track.codec,
                "bandwidth": track.bandwidth,
                "SegmentBase": ranges,
            }
        ]
    info = {"code": 0, "data": {"dash": {"duration": reels.DURATION_S, **tracks}}}
    return _page("bilibili", "月亮湾的傍晚", info=json.dumps(info))


def _youku(_: Request) -> Response:
    service = f"{providers.YOUKU_SERVICE}/ups/get.json?vid=XNTk4ODQ3NjA4MA=="
    return _page("youku", "月亮湾的傍晚", poster=providers.YOUKU_COVER, service=service)


def _youku_service(_: Request) -> Response:
    data = {"data": {"stream": [{"m3u8_url": providers.YOUKU_PLAYLIST}]}}
    return Response(media_type="application/json", body=json.dumps(data).encode(), headers=_OPEN)


def _youtube(request: Request) -> Response:
    if not request.referrer_host:
        return _page("message", "YouTube", text=_ERROR_153)
    values = {"film": providers.YOUTUBE_FILM, "poster": providers.YOUTUBE_COVER}
    return _page("click", "月亮湾的傍晚", **values)


def _embedly(_: Request) -> Response:
    return _page("message", "Vimeo", text=_PRIVACY)


def _netease(_: Request) -> Response:
    values = {"film": providers.NETEASE_SONG, "poster": providers.NETEASE_COVER}
    return _page("netease", "月亮湾的歌", **values)


def _dressed(frame: Handler) -> Handler:
    """Return a player's host: its frame, and the theme's files."""

    def answer(request: Request) -> Response:
        return static(request) if request.path.startswith("/static/") else frame(request)

    return answer


def _one(url: str, media_type: str, source: str) -> Handler:
    """Return what serves one shipped film at one address, in ranges."""

    def answer(request: Request) -> Response:
        if request.url != url:
            return NOT_FOUND
        body = reels.padded(media.read(source), url, 0)
        return Response(media_type=media_type, body=body, headers=_OPEN, ranges=True)

    return answer


PROVIDERS: Mapping[str, Handler] = {
    providers.TENCENT: _dressed(_tencent),
    providers.TENCENT_SERVICE: _tencent_service,
    providers.TENCENT_FILMS: _one(providers.TENCENT_FILM, "video/mp4", "reel/last.mp4"),
    providers.BILIBILI: _dressed(_bilibili),
    providers.BILIBILI_FILMS: Channel(),
    providers.YOUKU: _dressed(_youku),
    providers.YOUKU_SERVICE: _youku_service,
    providers.YOUKU_FILMS: Channel(),
    providers.YOUTUBE: _dressed(_youtube),
    providers.YOUTUBE_FILMS: _one(providers.YOUTUBE_FILM, "video/webm", "bay.webm"),
    providers.EMBEDLY: _dressed(_embedly),
    providers.NETEASE: _dressed(_netease),
    providers.NETEASE_SONGS: _one(providers.NETEASE_SONG, "audio/mpeg", "reel/song.mp3"),
}
"""Origin to what answers for it."""

__all__ = ["PROVIDERS", "inner", "player", "vault"]
