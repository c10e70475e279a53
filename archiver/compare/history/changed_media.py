"""Pictures, films and players that two captures differ in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archiver.compare.history.change import Change, ChangeKind
from archiver.compare.history.two_pages import Side, TwoPages
from archiver.compare.keys import medium_key
from archiver.compare.media import fetches_of
from archiver.compare.naming import noun_of
from archiver.images import distance
from archiver.models import MEDIA_KINDS, Block, BlockKind, LedgerEntry, PlayerState

_SAME_BITS = 8
_OTHER_BITS = 25
"""Of 64: at most the first for a re-encoded copy, at least the second for another picture
(checks.md, A5)."""
_LENGTH_ROOM_S = 1.0
"""By which two readings of one film's length may differ."""
_MOST_COMPARED = 400
"""Pictures of each page that are looked for at another address."""
_FILES = MEDIA_KINDS - {BlockKind.PLAYER}


def changed_media(pages: TwoPages) -> Iterator[Change]:
    """Yield the changes of media, but for those that moved as they are.

    Near misses that stay silent: another size or address of the same file with the same
    bytes; a film that the page read in other pieces; tracking pixels.
    """
    placed = {place.page for place in pages.there.places.values()}
    removed = []
    for i, block in enumerate(pages.old.blocks):
        if block.kind not in MEDIA_KINDS or not _is_named(block):
            continue
        place = pages.there.places.get(i)
        if place is None:
            removed.append(i)
        elif block.kind in _FILES:
            yield from _kept_changes(pages, i, place.page)
    added = [
        j
        for j, block in enumerate(pages.new.blocks)
        if block.kind in MEDIA_KINDS and _is_named(block) and j not in placed
    ]
    elsewhere = dict(_readdressed(pages, removed, added))
    for i in removed:
        kind = ChangeKind.READDRESSED if i in elsewhere else ChangeKind.REMOVED
        yield _change(pages, kind, i, elsewhere.get(i))
    found = set(elsewhere.values())
    yield from (_change(pages, ChangeKind.ADDED, None, j) for j in added if j not in found)
    yield from _player_changes(pages)


def _is_named(block: Block) -> bool:
    return bool(block.url or block.alternates)


def _answers(side: Side, block: Block) -> list[LedgerEntry]:
    """Return what is kept of a medium, whole, the address that a reader saw first."""
    fetches = fetches_of(side.page, side.ledger, block, block)
    return [fetch.answer for fetch in fetches if fetch.flaw is None]


def _kept_changes(pages: TwoPages, i: int, j: int) -> Iterator[Change]:
    """Yield how the bytes of a medium that both pages show are other than before."""
    before = _answers(pages.old, pages.old.blocks[i])
    after = _answers(pages.new, pages.new.blocks[j])
    if not before and not after:
        return
    if not before or not after:
        yield _change(pages, ChangeKind.FOUND if after else ChangeKind.LOST, i, j)
        return
    if {each.sha1 for each in before} & {each.sha1 for each in after}:
        return
    kind, bits = _likeness(pages, before[0], after[0])
    sizes = [_size(pages, each) for each in (before[0], after[0])]
    detail = [f"{bits} of 64 bits differ"] if bits is not None else []
    if all(sizes) and sizes[0] != sizes[1]:
        detail.append(f"{sizes[0]} before, {sizes[1]} now")
    yield _change(pages, kind, i, j, ", ".join(detail))


def _likeness(
    pages: TwoPages, before: LedgerEntry, after: LedgerEntry
) -> tuple[ChangeKind, int | None]:
    hashes = [_phash(pages, each) for each in (before, after)]
    if not all(hashes):
        return ChangeKind.UNCLEAR, None
    bits = distance(*hashes)
    if bits <= _SAME_BITS:
        return ChangeKind.RE_ENCODED, bits
    return (ChangeKind.REPLACED if bits >= _OTHER_BITS else ChangeKind.RETOUCHED), bits


def _phash(pages: TwoPages, entry: LedgerEntry) -> str:
    look = pages.looks.get(entry.sha1)
    return (look.phash if look else "") or (entry.probe.phash if entry.probe else "")


def _size(pages: TwoPages, entry: LedgerEntry) -> str:
    look = pages.looks.get(entry.sha1) or entry.probe
    return f"{look.width_px} x {look.height_px} px" if look and look.width_px else ""


def _readdressed(
    pages: TwoPages, removed: Sequence[int], added: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield pictures that are gone with those that look the same under another address."""
    free = [
        (j, answers[0])
        for j in added[:_MOST_COMPARED]
        if pages.new.blocks[j].kind is BlockKind.IMAGE
        and (answers := _answers(pages.new, pages.new.blocks[j]))
    ]
    for i in removed[:_MOST_COMPARED]:
        block = pages.old.blocks[i]
        answers = _answers(pages.old, block) if block.kind is BlockKind.IMAGE else []
        for at, (j, entry) in enumerate(free):
            if answers and _is_same(pages, answers[0], entry):
                del free[at]
                yield i, j
                break


def _is_same(pages: TwoPages, before: LedgerEntry, after: LedgerEntry) -> bool:
    if before.sha1 == after.sha1:
        return bool(before.sha1)
    return _likeness(pages, before, after)[0] is ChangeKind.RE_ENCODED


def _change(
    pages: TwoPages, kind: ChangeKind, i: int | None, j: int | None, detail: str = ""
) -> Change:
    old = None if i is None else pages.old.blocks[i]
    new = None if j is None else pages.new.blocks[j]
    some = old or new
    assert some is not None
    return Change(
        kind=kind,
        what=noun_of(some),
        before=_address(old),
        after=_address(new),
        detail=detail,
        old=i,
        new=j,
        block=pages.promise(i, j),
        outside=pages.is_outside(i, j),
    )


def _address(block: Block | None) -> str:
    if block is None:
        return ""
    return block.url or next(iter(block.alternates), "")


def _player_changes(pages: TwoPages) -> Iterator[Change]:
    """Yield what became of players that both captures asked to play."""
    before, after = _players(pages.old), _players(pages.new)
    for key in before.keys() & after.keys():
        i, old = before[key]
        j, new = after[key]
        if old.outcome is not new.outcome:
            detail = f"{old.outcome} before, {new.outcome} now"
            yield _player_change(pages, ChangeKind.OUTCOME, (i, j), (old, new), detail)
        elif _has_other_length(old, new):
            detail = f"{old.duration_s:.0f} s before, {new.duration_s:.0f} s now"
            yield _player_change(pages, ChangeKind.LENGTH, (i, j), (old, new), detail)


def _has_other_length(old: PlayerState, new: PlayerState) -> bool:
    if old.duration_s is None or new.duration_s is None or old.live or new.live:
        return False
    return abs(old.duration_s - new.duration_s) > _LENGTH_ROOM_S


def _players(side: Side) -> Mapping[str, tuple[int | None, PlayerState]]:
    """Return the players that were asked to play, by their keys, with their blocks."""
    blocks = {
        medium_key(block.url): at
        for at, block in reversed(list(enumerate(side.blocks)))
        if block.kind in MEDIA_KINDS and block.url
    }
    states = {medium_key(state.url): state for state in side.capture.players if state.wanted}
    return {key: (blocks.get(key), state) for key, state in sorted(states.items())}


def _player_change(
    pages: TwoPages,
    kind: ChangeKind,
    at: tuple[int | None, int | None],
    states: tuple[PlayerState, PlayerState],
    detail: str,
) -> Change:
    return Change(
        kind=kind,
        what="player",
        before=states[0].url,
        after=states[1].url,
        detail=detail,
        old=at[0],
        new=at[1],
        block=pages.promise(*at),
        outside=at != (None, None) and pages.is_outside(*at),
    )
