"""An article of the archive: its last capture, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archiver.models import Finding, Report
from archiver.reports import JudgedPage
from archiver.review.plain_json import line
from archiver.store import CaptureSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What the review knows of an article without opening its capture."""

    summary: CaptureSummary
    report: Report | None = field(repr=False)
    """With all findings, whatever was decided; None when it could not be judged."""
    trouble: str = ""
    """Why it could not be judged, in a sentence."""

    @property
    def slug(self) -> str:
        """Its name."""
        return self.summary.slug

    @property
    def title(self) -> str:
        """Its title, or its name when it has none."""
        return line(self.summary.title, 300) or self.slug

    @property
    def path(self) -> str:
        """Of the post's file; empty for a page that had none."""
        return self.summary.source_path or self.summary.source_name

    @property
    def page(self) -> JudgedPage | None:
        """The article as reports know it; None when it could not be judged."""
        if self.report is None:
            return None
        return JudgedPage(
            report=self.report,
            title=self.title,
            path=self.path,
            size_bytes=self.summary.size_bytes,
            capture_id=self.summary.capture_id,
        )


def each_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings, of those with one fingerprint the first: a decision holds for them all."""
    seen: set[str] = set()
    for finding in findings:
        if finding.fingerprint not in seen:
            seen.add(finding.fingerprint)
            yield finding
