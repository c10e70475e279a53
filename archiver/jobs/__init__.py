"""Many captures: the plan, the loop that works it off, politeness, retries, stopping.

A job never prints: it tells events. How one page is captured is `capture/`'s.
"""

from archiver.jobs.archive import ArchiveSettings, archive
from archiver.jobs.events import (
    BrowserRestarted,
    Event,
    JobDone,
    JobStarted,
    JobStopping,
    Listener,
    PageAdvanced,
    PageDone,
    PageFailed,
    PageRetried,
    PageSkipped,
    PageStarted,
    PostUnreadable,
)
from archiver.jobs.judge import Judge
from archiver.jobs.plan import Plan
from archiver.jobs.replay_job import PageReplayed, ReplayJob
from archiver.jobs.replaying import Replayed, ReplaySettings, replay_capture
from archiver.jobs.settings import JobSettings
from archiver.jobs.warm_browser import WarmBrowser
from archiver.jobs.worker import CapturePage, Job, Steps

__all__ = [
    "ArchiveSettings",
    "BrowserRestarted",
    "CapturePage",
    "Event",
    "Job",
    "JobDone",
    "JobSettings",
    "JobStarted",
    "JobStopping",
    "Judge",
    "Listener",
    "PageAdvanced",
    "PageDone",
    "PageFailed",
    "PageReplayed",
    "PageRetried",
    "PageSkipped",
    "PageStarted",
    "Plan",
    "PostUnreadable",
    "ReplayJob",
    "ReplaySettings",
    "Replayed",
    "Steps",
    "WarmBrowser",
    "archive",
    "replay_capture",
]
