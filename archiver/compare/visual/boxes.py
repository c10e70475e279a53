"""Boxes on a page, put together."""

from __future__ import annotations

from collections.abc import Iterable

from archiver.models import Box


def around(boxes: Iterable[Box]) -> Box | None:
    """Return the box that holds all of some boxes; None for none."""
    found = list(boxes)
    if not found:
        return None
    left, top = min(each.x for each in found), min(each.y for each in found)
    right = max(each.x + each.width for each in found)
    bottom = max(each.y + each.height for each in found)
    return Box(left, top, right - left, bottom - top)
