"""The report at the end: order, places, words, exit code."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pytest
from rich.console import Console

from archiver.cli.progress import counting
from archiver.cli.report import FailOn, Tally, page_object, print_json, print_report
from archiver.config import Config
from archiver.errors import UsageError
from archiver.jobs import Event, PageSkipped
from archiver.models import (
    Finding,
    LostAt,
    PageOrigin,
    RecordPointer,
    Report,
    Severity,
    Target,
    Verdict,
)
from archiver.reports import JudgedPage


def finding(check: str, line: int | None, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        check=check,
        severity=severity,
        message=f"The thing of {check} is lost.",
        lost_at=LostAt.PAGE,
        fingerprint="f",
        line=line,
        record=RecordPointer(filename="a.warc.gz", offset=7, length_bytes=9),
    )


def judged(slug: str, verdict: Verdict, *findings: Finding, title: str = "") -> JudgedPage:
    report = Report(
        slug=slug,
        url=f"https://blog.test/{slug}/",
        verdict=verdict,
        findings=findings,
        media_promised=3,
        media_kept=2,
    )
    return JudgedPage(report=report, title=title or slug, path=f"posts/{slug}.md", size_bytes=1000)


def printed(tally: Tally, *, terminal: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=100, highlight=False, markup=False)
    print_report(console, tally)
    return file.getvalue()


def tally_of(*pages: JudgedPage, unreadable: tuple[str, ...] = ()) -> Tally:
    tally = Tally(unreadable=list(unreadable))
    for page in pages:
        tally.add(page)
    return tally


def test_worst_pages_come_first_and_findings_in_reading_order() -> None:
    tally = tally_of(
        judged("whole", Verdict.COMPLETE),
        judged("one", Verdict.PARTIAL, finding("M1", 9)),
        judged("two", Verdict.PARTIAL, finding("T1", 30), finding("M1", 4), finding("T3", None)),
        judged("gone", Verdict.FAILED, finding("P0", None)),
    )
    lines = printed(tally).splitlines()
    assert [line.split(": ")[0] for line in lines[:-1]] == [
        "posts/gone.md",
        "posts/two.md",
        "posts/two.md:4",
        "posts/two.md:30",
        "posts/one.md:9",
    ]
    assert lines[0] == "posts/gone.md: error P0: The thing of P0 is lost. (the page lost it)"
    assert lines[-1] == "4 pages, 1 complete, 2 partial, 1 failed, media kept 8 of 12, 4.0 kB"


def test_on_a_terminal_the_check_has_its_title_and_the_loser_is_named() -> None:
    text = printed(tally_of(judged("a", Verdict.PARTIAL, finding("M3", 9))), terminal=True)
    assert "posts/a.md:9" in text
    assert "M3 medium failed to load" in text
    assert "the page lost it" in text


def test_a_title_cannot_speak_to_the_terminal() -> None:
    hostile = "\x1b[2Jnice\x1b]0;x\x07 [bold]title[/bold]"
    page = judged("a", Verdict.PARTIAL, finding("M3", 9), title=hostile)
    text = printed(tally_of(page), terminal=True)
    assert "nice [bold]title[/bold]" in text
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text


@pytest.mark.parametrize(
    ("tally", "code"),
    [
        (tally_of(judged("a", Verdict.COMPLETE)), 0),
        (tally_of(judged("a", Verdict.COMPLETE, finding("M8", 1, Severity.WARNING))), 0),
        (tally_of(judged("a", Verdict.COMPLETE), judged("b", Verdict.PARTIAL)), 1),
        (tally_of(judged("a", Verdict.COMPLETE), judged("b", Verdict.FAILED)), 1),
        (tally_of(judged("a", Verdict.FAILED)), 7),
        (tally_of(judged("a", Verdict.COMPLETE), unreadable=("b.md:1: no",)), 1),
        (tally_of(unreadable=("b.md:1: no",)), 2),
    ],
)
def test_the_exit_code_says_whether_all_is_complete(tally: Tally, code: int) -> None:
    assert tally.exit_code == code


def test_json_carries_the_evidence_on_one_line() -> None:
    file = io.StringIO()
    page = judged("a", Verdict.PARTIAL, finding("M3", 9), title="二\x1b[2J\n")
    print_json(Console(file=file), page_object(page))
    text = file.getvalue()
    assert text.count("\n") == 1
    assert "\x1b" not in text
    value = json.loads(text)
    assert value["findings"][0]["line"] == 9
    assert value["findings"][0]["record"] == {"file": "a.warc.gz", "offset": 7}


def test_the_same_on_many_pages_is_told_once_on_a_line_that_editors_understand() -> None:
    pages = [judged(f"p{n:02}", Verdict.PARTIAL, finding("T1", 9)) for n in range(37)]
    lines = printed(tally_of(*pages, judged("own", Verdict.PARTIAL, finding("M1", 4)))).splitlines()
    assert lines[0] == (
        "posts/p00.md:9: error T1: The thing of T1 is lost. (the page lost it; "
        "on 37 pages, also posts/p01.md:9, posts/p02.md:9, and 34 more)"
    )
    assert [line.split(": ")[0] for line in lines[1:-1]] == ["posts/own.md:4"]


def test_on_a_terminal_a_group_stands_above_its_first_pages() -> None:
    pages = [judged(f"p{n}", Verdict.PARTIAL, finding("T1", 9)) for n in range(5)]
    lines = printed(tally_of(*pages), terminal=True).splitlines()
    said = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in lines]
    assert said[1:7] == [
        "✗ on 5 pages  T1 text lost  the page lost it",
        "The thing of T1 is lost.",
        "posts/p0.md:9",
        "posts/p1.md:9",
        "posts/p2.md:9",
        "and 2 more",
    ]
    assert "p4" not in "".join(said)


def test_on_three_pages_a_group_leaves_nothing_to_count() -> None:
    pages = [judged(f"p{n}", Verdict.PARTIAL, finding("T1", 9)) for n in range(3)]
    line = printed(tally_of(*pages)).splitlines()[0]
    assert line.endswith("on 3 pages, also posts/p1.md:9, posts/p2.md:9)")


def test_known_losses_are_counted_and_not_told_as_findings() -> None:
    page = judged("a", Verdict.COMPLETE)
    page = replace(page, report=replace(page.report, accepted=(finding("M1", 3),) * 3))
    text = printed(tally_of(page))
    assert "3 known losses honoured" in text
    assert "M1" not in text
    assert [each["check"] for each in page_object(page)["accepted"]] == ["M1"] * 3


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [
        (FailOn.ERROR, [0, 0, 1, 1, 7, 1, 2]),
        (FailOn.WARNING, [0, 1, 1, 1, 7, 1, 2]),
        (FailOn.NEVER, [0, 0, 0, 0, 7, 1, 2]),
    ],
)
def test_what_to_fail_on_decides_about_findings_alone(fail_on: FailOn, codes: list[int]) -> None:
    fine = judged("a", Verdict.COMPLETE)
    mild = judged("b", Verdict.COMPLETE, finding("M8", 1, Severity.WARNING))
    partial, failed = judged("c", Verdict.PARTIAL), judged("d", Verdict.FAILED)
    tallies = [
        tally_of(fine),
        tally_of(fine, mild),
        tally_of(fine, partial),
        tally_of(fine, failed),
        tally_of(failed),
        tally_of(fine, unreadable=("b.md:1: no",)),
        tally_of(unreadable=("b.md:1: no",)),
    ]
    for tally in tallies:
        tally.fail_on = fail_on
    assert [tally.exit_code for tally in tallies] == codes


def test_settings_say_which_checks_count_and_unknown_ones_are_refused() -> None:
    tally = Tally.of(Config(select=("M",), ignore=("M3",), fail_on="warning"))
    report = judged("a", Verdict.PARTIAL, finding("M3", 1), finding("T1", 2)).report
    assert tally.judged(report).findings == ()
    assert tally.judged(report).verdict is Verdict.COMPLETE
    assert tally.fail_on is FailOn.WARNING
    with pytest.raises(UsageError, match="no check is named 'M77'"):
        Tally.of(Config(ignore=("M77",)))


def test_a_job_draws_and_counts_what_was_selected() -> None:
    tally, drawn = Tally.of(Config(ignore=("T1",))), list[Event]()
    report = judged("a", Verdict.PARTIAL, finding("T1", 2)).report
    target = Target(slug="a", url="https://blog.test/a/", origin=PageOrigin.SITE)
    counting(tally, drawn.append)(PageSkipped(target=target, report=report))
    (event,) = drawn
    assert isinstance(event, PageSkipped)
    assert event.report.findings == ()
    assert (tally.exit_code, tally.verdicts[Verdict.COMPLETE]) == (0, 1)
