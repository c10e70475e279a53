"""The newsroom's picture CDNs: who may show a picture, and what comes instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archiver.testing import media
from archiver.testing.http_server import Request, Response

ARTICLE_SITE = "news.newsroom.test"

_REFUSED = Response(status=403, media_type="text/plain", body=b"hotlinking is not allowed\n")
_GONE = Response(status=404, media_type="text/plain", body=b"no such picture\n")

_SHOWS: Mapping[str, str] = {
    "morning-terrace": "tea-hills",
    "hillside-moon": "moon-hills",
    "first-bowl": "tea-cup",
    "evening-ferry": "ferry-dusk",
    "west-bank": "river-town",
    "lantern-bank": "lantern-river",
    "old-harbour": "harbour",
    "great-lens": "lamp-lens",
}
"""Pictures whose name is not that of the illustration they show."""

_CUT_SHORT = frozenset({"old-harbour"})
_PAGE_INSTEAD = frozenset({"gull-point-night"})


def picture(request: Request) -> Response:
    """Answer with the shipped picture that the last part of the path names.

    Its bytes carry the address in a comment segment, so that two addresses
    never share a digest.
    """
    name = request.path.removesuffix("/640").rpartition("/")[2].partition(".")[0]
    if name in _PAGE_INSTEAD:
        page = "<!doctype html><title>登录</title><p>请登录后查看原图</p>".encode()
        return Response(media_type="image/jpeg", body=page)
    try:
        body = media.read(f"pictures/{_SHOWS.get(name, name)}.jpg")
    except FileNotFoundError:
        return _GONE
    note = request.target.encode("ascii", "replace")[:1000]
    comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
    body = body[:2] + comment + body[2:]
    if name in _CUT_SHORT:
        body = body[: len(body) * 11 // 20]
    return Response(
        media_type="image/jpeg", body=body, headers=(("Cache-Control", "max-age=3600"),)
    )


def slow_picture(request: Request) -> Response:
    """Answer with a picture whose first byte comes late and whose last comes later."""
    return replace(picture(request), delay_s=0.8, pace_bytes_per_s=60_000)


def wall(request: Request) -> Response:
    """Answer 403 when the Referer is foreign; no Referer passes."""
    return _REFUSED if _is_foreign(request, "cdn-wall.test") else picture(request)


def placeholder(request: Request) -> Response:
    """Answer 200 and another picture when the Referer is foreign; no Referer passes."""
    if _is_foreign(request, "cdn-placeholder.test"):
        return Response(media_type="image/png", body=media.read("placeholder.png"))
    return picture(request)


def needs(request: Request) -> Response:
    """Answer 403 unless the Referer is the article site."""
    return picture(request) if request.referrer_host == ARTICLE_SITE else _REFUSED


def _is_foreign(request: Request, own: str) -> bool:
    host = request.referrer_host
    return bool(host) and host != own and not host.endswith(f".{own}")


__all__ = ["ARTICLE_SITE", "needs", "picture", "placeholder", "slow_picture", "wall"]
