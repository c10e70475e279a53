"""The job's loop: take a page, capture it, judge it, tell; some pages at a time.

What a page's capture is, and how it is judged, come in as callables: the loop
knows only their results and the errors that end a try or the whole job.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from archiver.errors import (
    BrowserError,
    BrowserGoneError,
    CaptureError,
    PostError,
    StorageError,
)
from archiver.jobs.events import (
    JobDone,
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
from archiver.jobs.faults import lost_page_report, passing_fault
from archiver.jobs.politeness import HostGate
from archiver.jobs.settings import JobSettings
from archiver.jobs.warm_browser import WarmBrowser
from archiver.models import Capture, PageOrigin, Post, Report, Target, Verdict
from archiver.urls import host_of

B = TypeVar("B")
B_contra = TypeVar("B_contra", contravariant=True)


class CapturePage(Protocol[B_contra]):
    """Captures one page and commits it.

    Raises `BrowserGoneError` when the browser died, `StorageError` when the
    collection cannot take it; whatever else goes wrong is in the capture.
    """

    def __call__(
        self, target: Target, browser: B_contra, advance: Callable[[PageAdvanced], None], /
    ) -> Awaitable[Capture]:
        """Return the committed capture."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Generic[B]):
    """What is done with one page."""

    capture: CapturePage[B]
    judge: Callable[[Post | None, Capture], Report]
    """Compares the promise with the capture, and keeps the report."""
    earlier: Callable[[Target], Report | None]
    """Returns the report of a page that is done, or None when it is still to do."""


class Job(Generic[B]):
    """One run over a plan; `run` it once, `stop` it from a signal handler."""

    def __init__(
        self,
        plan: Iterator[Target | PostError],
        *,
        steps: Steps[B],
        browser: WarmBrowser[B],
        settings: JobSettings,
        listener: Listener,
    ) -> None:
        """Take the pages and everything that is done with them."""
        self._plan = plan
        self._plan_lock = asyncio.Lock()
        self._steps = steps
        self._browser = browser
        self._settings = settings
        self._tell = listener
        self._stopping = asyncio.Event()
        self._gate = HostGate(
            at_once=settings.host_jobs, delay_s=settings.host_delay_s, pause=self._pause
        )
        self._workers: list[asyncio.Task[None]] = []
        self._verdicts: Counter[Verdict] = Counter()
        self._unreadable = 0
        self._skipped = 0

    async def run(self) -> JobDone:
        """Work until the plan is empty or somebody stops the job; return the sum.

        Raises `StorageError` and `BrowserError` when no page can be captured
        any more; what was committed before stays whole.
        """
        started_s = time.monotonic()
        self._workers = [asyncio.create_task(self._work()) for _ in range(self._settings.jobs)]
        try:
            await asyncio.wait(self._workers, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            self._drop()
            await asyncio.wait(self._workers)
        for worker in self._workers:
            if not worker.cancelled() and (error := worker.exception()):
                raise error
        done = JobDone(
            complete=self._verdicts[Verdict.COMPLETE],
            partial=self._verdicts[Verdict.PARTIAL],
            failed=self._verdicts[Verdict.FAILED],
            unreadable=self._unreadable,
            skipped=self._skipped,
            interrupted=self._stopping.is_set(),
            duration_s=time.monotonic() - started_s,
        )
        self._tell(done)
        return done

    def stop(self) -> None:
        """Take no more pages; a second call drops those in flight at once."""
        if self._stopping.is_set():
            self._tell(JobStopping(grace_s=0))
            self._drop()
            return
        self._stopping.set()
        self._tell(JobStopping(grace_s=self._settings.grace_s))
        asyncio.get_running_loop().call_later(self._settings.grace_s, self._drop)

    def _drop(self) -> None:
        for worker in self._workers:
            worker.cancel()

    async def _work(self) -> None:
        while not self._stopping.is_set():
            async with self._plan_lock:
                # A big post takes a while to read, and other pages are under way.
                item = await asyncio.to_thread(next, self._plan, None)
            if item is None:
                return
            if isinstance(item, PostError):
                self._unreadable += 1
                self._tell(PostUnreadable(path=str(item.path), line=item.line, reason=item.reason))
            else:
                await self._page(item)

    async def _page(self, target: Target) -> None:
        earlier = None if self._settings.again else self._steps.earlier(target)
        if earlier:
            self._skipped += 1
            self._verdicts[earlier.verdict] += 1
            self._tell(PageSkipped(target=target, report=earlier))
            return
        # A post that archiver renders itself asks nothing of the article's host.
        host = "" if target.origin is PageOrigin.RENDERED else host_of(target.url)
        async with self._gate.turn(host):
            if self._stopping.is_set():
                return
            try:
                await self._tries(target)
            except (StorageError, BrowserError):
                raise
            except CaptureError as error:
                self._lose(target, str(error))
            except Exception as error:  # noqa: BLE001 - one page's fault must not end all others'
                reason = f"a bug in archiver, {type(error).__name__}: {error}"
                self._lose(target, reason, trace="".join(traceback.format_exception(error)))

    async def _tries(self, target: Target) -> None:
        """Capture a page, again while what went wrong may pass; tell the last result."""
        capture, reason = None, ""
        for attempt in range(1, self._settings.retries + 2):
            self._tell(PageStarted(target=target, attempt=attempt))
            try:
                async with self._browser.lease() as browser:
                    capture = await self._steps.capture(target, browser, self._tell)
                reason = passing_fault(capture)
            except BrowserGoneError as error:
                reason = str(error)
            if not reason or attempt > self._settings.retries or self._stopping.is_set():
                break
            wait_s = self._settings.retry_wait_s * 3 ** (attempt - 1)
            self._tell(PageRetried(target=target, reason=reason, wait_s=wait_s))
            await self._pause(wait_s)
        if capture is None:
            self._lose(target, reason)
            return
        report = await asyncio.to_thread(self._steps.judge, target.post, capture)
        self._verdicts[report.verdict] += 1
        self._tell(PageDone(target=target, capture=capture, report=report))

    def _lose(self, target: Target, reason: str, trace: str = "") -> None:
        """Tell that nothing of a page could be kept; `trace` when that is archiver's own fault."""
        report = lost_page_report(target, reason)
        self._verdicts[report.verdict] += 1
        self._tell(PageFailed(target=target, report=report, trace=trace))

    async def _pause(self, seconds: float) -> None:
        """Sleep, but not longer than the job."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
