"""A committed capture shown again, held against itself, and what came out of it kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from archiver.browser import DEFAULT_LIMITS, Browser, Limits
from archiver.differences import (
    Against,
    PageDifference,
    PageState,
    difference,
    state_of_capture,
    state_of_shown,
)
from archiver.errors import BrowserGoneError, FormatError
from archiver.models import Capture, DifferenceSettings, Post, Replay, ScreenshotKind
from archiver.replay import Shown, show_again
from archiver.rules import Rulebook, read_rulebook
from archiver.store import Collection, keep_replay

LABEL = "its replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySettings:
    """How captures are shown again."""

    rulebook: Rulebook = field(default_factory=read_rulebook)
    limits: Limits = DEFAULT_LIMITS
    difference: DifferenceSettings = field(default_factory=DifferenceSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A replay, and in what it looks other than the capture."""

    replay: Replay
    difference: PageDifference | None
    """None where nothing could be shown."""

    @property
    def is_faithful(self) -> bool:
        """Whether the page came, asked for nothing more, and looks the same."""
        return not (self.replay.capture.error or self.replay.leaks or self.replay.looks)

    @property
    def faults(self) -> tuple[bool, int, int]:
        """What is wrong with it, in numbers that sort: the fewer, the better."""
        return bool(self.replay.capture.error), len(self.replay.leaks), len(self.replay.looks)


async def replay_capture(  # noqa: PLR0913 - by keyword
    collection: Collection,
    capture_id: str,
    post: Post | None,
    *,
    browser: Browser,
    settings: ReplaySettings,
    keeps: bool = True,
) -> Replayed:
    """Show a capture again with the network closed, its players too, and keep how it came out.

    A page that asks for more than was kept, or looks other, is shown once more at the
    time of its capture; the better of the two showings counts. With `keeps` the checks
    use it from now on.

    Raises:
        BrowserGoneError: Chromium died.
        CaptureError: the capture has no page to show.
        StorageError: the archive cannot be read or written.
    """
    showing = partial(_shown, collection, capture_id, post, browser=browser, settings=settings)
    best = await showing(clocked=False)
    if not best.is_faithful:
        asked = [entry.url for entry in best.replay.capture.ledger]
        again = await showing(clocked=True, asked_before=asked)
        best = min(best, again, key=lambda each: each.faults)
    if keeps:
        await asyncio.to_thread(keep_replay, collection, best.replay)
    return best


async def keep_outcome(
    collection: Collection,
    capture: Capture,
    post: Post | None,
    *,
    browser: Browser,
    settings: ReplaySettings,
) -> None:
    """Replay a capture that was just committed, whatever becomes of the browser.

    Where Chromium dies of it that is what the replay shows: the capture stands.

    Raises:
        StorageError: the archive cannot be read or written.
    """
    if capture.snapshot is None:
        return
    try:
        await replay_capture(
            collection, capture.capture_id, post, browser=browser, settings=settings
        )
    except BrowserGoneError as error:
        await keep_death(collection, capture, str(error))


async def keep_death(
    collection: Collection, capture: Capture, reason: str, *, keeps: bool = True
) -> Replayed:
    """Return that a capture cannot be shown, for Chromium dies of it, and keep that.

    Raises:
        StorageError: the archive cannot be written.
    """
    gone = Replay(
        capture=replace(
            capture,
            started_at=datetime.now(UTC),
            snapshot=None,
            ledger=(),
            players=(),
            pictures=(),
            error=f"the browser died: {reason}",
        )
    )
    if keeps:
        await asyncio.to_thread(keep_replay, collection, gone)
    return Replayed(replay=gone, difference=None)


async def _shown(  # noqa: PLR0913 - by keyword
    collection: Collection,
    capture_id: str,
    post: Post | None,
    *,
    browser: Browser,
    settings: ReplaySettings,
    clocked: bool,
    asked_before: Sequence[str] = (),
) -> Replayed:
    shown = await show_again(
        collection,
        capture_id,
        browser=browser,
        limits=settings.limits,
        plays=settings.rulebook.players,
        clocked=clocked,
        asked_before=asked_before,
    )
    found = await asyncio.to_thread(_difference, collection, shown, post, settings)
    replay = Replay(
        capture=shown.capture,
        leaks=shown.leaks,
        looks=tuple(each for each in found.visual if found.counts(each)) if found else (),
        is_identical=found is not None and (found.is_identical or _same_bytes(found, shown)),
        notes=found.notes if found else (),
        is_clocked=clocked,
    )
    return Replayed(replay=replay, difference=found)


def _same_bytes(found: PageDifference, shown: Shown) -> bool:
    """Tell whether two pictures of the whole page are the same file, whatever is in it."""
    kept = found.old.capture.pictures if found.old.capture else ()
    digests = [
        next((each.sha1 for each in facts if each.kind is ScreenshotKind.FULL_PAGE), "")
        for facts in (kept, shown.capture.pictures)
    ]
    return bool(digests[0]) and digests[0] == digests[1]


def _difference(
    collection: Collection, shown: Shown, post: Post | None, settings: ReplaySettings
) -> PageDifference | None:
    if shown.capture.error:
        return None
    before: PageState = state_of_capture(collection, shown.capture.capture_id, post=post)
    try:
        after = state_of_shown(shown, label=LABEL, post=post)
    except FormatError:
        # Too large to be compared, as that of the capture is: all else is.
        after = state_of_shown(replace(shown, screenshots=()), label=LABEL, post=post)
    return difference(
        shown.capture.slug, Against.REPLAY, before, after, settings=settings.difference
    )
