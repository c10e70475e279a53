"""What a reader cannot see though it has a box, in one page: each element says what is expected."""

from __future__ import annotations

import pytest

from archiver.dom import blocks_of, element_from_snapshot
from archiver.testing.http_server import Response

from .conftest import Site
from .pictures import png
from .trees import html, nodes

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_DARK = Response(body=png(40, 20), media_type="image/png")

_SIZE = """
<p style="font-size: 0">none</p>
<p style="font-size: 0.5px">half a pixel</p>
<div style="transform: scale(0); width: 300px">scaled away</div>
"""

_COLOUR = """
<p style="color: #fff">white on the canvas</p>
<p style="color: #fdfdfd">nearly white on the canvas</p>
<p style="color: transparent">clear</p>
<p style="color: rgba(0, 0, 0, 0.01)">all but clear</p>
<p style="-webkit-text-fill-color: #fff; color: #000">filled with white</p>
<div style="background: #123456"><p><b><i style="color: #123456">blue on blue</i></b></p></div>
<p style="background: rgba(0, 0, 0, 0.5); color: rgb(128, 128, 128)">grey on half black</p>
<p style="color: oklch(1 0 0)">white by another name</p>
"""

_CLIPPED = """
<p style="position: absolute; left: -9999px">off to the left</p>
<p style="position: absolute; top: -500px">off to the top</p>
<p style="text-indent: -9999px; overflow: hidden; width: 300px">indented away</p>
<p style="text-indent: -9999px; width: 300px">indented away in the open</p>
<p style="position: absolute; width: 1px; height: 1px; overflow: hidden; white-space: nowrap">one
  by one</p>
<p style="position: absolute; clip: rect(0, 0, 0, 0)">legacy clip</p>
<p style="position: absolute; clip: rect(0 0 0 0); clip-path: inset(50%); height: 1px;
  width: 1px; overflow: hidden; margin: -1px; white-space: nowrap">sr-only</p>
<p style="clip-path: inset(100%)">inset</p>
<p style="clip-path: circle(0)">circle</p>
<p style="clip-path: polygon(0 0, 0 0, 0 0)">polygon</p>
<p style="height: 0; overflow: hidden">no height</p>
<div style="max-height: 40px; overflow: hidden" data-expected=""><div style="height: 60px"></div>
  <p data-expected="clipped">below the fold</p></div>
<div style="height: 30px; overflow: clip" data-expected=""><div style="height: 60px"></div>
  <div style="overflow: auto; height: 50px" data-expected=""><p data-expected="clipped">in a box
  that scrolls, which is clipped itself</p></div></div>
<div style="width: 200px; overflow: hidden; position: relative" data-expected="">
  <p style="position: absolute; left: 400px; width: 100px" data-expected="clipped">beside</p>
  <p>in it</p></div>
<p style="position: fixed; right: -2000px; top: 0; width: 300px">beside the window</p>
<div style="overflow: auto; width: 200px" data-expected=""><p style="margin-left: -500px;
  width: 300px" data-expected="clipped">before the start of what scrolls</p></div>
"""

_SEEN = """
<p>plain</p>
<p style="color: #ccc">light grey on white</p>
<p style="color: #fff; background: #222">white on dark</p>
<div style="background: #222"><p style="color: #fff">white on what is dark around it</p></div>
<div style="background-image: url(/dark.png)"><p style="color: #fff">white on a picture</p></div>
<div style="background: linear-gradient(#000, #333)"><p style="color: #fff">on a gradient</p></div>
<div style="position: relative; height: 60px"><img src="/dark.png" width="400" height="60">
  <p style="position: absolute; top: 0; left: 10px; color: #fff">white on a picture
  beneath</p></div>
<div style="position: relative; height: 60px">
  <div style="position: absolute; inset: 0; background: #000"></div>
  <p style="position: relative; color: #fff">white on a sibling's ground</p></div>
<div class="veiled" style="position: relative"><p style="position: relative; color: #fff">on what
  a pseudo element draws</p></div>
<p style="background: linear-gradient(90deg, red, blue); -webkit-background-clip: text;
  background-clip: text; color: transparent">text of a gradient</p>
<p style="background: linear-gradient(90deg, red, blue); background-clip: text;
  -webkit-text-fill-color: transparent"><b style="font-weight: 700">in a gradient</b></p>
<p style="color: #fff; text-shadow: 0 0 3px #000">white with a shadow</p>
<p style="color: transparent; -webkit-text-stroke: 1px #000">outlined</p>
<div style="background: #222"><p style="mix-blend-mode: difference; color: #222">blended</p></div>
<p style="color: #fff">😀🎉</p>
<p style="color: rgb(0, 128, 0); background: rgb(187, 72, 72)">red and green of one lightness</p>
<div style="overflow: auto; height: 30px"><div style="height: 90px"></div><p>further down in a box
  that scrolls</p></div>
<div style="overflow-x: scroll; width: 200px; white-space: nowrap"><span style="margin-left: 500px">
  further on in a box that scrolls</span></div>
<div style="overflow: auto; width: 200px; direction: rtl; white-space: nowrap"><span
  style="margin-right: 500px">further on, leftwards</span></div>
<div style="max-height: 50px; overflow: hidden"><p style="margin: 0">above the fold</p></div>
<div style="max-height: 30px; overflow: hidden; line-height: 20px">cut in the middle of a line that
  goes on and on and on, so that it has a second line, and a third one, and more lines than there is
  room for in a box that is as low as this one, however wide the window of the reader may be: on and
  on it goes, from here to the end of the line, and then from the start of the next line on again.
  </div>
<div style="height: 20px; overflow: hidden"><p style="position: absolute; margin-top: 60px">clipped
  by nobody: placed by the page</p></div>
<div style="height: 0">out of a box without height, but not clipped</div>
<details open><summary>summary</summary><p>an open accordion</p></details>
<div style="display: contents">without a box of its own</div>
<p style="text-indent: 2em; overflow: hidden">indented as paragraphs are</p>
<p style="text-indent: -1em; padding-left: 1em">hanging</p>
<p style="clip-path: inset(0 round 9px)">with round corners</p>
<p style="clip-path: circle(60%)">in a circle</p>
<p style="position: absolute; left: 3000px; top: 0">far to the right, where one can scroll to</p>
<p style="transform: translateX(-40px); margin-left: 60px">moved a little</p>
<p style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 60px">an ellipsis
  at the end of a long line</p>
<p style="font-size: 9px">fine print</p>
<p style="position: sticky; top: 0">sticky</p>
<p style="position: fixed; left: 0; bottom: 0">fixed</p>
<p><span style="font-size: 0"><span style="font-size: 16px">a gap closed by size 0</span></span></p>
"""

_UNSAID = """
<p style="display: none; color: #fff">no box</p>
<p style="visibility: hidden; color: #fff">unseen</p>
<p style="opacity: 0; color: #fff">clear</p>
<details><summary>summary</summary><p style="color: #fff">a closed accordion</p></details>
<p :hiding="size">says so itself</p>
<p style="font-size: 0"> &#8203; </p>
<svg width="90" height="30"><text y="20" style="color: #fff">drawn</text></svg>
<div style="background: #000"><iframe srcdoc="<p style='color: #fff'>in a frame whose ground is
  its page's</p>"></iframe></div>
"""

_STYLE = """<style>.veiled::before { content: ""; position: absolute; inset: 0; background: #111 }
</style>"""


def _group(name: str, markup: str) -> str:
    return f"<section class=group data-expected='{name}'>{markup}</section>"


async def test_what_cannot_be_seen_is_told_and_what_can_is_not(site: Site, visit) -> None:
    groups = {"size": _SIZE, "colour": _COLOUR, "clipped": _CLIPPED, "": _SEEN + _UNSAID}
    body = _STYLE + "".join(_group(name, markup) for name, markup in groups.items())
    site.add({"a.test/": html(body), "a.test/dark.png": _DARK})
    seen = await visit("http://a.test/")
    wrong = []
    counted = dict.fromkeys(groups, 0)
    for frame in seen.visit.snapshot.frames:
        for node, expected in _expectations(frame.tree):
            words = " ".join(" ".join(n for n in node[3] if isinstance(n, str)).split())
            told = node[1].get(":hiding", "")
            counted[expected] += bool(words)
            # What has no words of its own is asked for nothing.
            if told != (expected if words.strip("\u200b ") else ""):
                wrong.append(f"{words!r}: {told or 'seen'}, not {expected or 'seen'}")
    assert not wrong, "\n".join(wrong)
    assert counted["size"] == 3
    assert counted["colour"] == 8
    assert counted["clipped"] >= 15
    assert counted[""] >= 40


def _expectations(tree):
    """Yield each element in a group with what the nearest `data-expected` says."""
    for node in nodes(tree):
        node[1].setdefault("data-expected", "")
        for child in node[3]:
            if isinstance(child, list):
                child[1].setdefault("data-expected", node[1]["data-expected"])
        yield node, node[1]["data-expected"]


async def test_a_paragraph_tells_it_when_none_of_its_words_can_be_seen(site: Site, visit) -> None:
    body = (
        "<p style='color: #fff'>all of it <b>is white</b></p>"
        "<p style='color: #fff'>some of it <b style='color: #000'>is not</b></p>"
    )
    site.add({"a.test/": html(body)})
    (frame,) = (await visit("http://a.test/")).visit.snapshot.frames
    blocks = blocks_of(element_from_snapshot(frame.tree), frame.url)
    assert [block.hiding for block in blocks] == ["colour", ""]


async def test_a_page_that_is_white_on_white_many_times_over_is_read_in_time(
    site: Site, visit
) -> None:
    deep = "<div>" * 250 + "<p style='color: #fff'>deep</p>" + "</div>" * 250
    body = "<p style='color: #fff; background: #fff'>x</p>" * 3000 + deep * 8
    site.add({"a.test/": html(body)})
    seen = await visit("http://a.test/")
    assert not seen.visit.error
    found = [n for n in nodes(seen.visit.snapshot.frames[0].tree) if n[0] == "p"]
    assert len(found) == 3008
    assert found[0][1][":hiding"] == "colour"
