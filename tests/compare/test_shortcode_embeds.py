"""Tags that stand for a medium: shown, not shown, or shown as they are written."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_case import ABOVE, BELOW, case_of, kinds
from staged import capture, document, entry, post

from archiver.compare import shortcode_embeds
from archiver.compare.case import Case
from archiver.compare.embed_tags import embed_of
from archiver.compare.loss import Loss
from archiver.models import LostAt, PageOrigin, Severity
from archiver.source.shortcodes import Shortcodes

TWEET = "{{< tweet user=harbour id=1809991716843434228 >}}"
SLIDES = "{{% slideshare 41197 %}}"
PICTURE = "{% photo https://cdn.example/2024/harbour.png 150px %}"
NOTE = "{% note green 'fas fa-rocket' %}"


def promised(body: str) -> str:
    """The body as `archiver.source` gives it to the blocks."""
    tags = Shortcodes(body)
    return tags.put_back(tags.set_aside(body, ()))


def judged(body: str, page: str, **facts: object) -> list[Loss]:
    shown = capture(ABOVE + page + BELOW, **facts)  # type: ignore[arg-type]
    return list(shortcode_embeds.losses(case_of(post(ABOVE + promised(body) + BELOW), shown)))


def paragraph(tag: str) -> str:
    return f"<p>{escape(tag)}</p>"


@pytest.mark.parametrize(
    "tag", [TWEET, SLIDES, PICTURE, "{% dplayer %}", "{{< gist a 0123abcd >}}"]
)
def test_a_raw_tag_that_a_reader_sees_is_an_error(tag: str) -> None:
    (loss,) = judged(tag, paragraph(tag))
    assert (loss.check, loss.kind, loss.block, loss.severity) == ("V6", "raw", 1, None)
    assert loss.lost_at is LostAt.PAGE
    assert loss.subject == tag
    assert "shows as it is written, instead of the" in loss.message


def test_a_raw_tag_is_seen_in_a_paragraph_and_as_markdown_left_it() -> None:
    tag = '{{< youtube_lite "id=a_b_c-9--9" >}}'
    told = "{{< youtubelite “id=a<em>b</em>c-9–9” >}}"
    assert kinds(judged(tag, f"<p>Before it. {escape(tag)} Behind it.</p>")) == ["raw"]
    assert kinds(judged(tag, f"<p>Before it. {told} Behind it.</p>")) == ["raw"]
    # An address in it becomes a link, and is no picture for that.
    address = "https://cdn.example/2024/harbour.png"
    linked = PICTURE.replace(address, f"<a href='{address}'>{address}</a>")
    assert kinds(judged(PICTURE, f"<p>{linked}</p>")) == ["raw"]


def test_a_hidden_raw_tag_is_not_seen() -> None:
    assert kinds(judged(TWEET, f"<p nobox>{escape(TWEET)}</p>")) == ["not shown"]


def test_a_tag_of_which_nothing_is_on_the_page_is_a_warning() -> None:
    (loss,) = judged(SLIDES, "<p>Some other text.</p>")
    assert (loss.kind, loss.severity, loss.lost_at) == (
        "not shown",
        Severity.WARNING,
        LostAt.PAGE,
    )
    assert loss.message == (
        f'The tag "{SLIDES}" stands for a document, and nothing on the page leads to "41197".'
    )
    assert loss.evidence["stands_for"] == "document"
    assert loss.evidence["known_by"] == "41197"


@pytest.mark.parametrize(
    ("tag", "page"),
    [
        (TWEET, "<iframe src='https://platform.example/embed?id=1809991716843434228'></iframe>"),
        (TWEET, "<p><a href='https://x.example/harbour/status/1809991716843434228'>Post</a></p>"),
        (TWEET, "<div data-tweet-id='1809991716843434228'></div>"),
        (SLIDES, "<iframe src='https://www.slideshare.example/slideshow/embed_code/41197'></iframe>"),
        (SLIDES, "<object data='https://www.slideshare.example/41197?rel=0'></object>"),
        (PICTURE, "<img src='https://cdn.example/2024/harbour.png'>"),
        (PICTURE, "<img src='/processed/harbour_hu123_800x0.webp'>"),
        (PICTURE, "<img src='/image?url=https%3A%2F%2Fcdn.example%2F2024%2Fharbour.png&w=64'>"),
        ("{% tencent w3030abcd %}", "<iframe src='https://v.qq.example/p?vid=w3030abcd'></iframe>"),
        ("{% bili aid=17001 %}", "<iframe src='https://player.bilibili.com/?bvid=BV17x'></iframe>"),
        ("{% meting '60198' 'netease' 'song' %}", "<div class='aplayer' data-id='60198'></div>"),
        ("{% video.js %}", "<p>Nothing.</p>"),
        ("{% galleryGroup 'Views' 'of it' '/g/views' https://cdn.example/v.png %}",
         "<a href='/g/views'><img src='https://cdn.example/v.png'></a>"),
    ],
)  # fmt: skip
def test_what_the_page_shows_is_silent(tag: str, page: str) -> None:
    assert judged(tag, page) == []


@pytest.mark.parametrize(
    ("tag", "page"),
    [
        (TWEET, "<iframe src='https://platform.example/embed?id=18099917168434342289'></iframe>"),
        (SLIDES, "<iframe src='https://www.slideshare.example/embed/411970'></iframe>"),
        (SLIDES, "<p title='41197' alt='41197'>Some text about 41197.</p>"),
        (PICTURE, "<img src='https://cdn.example/2024/newharbour.png'>"),
        ("{% bili BV1aa411c7mD %}", "<iframe src='https://player.example/?v=1'></iframe>"),
    ],
)
def test_another_medium_is_not_the_tags(tag: str, page: str) -> None:
    assert kinds(judged(tag, page)) == ["not shown"]


def test_a_script_that_the_page_asked_for_shows_a_gist() -> None:
    tag, script = "{{< gist harbour 0123abcd >}}", "https://gist.example/harbour/0123abcd.js"
    body, page = post(ABOVE + promised(tag) + BELOW), ABOVE + "<table></table>" + BELOW
    for status, expected in ((200, []), (404, ["not shown"])):
        shown = capture(page, {script: document(script, status=status, resource_type="script")})
        assert kinds(list(shortcode_embeds.losses(case_of(body, shown)))) == expected


def test_a_frame_within_a_frame_shows_it() -> None:
    shown = capture(ABOVE + "<iframe src='https://w.example/'></iframe>" + BELOW)
    assert shown.snapshot is not None
    page = shown.snapshot
    inner = replace(page.frames[1], url="https://w.example/embed/41197", parent=1)
    whole = replace(shown, snapshot=replace(page, frames=(*page.frames, inner)))
    body = post(ABOVE + promised(SLIDES) + BELOW)
    assert list(shortcode_embeds.losses(case_of(body, whole))) == []
    assert kinds(list(shortcode_embeds.losses(case_of(body, shown)))) == ["not shown"]


def test_a_tag_in_a_code_sample_is_no_raw_tag() -> None:
    sample = f"<pre><code>{escape(TWEET)}</code></pre>"
    frame = "<iframe src='https://platform.example/embed?id=1809991716843434228'></iframe>"
    body = post(ABOVE + sample + promised(TWEET) + BELOW)
    fine = capture(ABOVE + sample + frame + BELOW)
    assert list(shortcode_embeds.losses(case_of(body, fine))) == []
    raw = capture(ABOVE + sample + paragraph(TWEET) + BELOW)
    assert kinds(list(shortcode_embeds.losses(case_of(body, raw)))) == ["raw"]


def test_a_raw_tag_elsewhere_is_not_in_its_place() -> None:
    frame = "<iframe src='https://platform.example/embed?id=1809991716843434228'></iframe>"
    page = ABOVE + frame + BELOW + "<h2>Related articles</h2>" + paragraph(TWEET)
    case = case_of(post(ABOVE + promised(TWEET) + BELOW), capture(page))
    assert list(shortcode_embeds.losses(case)) == []


def rendered(body: str, page: str) -> list[Loss]:
    return judged(body, page, origin=PageOrigin.RENDERED)


def test_on_a_page_of_archivers_own_it_is_the_posts_promise() -> None:
    (loss,) = rendered(TWEET, promised(TWEET))
    assert (loss.kind, loss.severity, loss.lost_at) == (
        "rendered",
        Severity.WARNING,
        LostAt.SOURCE,
    )
    assert loss.message.endswith("stands for a post that only the site itself can show.")
    assert rendered(NOTE, promised(NOTE)) == []


def test_raw_tags_of_layout_are_warnings() -> None:
    (loss,) = judged(NOTE, paragraph(NOTE))
    assert (loss.kind, loss.severity, loss.block) == ("raw tag of layout", Severity.WARNING, 1)
    assert judged(NOTE, "<div class='note'></div>") == []
    assert (
        judged("{{< toc >}}{% endnote %}{{< /box >}}", "<p>{% endnote %}{{&lt; /box &gt;}}</p>")
        == []
    )


def test_many_raw_tags_of_layout_are_one_finding() -> None:
    body = "".join(f"{{% note colour{number} %}}<p>Text {number}.</p>" for number in range(6))
    page = "".join(
        f"<p>{{% note colour{number} %}}</p><p>Text {number}.</p>" for number in range(6)
    )
    (loss,) = judged(body, page)
    assert loss.block == 1
    assert loss.message == (
        '6 tags of the post show as they are written, first "{% note colour0 %}".'
    )
    assert loss.evidence["blocks"].startswith("1, ")
    three = judged(body.partition("{% note colour3")[0], page.partition("<p>{% note colour3")[0])
    assert len(three) == 3


def test_each_of_several_tags_has_its_own_key() -> None:
    keys = [
        loss.key for loss in judged(f"{SLIDES}<p>Between the two.</p>{SLIDES}", "<p>Nothing</p>")
    ]
    assert len(keys) == len(set(keys)) == 2


@pytest.mark.parametrize(
    ("tag", "noun", "marks"),
    [
        ("{{< gist user=harbour id=0123abcd >}}", "piece of code", ["0123abcd"]),
        ("{% tweet https://x.example/a/status/180999 %}", "post",
         ["x.example/a/status/180999", "180999"]),
        ("{{< youtube-lite oHgSJYRHAxQ >}}", "film", ["oHgSJYRHAxQ"]),
        ("{% dplayer 'url=/v/harbour.mp4' 'pic=/p/a.jpg' %}", "film", ["v/harbour.mp4", "harbour"]),
        ("{% include video.html id='ab_c' width='640' %}", "film", ["ab_c"]),
        ("{{< custom src='/v/harbour.mp4' >}}", "medium", ["v/harbour.mp4", "harbour"]),
        ("{% spotify playlist %}", "sound", []),
        ("{{< figure >}}", "picture", []),
    ],
)  # fmt: skip
def test_what_tags_stand_for(tag: str, noun: str, marks: list[str]) -> None:
    embed = embed_of(tag)
    assert embed is not None
    assert (embed.noun, [mark.word for mark in embed.marks]) == (noun, marks)


@pytest.mark.parametrize(
    "tag",
    [
        NOTE,
        "{% endvideo %}",
        "{{< /youtube >}}",
        "{{% /gist %}}",
        "{% btn 'https://cdn.example/docs/', Documentation %}",
        "{{< alert theme='warning' >}}",
        "{% post_link the-harbour-2024 'The harbour' %}",
        "{{< headline-icon icon='icon-touch.svg' >}}",
        "{% if page.video %}",
        "{% include references.md %}",
        "",
        "{{<",
        "plain",
    ],
)
def test_tags_that_embed_nothing(tag: str) -> None:
    assert embed_of(tag) is None


@given(st.text(max_size=200), st.sampled_from(["{{<", "{{%", "{%"]))
def test_hostile_tags_are_read(words: str, opener: str) -> None:
    closer = {"{{<": ">}}", "{{%": "%}}", "{%": "%}"}[opener]
    embed_of(f"{opener} video {words} {closer}")
    raw = escape(f"{opener} video {words} {closer}")
    case: Case = case_of(f'<archiver-shortcode raw="{raw}"></archiver-shortcode>', f"<p>{raw}</p>")
    for loss in shortcode_embeds.losses(case):
        assert "\n" not in loss.message


def test_the_ledgers_pictures_count_where_no_block_has_them() -> None:
    style = "https://cdn.example/2024/harbour.png"
    body = post(ABOVE + promised(PICTURE) + BELOW)
    shown = capture(ABOVE + "<div></div>" + BELOW, {style: entry(style)})
    assert list(shortcode_embeds.losses(case_of(body, shown))) == []
