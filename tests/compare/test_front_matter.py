"""Title, author, date and head picture of a post, looked for on its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from staged import capture, day, entry, ids, post

from archiver.compare import check
from archiver.models import Doubt, PageOrigin, PostDate, Report

BODY = "<p>The whole text of the article, which is here for the page to be the right one.</p>"
NOON = datetime(2021, 11, 14, 15, 43, tzinfo=UTC)


def judged(
    page: str, window: str = "", origin: PageOrigin = PageOrigin.SITE, **fields: object
) -> Report:
    return check(post(BODY, **fields), capture(page + BODY, title=window, origin=origin))


@pytest.mark.parametrize(
    ("written", "page", "window"),
    [
        ("Talks go on", "<h1>Talks go on</h1>", ""),
        ("Talks go on", "", "Talks go on - The News"),
        ("MDD、MDF是什么？", "<h1>MDD、MDF是什么?</h1>", ""),
        ("M_V _live_", "<h1>M/V [live]</h1>", ""),
        ("“Quoted” – and dashed", '<h1>"Quoted" -- and dashed</h1>', ""),
        ("Talks go on", "<h1>TALKS <em>GO</em> ON</h1>", ""),
        ("？！", "", ""),
        ("", "", ""),
    ],
)
def test_a_title_is_found_in_any_usual_writing(written: str, page: str, window: str) -> None:
    assert ids(judged(page, window, title=written)) == []


def test_a_lost_title_is_an_error_on_any_page() -> None:
    found = judged("<h1>Another story</h1>", "Another story", title="Talks go on")
    assert ids(found) == ["T3"]
    assert found.findings[0].message == 'The title "Talks go on" does not stand on the page.'


def test_a_theme_may_leave_out_author_and_date_but_our_own_page_may_not() -> None:
    facts = {"author": "Wang Yi", "date": day("2021-11-14", NOON)}
    assert ids(judged("", **facts)) == ["T3w", "T3w"]
    assert ids(judged("", origin=PageOrigin.RENDERED, **facts)) == ["T3", "T3"]
    byline = "<p>by WANG YI, 2021-11-14</p>"
    assert ids(judged(byline, origin=PageOrigin.RENDERED, **facts)) == []


@pytest.mark.parametrize(
    "shown",
    [
        "2021-11-14 23:43",
        "2021/11/14",
        "<span>user1242</span><span>2021-11-14</span><span>12:30</span>",
        "2021.11.14.",
        "20211114",
        "2021年11月14日 星期日",
        "2021 年 11 月 14 日",
        "二〇二一年十一月十四日",
        "2021년 11월 14일",
        "14.11.2021",
        "11/14/2021",
        "14/11/21",
        "November 14, 2021",
        "Nov. 14th 2021",
        "Sunday, 14 November 2021 at noon",
        "14 de noviembre de 2021",
        "14. November 2021",
        "2021-11-15",
        '<time datetime="2021-11-14T15:43:00Z">three days ago</time>',
    ],
)
def test_a_date_is_found_in_any_usual_writing(shown: str) -> None:
    assert ids(judged(f"<p>{shown}</p>", date=day("...", NOON))) == []


@pytest.mark.parametrize("shown", ["2021-11-17", "2020-11-14", "14", "99/99/9999", "11月14日"])
def test_another_date_is_not_the_post_s(shown: str) -> None:
    assert ids(judged(f"<p>{shown}</p>", date=day("...", NOON))) == ["T3w"]


@pytest.mark.parametrize(
    ("date", "near", "far"),
    [
        (PostDate(raw="", moment=NOON), "2021-11-15", "2021-11-13"),
        (day("", NOON.replace(tzinfo=None), Doubt.NO_ZONE), "2021-11-13", "2021-11-12"),
        (day("", NOON, Doubt.FROM_FILE_NAME), "2021-11-13", "2021-11-12"),
        (
            day("", datetime(2021, 11, 14, 1, tzinfo=timezone(timedelta(hours=8)))),
            "2021-11-13",
            "2021-11-16",
        ),
    ],
)
def test_zones_and_doubts_leave_a_day_of_room(date: PostDate, near: str, far: str) -> None:
    assert ids(judged(f"<p>{near}</p>", date=date)) == []
    assert ids(judged(f"<p>{far}</p>", date=date)) == ["T3w"]


def test_an_unreadable_date_promises_nothing() -> None:
    assert ids(judged("", date=day("时间", None, Doubt.UNREADABLE))) == []
    latest = datetime(9999, 12, 31, 23, tzinfo=UTC)
    assert ids(judged("<p>9999-12-31</p>", date=day("", latest, Doubt.NO_TIME))) == []


def test_a_date_in_the_article_s_text_counts_only_for_the_very_day() -> None:
    def found(text: str) -> list[str]:
        body = f"<p>On {text} the two ministers met in the capital, and they talked at length.</p>"
        return ids(check(post(body, date=day("", NOON)), capture(body)))

    assert found("2021-11-14") == []
    assert found("2021-11-15") == ["T3w"]


# --- head pictures --------------------------------------------------------------

HEAD = "https://cdn.example/head.jpg"
SHOWN = f"<img src='{HEAD}'>"


def test_a_head_picture_that_the_page_shows_must_be_kept() -> None:
    promise = post(BODY, headimg=HEAD)
    assert ids(check(promise, capture(SHOWN + BODY))) == []
    failed = capture(SHOWN + BODY, answers={HEAD: entry(HEAD, status=403)})
    assert ids(check(promise, failed)) == ["M3"]


def test_a_head_picture_that_the_page_does_not_use_is_a_warning() -> None:
    assert ids(check(post(BODY, headimg=HEAD), capture(BODY))) == ["M1w"]


def test_a_head_picture_drawn_as_a_background_is_judged_by_its_request() -> None:
    promise = post(BODY, headimg=HEAD)
    assert ids(check(promise, capture(BODY, answers={HEAD: entry(HEAD)}))) == []
    failed = capture(BODY, answers={HEAD: entry(HEAD, status=404)})
    assert ids(check(promise, failed)) == ["M3"]


def test_a_head_picture_that_is_the_thumbnail_too_is_one_finding() -> None:
    assert ids(check(post(BODY, headimg=HEAD, thumbnail=HEAD), capture(BODY))) == ["M1w"]


def test_an_unused_thumbnail_is_no_finding() -> None:
    assert ids(check(post(BODY, thumbnail=HEAD), capture(BODY))) == []


def test_a_head_picture_of_the_body_is_judged_there() -> None:
    promise = post(BODY + SHOWN, headimg=HEAD)
    assert ids(check(promise, capture(BODY))) == ["M1"]


def test_a_random_placeholder_is_never_an_error() -> None:
    random = "https://picsum.photos/400/300?random=7"
    promise = post(BODY, headimg=random, thumbnail=random)
    assert ids(check(promise, capture(BODY))) == []
    shown = capture(f"<img src='{random}'>" + BODY, answers={random: entry(random, status=503)})
    assert ids(check(promise, shown)) == ["M3w"]


def test_a_relative_head_picture_is_resolved_against_the_page() -> None:
    promise = post(BODY, headimg="/img/head.jpg")
    assert ids(check(promise, capture("<img src='/img/head.jpg'>" + BODY))) == []


def test_findings_keep_their_fingerprint_from_run_to_run() -> None:
    first = capture(BODY)
    second = replace(capture(f"<p>Advertisement</p>{BODY}"), capture_id="c2", duration_s=9.0)
    promise = post(BODY, headimg=HEAD, title="Gone")
    prints = [
        [each.fingerprint for each in check(promise, one).findings] for one in (first, second)
    ]
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 2
