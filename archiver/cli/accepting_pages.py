"""Accepting pages: what their captures show becomes their snapshots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.text import Text

from archiver.cli.accepting import own_name, today_here, unknown_article
from archiver.cli.terminal import out, size, words
from archiver.compare.wording import quote
from archiver.errors import FormatError, UsageError
from archiver.models import Block
from archiver.reports import count
from archiver.snapshots import (
    Acceptance,
    Snapshot,
    Step,
    accept_capture,
    refusal_of,
    remove_snapshot,
)
from archiver.store import Collection

_SKIPPED = "skipped"


def accept_page(archive: Path, folder: Path, slug: str, by: str) -> None:
    """Make the last capture of an article its snapshot, and say what that changed.

    Raises:
        UsageError: the archive has no such article, its page did not come, nobody says who
            accepts it, or the former snapshot is not in order.
        StorageError: the archive cannot be read, or the snapshot not be written.
    """
    by, today = by.strip() or own_name(), today_here()
    with Collection.open(archive, writable=False) as collection:
        last = collection.captures(slug)
        if not last:
            every = [each.slug for each in collection.captures()]
            raise unknown_article(archive, slug, every)
        done = accept_capture(folder, collection, last[-1].capture_id, by=by, on=today)
    console = out()
    console.print(words(_told(done)), soft_wrap=True)
    _say_what_next(folder, Counter([done.step]))


def accept_every_page(archive: Path, folder: Path, by: str) -> bool:
    """Make the last capture of every article its snapshot; tell whether that could be done.

    An article whose page did not come is skipped and told. So is one whose files are not in
    order: only then the answer is False.

    Raises:
        UsageError: nobody says who accepts, or the archive is empty.
        StorageError: the archive cannot be read, or a snapshot not be written.
    """
    by, today = by.strip() or own_name(), today_here()
    console, steps, is_whole = out(), Counter[str](), True
    with Collection.open(archive, writable=False) as collection:
        captures = collection.captures()
        if not captures:
            raise UsageError(f"{archive} has no article yet; `archiver run` makes captures")
        for slug, capture_id in sorted((each.slug, each.capture_id) for each in captures):
            try:
                refusal, done = _accepted(collection, folder, capture_id, by, today)
            except (UsageError, FormatError) as error:
                refusal, done, is_whole = str(error), None, False
            line = _told(done) if done else f"{_SKIPPED} {slug}: {_without(slug, refusal)}"
            steps[done.step if done else _SKIPPED] += 1
            console.print(words(line, "" if done else "yellow"), soft_wrap=True)
    _say_what_next(folder, steps)
    return is_whole


def remove_page(folder: Path, slug: str) -> None:
    """Take the snapshot of an article away, and say so.

    Raises:
        UsageError: there is none.
        StorageError: it cannot be removed.
    """
    remove_snapshot(folder, slug)
    console = out()
    console.print(words(f"removed the snapshot of {slug} from {folder}"), soft_wrap=True)
    told = "nothing is accepted of how it looks; version control has what was"
    console.print(Text(told, "dim"), soft_wrap=True)


def _accepted(
    collection: Collection, folder: Path, capture_id: str, by: str, today: date
) -> tuple[str, Acceptance | None]:
    """Return why a capture cannot be accepted, or what accepting it did."""
    refusal = refusal_of(collection.capture(capture_id))
    if refusal:
        return refusal, None
    return "", accept_capture(folder, collection, capture_id, by=by, on=today)


def _without(slug: str, sentence: str) -> str:
    return quote(sentence.removeprefix(f"{slug}: "), 300)


def _told(done: Acceptance) -> str:
    snapshot = done.snapshot
    if done.step is Step.UNCHANGED:
        return f"unchanged {done.slug}"
    if done.former is None:
        media = f"{len(snapshot.media):,} {'medium' if len(snapshot.media) == 1 else 'media'}"
        parts = [count(len(snapshot.blocks), "block"), media, size(done.size_bytes)]
        return f"accepted {done.slug}: new snapshot, {', '.join(parts)}"
    return f"renewed {done.slug}: {', '.join(_others(done.former, snapshot)) or 'other details'}"


def _others(former: Snapshot, now: Snapshot) -> Iterator[str]:
    """Yield what is other than in the former snapshot, in words."""
    blocks = _differing(map(_content, former.blocks), map(_content, now.blocks))
    if blocks:
        yield f"{count(blocks, 'block')} other"
    elif former.blocks != now.blocks:
        yield "places other"
    media = _differing(
        ((each.key, each.digest) for each in former.media),
        ((each.key, each.digest) for each in now.media),
    )
    if media:
        yield f"{media:,} {'medium' if media == 1 else 'media'} other"
    if former.picture_digest != now.picture_digest:
        yield "picture other"
    if former.title != now.title or former.url != now.url:
        yield "title or address other"
    if former.environment != now.environment or former.fonts != now.fonts:
        yield f"made by {quote(now.environment.browser, 60)}, archiver {now.environment.archiver}"


def _differing(before: Iterator[object], after: Iterator[object]) -> int:
    old, new = Counter(before), Counter(after)
    return max((old - new).total(), (new - old).total())


def _content(block: Block) -> object:
    return (block.kind, block.text, block.url, block.level, block.visible, block.hiding)


def _say_what_next(folder: Path, steps: Counter[str]) -> None:
    console = out()
    told = [f"{steps[step]:,} {step}" for step in (*Step, _SKIPPED) if steps[step]]
    if sum(steps.values()) > 1:
        console.print(words(f"{', '.join(told)} in {folder}", "bold"), soft_wrap=True)
    if steps[Step.NEW] or steps[Step.RENEWED]:
        told_next = f"commit {folder} so that others compare with it; undo with --undo"
        console.print(words(told_next, "dim"), soft_wrap=True)
