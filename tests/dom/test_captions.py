"""The conventions and the false positives of the formats reference, section 4."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.dom import Element, blocks_of, parse_html
from archiver.dom.wording import (
    is_caption_class,
    is_credit,
    is_numbered,
    mark_of,
    says_the_same,
    speaks_of_picture,
)
from archiver.models import Box

IMG = '<p align="center"><img src="a.jpg"></p>'
BODY = "<p>Body text that goes on for a while, as articles do, and ends with a full stop.</p>"
GREY = '<span style="color:#666666;">{}</span>'


def captions(html: str) -> dict[str, tuple[int, ...]]:
    blocks = blocks_of(parse_html(html), "http://a.example/")
    return {block.text: block.caption_of for block in blocks if block.kind == "caption"}


CONVENTIONS = {
    "marked paragraph after": IMG + '<p align="center">▲Secretary of state</p>' + BODY,
    "marked, centred by style": IMG + '<p style="text-align:center">△ someone</p>' + BODY,
    "marked, body style": IMG + "<p>▲ someone at a place, 2021.</p>" + BODY,
    "marked after an empty paragraph": IMG + "<p><br></p><p>△ emergency ward</p>" + BODY,
    "grey and centred": IMG + f'<p align="center">{GREY.format("训练现场 直播截图")}</p>' + BODY,
    "grey alone": IMG + f"<p>{GREY.format('训练现场')}</p>" + BODY,
    "fine print": IMG + '<p style="font-size:12px">A landing craft</p>' + BODY,
    "centred alone": IMG + '<p align="center">A landing craft</p>' + BODY,
    "centred by a wrapper": f'<div align="center">{IMG}<p>A craft</p></div>' + BODY,
    "italics": "<p><img src=a.jpg></p><p><em>A landing craft.</em></p>" + BODY,
    "figcaption": "<figure><img src=a.jpg><figcaption>NASA</figcaption></figure>" + BODY,
    "figcaption outside a figure": IMG + "<figcaption>June 8</figcaption>" + BODY,
    "caption class": '<div class="image-package"><img src=a.jpg></div>'
    '<div class="image-caption">June 8</div>' + BODY,
    "WordPress": '<div class="wp-caption"><img src=a.jpg><p class="wp-caption-text">x y</p></div>',
    "same paragraph, next line": "<p><img src=a.jpg>\nsuspected demolition</p>" + BODY,
    "same paragraph after br, marked": "<p><img src=a.jpg><br>▲ruins<br>Body follows.</p>",
    "mark at the end": IMG + "<blockquote><p>Sketch of the structure↑</p></blockquote>" + BODY,
    "numbered": IMG + "<p>图 1-2. 关系</p>" + BODY,
    "numbered in English": IMG + "<p>Figure 3: The result.</p>" + BODY,
    "credit": IMG + "<p>图片来源：路透社</p>" + BODY,
    "photographer": IMG + "<p>11月13日，北京。新华社记者 王晔 摄</p>" + BODY,
    "in brackets": "<p><img src=a.jpg></p><p>（大学时代的某人）</p>" + BODY,
    "pointing": "<p><img src=a.jpg></p><p>图为2018年3月，扫墓。</p>" + BODY,
    "screenshot": "<p><img src=a.jpg></p><p>某办法的截图</p>" + BODY,
    "image title": '<p><img src=a.jpg title="The rainbow\'s power"></p>' + BODY,
    "player": '<iframe src="http://v.example/"></iframe><p align=center>▲call</p>' + BODY,
    "video": f'<video src=a.mp4></video><p align="center">{GREY.format("发射")}</p>' + BODY,
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_caption_is_told_and_tied_to_its_medium(name: str):
    found = captions(CONVENTIONS[name])
    assert list(found.values()) == [(0,)], found


def test_a_down_mark_belongs_to_the_medium_after_it():
    html = BODY + "<blockquote>▼ splash-down.</blockquote><figure><img src=a.jpg>"
    found = captions(html + "<figcaption>NASA</figcaption></figure>")
    assert found == {"▼ splash-down.": (2,), "NASA": (2,)}


def test_one_figcaption_speaks_of_all_pictures_of_its_figure():
    html = "<figure><img src=a.jpg><img src=b.jpg><figcaption>Two images.</figcaption></figure>"
    assert captions(html) == {"Two images.": (0, 1)}


def test_a_caption_after_a_run_of_pictures_belongs_to_the_last_paragraph_of_them():
    html = IMG + '<p align="center"><img src=b.jpg></p><p align="center">▲b</p>' + BODY
    assert captions(html) == {"▲b": (1,)}


def test_pictures_in_a_table_row_pair_with_the_texts_below():
    row = "<tr><td><img src=a.jpg><td><img src=b.jpg></tr><tr><td>plain<td>with text</tr>"
    assert captions(f"<table>{row}</table>" + BODY) == {"plain": (0,), "with text": (1,)}


def test_plain_short_lines_are_captions_in_a_post_that_marks_its_captions():
    marked = IMG + "<p>▲first</p>" + BODY + IMG + "<p>▲second</p>" + BODY
    plain = "<p><img src=c.jpg></p><p>Third, unmarked.</p>" + BODY
    assert "Third, unmarked." in captions(marked + plain)
    assert "Third, unmarked." not in captions(plain)
    few = marked + ("<p><img src=d.jpg></p>" + BODY) * 20
    assert "Third, unmarked." not in captions(few + plain)


def test_a_line_in_brackets_that_comes_again_and_again_is_no_caption():
    assert (
        captions((IMG.replace(' align="center"', "") + "<p>(hover for info)</p>" + BODY) * 3) == {}
    )


FALSE_POSITIVES = {
    "arrow in a heading": IMG + "<h3>▲ Top</h3>" + BODY,
    "lone divider": IMG + "<p>▼</p>" + BODY,
    "down mark before a section title": "<p>▼</p><p><strong>One</strong></p>" + BODY,
    "up mark far from media": IMG + BODY + "<p>▲ network opinion</p>",
    "section label under several pictures": (IMG + "<p>▲ 网络观点</p>" + BODY) * 2,
    "bullets": IMG + "<ul><li>◇ one</li><li>△ two</li></ul>",
    "footnote mark": IMG + BODY + "<p>1. <a href='#r'>↑</a> See there.</p>",
    "centred article text": '<iframe src="http://v.example/"></iframe>'
    + "".join(f'<p align="center">line {n} of a poem</p>' for n in range(31)),
    "link label": IMG + f'<p align="center">{GREY.format("点击此处观看原视频")}</p>' + BODY,
    "linked line": IMG + '<p align="center"><a href="x">the original film</a></p>' + BODY,
    "byline": IMG + "<p>（文/观察者网 某人）</p>",
    "advertisement in a figcaption": "<figure><img src=a.jpg>"
    "<figcaption>以下为推广</figcaption></figure>",
    "empty figcaption": "<figure><img src=a.jpg><figcaption></figcaption></figure>" + BODY,
    "bold section title": IMG + "<p><strong>一键初始化</strong></p>" + BODY,
    "body text": IMG + BODY,
    "lead-in": IMG + '<p align="center">The next picture shows:</p>' + BODY,
    "tooltip": '<img src=a.jpg title="点击查看大图"><p>' + BODY,
    "title that names the file": '<img src=a.jpg title="IMG 0042.jpg">' + BODY,
    "title that repeats the alt": '<img src=a.jpg alt="A b" title="a b">' + BODY,
    "text after an inline picture": "<p>See <img src=a.jpg> here</p>" + BODY,
    "label cell of a layout table": "<table><tr><td>Progress<td><img src=a.svg></tr>"
    "<tr><td style='color:#666'>Contact<td>Somebody</tr></table>",
    "end mark": IMG + '<p align="center">— END —</p>',
    "icon": '<p align="center"><img src=a.png width=16 height=16></p><p align="center">menu</p>',
    "lead-in to the next picture": "<p><img src=a.jpg></p><p>下面是编程环境的截图</p>" + BODY,
    "code": "<img src=a.jpg><pre>▲ x</pre>",
}


@pytest.mark.parametrize("name", FALSE_POSITIVES)
def test_what_looks_like_a_caption_and_is_none(name: str):
    assert captions(FALSE_POSITIVES[name]) == {}


@pytest.mark.parametrize(
    "text", ["a" * 50_000 + "!", "▲" * 50_000, "图" * 50_000 + "!", "（" * 50_000]
)
def test_wording_is_told_in_linear_time(text: str):
    start = time.process_time()
    mark_of(text)
    is_credit(text)
    is_numbered(text)
    says_the_same(text, text[1:])
    is_caption_class(text)
    assert time.process_time() - start < 5


@given(st.text(max_size=80))
def test_any_text_is_told(text: str):
    assert mark_of(text) in {"", "up", "down"}
    assert says_the_same(text, text)
    for told in (is_credit, is_numbered, speaks_of_picture, is_caption_class):
        assert told(text) in {True, False}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A b", "a  B!", True),
        (
            "%47 yes, 32% no, 21% of all are not sure",
            "47% Yes, 32% No, 21% of all aren not sure",
            True,
        ),
        ("雾中的渡口", "雾中的渡口。", True),
        ("The pier at dusk", "The pier", False),
        ("Ferry", "", False),
    ],
)
def test_words_that_say_the_same(one: str, other: str, *, same: bool):
    assert says_the_same(one, other) is same


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        ("photo-credit", True),
        ("col field img-credit", True),
        ("in-article-video-title", True),
        ("entry-title", False),
        ("creditcard", False),
        ("", False),
    ],
)
def test_classes_of_credits_and_titles(classes: str, *, told: bool):
    assert is_caption_class(classes) is told


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("▲ The pier", "up"),
        ("▲ 返回顶部", ""),
        ("↑ Back to the top", ""),
        ("▲ 3.2%", ""),
        ("▲", ""),
        ("▼ below", "down"),
    ],
)
def test_marks_that_point_at_a_picture(text: str, mark: str):
    assert mark_of(text) == mark


def test_numbers_before_their_pictures_stay_with_them():
    pairs = "".join(f"<p>Figure {n}. The pier</p><p><img src={n}.jpg></p>" for n in range(1, 4))
    assert list(captions(BODY + pairs + BODY).values()) == [(2,), (4,), (6,)]
    after = "".join(f"<p><img src={n}.jpg></p><p>Figure {n}. The pier</p>" for n in range(1, 4))
    assert list(captions(BODY + after + BODY).values()) == [(1,), (3,), (5,)]


def test_a_gallery_s_caption_speaks_of_all_its_figures():
    figures = "".join(
        f"<figure><img src={n}.jpg><figcaption>pier {n}</figcaption></figure>" for n in "ab"
    )
    gallery = f"<img src=z.jpg>{BODY}<figure>{figures}<figcaption>Both piers</figcaption></figure>"
    assert captions(gallery) == {"pier a": (2,), "pier b": (4,), "Both piers": (2, 4)}


def test_a_picture_drawn_small_is_an_icon_whatever_its_own_size():
    small = Box(0, 0, 16, 16)
    tree = (
        Element("img", {"src": "a.png", ":w": "512", ":h": "512"}, (), box=small),
        Element("p", {"align": "center"}, ("menu",), box=Box(0, 20, 600, 20)),
    )
    body = Element("body", {}, tree, box=Box(0, 0, 600, 40))
    assert [block.kind for block in blocks_of(body, "http://a.example/")] == ["image", "text"]
