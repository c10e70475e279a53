"""What is found out of a page's pictures at capture, and what checks of the page make of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable

import pytest

from archiver.compare import overlays, page_parts, screenshots, script_errors
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.models import Capture, Post, ScreenshotKind
from archiver.store import damaged_records
from archiver.testing import media
from archiver.testing.http_server import Response

from .conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WORDS = "The river runs through the old town, and nobody has counted its boats. "
ARTICLE = (
    f'<p>1. {WORDS * 3}</p><img src="/bay.jpg" width="600" height="400">'
    f'<p>2. {WORDS * 3}</p><img src="/hill.jpg" width="600" height="400"><p>3. {WORDS * 3}</p>'
)
FIXED = "position:fixed;left:0;right:0;background:#234;color:#fff"


def page(*parts: str) -> Response:
    style = "<style>body{margin:0 auto;width:800px}</style>"
    html = f"<!doctype html><meta charset=utf-8><title>月亮湾</title>{style}{''.join(parts)}"
    return Response(body=html.encode())


@pytest.fixture
def losses_on(
    pages: Pages, captured: Callable[..., object], write_post: Callable[..., Post]
) -> Callable[..., object]:
    """Capture the article within a page; return the capture and what the page's checks say."""
    pages["/bay.jpg"] = pages["/hill.jpg"] = Response(
        body=media.read("bay.jpg"), media_type="image/jpeg"
    )

    async def run(*parts: str) -> tuple[Capture, list[Loss]]:
        pages["/"] = page(*parts)
        post = write_post(ARTICLE)
        taken = await captured("http://a.test/", post=post)
        capture = taken.capture
        assert capture.snapshot is not None, capture.error
        case = Case.of(post, capture, Page.of(capture.snapshot))
        assert damaged_records(taken.collection, capture) == {}
        for kind in (ScreenshotKind.VIEW, ScreenshotKind.FULL_PAGE):
            data = taken.collection.screenshot(capture.capture_id, kind).data
            digest = base64.b32encode(hashlib.sha1(data).digest()).decode()
            assert [f.sha1 for f in capture.pictures if f.kind is kind] == [f"sha1:{digest}"]
        checks = (overlays, screenshots, page_parts, script_errors)
        return capture, [loss for each in checks for loss in each.losses(case)]

    return run


def told(losses: Iterable[Loss]) -> list[tuple[str, str, int | None]]:
    return [(loss.check, loss.kind, loss.block) for loss in losses]


@pytest.mark.parametrize(
    "around",
    [
        (),
        # Lazy pictures wake in a tall window, in which the page is pictured too.
        ("<p id=p></p><script>new IntersectionObserver(() => 0).observe(p)</script>",),
        ("<div style='height:100vh;background:#eef'>Welcome</div>",),
        (f"<div style='top:0;height:50px;{FIXED}'>News</div><br><br><br><br>",),
        ("<div style='height:400px'></div><script>console.error('noise')</script>",),
    ],
    ids=["plain", "watched", "100vh", "bar", "room"],
)
async def test_a_page_that_is_well_has_no_finding(losses_on, around: tuple[str, ...]) -> None:
    capture, losses = await losses_on(*around, ARTICLE)
    assert told(losses) == []
    assert [(f.kind, f.width_px) for f in capture.pictures] == [
        (ScreenshotKind.VIEW, 1280),
        (ScreenshotKind.FULL_PAGE, 1280),
    ]
    assert capture.pictures[1].differs == ()


@pytest.mark.parametrize(
    "style",
    [
        "img[src*=hill]{filter:brightness(100)}",
        "img[src*=hill]{clip-path:inset(100%)}",
        "img[src*=hill]{object-position:-9999px}",
    ],
)
async def test_a_picture_that_is_not_drawn_is_blank(losses_on, style: str) -> None:
    _capture, losses = await losses_on(f"<style>{style}</style>", ARTICLE)
    assert told(losses) == [("P3", "blank", 3)]


async def test_text_that_is_not_drawn_is_a_blank_band(losses_on) -> None:
    undrawn = "<style>p{filter:opacity(0);font-size:24px}</style>"
    _capture, losses = await losses_on(undrawn, ARTICLE)
    assert {loss.kind for loss in losses} == {"blank band"}
    assert [loss.block for loss in losses] == [0, 2, 4]


async def test_a_page_that_moves_is_told(losses_on) -> None:
    ticking = (
        "<div id=c style='height:90px'></div><script>let n = 0; setInterval(() => {"
        "c.style.background = `rgb(${n = (n + 60) % 256}, ${n * 7 % 256}, 0)` }, 20)</script>"
    )
    _capture, losses = await losses_on(ticking, ARTICLE)
    assert told(losses) == [("P3", "unstable", None)]


async def test_an_article_that_scrolls_by_itself_is_not_all_in_the_picture(losses_on) -> None:
    shell = "<div style='position:fixed;inset:0;overflow:auto;background:#fff'>"
    _capture, losses = await losses_on(shell, ARTICLE, "</div>")
    assert [(loss.check, loss.kind) for loss in losses] == [("P3", "below")]


async def test_a_banner_over_the_article_is_told(losses_on) -> None:
    banner = f"<div style='bottom:0;height:140px;{FIXED}'>We use cookies. Accept?</div>"
    _capture, losses = await losses_on(ARTICLE, banner)
    assert [loss.check for loss in losses] == ["P2"]
    assert losses[0].evidence["overlay"].startswith("We use cookies")


async def test_parts_and_scripts_that_fail_are_told_each_once(pages: Pages, losses_on) -> None:
    pages["/fonts/b.woff"] = Response(body=media.read("blank.ttf"), media_type="font/woff")
    pages["/ok.css"] = Response(body=b"p { color: #111 }", media_type="text/css")
    pages["/empty.css"] = Response(body=b"", media_type="text/css")
    pages["/moved.css"] = Response(status=302, headers=(("Location", "/ok.css"),))
    pages["/me"] = Response(status=401)
    head = (
        "<link rel=preload as=style href=/ok.css><link rel=stylesheet href=/ok.css>"
        "<link rel=stylesheet href=/empty.css><link rel=stylesheet href=/moved.css>"
        "<link rel=stylesheet href=/gone.css><script src=/gone.js></script>"
        "<script src=http://b.test/third.js></script>"
        "<script src=https://www.google-analytics.com/ga.js></script>"
        "<style>@font-face{font-family:b;src:url(/fonts/b.woff2),url(/fonts/b.woff)}"
        "h1{font-family:b}</style><h1>abc</h1>"
        "<script>fetch('/me'); fetch('/data.json'); nothing.here()</script>"
    )
    _capture, losses = await losses_on(head, ARTICLE)
    parts = [loss.subject for loss in losses if loss.check == "P4"]
    assert sorted(parts) == ["http://a.test/gone.css", "http://a.test/gone.js"]
    (scripts,) = [loss for loss in losses if loss.check == "P5"]
    assert scripts.evidence["script_errors"] == "1"
    assert sorted(scripts.evidence["failed"].split("\n")) == [
        "http://a.test/data.json (status 404)",
        "http://b.test/third.js (status 404)",
    ]
    assert {loss.check for loss in losses} == {"P4", "P5"}
