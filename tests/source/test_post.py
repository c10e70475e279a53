import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import PostError
from archiver.models import Doubt, Post
from archiver.source import ReadingOptions, read_post
from archiver.source.slug import MAX_SLUG_CHARS, slug_of_url

SEED_LIKE = """
---
title: '两国领导人通话，为何&#123;关系&#125;更加迫切？'
categories:
 - 新媒体
 - 首页
headimg: 'https://i.example/a.jpg?imageView2/2/w/500/format/jpg'
author: 某网
comments: false
date: Sun, 14 Nov 2021 15:43:00 GMT
thumbnail: 'https://i.example/a.jpg?imageView2/2/w/500/format/jpg'
---

<div>
<p>正文。</p><p style="text-align:center;"><iframe src="https://v.example/p?vid=1"></iframe></p>
<p align="center">▲通话。视频来源：某新闻</p>
<p align="center"><img src="/a.jpg" alt="500" referrerpolicy="no-referrer"></p>

</div>
            """


def post(text: str | bytes, name: str = "post.md") -> Post:
    data = text.encode() if isinstance(text, str) else text
    return read_post(Path("/site/_posts") / name, data=data)


def test_a_feed_post_is_read_whole():
    read = post(SEED_LIKE, "世界.md")
    assert read.title == "两国领导人通话，为何{关系}更加迫切？"
    assert (read.author, read.comments, read.categories) == ("某网", False, ("新媒体", "首页"))
    assert read.date is not None
    assert not read.date.doubts
    assert [(block.kind, block.line) for block in read.blocks] == [
        ("text", 15),
        ("player", 15),
        ("caption", 16),
        ("image", 17),
    ]
    assert read.blocks[2].caption_of == (1,)
    assert read.blocks[3].url == "http://post.invalid/a.jpg"
    assert read.blocks[3].referrer_policy == "no-referrer"
    assert read.raw == SEED_LIKE.encode()


def test_relative_addresses_are_resolved_against_the_page():
    text = "---\nthumbnail: t.jpg\n---\n![](a.jpg)\n"
    options = ReadingOptions(base_url="https://a.example/2020/p/")
    read = read_post(Path("p.md"), data=text.encode(), options=options)
    assert read.blocks[0].url == "https://a.example/2020/p/a.jpg"
    assert read.thumbnail == "https://a.example/2020/p/t.jpg"


def test_the_title_is_the_front_matters_then_the_bodys_then_the_files():
    assert post("---\ntitle: A\n---\n# B").title == "A"
    assert post("# B\n").title == "B"
    assert post("<html><title>C</title><h1>D</h1>", "x.html").title == "C"
    assert post("text", "2020-01-02-name.md").title == "name"


def test_the_date_may_come_from_the_file_name():
    date = post("text", "2020-01-02-name.md").date
    assert date is not None
    assert Doubt.FROM_FILE_NAME in date.doubts


def test_an_html_file_is_not_markdown():
    read = post("---\ntitle: T\n---\n\n    <p>*a*</p>", "x.html")
    assert [(block.text, block.line) for block in read.blocks] == [("*a*", 5)]


def test_a_picture_in_a_noscript_alone_is_remarked():
    read = post("<p>a</p>\n<noscript><img src='b.jpg'></noscript>\n")
    assert [remark.line for remark in read.remarks] == [2]


def test_slugs_are_short_ascii_and_differ_by_place():
    names = [
        "世界.md",
        "con.md",
        "A b—C.md",
        "x" * 200 + ".md",
        "2020-01-02-title.md",
        "a/index.md",
    ]
    slugs = [post("text", name).slug for name in names]
    assert len(set(slugs)) == len(slugs)
    for slug in slugs:
        assert len(slug) <= MAX_SLUG_CHARS
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slugs[1].startswith("con-")
    assert slugs[4].startswith("title-")
    assert slugs[5].startswith("a-")


def test_a_slug_does_not_change_with_title_or_machine(tmp_path: Path):
    for folder in ("one", "two"):
        path = tmp_path / folder / "_posts" / "新.md"
        path.parent.mkdir(parents=True)
        path.write_text(f"---\ntitle: {folder}\n---\n", encoding="utf-8")
    one, two = (read_post(tmp_path / folder / "_posts" / "新.md") for folder in ("one", "two"))
    assert one.slug == two.slug.replace("two", "one")
    rooted = [
        read_post(tmp_path / f / "_posts" / "新.md", root=tmp_path).slug for f in ("one", "two")
    ]
    assert rooted[0] != rooted[1]


def test_a_slug_of_an_address_tells_it():
    assert slug_of_url("https://www.a.example/b/c?d").startswith("a-example-b-c-")
    assert slug_of_url("https://a.example/?1") != slug_of_url("https://a.example/?2")


def test_what_is_no_file_is_one_error(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    for name in ("", "pipe.md", "loop.md", "none.md"):
        with pytest.raises(PostError, match=":1: "):
            read_post(tmp_path / name)


def test_a_body_nested_too_deep_is_one_error():
    with pytest.raises(PostError, match="deep"):
        post("---\na: b\n---\n" + "<div>" * 3000)


PIECES = st.lists(
    st.sampled_from(
        [
            "---\n",
            "+++\n",
            ";;;\n",
            "title: a\n",
            "- b\n",
            "\t",
            "a: 'b\n",
            "<div>\n",
            "</div>\n",
            "\n",
            "# h\n",
            "![](a)\n",
            "{% img a.jpg %}\n",
            "{{< x >}}",
            "```\n",
            "[caption x]",
            "<img src=a>",
            "▲b\n",
            "| a | b |\n",
            "|-|-|\n",
            "> q\n",
            "* i\n",
            "&#123;",
            "\r",
            "\ufeff",
            "<!--",
            "<p",
            "\x00",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=250, deadline=None)
@given(PIECES.map(str.encode) | st.binary(max_size=200), st.sampled_from(["a.md", "a.html"]))
def test_any_bytes_are_a_post_or_one_error_in_time(data: bytes, name: str):
    start = time.process_time()
    read, error = attempt(data, name)
    if error is not None:
        assert error.line >= 1
        assert "\n" not in str(error)
    if read is not None:
        last = data.count(b"\n") + data.count(b"\r") + 2
        assert all(block.line is None or 1 <= block.line <= last for block in read.blocks)
        json.dumps(dict(read.fields))
    assert time.process_time() - start < 20


def attempt(data: bytes, name: str) -> tuple[Post | None, PostError | None]:
    try:
        return post(data, name), None
    except PostError as error:
        return None, error
