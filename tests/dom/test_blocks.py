import pytest

from archiver.dom import blocks_of, parse_html
from archiver.models import Block, BlockKind

BASE = "https://a.example/post/"


def read(html: str, *, scripting: bool = True) -> list[Block]:
    return list(blocks_of(parse_html(html), BASE, scripting=scripting))


def kinds(html: str) -> list[str]:
    return [str(block.kind) for block in read(html)]


def texts(html: str) -> list[str]:
    return [block.text for block in read(html)]


def test_inline_markup_is_joined_and_blanks_folded():
    assert texts("<p>one <b>two</b>\n  three&nbsp; 四</p>") == ["one two three 四"]


def test_loose_text_between_blocks_is_a_paragraph():
    assert texts("<div>before<p>inside</p>after</div>") == ["before", "inside", "after"]


def test_an_empty_line_made_of_breaks_ends_a_paragraph():
    assert texts("a<br>b<br><br>c<br> <br>d") == ["a b", "c", "d"]


def test_headings_keep_their_level():
    assert [(b.kind, b.level) for b in read("<h2>a <i>b</i></h2><h4>c</h4>")] == [
        ("heading", 2),
        ("heading", 4),
    ]


def test_scripts_styles_templates_and_controls_are_not_read():
    html = (
        "<script>a</script><style>b</style><template><p>c</p></template><select><option>d</select>"
    )
    assert texts(html + "<p>e</p>") == ["e"]


def test_a_table_of_data_is_one_block():
    rows = "<tr><th>a<td>b</tr><tr><td>1<td>2<br>3</tr><tr><td></tr>"
    html = f"<table><caption>c</caption>{rows}</table>"
    assert [(b.kind, b.text) for b in read(html)] == [("table", "c\na\tb\n1\t2 3")]


def test_a_table_that_holds_pictures_is_layout():
    assert kinds("<table><tr><td><img src=a.jpg><td>long text</tr></table>") == ["image", "text"]


def test_the_line_of_a_paragraph_is_where_its_text_starts():
    assert [block.line for block in read("<div>\n\nloose\n<p>\ntext</p>\n\nmore</div>")] == [
        3,
        5,
        7,
    ]


def test_a_picture_is_one_block_with_its_other_sizes_as_alternates():
    html = (
        '<picture><source srcset="l.webp 2x, m.webp 1x">'
        '<img src="m.jpg" srcset="s.jpg 100w,b.jpg 2w"'
        ' alt="Alt" width="600" height="90%" referrerpolicy="No-Referrer"></picture>'
    )
    (image,) = read(html)
    assert image.url == BASE + "m.jpg"
    assert set(image.alternates) == {BASE + n for n in ("s.jpg", "b.jpg", "l.webp", "m.webp")}
    assert (image.text, image.width_px, image.height_px) == ("Alt", 600, None)
    assert image.referrer_policy == "no-referrer"


@pytest.mark.parametrize(
    "attributes",
    [
        'src="data:image/gif;base64,R0" data-src="r.jpg"',
        'data-original="r.jpg"',
        'src="/img/blank.gif" data-lazy-src="r.jpg"',
        'src="data:image/svg+xml;utf8,x" data-actualsrc="r.jpg"',
        'src="data:image/gif;base64,R0" data-src="data:image/gif;base64,R0" data-original="r.jpg"',
    ],
)
def test_a_lazy_picture_promises_what_its_loader_will_show(attributes: str):
    (image,) = read(f"<img {attributes}>")
    assert image.url == BASE + "r.jpg"


def test_a_real_src_counts_before_lazy_attributes():
    (image,) = read('<img src="a.jpg" data-src="b.jpg">')
    assert (image.url, image.alternates) == (BASE + "a.jpg", (BASE + "b.jpg",))


def test_a_noscript_copy_is_another_address_of_the_picture_before_it():
    html = '<img src="data:," data-id=1><noscript><img src="r.jpg"></noscript>'
    (image,) = read(html)
    assert (image.url, image.alternates) == (BASE + "r.jpg", ("data:,",))
    assert (
        len(read('<img src="r.jpg"><noscript><img src="r.jpg"></noscript>', scripting=False)) == 1
    )
    assert len(read('<noscript><img src="r.jpg"></noscript>', scripting=False)) == 1


def test_a_noscript_with_another_picture_does_not_vouch_for_the_one_before():
    (image,) = read('<img src="a.jpg"><noscript><img src="pixel.gif"></noscript>')
    assert image.alternates == ()


def test_protocol_relative_addresses_take_the_scheme_of_the_page():
    (player,) = read('<iframe src="//player.example/p?a=1&amp;b=2#t"></iframe>')
    assert (player.kind, player.url) == ("player", "https://player.example/p?a=1&b=2")


def test_a_base_element_is_heeded():
    assert read('<base href="/other/"><img src="a.jpg">')[0].url == "https://a.example/other/a.jpg"


def test_an_iframe_that_a_script_would_fill_is_a_player():
    assert read('<iframe data-src="https://v.example/1"></iframe>')[0].url == "https://v.example/1"


def test_an_iframe_of_nothing_is_no_block():
    assert read('<iframe src="about:blank"></iframe><iframe></iframe>') == []


def test_an_object_and_the_embed_in_it_are_one_player():
    html = '<object><param name="movie" value="/f.swf"><embed src="/f.swf"></object>'
    (player,) = read(html)
    assert (player.kind, player.url) == ("player", "https://a.example/f.swf")


def test_a_video_keeps_its_sources_and_poster():
    html = '<video poster="p.jpg"><source src="a.webm"><source src="a.mp4">no video</video>'
    (video,) = read(html)
    assert (video.url, video.alternates) == (BASE + "a.webm", (BASE + "a.mp4",))
    assert video.poster == BASE + "p.jpg"


def test_a_page_address_in_a_video_stays_a_video():
    (video,) = read('<video src="https://www.bilibili.com/video/BV1"></video>')
    assert (video.kind, video.url) == (BlockKind.VIDEO, "https://www.bilibili.com/video/BV1")


def test_background_pictures_of_style_attributes_are_pictures():
    html = "<div style=\"color:red;background:#fff url('b.jpg') no-repeat\">text</div>"
    assert [(b.kind, b.url) for b in read(html)] == [("image", BASE + "b.jpg"), ("text", "")]


def test_pictures_in_svg_are_found_and_its_drawing_is_not():
    html = '<svg><path d="M0"/><text>label</text><image xlink:href="s.png"/></svg>'
    assert [block.url for block in read(html)] == [BASE + "s.png"]


def test_a_button_that_is_a_picture_is_a_picture_and_other_controls_are_none():
    html = '<form>Go <input type="IMAGE" src="go.png" alt="Go" width=80 height=30> now</form>'
    assert [(b.kind, b.text) for b in read(html)] == [
        ("text", "Go"),
        ("image", "Go"),
        ("text", "now"),
    ]
    button = read(html)[1]
    assert (button.url, button.width_px, button.height_px) == (BASE + "go.png", 80, 30)
    assert read('<input type=text src="a.png"><input src="a.png"><input type=image>') == []


@pytest.mark.parametrize("tag", ["object data", "embed src"])
@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ('="a.png"', "image"),
        ('="a.JPEG?x=1"', "image"),
        ('="a" type="image/webp"', "image"),
        ('="a.swf"', "player"),
        ('="https://v.example/p?poster=a.png"', "player"),
    ],
)
def test_an_object_or_embed_of_a_picture_is_a_picture(tag: str, rest: str, kind: str):
    (block,) = read(f"<{tag}{rest}></{tag.split(maxsplit=1)[0]}>")
    assert block.kind == kind


def test_a_frame_of_a_picture_is_a_frame():
    assert kinds('<iframe src="a.png"></iframe>') == ["player"]


def test_pictures_in_svg_may_be_named_in_both_ways_and_stand_in_order():
    html = '<p>a</p><svg><g><image href="1.png"/></g><image xlink:href="2.png"/></svg><p>b</p>'
    assert [b.url or b.text for b in read(html)] == ["a", BASE + "1.png", BASE + "2.png", "b"]
    assert read("<svg><image/><image href='javascript:x'/></svg>") == []


def test_subtitles_are_no_block_and_no_address_of_their_film():
    html = '<video src="a.mp4" poster="p.jpg"><track src="zh.vtt" kind="subtitles">x</video>'
    (video,) = read(html)
    assert (video.kind, video.url, video.alternates) == ("video", BASE + "a.mp4", ())
    assert video.poster == BASE + "p.jpg"
    (sound,) = read('<audio controls><source src="a.mp3"><track src="zh.vtt"></audio>')
    assert (sound.kind, sound.url, sound.alternates) == ("audio", BASE + "a.mp3", ())


def test_what_the_source_hides_is_marked():
    html = '<div hidden><img src="a.jpg"><p>x</p></div><p>y</p>'
    assert [block.visible for block in read(html)] == [False, False, True]


def test_a_shortcode_element_is_a_shortcode_block():
    (block,) = read('<p><archiver-shortcode raw="{% x %}"></archiver-shortcode></p>')
    assert (block.kind, block.text) == ("shortcode", "{% x %}")
