"""What pages do to load more: each captured over the network, then shown without any.

The cases are those of the Archival Acid Test and of ACRTS that an article page may hold:
markup, style sheets, fonts, frames of other sites, scripts on load, on scroll and by Ajax.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

import pytest
import pytest_asyncio
from PIL import Image, ImageChops

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings, capture_page
from archiver.models import ScreenshotKind
from archiver.replay import Shown, show_again
from archiver.source import plain_target
from archiver.store import Collection
from archiver.testing import media
from archiver.testing.http_server import HttpServer, Request, Response

from .conftest import words

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]
SITE, FAR = "http://acid.test", "http://far.test"
SAY = "const say = (text) => document.body.append(text + '; ');"
SHOWN = "onload=\"this.after('shown; ')\" onerror=\"this.after('lost; ')\""


@dataclass(frozen=True)
class Case:
    """One page, and the words that it shows when all of it works."""

    html: str
    says: str = "shown;"


CASES: Mapping[str, Case] = {
    "img": Case(f"<img src=/p/img.jpg {SHOWN}>"),
    "img-base": Case(f"<base href={FAR}/p/><img src=base.jpg {SHOWN}>"),
    "img-entity": Case(f"<img src='/p/e.jpg?a=1&amp;b=%E6%B2%B3' {SHOWN}>"),
    "img-umlaut": Case(f"<img src='/p/渡口 1.jpg' {SHOWN}>"),
    "img-fragment": Case(f"<img src=/p/frag.jpg#top {SHOWN}>"),
    "img-redirect": Case(f"<img src=/go/p/redirected.jpg {SHOWN}>"),
    "srcset-width": Case(f"<img srcset='/p/w1.jpg 320w, /p/w2.jpg 1000w' sizes=900px {SHOWN}>"),
    "srcset-density": Case(f"<img src=/p/d1.jpg srcset='/p/d2.jpg 2x, /p/d1.jpg 1x' {SHOWN}>"),
    "picture": Case(
        "<picture><source media='(min-width: 9000px)' srcset=/p/no.jpg>"
        f"<source srcset=/p/yes.jpg><img src=/p/else.jpg {SHOWN}></picture>"
    ),
    "svg-image": Case(
        f"<svg width=300 height=200><image href={FAR}/p/svg.jpg width=300 {SHOWN}/></svg>shown;"
    ),
    "object": Case(f"<object data=/p/object.jpg width=300 {SHOWN}></object>"),
    "style-import": Case(
        "<link rel=stylesheet href=/css/import.css><p id=x>text</p>"
        f"<script>{SAY} onload = () => say(getComputedStyle(x).color)</script>",
        "rgb(1, 2, 3);",
    ),
    "style-background": Case(
        "<style>#x { width: 300px; height: 200px; background: url(/p/back.jpg) }</style>"
        "<div id=x></div>shown;"
    ),
    "style-content": Case("<style>p::after { content: url(/p/content.jpg) }</style><p>shown;"),
    "font": Case(
        f"<style>@font-face {{ font-family: Own; src: url({FAR}/font/blank.ttf) }}"
        f" p {{ font: 40px Own }}</style><p>hamburg</p><script>{SAY} document.fonts.ready.then("
        "() => say([...document.fonts].map((face) => face.status)))</script>",
        "loaded;",
    ),
    "script-external": Case(f"<p id=x></p><script src={FAR}/js/far.js></script>", "from afar;"),
    "script-module": Case(
        "<p id=x></p><script type=module>import('/js/module.js').then((m) => m.tell())</script>",
        "by a module;",
    ),
    "script-written": Case(
        "<p id=x></p><script>document.write('<script src=/js/near.js><\\/script>')</script>",
        "from near;",
    ),
    "frame": Case(f"<iframe src={FAR}/frame/one width=300></iframe>shown;"),
    "frame-nested": Case(f"<iframe src={FAR}/frame/outer width=400></iframe>shown;"),
    "frame-srcdoc": Case(
        f"<iframe srcdoc=\"<img src='{SITE}/p/srcdoc.jpg' width=200>\"></iframe>shown;"
    ),
    "frame-written": Case(
        "<iframe id=f></iframe><script>const d = f.contentDocument; d.open();"
        "d.write('<img src=/p/written.jpg width=200>'); d.close();</script>shown;"
    ),
    "frame-sandbox": Case(f"<iframe sandbox src={FAR}/frame/one></iframe>shown;"),
    "fetch-json": Case(
        f"<p><script>{SAY} fetch('/api/json').then((a) => a.json()).then((d) => say(d.word))"
        "</script>",
        "json;",
    ),
    "fetch-far": Case(
        f"<p><script>{SAY} fetch('{FAR}/api/open').then((a) => a.text()).then(say)</script>",
        "open;",
    ),
    "fetch-post": Case(
        f"<p><script>{SAY} (async () => {{ for (const word of ['one', 'two']) say(await (await"
        " fetch('/api/echo', {method: 'POST', body: JSON.stringify({word})})).text()); })()"
        "</script>",
        '{"word":"one"}; {"word":"two"};',
    ),
    "fetch-preflight": Case(
        f"<p><script>{SAY} fetch('{FAR}/api/open', {{headers: {{'X-Own': '1'}}}})"
        ".then((a) => a.text()).then(say)</script>",
        "open;",
    ),
    "xhr-html": Case(
        "<div id=x></div><script>const ask = new XMLHttpRequest(); ask.open('GET', '/part');"
        "ask.onload = () => { x.innerHTML = ask.responseText; }; ask.send();</script>",
        "a part;",
    ),
    "xhr-stamped": Case(
        f"<p><script>{SAY} const ask = new XMLHttpRequest();"
        "ask.open('GET', '/api/json?_=' + Date.now());"
        "ask.onload = () => say(JSON.parse(ask.responseText).word); ask.send();</script>",
        "json;",
    ),
    "jsonp": Case(
        f"<p><script>{SAY} const name = 'cb' + Math.random().toString(36).slice(2);"
        "window[name] = say; document.head.append(Object.assign("
        f"document.createElement('script'), {{src: '{FAR}/jsonp?callback=' + name}}));</script>",
        "padded;",
    ),
    "worker": Case(
        f"<p><script>{SAY} new Worker('/js/worker.js').onmessage = (e) => say(e.data)</script>",
        "json;",
    ),
    "blob": Case(
        "<p><script>fetch('/p/blob.jpg').then((a) => a.blob()).then((b) => { const i = new Image();"
        " i.onload = () => document.body.append(i, 'shown;'); i.src = URL.createObjectURL(b); })"
        "</script>"
    ),
    "canvas": Case(
        "<canvas id=x width=300 height=200></canvas><script>const i = new Image(); i.onload = () =>"
        " { x.getContext('2d').drawImage(i, 0, 0); document.body.append('shown;'); };"
        "i.src = '/p/canvas.jpg'</script>"
    ),
    "on-load": Case(
        "<div id=x></div><script>onload = () => setTimeout(() => { x.innerHTML ="
        " \"<img src=/p/late.jpg onload=this.after('shown;')>\"; }, 0)</script>"
    ),
    "on-scroll": Case(
        "<div style='height: 4000px'></div><img id=x data-at=/p/deep.jpg width=300 height=200>"
        "<script>new IntersectionObserver((seen, eye) => { if (seen[0].isIntersecting) {"
        " x.onload = () => document.body.append('shown;'); x.src = x.dataset.at;"
        " eye.disconnect(); } }).observe(x)</script>"
    ),
    "lazy": Case(
        "<div style='height: 4000px'></div>"
        f"<img loading=lazy src=/p/lazy.jpg width=300 height=200 {SHOWN}>"
    ),
    "shadow": Case(
        "<div id=x></div><script>x.attachShadow({mode: 'open'}).innerHTML ="
        " '<img src=/p/shadow.jpg width=300>';</script>shown;"
    ),
    "csp": Case(
        "<meta http-equiv=Content-Security-Policy content=\"img-src 'self'\">"
        f"<img src={FAR}/p/refused.jpg onerror=\"this.after('refused;')\">"
        f"<img src=/p/own.jpg {SHOWN}>"
    ),
    "cookie": Case(
        f"<p><script>{SAY} document.cookie = 'a=1; path=/';"
        "fetch('/api/cookie').then((a) => a.text()).then(say)</script>",
        "a=1;",
    ),
    "referrer": Case(
        f"<p><script>{SAY} say(document.referrer || 'none'); say(origin)</script>", f"none; {SITE};"
    ),
    "video": Case("<video src=/film.webm controls preload=auto width=320></video>shown;"),
    "track": Case(
        "<video src=/film.webm preload=auto width=320><track default src=/words.vtt></video>shown;"
    ),
}
FILES: Mapping[str, tuple[str, str]] = {
    "/css/import.css": ("text/css", "@import url(more.css);"),
    "/css/more.css": ("text/css", "#x { color: rgb(1, 2, 3); background: url(/p/css.jpg) }"),
    "/js/far.js": ("text/javascript", "x.textContent = 'from afar; '"),
    "/js/near.js": ("text/javascript", "x.textContent = 'from near; '"),
    "/js/module.js": (
        "text/javascript",
        "import { word } from './word.js'; export const tell = () => { x.textContent = word; }",
    ),
    "/js/word.js": ("text/javascript", "export const word = 'by a module; ';"),
    "/js/worker.js": ("text/javascript",
                      "fetch('/api/json').then((a) => a.json()).then((d) => postMessage(d.word))"),
    "/frame/one": ("text/html", f"<!doctype html><img src={SITE}/p/framed.jpg width=200>in it"),
    "/frame/outer": ("text/html", f"<!doctype html><iframe src={SITE}/frame/one></iframe>"),
    "/api/json": ("application/json", '{"word": "json"}'),
    "/part": ("text/html", "<p>a part; <img src=/p/part.jpg width=200>"),
    "/words.vtt": ("text/vtt", "WEBVTT\n\n00:00.000 --> 00:05.000\nThe quay"),
}  # fmt: skip


def answer(request: Request) -> Response:
    """Answer for both hosts."""
    path = request.target.partition("?")[0]
    if path.startswith("/case/"):
        page = f"<!doctype html><meta charset=utf-8><title>Acid</title>{CASES[path[6:]].html}"
        return Response(body=page.encode())
    if path in FILES:
        kind, text = FILES[path]
        return Response(media_type=kind, body=text.encode())
    return _made(request, path)


OPEN = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "X-Own"))
SAID: Mapping[str, Callable[[Request], tuple[str, bytes]]] = {
    "/api/open": lambda _: ("text/plain", b"open"),
    "/api/echo": lambda request: ("text/plain", request.body),
    "/api/cookie": lambda request: ("text/plain", request.headers.get("cookie", "").encode()),
    "/jsonp": lambda request: (
        "text/javascript",
        f'{request.query["callback"]}("padded")'.encode(),
    ),
    "/font/blank.ttf": lambda _: ("font/ttf", media.read("blank.ttf")),
}


def _made(request: Request, path: str) -> Response:
    if path.startswith("/p/"):
        return Response(media_type="image/jpeg", body=media.read("bay.jpg"))
    if path.startswith("/go/"):
        return Response(status=302, headers=(("Location", path[3:]),))
    if path == "/film.webm":
        return Response(media_type="video/webm", body=media.read("bay.webm"), ranges=True)
    if path not in SAID:
        return Response(status=404)
    kind, body = SAID[path](request)
    return Response(media_type=kind, body=body, headers=OPEN)


@dataclass
class Acid:
    """The pages, captured; their server is closed by now."""

    collection: Collection
    captures: dict[str, str]
    browser: Browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def acid(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Acid]:
    captures: dict[str, str] = {}
    with Collection.open(tmp_path_factory.mktemp("acid") / "archive") as collection:
        async with HttpServer(answer) as server:
            settings = BrowserSettings(host_table=lambda _host, _port: server.address)
            async with Browser.start(settings) as browser:
                for name in CASES:
                    target = plain_target(f"{SITE}/case/{name}")
                    done = await capture_page(
                        target,
                        browser=browser,
                        draft=collection.draft(target),
                        settings=CaptureSettings(extract=False),
                    )
                    captures[name] = done.capture_id
        async with Browser.start(BrowserSettings()) as browser:
            yield Acid(collection, captures, browser)


def _difference(acid: Acid, name: str, shown: Shown) -> tuple[int, int, int, int] | None:
    kept = acid.collection.screenshot(acid.captures[name], ScreenshotKind.FULL_PAGE)
    assert kept is not None
    (now,) = (shot for shot in shown.screenshots if shot.kind is ScreenshotKind.FULL_PAGE)
    before, after = (Image.open(io.BytesIO(each.data)).convert("RGB") for each in (kept, now))
    assert before.size == after.size
    return ImageChops.difference(before, after).getbbox()


@pytest.mark.parametrize("name", list(CASES))
async def test_it_works_as_at_the_capture_and_asks_for_nothing_more(acid: Acid, name: str) -> None:
    before = acid.collection.capture(acid.captures[name])
    shown = await show_again(acid.collection, acid.captures[name], browser=acid.browser)
    assert CASES[name].says in words(Shown(capture=before, screenshots=(), text="", leaks=()))
    assert words(shown) == words(Shown(capture=before, screenshots=(), text="", leaks=()))
    assert "lost;" not in words(shown)
    assert shown.leaks == ()
    assert before.snapshot is not None
    assert shown.capture.snapshot is not None
    assert [(s.url, s.outcome) for s in shown.capture.snapshot.media if "blob:" not in s.url] == [
        (s.url, s.outcome) for s in before.snapshot.media if "blob:" not in s.url
    ]
    if name not in {"video", "track"}:  # of a film at rest now this, now that picture is drawn
        assert _difference(acid, name, shown) is None
