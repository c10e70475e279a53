"""What the stand-in web answers to an address: the right kind of thing, always whole.

Pictures by their type, films and sounds that play, players that play in the way
of their provider, and a plain page for the rest.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from urllib.parse import quote

from archiver import urls
from archiver.models import Block, BlockKind, Post
from archiver.rules import PlayerRules, read_rulebook
from archiver.testing import media, pictures, theme
from archiver.testing.http_server import Request, Response
from archiver.testing.matrix import manifests, playlists, reels
from archiver.testing.matrix.channel import Channel
from archiver.testing.static import static

_OPEN = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=600"))
_FILM_TYPE, _SOUND_TYPE = "video/webm", "audio/ogg"
_DEFAULT_SIZE_PX = (800, 500)

_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "pjpeg"), "image/jpeg"),
    **dict.fromkeys(("png", "apng", "ico", "bmp", "tif", "tiff"), "image/png"),
    **dict.fromkeys(("webp", "avif"), "image/webp"),
    "gif": "image/gif",
    "svg": "image/svg+xml",
    **dict.fromkeys(("mp4", "m4v", "webm", "ogv", "mov", "flv", "f4v"), _FILM_TYPE),
    **dict.fromkeys(("m3u8", "mpd", "ts", "m4s"), _FILM_TYPE),
    **dict.fromkeys(("mp3", "m4a", "ogg", "oga", "opus", "aac", "wav", "flac"), _SOUND_TYPE),
    **dict.fromkeys(("js", "mjs"), "text/javascript"),
    "css": "text/css",
    "json": "application/json",
    **dict.fromkeys(("ttf", "otf", "woff", "woff2"), "font/ttf"),
}
"""Type that is served for an extension; what cannot be made is served as a near kin."""

_SMALL = {"application/json": b"{}\n"}
_EXTENSION = re.compile(r"\.([a-z0-9]{2,5})(?![a-z0-9])")
_QUERY_FORMAT = re.compile(r"(?:^|[?&/])(?:wx_fmt|format|fm|tp)[=/]([a-z0-9]{2,5})")
_QUERY_WIDTH = re.compile(r"(?:^|[?&/])(?:w|width)[=/](\d{1,4})(?!\d)")
_KIND_TYPES = {
    BlockKind.IMAGE: "image/jpeg",
    BlockKind.VIDEO: _FILM_TYPE,
    BlockKind.AUDIO: _SOUND_TYPE,
    BlockKind.PLAYER: "text/html",
}
_DESTINATIONS = {
    "image": "image/jpeg",
    "script": "text/javascript",
    "worker": "text/javascript",
    "style": "text/css",
    "font": "font/ttf",
    "video": _FILM_TYPE,
    "audio": _SOUND_TYPE,
}


@dataclass(frozen=True, slots=True)
class _Promise:
    """What posts say of one medium."""

    kind: BlockKind
    width_px: int | None
    height_px: int | None


class Answers:
    """Answers any request; knows kinds and sizes of media from the posts."""

    def __init__(self, posts: Iterable[Post] = ()) -> None:
        self._promises: dict[str, _Promise] = {}
        self._posts: dict[str, Post] = {}
        for post in posts:
            for block in post.blocks:
                self._add(block)
            for url in (post.headimg, post.thumbnail):
                if urls.is_http(url):
                    picture = _Promise(BlockKind.IMAGE, None, None)
                    self._promises.setdefault(urls.media_key(urls.to_ascii(url)), picture)
            if post.url:
                self._posts[_page_key(post.url)] = post

    def _add(self, block: Block) -> None:
        if block.kind in _KIND_TYPES:
            promise = _Promise(block.kind, block.width_px, block.height_px)
            for url in (block.url, *block.alternates):
                self._promises.setdefault(urls.media_key(urls.to_ascii(url)), promise)
        if block.poster:
            poster = _Promise(BlockKind.IMAGE, None, None)
            self._promises.setdefault(urls.media_key(urls.to_ascii(block.poster)), poster)

    def __call__(self, request: Request) -> Response:
        """Return the answer to a request; the same address always gets the same bytes."""
        part = _part_of_player(request)
        if part is not None:
            return part
        post = self._posts.get(_page_key(request.url))
        if post is not None:
            return Response(body=_article(post).encode())
        key = urls.media_key(request.url)
        promise = self._promises.get(key)
        kind = _media_type(request, promise)
        return replace(_of_type(kind, key, request, promise), headers=_OPEN)


def _page_key(url: str) -> str:
    """Identity of a page: scheme and a trailing slash do not count."""
    return urls.without_fragment(urls.to_ascii(url)).partition("://")[2].rstrip("/")


def _media_type(request: Request, promise: _Promise | None) -> str:
    path, _, query = request.target.lower().partition("?")
    named = [*_QUERY_FORMAT.findall(query), *reversed(_EXTENSION.findall(path))]
    by_name = next((_TYPES[name] for name in named if name in _TYPES), "")
    if promise is None:
        return by_name or _by_destination(request)
    if promise.kind is BlockKind.PLAYER and by_name.startswith(("audio/", "video/")):
        return by_name  # an <embed> of the bare file, which <audio> may name too
    usual = _KIND_TYPES[promise.kind]
    return by_name if by_name.partition("/")[0] == usual.partition("/")[0] else usual


def _by_destination(request: Request) -> str:
    """Type by what the browser says that it is for.

    `Sec-Fetch-Dest` comes on https only; on http, `Accept` and `Range` tell.
    """
    accepted = request.headers.get("accept", "")
    usual = "text/html"
    if accepted.startswith("image/"):
        usual = "image/jpeg"
    elif accepted.startswith("text/css"):
        usual = "text/css"
    elif "range" in request.headers:
        usual = _FILM_TYPE
    return _DESTINATIONS.get(request.headers.get("sec-fetch-dest", ""), usual)


def _of_type(kind: str, key: str, request: Request, promise: _Promise | None) -> Response:
    if kind.startswith("image/"):
        width_px, height_px = _size(request, promise)
        body = pictures.draw(kind, key, width_px, height_px)
        return Response(media_type=kind, body=body)
    if kind == _FILM_TYPE:
        return Response(media_type=kind, body=_own_film(key), ranges=True)
    if kind == _SOUND_TYPE:
        return Response(media_type=kind, body=media.read("song.opus"), ranges=True)
    if kind == "text/html":
        return Response(body=_player(request, key).encode())
    body = media.read("blank.ttf") if kind == "font/ttf" else _SMALL.get(kind, b"/* */\n")
    return Response(media_type=kind, body=body)


def _size(request: Request, promise: _Promise | None) -> tuple[int, int]:
    """Width and height: as the post declares, else as the address asks for."""
    width_px = promise.width_px if promise else None
    height_px = promise.height_px if promise else None
    if width_px and height_px:
        return width_px, height_px
    asked = _QUERY_WIDTH.search(request.target.partition("?")[2])
    width, height = _DEFAULT_SIZE_PX
    if height_px:
        return height_px * width // height, height_px
    width_px = width_px or (int(asked[1]) if asked and int(asked[1]) else width)
    return width_px, max(width_px * height // width, 1)


def _own_film(key: str) -> bytes:
    """The film with the address in an EBML Void element behind it: its own digest."""
    note = key.encode("utf-8")[:120]
    return media.read("bay.webm") + b"\xec" + bytes([0x80 | len(note)]) + note


# --- players

_Draw = Callable[["_Film"], str]


@dataclass(frozen=True, slots=True)
class _Film:
    """What one player plays: addresses under `/stand-in/`, all with the scheme of its frame.

    The id is made of the frame's address, and part of every address: so each film
    has bytes of its own.
    """

    request: Request
    id: str

    def at(self, host: str, name: str) -> str:
        """Return the address of a part of it."""
        return f"{self.request.scheme}://{host}/stand-in/{self.id}/{name}"

    @property
    def cover(self) -> str:
        return f"/stand-in/{self.id}/cover.jpg"


def _player(request: Request, key: str) -> str:
    """A player as its provider has it; of others a page that plays, in a frame or not."""
    rule = _player_rules().rule_for(request.url)
    draw = _FRAMES.get(rule.id) if rule else None
    if draw is None:
        return _plain_player(key)
    identity = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return draw(_Film(request, identity[:_ID_CHARACTERS]))


@cache
def _player_rules() -> PlayerRules:
    return read_rulebook().players


def _plain_player(key: str) -> str:
    name = html.escape(key)
    film = f"/stand-in/{quote(key, safe='')}.webm"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<style>html,body{{margin:0;height:100%;background:#111}}video{{width:100%;height:100%}}</style>
</head><body><video src="{film}" autoplay muted loop playsinline controls preload="auto"></video>
</body></html>
"""


def _frame(name: str, **values: str) -> str:
    return theme.fill(f"frames/{name}.html", {"title": "Stand-in", **values})


def _tencent(film: _Film) -> str:
    """A poster; the film's element comes when it is clicked, its address by a service."""
    service = film.at("h5vv6.video.qq.com", "getvinfo")
    return _frame("tencent", poster=film.cover, service=service)


def _clicked(film: _Film, *, host: str) -> str:
    """A poster; the film's element comes when it is clicked."""
    return _frame("click", poster=film.cover, film=film.at(host, "film.mp4"))


def _bilibili(film: _Film) -> str:
    """A film that plays by itself: JSON in the page, a file for each track, read by ranges."""
    dash: dict[str, object] = {"duration": reels.DURATION_S}
    for kind, track in (("video", reels.LARGE), ("audio", reels.SOUND)):
        plan = reels.layout(track.name)
        ranges = {
            "Initialization": f"{plan.init[0]}-{plan.init[1] - 1}",
            "indexRange": f"{plan.index[0]}-{plan.index[1] - 1}",
        }
        url = film.at("upos-sz-mirrorcos.bilivideo.com", f"{track.name}.m4s")
        of_track = {"mimeType": track.media_type, "codecs": track.codec, "SegmentBase": ranges}
        dash[kind] = [{"baseUrl": url, **of_track}]
    return _frame("bilibili", info=json.dumps({"code": 0, "data": {"dash": dash}}))


def _youku(film: _Film) -> str:
    """A button; a service names the playlist."""
    return _frame("youku", poster=film.cover, service=film.at("ups.youku.com", "get.json"))


def _streamed(film: _Film, *, host: str, script: str, manifest: str) -> str:
    """A button, and a film of HLS or DASH."""
    url = film.at(host, manifest)
    return _frame("stream", poster=film.cover, script=script, manifest=url, start="")


def _youtube(film: _Film) -> str:
    """A film of DASH for who comes with a Referer; others get error 153 (players.md, 7)."""
    if not film.request.referrer_host:
        return _frame("message", text="Error 153<br>Video player configuration error")
    host = "rr1---sn-bay.googlevideo.com"
    return _streamed(film, host=host, script="dash", manifest="manifest.mpd")


def _sung(film: _Film, *, host: str) -> str:
    """A song that no element shows."""
    return _frame("netease", poster=film.cover, film=film.at(host, "song.mp3"))


_hls = partial(_streamed, script="hls", manifest="master.m3u8")
_FRAMES: Mapping[str, _Draw] = {
    "tencent": _tencent,
    "tencent-vod": partial(_clicked, host="1251245530.vod2.myqcloud.com"),
    "bilibili": _bilibili,
    "youku": _youku,
    "dailymotion": partial(_hls, host="vod.dmcdn.net"),
    "vimeo": partial(_hls, host="skyfire.vimeocdn.com"),
    "youtube": _youtube,
    "netease-music": partial(_sung, host="m701.music.126.net"),
    "qq-music": partial(_sung, host="ws.stream.qqmusic.qq.com"),
    "ximalaya": partial(_sung, host="aod.cos.xmcdn.com"),
    "soundcloud": partial(_sung, host="cf-media.sndcdn.com"),
    "libsyn": partial(_sung, host="traffic.libsyn.com"),
}
"""Id of a player's rule to the frame that is drawn; a host of films is one of the rule's."""

_ID_CHARACTERS = 16
_PART = re.compile(rf"/stand-in/(?P<id>[0-9a-f]{{{_ID_CHARACTERS}}})/(?P<name>.{{1,64}})")
_THEME = frozenset(f"/static/{name}" for name in ("player.css", "reel.js", "hls.js", "dash.js"))
_HLS, _DASH = "application/vnd.apple.mpegurl", "application/dash+xml"
_TEXTS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "master.m3u8": (_HLS, lambda: playlists.master(playlists.BOTH)),
    "180/index.m3u8": (_HLS, playlists.media),
    "90/index.m3u8": (_HLS, playlists.media),
    "manifest.mpd": (_DASH, manifests.single),
}
_pieces = Channel()


def _part_of_player(request: Request) -> Response | None:
    """What the frames above ask for; None for anything else."""
    if request.path in _THEME:
        return static(request)
    found = _PART.fullmatch(request.path)
    if found is None:
        return None
    name, film = found["name"], _Film(request, found["id"])
    if name in _TEXTS:
        kind, text = _TEXTS[name]
        # Both forms end with a comment, which makes the text the film's own.
        note = f"# {film.id}\n" if kind == _HLS else f"<!-- {film.id} -->\n"
        answer = Response(media_type=kind, body=(text() + note).encode())
    elif name in _PARTS:
        answer = _PARTS[name](film)
    else:
        # The bytes of a piece name its address, which has to be ASCII for that.
        clean = replace(request, target=quote(request.path), headers={"host": "films.test"})
        answer = _pieces(clean)
    if answer.status == 404:  # its cover: drawn like any picture
        return None
    return answer if answer.headers else replace(answer, headers=_OPEN)


def _vinfo(film: _Film) -> Response:
    base = film.at("ugcws.video.gtimg.com", "")
    one = {"fn": "film.mp4", "fvkey": film.id.upper(), "ul": {"ui": [{"url": base}]}}
    text = f"QZOutputJson.set({json.dumps({'vl': {'vi': [one]}})});\n"
    return Response(media_type="text/javascript", body=text.encode())


def _streams(film: _Film) -> Response:
    url = film.at("vali-g1.cp31.ott.cibntv.net", "master.m3u8")
    body = json.dumps({"data": {"stream": [{"m3u8_url": url}]}}).encode()
    return Response(media_type="application/json", body=body)


def _file(film: _Film) -> Response:
    body = reels.padded(media.read("reel/last.mp4"), film.id, 0)
    return Response(media_type="video/mp4", body=body, ranges=True)


def _song(film: _Film) -> Response:
    """A song with the id as its title, in an ID3v1 tag of 128 bytes at its end."""
    tag = (b"TAG" + film.id.encode()).ljust(128, b"\0")
    return Response(media_type="audio/mpeg", body=media.read("reel/song.mp3") + tag, ranges=True)


_PARTS: Mapping[str, Callable[[_Film], Response]] = {
    "getvinfo": _vinfo,
    "get.json": _streams,
    "film.mp4": _file,
    "song.mp3": _song,
}


def _article(post: Post) -> str:
    date = post.date.raw if post.date else ""
    categories = " / ".join(post.categories)
    meta = " · ".join(html.escape(part) for part in (post.author, date, categories) if part)
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>{html.escape(post.title)}</title></head>
<body><header><h1>{html.escape(post.title)}</h1><p class="meta">{meta}</p></header>
<article>{post.body_html}</article></body></html>
"""


__all__ = ["Answers"]
