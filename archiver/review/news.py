"""What became other on the disk meanwhile: new captures, and decisions of somebody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from archiver.decisions import FILE_NAME, read_decisions
from archiver.errors import ArchiverError, UsageError
from archiver.models import Decision
from archiver.review.article import Article
from archiver.store import Collection

_PAUSE_S: Final = 1.0
"""Between two looks at the disk: the page asks more often than that when it is open twice."""
_Stamp = tuple[tuple[int, int], ...]


class News:
    """Looks at the disk, at most once a second; used by several threads."""

    def __init__(self, collection: Collection, snapshots: Path) -> None:
        """Watch an archive and the folder of decisions."""
        self._collection = collection
        self._decisions = snapshots / FILE_NAME
        self._catalog = [collection.root / f"archiver.sqlite3{suffix}" for suffix in ("", "-wal")]
        self._lock = threading.Lock()
        self._looked_s = 0.0
        self._archive_stamp = _stamp(*self._catalog)
        self._file_stamp: _Stamp | None = None
        self._is_stale = False

    def look(
        self,
        known: Mapping[str, Article],
        take: Callable[[tuple[Decision, ...]], object],
        *,
        at_once: bool = False,
    ) -> bool:
        """Tell whether the archive has captures that are not known; take in new decisions.

        `take` is called with all decisions when the file has changed. A file that is not in
        order is passed over until somebody mends it: what was known holds on.
        """
        with self._lock:
            now = time.monotonic()
            if not at_once and now - self._looked_s < _PAUSE_S:
                return self._is_stale
            self._looked_s = now
            self._read_decisions(take)
            stamp = _stamp(*self._catalog)
            if stamp != self._archive_stamp or self._is_stale:
                self._archive_stamp = stamp
                self._is_stale = self._has_more(known)
            return self._is_stale

    def _read_decisions(self, take: Callable[[tuple[Decision, ...]], object]) -> None:
        stamp = _stamp(self._decisions)
        if stamp == self._file_stamp:
            return
        try:
            take(read_decisions(self._decisions))
        except UsageError:
            return
        self._file_stamp = stamp

    def _has_more(self, known: Mapping[str, Article]) -> bool:
        """Tell whether a capture is there that is not the one that is shown."""
        try:
            summaries = self._collection.captures()
        except ArchiverError:
            return False
        return any(
            (article := known.get(each.slug)) is None
            or article.summary.capture_id != each.capture_id
            for each in summaries
        )


def _stamp(*paths: Path) -> _Stamp:
    """Return what changes when files are written: their times and sizes."""
    found = []
    for path in paths:
        try:
            state = path.stat()
            found.append((state.st_mtime_ns, state.st_size))
        except OSError:
            found.append((0, 0))
    return tuple(found)
