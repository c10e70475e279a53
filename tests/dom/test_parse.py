import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.dom import Element, blocks_of, parse_html
from archiver.errors import UsageError


def tags(root: Element) -> list[str]:
    return [node.tag for node in root.descendants() if isinstance(node, Element)]


def test_an_element_knows_the_line_its_tag_starts_on():
    root = parse_html("<p>one</p>\n\n<img\n src=a\n alt=b>\n<p>two</p>")
    assert [(e.tag, e.line) for e in root.elements("p", "img")] == [("p", 1), ("img", 3), ("p", 6)]


def test_lines_are_mapped_to_the_file():
    root = parse_html("<p>one</p>\n<p>two</p>", line_of=[10, 30])
    assert [e.line for e in root.elements("p")] == [10, 30]


def test_a_source_element_has_no_children():
    root = parse_html("<video><source src=a><source src=b></video><p>after</p>")
    video = next(root.elements("video"))
    assert [child.tag for child in video.children if isinstance(child, Element)] == ["source"] * 2


def test_references_are_undone_as_browsers_do():
    root = parse_html('<p title="a&amp;b">&#123;x&#125;&nbsp;&hellip;</p>')
    paragraph = next(root.elements("p"))
    assert paragraph.get("title") == "a&b"
    assert paragraph.children == ("{x}\xa0…",)


@pytest.mark.parametrize("html", ["", "   ", "<!--", "<!--" * 1000, "<![", "\x00", "\ud800"])
def test_what_holds_no_element_is_an_empty_document(html: str):
    assert blocks_of(parse_html(html), "http://a.example/") == () or html in {
        "\x00",
        "\ud800",
        "<![",
    }


def test_html_nested_past_the_parser_is_refused_and_not_cut():
    with pytest.raises(UsageError, match="deep"):
        parse_html("<div>" * 3000 + "lost")


def test_big_html_is_refused():
    with pytest.raises(UsageError, match="bytes"):
        parse_html("x" * (8 * 1024 * 1024 + 1))


def test_hidden_elements_are_told():
    root = parse_html('<p hidden>a</p><p style="display : none">b</p><p>c</p>')
    assert [element.visible for element in root.elements("p")] == [False, False, True]


@pytest.mark.parametrize(
    "html",
    [
        "<a " * 100_000,
        "<!--" * 100_000,
        "<p>a<br>" * 20_000,
        '<a href="' * 50_000,
        "<table>" * 1500,
        "<object>" * 1500,
        "<b style='background:url(x)'>" * 1500,
        "<p style='" + "(" * 200_000,
    ],
)
def test_hostile_html_is_read_in_time(html: str):
    start = time.process_time()
    blocks_of(parse_html(html), "http://a.example/")
    assert time.process_time() - start < 20


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div align=center>",
                "</div>",
                "<img src=a>",
                "<br>",
                "<table><tr><td>",
                "</table>",
                "text",
                "▲",
                "\n",
                "<figure>",
                "<figcaption>",
                "</figure>",
                "<noscript>",
                "<iframe src=b>",
                "</iframe>",
                "<h2>",
                "</h2>",
                "<li>",
                "<em>",
                "</em>",
                "&amp;",
                "<",
            ]
        ),
        max_size=40,
    )
)
def test_any_markup_gives_blocks_that_point_at_media(pieces: list[str]):
    blocks = blocks_of(parse_html("".join(pieces)), "http://a.example/")
    for block in blocks:
        assert block.line is None or block.line >= 1
        for index in block.caption_of:
            assert blocks[index].kind in {"image", "player", "video", "audio"}
