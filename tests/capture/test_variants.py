"""Every address that some other screen would be given for the page's pictures."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archiver.capture.variants import variants_of
from archiver.models import FrameSnapshot, PageSnapshot


def _page(*trees: Any, url: str = "http://a.test/post/", error: str = "") -> PageSnapshot:
    frames = tuple(
        FrameSnapshot(url=url, parent=None if i == 0 else 0, tree=tree, error=error)
        for i, tree in enumerate(trees)
    )
    return PageSnapshot(url=url, title="", width_px=1, height_px=1, frames=frames)


def _html(*children: object) -> list[object]:
    return ["html", {}, None, list(children)]


def _element(tag: str, **attributes: str) -> list[object]:
    return [tag, attributes, None, []]


def test_all_candidates_are_found_once_and_resolved() -> None:
    picture = ["picture", {}, None, [
        _element("source", srcset="/wide.webp 2x, //cdn.test/w.webp", media="(min-width: 9px)"),
        _element("img", src="small.jpg", srcset="small.jpg 400w,  large.jpg 800w, x,y.jpg 9w"),
    ]]  # fmt: skip
    assert variants_of(_page(_html(picture))) == [
        "http://a.test/wide.webp",
        "http://cdn.test/w.webp",
        "http://a.test/post/small.jpg",
        "http://a.test/post/large.jpg",
        "http://a.test/post/x,y.jpg",
    ]


def test_a_base_address_counts_and_what_is_not_of_the_web_does_not() -> None:
    base = _element("base", href="http://cdn.test/img/")
    shown = _element("img", src="data:image/png,x", srcset="a.png 1x, blob:x 2x")
    source = _element("source", src="film.webm")
    assert variants_of(_page(_html(base, shown, source))) == ["http://cdn.test/img/a.png"]


def test_frames_that_could_not_be_read_are_left_out_and_the_others_are_not() -> None:
    shown = _html(_element("img", src="a.png"))
    assert variants_of(_page([], shown)) == ["http://a.test/post/a.png"]
    assert variants_of(_page(shown, error="gone")) == []


def test_a_page_of_endless_candidates_ends() -> None:
    many = ", ".join(f"{n}.png {n + 1}w" for n in range(9_000))
    assert len(variants_of(_page(_html(_element("img", srcset=many))))) == 500


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_candidate_list_of_a_page_breaks_the_search(srcset: str, base: str) -> None:
    tree = _html(_element("base", href=base), _element("img", srcset=srcset, src=srcset))
    assert all(url.startswith(("http:", "https:")) for url in variants_of(_page(tree)))
