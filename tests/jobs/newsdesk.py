"""A plan, a browser and a capture without Chromium, for the job's loop alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from archiver.errors import PostError
from archiver.jobs.events import Event, PageAdvanced
from archiver.jobs.settings import JobSettings
from archiver.jobs.warm_browser import WarmBrowser
from archiver.jobs.worker import Job, Steps
from archiver.models import Capture, Environment, PageOrigin, Post, Report, Target, Verdict

QUICK = JobSettings(host_delay_s=0, retry_wait_s=0.01, grace_s=5)
ENVIRONMENT = Environment(
    archiver="0",
    browser="none",
    user_agent="",
    viewport_width_px=1,
    viewport_height_px=1,
    platform="",
)


def page(slug: str, host: str = "blog.test") -> Target:
    return Target(slug=slug, url=f"https://{host}/{slug}/", origin=PageOrigin.SITE)


def captured(target: Target, *, status: int = 200, error: str = "") -> Capture:
    return Capture(
        capture_id="1",
        slug=target.slug,
        url=target.url,
        origin=target.origin,
        started_at=datetime.now(UTC),
        duration_s=0,
        status=status,
        snapshot=None,
        ledger=(),
        environment=ENVIRONMENT,
        error=error,
    )


def judge(_: Post | None, capture: Capture) -> Report:
    verdict = Verdict.FAILED if capture.error or capture.status != 200 else Verdict.COMPLETE
    return Report(slug=capture.slug, url=capture.url, verdict=verdict, findings=())


@dataclass
class Newsdesk:
    """Counts what the loop does; `on_capture` decides what becomes of a page."""

    on_capture: Callable[[Target], Capture] = captured
    page_s: float = 0.0
    settings: JobSettings = QUICK
    finished: dict[str, Report] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.events: list[Event] = []
        self.started_browsers = 0
        self.open_browsers = 0
        self.at_once = 0
        self.most_at_once = 0
        self.starts_s: list[float] = []

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[int]:
        self.started_browsers += 1
        self.open_browsers += 1
        try:
            yield self.started_browsers
        finally:
            self.open_browsers -= 1

    async def capture(
        self, target: Target, _browser: int, _advance: Callable[[PageAdvanced], None]
    ) -> Capture:
        self.starts_s.append(asyncio.get_running_loop().time())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.page_s)
            return self.on_capture(target)
        finally:
            self.at_once -= 1

    def warm(self) -> WarmBrowser[int]:
        return WarmBrowser(
            self.browser,
            pages_per_browser=self.settings.pages_per_browser,
            deaths=self.settings.browser_deaths,
        )

    def job(self, *pages: Target | PostError, **changes: object) -> Job[int]:
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        plan: Iterator[Target | PostError] = iter(pages)
        self.lent = self.warm()
        return Job(
            plan,
            steps=Steps(
                capture=self.capture,
                judge=judge,
                earlier=lambda target: self.finished.get(target.slug),
            ),
            browser=self.lent,
            settings=self.settings,
            listener=self.events.append,
        )

    def told(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]
