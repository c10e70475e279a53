"""Pictures: the right size, the right pixels to the last row, the same each time."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from archiver.browser import Limits
from archiver.models import Screenshot
from archiver.testing import media
from archiver.testing.http_server import Response

from .conftest import Site, Visited
from .pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_WATCHER = "<script>new IntersectionObserver(() => 0).observe(document.body)</script>"
_STYLE = "<style>body { margin: 0 } div { height: 1000px }</style>"


def _html(body: str) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode())


def _image(shot: Screenshot) -> Image.Image:
    return Image.open(io.BytesIO(shot.data)).convert("RGB")


def _moving_gif() -> bytes:
    frames = [Image.new("RGB", (90, 90), (shade, 255 - shade, 90)) for shade in range(0, 250, 9)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=30, loop=0)
    return out.getvalue()


def _full(seen: Visited) -> Image.Image:
    return _image(seen.visit.screenshots[1])


@pytest.mark.parametrize("watcher", ["", _WATCHER], ids=["plain", "watched"])
async def test_a_very_tall_page_is_right_to_its_last_pixel(site: Site, visit, watcher) -> None:
    # Old ways repeat the picture after 8,192 or 16,384 px (puppeteer#1576).
    colours = [(i * 6, 255 - i * 6, i * 40 % 256) for i in range(40)]
    bands = "".join(f"<div style='background: rgb{colour}'></div>" for colour in colours)
    site.add({"a.test/": _html(_STYLE + bands + watcher)})
    picture = _full(await visit("http://a.test/"))
    assert picture.size == (1280, 40_000)
    for i, colour in enumerate(colours):
        assert picture.getpixel((5, i * 1000)) == colour
        assert picture.getpixel((1270, i * 1000 + 999)) == colour


async def test_a_page_taller_than_the_limit_is_cut_there(site: Site, visit) -> None:
    site.add({"a.test/": _html(_STYLE + "<div></div>" * 9 + _WATCHER)})
    seen = await visit("http://a.test/", limits=Limits(height_px=3_000))
    assert _full(seen).size == (1280, 3_000)


async def test_a_picture_from_the_tall_window_equals_one_from_the_readers(
    site: Site, visit
) -> None:
    body = (
        "<h1>标题 Title</h1><p>" + "文字 text " * 400 + "</p><img src=/a.png width=600 height=900>"
        "<div style='position: sticky; top: 0; height: 40px; background: #c33'>bar</div>"
        + "<p>more</p>"
        * 80
    )
    picture = Response(body=png(60, 90), media_type="image/png")
    site.add(
        {"a.test/": _html(body), "a.test/tall": _html(body + _WATCHER), "a.test/a.png": picture}
    )
    plain, tall = [_full(await visit(f"http://a.test/{path}")) for path in ("", "tall")]
    assert plain.size == tall.size
    assert plain.tobytes() == tall.tobytes()


async def test_what_depends_on_the_window_is_pictured_in_the_readers_window(
    site: Site, visit
) -> None:
    site.add(
        {
            "a.test/": _html(
                _STYLE + "<div style='height: 100vh; background: #0000ff'></div>"
                "<div></div><div></div><div style='position: fixed; bottom: 0; height: 50px;"
                " width: 100%; background: #ff0000'></div>" + _WATCHER
            )
        }
    )
    picture = _full(await visit("http://a.test/"))
    assert picture.size == (1280, 2720)
    assert picture.getpixel((9, 669)) == (0, 0, 255)
    assert picture.getpixel((9, 719)) == (255, 0, 0)
    assert picture.getpixel((9, 721)) == (255, 255, 255)


async def test_two_captures_of_an_unchanged_page_are_identical(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<style>@keyframes k { to { margin-left: 300px } }"
                " .once { animation: k 5s forwards } .ever { animation: k 1s infinite }"
                " p { transition: color 3s } p:hover { color: red }</style>"
                "<p class=once>once</p><p class=ever>for ever</p><input autofocus value=caret>"
                "<video src=/film.webm autoplay muted loop></video>"
                "<img src=/a.png width=300><img src=/moving.gif>" + _WATCHER
            ),
            "a.test/moving.gif": Response(body=_moving_gif(), media_type="image/gif"),
            "a.test/film.webm": Response(
                body=media.read("bay.webm"), media_type="video/webm", ranges=True
            ),
            "a.test/a.png": Response(body=png(30, 30), media_type="image/png"),
        }
    )
    visits = [await visit("http://a.test/") for _ in range(4)]
    for kind in (0, 1):
        pictures = {_image(seen.visit.screenshots[kind]).tobytes() for seen in visits}
        assert len(pictures) == 1, visits[0].visit.screenshots[kind].kind


async def test_the_view_is_the_top_of_the_page(site: Site, visit) -> None:
    site.add({"a.test/": _html(_STYLE + "<div>top</div><div id=end>end</div>")})
    seen = await visit("http://a.test/#end")
    view, full = (_image(shot) for shot in seen.visit.screenshots)
    assert view.size == (1280, 720)
    assert view.tobytes() == full.crop((0, 0, 1280, 720)).tobytes()


async def test_a_page_that_became_shorter_has_no_empty_end(site: Site, visit) -> None:
    shrinking = "<script>onresize = () => { if (innerHeight > 1500) gone.remove() }</script>"
    body = f"{_STYLE}{_WATCHER}<div></div><div></div><div id=gone></div>{shrinking}"
    site.add({"a.test/": _html(body)})
    assert _full(await visit("http://a.test/")).size == (1280, 2_000)
