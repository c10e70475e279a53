"""What was found out: findings, and their sum in a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archiver.models.capture import RecordPointer
from archiver.models.promise import Box


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


class LostAt(StrEnum):
    """Where the loss happened."""

    SOURCE = "source"  #: the post itself promises what cannot be
    PAGE = "page"  #: the page never showed it
    CAPTURE = "capture"  #: the page showed it, the archive did not keep it
    REPLAY = "replay"  #: kept, and not shown again


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One block that is wrong, in words and in evidence.

    `fingerprint` is stable between runs as long as the same thing is wrong in
    the same way; a person's decision holds for it.
    """

    check: str
    """Id of the check, as `M3`."""
    severity: Severity
    message: str
    """One sentence in plain words."""
    lost_at: LostAt
    fingerprint: str
    subject: str = ""
    """The address or the words that the finding is about."""
    block: int | None = None
    """Index of the block in the post."""
    line: int | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    record: RecordPointer | None = None
    box: Box | None = None


class Verdict(StrEnum):
    """The sum of an article's findings."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that was found out about one article.

    `promised` and `kept` count media; `captions_promised` and
    `captions_kept` count captions that stand under their own medium.
    """

    slug: str
    url: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    media_promised: int = 0
    media_kept: int = 0
    captions_promised: int = 0
    captions_kept: int = 0
    accepted: tuple[Finding, ...] = ()
    """Findings that a person has accepted as known losses: they do not count for the verdict."""
