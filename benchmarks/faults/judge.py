"""Runs the cases, judges what the checks said, and sums it up for each check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.models import Finding, Report, Severity
from faults.bases import Base
from faults.registry import Expected, Plan
from faults.scene import Scene, UnfitError


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one case."""

    check: str
    name: str
    """Plan and post, as `C2 swapped / harbour`."""
    is_fault: bool
    is_found: bool
    """Of a fault: the finding that was expected came."""
    alarms: tuple[Finding, ...]
    """Findings that should not have come."""
    said: tuple[Finding, ...]
    """All that came and that the untouched capture does not have."""

    @property
    def is_right(self) -> bool:
        """Whether a person who reads the report knows exactly what is wrong."""
        return self.is_found and not self.alarms if self.is_fault else not self.alarms


@dataclass(slots=True)
class Count:
    """Of one check."""

    faults: int = 0
    found: int = 0
    near_misses: int = 0
    alarms: int = 0
    """Findings of this check that should not have come, in whatever case."""

    @property
    def precision(self) -> float:
        """Share of its findings that are right."""
        return self.found / (self.found + self.alarms) if self.found + self.alarms else 1.0

    @property
    def recall(self) -> float:
        """Share of the planted faults that were found, and nothing wrong beside them."""
        return self.found / self.faults if self.faults else 1.0


@dataclass(slots=True)
class Judge:
    """The bases, and what the checks say of each of them untouched."""

    bases: Mapping[str, Base]
    untouched: dict[str, Report] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, base in self.bases.items():
            self.untouched[name] = Scene.of(base).report()

    def verdicts(self, plan: Plan) -> Iterator[Verdict]:
        """Do what a plan says to as many posts as it wants, the first that it fits."""
        done = 0
        for name in plan.order(self.bases):
            if done == plan.times or plan.spoil is None:
                return
            scene = Scene.of(self.bases[name])
            try:
                expected = plan.spoil(scene)
                report = scene.report()
            except UnfitError:
                continue
            done += 1
            yield self.verdict(plan, name, expected, report)

    def verdict(self, plan: Plan, post: str, expected: Expected | None, report: Report) -> Verdict:
        """Hold a report against what was expected of it."""
        known = {each.fingerprint for each in self.untouched[post].findings}
        said = tuple(each for each in report.findings if each.fingerprint not in known)
        wanted = expected or Expected()
        found = [each for each in said if plan.is_fault and wanted.fits(each, plan.check)]
        alarms = [
            each
            for each in said
            if each not in found[:1]
            and each.check not in wanted.implied
            and (not plan.is_fault or each.severity is Severity.ERROR or each.check == plan.check)
        ]
        return Verdict(
            check=plan.check,
            name=f"{plan.name} / {post}",
            is_fault=plan.is_fault,
            is_found=bool(found),
            alarms=tuple(alarms),
            said=said,
        )


def counted(verdicts: Iterable[Verdict]) -> dict[str, Count]:
    """Return the counts of each check.

    A fault beside which something wrong was said is not counted as found: the person
    who reads it has to look for themselves.
    """
    counts: defaultdict[str, Count] = defaultdict(Count)
    for verdict in verdicts:
        count = counts[verdict.check]
        count.faults += verdict.is_fault
        count.near_misses += not verdict.is_fault
        count.found += verdict.is_fault and verdict.is_right
        for check in {alarm.check for alarm in verdict.alarms}:
            counts[check].alarms += 1
    return dict(counts)


def total(counts: Iterable[Count]) -> Count:
    """Return the sum of all checks."""
    sum_ = Count()
    for count in counts:
        sum_.faults += count.faults
        sum_.found += count.found
        sum_.near_misses += count.near_misses
        sum_.alarms += count.alarms
    return sum_


def lines_of(verdicts: Sequence[Verdict], order: Iterable[str]) -> Iterator[str]:
    """Yield the table, then every miss and false alarm with its words."""
    counts = counted(verdicts)
    head = ("check", "faults", "found", "near misses", "false alarms", "precision", "recall")
    yield "{:<7}{:>7}{:>7}{:>13}{:>14}{:>11}{:>8}".format(*head)
    rows = [(check, counts[check]) for check in order if check in counts]
    rows += [(check, count) for check, count in counts.items() if check not in dict(rows)]
    for name, count in (*rows, ("all", total(counts.values()))):
        yield (
            f"{name:<7}{count.faults:>7}{count.found:>7}{count.near_misses:>13}{count.alarms:>14}"
            f"{count.precision:>11.3f}{count.recall:>8.3f}"
        )
    for verdict in verdicts:
        if not verdict.is_right:
            yield from _told(verdict)


def _told(verdict: Verdict) -> Iterator[str]:
    if verdict.is_fault and not verdict.is_found:
        yield f"missed: {verdict.check} {verdict.name}"
        yield from (f"    said instead: {_words(each)}" for each in verdict.said[:6])
    if verdict.alarms:
        kind = "beside the fault" if verdict.is_fault else "false alarm"
        yield f"{kind}: {verdict.check} {verdict.name}"
        yield from (f"    {_words(each)}" for each in verdict.alarms[:6])


def _words(finding: Finding) -> str:
    return f"{finding.check} {finding.severity}, block {finding.block}: {finding.message}"
