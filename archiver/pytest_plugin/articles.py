"""An article as a test sees it: the post that promises, the page that was kept."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.models import Block, Capture, Finding, Post, Report, ScreenshotKind
from archiver.reports import JudgedPage
from archiver.snapshots.snapshot import page_blocks

if TYPE_CHECKING:
    from archiver.pytest_plugin.outcome import Outcome
    from archiver.pytest_plugin.shelf import Shelf
    from archiver.store import CaptureSummary


class Article:
    """One capture of an article, read when it is asked for.

    `article == post` is true when the page shows everything that the post promises, but
    for known losses.
    """

    def __init__(self, shelf: Shelf, summary: CaptureSummary) -> None:
        self.shelf = shelf
        self.summary = summary
        self.slug = summary.slug
        self.url = summary.url
        self.title = summary.title
        self.path = summary.source_path or summary.source_name
        """Of the post's file, as it was named; empty for a page without a post."""

    def __repr__(self) -> str:
        return f"<article {self.slug}>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Post):
            return not self.outcome_with(other).fails
        if isinstance(other, Article):
            return self.summary == other.summary
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.summary.capture_id)

    @cached_property
    def capture(self) -> Capture:
        """The capture, whole.

        Raises:
            StorageError: its record is damaged.
        """
        return self.shelf.collection.capture(self.summary.capture_id)

    @cached_property
    def post(self) -> Post | None:
        """The post that it was captured for; None for a page that had none.

        Raises:
            PostError: it cannot be read any more.
        """
        return self.shelf.judge.post_of(self.summary)

    @property
    def outcome(self) -> Outcome:
        """What is to be said of it."""
        return self.shelf.outcome(self.summary)

    @property
    def report(self) -> Report:
        """The report, with known losses set apart.

        Raises:
            ValueError: it cannot be judged; the message says why.
        """
        if self.outcome.report is None:
            raise ValueError(self.outcome.trouble)
        return self.outcome.report

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong: errors and warnings, without known losses."""
        return self.report.findings

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What a reader of the page meets, in order."""
        return page_blocks(self.capture)

    @property
    def picture(self) -> bytes | None:
        """The screenshot of the whole page, encoded; None when there is none."""
        shot = self.shelf.collection.screenshot(self.summary.capture_id, ScreenshotKind.FULL_PAGE)
        return shot.data if shot else None

    @property
    def archive(self) -> Path:
        """Folder of the archive, or the WACZ file, as it was named."""
        return self.shelf.given

    def outcome_with(self, post: Post) -> Outcome:
        """Return what is to be said of it when it is held against a post that is given."""
        if self.post is not None and self.post.raw == post.raw:
            return self.outcome
        from archiver.capture import looks_of
        from archiver.compare import check
        from archiver.pytest_plugin.outcome import outcome_of

        ground = self.shelf.ground
        looks = looks_of(self.shelf.collection, self.capture, None)
        report = check(post, self.capture, rulebook=ground.rulebook, looks=looks)
        return outcome_of(report, ground.decisions.get(self.slug, ()), ground, str(post.path))

    def judged(self, report: Report) -> JudgedPage:
        """Return it as reports have it."""
        return JudgedPage(
            report=report,
            title=self.title,
            path=self.path,
            size_bytes=self.summary.size_bytes,
            capture_id=self.summary.capture_id,
        )
