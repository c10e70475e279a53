"""A page without a post: its own media and players."""

from __future__ import annotations

import pytest
from staged import PAGE, capture, document, entry, film, ids

from archiver.compare import check
from archiver.models import (
    Asked,
    Capture,
    LedgerEntry,
    PageOrigin,
    PlayerOutcome,
    PlayerState,
    Verdict,
)

A, CLIP = "https://cdn.example/a.jpg", "https://cdn.example/film.mp4"
V = "https://v.example/player/1"
HTML = f"<p>A page that nobody promised.</p><img src='{A}'><iframe src='{V}'></iframe>"


def page(*states: PlayerState, answers: list[LedgerEntry] | None = None) -> Capture:
    given = {} if answers is None else {A: answers}
    return capture(HTML, given, players=states, origin=PageOrigin.PLAIN_URL)


def state(outcome: PlayerOutcome, url: str = V, frame: int = 1, **facts: object) -> PlayerState:
    return PlayerState(  # type: ignore[misc]
        url=url,
        frame=frame,
        provider="generic",
        outcome=outcome,
        **facts,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (state(PlayerOutcome.CAPTURED), []),
        (state(PlayerOutcome.REMOVED), ["V2w"]),
        (state(PlayerOutcome.TIMEOUT), ["V3w"]),
        (state(PlayerOutcome.TOO_LARGE), ["V4w"]),
        (state(PlayerOutcome.CAPTURED, duration_s=9.0, kept_s=3.0), ["V4w"]),
        (state(PlayerOutcome.CAPTURED, live=True), ["V4w"]),
        (state(PlayerOutcome.UNKNOWN, PAGE, 0), ["V3w"]),
    ],
)
def test_players_of_a_plain_page_are_warnings(seen: PlayerState, expected: list[str]) -> None:
    found = check(None, page(seen))
    assert (ids(found), found.verdict, found.media_promised) == (expected, Verdict.COMPLETE, 1)
    assert {each.subject for each in found.findings} <= {V, PAGE}


def test_players_of_one_address_have_findings_of_their_own() -> None:
    found = check(None, page(state(PlayerOutcome.GEO), state(PlayerOutcome.GEO, frame=2)))
    assert ids(found) == ["V2w", "V2w"]
    assert len({each.fingerprint for each in found.findings}) == 2


def test_a_film_by_yt_dlp_is_a_warning_of_a_plain_page_too() -> None:
    staged = page(
        state(PlayerOutcome.CAPTURED, media_urls=(CLIP,)),
        answers=[entry(A), document(V), film(CLIP, asked=Asked.YT_DLP)],
    )
    assert ids(check(None, staged)) == ["V3w"]


def test_a_picture_that_archiver_got_is_kept_with_a_warning() -> None:
    found = check(None, page(answers=[entry(A, status=403), entry(A, asked=Asked.ORIGIN)]))
    assert (ids(found), found.media_kept) == (["M3w"], 1)
    assert "archiver asked again with the page's origin as Referer" in found.findings[0].message
