from pathlib import Path

from archiver.dom import blocks_of, parse_html
from archiver.models import Post
from archiver.source import read_post, render_article


def post(text: str, name: str = "p.md") -> Post:
    return read_post(Path(name), data=text.encode())


HEAD = "---\ntitle: a <b> & 中\nauthor: A\ndate: 2020-01-02\ncategories: [c, d]\nheadimg: http://i.example/h.jpg\n---\n"


def test_an_article_shows_front_matter_and_body():
    html = render_article(
        post(HEAD + '<p><img src="http://i.example/x.jpg" referrerpolicy="no-referrer"></p>')
    )
    blocks = blocks_of(parse_html(html), "http://a.example/")
    assert [block.text or block.url for block in blocks] == [
        "a <b> & 中",
        "A2020-01-02c / d",
        "http://i.example/h.jpg",
        "http://i.example/x.jpg",
    ]
    assert {block.referrer_policy for block in blocks if block.url} == {"no-referrer"}
    assert 'lang="zh"' in html
    assert "<script" not in html


def test_a_head_picture_that_the_body_shows_is_not_shown_twice():
    html = render_article(post(HEAD + "![](http://i.example/h.jpg?imageView2/2/w/500)"))
    assert html.count("i.example/h.jpg") == 1


def test_a_tag_that_only_the_site_knows_is_seen():
    assert "{{&lt; gist x &gt;}}" in render_article(post("a {{< gist x >}}"))


def test_the_page_promises_what_the_post_does():
    text = HEAD + "# H\n\none\n\n![](a.jpg)\n▲caption\n\n{% youtube lJIrF4YjHfQ %}\n"
    read = post(text)
    page = blocks_of(parse_html(render_article(read)), f"http://post.invalid/{read.slug}/")
    promised = [(block.kind, block.text, block.url) for block in read.blocks]
    assert [(block.kind, block.text, block.url) for block in page][3:] == promised


def test_a_whole_document_is_its_own_page():
    text = "<!DOCTYPE html>\n<html><head><meta charset=big5><title>T</title></head><body>x</html>"
    assert render_article(post(text, "p.html")) == "\ufeff" + text
