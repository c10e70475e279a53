"""Differing pixels gathered to what a person would point at: one picture, one paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archiver.images.row_matching import runs_of

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

CELL_PX: Final = 8
"""Eight flags of a byte each are one number of 64 bits, which is what makes it quick."""
_REACH_ACROSS: Final = 3
_REACH_DOWN: Final = 1
"""In cells, from each side: words of a line are joined across 48 pixels, lines of a
paragraph across 16."""
_MOST_CLUSTERS: Final = 200
"""More than that on one page is no list to be read; then coarser cells are taken."""
_COARSER: Final = 4
_MOST_COARSE: Final = 4096
_BYTE_SUM: Final = np.uint64(0x0101010101010101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Pixels that lie together: their box, ends not included, and how many they are."""

    top: int
    bottom: int
    left: int
    right: int
    pixels: int

    def touches(self, other: Cluster) -> bool:
        """Whether the boxes overlap."""
        apart = self.bottom <= other.top or other.bottom <= self.top
        return not (apart or self.right <= other.left or other.right <= self.left)

    def with_other(self, other: Cluster) -> Cluster:
        """Both in one box."""
        return Cluster(
            top=min(self.top, other.top),
            bottom=max(self.bottom, other.bottom),
            left=min(self.left, other.left),
            right=max(self.right, other.right),
            pixels=self.pixels + other.pixels,
        )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells that hold differing pixels, each with the box of these and their number."""

    top: Places
    bottom: Places
    left: Places
    right: Places
    pixels: Places


def clusters(pieces: Sequence[tuple[int, Flags]], *, least_px: int) -> tuple[list[Cluster], int]:
    """Return the clusters of at least so many pixels, from the top, and the pixels of the rest.

    Each of the pieces, which follow each other, has the row of its top and flags for pixels
    that differ.
    """
    cells = _joint([_cells(top, differs) for top, differs in pieces if differs.any()])
    total = int(cells.pixels.sum())
    size = CELL_PX
    while total:
        found = _found(cells, size)
        large = [each for each in found if each.pixels >= least_px]
        if len(large) <= _MOST_CLUSTERS or size >= _MOST_COARSE:
            joined = _joined(large)
            return joined, total - sum(each.pixels for each in joined)
        size *= _COARSER
    return [], 0


def _joint(cells: list[_Cells]) -> _Cells:
    names = ("top", "bottom", "left", "right", "pixels")
    nothing = np.empty(0, np.int64)
    return _Cells(
        *(np.concatenate([nothing, *(getattr(each, name) for each in cells)]) for name in names)
    )


def _cells(first_row: int, differs: Flags) -> _Cells:
    height, width = differs.shape
    high, wide = -(-height // CELL_PX), -(-width // CELL_PX)
    padded = np.zeros((high * CELL_PX, wide * CELL_PX), np.uint8)
    padded[:height, :width] = differs
    lines = padded.view(np.uint64).reshape(high, CELL_PX, wide)
    row, column = np.nonzero(np.bitwise_or.reduce(lines, axis=1))
    words = lines[row, :, column]
    across = np.bitwise_or.reduce(words, axis=1).view(np.uint8).reshape(-1, CELL_PX)
    down = words != 0
    sums = (np.add.reduce(words, axis=1) * _BYTE_SUM) >> np.uint64(56)
    top, left = first_row + row * CELL_PX, column * CELL_PX
    return _Cells(
        top=top + down.argmax(axis=1),
        bottom=top + CELL_PX - down[:, ::-1].argmax(axis=1),
        left=left + across.argmax(axis=1),
        right=left + CELL_PX - across[:, ::-1].argmax(axis=1),
        pixels=sums.astype(np.int64),
    )


def _found(cells: _Cells, size: int) -> list[Cluster]:
    labels = _labels(cells.top // size, cells.left // size)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    sides = (
        np.minimum.reduceat(cells.top[order], starts),
        np.maximum.reduceat(cells.bottom[order], starts),
        np.minimum.reduceat(cells.left[order], starts),
        np.maximum.reduceat(cells.right[order], starts),
        np.add.reduceat(cells.pixels[order], starts),
    )
    return [
        Cluster(top=top, bottom=bottom, left=left, right=right, pixels=pixels)
        for top, bottom, left, right, pixels in zip(*(side.tolist() for side in sides), strict=True)
    ]


def _labels(rows: Places, columns: Places) -> Places:
    """Return for each cell the number of the area that it is part of."""
    top = int(rows.min())
    height, width = int(rows.max()) - top + 1, int(columns.max()) + 1
    # A column that is never filled ends the runs of each line of cells.
    grid = np.zeros((height, width + _REACH_ACROSS + 1), np.bool_)
    grid[rows - top, columns] = True
    grid = _grown(grid)
    runs = runs_of(grid.ravel())
    areas = _areas(runs, grid.shape[1])
    of_cells = np.zeros(grid.shape, np.int64)
    of_cells[grid] = np.repeat(areas, [end - start for start, end in runs])
    labels: Places = of_cells[rows - top, columns]
    return labels


def _grown(grid: Flags) -> Flags:
    wide = grid.copy()
    for reach in range(1, _REACH_ACROSS + 1):
        wide[:, reach:] |= grid[:, :-reach]
        wide[:, :-reach] |= grid[:, reach:]
    high = wide.copy()
    for reach in range(1, _REACH_DOWN + 1):
        high[reach:] |= wide[:-reach]
        high[:-reach] |= wide[reach:]
    return high


def _areas(runs: list[tuple[int, int]], width: int) -> list[int]:
    """Return for each run of cells the first run of the area that it hangs together with."""
    parent = list(range(len(runs)))

    def root(run: int) -> int:
        while parent[run] != run:
            parent[run] = parent[parent[run]]
            run = parent[run]
        return run

    above = 0
    for below, (start, end) in enumerate(runs):
        # Runs of the line above that end left of this one are left of all that follow.
        while runs[above][1] < start - width:
            above += 1
        other = above
        while other < below and runs[other][0] <= end - width:
            one, two = root(other), root(below)
            parent[max(one, two)] = min(one, two)
            other += 1
    return [root(run) for run in range(len(runs))]


def _joined(found: list[Cluster]) -> list[Cluster]:
    """Join clusters whose boxes overlap, until none do."""
    waiting, done = found, list[Cluster]()
    while waiting:
        cluster, *waiting = waiting
        touching = [each for each in done + waiting if each.touches(cluster)]
        if not touching:
            done.append(cluster)
            continue
        done = [each for each in done if not each.touches(cluster)]
        waiting = [each for each in waiting if not each.touches(cluster)]
        for each in touching:
            cluster = cluster.with_other(each)
        waiting.append(cluster)
    return sorted(done, key=lambda each: (each.top, each.left))
