"""Links that lead elsewhere or nowhere; writings of one address are silent."""

from __future__ import annotations

import base64

import pytest
from aligned import case_of
from hypothesis import given
from hypothesis import strategies as st

from archiver.compare import links
from archiver.compare.link_targets import leads_to, target_of
from archiver.compare.loss import Loss

GOAL = "https://data.example/report/2024.html?id=7"
OPENING = "<p>The council met on Monday and heard four speakers.</p>"
LINKED = f"<p>All of it stands in <a href='{GOAL}'>the report</a> of that year.</p>"
CLOSING = "<p>Rain fell all week, and the river rose by a metre.</p>"


def told(promised: str, shown: str) -> list[Loss]:
    return list(links.losses(case_of(OPENING + promised + CLOSING, OPENING + shown + CLOSING)))


def linked(address: str) -> str:
    return LINKED.replace(GOAL, address)


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (LINKED.replace(f"<a href='{GOAL}'>", "<a>"), "lost"),
        (LINKED.replace(f"<a href='{GOAL}'>", "<b>").replace("</a>", "</b>"), "lost"),
        (linked("#top"), "lost"),
        (linked("javascript:void(0)"), "lost"),
        (linked("https://data.example/report/2023.html?id=7"), "changed"),
        (linked("https://data.example/report/2024.html?id=8"), "changed"),
        (linked("https://data.example/report/2024.html"), "changed"),
        (linked("https://other.example/report/2024.html?id=7"), "changed"),
        (linked("https://t.short.example/x7Yq"), "changed"),
        (linked("https://data.example/"), "changed"),
    ],
)
def test_a_link_that_leads_elsewhere_or_nowhere_is_told(shown: str, kind: str) -> None:
    (found,) = told(LINKED, shown)
    assert (found.check, found.block, found.kind) == ("L1", 1, kind)
    assert GOAL in found.message
    assert found.evidence["promised"] == GOAL


@pytest.mark.parametrize(
    "address",
    [
        GOAL.replace("https", "http"),
        GOAL.replace("data.example", "www.data.example"),
        GOAL.replace("data.example", "DATA.example:443"),
        GOAL.replace(".html", ""),
        GOAL.replace(".html", ".md"),
        GOAL.replace(".html", "/"),
        GOAL.replace(".html", "/index.html"),
        GOAL.replace("report", "re%70ort"),
        GOAL + "#part-2",
        GOAL + "&amp;utm_source=feed&amp;spm=1.2",
        GOAL + "&amp;page=1",
        GOAL.replace("?", "?&amp;amp;"),
        "https://link.zhihu.com/?target=" + GOAL.replace(":", "%3A").replace("/", "%2F"),
        "https://go.example/out?to=" + base64.b64encode(GOAL.encode()).decode(),
        "https://web.archive.org/web/2020/" + GOAL,
        "https://safe.example/redirect?a=1&amp;url=data.example/report/2024%3Fid%3D7",
    ],
)
def test_other_writings_of_the_address_are_silent(address: str) -> None:
    assert told(LINKED, linked(address)) == []


def test_the_promise_may_be_a_redirect_that_the_page_resolves() -> None:
    wrapped = linked(
        "https://link.zhihu.com/?target=https%3A//data.example/report/2024.html%3Fid%3D7"
    )
    assert told(wrapped, LINKED) == []


@pytest.mark.parametrize(
    "shown",
    [
        LINKED.replace("All of it", "<a href='https://more.example/'>All of it</a>"),
        LINKED.replace("</p>", f" ({GOAL})</p>").replace(f"<a href='{GOAL}'>", "<a>"),
        LINKED.replace(f"<a href='{GOAL}'>", "<a>") + f"<p>Notes</p><p>[1] The report: {GOAL}</p>",
        f"<p>All of it stands in</p><p><a href='{GOAL}'>the report</a> of that year.</p>",
        f"<a href='{GOAL}'><p>All of it stands in the report of that year.</p></a>",
        "",
    ],
)
def test_links_that_a_reader_still_has_are_silent(shown: str) -> None:
    assert told(LINKED, shown) == []


def test_a_link_elsewhere_on_the_page_does_not_stand_for_the_lost_one() -> None:
    shown = LINKED.replace(f"<a href='{GOAL}'>", "<a>")
    aside = f"<p>Read also <a href='{GOAL}'>a story from us</a>, it is a good one.</p>"
    case = case_of(OPENING + LINKED + CLOSING, OPENING + shown + CLOSING + aside)
    assert [loss.kind for loss in links.losses(case)] == ["lost"]


def test_a_link_within_the_site_may_lead_to_any_permalink() -> None:
    promise = linked("../posts/other.md")
    assert told(promise, linked("/2024/01/other/")) == []
    assert told(promise, linked("https://cdn.other.example/p/9")) == []
    assert [loss.kind for loss in told(promise, linked("").replace("href=''", ""))] == ["lost"]


PICTURE = "<img src='https://c.example/a.jpg' alt='The weir'>"


@pytest.mark.parametrize(
    "shown",
    [PICTURE, f"<a href='https://c.example/a.jpg'>{PICTURE}</a>", f"<a href='#box'>{PICTURE}</a>"],
)
def test_a_picture_that_leads_to_itself_may_lose_that(shown: str) -> None:
    promise = f"<a href='https://c.example/a.jpg'>{PICTURE}</a>"
    assert told(promise, shown) == []


def test_a_picture_that_leads_to_a_page_must_keep_that() -> None:
    (found,) = told(f"<a href='{GOAL}'>{PICTURE}</a>", PICTURE)
    assert "The picture https://c.example/a.jpg" in found.message


def test_links_of_tables_headings_and_captions_count() -> None:
    for promise in (f"<h2>See <a href='{GOAL}'>it</a></h2>",
                    f"<table><tr><td>a</td><td><a href='{GOAL}'>b</a></td></tr></table>",
                    f"{PICTURE}<p>▲ The weir, by <a href='{GOAL}'>Ann</a></p>"):  # fmt: skip
        shown = promise.replace(f"<a href='{GOAL}'>", "<a>")
        assert [loss.kind for loss in told(promise, shown)] == ["lost"], promise


def test_words_that_are_lost_with_their_link_are_told_once() -> None:
    promise = f"<p>It rained for days. The whole report <a href='{GOAL}'>is here</a>.</p>"
    assert told(promise, "<p>It rained for days.</p>") == []


def test_a_page_that_strips_all_links_is_one_finding() -> None:
    lines = [
        f"<p>Line {n} of it leads to <a href='https://d.example/{n}'>place {n}</a>.</p>"
        for n in range(9)
    ]
    promise = "".join(lines)
    case = case_of(promise, promise.replace("<a ", "<b ").replace("</a>", "</b>"))
    (found,) = links.losses(case)
    assert "9 blocks" in found.message
    assert found.evidence["blocks"] == "0, 1, 2, 3, 4, 5, 6, 7, 8"


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_address_is_compared_at_once(one: str, other: str) -> None:
    url = f"https://a.example/{one}"
    assert leads_to(url, url)
    leads_to(url, f"http://{other}")
    target_of(other)


def test_long_hostile_addresses_are_handled_at_once() -> None:
    for part in ("http://", "%25", "a=b&", "&amp;", "QUJD" * 9 + "&", "/index.html"):
        assert leads_to(f"https://a.example/?{part * 20_000}", "https://b.example/") is False
