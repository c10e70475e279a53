"""Findings that were accepted, and decisions that hold no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from staged import capture, entry, ids, post, report

from archiver.compare import check
from archiver.compare.known_losses import (
    by_slug,
    honour,
    honoured_report,
    is_settled,
    remarks,
    strangers,
)
from archiver.formats import decode_report, encode_report
from archiver.models import Decision, Finding, Report, Ruling, Verdict

A, B = "https://cdn.example/a.jpg", "https://cdn.example/b.jpg"
FIRST = "<p>The first paragraph of the article tells how the mill was built, and by whom.</p>"
SECOND = "<p>A second paragraph tells what became of its wheel when the river went dry.</p>"
THIRD = "<p>The last paragraph names those who still remember the sound of its stones.</p>"
PROMISE = f"{FIRST}<img src='{A}'>{SECOND}<img src='{B}'><p align='center'>▲The wheel</p>{THIRD}"
LOST = {A: entry(A, status=404)}
TODAY = date(2026, 6, 1)


def accepted(finding: Finding, **facts: object) -> Decision:
    decision = Decision(
        slug="post",
        check=finding.check,
        fingerprint=finding.fingerprint,
        verdict=Ruling.ACCEPTED,
        reason="the server is gone",
        by="Ana",
        at=date(2026, 1, 1),
        subject=finding.subject,
    )
    return replace(decision, **facts)  # type: ignore[arg-type]


@pytest.fixture
def lossy() -> Report:
    """A report with an M3 of the first picture, and the paragraph T1."""
    found = report(PROMISE, PROMISE.replace(SECOND, ""), answers=LOST)
    assert ids(found) == ["M3", "T1"]
    return found


def test_an_accepted_loss_is_set_apart_and_the_rest_decides(lossy: Report) -> None:
    picture, paragraph = lossy.findings
    done = honour(lossy, [accepted(picture)], TODAY)
    assert (done.report.findings, done.report.accepted) == ((paragraph,), (picture,))
    assert done.report.verdict is Verdict.PARTIAL
    assert done.honoured == (accepted(picture),)
    both = honour(lossy, [accepted(picture), accepted(paragraph)], TODAY)
    assert (both.report.findings, both.report.verdict) == ((), Verdict.COMPLETE)
    assert is_settled(both.report)


def test_what_is_kept_is_counted_as_before(lossy: Report) -> None:
    done = honour(lossy, [accepted(each) for each in lossy.findings], TODAY).report
    assert (done.media_promised, done.media_kept) == (2, 1)
    assert (done.captions_promised, done.captions_kept) == (1, 1)


def test_without_decisions_the_report_is_the_same(lossy: Report) -> None:
    assert honour(lossy, [], TODAY).report is lossy


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "another"},
        {"fingerprint": "0" * 16},
        {"until": date(2026, 5, 31)},
        {"verdict": Ruling.REJECTED},
    ],
)
def test_a_decision_holds_for_nothing_else(lossy: Report, change: dict[str, object]) -> None:
    done = honour(lossy, [accepted(lossy.findings[0], **change)], TODAY)
    assert done.report == lossy
    assert done.honoured == ()


def test_a_decision_holds_on_its_last_day_and_is_told_when_it_ran_out(lossy: Report) -> None:
    decision = accepted(lossy.findings[0], until=TODAY, line=12)
    assert honour(lossy, [decision], TODAY).honoured == (decision,)
    done = honour(lossy, [decision], date(2026, 6, 2))
    assert (done.expired, done.report.accepted, done.report.verdict) == (
        (decision,),
        (),
        Verdict.PARTIAL,
    )
    (told,) = remarks(done, "posts/a.md")
    assert told == (
        f'posts/a.md: the accepted loss of "{A}" (M3 {decision.fingerprint[:8]}, line 12 of '
        "review.toml) ran out on 2026-06-01; accept it again, or mend it."
    )


def test_a_decision_about_what_is_mended_is_told_and_is_no_error(lossy: Report) -> None:
    decision = accepted(lossy.findings[0])
    kept, told = honoured_report(report(PROMISE, PROMISE), [decision], TODAY)
    assert (kept.verdict, kept.findings) == (Verdict.COMPLETE, ())
    loss = f'the accepted loss of "{A}" (M3 {decision.fingerprint[:8]})'
    assert told == (f"post: {loss} is no longer needed, remove it.",)


def test_an_expired_decision_about_what_is_mended_is_only_unneeded(lossy: Report) -> None:
    decision = accepted(lossy.findings[0], until=date(2026, 1, 2))
    done = honour(report(PROMISE, PROMISE), [decision], TODAY)
    assert (done.expired, done.unmatched) == ((), (decision,))


def test_words_of_strangers_in_remarks_are_one_line(lossy: Report) -> None:
    decision = accepted(lossy.findings[0], subject="a\n\x1b[2Jb", fingerprint="0" * 16)
    (told,) = remarks(honour(lossy, [decision], TODAY), "posts/\x1b[2Ja.md")
    assert "\x1b" not in told
    assert "\n" not in told


def test_another_fault_of_the_same_picture_is_not_covered(lossy: Report) -> None:
    decision = accepted(lossy.findings[0])
    other = report(PROMISE, PROMISE, answers={A: entry(A, status=403)})
    done = honour(other, [decision], TODAY)
    assert ids(done.report) == ["M3"]
    assert done.unmatched == (decision,)


def test_a_page_that_did_not_come_stays_failed_and_is_settled() -> None:
    failed = check(post(PROMISE), capture(PROMISE, status=404))
    assert (ids(failed), is_settled(failed)) == (["P0"], False)
    done = honour(failed, [accepted(failed.findings[0])], TODAY)
    assert (done.report.verdict, done.report.findings) == (Verdict.FAILED, ())
    assert [each.check for each in done.report.accepted] == ["P0"]
    assert is_settled(done.report)
    # Gone in another way is not what was accepted.
    other = check(post(PROMISE), capture(PROMISE, status=500))
    assert not is_settled(honour(other, [accepted(failed.findings[0])], TODAY).report)


def test_a_page_that_did_not_come_says_nothing_of_other_decisions(lossy: Report) -> None:
    failed = check(post(PROMISE), capture(PROMISE, status=502))
    done = honour(failed, [accepted(each) for each in lossy.findings], TODAY)
    assert (done.unmatched, done.expired) == ((), ())
    assert done.report == failed


def test_a_report_may_be_honoured_again_and_in_other_ways(lossy: Report) -> None:
    picture, paragraph = map(accepted, lossy.findings)
    once = honour(lossy, [picture, paragraph], TODAY).report
    assert honour(once, [picture, paragraph], TODAY).report == once
    assert honour(once, [], TODAY).report == lossy
    assert honour(once, [paragraph], TODAY).report == honour(lossy, [paragraph], TODAY).report


def test_an_honoured_report_can_be_kept(lossy: Report) -> None:
    done = honour(lossy, [accepted(lossy.findings[0])], TODAY).report
    assert decode_report(encode_report(done)) == done


def test_a_partial_page_is_not_settled_and_warnings_do_not_matter(lossy: Report) -> None:
    assert not is_settled(lossy)
    assert is_settled(report(PROMISE, PROMISE))


def test_decisions_of_other_articles_are_found(lossy: Report) -> None:
    mine = accepted(lossy.findings[0])
    other = replace(mine, slug="harbour")
    assert strangers([mine, other], ["post"]) == (other,)
    assert by_slug([mine, other, mine]) == {"post": [mine, mine], "harbour": [other]}


@pytest.mark.parametrize(
    "others",
    [
        {"answers": {**LOST, B: entry(B, status=500)}},
        {"answers": {B: None, **LOST}},
        {},
    ],
)
def test_a_fingerprint_does_not_shift_with_other_findings(
    lossy: Report, others: dict[str, object]
) -> None:
    others = {"answers": LOST, **others}
    again = report(PROMISE, PROMISE.replace(SECOND, "").replace("▲The wheel", ""), **others)
    assert len(again.findings) > len(lossy.findings)
    assert {each.fingerprint for each in lossy.findings} <= {
        each.fingerprint for each in again.findings
    }


def test_a_fingerprint_does_not_shift_when_the_post_grows(lossy: Report) -> None:
    more = "<p>A new paragraph was set above all the others, and nothing of it is lost.</p>"
    page = more + PROMISE.replace(SECOND, "")
    again = report(more + PROMISE, page, answers=LOST)
    assert [each.fingerprint for each in again.findings] == [
        each.fingerprint for each in lossy.findings
    ]


def test_what_is_ignored_counts_no_more_and_a_comment_changes_nothing(lossy: Report) -> None:
    picture, paragraph = lossy.findings
    ignored = accepted(picture, verdict=Ruling.IGNORED)
    noted = accepted(paragraph, verdict=Ruling.NOTED)
    done = honour(lossy, [ignored, noted], TODAY)
    assert (done.report.findings, done.report.accepted) == ((paragraph,), (picture,))
    assert (done.honoured, done.expired, done.unmatched) == ((ignored,), (), ())


def test_decisions_on_how_a_page_looks_are_not_looked_for_among_findings(lossy: Report) -> None:
    seen = [
        accepted(lossy.findings[0], check=check, fingerprint="5" * 16, verdict=verdict)
        for check in ("S0", "S1")
        for verdict in Ruling
    ]
    done = honour(lossy, seen, TODAY)
    assert list(remarks(done)) == []
    assert done.report is lossy


def test_what_holds_no_more_is_told_by_what_was_decided(lossy: Report) -> None:
    gone = [
        accepted(lossy.findings[0], fingerprint=f"{at}" * 16, verdict=verdict)
        for at, verdict in enumerate(Ruling)
    ]
    said = list(remarks(honour(lossy, gone, TODAY)))
    for noun, sentence in zip(
        ("accepted loss", "rejected loss", "ignored loss", "comment"), said, strict=True
    ):
        assert f"the {noun} of " in sentence
