"""Rows of which no two are equal, aligned by how they look.

Where every row differs a little (another smoothing, noise of a film) or where what is
between two equal parts grew, hashes say nothing more; the brightness along a row does.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archiver.images.page_picture import Pixels
from archiver.images.row_alignment import band_kind
from archiver.images.row_matching import NOWHERE, Numbers, matched_rows, rare_rows
from archiver.models import Band
from archiver.models.difference import AlignedBand, BandKind

_CELLS: Final = 16
"""Along a row; brightness within each is averaged."""
_SAMPLED: Final = 4
"""Every fourth column is looked at."""
_STEP_LEVELS: Final = 4
"""Of 255: what counts as the same brightness; noise moves an average by less than one."""
_LEAST_ANCHORS: Final = 6
"""Rows that look alike at one and the same distance before the distance is believed."""
_ALIKE_LEVELS: Final = 2.0
"""Mean difference of a row, of 255, below which it counts as the same one with noise."""
_LEAST_ALIKE: Final = 0.5
"""Share of rows that have to be alike, or two parts are told as another content."""
_MOST_COST_ROWS: Final = 4_000


def refined(band: AlignedBand, old: Pixels, new: Pixels) -> list[AlignedBand]:
    """Return the bands of a changed one: as high in both pictures, inserted, or deleted.

    What is of other height in the pictures and looks other stays one changed band.
    """
    old_part = old[band.old.top_px : band.old.bottom_px]
    new_part = new[band.new.top_px : band.new.bottom_px]
    anchors = _anchors(_signatures(old_part), _signatures(new_part))
    bands: list[AlignedBand] = []
    edges = [(0, 0, 0), *anchors, (len(old_part), len(new_part), 0)]
    for (old_top, new_top, rows), (old_end, new_end, _) in pairwise(edges):
        bands += _piece((old_top, old_top + rows), (new_top, new_top + rows))
        gap_old, gap_new = (old_top + rows, old_end), (new_top + rows, new_end)
        bands += _gap(old_part, new_part, gap_old, gap_new)
    shifted = [_shifted(each, band) for each in bands]
    return _joined(shifted)


def _signatures(pixels: Pixels) -> Numbers:
    """Return a number for each row: how bright it is, along it, in coarse steps."""
    green = pixels[:, ::_SAMPLED, 1]
    cells = [part for part in np.array_split(green, _CELLS, axis=1) if part.shape[1]]
    brightness = np.stack([part.mean(axis=1, dtype=np.float32) for part in cells], axis=1)
    # White and black lie in the middle of a step, so that noise does not push them over.
    levels = np.floor(brightness / _STEP_LEVELS + 0.75).astype(np.int64)
    number = np.zeros(len(pixels), np.int64)
    for column in levels.T:
        number = number * np.int64(1_000_003) + column
    return number


def _anchors(old: Numbers, new: Numbers) -> list[tuple[int, int, int]]:
    """Return the parts that lie at one distance: first old row, first new row, rows."""
    match = matched_rows(old, new)
    rare = rare_rows(old, new)
    new_rows = np.flatnonzero(match != NOWHERE)
    shift = match[new_rows] - new_rows
    breaks = (np.flatnonzero(np.diff(shift)) + 1).tolist()
    parts: list[tuple[int, int, int]] = []
    for start, end in pairwise([0, *breaks, len(new_rows)]):
        rows = new_rows[start:end]
        if int(rare[rows].sum()) < _LEAST_ANCHORS:
            continue
        top, bottom, by = int(rows[0]), int(rows[-1]) + 1, int(shift[start])
        if parts and parts[-1][0] - parts[-1][1] == by:
            old_top, new_top, _ = parts[-1]
            parts[-1] = (old_top, new_top, bottom - new_top)
        else:
            parts.append((top + by, top, bottom - top))
    return parts


def _gap(
    old: Pixels, new: Pixels, old_rows: tuple[int, int], new_rows: tuple[int, int]
) -> list[AlignedBand]:
    """Return the bands between two anchors, or between one and an end."""
    old_height, new_height = old_rows[1] - old_rows[0], new_rows[1] - new_rows[0]
    both = min(old_height, new_height)
    if old_height == new_height or not both:
        return _piece(old_rows, new_rows)
    above, alike = _split(old[slice(*old_rows)], new[slice(*new_rows)])
    if alike < _LEAST_ALIKE * both:
        return _piece(old_rows, new_rows)
    below = both - above
    return [
        *_piece((old_rows[0], old_rows[0] + above), (new_rows[0], new_rows[0] + above)),
        *_piece(
            (old_rows[0] + above, old_rows[1] - below), (new_rows[0] + above, new_rows[1] - below)
        ),
        *_piece((old_rows[1] - below, old_rows[1]), (new_rows[1] - below, new_rows[1])),
    ]


def _split(old: Pixels, new: Pixels) -> tuple[int, int]:
    """Return how many rows are best compared from the top, the others from the bottom.

    And how many of all that are compared then look alike.
    """
    rows = min(len(old), len(new))
    from_top = _row_costs(old[:rows], new[:rows])
    from_bottom = _row_costs(old[len(old) - rows :], new[len(new) - rows :])
    top_sums = np.concatenate(([0.0], np.cumsum(from_top)))
    bottom_sums = np.concatenate((np.cumsum(from_bottom[::-1])[::-1], [0.0]))
    above = int(np.argmin(top_sums + bottom_sums))
    alike = np.concatenate((from_top[:above], from_bottom[above:])) == 0.0
    return above, int(alike.sum())


def _row_costs(old: Pixels, new: Pixels) -> NDArray[np.float64]:
    """Return the mean difference of each pair of rows; 0 for those that look alike."""
    costs = np.zeros(len(old))
    for top in range(0, len(old), _MOST_COST_ROWS):
        part = slice(top, top + _MOST_COST_ROWS)
        change = np.abs(old[part, ::2].astype(np.int16) - new[part, ::2])
        costs[part] = change.mean(axis=(1, 2))
    costs[costs < _ALIKE_LEVELS] = 0.0
    return costs


def _piece(old: tuple[int, int], new: tuple[int, int]) -> list[AlignedBand]:
    if old[0] == old[1] and new[0] == new[1]:
        return []
    return [
        AlignedBand(
            kind=band_kind(old, new),
            old=Band(top_px=old[0], bottom_px=old[1]),
            new=Band(top_px=new[0], bottom_px=new[1]),
        )
    ]


def _shifted(band: AlignedBand, within: AlignedBand) -> AlignedBand:
    down_old, down_new = within.old.top_px, within.new.top_px
    return AlignedBand(
        kind=band.kind,
        old=Band(top_px=band.old.top_px + down_old, bottom_px=band.old.bottom_px + down_old),
        new=Band(top_px=band.new.top_px + down_new, bottom_px=band.new.bottom_px + down_new),
    )


def is_level(band: AlignedBand) -> bool:
    """Tell whether a band is as high in both pictures: its rows can be compared in place."""
    return band.old.height_px == band.new.height_px


def _joined(bands: list[AlignedBand]) -> list[AlignedBand]:
    """Join changed bands that lie at one distance, one after the other."""
    kept: list[AlignedBand] = []
    for band in bands:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.kind is band.kind is BandKind.CHANGED
            and is_level(last)
            and is_level(band)
        ):
            kept[-1] = AlignedBand(
                kind=BandKind.CHANGED,
                old=Band(top_px=last.old.top_px, bottom_px=band.old.bottom_px),
                new=Band(top_px=last.new.top_px, bottom_px=band.new.bottom_px),
            )
        else:
            kept.append(band)
    return kept
