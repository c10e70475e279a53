import pytest

from archiver.dom import blocks_of
from archiver.models import Block
from archiver.source.body import Dialect, render_body
from archiver.source.shortcodes import tag_of

BASE = "http://a.example/p/"


def blocks(text: str) -> list[Block]:
    return list(blocks_of(render_body(text, 1, Dialect()).tree, BASE))


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("{% youtube lJIrF4YjHfQ %}", "player", "https://www.youtube.com/embed/lJIrF4YjHfQ"),
        ("{{< youtube id=lJIrF4YjHfQ >}}", "player", "https://www.youtube.com/embed/lJIrF4YjHfQ"),
        (
            '{% include youtube.html id="lJIrF4YjHfQ" %}',
            "player",
            "https://www.youtube.com/embed/lJIrF4YjHfQ",
        ),
        ("{{< vimeo 146022717 >}}", "player", "https://player.vimeo.com/video/146022717"),
        (
            "{{< bilibili BV1xx411c7mD >}}",
            "player",
            "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD",
        ),
        ("{% bilibili 12345 %}", "player", "https://player.bilibili.com/player.html?aid=12345"),
        (
            '{% dplayer "url=https://v.example/a.mp4" "pic=https://v.example/a.jpg" %}',
            "video",
            "https://v.example/a.mp4",
        ),
        ("{% img left /a.jpg 400 600 %}", "image", "http://a.example/a.jpg"),
        ("{% asset_img a.jpg %}", "image", BASE + "a.jpg"),
        ("{% inlineImg /a.jpg 150px %}", "image", "http://a.example/a.jpg"),
        ('{{< figure src="a.jpg" >}}', "image", BASE + "a.jpg"),
        ('{{<\n  figure src="a.jpg"\n>}}', "image", BASE + "a.jpg"),
        ("![]({{ site.baseurl }}/a.jpg)", "image", "http://a.example/a.jpg"),
        ("<img src=\"{{ '/a.jpg' | relative_url }}\">", "image", "http://a.example/a.jpg"),
    ],
)
def test_a_tag_with_one_meaning_is_its_medium(text: str, kind: str, url: str):
    (block,) = blocks(text)
    assert (block.kind, block.url) == (kind, url)


def test_captions_of_tags_are_captions():
    figure, img = (
        '{{< figure src="a.jpg" caption="One two" >}}',
        """{% img /b.jpg '"three four" "alt"' %}""",
    )
    wordpress = '[caption id="x"]<a href="#"><img src="c.jpg"></a> five six[/caption]'
    found = blocks(f"{figure}\n\n{img}\n\n{wordpress}")
    assert [(b.text, b.caption_of) for b in found if b.kind == "caption"] == [
        ("One two", (0,)),
        ("three four", (2,)),
        ("five six", (4,)),
    ]
    assert found[2].text == "alt"


@pytest.mark.parametrize(
    "tag", ["{% post_link a %}", "{{< gist a b >}}", "{{% notice x %}}", "{% note %}"]
)
def test_a_tag_that_only_the_site_knows_is_a_block_and_visible_text(tag: str):
    text = f"one\n\ntwo\n\n{tag}\n\nthree"
    shortcode = next(block for block in blocks(text) if block.kind == "shortcode")
    assert (shortcode.text, shortcode.line) == (tag, 5)
    escaped = tag.replace("<", "&lt;").replace(">", "&gt;")
    assert escaped in render_body(text, 1, Dialect()).html


@pytest.mark.parametrize(
    "text",
    [
        "`{% img a.jpg %}`",
        "```\n{% img a.jpg %}\n```",
        "{% raw %}{% img a.jpg %}{% endraw %}",
        "{{</* img a.jpg */>}}",
        "{% highlight html %}\n<img src=a>\n{% endhighlight %}",
        "{% comment %}<img src=a>{% endcomment %}",
    ],
)
def test_tags_and_html_in_code_are_text(text: str):
    assert {str(block.kind) for block in blocks(text + "\n\nend")} == {"text"}


def test_a_tag_in_an_attribute_does_not_break_the_element():
    (block,) = blocks('<a href="{% post_url 2020-01-01-a %}">text</a>')
    assert (block.kind, block.text) == ("text", "text")


@pytest.mark.parametrize(
    "text", ["{% open", "{{< open", "[caption x", "%} >}} [/caption]", "{%%}", "{{<>}}"]
)
def test_a_tag_that_is_not_closed_is_text(text: str):
    assert [block.kind for block in blocks(text)] == ["text"]


@pytest.mark.parametrize(
    ("raw", "name", "words", "named"),
    [
        ("{{< gist user='a' id=0123abcd />}}", "gist", (), {"user": "a", "id": "0123abcd"}),
        ("{{%\nslideshare 41197 %}}", "slideshare", ("41197",), {}),
        ("{%- post_link one 'Two words' -%}", "post_link", ("one", "Two words"), {}),
        (" {% endnote %} ", "endnote", (), {}),
    ],
)
def test_a_tag_is_read_as_it_is_written(raw: str, name: str, words: tuple, named: dict):
    tag = tag_of(raw)
    assert tag is not None
    assert (tag.name, tag.words, dict(tag.named)) == (name, words, named)


@pytest.mark.parametrize("raw", ["", "note", "{{<", "{{< >}}", "{% %}", "{{< a %}}", "[caption]"])
def test_what_is_no_tag_is_not_read(raw: str):
    assert tag_of(raw) is None
