"""The report at the end: what is the same on many pages, then the worst pages, a line each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rich.console import Console
from rich.text import Text

from archiver.cli.terminal import duration, harmless, size, words
from archiver.compare import CHECKS, Check, check_of, installed_checks
from archiver.compare.known_losses import by_slug, honoured_report, is_settled
from archiver.compare.selection import Selection, selected
from archiver.config import Config
from archiver.decisions import FILE_NAME, read_decisions
from archiver.errors import CaptureError, UsageError
from archiver.models import Decision, Finding, Report, Severity, Verdict
from archiver.reports import (
    LOST,
    Group,
    Grouped,
    JudgedPage,
    count,
    grouped,
    in_reading_order,
    worst_first,
)
from archiver.reports import place as place_of

_SIGN = {
    Verdict.FAILED: ("✗", "bold red"),
    Verdict.PARTIAL: ("!", "bold yellow"),
    Verdict.COMPLETE: ("✓", "green"),
}
_MARK = {Severity.ERROR: ("✗", "red"), Severity.WARNING: ("!", "yellow")}
_PLACES_TOLD = 3
"""Of a group; the others are only counted."""


class FailOn(StrEnum):
    """The mildest finding that ends a command with exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


def known_checks() -> dict[str, Check]:
    """Return archiver's checks and those of installed packages, by id."""
    return {**CHECKS, **{each.check.id: each.check for each in installed_checks()}}


@dataclass(slots=True)
class Tally:
    """Everything that the report at the end needs, page by page; complete pages only count."""

    selection: Selection = field(default_factory=Selection)
    """The checks that count."""
    fail_on: FailOn = FailOn.ERROR
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
    warnings: int = 0
    accepted: int = 0
    """Known losses that a person has accepted."""
    decisions: Mapping[str, Sequence[Decision]] = field(default_factory=dict)
    """Of `review.toml`, by article."""
    remarks: list[str] = field(default_factory=list)
    """About decisions that have run out, or are needed no more."""
    unsettled: Counter[Verdict] = field(default_factory=Counter)
    """Pages that give a reason to fail: those whose losses are not all accepted."""

    @classmethod
    def of(cls, config: Config) -> Tally:
        """Return an empty one for these settings, with the decisions of their `review.toml`.

        Raises:
            UsageError: a check is unknown, or the file of decisions is not in order.
        """
        selection = Selection.of(config.select, config.ignore, known=known_checks())
        decisions = by_slug(read_decisions(config.snapshots / FILE_NAME))
        return cls(selection=selection, fail_on=FailOn(config.fail_on), decisions=decisions)

    def judged(self, report: Report, path: str = "") -> Report:
        """Return a report with the findings that count, and the verdict that they make.

        Known losses do not count; `path` is the post's file, for what is said of them.
        """
        own, today = self.decisions.get(report.slug, ()), datetime.now().astimezone().date()
        report, remarks = honoured_report(report, own, today, path=path)
        self.remarks += remarks
        return report if self.selection.takes_all else selected(report, self.selection)

    def add(self, page: JudgedPage) -> None:
        """Count a page; keep it when there is something to say about it."""
        report = page.report
        self.verdicts[report.verdict] += 1
        self.media_promised += report.media_promised
        self.media_kept += report.media_kept
        self.captions_promised += report.captions_promised
        self.captions_kept += report.captions_kept
        self.size_bytes += page.size_bytes
        self.warnings += sum(each.severity is Severity.WARNING for each in report.findings)
        self.accepted += len(report.accepted)
        self.unsettled[report.verdict] += not is_settled(report)
        if report.findings or report.verdict is not Verdict.COMPLETE:
            self.pages.append(page)

    @property
    def exit_code(self) -> int:
        """0: nothing to fail on; 2: no post was readable; 7: every page failed; 1: else.

        `fail_on` decides about findings alone: posts that cannot be read, and a job
        without one page that came, have their codes whatever it says.
        """
        total = sum(self.verdicts.values())
        if self.unreadable and not total:
            return UsageError.exit_code
        if total and self.unsettled[Verdict.FAILED] == total:
            return CaptureError.exit_code
        return 1 if self.unreadable or self._has_found else 0

    @property
    def _has_found(self) -> bool:
        """Whether there are findings to fail on."""
        if self.fail_on is FailOn.NEVER:
            return False
        return self.unsettled.total() > 0 or (self.fail_on is FailOn.WARNING and self.warnings > 0)

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
        if self.accepted:
            parts.append(f"{count(self.accepted, 'known loss')} honoured")
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


def place(page: JudgedPage, finding: Finding) -> str:
    """Return where a finding's block was promised, fit for a terminal."""
    return harmless(place_of(page, finding))


def print_report(console: Console, tally: Tally, *, duration_s: float | None = None) -> None:
    """Print every finding and the sum: drawn on a terminal, a line each elsewhere.

    What is the same on three pages or more is told once, before the pages.
    """
    pages = worst_first(tally.pages)
    told = grouped(pages)
    for group in told.groups:
        if console.is_terminal:
            _print_group(console, group)
        else:
            console.print(Text(_group_line(group)), soft_wrap=True)
    for page in pages:
        if console.is_terminal:
            _print_page(console, page, told)
        else:
            _print_lines(console, page, told)
    for message in tally.unreadable:
        console.print(
            Text.assemble(("✗ ", "bold red"), words(message)), soft_wrap=not console.is_terminal
        )
    for remark in tally.remarks:
        console.print(words(remark, "yellow"), soft_wrap=not console.is_terminal)
    for path in tally.bug_logs:
        console.print(
            Text.assemble(("a bug in archiver", "red"), "; its log is ", words(path)),
            soft_wrap=True,
        )
    if console.is_terminal and (tally.pages or tally.unreadable):
        console.print()
    took = f", {duration(duration_s)}" if duration_s is not None else ""
    console.print(Text(tally.summary + took, style="bold"), soft_wrap=True)


def _print_group(console: Console, group: Group) -> None:
    mark, style = _MARK[group.severity]
    head = (
        Text("\n") + Text(f"{mark} ", style) + Text(f"on {count(len(group.pages), 'page')}", "bold")
    )
    head += Text(f"  {group.check} {_title(group.check)}", style)
    console.print(head + Text(f"  {LOST[group.lost_at]}", "dim italic"))
    _print_wrapped(console, group.sentence, indent=2)
    for each in group.firsts[:_PLACES_TOLD]:
        console.print(Text("    ") + words(place(each.page, each.finding), "cyan"))
    left = len(group.pages) - _PLACES_TOLD
    if left > 0:
        console.print(Text(f"    and {left:,} more", "dim"))


def _group_line(group: Group) -> str:
    """Return a group on one line that begins as the lines of findings do."""
    places = [place(each.page, each.finding) for each in group.firsts]
    others = places[1:_PLACES_TOLD]
    if len(places) > _PLACES_TOLD:
        others.append(f"and {len(places) - _PLACES_TOLD:,} more")
    told = harmless(group.sentence)
    return (
        f"{places[0]}: {group.severity} {group.check}: {told} ({LOST[group.lost_at]}; "
        f"{_on_pages(group)}, also {', '.join(others)})"
    )


def _on_pages(group: Group) -> str:
    return f"on {count(len(group.pages), 'page')}"


def _print_page(console: Console, page: JudgedPage, told: Grouped) -> None:
    report, findings = page.report, in_reading_order(told.alone(page))
    if report.findings and not findings:
        return
    head = Text("\n") + sign(report.verdict) + " "
    head += words(page.title or report.slug, "bold")
    head += Text(f"  {report.verdict}", style=_SIGN[report.verdict][1])
    console.print(head)
    console.print(Text("  ") + words(report.url, "dim"))
    for finding in findings:
        mark, style = _MARK[finding.severity]
        where = Text.assemble((f"  {mark} ", style), words(place(page, finding), "cyan"))
        what = Text(f"  {finding.check} {_title(finding.check)}", style)
        console.print(Text.assemble(where, what, (f"  {LOST[finding.lost_at]}", "dim italic")))
        _print_wrapped(console, finding.message, indent=4)


def _print_wrapped(console: Console, message: str, *, indent: int) -> None:
    for line in words(message).wrap(console, max(20, console.width - indent)):
        console.print(Text(" " * indent) + line)


def _print_lines(console: Console, page: JudgedPage, told: Grouped) -> None:
    for finding in in_reading_order(told.alone(page)):
        line = f"{place(page, finding)}: {finding.severity} {finding.check}: "
        line += f"{harmless(finding.message)} ({LOST[finding.lost_at]})"
        console.print(Text(line), soft_wrap=True)


def _title(check: str) -> str:
    known = check_of(check)
    return known.title if known else ""


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
        "accepted": [finding_object(finding) for finding in report.accepted],
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
        "remarks": tally.remarks,
        "media_promised": tally.media_promised,
        "media_kept": tally.media_kept,
        "captions_promised": tally.captions_promised,
        "captions_kept": tally.captions_kept,
        "accepted": tally.accepted,
        "size_bytes": tally.size_bytes,
    }


def print_json(console: Console, value: dict[str, object]) -> None:
    """Print one object on one line; ASCII only, so that no terminal obeys any of it."""
    console.file.write(json.dumps(value) + "\n")
    console.file.flush()
