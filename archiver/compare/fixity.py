"""Fixity: D1, records that are not what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from archiver.compare.case import Case
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.wording import quote
from archiver.models import Capture, LedgerEntry, LostAt, RecordPointer


def losses(case: Case) -> Iterator[Loss]:
    """Yield the damaged records of a capture, with the promised medium where it is one.

    Near misses that stay silent: records that nobody read again; a record that two lines
    of the ledger share is told once.
    """
    promised = {key: index for index, block in case.promised_media() for key in keys_of(block)}
    for loss in losses_of(case.capture, case.damage):
        index = promised.get(medium_key(loss.subject))
        if index is None:
            yield loss
        else:
            shown = case.alignment.page_block(index)
            yield replace(loss, block=index, promised=case.post.blocks[index], shown=shown)


def losses_of(capture: Capture, damage: Mapping[RecordPointer, str]) -> Iterator[Loss]:
    """Yield the damaged records of a capture without a post; `damage` is in words."""
    seen: Counter[str] = Counter()
    told: set[RecordPointer] = set()
    for entry in capture.ledger:
        pointer = entry.record
        if pointer is None or pointer in told or pointer not in damage:
            continue
        told.add(pointer)
        key = medium_key(entry.url)
        seen[key] += 1
        repeat = f" #{seen[key]}" if seen[key] > 1 else ""
        yield _loss(entry, pointer, key + repeat, damage[pointer])


def _loss(entry: LedgerEntry, pointer: RecordPointer, key: str, words: str) -> Loss:
    said = quote(words, 300).rstrip(".")
    return Loss(
        check="D1",
        key=key,
        kind="damaged",
        message=(
            f"The record of {quote(entry.url, 160)} in {quote(pointer.filename, 120)}, "
            f"at byte {pointer.offset:,}, is damaged: {said}."
        ),
        lost_at=LostAt.CAPTURE,
        subject=entry.url,
        entry=entry,
        evidence={
            "file": pointer.filename,
            "offset": str(pointer.offset),
            "length_bytes": str(pointer.length_bytes),
            "damage": words,
        },
    )
