"""Pictures that are not what an earlier capture has of them: M10."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from archiver.compare.case import Case
from archiver.compare.keys import address_key, keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.placeholders.looks import (
    COPY_BITS,
    FLAT_SHARE,
    OTHER_BITS,
    hash_of,
    other_aspect,
)
from archiver.compare.placeholders.pictures import Answer, Picture, pictures_of
from archiver.compare.placeholders.signs import shared_digests
from archiver.compare.placeholders.split import is_random
from archiver.compare.wording import quote
from archiver.images import distance
from archiver.models import BlockKind, BodyProbe, Capture, LedgerEntry, LostAt

_MOST_ANSWERS = 12
"""Of one picture in one capture."""


def losses(case: Case, told: Collection[tuple[int | None, str]] = frozenset()) -> Iterator[Loss]:
    """Yield one loss for each promised picture that shows something else than before.

    Args:
        case: The post, its capture and an earlier one; without that nothing is said.
        told: Block and address of the pictures of which another check has said what came.

    Near misses that stay silent: the same picture encoded anew, scaled, or with a small
    mark in a corner; a crop in another variant of the address; a placeholder, flat picture
    or failure on either side; hosts of random pictures; what was decoded on one side only.
    """
    if case.before is None or case.earlier is None:
        return
    doubtful = frozenset(shared_digests(case.earlier))
    for picture in pictures_of(case):
        if (picture.block, picture.url) in told or _is_random(case, picture):
            continue
        change = _change_of(case, picture, doubtful)
        if change is not None:
            loss = _loss(picture, change, case.before)
            yield replace(loss, key=loss.key + case.copy_mark(loss.block))


@dataclass(frozen=True, slots=True)
class _Change:
    """The two answers that come nearest to each other, and how far apart they are."""

    bits: int
    before: LedgerEntry
    before_probe: BodyProbe
    now: LedgerEntry
    now_probe: BodyProbe


def _is_random(case: Case, picture: Picture) -> bool:
    return case.placeholder_rules.is_random(picture.url) or is_random(picture)


def _change_of(case: Case, picture: Picture, doubtful: frozenset[str]) -> _Change | None:
    """Return how a picture has changed; None when it has not, or nobody can tell."""
    assert case.earlier is not None
    present = [each for each in (picture.reader, *picture.others, *picture.repeats) if each]
    fetches = case.earlier.fetches(BlockKind.IMAGE, keys_of(picture.promised))
    past = [
        Answer(fetch.asked, fetch.answer)
        for fetch in fetches
        if fetch.flaw is None and fetch.answer.sha1 and fetch.answer.sha1 not in doubtful
    ]
    if {each.entry.sha1 for each in past} & {each.entry.sha1 for each in present}:
        return None
    changes = list(_changes(case, past[:_MOST_ANSWERS], present[:_MOST_ANSWERS]))
    nearest = min(changes, key=lambda change: change.bits, default=None)
    return None if nearest is None or nearest.bits <= COPY_BITS else nearest


def _changes(case: Case, past: Sequence[Answer], present: Sequence[Answer]) -> Iterator[_Change]:
    """Yield the pairs that can be compared: of one address, or of uncropped variants."""
    addresses = {address_key(each.request.url) for each in past}
    alike = [each for each in present if address_key(each.request.url) in addresses]
    for now in alike or present:
        for before in past:
            one, other = _probe_of(case, before.entry), _probe_of(case, now.entry)
            if one is None or other is None:
                continue
            same = address_key(before.request.url) == address_key(now.request.url)
            if (alike and not same) or (not same and other_aspect(one, other)):
                continue
            if (one.top_share >= FLAT_SHARE) != (other.top_share >= FLAT_SHARE):
                continue  # a notice of some words, now or then
            bits = distance(hash_of(one), hash_of(other))
            yield _Change(bits, before.entry, one, now.entry, other)


def _probe_of(case: Case, entry: LedgerEntry) -> BodyProbe | None:
    """Return the looks of a comparable picture; None without a hash, or a placeholder's."""
    found = entry.probe
    if found is None or not hash_of(found):
        found = case.looks.get(entry.sha1)
    if found is None or not hash_of(found):
        return None
    is_placeholder = bool(case.placeholder_rules.known_as(entry.url, found, entry.sha1))
    return None if is_placeholder else found


def _loss(picture: Picture, change: _Change, before: Capture) -> Loss:
    certain = change.bits >= OTHER_BITS
    noun = "poster" if picture.field == "poster" else "picture"
    day = f"{before.started_at:%Y-%m-%d}"
    words = (
        f"is another one than in the capture of {day}"
        if certain
        else f"may have changed since the capture of {day}: look at both"
    )
    return Loss(
        check="M10",
        key=f"{picture.field} {medium_key(picture.url)}".lstrip(),
        kind="changed" if certain else "perhaps changed",
        message=f"The {noun} {quote(picture.url, 160)} {words}.",
        lost_at=LostAt.PAGE,
        subject=picture.url,
        block=picture.block,
        promised=picture.promised,
        shown=picture.shown,
        entry=change.now,
        evidence=_evidence(picture, change, before),
    )


def _evidence(picture: Picture, change: _Change, before: Capture) -> dict[str, str]:
    facts = {
        "promised": picture.url,
        "field": picture.field,
        "bits": f"{change.bits} of 64",
        "pixels": _size(change.now_probe),
        "before_capture": before.capture_id,
        "before_date": before.started_at.isoformat(),
        "before_url": change.before.url,
        "before_digest": change.before.sha1,
        "before_pixels": _size(change.before_probe),
        "before_size_bytes": str(change.before.size_bytes),
    }
    return {name: value for name, value in facts.items() if value}


def _size(probe: BodyProbe) -> str:
    return f"{probe.width_px} x {probe.height_px}" if probe.width_px else ""
