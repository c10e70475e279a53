"""Capturing a page: visit it, write what comes, commit it whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from archiver.browser import Browser, ItemCount, Visit, Visitor
from archiver.capture.aftercare import Aftercare
from archiver.capture.experience import Experience
from archiver.capture.extraction import Extractor
from archiver.capture.settings import CaptureSettings
from archiver.capture.takings import Takings
from archiver.capture.writer import ExchangeWriter
from archiver.errors import CaptureError
from archiver.images import looks_of, thumbnail
from archiver.models import (
    Capture,
    PageEvents,
    PageSnapshot,
    Screenshot,
    ScreenshotKind,
    Target,
)
from archiver.store import PageDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureProgress:
    """Where a capture stands."""

    phase: str
    """load, settle, picture, read, media, commit."""
    media_found: int = 0
    media_kept: int = 0
    media_lost: int = 0
    size_bytes: int = 0


async def capture_page(  # noqa: PLR0913 - each is a part of its own
    target: Target,
    *,
    browser: Browser,
    draft: PageDraft,
    settings: CaptureSettings | None = None,
    experience: Experience | None = None,
    on_progress: Callable[[CaptureProgress], None] | None = None,
) -> Capture:
    """Capture one page into a draft and commit it; return the committed Capture.

    A page that could not be shown is committed too, with `error` saying why and
    whatever came. Raises `BrowserGoneError` when Chromium died and `StorageError`
    when the collection cannot take the page: the draft is discarded then.
    """
    report = _reporter(on_progress)
    settings = settings or CaptureSettings()
    started_at, started_tick = datetime.now(UTC), time.monotonic()
    writer = ExchangeWriter(draft)

    def captured(snapshot: PageSnapshot | None, visit: Visit | None = None) -> Capture:
        return Capture(
            capture_id=draft.capture_id,
            slug=target.slug,
            url=target.url,
            origin=target.origin,
            started_at=started_at,
            duration_s=round(time.monotonic() - started_tick, 3),
            status=visit.status if visit else 200,
            snapshot=snapshot,
            ledger=tuple(writer.ledger),
            environment=browser.environment,
            events=visit.events if visit else PageEvents(),
            error=visit.error if visit else "",
        )

    async def so_far(snapshot: PageSnapshot) -> Capture:
        await writer.drained()
        return captured(snapshot)

    takings = Takings(writer.put, settings.video)
    care = Aftercare(
        target,
        settings,
        experience or Experience(settings.rulebook),
        takings,
        Extractor(browser, takings, settings, draft.directory),
        so_far,
    )
    try:
        async with writer:
            visitor = Visitor(
                browser,
                target,
                spool=draft.directory,
                sink=takings.put,
                limits=settings.limits,
                on_phase=report,
                aftercare=care,
            )
            visit = await visitor.run()
        capture = captured(visit.snapshot, visit)
        notes = (*visit.events.notes, *care.notes)
        capture = replace(
            capture, players=tuple(care.players), events=replace(visit.events, notes=notes)
        )
        pictures = (*_pictures(visit), *care.pictures)
        report("commit", ItemCount(), sum(entry.size_bytes for entry in writer.ledger))
        return await writer.in_thread(lambda: _committed(draft, capture, visit, pictures))
    except BaseException:
        draft.discard()
        raise


def _committed(
    draft: PageDraft, capture: Capture, visit: Visit, pictures: Sequence[Screenshot]
) -> Capture:
    """Commit the page; off the event loop, for its screenshots are looked at first."""
    looks = looks_of(visit.screenshots)
    capture = replace(capture, pictures=looks.facts)
    return draft.commit(capture, screenshots=pictures, text=visit.text, rows=looks.rows)


def _reporter(
    on_progress: Callable[[CaptureProgress], None] | None,
) -> Callable[[str, ItemCount, int], None]:
    """Return a listener for a visit's phases."""

    def report(phase: str, count: ItemCount, size_bytes: int) -> None:
        if on_progress is not None:
            on_progress(
                CaptureProgress(
                    phase=phase,
                    media_found=count.items,
                    media_kept=count.loaded,
                    media_lost=count.failed,
                    size_bytes=size_bytes,
                )
            )

    return report


def _pictures(visit: Visit) -> tuple[Screenshot, ...]:
    """Return the visit's screenshots and the thumbnail of the first view.

    Scaling the view costs a few milliseconds; a third picture through DevTools
    would draw the page again.
    """
    view = next((shot for shot in visit.screenshots if shot.kind is ScreenshotKind.VIEW), None)
    if view is None:
        return visit.screenshots
    try:
        return (*visit.screenshots, thumbnail(view.data))
    except CaptureError:
        return visit.screenshots
