"""Many captures shown again, some at a time, by one warm browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from archiver.browser import Browser, BrowserSettings
from archiver.errors import BrowserGoneError, CaptureError, FormatError, PostError
from archiver.jobs.replaying import Replayed, ReplaySettings, keep_death, replay_capture
from archiver.jobs.settings import JobSettings
from archiver.jobs.warm_browser import WarmBrowser
from archiver.models import Post
from archiver.store import CaptureSummary, Collection

_TRIES = 2
"""For a capture with which the browser died: it may have died of another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReplayed:
    """What became of one capture."""

    summary: CaptureSummary
    replayed: Replayed | None = None
    error: str = ""
    """Why it was not shown at all: it has no page, its post or its record is unreadable."""


class ReplayJob:
    """Shows captures again; `run` it once."""

    def __init__(  # noqa: PLR0913 - by keyword
        self,
        collection: Collection,
        captures: Sequence[CaptureSummary],
        *,
        post_of: Callable[[CaptureSummary], Post | None],
        settings: ReplaySettings,
        browser: BrowserSettings,
        listener: Callable[[PageReplayed], None],
        keeps: bool = True,
    ) -> None:
        """Take the captures, and who is told of each, in the order in which they are done.

        `post_of` returns the post of a capture; `keeps` is False for an archive that
        cannot be written: then nothing of it is for the checks.
        """
        self._collection = collection
        self._pending: Iterator[CaptureSummary] = iter(captures)
        self._post_of = post_of
        self._settings = settings
        self._tell = listener
        self._keeps = keeps
        limits = JobSettings()
        self._browser = WarmBrowser[Browser](
            lambda: Browser.start(browser),
            pages_per_browser=limits.pages_per_browser,
            deaths=limits.browser_deaths,
        )

    async def run(self, jobs: int) -> None:
        """Show all of them, `jobs` at a time.

        Raises:
            BrowserError: there is none, or it dies again and again.
            StorageError: the archive cannot be read or written.
        """
        workers = [asyncio.create_task(self._work()) for _ in range(jobs)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await asyncio.shield(self._browser.close())

    async def _work(self) -> None:
        for summary in self._pending:
            try:
                self._tell(PageReplayed(summary=summary, replayed=await self._replayed(summary)))
            except (CaptureError, FormatError, PostError) as error:
                self._tell(PageReplayed(summary=summary, error=str(error)))

    async def _replayed(self, summary: CaptureSummary) -> Replayed:
        post = await asyncio.to_thread(self._post_of, summary)
        death = ""
        for _try in range(_TRIES):
            try:
                async with self._browser.lease() as browser:
                    return await replay_capture(
                        self._collection,
                        summary.capture_id,
                        post,
                        browser=browser,
                        settings=self._settings,
                        keeps=self._keeps,
                    )
            except BrowserGoneError as error:
                death = str(error)
        capture = await asyncio.to_thread(self._collection.capture, summary.capture_id)
        return await keep_death(self._collection, capture, death, keeps=self._keeps)
