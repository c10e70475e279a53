"""Where the review takes everything from: the archive, and the folder of what was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from archiver.compare.page import Page
from archiver.compare.selection import Selection, selected
from archiver.errors import ArchiverError, PostError, StorageError
from archiver.jobs import Judge
from archiver.models import Block, Capture, Post
from archiver.review.article import Article
from archiver.review.plain_json import line
from archiver.review.recent import Recent
from archiver.rules import Rulebook
from archiver.snapshots import Snapshot, read_snapshot, snapshot_picture, snapshot_slugs
from archiver.snapshots.place import HEAD_FILE, is_slug
from archiver.store import CaptureSummary, Collection

_OPENED = 12
"""Captures that stay in memory, decoded: of a long article one takes some megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A capture with its post, read whole."""

    summary: CaptureSummary
    capture: Capture
    post: Post | None = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    """Of the article's document, as it was shown."""


class ReviewShelf:
    """The archive, opened for reading, and the accepted states; used by several threads."""

    def __init__(
        self, archive: Path, snapshots: Path, *, rulebook: Rulebook, selection: Selection
    ) -> None:
        """Open the archive.

        Raises:
            StorageError: there is none, or it cannot be read.
        """
        self.archive = archive
        self.snapshots = snapshots
        self.collection = Collection.open(archive, writable=False)
        self._judge = Judge(self.collection, rulebook, keeps=False)
        self._selection = selection
        self._opened: Recent[str, Opened] = Recent(_OPENED)
        self._accepted: Recent[tuple[str, str], Snapshot | None] = Recent(_OPENED)

    def __enter__(self) -> Self:
        """Return the shelf; leaving it closes the archive."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archive."""
        self.collection.close()

    def judged(self, summaries: Sequence[CaptureSummary]) -> Iterator[Article]:
        """Yield articles as they are judged, in the order of their summaries."""
        for summary in summaries:
            try:
                report = self._judge.report_of(summary)
            except (PostError, StorageError) as error:
                yield Article(summary=summary, report=None, trouble=line(str(error), 600))
                continue
            if not self._selection.takes_all:
                report = selected(report, self._selection)
            yield Article(summary=summary, report=report)

    def opened(self, summary: CaptureSummary) -> Opened:
        """Return the capture of a summary, whole; of those asked last it is at hand.

        Raises:
            StorageError: its record is damaged.
        """
        return self._opened.get(summary.capture_id, lambda: self._open(summary))

    def _open(self, summary: CaptureSummary) -> Opened:
        capture = self.collection.capture(summary.capture_id)
        try:
            post = self._judge.post_of(summary)
        except (PostError, StorageError):
            post = None
        page = capture.snapshot
        blocks = Page.of(page).blocks if page and page.frames else ()
        return Opened(summary=summary, capture=capture, post=post, blocks=blocks)

    def accepted_slugs(self) -> tuple[str, ...]:
        """Return the articles that have a snapshot; none when the folder cannot be read."""
        try:
            return snapshot_slugs(self.snapshots)
        except ArchiverError:
            return ()

    def snapshot_version(self, slug: str) -> str:
        """Return what tells the accepted state of an article from the next; empty without one."""
        if not is_slug(slug):
            return ""
        try:
            return str((self.snapshots / slug / HEAD_FILE).stat().st_mtime_ns)
        except OSError:
            return ""

    def snapshot(self, slug: str) -> Snapshot | None:
        """Return the accepted state of an article; None without one, or when it is damaged."""

        def read() -> Snapshot | None:
            try:
                return read_snapshot(self.snapshots, slug)
            except ArchiverError:
                return None

        version = self.snapshot_version(slug)
        return self._accepted.get((slug, version), read) if version else None

    def snapshot_picture(self, slug: str) -> bytes:
        """Return the picture of an article's accepted state.

        Raises:
            ArchiverError: there is none, or it cannot be read.
        """
        return snapshot_picture(self.snapshots, slug)
