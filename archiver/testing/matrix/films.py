"""Cases of films and sounds that an element plays from one address; and their host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archiver.testing import media
from archiver.testing.http_server import Request, Response
from archiver.testing.matrix import reels
from archiver.testing.matrix.case import Case, Markup, texts
from archiver.testing.matrix.channel import words
from archiver.testing.static import NOT_FOUND

FILMS = "http://film.matrix.test"
_MEGABYTE = 1_000_000
_TYPES = {
    "webm": "video/webm",
    "mp4": "video/mp4",
    "opus": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A shipped film or sound, and how the host serves it."""

    source: str
    padding_bytes: int = 0
    ranges: bool = True
    chunked: bool = False


_SERVED: Mapping[str, Film] = {
    "/src/bay.webm": Film(source="bay.webm", padding_bytes=3 * _MEGABYTE),
    "/list/bay.webm": Film(source="bay.webm"),
    "/unasked/bay.webm": Film(source="bay.webm"),
    "/audio/song.opus": Film(source="song.opus"),
    "/audio/song.mp3": Film(source="reel/song.mp3"),
    "/moov/first.mp4": Film(source="reel/first.mp4"),
    "/moov/last.mp4": Film(source="reel/last.mp4"),
    "/words/bay.webm": Film(source="bay.webm"),
    "/frame/bay.webm": Film(source="bay.webm"),
    "/chunked/bay.webm": Film(source="bay.webm", ranges=False, chunked=True),
    "/plain/bay.webm": Film(source="bay.webm", ranges=False),
    "/blob/bay.webm": Film(source="bay.webm"),
    "/itself/bay.webm": Film(source="bay.webm"),
    "/click/bay.webm": Film(source="bay.webm"),
    "/nested/bay.webm": Film(source="bay.webm"),
    "/referrer/bay.webm": Film(source="bay.webm"),
    "/large/bay.webm": Film(source="bay.webm", padding_bytes=8 * _MEGABYTE),
}


def film(request: Request) -> Response:
    """Answer with a film, a sound or subtitles, to any origin."""
    open_to_all = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=3600"))
    if request.path == "/words/bay.vtt":
        body = words(request.url)
        return Response(media_type="text/vtt; charset=utf-8", body=body, headers=open_to_all)
    served = _SERVED.get(request.path)
    if served is None:
        return NOT_FOUND
    return Response(
        media_type=_TYPES[request.path.rpartition(".")[2]],
        body=reels.padded(media.read(served.source), request.url, served.padding_bytes),
        headers=open_to_all,
        ranges=served.ranges,
        chunked=served.chunked,
    )


def _case(name: str, title: str, path: str, shows: str, *, note: str = "") -> Case:
    url = f"{FILMS}{path}"
    return Case(**texts(name, title, Markup(shows=shows.format(url=url))), keeps=(url,), note=note)


def _blob() -> Case:
    url = f"{FILMS}/blob/bay.webm"
    script = (
        f'<script>fetch("{url}").then((answer) => answer.blob())'
        '.then((film) => { document.querySelector("video").src = URL.createObjectURL(film); });'
        "</script>"
    )
    markup = Markup(
        promise=f'<video src="{url}" controls width="640"></video>',
        shows='<video controls width="640"></video>',
        below=script,
    )
    return Case(
        **texts("video-blob", "脚本取来的影片", markup),
        keeps=(url,),
        note="the element has a blob: address",
    )


def _track() -> Case:
    url, subtitles = f"{FILMS}/words/bay.webm", f"{FILMS}/words/bay.vtt"
    shows = (
        f'<video src="{url}" crossorigin="anonymous" controls width="640">'
        f'<track kind="subtitles" srclang="zh" src="{subtitles}"></video>'
    )
    return Case(
        **texts("video-track", "有字幕的影片", Markup(shows=shows)),
        keeps=(url, subtitles),
        note="a track that is not the default: browsers do not ask for it",
    )


_VIDEO = '<video src="{url}" controls width="640"></video>'

CASES: tuple[Case, ...] = (
    _case("video-src", "三兆的影片", "/src/bay.webm", _VIDEO, note="the browser reads its begin"),
    _case(
        "video-sources",
        "有几种格式的影片",
        "/list/bay.webm",
        '<video controls width="640"><source src="' + FILMS + '/list/bay.mpg" type="video/mpeg">'
        '<source src="{url}" type="video/webm"></video>',
    ),
    _case(
        "video-unasked",
        "不预先读取的影片",
        "/unasked/bay.webm",
        '<video src="{url}" preload="none" controls width="640"></video>',
    ),
    _case("audio-opus", "一段声音", "/audio/song.opus", '<audio src="{url}" controls></audio>'),
    _case("audio-mp3", "另一段声音", "/audio/song.mp3", '<audio src="{url}" controls></audio>'),
    _case("video-moov-first", "目录在前的影片", "/moov/first.mp4", _VIDEO),
    _case("video-moov-last", "目录在后的影片", "/moov/last.mp4", _VIDEO, note="read from its end"),
    _case(
        "video-frame",
        "框架里的影片",
        "/frame/bay.webm",
        '<iframe src="http://player.matrix.test/video/frame" width="90%" height="420"></iframe>',
        note="the frame is of another site and plays nothing by itself",
    ),
    _case(
        "video-chunked", "不知道长度的影片", "/chunked/bay.webm", _VIDEO, note="no Content-Length"
    ),
    _case(
        "video-plain", "不能分段的影片", "/plain/bay.webm", _VIDEO, note="the server knows no Range"
    ),
    _track(),
    _blob(),
)

__all__ = ["CASES", "FILMS", "film"]
