"""The two hosts that have the pages, and all that these ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from archiver.testing import media
from archiver.testing.http_server import Request, Response

from .acid_asking import ASKING
from .acid_case import FAR_SCRIPT, SITE
from .acid_markup import MARKUP

CASES = {**MARKUP, **ASKING}
FILES: Mapping[str, tuple[str, str]] = {
    "/css/import.css": ("text/css", "@import url(more.css);"),
    "/css/more.css": ("text/css", "#x { color: rgb(1, 2, 3); background: url(/p/css.jpg) }"),
    "/js/far.js": ("text/javascript", FAR_SCRIPT),
    "/js/near.js": ("text/javascript", "x.textContent = 'from near; '"),
    "/js/module.js": (
        "text/javascript",
        "import { word } from './word.js'; export const tell = () => { x.textContent = word; }",
    ),
    "/js/word.js": ("text/javascript", "export const word = 'by a module; ';"),
    "/js/worker.js": ("text/javascript",
                      "fetch('/api/json').then((a) => a.json()).then((d) => postMessage(d.word))"),
    "/css/far.css": (
        "text/css",
        ("@import url(../css/near.css);"
        "@font-face { font-family: Afar; src: url(../font/blank.ttf) }"),
    ),
    "/css/near.css": ("text/css", "#x { color: rgb(4, 5, 6); background: url(../p/near.jpg) }"),
    "/js/part.js": ("text/javascript", "const part = ' of it';"),
    "/js/worker-module.js": (
        "text/javascript",
        "import { word } from './word.js'; postMessage(word.trim().slice(0, -1));",
    ),
    "/svg/mask.svg": (
        "image/svg+xml",
        ("<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'>"
        "<circle cx='30' cy='30' r='25'/></svg>"),
    ),
    "/svg/sprite.svg": (
        "image/svg+xml",
        ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 60'>"
        "<rect id='quay' width='60' height='30' fill='teal'/></svg>"),
    ),
    "/frame/speaking": (
        "text/html",
        ("<!doctype html><script>fetch('/api/json').then((a) => a.json())"
        ".then((d) => parent.postMessage(d.word, '*'))</script>"),
    ),
    "/frame/one": ("text/html", f"<!doctype html><img src={SITE}/p/framed.jpg width=200>in it"),
    "/frame/outer": ("text/html", f"<!doctype html><iframe src={SITE}/frame/one></iframe>"),
    "/api/json": ("application/json", '{"word": "json"}'),
    "/part": ("text/html", "<p>a part; <img src=/p/part.jpg width=200>"),
    "/words.vtt": ("text/vtt", "WEBVTT\n\n00:00.000 --> 00:05.000\nThe quay"),
}  # fmt: skip


def answer(request: Request) -> Response:
    """Answer for both hosts."""
    path = request.target.partition("?")[0]
    if path == "/case/document-redirect":
        return Response(status=302, headers=(("Location", "/led/document-redirect"),))
    if path.startswith(("/case/", "/led/")):
        html = CASES[path.rpartition("/")[2]].html
        page = f"<!doctype html><meta charset=utf-8><title>Acid</title>{html}"
        return Response(body=page.encode(), headers=HEADERS.get(path, ()))
    if path in FILES:
        kind, text = FILES[path]
        return Response(media_type=kind, body=text.encode(), headers=OPEN)
    return _made(request, path)


OPEN = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "X-Own"))
HEADERS = {"/case/csp-nonce": (("Content-Security-Policy", "script-src 'nonce-own'"),)}
SAID: Mapping[str, Callable[[Request], tuple[str, bytes]]] = {
    "/api/open": lambda _: ("text/plain", b"open"),
    "/api/echo": lambda request: ("text/plain", request.body),
    "/api/cookie": lambda request: ("text/plain", request.headers.get("cookie", "").encode()),
    "/jsonp": lambda request: (
        "text/javascript",
        f'{request.query["callback"]}("{request.query.get("word", "padded")}")'.encode(),
    ),
    "/frame/posted": lambda request: ("text/html", b"<p>" + request.body),
    "/api/graph": lambda request: ("text/plain", f"of {json.loads(request.body)['id']}".encode()),
    "/api/bake": lambda _: ("text/plain", b"baked"),
    "/song.opus": lambda _: ("audio/ogg", media.read("song.opus")),
    "/font/blank.ttf": lambda _: ("font/ttf", media.read("blank.ttf")),
}


def _made(request: Request, path: str) -> Response:
    if path.startswith("/p/"):
        return Response(media_type="image/jpeg", body=media.read("bay.jpg"), headers=OPEN)
    if path.startswith("/go/"):
        return Response(status=302, headers=(("Location", path[3:]), *OPEN))
    if path == "/film.webm":
        return Response(media_type="video/webm", body=media.read("bay.webm"), ranges=True)
    if path not in SAID:
        return Response(status=404)
    kind, body = SAID[path](request)
    baked = (("Set-Cookie", "baked=1; Path=/"),) if path == "/api/bake" else ()
    return Response(media_type=kind, body=body, headers=(*OPEN, *baked))
