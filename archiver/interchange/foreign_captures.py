"""A page of others as a capture: before it is shown from its records, and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archiver.errors import CaptureError
from archiver.formats import target_uri
from archiver.images import looks_of, thumbnail
from archiver.interchange.foreign_pages import ForeignPage
from archiver.interchange.foreign_records import ForeignExchange
from archiver.models import (
    Capture,
    Environment,
    LedgerEntry,
    RecordPointer,
    Screenshot,
    ScreenshotKind,
)
from archiver.store import CatalogRecord, Collection


def staged(page: ForeignPage, environment: Environment) -> Capture:
    """Return the capture that a page is shown from: its ledger is all that may be asked for."""
    return Capture(
        capture_id=page.capture_id,
        slug=page.target.slug,
        url=page.target.url,
        origin=page.target.origin,
        started_at=page.started_at,
        duration_s=0.0,
        status=0,
        snapshot=None,
        ledger=tuple(
            replace(each.entry, record=each.original or each.entry.record)
            for each in page.exchanges
        ),
        environment=environment,
    )


def commit_shown(  # noqa: PLR0913, PLR0917 - each is a part of its own
    collection: Collection,
    page: ForeignPage,
    shown: Capture,
    screenshots: Sequence[Screenshot],
    text: str,
    source: str,
) -> Capture:
    """Make a page of others a capture of the collection, with what its showing gave.

    Its time is that of the file; its ledger is what the showing asked for, and what else
    the file says that the page had. `source` names the file in the capture's notes.

    Raises:
        OutOfSpaceError: the disk is full; the archive is as before.
        StorageError: the page could not be written; the archive is as before.
    """
    looks = looks_of(screenshots)
    ledger = tuple(_ledger(_told_by(page, shown.ledger), page.own))
    note = f"imported from {source}; shown from its records, nobody asked its players to play"
    capture = replace(
        shown,
        started_at=page.started_at,
        ledger=ledger,
        pictures=looks.facts,
        events=replace(shown.events, notes=(note, *shown.events.notes)),
    )
    draft = collection.draft(page.target, page.capture_id)
    try:
        draft.elsewhere += _records(ledger, page.exchanges)
        return draft.commit(
            capture, screenshots=_with_thumbnail(screenshots), text=text, rows=looks.rows
        )
    except BaseException:
        draft.discard()
        raise


def _told_by(page: ForeignPage, shown: Iterable[LedgerEntry]) -> Iterable[LedgerEntry]:
    """Yield the lines of a showing, each leading to the page's own record again.

    What the file has no answer to was never asked for by who made it: no line tells of it.
    Where the showing was given the answer of a like address, the file's own line stands.
    """
    own: defaultdict[RecordPointer | None, list[LedgerEntry]] = defaultdict(list)
    for each in page.exchanges:
        own[each.original or each.entry.record].append(each.entry)
    for entry in shown:
        if entry.record is None:
            if entry.status:
                yield entry
            continue
        known = own[entry.record]
        exact = [each for each in known if each.url == target_uri(entry.url)]
        if exact:
            yield replace(entry, record=exact[0].record)
        else:
            yield known[0] if known else entry


def _ledger(shown: Iterable[LedgerEntry], own: Iterable[ForeignExchange]) -> Iterable[LedgerEntry]:
    """Yield what the showing asked for, then what the page had beside it."""
    told = set()
    for entry in shown:
        told.add(entry.record)
        yield entry
    for each in own:
        if each.entry.record not in told:
            yield each.entry


def _records(
    ledger: Iterable[LedgerEntry], exchanges: Iterable[ForeignExchange]
) -> list[CatalogRecord]:
    """Return the catalog's rows of the records that a ledger leads to, and their originals."""
    known: dict[RecordPointer, CatalogRecord] = {
        each.record.pointer: each.record for each in exchanges
    }
    wanted = {entry.record for entry in ledger if entry.record is not None}
    found = [known[pointer] for pointer in wanted if pointer in known]
    digests = {record.entry.digest for record in found if record.type == "revisit"}
    found += [
        record
        for pointer, record in known.items()
        if pointer not in wanted and record.type == "response" and record.entry.digest in digests
    ]
    return sorted(found, key=lambda record: (record.pointer.filename, record.pointer.offset))


def _with_thumbnail(screenshots: Sequence[Screenshot]) -> tuple[Screenshot, ...]:
    view = next((shot for shot in screenshots if shot.kind is ScreenshotKind.VIEW), None)
    if view is None:
        return tuple(screenshots)
    try:
        return (*screenshots, thumbnail(view.data))
    except CaptureError:
        return tuple(screenshots)
