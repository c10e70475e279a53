"""How a job works: how much at once, how politely, how stubbornly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """Everything about a job but its pages."""

    jobs: int = 2
    """Pages that are captured at the same time."""
    host_jobs: int = 2
    """Of these, pages of one article host."""
    host_delay_s: float = 1.0
    """Least time between the starts of two pages of one article host."""
    retries: int = 2
    """More tries for a page that failed in a way that may pass."""
    retry_wait_s: float = 2.0
    """Wait before the second try; each further one waits three times as long."""
    grace_s: float = 20.0
    """Time that pages in flight get to finish once the job is asked to stop."""
    again: bool = False
    """Capture pages anew that an earlier run captured whole."""
    pages_per_browser: int = 100
    """A browser that showed so many pages is replaced: Chromium's memory grows
    with use (browser pools of other crawlers retire theirs at the same number)."""
    browser_deaths: int = 4
    """Deaths of the browser in a row, no page between them, that end the job."""
