"""P5: scripts that went wrong, one finding for a page; what stays silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from staged import PAGE, capture, entry, post

from archiver.compare import script_errors
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.models import Asked, LedgerEntry, LostAt, PageEvents

PLAYER = "https://player.example/embed/1"
PICTURE = "https://cdn.example/a.jpg"
BODY = f'<p>The only paragraph.</p><img src="{PICTURE}"><iframe src="{PLAYER}"></iframe>'
OWN, OTHER = "https://api.news.example", "https://cdn.other.example"
OURS = f"TypeError: x is not a function ({OWN}/app.js)"


def asked(url: str, kind: str = "fetch", **facts: object) -> LedgerEntry:
    known = {"mime": "application/json", "resource_type": kind, "probe": None, "status": 500}
    return entry(url, **{**known, "frame_url": PAGE, **facts})


def found(*lines: LedgerEntry, **events: object) -> list[Loss]:
    shown = capture(BODY, events=PageEvents(**events))  # type: ignore[arg-type]
    shown = replace(shown, ledger=(*shown.ledger, *lines))
    assert shown.snapshot is not None
    return list(script_errors.losses(Case.of(post(BODY), shown, Page.of(shown.snapshot))))


def test_script_errors_are_counted_and_the_first_is_quoted() -> None:
    (loss,) = found(script_errors=3, errors=(OURS, "ReferenceError: y"), console_errors=5)
    assert loss.message == f'The page\'s scripts ended in 3 errors, the first "{OURS}".'
    assert (loss.check, loss.key, loss.lost_at) == ("P5", "page", LostAt.PAGE)
    assert loss.evidence == {
        "script_errors": "3",
        "console_errors": "5",
        "errors": f"{OURS}\nReferenceError: y",
    }


def test_errors_of_which_only_the_number_is_known_are_told() -> None:
    (loss,) = found(script_errors=1)
    assert loss.message == "The page's scripts ended in 1 error."


@pytest.mark.parametrize("kind", ["xhr", "fetch", "eventsource"])
@pytest.mark.parametrize("host", [OWN, OTHER])
@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "status 500"),
        ({"status": 404}, "status 404"),
        ({"status": 0, "error": "net::ERR_FAILED"}, "net::ERR_FAILED"),
        ({"status": 0}, "no answer"),
    ],
)
def test_data_that_did_not_come_is_told(
    kind: str, host: str, facts: dict[str, object], outcome: str
) -> None:
    (loss,) = found(asked(f"{host}/data", kind, **facts))
    assert loss.message == f"Scripts asked in vain for {host}/data ({outcome})."
    assert loss.evidence == {"failed": f"{host}/data ({outcome})"}


def test_a_third_party_script_that_did_not_come_is_told() -> None:
    (loss,) = found(asked(f"{OTHER}/jquery.js", "script", status=403))
    assert loss.subject == PAGE
    assert f"{OTHER}/jquery.js (status 403)" in loss.message


def test_all_of_a_page_is_one_finding() -> None:
    lines = [asked(f"{OWN}/{number}") for number in range(30)]
    (loss,) = found(*lines, script_errors=1, errors=(OURS,))
    assert loss.message == (
        f'The page\'s scripts ended in 1 error, the first "{OURS}", '
        f"and they asked in vain for {OWN}/0 (status 500) and 29 more."
    )
    assert len(loss.evidence["failed"].split("\n")) == 20


@pytest.mark.parametrize(
    "near",
    [
        asked(f"{OWN}/own.js", "script", status=404),  # P4's
        asked(f"{OWN}/a.css", "stylesheet", status=404),  # P4's
        asked("https://hm.baidu.com/hm.js", "script", status=404),
        asked("https://stats.g.doubleclick.net/j", "xhr", status=404),
        asked(f"{OWN}/me", "fetch", status=401),
        asked(f"{OWN}/me", "xhr", status=403),
        asked(f"{OWN}/a", status=0, error="net::ERR_ABORTED"),
        asked(f"{OWN}/a", frame_url=PLAYER),
        asked(f"{OWN}/a", asked=Asked.AS_SHOWN),
        asked(f"{OWN}/a", "image"),
        asked(f"{OWN}/a", "media"),
        asked(f"{OWN}/ping", "ping"),
        asked(f"{OTHER}/film/part1.ts?token=1"),
        asked(f"{OTHER}/film.m3u8"),
        asked(PICTURE),
        asked(f"{OWN}/a", status=200),
        asked("blob:https://news.example/1", status=404),
    ],
    ids=lambda near: f"{near.resource_type} {near.url[:30]} {near.status}",
)
def test_near_misses_are_silent(near: LedgerEntry) -> None:
    assert found(near) == []


def test_noise_in_the_console_alone_is_silent() -> None:
    assert found(console_errors=40) == []


def test_a_request_that_was_made_again_is_silent() -> None:
    assert found(asked(f"{OWN}/a"), asked(f"{OWN}/a", status=200)) == []


@pytest.mark.parametrize(
    "foreign",
    [
        "TypeError: no gtag (https://www.googletagmanager.com/gtag/js)",
        f"NotAllowedError: play() failed ({PLAYER}?x=1)",
        "Error: at https://static.player.example/player.js",
    ],
)
def test_errors_of_counters_and_players_are_silent(foreign: str) -> None:
    assert found(script_errors=1, errors=(foreign,)) == []
    (loss,) = found(script_errors=2, errors=(foreign, OURS))
    assert loss.evidence["script_errors"] == "1"
    assert loss.evidence["errors"] == OURS


def test_an_error_without_an_address_is_the_page_s_own() -> None:
    assert len(found(script_errors=1, errors=("TypeError: x",))) == 1


def test_the_same_errors_have_the_same_kind_in_every_run() -> None:
    first = found(
        asked(f"{OWN}/data?t=1"),
        script_errors=2,
        errors=(f"Error: at 17 ({OWN}/app.js?v=1)", "Error: late"),
    )
    again = found(
        asked(f"{OWN}/data?t=2"),
        script_errors=9,
        errors=("Error: late", f"Error: at 290 ({OWN}/app.js?v=2)"),
    )
    other = found(script_errors=2, errors=(OURS,))
    assert first[0].kind == again[0].kind
    assert first[0].kind != other[0].kind


def test_hostile_words_stay_on_one_line() -> None:
    (loss,) = found(script_errors=1, errors=("\x1b[2J" + "a\n" * 5_000 + "http://" * 2_000,))
    assert "\n" not in loss.message
    assert "\x1b" not in loss.message
    assert len(loss.message) < 300
