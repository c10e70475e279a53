"""A page that was read and is still open: its players, its icons, its subtitles."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.browser import Ask, OpenPage, PlayerFrame
from archiver.browser.open_page import _sources
from archiver.models import Asked, FrameSnapshot, PageSnapshot
from archiver.testing.http_server import Response

from .conftest import Site
from .pictures import png


def _html(body: str) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode())


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
class TestTheOpenPage:
    async def test_player_frames_are_those_right_below_the_page_as_the_snapshot_has_them(
        self, site: Site, visit
    ) -> None:
        site.add(
            {
                "a.test/": _html(
                    "<div id=h></div><iframe src=http://b.test/one></iframe>"
                    "<p><iframe src=/moved></iframe><iframe src=http://c.test/never></iframe>"
                    "<script>h.attachShadow({mode: 'open'}).innerHTML ="
                    " '<iframe src=http://b.test/in-shadow></iframe>'</script>"
                ),
                "b.test/one": _html("<iframe src=http://c.test/nested></iframe>"),
                "b.test/in-shadow": _html("shadow"),
                "a.test/moved": Response(status=302, headers=(("Location", "http://c.test/to"),)),
                "c.test/nested": _html("nested"),
                "c.test/to": _html("moved"),
                "c.test/never": Response(status=204),
            }
        )
        frames: list[PlayerFrame] = []

        async def care(page: OpenPage) -> None:
            frames.extend(page.player_frames())

        seen = await visit("http://a.test/", aftercare=care)
        found = {frame.source: frame.player.url for frame in frames}
        assert found["http://b.test/one"] == "http://b.test/one"
        assert found["http://b.test/in-shadow"] == "http://b.test/in-shadow"
        assert found["http://a.test/moved"] == "http://c.test/to"
        assert found["http://c.test/never"] in {"", "about:blank", ":"}
        assert len(frames) == 4
        for frame in frames:
            snapshot = seen.visit.snapshot.frames[frame.index]
            assert snapshot.parent == 0
            if frame.source != "http://c.test/never":
                assert snapshot.url == frame.player.url
        assert [frame.index for frame in frames] == sorted(frame.index for frame in frames)

    async def test_the_frame_that_archiver_asks_from_is_no_player(self, site: Site, visit) -> None:
        site.add({"a.test/": _html("<iframe src=/in></iframe>"), "a.test/in": _html("in")})
        frames: list[str] = []

        async def care(page: OpenPage) -> None:
            ask = Ask(url="http://a.test/in", asked=Asked.AS_SHOWN, referrer="")
            assert await page.asker.ask(ask, timeout_s=5)
            await page.look_again()
            frames.extend(each.player.url for each in page.player_frames())

        seen = await visit("http://a.test/", aftercare=care)
        assert frames == ["http://a.test/in"]
        assert len(seen.visit.snapshot.frames) == 2

    async def test_icons_are_those_of_the_head_that_can_be_asked_for(
        self, site: Site, visit
    ) -> None:
        site.add(
            {
                "a.test/": _html(
                    "<link rel=icon href=data:image/png,x><link rel='shortcut icon' href=/a.ico>"
                    "<link rel=apple-touch-icon href=//cdn.test/t.png><link rel=icon>"
                    "<link rel=apple-touch-icon-precomposed href=/p.png>"
                    "<link rel=stylesheet href=/x.css><link rel=mask-icon href=/m.svg>"
                ),
                "a.test/a.ico": Response(body=png(), media_type="image/png"),
            }
        )
        icons: list[str] = []

        async def care(page: OpenPage) -> None:
            icons.extend(await page.icons())

        await visit("http://a.test/", aftercare=care)
        assert icons == ["http://a.test/a.ico", "http://cdn.test/t.png", "http://a.test/p.png"]

    async def test_subtitles_are_told_with_the_document_that_has_them(
        self, site: Site, visit
    ) -> None:
        site.add(
            {
                "a.test/": _html(
                    "<video><track src=/zh.vtt><track src=/en.vtt default><track></video>"
                    "<iframe src=http://b.test/></iframe><video><track src=data:,x></video>"
                ),
                "b.test/": _html("<audio><track kind=chapters src=/parts.vtt></audio>"),
            }
        )
        tracks: dict[str, str] = {}

        async def care(page: OpenPage) -> None:
            tracks.update(await page.tracks())

        await visit("http://a.test/", aftercare=care)
        assert tracks == {
            "http://a.test/zh.vtt": "http://a.test/",
            "http://a.test/en.vtt": "http://a.test/",
            "http://b.test/parts.vtt": "http://b.test/",
        }


# --- the addresses that frames' elements name


def _snapshot(tree: Any) -> PageSnapshot:
    frame = FrameSnapshot(url="http://a.test/", parent=None, tree=tree)
    return PageSnapshot(
        url="http://a.test/", title="", width_px=1, height_px=1, frames=(frame,) if tree else ()
    )


def test_sources_are_found_at_any_depth_and_only_those_of_the_web() -> None:
    def iframe(index: int, src: str) -> list[object]:
        return ["iframe", {":frame": str(index), ":src": src}, None, []]

    tree: list[object] = ["div", {}, None, [iframe(1, "http://b.test/")]]
    for _ in range(50_000):
        tree = ["div", {}, None, ["text", tree]]
    root = ["html", {}, None, [tree, iframe(2, "about:blank"), iframe(3, "https://c.test/")]]
    assert _sources(_snapshot(root)) == {1: "http://b.test/", 3: "https://c.test/"}
    assert _sources(_snapshot(None)) == {}


_NODES = st.recursive(
    st.none() | st.text(max_size=3) | st.integers(),
    lambda children: st.tuples(
        st.text(max_size=3),
        st.dictionaries(st.sampled_from([":frame", ":src", "x"]), st.text(max_size=5)),
        st.none(),
        st.lists(children, max_size=3),
    ).map(list),
    max_leaves=12,
)


@given(_NODES)
def test_no_tree_of_a_page_breaks_the_search(tree: Any) -> None:
    found = _sources(_snapshot([tree]))
    assert all(url.startswith("http") for url in found.values())
