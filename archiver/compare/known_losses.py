"""Known losses: findings that a person has accepted, and decisions that hold no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archiver.compare.checks import CHECKS
from archiver.compare.judgement import verdict_of
from archiver.compare.wording import quote
from archiver.models import Decision, Finding, Report, Ruling, Severity, Verdict

PAGE_CHECKS: Final = frozenset({"P0", "P1"})
"""That say that the page itself did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Honoured:
    """A report after the decisions about its article, and what became of each of them."""

    report: Report
    honoured: tuple[Decision, ...] = ()
    """Decisions that hold, accepted and ignored: their findings are `report.accepted`."""
    expired: tuple[Decision, ...] = ()
    """Such decisions that ran out while their finding is still there: it counts again."""
    unmatched: tuple[Decision, ...] = ()
    """Decisions about what is not found any more."""


def honour(report: Report, decisions: Iterable[Decision], today: date) -> Honoured:
    """Return the report with accepted findings set apart, by the decisions that hold today.

    What is ignored is set apart like what is accepted; what was only commented on counts as
    before. Decisions about how a page looks (`Decision.is_visual`) say nothing of findings.
    A decision holds for its slug and fingerprint, up to and with its last day. Of
    several findings with one fingerprint (the same caption lost twice) it holds for all.
    The verdict is that of the findings that are left. What was promised and kept is counted
    as before: an accepted picture is still a picture that is not kept. A page that did not
    come (P0, P1) stays failed when that is accepted, for nothing of it is known: see
    `is_settled`.

    Findings that the report has as accepted are judged anew, so it may be honoured again
    with other decisions. On a page that did not come nothing else was looked for: then no
    decision is said to be unmatched.
    """
    own = [each for each in decisions if each.slug == report.slug and not each.is_visual]
    if not own and not report.accepted:
        return Honoured(report=report)
    findings = _in_order((*report.findings, *report.accepted))
    found = {each.fingerprint for each in findings}
    present = [each for each in own if each.fingerprint in found]
    accepted = [each for each in present if each.verdict.silences]
    holding = tuple(each for each in accepted if each.holds_on(today))
    held = {each.fingerprint for each in holding}
    open_ = tuple(each for each in findings if each.fingerprint not in held)
    failed = report.verdict is Verdict.FAILED
    return Honoured(
        report=replace(
            report,
            findings=open_,
            accepted=tuple(each for each in findings if each.fingerprint in held),
            verdict=Verdict.FAILED if failed else verdict_of(open_),
        ),
        honoured=holding,
        expired=tuple(each for each in accepted if each not in holding),
        unmatched=() if failed else tuple(each for each in own if each not in present),
    )


def honoured_report(
    report: Report, decisions: Iterable[Decision], today: date, *, path: str = ""
) -> tuple[Report, tuple[str, ...]]:
    """Return the honoured report, and a sentence about each decision that holds no more.

    `path` is the post's file, which sentences begin with; the slug where it is empty.
    """
    done = honour(report, decisions, today)
    return done.report, tuple(remarks(done, path))


def remarks(done: Honoured, path: str = "") -> Iterator[str]:
    """Yield a sentence about each decision that has run out, or is needed no more."""
    where = quote(path, 200) or done.report.slug
    for each in done.expired:
        day = f"{each.until:%Y-%m-%d}" if each.until else ""
        yield f"{where}: {_told(each)} ran out on {day}; accept it again, or mend it."
    for each in done.unmatched:
        yield f"{where}: {_told(each)} is no longer needed, remove it."


def strangers(decisions: Iterable[Decision], slugs: Iterable[str]) -> tuple[Decision, ...]:
    """Return the decisions about articles that an archive does not have."""
    known = frozenset(slugs)
    return tuple(each for each in decisions if each.slug not in known)


def by_slug(decisions: Iterable[Decision]) -> Mapping[str, Sequence[Decision]]:
    """Return the decisions by their article, for who honours them on many pages."""
    found: dict[str, list[Decision]] = {}
    for each in decisions:
        found.setdefault(each.slug, []).append(each)
    return found


def is_settled(report: Report) -> bool:
    """Tell whether a page gives no reason to fail a job: complete, or all of it accepted.

    A page that did not come is settled when a person has accepted just that: its verdict
    stays failed, so that nobody takes it for archived, and only the exit code is milder.
    """
    if report.verdict is not Verdict.FAILED:
        return report.verdict is Verdict.COMPLETE
    return bool(report.accepted) and not any(
        each.severity is Severity.ERROR for each in report.findings
    )


def _told(decision: Decision) -> str:
    noun = "comment" if decision.verdict is Ruling.NOTED else f"{decision.verdict} loss"
    subject = f' of "{quote(decision.subject)}"' if decision.subject else ""
    line = f", line {decision.line} of review.toml" if decision.line else ""
    return f"the {noun}{subject} ({decision.check} {decision.fingerprint[:8]}{line})"


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as reports list them: by their checks, then by the post."""
    rank = {name: at for at, name in enumerate(CHECKS)}
    return tuple(
        sorted(
            findings,
            key=lambda each: (
                rank.get(each.check, len(rank)),
                each.check,
                -1 if each.block is None else each.block,
            ),
        )
    )
