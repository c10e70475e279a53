"""How the rows of two pictures lie against each other: the same, changed, inserted, moved.

Nothing is decoded: the hashes of the rows are enough. A page of which 40 rows were
pushed in differs in those 40 rows, and not in all that came to lie below them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from archiver.images.row_matching import (
    NOWHERE,
    Flags,
    Numbers,
    leading,
    matched_rows,
    moved_rows,
    rare_rows,
    runs_of,
)
from archiver.images.rows import RowHashes
from archiver.models import Band
from archiver.models.difference import AlignedBand, BandKind

ISLAND_ROWS: Final = 24
"""Rows that stand elsewhere too, between changed ones: the white between lines of text."""
_RARE_ISLAND_ROWS: Final = 3
"""Rows that stand nowhere else: fewer may be alike by chance, as a rule below a heading."""


def aligned_bands(old: RowHashes, new: RowHashes) -> tuple[AlignedBand, ...]:
    """Return the bands in which two pictures are the same, changed, inserted, deleted, moved.

    They cover both pictures and stand in the order of the new one; see `AlignedBand`.
    Pictures of different widths have no equal rows: they are one changed band.
    """
    if old == new:
        return (_band(BandKind.SAME, (0, old.height_px), (0, new.height_px)),)
    if old.width_px != new.width_px:
        return (_band(BandKind.CHANGED, (0, old.height_px), (0, new.height_px)),)
    return align(numbers_of(old), numbers_of(new))


def numbers_of(rows: RowHashes) -> Numbers:
    """Return the hashes of rows as numbers."""
    return np.frombuffer(rows.hashes, ">u8").astype(np.uint64).view(np.int64)


def align(old: Numbers, new: Numbers) -> tuple[AlignedBand, ...]:
    """Return the bands of two pictures whose rows are numbers."""
    match = _without_islands(matched_rows(old, new), len(old), rare_rows(old, new))
    moved = moved_rows(old, new, match)
    return tuple(_slid(list(_bands(match, moved, len(old))), old, new))


def band_kind(old: tuple[int, int], new: tuple[int, int]) -> BandKind:
    """Return what rows are called that stand between the same rows, and are not the same."""
    if old[0] == old[1]:
        return BandKind.INSERTED
    return BandKind.DELETED if new[0] == new[1] else BandKind.CHANGED


def _band(kind: BandKind, old: tuple[int, int], new: tuple[int, int]) -> AlignedBand:
    return AlignedBand(
        kind=kind,
        old=Band(top_px=old[0], bottom_px=old[1]),
        new=Band(top_px=new[0], bottom_px=new[1]),
    )


def _bands(match: Numbers, moved: Numbers, old_rows: int) -> Iterator[AlignedBand]:
    """Yield the bands: those of equal rows, and what lies between two of them."""
    taken = np.zeros(old_rows, np.bool_)
    taken[moved[moved != NOWHERE]] = True
    old_at = 0
    waiting: list[tuple[int, int, int]] = []
    for top, end, state, source in _segments(match, moved):
        if state != _MATCHED:
            waiting.append((top, end, source))
            continue
        yield from _between(old_at, source, top, waiting, taken)
        yield _band(BandKind.SAME, (source, source + end - top), (top, end))
        old_at, waiting = source + end - top, []
    yield from _between(old_at, old_rows, len(match), waiting, taken)


_FREE, _MATCHED, _MOVED = 0, 1, 2


def _segments(match: Numbers, moved: Numbers) -> Iterator[tuple[int, int, int, int]]:
    """Yield runs of new rows that go on in the old picture: top, end, state, first old row."""
    rows = np.arange(len(match))
    state = np.where(match != NOWHERE, _MATCHED, np.where(moved != NOWHERE, _MOVED, _FREE))
    source = np.where(state == _MATCHED, match, moved)
    shift = np.where(state == _FREE, 0, source - rows)
    breaks = (np.flatnonzero((np.diff(state) != 0) | (np.diff(shift) != 0)) + 1).tolist()
    edges = [0, *breaks, len(match)] if len(match) else []
    for top, end in pairwise(edges):
        yield top, end, int(state[top]), int(source[top])


def _between(
    old_at: int, old_end: int, new_at: int, pieces: list[tuple[int, int, int]], taken: Flags
) -> Iterator[AlignedBand]:
    """Yield the bands of a gap: `pieces` of the new picture, an old range without what moved."""
    if not pieces and old_at == old_end:
        return
    left = [(old_at + top, old_at + end) for top, end in runs_of(~taken[old_at:old_end])]
    place = old_at
    for top, end, source in pieces:
        if source != NOWHERE:
            yield _band(BandKind.MOVED, (source, source + end - top), (top, end))
            continue
        rows = left.pop(0) if left else (place, place)
        place = rows[1]
        yield _band(band_kind(rows, (top, end)), rows, (top, end))
    for rows in left:
        yield _band(BandKind.DELETED, rows, (new_at, new_at))


def _without_islands(match: Numbers, old_rows: int, rare: Flags) -> Numbers:
    """Let go of the few same rows between changed ones, which then are one band."""
    new = np.flatnonzero(match != NOWHERE)
    if not len(new):
        return match
    old = match[new]
    firsts = np.flatnonzero(np.concatenate(([True], (np.diff(new) != 1) | (np.diff(old) != 1))))
    lasts = np.append(firsts[1:], len(new)) - 1
    before_old = old[firsts] - np.concatenate(([0], old[lasts[:-1]] + 1))
    before_new = new[firsts] - np.concatenate(([0], new[lasts[:-1]] + 1))
    after_old = np.append(before_old[1:], old_rows - old[-1] - 1)
    after_new = np.append(before_new[1:], len(match) - new[-1] - 1)
    above = (before_old > 0) + 2 * (before_new > 0)
    below = (after_old > 0) + 2 * (after_new > 0)
    rows = lasts - firsts + 1
    seldom = np.add.reduceat(rare[new].astype(np.int64), firsts)
    # Both sides came, or both went: as likely two things as one.
    alike = (above == below) & (above != _BOTH)
    most = np.where(alike, _RARE_ISLAND_ROWS, ISLAND_ROWS)
    island = (above > 0) & (below > 0) & (rows <= most) & (seldom <= _RARE_ISLAND_ROWS)
    kept = match.copy()
    kept[new[np.repeat(island, rows)]] = NOWHERE
    return kept


_BOTH = 3


def _slid(bands: list[AlignedBand], old: Numbers, new: Numbers) -> list[AlignedBand]:
    """Put what is inserted or deleted where a person would say that it begins.

    Rows at its edges may equal those beside it; then it can be told at several places.
    """
    for at in range(len(bands)):
        band = bands[at]
        if band.kind not in {BandKind.INSERTED, BandKind.DELETED}:
            continue
        above, below = (_same(bands, each) for each in (at - 1, at + 1))
        if above is None or below is None or not _adjoin(above, band, below):
            # What it would slide over has to grow on its other side.
            continue
        inserted = band.kind is BandKind.INSERTED
        rows, place = (new, band.new) if inserted else (old, band.old)
        step = _best_slide(rows, place, _height(above) - (at > 1), _height(below) - 1)
        if step:
            _slide(bands, at, step)
    return [band for band in bands if _height(band)]


def _adjoin(*bands: AlignedBand) -> bool:
    """Tell whether bands follow each other in both pictures: rows may have moved from between."""
    return all(
        above.old.bottom_px == below.old.top_px and above.new.bottom_px == below.new.top_px
        for above, below in pairwise(bands)
    )


def _height(band: AlignedBand) -> int:
    return max(band.old.height_px, band.new.height_px)


def _same(bands: list[AlignedBand], at: int) -> AlignedBand | None:
    if not 0 <= at < len(bands) or bands[at].kind is not BandKind.SAME:
        return None
    return bands[at]


def _best_slide(rows: Numbers, band: Band, above: int, below: int) -> int:
    """Return by how many rows a band is best put lower (or, negative, higher)."""
    top, end = band.top_px, band.bottom_px
    up = leading(rows[top - above : top][::-1] == rows[end - above : end][::-1])
    down = leading(rows[top : top + below] == rows[end : end + below])
    if not up and not down:
        return 0
    steps = np.arange(-up, down + 1)
    begins = _is_edge(rows, top + steps)
    # After a run of equal rows, as the white above a paragraph is, something begins.
    after_run = begins & (top + steps > 0) & ~_is_edge(rows, np.maximum(top + steps - 1, 0))
    score = 2 * after_run.astype(np.int64) + begins + _is_edge(rows, end + steps)
    return int(steps[np.argmax(score)])


def _is_edge(rows: Numbers, places: Numbers) -> Flags:
    """Tell for places between two rows whether these differ; ends of the picture do."""
    inside = (places > 0) & (places < len(rows))
    here = np.clip(places, 0, len(rows) - 1)
    edge: Flags = ~inside | (rows[here] != rows[np.maximum(here - 1, 0)])
    return edge


def _slide(bands: list[AlignedBand], at: int, step: int) -> None:
    above, band, below = bands[at - 1 : at + 2]
    bands[at - 1 : at + 2] = [
        _band(
            above.kind,
            (above.old.top_px, above.old.bottom_px + step),
            (above.new.top_px, above.new.bottom_px + step),
        ),
        _band(
            band.kind,
            (band.old.top_px + step, band.old.bottom_px + step),
            (band.new.top_px + step, band.new.bottom_px + step),
        ),
        _band(
            below.kind,
            (below.old.top_px + step, below.old.bottom_px),
            (below.new.top_px + step, below.new.bottom_px),
        ),
    ]
