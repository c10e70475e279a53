"""What pictures look like that no probe was made of at capture, from the collection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from archiver.compare.keys import medium_key
from archiver.errors import ArchiverError
from archiver.images import probe
from archiver.models import BodyProbe, Capture, LedgerEntry
from archiver.store import Collection

_MOST_PICTURES = 64
"""Of one page that are read again."""
_MOST_BYTES = 20 << 20
"""A larger picture is not read."""


def looks_of(
    collection: Collection, capture: Capture, earlier: Capture | None
) -> dict[str, BodyProbe]:
    """Return the looks of pictures of a page that its ledgers do not tell, by payload digest.

    Args:
        collection: Where both captures are; pictures are read from it one by one.
        capture: The capture that is to be checked.
        earlier: A capture of the same article from before, or None.

    Read are those whose digest changed between the two, the present one and the former: at
    most 64, none of more than 20 MB. What is damaged, cut or lost is left out.
    """
    found: dict[str, BodyProbe] = {}
    if earlier is None:
        return found
    for entry in _wanted(capture, earlier)[:_MOST_PICTURES]:
        looks = _look_at(collection, entry)
        if looks is not None:
            found[entry.sha1] = looks
    return found


def _wanted(capture: Capture, earlier: Capture) -> list[LedgerEntry]:
    """Return the entries to read, each digest once, the present and the former in turn."""
    found: dict[str, LedgerEntry] = {}
    for pair in _changed(capture.ledger, earlier.ledger):
        for entry in pair:
            if _is_unseen(entry):
                found.setdefault(entry.sha1, entry)
    return list(found.values())


def _changed(
    now: Sequence[LedgerEntry], before: Sequence[LedgerEntry]
) -> Iterator[tuple[LedgerEntry, ...]]:
    """Yield the pictures of a key, now and before, that have no digest in common."""
    present, past = _by_key(now), _by_key(before)
    for key, entries in present.items():
        former = past.get(key, {})
        if former and not entries.keys() & former.keys():
            yield (*entries.values(), *former.values())


def _by_key(ledger: Sequence[LedgerEntry]) -> dict[str, dict[str, LedgerEntry]]:
    found: defaultdict[str, dict[str, LedgerEntry]] = defaultdict(dict)
    for entry in ledger:
        if _is_picture(entry):
            found[medium_key(entry.url)].setdefault(entry.sha1, entry)
    return found


def _is_picture(entry: LedgerEntry) -> bool:
    looks = entry.probe
    return (
        200 <= entry.status < 300
        and bool(entry.sha1)
        and looks is not None
        and looks.complete
        and looks.sniffed.startswith("image/")
    )


def _is_unseen(entry: LedgerEntry) -> bool:
    """Tell whether a picture was not decoded at capture, and can be read."""
    looks = entry.probe
    return (
        _is_picture(entry)
        and looks is not None
        and not looks.phash
        and not looks.top_share
        and entry.record is not None
        and entry.size_bytes <= _MOST_BYTES
    )


def _look_at(collection: Collection, entry: LedgerEntry) -> BodyProbe | None:
    """Return the probe of a picture's bytes; None when they are not what the ledger says."""
    assert entry.record is not None
    try:
        answer = collection.answer_at(entry.record, limit=_MOST_BYTES + 1)
    except ArchiverError:
        return None
    if answer.body_cut or len(answer.body) != entry.size_bytes:
        return None
    looks = probe(answer.body, entry.mime)
    return looks if looks.phash or looks.top_share else None
