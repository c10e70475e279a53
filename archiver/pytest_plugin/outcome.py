"""What a report means for a test: what fails it, what warns, what is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archiver.compare.known_losses import PAGE_CHECKS, honour, remarks
from archiver.compare.selection import selected
from archiver.models import Decision, Finding, Report, Ruling, Severity, Verdict
from archiver.reports import in_reading_order
from archiver.reports.wording import one_line

if TYPE_CHECKING:
    from archiver.pytest_plugin.ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A finding that a person has accepted."""

    finding: Finding
    decision: Decision

    @property
    def reason(self) -> str:
        """Why it was accepted, by whom and until when."""
        until = f", until {self.decision.until}" if self.decision.until else ""
        words = f"{self.finding.check} {self.decision.reason} ({self.decision.by}{until})"
        return one_line(words, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is to be said of an article, or of one of its checks."""

    report: Report | None = None
    """With known losses set apart, and the checks that count; None when it cannot be judged."""
    fails: tuple[Finding, ...] = ()
    """In the order of the post."""
    warns: tuple[Finding, ...] = ()
    known: tuple[Known, ...] = ()
    """Accepted findings that would fail the test."""
    remarks: tuple[str, ...] = ()
    """About decisions that have run out, or are needed no more."""
    trouble: str = ""
    """Why it cannot be judged."""

    @property
    def page_is_lost(self) -> bool:
        """Whether the page itself did not come, so that no other check looked at anything."""
        return self.report is not None and self.report.verdict is Verdict.FAILED

    def of_check(self, check: str) -> Outcome:
        """Return what is to be said of one check; remarks are about the page as a whole."""
        return replace(
            self,
            fails=tuple(each for each in self.fails if each.check == check),
            warns=tuple(each for each in self.warns if each.check == check),
            known=tuple(each for each in self.known if each.finding.check == check),
            remarks=self.remarks if check in PAGE_CHECKS else (),
        )


def outcome_of(report: Report, own: Iterable[Decision], ground: Ground, path: str = "") -> Outcome:
    """Return what a report means, with the decisions about its article."""
    own = tuple(own)
    done = honour(report, own, ground.today)
    counted = selected(done.report, ground.selection)
    accepted = {each.fingerprint: each for each in done.honoured}
    findings = in_reading_order(counted.findings)
    fails = [each for each in findings if ground.strict or each.severity is Severity.ERROR]
    known = [
        Known(finding=each, decision=accepted[each.fingerprint])
        for each in in_reading_order(counted.accepted)
        if accepted[each.fingerprint].verdict is Ruling.ACCEPTED
        and (ground.strict or each.severity is Severity.ERROR)
    ]
    return Outcome(
        report=counted,
        fails=tuple(fails),
        warns=tuple(each for each in findings if each not in fails),
        known=tuple(known),
        remarks=tuple(remarks(done, path)),
    )
