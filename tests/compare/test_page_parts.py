"""P4: what the page is made with and the archive lacks; what stays silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from staged import PAGE, capture, document, entry, post

from archiver.compare import page_parts
from archiver.compare.bystanders import is_bystander, is_same_site
from archiver.compare.case import Case
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.models import Asked, Capture, LedgerEntry, LostAt, PageEvents, Severity

BODY = "<p>The only paragraph of this article.</p>"
OWN, OTHER = "https://static.news.example", "https://cdn.other.example"
PLAYER = "https://player.example/embed/1"


def part(url: str, kind: str = "stylesheet", **facts: object) -> LedgerEntry:
    mime = {"stylesheet": "text/css", "script": "text/javascript", "font": "font/woff2"}
    known = {"mime": mime.get(kind, "text/html"), "resource_type": kind, "probe": None}
    return entry(url, **{**known, "frame_url": PAGE, **facts})


def staged(*parts: LedgerEntry, html: str = BODY, **facts: object) -> Capture:
    shown = capture(html, **facts)  # type: ignore[arg-type]
    return replace(shown, ledger=(*shown.ledger, *parts))


def found(*parts: LedgerEntry, html: str = BODY, **facts: object) -> list[Loss]:
    shown = staged(*parts, html=html, **facts)
    assert shown.snapshot is not None
    return list(page_parts.losses(Case.of(post(html), shown, Page.of(shown.snapshot))))


def told(losses: list[Loss]) -> list[tuple[str, str]]:
    return [(each.subject, each.kind) for each in losses]


@pytest.mark.parametrize("kind", ["stylesheet", "script", "font", "document"])
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": 404}, "the server answered 404"),
        ({"status": 0, "error": "net::ERR_FAILED"}, "no answer came (net::ERR_FAILED)"),
        ({"truncated": "disconnect"}, "the connection broke after 20,000 bytes"),
        ({"status": 302, "redirect_to": "/x"}, "its redirect to /x led to no answer"),
    ],
)
def test_a_part_that_failed_is_a_warning_of_the_page(
    kind: str, facts: dict[str, object], words: str
) -> None:
    (loss,) = found(part(f"{OWN}/a", kind, **facts))
    noun = {"stylesheet": "style sheet"}.get(kind, kind)
    assert loss.message == f"The page asked for the {noun} {OWN}/a, but {words}."
    assert (loss.lost_at, loss.severity) == (LostAt.PAGE, Severity.WARNING)
    assert loss.check == "P4"


@pytest.mark.parametrize("kind", ["stylesheet", "script", "font", "document"])
@pytest.mark.parametrize("host", [OWN, OTHER])
def test_a_part_that_came_and_has_no_record_is_an_error(kind: str, host: str) -> None:
    (loss,) = found(part(f"{host}/a", kind, record=None))
    assert (loss.lost_at, loss.kind, loss.severity) == (LostAt.CAPTURE, "no record", None)
    empty = part(f"{host}/a", kind, record=None, size_bytes=0)
    assert [each.kind for each in found(empty)] == ["no record"]


def test_the_page_itself_without_a_record_is_an_error() -> None:
    shown = capture(BODY)
    lost = replace(shown, ledger=(document(PAGE, record=None), part(f"{OWN}/a.css")))
    losses = list(page_parts.losses_of(lost, Ledger.of(lost.ledger)))
    assert told(losses) == [(PAGE, "no record")]


def test_before_the_commit_no_record_is_missed() -> None:
    assert found() == []
    shown = capture(BODY)
    open_lines = (document(PAGE, record=None), part(f"{OWN}/a.css", record=None))
    fresh = replace(shown, ledger=open_lines)
    assert list(page_parts.losses_of(fresh, Ledger.of(fresh.ledger))) == []


@pytest.mark.parametrize(
    "near",
    [
        part(f"{OTHER}/widget.js", "script", status=404),
        part(f"{OTHER}/advert.html", "document", status=404),
        part("https://www.google-analytics.com/ga.js", "script", record=None),
        part("https://hm.baidu.com/hm.js", "script", status=0, error="net::ERR_FAILED"),
        part(f"{OWN}/a.css", size_bytes=0),
        part(f"{OWN}/a.css", status=404, asked=Asked.NO_REFERRER),
        part(f"{OWN}/a.css", status=0, error="net::ERR_ABORTED"),
        part("data:text/css,p{}", record=None),
        part("blob:https://news.example/7", "script", record=None),
        part(f"{OTHER}/a.css", status=404, frame_url=PLAYER),
        part(f"{OWN}/a.json", "xhr", status=404),
        part(f"{OWN}/next.html", "prefetch", status=404),
        part(f"{OWN}/ping", "ping", record=None),
        entry(f"{OWN}/a.jpg", status=404, frame_url=PAGE),
    ],
    ids=lambda near: near.url[:40],
)
def test_near_misses_are_silent(near: LedgerEntry) -> None:
    assert found(near) == []


def test_an_address_that_came_at_another_time_is_silent() -> None:
    assert found(part(f"{OWN}/a.css", status=503), part(f"{OWN}/a.css")) == []
    assert found(part(f"{OWN}/a.css", record=None), part("http" + f"{OWN}/a.css"[5:])) == []


def test_an_address_that_failed_twice_is_told_once() -> None:
    assert len(found(part(f"{OWN}/a.css", status=503), part(f"{OWN}/a.css", status=404))) == 1


def test_a_redirect_is_told_once_by_the_address_that_was_asked_for() -> None:
    moved = part(f"{OWN}/a.css", status=301, redirect_to="/b.css")
    assert told(found(moved, part(f"{OWN}/b.css", status=404))) == [(f"{OWN}/a.css", "status 404")]
    assert found(moved, part(f"{OWN}/b.css")) == []


def test_a_font_that_came_in_another_format_is_silent() -> None:
    lost = part(f"{OTHER}/fonts/serif.woff2?v=4", "font", status=404)
    assert len(found(lost)) == 1
    assert found(lost, part(f"{OTHER}/fonts/serif.woff", "font")) == []
    assert len(found(lost, part(f"{OTHER}/fonts/sans.woff", "font"))) == 1
    assert len(found(lost, part(f"{OTHER}/fonts/serif.woff", "font", status=404))) == 2


def test_a_library_that_came_from_another_host_is_silent() -> None:
    lost = part(f"{OWN}/lib/jquery.min.js", "script", status=404)
    assert len(found(lost)) == 1
    assert found(lost, part(f"{OTHER}/3.7/jquery.min.js", "script")) == []
    assert len(found(lost, part(f"{OWN}/old/jquery.min.js", "script"))) == 1
    usual = part(f"{OWN}/main.js", "script", status=404)
    assert len(found(usual, part(f"{OTHER}/main.js", "script"))) == 1


def test_promised_players_have_their_own_checks() -> None:
    html = f'<iframe src="{PLAYER}"></iframe>' + BODY
    dead = {PLAYER: document(PLAYER, record=None)}
    assert found(html=html, answers=dead) == []
    assert len(found(document(f"{OTHER}/frame", record=None), html=html)) == 1


def test_what_the_guard_refused_is_a_warning_in_its_words() -> None:
    reason = "static.news.example is at 10.0.0.7, which is not a public address"
    events = PageEvents(blocked=(reason,))
    refused = part(f"{OWN}/a.css", status=0, error="net::ERR_SOCKS_CONNECTION_FAILED")
    (loss,) = found(refused, events=events)
    assert loss.message == (
        f"The page asked for the style sheet {OWN}/a.css, "
        f"but archiver's network guard refused it ({reason})."
    )
    assert (loss.kind, loss.lost_at, loss.severity) == (
        "blocked",
        LostAt.CAPTURE,
        Severity.WARNING,
    )
    other = found(part(f"{OTHER}/a.css", status=0, error="net::ERR_FAILED"), events=events)
    assert [each.lost_at for each in other] == [LostAt.PAGE]


def test_more_than_five_of_one_kind_are_told_at_once() -> None:
    fonts = [part(f"{OWN}/{number}.woff2", "font", status=404) for number in range(7)]
    assert len(found(*fonts[:5])) == 5
    (loss,) = found(*fonts)
    assert loss.message == (
        "The page asked for 7 fonts that the archive does not have: "
        + ", ".join(f"{OWN}/{number}.woff2 (the server answered 404)" for number in range(3))
        + " and 4 more."
    )
    assert loss.evidence["count"] == "7"
    assert loss.evidence["addresses"].split("\n") == [each.url for each in fonts]
    assert (loss.key, loss.kind) == ("fonts", "several, page")


def test_a_hostile_address_stays_on_one_line() -> None:
    (loss,) = found(part(f"{OWN}/\n\x1b[31m{'a' * 900}.css", status=404))
    assert "\n" not in loss.message
    assert "\x1b" not in loss.message
    assert len(loss.message) < 300


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.google-analytics.com/x", True),
        ("https://google-analytics.com/x", True),
        ("https://notgoogle-analytics.com/x", False),
        ("https://o1.ingest.sentry.io/api", True),
        ("https://com/", False),
        ("", False),
        ("https://cdn.jsdelivr.net/npm/jquery", False),
    ],
)
def test_counters_and_advertisers_are_known_by_their_host(url: str, expected: bool) -> None:
    assert is_bystander(url) is expected


@pytest.mark.parametrize(
    ("url", "other", "expected"),
    [
        ("https://a.news.example/", "https://news.example/", True),
        ("https://a.news.com.cn/", "https://b.news.com.cn/", True),
        ("https://a.com.cn/", "https://b.com.cn/", False),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://a.example/", "https://b.example/", False),
        ("http://10.0.0.1/", "http://20.0.0.1/", False),
        ("http://10.0.0.1:80/", "http://10.0.0.1/", True),
        ("http://[::1]/", "http://[::1]/x", True),
        ("", "", False),
        ("http://localhost/", "http://localhost/a", True),
    ],
)
def test_a_site_is_the_name_that_is_registered(url: str, other: str, expected: bool) -> None:
    assert is_same_site(url, other) is expected
