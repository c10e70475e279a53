"""The whole job with its real parts: browser, capture, collection, checks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureProgress, CaptureSettings, Experience, capture_page
from archiver.jobs.events import BrowserRestarted, JobDone, JobStarted, Listener, PageAdvanced
from archiver.jobs.judge import Judge
from archiver.jobs.plan import Plan
from archiver.jobs.replaying import ReplaySettings, keep_outcome
from archiver.jobs.settings import JobSettings
from archiver.jobs.warm_browser import WarmBrowser
from archiver.jobs.worker import Job, Steps
from archiver.models import Capture, Report, Target, Verdict
from archiver.store import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """How the parts of a job are set."""

    job: JobSettings = field(default_factory=JobSettings)
    browser: BrowserSettings = field(default_factory=BrowserSettings)
    capture: CaptureSettings = field(default_factory=CaptureSettings)
    replay: ReplaySettings | None = None
    """How each page is shown again once it is committed; None leaves that out."""


async def archive(
    plan: Plan,
    collection: Collection,
    *,
    settings: ArchiveSettings,
    listener: Listener,
    on_start: Callable[[Job[Browser]], None] = lambda _: None,
) -> JobDone:
    """Capture and check every page of a plan that is not done yet; return the sum.

    `on_start` gets the job before its first page, so that somebody can stop it.
    Raises `StorageError` and `BrowserError` when no page can be captured any
    more. The browser is closed in any case; the collection is the caller's.
    """
    browser = WarmBrowser(
        lambda: Browser.start(settings.browser),
        pages_per_browser=settings.job.pages_per_browser,
        deaths=settings.job.browser_deaths,
        on_death=lambda reason: listener(BrowserRestarted(reason=reason)),
    )
    job = Job(
        iter(plan),
        steps=_steps(collection, settings.capture, settings.replay),
        browser=browser,
        settings=settings.job,
        listener=listener,
    )
    on_start(job)
    recovered = str(collection.recovery) if collection.recovery else ""
    listener(JobStarted(pages=len(plan), collection=str(collection.root), recovered=recovered))
    try:
        return await job.run()
    finally:
        await asyncio.shield(browser.close())


def _steps(
    collection: Collection, settings: CaptureSettings, replay: ReplaySettings | None
) -> Steps[Browser]:
    """Return what is done with one page, tied to a collection."""
    experience = Experience(settings.rulebook)
    judge = Judge(collection, settings.rulebook)

    async def capture(
        target: Target, browser: Browser, advance: Callable[[PageAdvanced], None]
    ) -> Capture:
        def progress(state: CaptureProgress) -> None:
            advance(
                PageAdvanced(
                    slug=target.slug,
                    phase=state.phase,
                    media_found=state.media_found,
                    media_kept=state.media_kept,
                    media_lost=state.media_lost,
                    size_bytes=state.size_bytes,
                )
            )

        captured = await capture_page(
            target,
            browser=browser,
            draft=collection.draft(target),
            settings=settings,
            experience=experience,
            on_progress=progress,
        )
        if replay is not None:
            advance(PageAdvanced(slug=target.slug, phase="replay"))
            await keep_outcome(collection, captured, target.post, browser=browser, settings=replay)
        return captured

    def earlier(target: Target) -> Report | None:
        if not collection.is_done(target):
            return None
        # A run that was killed between a page's commit and its report left the
        # page alone, and so does a catalog that was rebuilt.
        report = collection.report(target.slug)
        if report is None:
            (last,) = collection.captures(target.slug)
            report = judge.judge(target.post, collection.capture(last.capture_id))
        return None if report.verdict is Verdict.FAILED else report

    return Steps(capture=capture, judge=judge.judge, earlier=earlier)
