"""The articles of one archive, each judged once, and what came of it."""

from __future__ import annotations

import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from archiver.errors import CollectionBusyError, PostError, StorageError, UsageError
from archiver.models import Report
from archiver.store import CaptureSummary, Collection

if TYPE_CHECKING:
    from archiver.jobs import Judge
    from archiver.pytest_plugin.articles import Article
    from archiver.pytest_plugin.ground import Ground
    from archiver.pytest_plugin.outcome import Outcome

_REMEMBERED: Final = 16
"""Outcomes at hand: the checks of an article follow one another."""
_WAIT_S: Final = 3.0
"""For other processes of the run, which keep what they judged at the same time."""


class ReadArchive(Collection):
    """An archive that is opened for reading; the reports that are to be kept are collected."""

    def save_reports(self, reports: Iterable[tuple[Report, str]]) -> None:
        """Collect the reports: only at the end the archive is opened for writing."""
        self.unkept.extend(reports)

    @cached_property
    def unkept(self) -> list[tuple[Report, str]]:
        """Reports with what they hang on."""
        return []


class Shelf:
    """The articles of one archive, in alphabetical order."""

    def __init__(
        self,
        root: Path,
        collection: Collection,
        ground: Callable[[], Ground],
        given: Path | None = None,
    ) -> None:
        self.root = root
        self.given = given or root
        """As it was named: a folder, or a WACZ file that was unpacked."""
        self.collection = collection
        self._ground = ground
        self._outcomes: OrderedDict[str, Outcome] = OrderedDict()

    @classmethod
    def open(cls, root: Path, ground: Callable[[], Ground], given: Path | None = None) -> Shelf:
        """Open an archive for reading.

        Raises:
            StorageError: there is none, or it cannot be read.
        """
        return cls(root, ReadArchive.open(root, writable=False), ground, given)

    @cached_property
    def summaries(self) -> Mapping[str, CaptureSummary]:
        """The last capture of each article, by slug."""
        found = {each.slug: each for each in self.collection.captures()}
        return dict(sorted(found.items()))

    @property
    def ground(self) -> Ground:
        """What every judgement hangs on; raises `UsageError` as `Desk.ground`."""
        return self._ground()

    @cached_property
    def judge(self) -> Judge:
        """The judge of this archive."""
        from archiver.jobs import Judge

        return Judge(self.collection, self.ground.rulebook)

    def article(self, slug: str) -> Article:
        """Return an article.

        Raises:
            UsageError: the archive has none of this name.
        """
        if slug not in self.summaries:
            raise UsageError(
                f"{self.given} has no article {slug!r}; `archiver list` names them all"
            )
        from archiver.pytest_plugin.articles import Article

        return Article(self, self.summaries[slug])

    def outcome(self, summary: CaptureSummary) -> Outcome:
        """Return what is to be said of a capture, judged now or before."""
        known = self._outcomes.get(summary.capture_id)
        if known is None:
            known = self._outcomes[summary.capture_id] = self._judged(summary)
            if len(self._outcomes) > _REMEMBERED:
                self._outcomes.popitem(last=False)
        return known

    def _judged(self, summary: CaptureSummary) -> Outcome:
        from archiver.pytest_plugin.outcome import Outcome, outcome_of

        try:
            report = self.judge.report_of(summary)
        except (PostError, StorageError) as error:
            return Outcome(trouble=str(error))
        own = self.ground.decisions.get(summary.slug, ())
        path = summary.source_path or summary.source_name
        return outcome_of(report, own, self.ground, path)

    def close(self) -> None:
        """Close the archive, and keep in it what was judged, where that can be done."""
        with contextlib.suppress(StorageError):
            if "judge" in vars(self):
                self.judge.keep()
        self.collection.close()
        if isinstance(self.collection, ReadArchive) and self.collection.unkept:
            _keep(self.root, self.collection.unkept)


def _keep(root: Path, reports: Iterable[tuple[Report, str]]) -> None:
    """Keep reports, so that the next run need not judge again; a busy archive is left alone."""
    deadline = time.monotonic() + _WAIT_S
    while True:
        try:
            with Collection.open(root, create=False) as collection:
                collection.save_reports(reports)
        except CollectionBusyError:
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
        except StorageError:
            pass  # a disk that is read-only, or full: then they are judged again
        return
