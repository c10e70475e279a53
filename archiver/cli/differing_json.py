"""Differences of a page as JSON, for programs."""

from __future__ import annotations

import math
from collections.abc import Iterable

from archiver.compare.history.change import Change
from archiver.differences import Mask, PageDifference, PageState, bands_in_words
from archiver.models import BandKind, Box, PictureDifference, VisualChange

_Object = dict[str, object]


def difference_object(found: PageDifference) -> _Object:
    """Return a difference as one object."""
    return {
        "slug": found.slug,
        "against": found.against.value,
        "earlier": _state(found.old),
        "later": _state(found.new),
        "changed": found.has_changed,
        "notes": list(found.notes),
        "changes": [_change(each) for each in (found.changes.changes if found.changes else ())],
        "visual": [_visual(each, found) for each in found.visual],
        "picture": _picture(found.picture) if found.picture else None,
        "masks": {"earlier": _masks(found.old_masks), "later": _masks(found.new_masks)},
    }


def _state(state: PageState) -> _Object:
    captured = state.capture.started_at.isoformat() if state.capture else None
    return {"capture": state.capture_id, "captured": captured, "label": state.label}


def _picture(picture: PictureDifference) -> _Object:
    return {
        "identical": picture.is_identical,
        "earlier_px": [picture.old_width_px, picture.old_height_px],
        "later_px": [picture.new_width_px, picture.new_height_px],
        "noise_px": picture.noise_px,
        "masked_px": picture.masked_px,
        "rows": list(bands_in_words(picture)),
        "bands": [
            {
                "kind": band.kind.value,
                "earlier": [band.old.top_px, band.old.bottom_px],
                "later": [band.new.top_px, band.new.bottom_px],
            }
            for band in picture.bands
            if band.kind is not BandKind.SAME
        ],
    }


def _visual(change: VisualChange, found: PageDifference) -> _Object:
    return {
        "kind": change.kind.value,
        "sentence": change.sentence,
        "fingerprint": change.fingerprint,
        "line": change.line,
        "earlier": _box(change.old),
        "later": _box(change.new),
        "outside": change.outside,
        "ignored": change.fingerprint in found.ignored,
        "counts": found.counts(change),
    }


def _masks(masks: Iterable[Mask]) -> list[_Object]:
    return [{"box": box, "why": each.why} for each in masks if (box := _box(each.box))]


def _box(box: Box | None) -> list[float] | None:
    """Return a box as four numbers; None for one that a page has made endless."""
    if box is None or not all(map(math.isfinite, (box.x, box.y, box.width, box.height))):
        return None
    return [box.x, box.y, box.width, box.height]


def _change(change: Change) -> _Object:
    return {
        "kind": change.kind.value,
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "words": [[run.mark, run.text] for run in change.words],
        "detail": change.detail,
        "line": change.line,
        "block": change.block,
        "check": change.check or None,
        "fingerprint": change.fingerprint or None,
        "outside": change.outside,
        "counts": change.counts,
    }
