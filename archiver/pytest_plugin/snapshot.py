"""A page held against the state of it that somebody accepted."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from archiver.differences import (
    Against,
    PageDifference,
    PageState,
    bands_in_words,
    difference,
    silenced,
    state_of_capture,
    state_of_snapshot,
)
from archiver.errors import ArchiverError, StorageError, UsageError
from archiver.images import Strips
from archiver.models import Box, VisualChange
from archiver.pytest_plugin.failure import place_of
from archiver.pytest_plugin.options import Update
from archiver.pytest_plugin.snapshot_use import ShownPicture
from archiver.reports import count
from archiver.reports.wording import one_line
from archiver.snapshots import captured_state, read_head, snapshot_slugs, write_snapshot
from archiver.snapshots.place import is_slug

if TYPE_CHECKING:
    from archiver.pytest_plugin.articles import Article
    from archiver.pytest_plugin.ground import Ground

BY: Final = "pytest"
"""Who accepted what a test wrote, until a person accepts it in the review page."""
_SHOWN: Final = 12
_PICTURES: Final = 3
_MARGIN_PX: Final = 24
_PICTURE_BYTES: Final = 60_000


def difference_from(article: Article, name: str = "", *, per_platform: bool = False) -> str:
    """Return in what a page differs from its snapshot, in words; empty when it is the same.

    Writes the snapshot when the run may, and returns that it has to be looked at.

    Raises:
        UsageError: the name is none, or the snapshot is not in order.
        StorageError: something cannot be read or written.
    """
    ground = article.shelf.ground
    name = _checked(name or article.slug)
    if per_platform:
        name = _for_this_platform(name, article.capture.environment.browser)
    ground.use.used.add(name)
    old = state_of_snapshot(
        ground.snapshots, name, post=article.post, collection=article.shelf.collection
    )
    if old is None:
        if ground.use.update is Update.NONE:
            return _missing(ground, name)
        return _written(article, name, "written")
    if ground.use.update is Update.ALL:
        return _written(article, name, "written anew")
    new = state_of_capture(article.shelf.collection, article.summary.capture_id, post=article.post)
    ignored = silenced(ground.decisions.get(article.slug, ()), article.slug, ground.today)
    found = difference(
        name, Against.SNAPSHOT, old, new, settings=ground.difference, ignored=ignored
    )
    if not found.has_changed:
        return ""
    ground.use.pictures = list(_pictures(found))
    told = _told(article, found)
    if ground.use.update is Update.CHANGED:
        return f"{_written(article, name, 'written anew')}\n{told}"
    return told + "\n  accept it: run the test again with --archive-snapshot-update"


def unused(ground: Ground) -> list[str]:
    """Return the snapshots that tests wrote once and none was held against in this run."""
    found = []
    for slug in snapshot_slugs(ground.snapshots):
        if slug in ground.use.used:
            continue
        try:
            head = read_head(ground.snapshots, slug)
        except ArchiverError:
            continue
        if head is not None and head.accepted_by == BY:
            found.append(slug)
    return found


def _written(article: Article, name: str, how: str) -> str:
    """Write a snapshot; return what a person has to do, empty when it was the same."""
    ground, picture = article.shelf.ground, article.picture
    if picture is None:
        raise StorageError(f"{article.slug}: the capture has no picture of the whole page")
    state = captured_state(
        article.shelf.collection, article.summary.capture_id, by=BY, on=ground.today
    )
    if not write_snapshot(ground.snapshots, replace(state, slug=name), picture):
        return ""
    place = ground.snapshots / name
    return f"snapshot {name} {how}; please review {place}, and run the test again"


def _missing(ground: Ground, name: str) -> str:
    how = "without -n, " if ground.use.is_spread else ""
    return (
        f"no snapshot {name} in {ground.snapshots}; run the test {how}with "
        "--archive-snapshot-update=missing to write it"
    )


def _told(article: Article, found: PageDifference) -> str:
    changes = [each for each in found.visual if found.counts(each)]
    head = f"{found.slug} does not look as in {found.old.label}"
    lines = [f"{head}: {count(len(changes), 'difference')}" if changes else head]
    if found.new.error:
        lines.append(f"  the page did not come: {one_line(found.new.error, 300)}")
    lines += [f"  {one_line(_sentence(article, each), 400)}" for each in changes[:_SHOWN]]
    if len(changes) > _SHOWN:
        lines.append(f"  and {len(changes) - _SHOWN:,} more")
    if found.picture is not None and not changes:
        lines += [f"  {each}" for each in bands_in_words(found.picture)[:_SHOWN]]
    lines += [f"  note: {one_line(each, 300)}" for each in found.notes]
    return "\n".join(lines)


def _sentence(article: Article, change: VisualChange) -> str:
    box = change.new or change.old
    at = f" (at {box.x:.0f}, {box.y:.0f} px)" if box else ""
    where = f"{place_of(article)}:{change.line}: " if article.path and change.line else ""
    return f"{where}{change.sentence}{at}"


def _pictures(found: PageDifference) -> Iterator[ShownPicture]:
    """Yield the parts that differ, before and now."""
    changes = [each for each in found.visual if found.counts(each)][:_PICTURES]
    sides: tuple[tuple[str, PageState], ...] = (("before", found.old), ("now", found.new))
    for title, state in sides:
        if state.picture is None or not changes:
            continue
        try:
            page = Strips(state.picture.load())
        except StorageError:
            continue
        for change in changes:
            box: Box | None = change.old if title == "before" else change.new
            if box is None:
                continue
            part = page.crop(box, margin_px=_MARGIN_PX, frame=True, limit_bytes=_PICTURE_BYTES)
            if part is not None:
                words = f"{title}: {one_line(change.sentence, 200)}"
                yield ShownPicture(words, part.data)


def _checked(name: str) -> str:
    if not is_slug(name):
        raise UsageError(
            f"{name[:80]!r} is no name of a snapshot: use letters a-z, digits and dashes"
        )
    return name


def _for_this_platform(name: str, browser: str) -> str:
    version = re.match(r"\D*\d+", browser)
    words = f"{name}-{sys.platform}-{version[0] if version else browser}"
    return re.sub(r"[^a-z0-9]+", "-", words.lower())[:80].strip("-")
