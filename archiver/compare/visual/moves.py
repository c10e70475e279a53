"""Which of two neighbours that changed places is the one that a person would say moved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from archiver.compare.visual.sight import Sight
from archiver.models import MEDIA_KINDS

_MOST_RUNS: Final = 100
_MOST_CROSSED: Final = 20
"""Blocks that one figure and its captions may be."""


def moved_media(old: Sight, same: Mapping[int, int], moved: AbstractSet[int]) -> set[int]:
    """Return what moved, by old indexes: pictures rather than the text that they crossed.

    An alignment keeps what is longest, so that of a picture with its caption that was set
    below the next paragraph it is the paragraph that is out of order.
    """
    kept = set(moved)
    still = sorted(same.keys() - kept)
    for run in _runs(sorted(kept), same)[:_MOST_RUNS]:
        if any(old.blocks[i].kind in MEDIA_KINDS for i in run):
            continue
        crossed = list(_crossed(run, still, same))
        if 0 < len(crossed) <= _MOST_CROSSED and _is_figure(crossed, old):
            kept.difference_update(run)
            kept.update(crossed)
    return kept


def _runs(moved: Sequence[int], same: Mapping[int, int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for i in moved:
        if runs and i == runs[-1][-1] + 1 and same[i] == same[runs[-1][-1]] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _crossed(run: Sequence[int], still: Sequence[int], same: Mapping[int, int]) -> Iterator[int]:
    """Yield the blocks that were before a run and are after it now, or the other way round."""
    start, end = same[run[0]], same[run[-1]]
    above = bisect_left(still, run[0])
    for i in reversed(still[max(0, above - _MOST_CROSSED - 1) : above]):
        if same[i] < start:
            break
        yield i
    below = bisect_right(still, run[-1])
    for i in still[below : below + _MOST_CROSSED + 1]:
        if same[i] > end:
            break
        yield i


def _is_figure(indexes: Sequence[int], sight: Sight) -> bool:
    """Tell whether blocks are media, with nothing but their captions."""
    own = set(indexes)
    return any(sight.blocks[i].kind in MEDIA_KINDS for i in indexes) and all(
        sight.blocks[i].kind in MEDIA_KINDS or own.intersection(sight.blocks[i].caption_of)
        for i in indexes
    )
