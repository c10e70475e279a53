"""Showing a capture: the same visit as at the capture, answered by its records."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archiver.browser import DEFAULT_LIMITS, Browser, Limits, Viewport, Visit, Visitor
from archiver.errors import CaptureError
from archiver.images import facts_of
from archiver.models import Capture, Exchange, PageOrigin, Post, RecordPointer, Target
from archiver.replay.answers import Answers
from archiver.replay.clock import clock_of
from archiver.replay.playing import PlayingAgain
from archiver.replay.shown import Shown
from archiver.rules import PlayerRules
from archiver.source import render_article
from archiver.store import Collection


async def show_again(  # noqa: PLR0913 - by keyword
    collection: Collection,
    capture_id: str,
    *,
    browser: Browser,
    limits: Limits = DEFAULT_LIMITS,
    plays: PlayerRules | None = None,
    clocked: bool = False,
    asked_before: Iterable[str] = (),
) -> Shown:
    """Show a committed capture again, from its records, and look at it as at the capture.

    Nothing leaves this machine: the page's guard connects to nothing. A page that cannot
    be shown is returned with the `error` that says why.

    Args:
        collection: That has the capture.
        capture_id: Of the capture.
        browser: To show it.
        limits: As of a capture.
        plays: By which the players are made to play, once the page was pictured, and
            watched to the end; None leaves them at rest.
        clocked: Tell the page the time of the capture, and have its chance fall the same
            each time: for pages that ask by the hour, or roll dice. An address that is made
            of these is given what was kept for one like it.
        asked_before: Addresses that the page asked for when it was shown before: of these
            none is given for another.

    Raises:
        BrowserGoneError: Chromium died.
        CaptureError: the capture has no page to show.
        StorageError: there is no such capture, or it cannot be read.
    """
    capture, bodies = await asyncio.to_thread(_with_page, collection, capture_id)
    before = asked_before if clocked else None
    answers = Answers(collection, capture, bodies=bodies, asked_before=before)
    return await _show(
        capture,
        answers,
        browser,
        limits,
        playing=PlayingAgain(capture.players, plays, answers.was_given) if plays else None,
        prelude=clock_of(capture.started_at, capture.capture_id) if clocked else "",
    )


async def show_records(
    collection: Collection,
    capture: Capture,
    *,
    browser: Browser,
    limits: Limits = DEFAULT_LIMITS,
) -> Shown:
    """Show a page from the records that a ledger leads to, though it is not committed.

    As `show_again` otherwise; of `capture` address, viewport and ledger count.

    Raises:
        BrowserGoneError: Chromium died.
    """
    return await _show(capture, Answers(collection, capture), browser, limits)


async def show_source(
    collection: Collection,
    capture_id: str,
    post: Post,
    *,
    browser: Browser,
    limits: Limits = DEFAULT_LIMITS,
) -> Shown:
    """Show the post as archiver itself renders it, at the address of one of its captures.

    Its pictures, frames and films come from that capture: of several answers for a picture
    the best one. As `show_again` otherwise; the capture needs no page of its own.

    Raises:
        BrowserGoneError: Chromium died.
        StorageError: there is no such capture, or it cannot be read.
    """
    capture = await asyncio.to_thread(collection.capture, capture_id)
    bodies = await asyncio.to_thread(request_bodies, collection, capture_id)
    answers = Answers(collection, capture, document=render_article(post), bodies=bodies)
    return await _show(replace(capture, origin=PageOrigin.RENDERED), answers, browser, limits)


def request_bodies(collection: Collection, capture_id: str) -> dict[RecordPointer, str]:
    """Return the bodies of a capture's POST requests, as queries, by the records of their answers.

    Raises:
        StorageError: the catalog cannot be read.
    """
    return {
        record.pointer: record.entry.request_body
        for record in collection.records(capture_id)
        if record.entry.request_body
    }


def _with_page(collection: Collection, capture_id: str) -> tuple[Capture, dict[RecordPointer, str]]:
    capture = collection.capture(capture_id)
    if capture.snapshot is None:
        why = f" ({capture.error})" if capture.error else ""
        raise CaptureError(
            f"{capture.url}: this capture has no page that could be shown again{why}; "
            "capture the article anew"
        )
    return capture, request_bodies(collection, capture_id)


async def _show(  # noqa: PLR0913 - each is a part of its own
    capture: Capture,
    answers: Answers,
    browser: Browser,
    limits: Limits,
    *,
    playing: PlayingAgain | None = None,
    prelude: str = "",
) -> Shown:
    started_at, started_tick = datetime.now(UTC), time.monotonic()
    exchanges: list[Exchange] = []
    was = capture.environment
    viewport = Viewport(was.viewport_width_px, was.viewport_height_px)
    target = Target(slug=capture.slug, url=capture.url, origin=capture.origin)
    with tempfile.TemporaryDirectory(prefix="archiver-replay-") as spool:
        visitor = Visitor(
            browser,
            target,
            spool=Path(spool),
            sink=exchanges.append,
            limits=limits,
            on_phase=lambda *_: None,
            supply=answers,
            viewport=viewport,
            aftercare=playing,
            prelude=prelude,
        )
        visit = await visitor.run()
    leaks = answers.leaks(exchanges)
    shown = Capture(
        capture_id=capture.capture_id,
        slug=capture.slug,
        url=capture.url,
        origin=capture.origin,
        started_at=started_at,
        duration_s=round(time.monotonic() - started_tick, 3),
        status=visit.status,
        snapshot=visit.snapshot,
        ledger=tuple(answers.entry(exchange) for exchange in exchanges),
        environment=replace(
            browser.environment,
            viewport_width_px=viewport.width_px,
            viewport_height_px=viewport.height_px,
        ),
        events=replace(visit.events, notes=(*visit.events.notes, *answers.notes)),
        players=tuple(playing.states) if playing else (),
        error=visit.error,
    )
    return Shown(
        capture=await asyncio.to_thread(_with_facts, shown, visit),
        screenshots=visit.screenshots,
        text=visit.text,
        leaks=leaks,
    )


def _with_facts(shown: Capture, visit: Visit) -> Capture:
    return replace(shown, pictures=facts_of(visit.screenshots))
