"""Which of several renditions is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from archiver.models import VideoChoice
from archiver.streaming.manifest import Rendition

_R = TypeVar("_R", bound=Rendition)
_HD_LINES = 720


def pick(renditions: Sequence[_R], choice: VideoChoice, size: Callable[[_R], Any]) -> _R:
    """Return the rendition that is wanted, the first of those that are equally large.

    `size` gives what is compared. Those of no known area are looked at only where
    none has one: in a master they are sound alone among films. `HD` says nothing
    of them, so that the first listed is taken, as players do (RFC 8216, 6.3.1).
    """
    sized = [rendition for rendition in renditions if rendition.area]
    if choice is VideoChoice.HD:
        if not sized:
            return renditions[0]
        small = [rendition for rendition in sized if _lines(rendition) <= _HD_LINES]
        # Both min and max return the first of equals.
        return max(small, key=size) if small else min(sized, key=size)
    best_or_least = min if choice is VideoChoice.SMALLEST else max
    return best_or_least(sized or renditions, key=size)


def _lines(rendition: Rendition) -> int:
    """Return the shorter side: 720p is 1280 by 720, and 720 by 1280 on a telephone."""
    return min(rendition.width, rendition.height)
