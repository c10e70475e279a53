"""The newsroom's origins: what each host answers, and to whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache

from archiver.testing import articles, faults, media, pictures, theme
from archiver.testing.http_server import Handler, Request, Response
from archiver.testing.posts import read_all

NEWS = "news.newsroom.test"
WALL = "img.cdn-wall.test"
PLACEHOLDER = "pic.cdn-placeholder.test"
NEEDS = "photo.cdn-needs.test"
PLAYER = "player.video.test"
MEDIA = "media.video.test"
COMMENTS = "comments.talk.test"
BADGE = "badge.account.test"

_NOT_FOUND = Response(
    status=404, body="<!doctype html><title>404</title><h1>没有这个页面</h1>".encode()
)
_REFUSED = Response(status=403, media_type="text/plain", body=b"hotlinking is not allowed\n")
_STATIC_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def news(request: Request) -> Response:
    """Answer for the news site: articles, pictures of its own, small services."""
    path = request.path
    article = _article_pages().get(path)
    if article is not None:
        cookies = (("Set-Cookie", "reader=1; Path=/"), ("Set-Cookie", "edition=river; Path=/"))
        return Response(body=article, headers=cookies, chunked=True)
    service = _SERVICES.get(path)
    if service is not None:
        return service(request)
    if path.startswith("/static/"):
        return _static(path)
    if path.startswith("/uploads/"):
        return picture(request)
    if path.startswith("/go/"):
        return _redirect(path)
    if path.startswith("/slow/"):
        slow = picture(request)
        return Response(body=slow.body, media_type=slow.media_type, delay_s=1.2)
    return _NOT_FOUND


@cache
def _article_pages() -> Mapping[str, bytes]:
    pages = {
        post.path: faults.spoil(post, articles.page(post)).encode()
        for post in read_all()
        if post.url
    }
    return {"/": articles.front_page().encode(), **pages}


def _views(request: Request) -> Response:
    if request.method != "POST":
        return Response(status=405, headers=(("Allow", "POST"),))
    path = str(json.loads(request.body or b"{}").get("path", ""))
    body = json.dumps({"views": 1000 + sum(path.encode())}).encode()
    return Response(media_type="application/json", body=body)


def _nothing(_: Request) -> Response:
    return Response(status=204)


_SERVICES: Mapping[str, Callable[[Request], Response]] = {"/api/views": _views, "/ping": _nothing}


def _static(path: str) -> Response:
    name = path.rpartition("/")[2]
    if name == "pace.json":
        return Response(media_type="application/json", body=b'{"perMinute": 260}')
    kind = _STATIC_TYPES.get(name.rpartition(".")[2])
    if kind is None:
        return _NOT_FOUND
    try:
        body = theme.read(name).encode()
    except FileNotFoundError:
        return _NOT_FOUND
    headers = (("Cache-Control", "max-age=3600"),)
    return Response(media_type=f"{kind}; charset=utf-8", body=body, headers=headers)


def _redirect(path: str) -> Response:
    """Three hops: /go/NAME, /go/2/NAME, /go/3/NAME, then the picture."""
    *_, hop, name = path.split("/")
    following = {"go": f"/go/2/{name}", "2": f"/go/3/{name}"}.get(hop, f"/uploads/{name}")
    status = {"go": 301, "2": 302}.get(hop, 307)
    return Response(status=status, headers=(("Location", following),))


def picture(request: Request) -> Response:
    """Answer with the shipped picture that the last part of the path names.

    Its bytes carry the path in a comment segment, so that two addresses never
    share a digest.
    """
    name = request.path.removesuffix("/640").rpartition("/")[2].partition(".")[0]
    body = pictures.draw("image/jpeg", name, 1000, 625)
    headers = (("Cache-Control", "max-age=3600"),)
    return Response(media_type="image/jpeg", body=body, headers=headers)


def wall(request: Request) -> Response:
    """Answer 403 when the Referer is foreign; no Referer passes."""
    if request.referrer_host and not request.referrer_host.endswith("cdn-wall.test"):
        return _REFUSED
    return picture(request)


def placeholder(request: Request) -> Response:
    """Answer 200 and another picture when the Referer is foreign; no Referer passes."""
    if request.referrer_host and not request.referrer_host.endswith("cdn-placeholder.test"):
        return Response(media_type="image/png", body=media.read("placeholder.png"))
    return picture(request)


def needs(request: Request) -> Response:
    """Answer 403 unless the Referer is the news site."""
    return picture(request) if request.referrer_host == NEWS else _REFUSED


_FILMS = {
    "bay": ("embed.html", "月亮湾的傍晚", "bay.webm"),
    "bay-segments": ("segments.html", "月亮湾的傍晚", "dash/manifest.mpd"),
}


def player(request: Request) -> Response:
    """Answer with the player's page for `/embed/NAME`."""
    if request.path.startswith("/static/"):
        return _static(request.path)
    film = _FILMS.get(request.path.removeprefix("/embed/"))
    if film is None:
        return _NOT_FOUND
    template, title, name = film
    values = {
        "title": title,
        "film": f"http://{MEDIA}/{name}",
        "poster": f"http://{MEDIA}/bay.jpg",
    }
    return Response(body=theme.fill(template, values).encode())


_MEDIA_TYPES = {
    "webm": "video/webm",
    "opus": "audio/ogg",
    "mpd": "application/dash+xml",
    "jpg": "image/jpeg",
}


def film(request: Request) -> Response:
    """Answer with films, segments, sounds and posters, in ranges, to any origin."""
    name = request.path.lstrip("/")
    kind = _MEDIA_TYPES.get(name.rpartition(".")[2])
    if kind is None or ".." in name:
        return _NOT_FOUND
    try:
        body = media.read(name)
    except FileNotFoundError:
        return _NOT_FOUND
    headers = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=3600"))
    return Response(media_type=kind, body=body, headers=headers, ranges=True)


def comments(request: Request) -> Response:
    """Answer with a thread, which holds a frame of yet another site."""
    return Response(body=theme.read("comments.html").encode())


def badge(request: Request) -> Response:
    """Answer with the innermost frame."""
    return Response(body=theme.read("face.html").encode())


ORIGINS: Mapping[str, Handler] = {
    NEWS: news,
    WALL: wall,
    PLACEHOLDER: placeholder,
    NEEDS: needs,
    PLAYER: player,
    MEDIA: film,
    COMMENTS: comments,
    BADGE: badge,
}

__all__ = ["ORIGINS"]
