"""What the stand-in web answers to an address: the right kind of thing, always whole.

Pictures by their type, films and sounds that play, players that load by
themselves, and a plain page for the rest.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from archiver import urls
from archiver.models import Block, BlockKind, Post
from archiver.testing import media, pictures
from archiver.testing.http_server import Request, Response

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
        post = self._posts.get(_page_key(request.url))
        if post is not None:
            return Response(body=_article(post).encode())
        key = urls.media_key(request.url)
        promise = self._promises.get(key)
        kind = _media_type(request, promise)
        headers = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=600"))
        return replace(_of_type(kind, key, request, promise), headers=headers)


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
        return Response(body=_player(key).encode())
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


def _player(key: str) -> str:
    """A page that is a player when it stands in a frame, and a plain page elsewhere."""
    name = html.escape(key)
    film = f"/stand-in/{quote(key, safe='')}.webm"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<style>html,body{{margin:0;height:100%;background:#111}}video{{width:100%;height:100%}}</style>
</head><body><video src="{film}" autoplay muted loop playsinline controls preload="auto"></video>
</body></html>
"""


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
