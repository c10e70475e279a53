"""Kept, and not shown again: what a replay loses."""

from __future__ import annotations

from dataclasses import replace

from staged import PAGE, RECORD, capture, entry, ids, post

from archiver.compare import check
from archiver.models import (
    Asked,
    BlockKind,
    Box,
    LostAt,
    MediaState,
    Outcome,
    PlayerOutcome,
    PlayerState,
    Replay,
    Severity,
    Verdict,
    VisualChange,
    VisualKind,
)

A, B = "https://cdn.example/a.jpg", "https://cdn.example/b.jpg"
PROMISE = (
    "<p>The first paragraph says one thing.</p>"
    f"<img src='{A}'><p>▲The quay at noon</p><img src='{B}'>"
    "<p>The last paragraph says another thing.</p>"
)


def replay(
    html: str, *missing: str, looks: tuple[VisualChange, ...] = (), **facts: object
) -> Replay:
    """The page as it was shown again: what is missing was refused, for it was not there."""
    lines = {url: entry(url, status=0, error="not in the archive", record=None) for url in missing}
    again = capture(html, lines, **facts)
    bare = tuple(replace(each, record=None) for each in again.ledger)
    leaks = tuple(f"GET {url}" for url in missing)
    return Replay(capture=replace(again, ledger=bare), leaks=leaks, looks=looks)


def look(fingerprint: str = "a" * 16, **facts: object) -> VisualChange:
    values: dict[str, object] = {
        "kind": VisualKind.CHANGED,
        "sentence": "a part of the paragraph looks other",
        "fingerprint": fingerprint,
        "old": Box(0, 0, 9, 9),
        "new": Box(0, 0, 9, 9),
    }
    return VisualChange(**{**values, **facts})  # type: ignore[arg-type]


def test_a_faithful_replay_adds_nothing() -> None:
    found = check(post(PROMISE), capture(PROMISE), replayed=replay(PROMISE))
    assert (ids(found), found.verdict) == ([], Verdict.COMPLETE)


def test_a_picture_that_is_kept_and_not_shown_again_is_lost_by_the_replay() -> None:
    found = check(post(PROMISE), capture(PROMISE), replayed=replay(PROMISE, B))
    assert ids(found) == ["P4", "M3"]
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


def test_a_picture_of_an_advertiser_that_is_not_there_is_a_warning() -> None:
    advert = "https://pagead2.googlesyndication.com/x.js"
    again = replace(replay(PROMISE), leaks=(f"GET {advert}",))
    found = check(post(PROMISE), capture(PROMISE), replayed=again)
    (leak,) = found.findings
    assert (leak.check, leak.severity, leak.subject) == ("P4", Severity.WARNING, advert)
    assert found.verdict is Verdict.COMPLETE


def test_what_looks_other_is_a_warning_with_the_reason_that_is_known() -> None:
    again = replace(replay(PROMISE, looks=(look(),)), notes=("another browser: A before, B now",))
    (seen,) = check(post(PROMISE), capture(PROMISE), replayed=again).findings
    assert (seen.check, seen.severity, seen.lost_at) == ("P4", Severity.WARNING, LostAt.REPLAY)
    assert "a part of the paragraph looks other (another browser: A before, B now)" in seen.message


def test_many_places_that_look_other_are_one_finding() -> None:
    looks = tuple(look(f"{number:016x}") for number in range(9))
    found = check(post(PROMISE), capture(PROMISE), replayed=replay(PROMISE, looks=looks))
    (seen,) = found.findings
    assert "in 9 places" in seen.message


def test_an_age_beside_the_article_may_read_otherwise() -> None:
    age = look(kind=VisualKind.REWRITTEN, outside=True)
    found = check(post(PROMISE), capture(PROMISE), replayed=replay(PROMISE, looks=(age,)))
    assert ids(found) == []


def test_a_medium_that_is_told_as_lost_is_not_told_as_looking_other() -> None:
    promise = post(PROMISE)
    line = promise.blocks[3].line
    gone = look(kind=VisualKind.REMOVED, line=line)
    found = check(promise, capture(PROMISE), replayed=replay(PROMISE, B, looks=(gone,)))
    assert line
    assert ids(found) == ["P4", "M3"]


def test_a_player_that_does_not_play_again_is_lost_by_the_replay() -> None:
    frame = "https://player.example/embed/1"
    promise = f"<p>A paragraph above the film.</p><iframe src='{frame}'></iframe><p>One below.</p>"
    played = PlayerState(
        url=frame,
        frame=1,
        provider="generic",
        outcome=PlayerOutcome.CAPTURED,
        status=200,
        duration_s=60.0,
        kept_s=60.0,
    )
    stuck = replace(played, kept_s=12.0, note="in the archive it plays only so far")
    before = replace(capture(promise), players=(played,))

    def again(state: PlayerState) -> Replay:
        shown = replay(promise)
        return replace(shown, capture=replace(shown.capture, players=(state,)))

    known = ids(check(post(promise), before))
    assert ids(check(post(promise), before, replayed=again(played))) == known
    found = check(post(promise), before, replayed=again(stuck))
    lost = [each for each in found.findings if each.lost_at is LostAt.REPLAY]
    assert [each.check for each in lost] == ["V4"]
    assert "12 of 60 seconds" in lost[0].message


def test_a_page_without_a_post_has_its_replay_checked_too() -> None:
    before = capture(PROMISE)
    assert before.snapshot is not None
    state = MediaState(kind=BlockKind.IMAGE, url=B, frame=0, outcome=Outcome.LOADED)
    before = replace(before, snapshot=replace(before.snapshot, media=(state,)))
    same = Replay(capture=before)
    assert check(None, before, replayed=same) == check(None, before)
    found = check(None, before, replayed=replay(PROMISE, B, looks=(look(),)))
    lost = [each for each in found.findings if each.lost_at is LostAt.REPLAY]
    assert [(each.check, each.subject) for each in lost] == [("P4", B), ("P4", B), ("P4", PAGE)]
    assert lost[1].record == RECORD
    broken = check(None, before, replayed=replay(PROMISE, error="it did not load", snapshot=None))
    assert [each.lost_at for each in broken.findings] == [LostAt.REPLAY]


def test_what_archiver_asked_for_itself_is_not_missed_where_the_page_does_not_ask() -> None:
    head = "https://cdn.example/head.jpg"
    promise = post(PROMISE, headimg=head)
    got = entry(head, asked=Asked.AS_SHOWN)
    before = capture(PROMISE, {head: got})
    before = replace(before, ledger=(*before.ledger, got))
    assert check(promise, before, replayed=Replay(capture=capture(PROMISE))) == check(
        promise, before
    )
