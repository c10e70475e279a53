"""The report at the end: worst pages first, each finding with its line in the post."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from archiver.cli.terminal import count, duration, harmless, size, words
from archiver.compare import CHECKS
from archiver.errors import CaptureError, UsageError
from archiver.models import Finding, LostAt, Report, Severity, Verdict

LOST = {
    LostAt.SOURCE: "the post itself promises what cannot be",
    LostAt.PAGE: "the page lost it",
    LostAt.CAPTURE: "the capture lost it",
    LostAt.REPLAY: "the replay lost it",
}
_RANK = {Verdict.FAILED: 0, Verdict.PARTIAL: 1, Verdict.COMPLETE: 2}
_SIGN = {
    Verdict.FAILED: ("✗", "bold red"),
    Verdict.PARTIAL: ("!", "bold yellow"),
    Verdict.COMPLETE: ("✓", "green"),
}
_MARK = {Severity.ERROR: ("✗", "red"), Severity.WARNING: ("!", "yellow")}


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPage:
    """A page, named as a person knows it, and what was found out."""

    report: Report
    title: str = ""
    path: str = ""
    """Of the post's file; empty for a page that had none."""
    size_bytes: int = 0


@dataclass(slots=True)
class Tally:
    """Everything that the report at the end needs, page by page; complete pages only count."""

    pages: list[JudgedPage] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    bug_logs: list[str] = field(default_factory=list)
    """Files with what archiver itself did wrong."""
    verdicts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    media_promised: int = 0
    media_kept: int = 0
    captions_promised: int = 0
    captions_kept: int = 0
    size_bytes: int = 0

    def add(self, page: JudgedPage) -> None:
        """Count a page; keep it when there is something to say about it."""
        report = page.report
        self.verdicts[report.verdict] += 1
        self.media_promised += report.media_promised
        self.media_kept += report.media_kept
        self.captions_promised += report.captions_promised
        self.captions_kept += report.captions_kept
        self.size_bytes += page.size_bytes
        if report.findings or report.verdict is not Verdict.COMPLETE:
            self.pages.append(page)

    @property
    def exit_code(self) -> int:
        """0: all complete; 2: no post was readable; 7: every page failed; 1: something else."""
        total = sum(self.verdicts.values())
        if self.unreadable and not total:
            return UsageError.exit_code
        if total and self.verdicts[Verdict.FAILED] == total:
            return CaptureError.exit_code
        return 0 if self.verdicts[Verdict.COMPLETE] == total and not self.unreadable else 1

    @property
    def summary(self) -> str:
        """Everything counted, in one line."""
        parts = [count(sum(self.verdicts.values()), "page")]
        parts += [f"{number} {verdict}" for verdict, number in self.verdicts.items() if number]
        if self.unreadable:
            parts.append(f"{count(len(self.unreadable), 'post')} unreadable")
        if self.media_promised:
            parts.append(f"media kept {self.media_kept:,} of {self.media_promised:,}")
        if self.captions_promised:
            parts.append(f"captions {self.captions_kept:,} of {self.captions_promised:,}")
        if self.size_bytes:
            parts.append(size(self.size_bytes))
        return ", ".join(parts)


def sign(verdict: Verdict) -> Text:
    """Return the verdict's sign in its colour."""
    mark, style = _SIGN[verdict]
    return Text(mark, style=style)


def verdict_sign(verdict: Verdict) -> Text:
    """Return the verdict's sign and its word, in its colour and always as wide."""
    mark, style = _SIGN[verdict]
    return Text.assemble((f"{mark} {verdict.value:<8}", style))


def worst_first(pages: Iterable[JudgedPage]) -> list[JudgedPage]:
    """Return pages in the order in which a person should look at them."""

    def badness(page: JudgedPage) -> tuple[int, int, int, str]:
        findings = page.report.findings
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        return (_RANK[page.report.verdict], -errors, -len(findings), page.report.slug)

    return sorted(pages, key=badness)


def in_reading_order(report: Report) -> list[Finding]:
    """Return findings by the lines of the post; those about the whole page come first."""
    return sorted(report.findings, key=lambda finding: (finding.line or 0, finding.check))


def place(page: JudgedPage, finding: Finding) -> str:
    """Return where the finding's block was promised: `posts/a.md:31`, or the page's address."""
    if page.path:
        return harmless(page.path) + (f":{finding.line}" if finding.line else "")
    return harmless(page.report.url)


def print_report(console: Console, tally: Tally, *, duration_s: float | None = None) -> None:
    """Print every finding and the sum: drawn on a terminal, a line each elsewhere."""
    for page in worst_first(tally.pages):
        if console.is_terminal:
            _print_page(console, page)
        else:
            _print_lines(console, page)
    for message in tally.unreadable:
        console.print(
            Text.assemble(("✗ ", "bold red"), words(message)), soft_wrap=not console.is_terminal
        )
    for path in tally.bug_logs:
        console.print(
            Text.assemble(("a bug in archiver", "red"), "; its log is ", words(path)),
            soft_wrap=True,
        )
    if console.is_terminal and (tally.pages or tally.unreadable):
        console.print()
    took = f", {duration(duration_s)}" if duration_s is not None else ""
    console.print(Text(tally.summary + took, style="bold"), soft_wrap=True)


def _print_page(console: Console, page: JudgedPage) -> None:
    report = page.report
    head = Text("\n") + sign(report.verdict) + " "
    head += words(page.title or report.slug, "bold")
    head += Text(f"  {report.verdict}", style=_SIGN[report.verdict][1])
    console.print(head)
    console.print(Text("  ") + words(report.url, "dim"))
    for finding in in_reading_order(report):
        mark, style = _MARK[finding.severity]
        where = Text.assemble((f"  {mark} ", style), words(place(page, finding), "cyan"))
        what = Text(f"  {finding.check} {_title(finding)}", style)
        console.print(Text.assemble(where, what, (f"  {LOST[finding.lost_at]}", "dim italic")))
        for line in words(finding.message).wrap(console, max(20, console.width - 4)):
            console.print(Text("    ") + line)


def _print_lines(console: Console, page: JudgedPage) -> None:
    for finding in in_reading_order(page.report):
        line = f"{place(page, finding)}: {finding.severity} {finding.check}: "
        line += f"{harmless(finding.message)} ({LOST[finding.lost_at]})"
        console.print(Text(line), soft_wrap=True)


def _title(finding: Finding) -> str:
    return CHECKS[finding.check].title if finding.check in CHECKS else ""


def page_object(page: JudgedPage) -> dict[str, object]:
    """Return a judged page as JSON has it."""
    report = page.report
    return {
        "slug": report.slug,
        "url": report.url,
        "title": page.title,
        "post": page.path,
        "verdict": report.verdict.value,
        "media_promised": report.media_promised,
        "media_kept": report.media_kept,
        "captions_promised": report.captions_promised,
        "captions_kept": report.captions_kept,
        "findings": [finding_object(finding) for finding in report.findings],
    }


def finding_object(finding: Finding) -> dict[str, object]:
    """Return a finding as JSON has it; `record` names the WARC file and offset."""
    record = finding.record
    box = finding.box
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "lost_at": finding.lost_at.value,
        "fingerprint": finding.fingerprint,
        "subject": finding.subject,
        "line": finding.line,
        "block": finding.block,
        "evidence": dict(finding.evidence),
        "record": {"file": record.filename, "offset": record.offset} if record else None,
        "box": [box.x, box.y, box.width, box.height] if box else None,
    }


def tally_object(tally: Tally) -> dict[str, object]:
    """Return the sum as JSON has it."""
    return {
        **{verdict.value: number for verdict, number in tally.verdicts.items()},
        "unreadable": len(tally.unreadable),
        "media_promised": tally.media_promised,
        "media_kept": tally.media_kept,
        "captions_promised": tally.captions_promised,
        "captions_kept": tally.captions_kept,
        "size_bytes": tally.size_bytes,
    }


def print_json(console: Console, value: dict[str, object]) -> None:
    """Print one object on one line; ASCII only, so that no terminal obeys any of it."""
    console.file.write(json.dumps(value) + "\n")
    console.file.flush()
