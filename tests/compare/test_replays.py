"""Kept, and not shown again: what a replay loses."""

from __future__ import annotations

from dataclasses import replace

from staged import PAGE, RECORD, capture, entry, ids, post

from archiver.compare import check
from archiver.models import Capture, LostAt, Verdict

A, B = "https://cdn.example/a.jpg", "https://cdn.example/b.jpg"
PROMISE = (
    "<p>The first paragraph says one thing.</p>"
    f"<img src='{A}'><p>▲The quay at noon</p><img src='{B}'>"
    "<p>The last paragraph says another thing.</p>"
)


def replay(html: str, *missing: str, **facts: object) -> Capture:
    """The page as it was shown again: what is missing was refused, for it was not there."""
    lines = {url: entry(url, status=0, error="not in the archive", record=None) for url in missing}
    again = capture(html, lines, **facts)
    bare = tuple(replace(each, record=None) for each in again.ledger)
    return replace(again, ledger=bare)


def test_a_faithful_replay_adds_nothing() -> None:
    found = check(post(PROMISE), capture(PROMISE), replayed=replay(PROMISE))
    assert (ids(found), found.verdict) == ([], Verdict.COMPLETE)


def test_a_picture_that_is_kept_and_not_shown_again_is_lost_by_the_replay() -> None:
    found = check(post(PROMISE), capture(PROMISE), replayed=replay(PROMISE, B))
    assert ids(found) == ["P4w", "M3"] or ids(found) == ["P4", "M3"]
    lost = next(each for each in found.findings if each.check == "M3")
    assert (lost.lost_at, lost.block, lost.record) == (LostAt.REPLAY, 3, RECORD)
    assert lost.message.startswith("In the replay: The page asked for the picture")
    leak = next(each for each in found.findings if each.check == "P4")
    assert leak.evidence["addresses"] == B


def test_words_that_a_replayed_script_does_not_bring_are_lost_by_the_replay() -> None:
    shorter = PROMISE.replace("<p>The last paragraph says another thing.</p>", "")
    found = check(post(PROMISE), capture(PROMISE), replayed=replay(shorter))
    assert [(each.check, each.lost_at) for each in found.findings] == [("T1", LostAt.REPLAY)]
    assert found.verdict is Verdict.PARTIAL


def test_what_the_page_lost_already_is_not_told_again() -> None:
    shorter = PROMISE.replace("<p>The last paragraph says another thing.</p>", "")
    refused = {B: entry(B, status=403)}
    once = check(post(PROMISE), capture(shorter, refused))
    twice = check(post(PROMISE), capture(shorter, refused), replayed=replay(shorter, B))
    assert [each.lost_at for each in once.findings] == [LostAt.PAGE, LostAt.PAGE]
    assert [each for each in twice.findings if each.check != "P4"] == list(once.findings)


def test_what_had_no_answer_at_capture_is_no_leak() -> None:
    dead = {B: entry(B, status=0, error="net::ERR_NAME_NOT_RESOLVED", record=None)}
    found = check(post(PROMISE), capture(PROMISE, dead), replayed=replay(PROMISE, B))
    assert ids(found) == ["M3"]


def test_a_replay_that_shows_nothing_is_one_finding() -> None:
    for broken in (
        replay(PROMISE, error="it did not load", snapshot=None),
        replay("<h1>Archived page not found</h1><p>Sorry about that.</p>"),
    ):
        found = check(post(PROMISE), capture(PROMISE), replayed=broken)
        assert [(each.check, each.lost_at) for each in found.findings] == [("P4", LostAt.REPLAY)]
        assert found.findings[0].subject == PAGE
