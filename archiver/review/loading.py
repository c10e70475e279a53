"""Judging all articles while the page is shown already: the queue grows, then is put in order."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from archiver.errors import ArchiverError
from archiver.models import VisualChange
from archiver.review.article import Article
from archiver.review.comparing import Comparing
from archiver.review.plain_json import line
from archiver.review.queue import Queue, queue_of
from archiver.review.shelf import ReviewShelf
from archiver.store import CaptureSummary

_FIRST_S: Final = 0.25
_FIRST_ARTICLES: Final = 300
"""After which what is known is shown: the first paint is to come within a second."""
_NEXT_S = 2.0
_SWITCH_S: Final = 0.0005
"""For which it computes before another thread may: with Python's 5 ms, a person who opens the
page meanwhile waits for that at every step of an answer."""
_SHARE = 8
"""Putting the queue in order takes at most one part in so many of the time."""
_EMPTY: Mapping[str, str] = MappingProxyType({})
_Changes = tuple[VisualChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The queue as it is known at one time."""

    number: int = 0
    queue: Queue = field(default_factory=Queue)
    articles: Mapping[str, Article] = field(default_factory=dict, repr=False)
    snapshots: Mapping[str, str] = field(default_factory=lambda: _EMPTY, repr=False)
    changes: Mapping[str, _Changes] = field(default_factory=dict, repr=False)
    total: int = 0
    """Articles that there are."""
    is_whole: bool = False
    """Whether all of them are judged, and compared with their snapshots."""
    trouble: str = ""
    """Why it will not get whole."""


class Loading:
    """Loads the articles in a thread of its own; may be asked again when there are new ones."""

    def __init__(
        self, shelf: ReviewShelf, comparing: Comparing | None, on_edition: Callable[[], object]
    ) -> None:
        """Take articles from a shelf; `on_edition` is called after each new edition."""
        self._shelf = shelf
        self._comparing = comparing
        self._on_edition = on_edition
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._shown = threading.Event()
        self._compared: dict[str, tuple[str, str, _Changes]] = {}
        self._started_s = self._published_s = self._cost_s = 0.0
        self._shows_parts = True
        """False when nobody looks before all is there: then the result is always the same."""
        self.edition = Edition()

    def start(self) -> None:
        """Begin to load what is not known yet, unless that is going on."""
        with self._lock:
            if self._stop.is_set() or (self._thread and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name="review-loading", daemon=True)
            self._thread.start()

    def load(self) -> None:
        """Load everything now.

        Raises:
            StorageError: the archive cannot be read.
        """
        self._shows_parts = False
        self._load()

    def stop(self) -> None:
        """End the thread at the next article."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def wait_for_first(self, timeout_s: float) -> None:
        """Wait until there is something to be shown, but no longer than that."""
        self._shown.wait(timeout_s)

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until the thread has ended, but no longer than that."""
        thread = self._thread
        if thread:
            thread.join(timeout_s)

    def _run(self) -> None:
        former_s = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)
        try:
            self._load()
        except ArchiverError as error:
            number = self.edition.number + 1
            self._put(replace(self.edition, number=number, trouble=line(str(error), 500)))
        finally:
            sys.setswitchinterval(former_s)

    def _load(self) -> None:
        summaries = self._shelf.collection.captures()
        accepted = dict.fromkeys(self._shelf.accepted_slugs(), "")
        articles: dict[str, Article] = {}
        former = self.edition.articles
        known = [former.get(each.slug) for each in summaries]
        fresh: list[CaptureSummary] = []
        for summary, article in zip(summaries, known, strict=True):
            if article and article.summary.capture_id == summary.capture_id:
                articles[summary.slug] = article
            else:
                fresh.append(summary)
        # Pages that did not come are the worst, and known without being judged.
        fresh.sort(key=lambda summary: not summary.error)
        self._started_s = self._published_s = time.monotonic()
        for article in self._until_stopped(self._shelf.judged(fresh)):
            articles[article.slug] = article
            if self._is_time(len(articles)):
                self._publish(articles, accepted, len(summaries))
        self._compare(articles, accepted, len(summaries))
        if not self._stop.is_set():
            self._publish(articles, accepted, len(summaries), is_whole=True)

    def _until_stopped(self, articles: Iterator[Article]) -> Iterator[Article]:
        for article in articles:
            if self._stop.is_set():
                return
            yield article

    def _compare(
        self, articles: Mapping[str, Article], accepted: dict[str, str], total: int
    ) -> None:
        """Compare the articles that have a snapshot with it; what is known is not done again."""
        if self._comparing is None:
            return
        for slug in [slug for slug in accepted if slug in articles]:
            if self._stop.is_set():
                return
            summary = articles[slug].summary
            key = (summary.capture_id, self._shelf.snapshot_version(slug))
            if self._compared.get(slug, ("", ""))[:2] != key:
                self._compared[slug] = (*key, tuple(self._comparing.changes(summary)))
            if self._compared[slug][2]:
                snapshot = self._shelf.snapshot(slug)
                accepted[slug] = snapshot.capture_id if snapshot else ""
            if self._is_time(total):
                self._publish(articles, accepted, total)

    def _is_time(self, articles: int) -> bool:
        if not self._shows_parts:
            return False
        now = time.monotonic()
        if not self._shown.is_set():
            return articles >= _FIRST_ARTICLES or now - self._started_s > _FIRST_S
        return now - self._published_s > max(_NEXT_S, _SHARE * self._cost_s)

    def _publish(
        self,
        articles: Mapping[str, Article],
        accepted: Mapping[str, str],
        total: int,
        *,
        is_whole: bool = False,
    ) -> None:
        """Put what is known in order, and show it."""
        begun_s = time.monotonic()
        changes = {
            slug: changes
            for slug, (capture_id, _, changes) in self._compared.items()
            if slug in articles and articles[slug].summary.capture_id == capture_id and changes
        }
        self._put(
            Edition(
                number=self.edition.number + 1,
                queue=queue_of(articles.values(), accepted, changes),
                articles=dict(articles),
                snapshots=dict(accepted),
                changes=changes,
                total=total,
                is_whole=is_whole,
            )
        )
        self._published_s = time.monotonic()
        self._cost_s = self._published_s - begun_s

    def _put(self, edition: Edition) -> None:
        self.edition = edition
        self._on_edition()
        self._shown.set()
