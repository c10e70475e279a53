"""Which pixels of two pictures a person would see as different: pixelmatch's measure.

The distance is that of two colours in YIQ (Kotsarenko and Ramos, Measuring perceived
color difference using YIQ NTSC transmission color space in mobile applications, 2010),
smoothed edges are found as Vysniauskas does (Anti-aliased Pixel and Intensity Slope
Detector, 2009); both as in pixelmatch 5, whose counts these are, pixel for pixel.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from archiver.images.page_picture import Pixels

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_LARGEST_DISTANCE: Final = 35215.0
"""Of black and white, squared: pixelmatch's."""
_Y: Final = (0.29889531, 0.58662247, 0.11448223)
_I: Final = (0.59597799, -0.27417610, -0.32180189)
_Q: Final = (0.21147017, -0.52261711, 0.31114694)
_WEIGHTS: Final = (0.5053, 0.299, 0.1957)
_SQUARES = sum(w * np.outer(axis, axis) for w, axis in zip(_WEIGHTS, (_Y, _I, _Q), strict=True))
_FORM: Final = (2 * np.triu(_SQUARES) - np.diag(np.diag(_SQUARES))).astype(np.float32)
"""The same distance as one form of the three changes: a third of the steps."""
_ROUGH: Final = np.float32(0.5)
"""More than 32 bits can be wrong by: ten steps of at most 200,000 x 2^-24."""
_NEIGHBOURS: Final = tuple(
    (down, right) for right in (-1, 0, 1) for down in (-1, 0, 1) if (down, right) != (0, 0)
)
"""Column by column, as pixelmatch walks: of equal ones the first counts."""
HALO_PX: Final = 2
"""What is looked at around a pixel: its neighbours and theirs."""
_EIGHT_PIXELS: Final = 24
"""Bytes: three numbers of 64 bits, which are compared at once."""
_MANY_EIGHTHS: Final = 12
"""When more than a quarter of the eights differ, single pixels are compared from the start."""
_STRIP_PX = 64
"""Rows that are looked at at a time: what is computed of them stays in the cache."""


def differing_pixels(old: Pixels, new: Pixels, *, threshold: float, antialiasing: bool) -> Flags:
    """Return for each pixel of two pictures of one size whether it differs.

    `threshold` is pixelmatch's, 0 to 1; without `antialiasing` the smoothed edges of
    letters and lines are left out.
    """
    differs = np.zeros(old.shape[:2], np.bool_)
    for top in range(0, len(old), _STRIP_PX):
        strip = slice(top, top + _STRIP_PX)
        before, after = np.ascontiguousarray(old[strip]), np.ascontiguousarray(new[strip])
        flat = _unequal(before, after)
        change = _colours(before, flat) - _colours(after, flat)
        flat = flat[_is_beyond(change, _LARGEST_DISTANCE * threshold * threshold)]
        if not len(flat):
            continue
        seen = differs[strip].reshape(-1)
        seen[flat] = True
        if not antialiasing:
            rows, columns = np.divmod(flat, old.shape[1])
            seen[flat] = ~_smoothed(old, new, rows + top, columns)
    return differs


def _unequal(old: Pixels, new: Pixels) -> Places:
    """Return the places of the pixels whose bytes are not equal."""
    if old.size % _EIGHT_PIXELS:
        return _any_of_three(old != new)
    words = old.reshape(-1).view(np.uint64) != new.reshape(-1).view(np.uint64)
    eights = _any_of_three(words)
    if _MANY_EIGHTHS * len(eights) > len(words):
        return _any_of_three(old != new)
    before, after = (
        np.take(each.reshape(-1, _EIGHT_PIXELS), eights, axis=0) for each in (old, new)
    )
    places = _any_of_three(before != after)
    unequal: Places = eights[places >> 3] * 8 + (places & 7)
    return unequal


def _any_of_three(flags: Flags) -> Places:
    """Return the places of the threes of flags of which any is true."""
    threes = flags.reshape(-1, 3)
    return np.flatnonzero(threes[:, 0] | threes[:, 1] | threes[:, 2])


def _colours(pixels: Pixels, flat: Places) -> NDArray[np.int16]:
    return np.take(pixels.reshape(-1, 3), flat, axis=0).astype(np.int16)


def _is_beyond(change: NDArray[np.int16], limit: float) -> Flags:
    """Tell which changes of colour are larger than a distance.

    Roughly first, as one sum of products; what comes near the limit is computed as
    pixelmatch does, so that every pixel is told as there.
    """
    red, green, blue = change.T.astype(np.float32)
    roughly = (_FORM[0, 0] * red + _FORM[0, 1] * green + _FORM[0, 2] * blue) * red
    roughly += (_FORM[1, 1] * green + _FORM[1, 2] * blue) * green
    roughly += _FORM[2, 2] * blue * blue
    beyond: Flags = roughly > limit
    near = np.flatnonzero(np.abs(roughly - np.float32(limit)) < _ROUGH)
    beyond[near] = _distance(change[near]) > limit
    return beyond


def _distance(change: NDArray[np.int16]) -> Floats:
    # Not by a matrix product: that wakes threads, which cost more than they bring.
    red, green, blue = (change[:, channel].astype(np.float64) for channel in range(3))
    total: Floats = np.zeros(len(change))
    for weight, axis in zip(_WEIGHTS, (_Y, _I, _Q), strict=True):
        along = axis[0] * red + axis[1] * green + axis[2] * blue
        total += weight * along * along
    return total


def _smoothed(old: Pixels, new: Pixels, rows: Places, columns: Places) -> Flags:
    """Tell which pixels are smoothed edges in one of the pictures."""
    height, width = old.shape[:2]
    top, end = max(0, int(rows[0]) - HALO_PX), min(height, int(rows[-1]) + HALO_PX + 1)
    left = max(0, int(columns.min()) - HALO_PX)
    right = min(width, int(columns.max()) + HALO_PX + 1)
    edges = (top == 0, end == height, left == 0, right == width)
    one = _packed(old[top:end, left:right])
    other = _packed(new[top:end, left:right])
    flat_in_one, flat_in_other = _in_flat_area(one, edges), _in_flat_area(other, edges)
    flat = flat_in_one & flat_in_other
    rows, columns = rows - top, columns - left
    # A smoothed pixel is not flat itself, but has a neighbour that is so in both pictures;
    # photographs have few of these, and empty areas nothing but.
    near = _spread(flat)
    smooth = np.zeros(len(rows), np.bool_)
    for packed, own in ((one, flat_in_one), (other, flat_in_other)):
        likely = (near & ~own)[rows, columns]
        smooth[likely] |= _is_slope(packed, flat, (rows[likely], columns[likely]), edges)
    return smooth


def _packed(pixels: Pixels) -> NDArray[np.int32]:
    red, green, blue = (pixels[..., channel].astype(np.int32) for channel in range(3))
    return red << 16 | green << 8 | blue


def _edge_counts(shape: tuple[int, int], edges: tuple[bool, bool, bool, bool]) -> NDArray[np.int8]:
    """Return 1 for the pixels at an edge of the picture: it counts as an equal neighbour."""
    counts = np.zeros(shape, np.int8)
    top, end, left, right = edges
    counts[0] |= top
    counts[-1] |= end
    counts[:, 0] |= left
    counts[:, -1] |= right
    return counts


def _in_flat_area(packed: NDArray[np.int32], edges: tuple[bool, bool, bool, bool]) -> Flags:
    """Tell which pixels have more than two neighbours of their own colour."""
    height, width = packed.shape
    counts = _edge_counts((height, width), edges)
    for down, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
        here = (slice(0, height - down), slice(max(0, -right), width - max(0, right)))
        there = (slice(down, height), slice(max(0, right), width - max(0, -right)))
        equal = packed[here] == packed[there]
        counts[here] += equal
        counts[there] += equal
    flat: Flags = counts > 2
    return flat


def _spread(flags: Flags) -> Flags:
    """Return the flags with those of all neighbours."""
    wide = flags.copy()
    wide[:, 1:] |= flags[:, :-1]
    wide[:, :-1] |= flags[:, 1:]
    spread = wide.copy()
    spread[1:] |= wide[:-1]
    spread[:-1] |= wide[1:]
    return spread


def _is_slope(
    packed: NDArray[np.int32],
    flat: Flags,
    places: tuple[Places, Places],
    edges: tuple[bool, bool, bool, bool],
) -> Flags:
    """Tell which pixels lie between a darker and a brighter neighbour, one of them flat."""
    rows, columns = places
    height, width = packed.shape
    around = np.array(_NEIGHBOURS)
    near_rows = rows + around[:, :1]
    near_columns = columns + around[:, 1:]
    inside = (near_rows >= 0) & (near_rows < height) & (near_columns >= 0) & (near_columns < width)
    near_rows = near_rows.clip(0, height - 1)
    near_columns = near_columns.clip(0, width - 1)
    centre = packed[rows, columns]
    colours = packed[near_rows, near_columns]
    equal = inside & (colours == centre)
    zeroes = equal.sum(axis=0) + _edge_counts((height, width), edges)[rows, columns]
    rise = np.where(inside & ~equal, _brightness(centre) - _brightness(colours), 0.0)
    each = np.arange(len(rows))
    flat_near = flat[near_rows, near_columns]
    darkest, brightest = rise.argmin(axis=0), rise.argmax(axis=0)
    between = (rise[darkest, each] < 0) & (rise[brightest, each] > 0) & (zeroes <= 2)
    slope: Flags = between & (flat_near[darkest, each] | flat_near[brightest, each])
    return slope


def _brightness(packed: NDArray[np.int32]) -> Floats:
    red, green, blue = packed >> 16, packed >> 8 & 255, packed & 255
    bright: Floats = red * _Y[0] + green * _Y[1] + blue * _Y[2]
    return bright
