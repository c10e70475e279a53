"""Judging what a collection holds: the whole check of one article, done once for the same facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Self

import archiver
from archiver import compare, dom, rules, source, urls
from archiver.capture import looks_of
from archiver.compare import check, installed_checks
from archiver.models import Capture, Post, Replay, Report
from archiver.rules import Rulebook, read_rulebook
from archiver.source import ReadingOptions, Site, read_kept, read_site
from archiver.store import (
    CaptureSummary,
    Collection,
    damaged_records,
    kept_replay,
    replay_stamp,
)

_JUDGING = (compare, dom, rules, source, urls)
"""What a report hangs on besides post and capture: when it changes, all is judged anew."""

_KEPT_AT_ONCE = 50
"""Reports that one transaction keeps: each costs a write to the disk, whatever is in it."""


class Judge:
    """Judges the captures of one collection, and keeps the reports in it.

    `report_of` keeps several at once: use the judge as a context manager, or call `keep`,
    or the last of them are judged again another time. A report is taken from the
    collection when nothing has changed on which it hangs:
    the capture, the one before it and its replay, the post, the rules, the checks.
    """

    def __init__(
        self,
        collection: Collection,
        rulebook: Rulebook | None = None,
        *,
        keeps: bool = True,
        fixity: bool = False,
    ) -> None:
        """Take the collection; `fixity` reads every record again, and trusts no kept report."""
        self._collection = collection
        self._rulebook = rulebook or read_rulebook()
        self._keeps = keeps
        self._fixity = fixity
        site = collection.recall("site")
        self._site: Site | None = read_site(site) if site else None
        self._ground = _ground(self._rulebook, site)
        self._unkept: list[tuple[Report, str]] = []

    def __enter__(self) -> Self:
        """Return the judge; leaving it keeps what it judged, also after an error."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Keep the reports that are not kept yet."""
        self.keep()

    def keep(self) -> None:
        """Keep the reports of `report_of` that are not kept yet.

        Raises:
            StorageError: they cannot be kept; then none of them is.
        """
        unkept, self._unkept = self._unkept, []
        if unkept:
            self._collection.save_reports(unkept)

    def judge(self, post: Post | None, capture: Capture) -> Report:
        """Return the report of a capture just made, and keep it.

        Raises:
            StorageError: it cannot be kept.
        """
        before = self._collection.capture_id_before(capture.slug, capture.capture_id)
        report = self._judged(post, capture, before)
        if self._keeps:
            path = post.path if post else None
            basis = self._basis_of(capture.slug, capture.capture_id, before, path)
            self._collection.save_report(report, basis)
        return report

    def report_of(self, summary: CaptureSummary) -> Report:
        """Return the report of a capture in the collection, judged now or before.

        A new report is kept with the next ones: see `keep`.

        Raises:
            FormatError: a record that is needed for it is damaged.
            PostError: the post that was kept cannot be read any more.
            StorageError: reports cannot be kept.
        """
        before = self._collection.capture_id_before(summary.slug, summary.capture_id)
        path = Path(summary.source_path) if summary.source_path else None
        basis = self._basis_of(summary.slug, summary.capture_id, before, path)
        known = None if self._fixity else self._collection.report_on(summary.slug, basis)
        if known is not None:
            return known
        capture = self._collection.capture(summary.capture_id)
        report = self._judged(self.post_of(summary), capture, before)
        if self._keeps and not self._fixity:
            self._unkept.append((report, basis))
            if len(self._unkept) >= _KEPT_AT_ONCE:
                self.keep()
        return report

    def report_with(self, summary: CaptureSummary, replay: Replay) -> Report:
        """Return the report of a capture as it is with this replay; it is not kept.

        Raises:
            FormatError: a record that is needed for it is damaged.
            PostError: the post that was kept cannot be read any more.
        """
        before = self._collection.capture_id_before(summary.slug, summary.capture_id)
        capture = self._collection.capture(summary.capture_id)
        return self._judged(self.post_of(summary), capture, before, replay)

    def _judged(
        self, post: Post | None, capture: Capture, before: str, replay: Replay | None = None
    ) -> Report:
        earlier = self._collection.capture(before) if before else None
        damage = damaged_records(self._collection, capture) if self._fixity else None
        return check(
            post,
            capture,
            earlier=earlier,
            rulebook=self._rulebook,
            looks=looks_of(self._collection, capture, earlier),
            damage=damage,
            replayed=replay or kept_replay(self._collection, capture.slug, capture.capture_id),
        )

    def post_of(self, summary: CaptureSummary) -> Post | None:
        """Return the post that a capture was made from; None for a page that had none.

        It is read as the run did: at its page's address, in its site's dialect.

        Raises:
            PostError: it cannot be read any more.
            StorageError: the archive cannot be read.
        """
        kept = self._collection.source(summary.slug, summary.capture_id)
        if kept is None:
            return None
        path = Path(kept.path or kept.name)
        config = self._site.config_above(path) if self._site else None
        options = ReadingOptions(base_url=summary.url)
        if self._site is not None and config is not None:
            options = self._site.reading_options(config, summary.url)
        return read_kept(kept.data, path, slug=summary.slug, options=options)

    def _basis_of(self, slug: str, capture_id: str, before: str, path: Path | None) -> str:
        replay = replay_stamp(self._collection, slug, capture_id)
        config = self._site.config_above(path) if self._site and path else None
        generator = config.generator.value if config else ""
        return f"{self._ground} {capture_id} {before} {generator} {replay}"


def _ground(rulebook: Rulebook, site: str) -> str:
    """Return a digest of all that is the same for every article of a run."""
    parts = [archiver.__version__, rulebook.digest, site, *_other_checks(), *_code()]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _other_checks() -> Iterator[str]:
    installed = {point.dist.name: point.dist.version for point in _points() if point.dist}
    yield from (f"{name} {version}" for name, version in sorted(installed.items()))
    yield from (each.check.id for each in installed_checks())


def _points() -> metadata.EntryPoints:
    return metadata.entry_points(group=compare.PLUGIN_GROUP)


@cache
def _code() -> tuple[str, ...]:
    """Return a stamp of every file that judges: a developer's edit counts without a new version."""
    return tuple(
        f"{path.name} {state.st_size} {state.st_mtime_ns}"
        for module in _JUDGING
        for path in sorted(_files(module))
        for state in [path.stat()]
    )


def _files(module: ModuleType) -> Iterator[Path]:
    path = Path(module.__file__ or "")
    if path.name != "__init__.py":
        return iter([path])
    # What Python compiles is written by the first run itself, and is no code of its own.
    return (each for each in path.parent.rglob("*.*") if each.suffix != ".pyc")
