"""The theme's scripts and style sheets, as every site of the newsroom serves them."""

from __future__ import annotations

from archiver.testing import theme
from archiver.testing.http_server import Request, Response

NOT_FOUND = Response(
    status=404, body="<!doctype html><title>404</title><h1>没有这个页面</h1>".encode()
)
_STATIC_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def static(request: Request) -> Response:
    """Answer with the theme's file that the last part of the path names."""
    name = request.path.rpartition("/")[2]
    if name == "pace.json":
        return Response(media_type="application/json", body=b'{"perMinute": 260}')
    kind = _STATIC_TYPES.get(name.rpartition(".")[2])
    if kind is None:
        return NOT_FOUND
    try:
        body = theme.read(name).encode()
    except FileNotFoundError:
        return NOT_FOUND
    headers = (("Cache-Control", "max-age=3600"),)
    return Response(media_type=f"{kind}; charset=utf-8", body=body, headers=headers)


__all__ = ["NOT_FOUND", "static"]
