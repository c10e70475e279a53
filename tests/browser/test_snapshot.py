"""The snapshot: what stands where on the page, in all its frames and shadow trees."""

from __future__ import annotations

from typing import Any

import pytest

from archiver.browser import Limits
from archiver.models import BlockKind, Outcome
from archiver.testing import media
from archiver.testing.http_server import Response

from .conftest import Site, Visited
from .pictures import png
from .trees import html, nodes

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_PNG = Response(body=png(40, 20), media_type="image/png")


def _element(seen: Visited, name: str, frame: int = 0) -> Any:
    tree = seen.visit.snapshot.frames[frame].tree
    (found,) = [node for node in nodes(tree) if name in (node[0], node[1].get("id"))]
    return found


async def test_boxes_are_where_things_stand(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": html(
                "<style>body { margin: 0 } div { position: absolute }</style>"
                "<div id=far style='left: 30px; top: 2500px; width: 200px; height: 99.5px'>x</div>"
                "<p id=hidden style='display: none'>gone</p>"
                "<p id=unseen style='visibility: hidden'>unseen</p>"
                "<p id=clear style='opacity: 0'>clear</p>"
                "<p id=contents style='display: contents'>there</p>"
            )
        }
    )
    seen = await visit("http://a.test/#far")
    assert _element(seen, "far")[2] == [30, 2500, 200, 99.5]
    for name in ("hidden", "unseen", "clear"):
        assert _element(seen, name)[2] is None, name
    assert _element(seen, "contents")[2] is not None
    snapshot = seen.visit.snapshot
    assert (snapshot.title, snapshot.language, snapshot.charset) == ("标题", "zh", "UTF-8")
    assert (snapshot.width_px, snapshot.height_px) == (1280, 2600)


async def test_text_is_what_a_reader_can_select_in_all_frames(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": html(
                "<p>正文 <b>bold</b></p><p hidden>hidden</p><script>'script'</script>"
                "<iframe src=http://b.test/></iframe>"
            ),
            "b.test/": html("<p>framed</p>"),
        }
    )
    seen = await visit("http://a.test/")
    assert seen.visit.text == "正文 bold\n\nframed"


async def test_each_frame_names_its_parent_and_is_named_by_its_element(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": html(
                "<iframe id=one src=http://b.test/1></iframe><iframe id=two srcdoc='<p>doc'>"
                "</iframe>"
            ),
            "b.test/1": html("first<iframe id=inner src=http://a.test/4></iframe>"),
            "a.test/4": html("fourth"),
        }
    )
    seen = await visit("http://a.test/")
    frames = seen.visit.snapshot.frames
    urls = {frame.url: number for number, frame in enumerate(frames)}
    for name, url, holder in (
        ("one", "http://b.test/1", 0),
        ("two", "about:srcdoc", 0),
        ("inner", "http://a.test/4", urls["http://b.test/1"]),
    ):
        assert _element(seen, name, holder)[1][":frame"] == str(urls[url]), name
        assert frames[urls[url]].parent == holder, name
    assert frames[0].parent is None
    assert not any(":window" in node[1] for frame in frames for node in nodes(frame.tree))


async def test_shadow_trees_are_part_of_the_page(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": html(
                "<div id=host>slotted</div><script>host.attachShadow({mode: 'open'}).innerHTML ="
                " '<p id=inside>inside</p><img src=/a.png>'</script>"
            ),
            "a.test/a.png": _PNG,
        }
    )
    seen = await visit("http://a.test/")
    shadow = _element(seen, "host")[3][0]
    assert (shadow[0], shadow[3][0][3]) == ("#shadow", ["inside"])
    assert [state.outcome for state in seen.visit.snapshot.media] == [Outcome.LOADED]


async def test_media_say_what_they_show_and_how_it_went(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": html(
                "<img id=i srcset='/a.png 1x, /big.png 9x' src=/not-asked.png width=99>"
                "<img src=/gone.png><video src=/film.webm></video><audio src=/gone.opus></audio>"
                "<iframe id=f srcdoc=x src=http://b.test/player></iframe>"
            ),
            "a.test/a.png": _PNG,
            "a.test/film.webm": Response(
                body=media.read("bay.webm"), media_type="video/webm", ranges=True
            ),
        }
    )
    seen = await visit("http://a.test/")
    image = _element(seen, "i")[1]
    assert (image[":src"], image[":w"], image[":h"]) == ("http://a.test/a.png", "40", "20")
    assert image["src"] == "/not-asked.png"
    assert _element(seen, "f")[1][":src"] == "http://b.test/player"
    assert "srcdoc" not in _element(seen, "f")[1]
    states = seen.visit.snapshot.media
    assert [(state.kind, state.outcome) for state in states] == [
        (BlockKind.IMAGE, Outcome.LOADED),
        (BlockKind.IMAGE, Outcome.FAILED),
        (BlockKind.VIDEO, Outcome.LOADED),
        (BlockKind.AUDIO, Outcome.FAILED),
    ]
    assert (states[0].natural_width_px, states[0].natural_height_px) == (40, 20)
    assert states[2].natural_width_px > 0
    assert states[3].detail == "media error 4"


async def test_names_that_hide_properties_hide_no_content(site: Site, visit) -> None:
    fields = ("attributes", "firstChild", "nextSibling", "tagName", "shadowRoot", "nodeType")
    names = ("body", "documentElement", "title", "fonts", "scrollingElement", "createTreeWalker")
    site.add(
        {
            "a.test/": html(
                f"<form id=f>{''.join(f'<input name={name}>' for name in fields)}<b>in it</b>"
                f"</form>{''.join(f'<img name={name}>' for name in names)}<p id=after>after</p>"
            )
        }
    )
    seen = await visit("http://a.test/")
    assert not seen.visit.error
    assert _element(seen, "f")[3][-1][3] == ["in it"]
    assert _element(seen, "after")[3] == ["after"]
    assert seen.visit.snapshot.title == "标题"


async def test_a_script_of_the_page_cannot_lie_to_the_snapshot(site: Site, visit) -> None:
    lies = (
        "Node.prototype.__defineGetter__('firstChild', () => null);"
        "Element.prototype.getBoundingClientRect = () => ({}); globalThis.archiver = {};"
        "Object.defineProperty(document, 'title', {get: () => 'lie'}); JSON.stringify = () => 'x'"
    )
    site.add({"a.test/": html(f"<p id=p>true</p><script>{lies}</script>")})
    seen = await visit("http://a.test/")
    assert _element(seen, "p")[3] == ["true"]
    assert _element(seen, "p")[2][2] > 0
    assert seen.visit.snapshot.title == "标题"


@pytest.mark.parametrize("depth", [200, 900])
async def test_a_deep_tree_is_read_as_far_as_it_is_bearable(site: Site, visit, depth: int) -> None:
    script = (
        "let n = document.body; for (let i = 0; i < D; i++) {"
        " const d = document.createElement('div'); n.append(d); n = d } n.append('bottom')"
    ).replace("D", str(depth))
    site.add({"a.test/": html(f"<p>top</p><script>{script}</script>")})
    seen = await visit("http://a.test/")
    assert not seen.visit.error
    assert "bottom" in seen.visit.text
    found = sum(1 for node in nodes(seen.visit.snapshot.frames[0].tree) if node[0] == "div")
    assert found == min(depth, 300)


async def test_more_nodes_than_the_limit_are_cut_and_it_is_said(site: Site, visit) -> None:
    site.add({"a.test/": html("<p>x</p>" * 400)})
    seen = await visit("http://a.test/", limits=Limits(snapshot_nodes=100))
    (frame,) = seen.visit.snapshot.frames
    assert frame.error == "cut: too many nodes"
    assert 40 < sum(1 for _ in nodes(frame.tree)) <= 102
