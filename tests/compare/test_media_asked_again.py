"""What archiver asked for itself: kept, and told as what a reader missed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from staged import WHOLE_JPEG, entry, film, ids, report

from archiver.models import (
    Asked,
    BlockKind,
    BodyProbe,
    LedgerEntry,
    MediaState,
    Outcome,
    Report,
    Truncation,
    Verdict,
)

A, B = "https://cdn.example/a.jpg", "https://cdn.example/b.jpg"
CLIP = "https://cdn.example/clip.mp4"
BEFORE, BETWEEN, AFTER = (
    "<p>The first paragraph of the article.</p>",
    "<p>A second paragraph stands between.</p>",
    "<p>The last paragraph of the article.</p>",
)
PROMISE = f"{BEFORE}<img src='{A}'>{BETWEEN}<img src='{B}'>{AFTER}"
GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def judged(*answers: LedgerEntry, page: str = PROMISE, **facts: object) -> Report:
    """The report when the picture A was answered like this."""
    return report(PROMISE, page, answers={A: [*answers]}, **facts)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked.AS_SHOWN, "; archiver asked again and kept it."),
        (Asked.NO_REFERRER, "; archiver asked again without a Referer and kept it."),
        (Asked.ORIGIN, "again with the page's origin as Referer and kept it."),
        (Asked.UNSAFE_URL, "again with the page's whole address as Referer and kept it."),
        (Asked.SITE, "again with the Referer that a rule names and kept it."),
        (Asked.YT_DLP, "again with yt-dlp and kept it."),
    ],
)
def test_what_only_archiver_got_is_kept_with_a_warning_that_says_how(
    asked: Asked, words: str
) -> None:
    good = entry(A, asked=asked, referrer="https://r.example/", sha1="sha1:REAL")
    found = judged(entry(A, status=403), entry(A, status=403, asked=Asked.ORIGIN), good)
    assert (ids(found), found.verdict, found.media_kept) == (["M3w"], Verdict.COMPLETE, 2)
    (finding,) = found.findings
    assert finding.message.startswith("The page asked for the picture")
    assert finding.message.endswith(words)
    assert finding.evidence["status"] == "403"
    assert finding.evidence["kept_digest"] == "sha1:REAL"
    assert finding.evidence["kept_asked"] == asked
    assert finding.evidence["kept_referrer"] == "https://r.example/"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (entry(A, truncated=Truncation.DISCONNECT), "M6w"),
        (entry(A, probe=BodyProbe(sniffed="text/html", complete=True)), "M7w"),
        (entry(A, status=206, probe=replace(WHOLE_JPEG, complete=False)), "M6w"),
    ],
)
def test_the_warning_is_of_the_check_of_what_the_page_got(
    answer: LedgerEntry, expected: str
) -> None:
    assert ids(judged(answer, entry(A, asked=Asked.AS_SHOWN))) == [expected]


@pytest.mark.parametrize(
    "answer",
    [
        entry(A, record=None),
        entry(A, status=304, size_bytes=0),
        entry(A, truncated=Truncation.LENGTH),
    ],
)
def test_what_only_the_archive_lacked_and_archiver_then_got_is_silent(answer: LedgerEntry) -> None:
    assert ids(judged(answer)) != []
    found = judged(answer, entry(A, asked=Asked.AS_SHOWN))
    assert (ids(found), found.media_kept) == ([], 2)


def test_what_nobody_got_is_told_of_the_page_s_own_request() -> None:
    ours = entry(A, status=404, asked=Asked.ORIGIN)
    found = judged(ours, entry(A, status=403))
    assert (ids(found), found.media_kept) == (["M3"], 1)
    assert "The page asked for" in found.findings[0].message
    assert "answered 403." in found.findings[0].message


def test_archiver_s_failures_are_silent_beside_what_the_page_got() -> None:
    refused = entry(A, status=403, asked=Asked.ORIGIN)
    for answers in ([entry(A), refused], [refused, entry(A)]):
        assert ids(judged(*answers)) == []


LAZY = f"<img src='{GIF}' data-src='{A}' :w=1 :h=1>"


@pytest.mark.parametrize("shown", [LAZY, f"<img src='{A}' :w=0 :h=0>"])
def test_what_the_page_never_asked_for_is_an_error_that_says_what_archiver_did(
    shown: str,
) -> None:
    page = PROMISE.replace(f"<img src='{A}'>", shown)
    found = judged(entry(A, asked=Asked.NO_REFERRER), page=page)
    assert (ids(found), found.verdict, found.media_kept) == (["M2"], Verdict.PARTIAL, 2)
    assert found.findings[0].message.endswith("never asked for it; archiver did, and kept it.")
    found = judged(entry(A, status=403, asked=Asked.AS_SHOWN), page=page)
    assert (ids(found), found.media_kept) == (["M2"], 1)
    assert found.findings[0].message.endswith("it; archiver did, but the server answered 403.")


def test_what_a_reader_saw_from_a_cache_is_silent_once_archiver_has_it() -> None:
    for outcome, expected in ((Outcome.LOADED, []), (Outcome.NOT_REQUESTED, ["M2"])):
        state = MediaState(kind=BlockKind.IMAGE, url=A, frame=0, outcome=outcome)
        assert ids(judged(entry(A, asked=Asked.AS_SHOWN), states=[state])) == expected
    assert ids(judged(entry(A, asked=Asked.AS_SHOWN))) == []
    assert ids(judged(entry(A, status=403, asked=Asked.AS_SHOWN))) == ["M4"]


def test_a_redirect_of_the_page_does_not_end_in_what_archiver_got() -> None:
    other = "https://cdn.example/moved.jpg"
    moved = entry(A, status=302, redirect_to=other, size_bytes=0, probe=None)
    ours = [replace(moved, asked=Asked.NO_REFERRER), entry(other, asked=Asked.NO_REFERRER)]
    found = judged(moved, entry(other, status=403), *ours)
    assert (ids(found), found.media_kept) == (["M3w"], 2)
    assert found.findings[0].evidence["redirected_from"] == A


def test_a_missing_picture_that_archiver_got_is_missing_all_the_same() -> None:
    page = f"{BEFORE}{BETWEEN}<img src='{B}'>{AFTER}"
    found = report(PROMISE, page, answers={A: entry(A, asked=Asked.AS_SHOWN)})
    assert (ids(found), found.media_kept) == (["M1"], 2)
    assert found.findings[0].evidence["archived"] == "yes"


FILM = f"{BEFORE}<video src='{CLIP}'></video>{AFTER}"
CUT = BodyProbe(sniffed="video/mp4", complete=False)


def test_a_film_that_players_read_in_pieces_is_silent_once_archiver_has_it_whole() -> None:
    pieces = [film(CLIP, status=206, probe=CUT), film(CLIP, status=206, size_bytes=3, probe=CUT)]
    assert ids(report(FILM, FILM, answers={CLIP: pieces})) == ["M6"]
    whole = [*pieces, film(CLIP, asked=Asked.AS_SHOWN)]
    assert ids(report(FILM, FILM, answers={CLIP: whole})) == []
    broken = [film(CLIP, probe=CUT), film(CLIP, asked=Asked.AS_SHOWN)]
    assert ids(report(FILM, FILM, answers={CLIP: broken})) == ["M6w"]


def test_a_film_that_waits_for_a_click_is_judged_by_what_archiver_got() -> None:
    assert ids(report(FILM, FILM, answers={CLIP: film(CLIP, asked=Asked.AS_SHOWN)})) == []
    found = report(FILM, FILM, answers={CLIP: film(CLIP, status=404, asked=Asked.AS_SHOWN)})
    assert ids(found) == ["M3"]
    assert found.findings[0].message.startswith("Archiver asked for the film")
