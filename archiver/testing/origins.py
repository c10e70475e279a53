"""The newsroom's origins: what each host answers, and to whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from archiver.testing import articles, cdn, faults, lab, matrix, media, theme
from archiver.testing.http_server import Handler, Request, Response
from archiver.testing.posts import read_all
from archiver.testing.static import NOT_FOUND, static

MEDIA = "media.video.test"


def news(request: Request) -> Response:
    """Answer for the news site: articles, pictures of its own, small services."""
    path = request.path
    article = _article_pages().get(path)
    if article is not None:
        cookies = (("Set-Cookie", "reader=1; Path=/"), ("Set-Cookie", "edition=river; Path=/"))
        return Response(body=article, headers=cookies, chunked=True)
    service = _SERVICES.get(path) or _FOLDERS.get(path.split("/")[1])
    return service(request) if service else NOT_FOUND


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


def _redirect(request: Request) -> Response:
    """Three hops: /go/NAME, /go/2/NAME, /go/3/NAME, then the picture."""
    *_, hop, name = request.path.split("/")
    following = {"go": f"/go/2/{name}", "2": f"/go/3/{name}"}.get(hop, f"/uploads/{name}")
    status = {"go": 301, "2": 302}.get(hop, 307)
    return Response(status=status, headers=(("Location", following),))


_SERVICES: Mapping[str, Handler] = {"/api/views": _views, "/ping": _nothing, **lab.PAGES}
_FOLDERS: Mapping[str, Handler] = {
    "static": static,
    "uploads": cdn.picture,
    "slow": cdn.slow_picture,
    "go": _redirect,
    "matrix": matrix.site,
}


_FILMS = {
    "bay": ("embed.html", "月亮湾的傍晚", "bay.webm"),
    "lens": ("embed.html", "The great lens", "lens.webm"),
    "bay-segments": ("segments.html", "月亮湾的傍晚", "dash/manifest.mpd"),
}


def player(request: Request) -> Response:
    """Answer with the player's page for `/embed/NAME`."""
    if request.path.startswith("/static/"):
        return static(request)
    film = _FILMS.get(request.path.removeprefix("/embed/"))
    if film is None:
        return NOT_FOUND
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
        return NOT_FOUND
    try:
        body = media.read(name)
    except FileNotFoundError:
        return Response(status=404, media_type="text/plain", body=b"no such film\n")
    headers = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=3600"))
    return Response(media_type=kind, body=body, headers=headers, ranges=True)


def comments(_: Request) -> Response:
    """Answer with a thread, which holds a frame of yet another site."""
    return Response(body=theme.read("comments.html").encode())


def badge(_: Request) -> Response:
    """Answer with the innermost frame."""
    return Response(body=theme.read("face.html").encode())


ORIGINS: Mapping[str, Handler] = {
    cdn.ARTICLE_SITE: news,
    "img.cdn-wall.test": cdn.wall,
    "pic.cdn-placeholder.test": cdn.placeholder,
    "photo.cdn-needs.test": cdn.needs,
    "player.video.test": player,
    MEDIA: film,
    "comments.talk.test": comments,
    "badge.account.test": badge,
    **matrix.ORIGINS,
}
"""Host name to what answers for it; every host is an origin of its own."""

__all__ = ["ORIGINS"]
