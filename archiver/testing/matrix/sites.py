"""The matrix on the newsroom's sites: its pages, what lies beside them, its hosts."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from archiver.testing import cdn, media, pictures
from archiver.testing.http_server import Handler, Request, Response
from archiver.testing.matrix import (
    films,
    frames,
    gates,
    loaders,
    players,
    providers,
    sheets,
    streams,
    walls,
)
from archiver.testing.matrix import pictures as picture_cases
from archiver.testing.matrix.case import SECURE_NEWS, Case
from archiver.testing.matrix.channel import STREAMS, VAULT, Channel
from archiver.testing.static import NOT_FOUND, static

CASES: tuple[Case, ...] = (
    *picture_cases.CASES,
    *loaders.CASES,
    *sheets.CASES,
    *walls.CASES,
    *films.CASES,
    *streams.CASES,
    *players.CASES,
    *providers.CASES,
)
"""Every way to embed a medium, the plain ones first."""

_PAGES = {case.url: case for case in CASES}
_ICON_PX = 48
_COVER_PX = (480, 270)


def site(request: Request) -> Response:
    """Answer for `/matrix/...` of a news site: pages, style sheets, icons, a font, redirects."""
    case = _PAGES.get(request.url)
    if case is not None:
        return Response(body=case.page.encode())
    path = request.path
    if path in sheets.STYLES:
        return Response(media_type="text/css", body=sheets.STYLES[path].encode())
    if path.endswith("/icon.png"):
        body = pictures.draw("image/png", request.url, _ICON_PX, _ICON_PX)
        return Response(media_type="image/png", body=body)
    if path == "/matrix/web-font/plain.ttf":
        return Response(media_type="font/ttf", body=media.read("blank.ttf"))
    return _redirect(path)


def _redirect(path: str) -> Response:
    folder, _, name = path.rpartition("/")
    following = {
        "/matrix/redirects/go": (301, f"/matrix/redirects/go/2/{name}"),
        "/matrix/redirects/go/2": (302, f"/matrix/redirects/go/3/{name}"),
        "/matrix/redirects/go/3": (307, f"/uploads/matrix/redirects/{name}"),
    }.get(folder)
    if following is None:
        return NOT_FOUND
    return Response(status=following[0], headers=(("Location", following[1]),))


def secure_news(request: Request) -> Response:
    """Answer for the news site under a name that Chromium trusts: the matrix alone."""
    return static(request) if request.path.startswith("/static/") else site(request)


def gallery(request: Request) -> Response:
    """Answer with a page that shows a picture, and the picture."""
    if request.path == "/wall":
        page = (
            '<!doctype html><title>墙</title><img src="/pictures/harbour.jpg" width="720" alt="">'
        )
        return Response(body=page.encode())
    return cdn.picture(request)


def covers(request: Request) -> Response:
    """Answer with a poster."""
    body = pictures.draw("image/jpeg", request.url, *_COVER_PX)
    return Response(media_type="image/jpeg", body=body)


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


ORIGINS: Mapping[str, Handler] = {
    **gates.GATES,
    _host(SECURE_NEWS): secure_news,
    _host(VAULT): frames.vault,
    _host(STREAMS): Channel(),
    _host(films.FILMS): films.film,
    _host(streams.PLAYER): frames.player,
    "inner.video.test": frames.inner,
    _host(picture_cases.GALLERY): gallery,
    _host(players.COVERS): covers,
    _host(providers.TENCENT_COVERS): covers,
    _host(providers.YOUKU_COVERS): covers,
    _host(providers.YOUTUBE_COVERS): covers,
    _host(providers.NETEASE_COVERS): covers,
    **{_host(origin): handler for origin, handler in frames.PROVIDERS.items()},
}
"""Host name to what answers for it."""

__all__ = ["CASES", "ORIGINS", "site"]
