"""What a job tells while it runs: one frozen value per happening, in order.

A job never prints; the command line draws these, tests collect them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archiver.models import Capture, Report, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted:
    """The work is known: how many posts and addresses there are."""

    pages: int
    collection: str
    """Folder of the collection."""
    recovered: str = ""
    """What was cut off or repaired after an earlier crash; empty else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostUnreadable:
    """A post that cannot be read or has no page to archive; the job goes on."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSkipped:
    """A page that an earlier run captured whole, from the same source."""

    target: Target
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStarted:
    """A page that is being captured."""

    target: Target
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAdvanced:
    """How far a page is; sent many times."""

    slug: str
    phase: str
    media_found: int = 0
    media_kept: int = 0
    media_lost: int = 0
    size_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRetried:
    """A try failed in a way that may pass; the next comes after a wait."""

    target: Target
    reason: str
    wait_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDone:
    """A page that is committed and judged, for better or worse."""

    target: Target
    capture: Capture
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailed:
    """A page of which nothing could be committed."""

    target: Target
    report: Report
    trace: str = ""
    """Where archiver itself failed, as Python tells it; empty when it did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserRestarted:
    """The browser died and another was started."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStopping:
    """Somebody asked to stop: no new pages; those in flight have some time left."""

    grace_s: float
    """0 when they are dropped at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDone:
    """The end, and the sum."""

    complete: int
    partial: int
    failed: int
    unreadable: int
    skipped: int
    """Of the complete, partial and failed ones: those that an earlier run captured."""
    interrupted: bool
    duration_s: float


Event = (
    JobStarted
    | PostUnreadable
    | PageSkipped
    | PageStarted
    | PageAdvanced
    | PageRetried
    | PageDone
    | PageFailed
    | BrowserRestarted
    | JobStopping
    | JobDone
)

Listener = Callable[[Event], None]
