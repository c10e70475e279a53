"""What a block says of its words: links, language, why they cannot be seen, missing glyphs."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.dom import blocks_of, element_from_snapshot, parse_html
from archiver.models import Block, BlockKind

BASE = "https://a.example/post/"
BOX = [0, 0, 80, 20]


def read(html: str) -> list[Block]:
    return list(blocks_of(parse_html(html), BASE))


def page(*children: object) -> list[Block]:
    return list(blocks_of(element_from_snapshot(["body", {}, BOX, list(children)]), BASE))


def links(html: str) -> list[tuple[str, ...]]:
    return [block.links for block in read(html)]


# --- links


def test_links_are_absolute_in_order_and_each_once():
    html = (
        "<p><a href=/one?a=1>x</a> and <a href='//b.example/two'>y</a>"
        "<a href='../one?a=1'>again</a> <a href=three>z</a></p>"
    )
    assert links(html) == [
        ("https://a.example/one?a=1", "https://b.example/two", "https://a.example/post/three")
    ]


def test_a_fragment_tells_parts_of_another_page_apart_but_is_no_link_in_the_same_page():
    html = (
        "<p><a href=/app#/one>a</a><a href=/app#/two>b</a><a href='#top'>c</a><a href=/x#>d</a></p>"
    )
    assert links(html) == [
        ("https://a.example/app#/one", "https://a.example/app#/two", "https://a.example/x")
    ]


@pytest.mark.parametrize(
    "href",
    [
        *("#", "", "mailto:a@a.example", "tel:+49", "javascript:void(0)", "data:text/html,x"),
        *("http://", "https://[", "ftp://a.example/x", "https://a.example:port/"),
    ],
)
def test_what_leads_nowhere_on_the_web_is_no_link(href: str):
    assert links(f'<p><a href="{href}">words</a></p>') == [()]


def test_a_link_without_words_or_medium_is_none_of_the_blocks():
    assert links("<p>words <a href=/x></a><a href=/y> </a></p>") == [()]


def test_a_link_goes_with_the_block_that_it_is_around():
    html = "<a href=/big><p>before <img src=a.jpg> after</p></a><p>apart</p>"
    assert links(html) == [("https://a.example/big",)] * 3 + [()]


def test_each_line_that_is_a_text_of_its_own_has_its_own_links():
    html = "<p><a href=/a>one</a><br><a href=/b>two</a><br>▲ <a href=/c>caption</a></p>"
    assert links(html) == [("https://a.example/a", "https://a.example/b"), ("https://a.example/c",)]


def test_a_table_of_data_has_the_links_of_its_cells():
    rows = "<tr><td><a href=/1>a</a><td>b<tr><td><b><a href=/2>c</a></b><td><a href=/3></a>"
    (table,) = read(f"<table>{rows}</table>")
    assert table.kind is BlockKind.TABLE
    assert table.links == ("https://a.example/1", "https://a.example/2")


def test_a_base_is_heeded_by_links():
    assert links("<base href=https://b.example/x/><p><a href=y>z</a></p>") == [
        ("https://b.example/x/y",)
    ]


def test_blanks_and_line_feeds_in_an_address_are_read_as_a_browser_does():
    assert links("<p><a href=' https://b.example/lo\nng '>z</a></p>") == [
        ("https://b.example/long",)
    ]


def test_at_most_64_links_are_kept():
    (block,) = read("<p>" + "".join(f"<a href=/{n}>x</a>" for n in range(80)) + "</p>")
    assert len(block.links) == 64
    assert block.links[-1] == "https://a.example/63"


def test_a_page_has_the_links_of_its_source():
    (block,) = page(["p", {}, BOX, ["see ", ["a", {"href": "/one"}, BOX, ["one"]]]])
    assert block.links == ("https://a.example/one",)


# --- language


def test_the_nearest_language_is_the_words_own():
    html = "<div lang=zh><p>甲</p><p lang='en-GB'>b</p><p xml:lang=fr>c</p><p lang=''>d</p></div>e"
    assert [block.language for block in read(html)] == ["zh", "en-GB", "fr", "", ""]


def test_the_language_of_a_paragraph_is_that_of_most_of_its_characters():
    html = "<p lang=en><i lang=la>Ad fontes</i> was what they wrote above the door.</p>"
    assert [block.language for block in read(html)] == ["en"]


def test_a_page_takes_its_language_from_the_root():
    root = ["html", {"lang": "zh-CN"}, BOX, [["body", {}, BOX, [["p", {}, BOX, ["甲"]]]]]]
    assert [b.language for b in blocks_of(element_from_snapshot(root), BASE)] == ["zh-CN"]


def test_a_language_of_any_length_is_cut():
    (block,) = read(f"<p lang={'x' * 9000}>a</p>")
    assert len(block.language) <= 64


# --- hiding


def hidden(reason: str, *children: object) -> list[object]:
    return ["span", {":hiding": reason}, BOX, list(children)]


def test_a_paragraph_is_hidden_when_all_its_words_are():
    blocks = page(
        ["p", {":hiding": "colour"}, BOX, ["white on white"]],
        ["p", {}, BOX, [hidden("size", "one"), " ", hidden("size", "two")]],
        ["p", {":hiding": "clipped"}, BOX, ["one", hidden("size", "two")]],
    )
    assert [block.hiding for block in blocks] == ["colour", "size", "size"]


def test_one_word_that_can_be_seen_is_enough():
    blocks = page(
        ["p", {}, BOX, ["seen ", hidden("size", "not seen")]],
        ["p", {":hiding": "size"}, BOX, ["not seen ", ["b", {}, BOX, ["seen"]]]],
    )
    assert [block.hiding for block in blocks] == ["", ""]


def test_words_without_a_box_do_not_count_as_seen():
    gone = ["i", {}, None, ["gone"]]
    (block,) = page(["p", {}, BOX, [hidden("clipped", "there"), gone]])
    assert (block.hiding, block.visible) == ("clipped", True)


def test_a_table_is_hidden_when_all_its_cells_are():
    cells = [["td", {":hiding": "colour"}, BOX, ["a"]], ["td", {":hiding": "colour"}, BOX, ["b"]]]
    open_cell = ["td", {}, BOX, ["c"]]
    blocks = page(
        ["table", {}, BOX, [["tr", {}, BOX, cells]]],
        ["table", {}, BOX, [["tr", {}, BOX, [*cells, open_cell]]]],
    )
    assert [block.hiding for block in blocks] == ["colour", ""]


def test_only_known_reasons_are_believed():
    assert [block.hiding for block in page(hidden("a fairy", "words"))] == [""]


def test_a_source_cannot_say_what_only_the_browser_knows():
    (block,) = read("<p :hiding=size :tofu=abc>abc</p>")
    assert (block.hiding, block.missing_glyphs) == ("", "")


# --- missing glyphs


def test_missing_glyphs_are_those_of_all_words_in_order_each_once():
    (block,) = page(
        ["p", {":tofu": "乙甲"}, BOX, ["乙x甲", ["b", {":tofu": "甲丙"}, BOX, ["甲丙"]]]]
    )
    assert block.missing_glyphs == "乙甲丙"


def test_each_line_has_only_the_missing_glyphs_that_stand_in_it():
    br = ["br", {}, BOX, []]
    blocks = page(["p", {":tofu": "甲乙"}, BOX, ["words 甲", br, "▲ caption 乙"]])
    assert [block.missing_glyphs for block in blocks] == ["甲", "乙"]


def test_at_most_40_missing_glyphs_are_kept():
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 60)))
    halves = [
        ["b", {":tofu": characters[i : i + 30]}, BOX, [characters[i : i + 30]]] for i in (0, 30)
    ]
    (block,) = page(["p", {}, BOX, halves])
    assert block.missing_glyphs == characters[:40]


# --- hostile


def test_many_lines_that_are_texts_of_their_own_take_linear_time():
    lines = [["b", {":tofu": "甲" * 40}, BOX, [f"▲ {n}"]] for n in range(20_000)]
    br = ["br", {}, BOX, []]
    children = [node for line in lines for node in (line, br)]
    began = time.process_time()
    blocks = page(["p", {}, BOX, children])
    assert time.process_time() - began < 20
    assert len(blocks) == 20_000


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=10), st.text(max_size=5))))
def test_any_address_language_and_mark_is_read(parts: list[tuple[str, str, str]]):
    children = [
        ["a", {"href": href, "lang": word, ":hiding": word, ":tofu": word}, BOX, [text]]
        for href, text, word in parts
    ]
    for block in page(["p", {}, BOX, children], ["table", {}, BOX, children]):
        assert len(block.links) <= 64
        assert all(link.lower().startswith(("http://", "https://")) for link in block.links)
        assert block.hiding == ""
        assert set(block.missing_glyphs) <= set(block.text)
