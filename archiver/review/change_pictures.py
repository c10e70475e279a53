"""Pictures of a visual change: its part of the state before, and of the page as it is now."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.models import Box, VisualChange
from archiver.review.pictures import PageView
from archiver.review.plain_json import Object

_TITLES = {"old": "in the snapshot", "new": "on the page"}


def box_of(change: VisualChange, side: str) -> Box | None:
    """Return where a change is on a side, in pixels of its picture; None when it is not there."""
    return change.old if side == "old" else change.new


def pictures_of(
    change: VisualChange, old: PageView | None, new: PageView | None
) -> Iterator[Object]:
    """Yield the pictures of a change as the page reads them: the old one first.

    What came has no old one, and what went no new one.
    """
    for side, view in (("old", old), ("new", new)):
        box = box_of(change, side)
        size = view.part_size(box, view.width_px) if view and box else None
        if view is None or size is None:
            continue
        yield {
            "title": _TITLES[side],
            "address": f"looks/{view.slug}/{change.fingerprint}/{side}.webp",
            "width": size[0],
            "height": size[1],
        }
