"""The verdict, the wrong page, and pages that nobody promised."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staged import PAGE, capture, document, entry, film, ids, post

from archiver.compare import CHECKS, check
from archiver.models import (
    Block,
    BlockKind,
    BodyProbe,
    FrameSnapshot,
    LedgerEntry,
    LostAt,
    PageOrigin,
    Severity,
    Truncation,
    Verdict,
)

A = "https://cdn.example/a.jpg"
PARAGRAPHS = "".join(f"<p>This is paragraph {n}, which says its own things.</p>" for n in range(9))
PROMISE = f"{PARAGRAPHS}<img src='{A}'>"
LOGIN = "<h1>Just a moment</h1><p>Checking that you are human before going on.</p>"


def test_a_page_that_did_not_come_is_failed() -> None:
    promise = post(PROMISE)
    for broken, words in [
        (capture(PROMISE, error="net::ERR_NAME_NOT_RESOLVED"), "net::ERR_NAME_NOT_RESOLVED."),
        (capture(PROMISE, status=404), "the server answered 404."),
        (capture(PROMISE, status=0, snapshot=None), "no page came."),
    ]:
        found = check(promise, broken)
        assert (found.verdict, ids(found)) == (Verdict.FAILED, ["P0"])
        assert found.findings[0].message.endswith(words)
        assert (found.media_promised, found.media_kept) == (1, 0)
        assert check(None, broken).verdict is Verdict.FAILED


def test_a_page_that_could_not_be_read_is_failed() -> None:
    whole = capture(PROMISE)
    assert whole.snapshot
    unread = FrameSnapshot(url=PAGE, parent=None, tree=[], error="the tab crashed")
    broken = replace(whole, snapshot=replace(whole.snapshot, frames=(unread,)))
    assert ids(check(post(PROMISE), broken)) == ["P0"]


def test_a_challenge_page_is_the_wrong_page_and_nothing_else() -> None:
    found = check(post(PROMISE, title="Talks go on"), capture(LOGIN, title="Just a moment"))
    assert (found.verdict, ids(found)) == (Verdict.FAILED, ["P1"])
    assert found.findings[0].message == (
        'The page "Just a moment" shows 0 of the 10 blocks of the post: it is another page.'
    )


def test_a_page_with_the_title_and_no_text_is_failed_too() -> None:
    found = check(post(PROMISE, title="Talks go on"), capture("<h1>Talks go on</h1>"))
    assert ids(found) == ["P1"]
    assert "its text did not come" in found.findings[0].message


@pytest.mark.parametrize(("box", "expected"), [("0,0,120,80", ["P1"]), ("0,0,760,500", [])])
def test_thumbnails_of_a_related_list_are_no_article(box: str, expected: list[str]) -> None:
    pictures = [f"https://cdn.example/{name}.jpg" for name in "abcd"]
    shown = "".join(f"<img src='{url}' box='{box}'>" for url in pictures)
    promise = post(PARAGRAPHS + shown, title="Talks go on")
    found = check(promise, capture(f"<h1>Talks go on</h1><p>More from us</p>{shown}"))
    assert [each for each in ids(found) if each == "P1"] == expected
    if expected:
        assert "shows 0 of the 13 blocks of the post: its text did not" in found.findings[0].message
    # A post of pictures is found by them, however small.
    few = post(f"<p>Four small ones.</p>{shown}", title="Talks go on")
    assert "P1" not in ids(check(few, capture(f"<h1>Talks go on</h1>{shown}")))


def test_a_short_post_that_lost_its_picture_is_not_another_page() -> None:
    short = f"<p>Look at this one.</p><img src='{A}'>"
    found = check(post(short, title="Look"), capture("<h1>Look</h1>"))
    assert (found.verdict, ids(found)) == (Verdict.PARTIAL, ["M1", "T1"])
    other = check(post(short, title="Talks go on"), capture(LOGIN))
    assert ids(other) == ["P1"]


def test_an_empty_post_promises_nothing() -> None:
    found = check(post(""), capture(LOGIN))
    assert (found.verdict, found.findings) == (Verdict.COMPLETE, ())


def test_warnings_alone_leave_a_page_complete() -> None:
    found = check(post(PROMISE, author="Nobody shown"), capture(PROMISE))
    assert (found.verdict, ids(found)) == (Verdict.COMPLETE, ["T3w"])


def test_findings_come_in_the_order_of_the_checks_and_of_the_post() -> None:
    page = PARAGRAPHS.replace("<p>This is paragraph 4, which says its own things.</p>", "")
    page = page.replace("<p>This is paragraph 2, which says its own things.</p>", "")
    found = check(post(PROMISE, title="Gone"), capture(page))
    assert ids(found) == ["M1", "T1", "T1", "T3"]
    assert [each.block for each in found.findings] == [9, 2, 4, None]


def test_every_check_explains_itself() -> None:
    for name, each in CHECKS.items():
        assert each.id == name
        for text in (each.title, each.meaning, each.reason, each.remedy):
            assert text
            assert not text.startswith(" ")


# --- a page without a post ------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected", "verdict"),
    [
        (entry(A), [], Verdict.COMPLETE),
        (entry(A, status=403), ["M3w"], Verdict.COMPLETE),
        (
            entry(A, probe=BodyProbe(sniffed="text/html", complete=True)),
            ["M7w"],
            Verdict.COMPLETE,
        ),
        (entry(A, truncated=Truncation.LENGTH), ["M6"], Verdict.PARTIAL),
        (entry(A, record=None), ["M4"], Verdict.PARTIAL),
        (None, ["M4"], Verdict.PARTIAL),
    ],
)
def test_a_plain_page_promises_what_it_shows(
    answer: LedgerEntry | None, expected: list[str], verdict: Verdict
) -> None:
    pixel = "<img src='https://stats.example/p.gif' :w=1 :h=1>"
    data = "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"
    page = capture(PROMISE + pixel + data + LOGIN, {A: answer}, origin=PageOrigin.PLAIN_URL)
    found = check(None, page)
    assert (ids(found), found.verdict) == (expected, verdict)
    assert found.media_promised == 1


def test_a_broken_or_lazy_picture_of_a_plain_page_is_no_tracking_pixel() -> None:
    broken = PROMISE.replace("<img", "<img :w=0 :h=0")
    found = check(None, capture(broken, {A: entry(A, status=403)}))
    assert (ids(found), found.media_promised, found.media_kept) == (["M3w"], 1, 0)
    gif = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    lazy = PROMISE.replace("<img src", f"<img :w=1 :h=1 src='{gif}' data-src")
    assert ids(check(None, capture(lazy))) == ["M2"]


# --- hostile input ----------------------------------------------------------------

NASTY = st.text(
    st.sampled_from("a.\n\t▲'\"<>&-–“”\u202e\u200b\ufffd\ud800\x00\x1b图 %/:?#=[]{}|\\^~0１Ⅷ①ﷺ"),
    max_size=40,
)
ADDRESSES = st.one_of(NASTY, NASTY.map(lambda tail: "https://cdn.example/" + tail))
BLOCKS = st.lists(
    st.builds(
        Block,
        kind=st.sampled_from(BlockKind),
        text=NASTY,
        url=ADDRESSES,
        alternates=st.lists(ADDRESSES, max_size=2).map(tuple),
        caption_of=st.lists(st.integers(-3, 30), max_size=2).map(tuple),
        visible=st.booleans(),
    ),
    max_size=12,
).map(tuple)
LEDGER = st.lists(
    st.builds(
        LedgerEntry,
        url=ADDRESSES,
        method=st.just("GET"),
        status=st.sampled_from([0, 200, 206, 302, 304, 403, 999]),
        mime=NASTY,
        resource_type=st.just("image"),
        size_bytes=st.integers(0, 9),
        sha1=st.just("sha1:A"),
        redirect_to=ADDRESSES,
        frame_url=ADDRESSES,
    ),
    max_size=6,
).map(tuple)


@settings(max_examples=150, deadline=None)
@given(BLOCKS, LEDGER, NASTY, NASTY)
def test_hostile_posts_and_ledgers_are_judged(
    blocks: tuple[Block, ...], ledger: tuple[LedgerEntry, ...], page: str, name: str
) -> None:
    promise = post("", title=name, author=name, headimg=name, thumbnail=name)
    html = "<p>" + page + "".join(f"<img src='{block.url}'>{block.text}" for block in blocks)
    staged = replace(capture("<p>"), ledger=ledger)
    assert staged.snapshot
    tree = ["html", {}, None, [["p", {}, [0, 0, 1, 1], [html]], ["img", {"src": name}, None, []]]]
    frames = (replace(staged.snapshot.frames[0], tree=tree),)
    staged = replace(staged, snapshot=replace(staged.snapshot, frames=frames, title=page))
    found = check(replace(promise, blocks=blocks), staged)
    for finding in found.findings:
        assert "\n" not in finding.message
        assert not set("\x00\x1b\u202e\ud800") & set(finding.message)
        assert len(finding.fingerprint) == 16
    check(None, staged)


def test_messages_are_short_however_long_the_address() -> None:
    url = "https://cdn.example/" + "x" * 50_000
    found = check(post(PARAGRAPHS + f"<img src='{url}'>"), capture(PARAGRAPHS))
    assert ids(found) == ["M1"]
    assert len(found.findings[0].message) < 300
    assert found.findings[0].subject == url


def test_the_loss_of_one_picture_is_told_once_with_all_its_facts() -> None:
    found = check(post(PROMISE), capture(PROMISE, {A: entry(A, status=403, referrer=PAGE)}))
    (finding,) = found.findings
    assert (finding.severity, finding.lost_at) == (Severity.ERROR, LostAt.PAGE)
    assert finding.evidence["status"] == "403"
    assert finding.evidence["referrer"] == PAGE
    assert finding.record is not None
    assert finding.box is not None


def test_the_ledger_of_a_whole_page_may_hold_anything_else() -> None:
    noise = [
        film("https://ads.example/ad.mp4", status=404),
        document("https://ads.example/frame", status=0, error="net::ERR_BLOCKED_BY_CLIENT"),
        entry("data:image/png;base64,AAAA"),
        entry("", status=0),
    ]
    whole = capture(PROMISE)
    assert ids(check(post(PROMISE), replace(whole, ledger=(*whole.ledger, *noise)))) == []
