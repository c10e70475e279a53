import pytest

from archiver.dom import blocks_of
from archiver.models import Block
from archiver.source.body import Body, Dialect, Generator, render_body

BASE = "http://a.example/"


def body(text: str, generator: Generator = Generator.UNKNOWN, **options: bool) -> Body:
    return render_body(text, 1, Dialect(generator=generator, **options))


def blocks(text: str, generator: Generator = Generator.UNKNOWN, **options: bool) -> list[Block]:
    return list(blocks_of(body(text, generator, **options).tree, BASE))


MIXED = """# One

Text with a soft
line and ![pic](a.jpg).

- item one
- item two

  continued

> quote

```c
code
```

<div>
<p>raw</p>
<img src="b.jpg">
</div>

| a | b |
|---|---|
| 1 | 2 |

last[^n]

[^n]: note
"""


def test_every_block_knows_the_line_of_the_file():
    lines = MIXED.split("\n")
    for block in blocks(MIXED):
        if block.text.startswith("note"):  # footnotes are moved to the end
            continue
        assert block.line is not None
        first_word = (block.text or block.url.rpartition("/")[2]).split()[0].partition("[")[0]
        assert first_word in lines[block.line - 1], block


def test_a_line_feed_is_a_break_in_hexo_alone():
    assert "<br" in body("a\nb", Generator.HEXO).html
    assert "<br" not in body("a\nb").html


def test_an_element_with_blank_lines_is_taken_whole():
    text = "<div>\n<p>one</p>\n\n    <p>not code</p>\n    <img src=a.jpg>\n\n</div>\n\nafter"
    assert [block.kind for block in blocks(text)] == ["text", "text", "image", "text"]
    assert "<code>" in body(text, Generator.HEXO).html


def test_markdown_in_an_element_is_markdown():
    assert "<strong>" in body("<div>\n\n**bold**\n\n</div>").html
    assert "<strong>" in body('<div markdown="1">\n\nx **bold**\n\n</div>').html


def test_goldmark_leaves_raw_html_out():
    found = blocks("one\n\n<iframe src=x></iframe>\n\ntwo <b>x</b>", Generator.HUGO, raw_html=False)
    assert [(block.text, block.line) for block in found] == [("one", 1), ("two x", 5)]


def test_attribute_lists_are_no_text():
    text = "# Title {#id}\n\npara\n{: .note}\n\n```\n{: .kept}\n```\n"
    assert [block.text for block in blocks(text)] == ["Title", "para", "{: .kept}"]


def test_an_html_body_is_not_markdown():
    found = blocks("<p>*a*</p>\n\n    <p>b</p>", markdown=False)
    assert [(block.text, block.line) for block in found] == [("*a*", 1), ("b", 3)]


def test_lazy_pictures_show_without_their_script():
    html = body('<img class="x" src="data:image/gif;base64,R0" data-src="a.jpg?x=1&amp;y=2">').html
    assert html.index('src="a.jpg?x=1&amp;y=2"') < html.index("data:image")


@pytest.mark.parametrize("text", ["<p>{}</p>", "a\n\n{}\n\nb", "{}"])
def test_escaped_braces_are_undone(text: str):
    assert any("{x}" in block.text for block in blocks(text.format("&#123;x&#125;")))


def test_a_stand_in_srcset_does_not_hide_the_real_src():
    # The lazy loader of WordPress (Jetpack), with no script to undo it.
    image = (
        '<img data-lazy-src="https://a.example/1.jpg?x" src="https://a.example/1.jpg" '
        'srcset="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
    )
    html = body(f"<p>{image}</p>\n").html
    assert html.index('srcset=""') < html.index("data:image/gif")
    assert 'src="https://a.example/1.jpg"' in html
