"""Every convention for captions, as a post, as its page, and as other themes show it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest
from caption_decoys import DECOYS
from caption_figures import FIGURES
from caption_posts import CREDITS, MARKED, NUMBERED, SET_APART, Convention
from staged import PAGE, ids, report, snapshot_tree

from archiver.dom import Element, blocks_of, element_from_snapshot, parse_html
from archiver.models import Block
from archiver.source.body import Dialect, render_body

POSTS = [*MARKED, *SET_APART, *CREDITS, *NUMBERED, *FIGURES]
ALL = [*POSTS, *DECOYS]
VOID = frozenset({"img", "br", "source", "hr", "wbr", "embed"})
MEDIA = frozenset({"img", "iframe", "video", "audio", "picture", "embed"})
ENDING = "<p>When the fog had gone the harbour master wrote the day's last line in the book.</p>"

Change = Callable[[Element, frozenset[str], str], str]
"""An element, the captions, and its children as HTML, to HTML."""


def names(posts: list[Convention]) -> list[str]:
    return [post.name for post in posts]


def rendered(post: Convention) -> str:
    return render_body(post.body, 1, Dialect()).html


def captions(blocks: tuple[Block, ...]) -> dict[str, str]:
    def letter(block: Block) -> str:
        return PurePosixPath(urlsplit(block.url).path).stem

    return {
        block.text: "".join(letter(blocks[index]) for index in block.caption_of)
        for block in blocks
        if block.kind == "caption"
    }


@pytest.mark.parametrize("post", ALL, ids=names(ALL))
def test_a_source_is_read_as_a_reader_does(post: Convention) -> None:
    tree = render_body(post.body, 1, Dialect()).tree
    assert captions(blocks_of(tree, PAGE, scripting=False)) == post.captions


@pytest.mark.parametrize("post", ALL, ids=names(ALL))
def test_a_page_is_read_as_a_reader_does(post: Convention) -> None:
    tree = snapshot_tree(parse_html(rendered(post)), {})
    assert captions(blocks_of(element_from_snapshot(tree), PAGE)) == post.captions


# --- other themes -----------------------------------------------------------


def text_of(element: Element) -> str:
    words = (node for node in element.descendants() if isinstance(node, str))
    return " ".join("".join(words).split())


def has_medium(element: Element) -> bool:
    return next(element.elements(*MEDIA), None) is not None


def tagged(tag: str, attributes: dict[str, str], inner: str) -> str:
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>" + ("" if tag in VOID else f"{inner}</{tag}>")


def whole(page: str, change: Change, wanted: frozenset[str]) -> str:
    """A page without `html` and `body`, changed throughout."""
    body = next(parse_html(page).elements("body"))
    return "".join(
        html.escape(node, quote=False) if isinstance(node, str) else shown(node, change, wanted)
        for node in body.children
    )


def shown(element: Element, change: Change, wanted: frozenset[str]) -> str:
    """An element as HTML; the trees of these posts are shallow."""
    inner = "".join(
        html.escape(node, quote=False) if isinstance(node, str) else shown(node, change, wanted)
        for node in element.children
    )
    return change(element, wanted, inner)


def kept(element: Element, _wanted: frozenset[str], inner: str) -> str:
    return tagged(element.tag, dict(element.attributes), inner)


def in_wrappers(element: Element, wanted: frozenset[str], inner: str) -> str:
    made = kept(element, wanted, inner)
    return f'<span class="zoom">{made}</span>' if element.tag in {"img", "iframe"} else made


def in_spans(element: Element, wanted: frozenset[str], inner: str) -> str:
    wraps = element.tag == "p" and not has_medium(element)
    return kept(element, wanted, f'<span class="text">{inner}</span>' if wraps else inner)


def with_figcaptions(element: Element, wanted: frozenset[str], inner: str) -> str:
    if element.tag == "p" and text_of(element) in wanted and not has_medium(element):
        return f'<figcaption class="cap">{inner}</figcaption>'
    return kept(element, wanted, inner)


def with_figures(element: Element, wanted: frozenset[str], inner: str) -> str:
    alone = element.tag == "p" and has_medium(element) and not text_of(element)
    return f"<figure>{inner}</figure>" if alone else kept(element, wanted, inner)


def without_figures(element: Element, wanted: frozenset[str], inner: str) -> str:
    if element.tag in {"figure", "figcaption"}:
        return tagged("div" if element.tag == "figure" else "p", {"class": "art"}, inner)
    return kept(element, wanted, inner)


def without_styles(element: Element, _wanted: frozenset[str], inner: str) -> str:
    dropped = ("style", "align", "class", "color")
    rest = {name: value for name, value in element.attributes.items() if name not in dropped}
    return tagged(element.tag, {"class": "entry", **rest}, inner)


def themed(post: Convention, change: Change) -> str:
    return whole(rendered(post), change, frozenset(post.captions))


@pytest.mark.parametrize(
    "change",
    [
        kept,
        in_wrappers,
        in_spans,
        with_figcaptions,
        with_figures,
        without_figures,
        without_styles,
    ],
)
@pytest.mark.parametrize("post", ALL, ids=names(ALL))
def test_another_theme_is_no_loss(post: Convention, change: Change) -> None:
    assert ids(report(rendered(post), themed(post, change))) == []


# --- faults -----------------------------------------------------------------


def without(page: str, caption: str) -> str:
    """A page without one caption: its element, or else its words."""

    def left_out(element: Element, wanted: frozenset[str], inner: str) -> str:
        gone = text_of(element) == caption and not has_medium(element)
        return "" if gone else kept(element, wanted, inner)

    left = whole(page, left_out, frozenset())
    return left if caption not in left else left.replace(caption, "", 1)


FAULTS = [(post, caption) for post in POSTS for caption in post.captions]
FAULT_NAMES = [f"{post.name}: {caption}" for post, caption in FAULTS]


@pytest.mark.parametrize(("post", "caption"), FAULTS, ids=FAULT_NAMES)
def test_a_caption_that_is_left_out_is_missed(post: Convention, caption: str) -> None:
    page = rendered(post)
    found = report(page, without(page, caption))
    assert [each for each in ids(found) if each.startswith("C")] == ["C1"]
    assert found.findings[0].subject == caption


@pytest.mark.parametrize(("post", "caption"), FAULTS, ids=FAULT_NAMES)
def test_a_caption_that_stands_at_the_end_is_parted(post: Convention, caption: str) -> None:
    page = rendered(post)
    elsewhere = f"{without(page, caption)}{ENDING}<p>{caption}</p>"
    found = report(f"{page}{ENDING}", elsewhere)
    wrong = [each for each in found.findings if each.check.startswith("C")]
    assert [(each.check, each.subject) for each in wrong] == [("C2", caption)]


@pytest.mark.parametrize("post", POSTS, ids=names(POSTS))
def test_a_caption_whose_media_are_gone_is_told(post: Convention) -> None:
    page = re.sub(r"<(?:img|source)[^>]*>|<(iframe|video|audio)\b.*?</\1>", "", rendered(post))
    tooltips = {element.get("title") for element in parse_html(rendered(post)).elements("img")}
    left = [caption for caption in post.captions if caption not in tooltips]
    found = ids(report(rendered(post), page))
    assert found.count("C3w") == len(left)
    assert found.count("M1") == len(set("".join(post.captions.values())))
