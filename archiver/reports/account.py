"""What a report tells: the pages that were judged, and their sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import archiver
from archiver.compare import CHECKS, Check
from archiver.models import Finding, LostAt, Report, Severity, Verdict

LOST = {
    LostAt.SOURCE: "the post itself promises what cannot be",
    LostAt.PAGE: "the page lost it",
    LostAt.CAPTURE: "the capture lost it",
    LostAt.REPLAY: "the replay lost it",
}
"""Where a loss happened, in words."""
_RANK = {Verdict.FAILED: 0, Verdict.PARTIAL: 1, Verdict.COMPLETE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPage:
    """A page, named as a person knows it, and what was found out."""

    report: Report
    title: str = ""
    path: str = ""
    """Of the post's file; empty for a page that had none."""
    size_bytes: int = 0
    capture_id: str = ""
    """Of the capture that was judged; empty where it is not known."""

    @property
    def name(self) -> str:
        """Its title, or its slug when it has none."""
        return self.title.strip() or self.report.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Pages and findings, counted."""

    verdicts: Mapping[Verdict, int]
    errors: int = 0
    warnings: int = 0
    accepted: int = 0
    """Findings that a person has accepted: known losses."""
    checks: Mapping[str, int] = field(default_factory=dict)
    """Findings by check id, without the accepted ones."""
    media_promised: int = 0
    media_kept: int = 0
    captions_promised: int = 0
    captions_kept: int = 0
    size_bytes: int = 0

    @classmethod
    def of(cls, pages: Iterable[JudgedPage]) -> Sum:
        """Count pages."""
        pages = list(pages)
        reports = [page.report for page in pages]
        found = [finding for report in reports for finding in report.findings]
        errors = sum(finding.severity is Severity.ERROR for finding in found)
        return cls(
            verdicts={
                verdict: sum(report.verdict is verdict for report in reports) for verdict in Verdict
            },
            errors=errors,
            warnings=len(found) - errors,
            accepted=sum(len(report.accepted) for report in reports),
            checks=Counter(finding.check for finding in found),
            media_promised=sum(report.media_promised for report in reports),
            media_kept=sum(report.media_kept for report in reports),
            captions_promised=sum(report.captions_promised for report in reports),
            captions_kept=sum(report.captions_kept for report in reports),
            size_bytes=sum(page.size_bytes for page in pages),
        )

    @property
    def pages(self) -> int:
        """How many pages were judged."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything that a report tells, whatever its form."""

    pages: tuple[JudgedPage, ...]
    made_at: datetime
    """When it was put together; with a zone."""
    unreadable: tuple[str, ...] = ()
    """Posts that could not be read, a sentence each: `FILE:LINE: why`."""
    archive: str = ""
    """Folder of the archive, as the person named it."""
    archiver: str = archiver.__version__
    checks: Mapping[str, Check] = field(default_factory=lambda: CHECKS, repr=False)

    @property
    def sum(self) -> Sum:
        """Everything counted."""
        return Sum.of(self.pages)

    def title_of(self, check: str) -> str:
        """Return what a check is called; `` for one that is not known here."""
        known = self.checks.get(check)
        return known.title if known else ""


def worst_first(pages: Iterable[JudgedPage]) -> list[JudgedPage]:
    """Return pages in the order in which a person should look at them."""

    def badness(page: JudgedPage) -> tuple[int, int, int, str]:
        findings = page.report.findings
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        return (_RANK[page.report.verdict], -errors, -len(findings), page.report.slug)

    return sorted(pages, key=badness)


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by the lines of the post; those about the whole page come first."""
    return sorted(findings, key=lambda finding: (finding.line or 0, finding.check))


def place(page: JudgedPage, finding: Finding) -> str:
    """Return where the finding's block was promised: `posts/a.md:31`, or the page's address."""
    if page.path:
        return page.path + (f":{finding.line}" if finding.line else "")
    return page.report.url
