"""What is set over the page, and what the page says of its own charset."""

from __future__ import annotations

import pytest

from archiver.browser.snapshot import _overlays
from archiver.models import Box, Overlay
from archiver.testing.http_server import Response

from .conftest import Site
from .pictures import png
from .trees import html

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_WORDS = "<p>" + "The article goes on and on. " * 40 + "</p>"
_FIXED = "position: fixed; left: 0; width: 300px; height: 50px;"

_PAGE = f"""
<style>body {{ margin: 0 }}</style>
<div style="{_FIXED} top: 10px; background: #fff">cookies <i>are</i>
  <div style="{_FIXED} top: 20px; background: #eee">nested</div></div>
<div style="position: sticky; top: 0; height: 40px; background: rgba(9, 9, 9, 0.5)">bar</div>
<div style="position: absolute; z-index: 2; left: 50px; top: 900px; width: 200px; height: 100px;
  background: linear-gradient(red, blue)">{"lifted " * 40}</div>
<img src=/a.png style="{_FIXED} top: 200px">
<div style="position: fixed; inset: 0"><section style="margin: 300px 0 0 100px; width: 400px;
  height: 200px; background: #fff">dialog</section></div>

<div style="{_FIXED} top: 400px">clear</div>
<div style="{_FIXED} top: 400px; background: rgba(0, 0, 0, 0.2)">nearly clear</div>
<div style="{_FIXED} top: 400px; background: #fff; opacity: 0.2">nearly clear</div>
<div style="{_FIXED} top: 400px; background: #fff; visibility: hidden">unseen</div>
<div style="{_FIXED} top: 400px; background: #fff; display: none">gone</div>
<div style="{_FIXED} top: 400px; background: #fff; width: 40px">small</div>
<div style="position: absolute; top: 400px; width: 300px; height: 90px; background: #fff">flat</div>
<div style="position: relative; z-index: 9; height: 90px; background: #fff">in the flow</div>
"""


async def test_what_is_set_over_the_page_is_told_with_its_place_and_words(
    site: Site, visit
) -> None:
    png_answer = Response(body=png(40, 20), media_type="image/png")
    site.add({"a.test/": html(_PAGE + _WORDS), "a.test/a.png": png_answer})
    overlays = (await visit("http://a.test/")).visit.snapshot.overlays
    assert overlays == (
        Overlay(position="fixed", box=Box(0, 10, 300, 50), text="cookies are nested"),
        Overlay(position="sticky", box=Box(0, 0, 1280, 40), text="bar"),
        Overlay(
            position="absolute", box=Box(50, 900, 200, 100), text=("lifted " * 40)[:80].strip()
        ),
        Overlay(position="fixed", box=Box(0, 200, 300, 50)),
        Overlay(position="fixed", box=Box(100, 300, 400, 200), text="dialog"),
    )


async def test_a_page_that_is_fixed_itself_is_no_overlay_but_what_is_over_it_is(
    site: Site, visit
) -> None:
    shell = f"""<div style="position: fixed; inset: 0; overflow: auto; background: #fff">
        <div style="background: #eee">{_WORDS}</div>
        <div style="{_FIXED} top: 9px; background: #fff">banner</div></div>"""
    site.add({"a.test/": html(shell)})
    overlays = (await visit("http://a.test/")).visit.snapshot.overlays
    assert [(overlay.position, overlay.text) for overlay in overlays] == [("fixed", "banner")]


async def test_overlays_without_end_are_counted_to_forty(site: Site, visit) -> None:
    site.add({"a.test/": html(f"<div style='{_FIXED} background: #fff'>x</div>" * 90 + _WORDS)})
    assert len((await visit("http://a.test/")).visit.snapshot.overlays) == 40


async def test_an_answer_of_another_shape_is_left_out() -> None:
    good = ["fixed", [0, 1.04, 2, 3], "words" * 40]
    bad = [
        *(None, 7, [], ["fixed"], ["static", [0, 0, 1, 1], ""], ["fixed", [0, 0, 1], ""]),
        *(["fixed", [0, 0, 1, "1"], ""], ["fixed", [0, 0, 1, float("inf")], ""], [[], [], []]),
        ["fixed", None, ""],
    ]
    assert _overlays([*bad, good]) == [
        Overlay(position="fixed", box=Box(0, 1.0, 2, 3), text=("words" * 40)[:80])
    ]
    assert _overlays({"a": 1}) == _overlays(None) == []
    assert len(_overlays([good] * 90)) == 40


@pytest.mark.parametrize(
    ("head", "header", "expected"),
    [
        ("<meta charset=gb2312>", "", ("GBK", "GBK")),
        ("<meta charset=utf-8>", "gb2312", ("GBK", "UTF-8")),
        (
            "<META HTTP-EQUIV=content-type CONTENT='text/html; charset=Latin1'>",
            "",
            ("windows-1252", "windows-1252"),
        ),
        ("<meta charset=utf-16>", "", ("UTF-8", "UTF-8")),
        ("<meta charset=unheard-of><meta charset=big5>", "", ("Big5", "Big5")),
        ("<meta charset=unheard-of>", "utf-8", ("UTF-8", "")),
        ("<meta http-equiv=content-type content='text/html'>", "utf-8", ("UTF-8", "")),
        ("", "utf-8", ("UTF-8", "")),
    ],
)
async def test_the_charset_is_what_was_read_in_and_what_was_declared(
    site: Site, visit, head: str, header: str, expected: tuple[str, str]
) -> None:
    kind = "text/html" + (f"; charset={header}" if header else "")
    body = f"<!doctype html>{head}<p>words".encode()
    site.add({"a.test/": Response(body=body, media_type=kind)})
    snapshot = (await visit("http://a.test/")).visit.snapshot
    assert (snapshot.charset, snapshot.declared_charset) == expected
