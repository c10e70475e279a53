"""The report at the end: order, places, words, exit code."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from archiver.cli.report import JudgedPage, Tally, page_object, print_json, print_report
from archiver.models import Finding, LostAt, RecordPointer, Report, Severity, Verdict


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
