"""Which media stand right beside a text."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.dom.draft import Draft
from archiver.models import BlockKind

MOST_MEDIA = 50
"""Pictures that one caption can speak of."""
_CAPTIONS_BETWEEN = 3
_ICON_PX = 40
"""Pictures declared or drawn no bigger than this are icons, which have no captions."""
_WRAPPERS = frozenset({"div", "body", "html", "section", "article"})
"""Elements that hold many things: media in one of them do not belong together for that."""


def run_before(drafts: Sequence[Draft], index: int) -> list[int]:
    """Return the medium right before a text, with all media of its paragraph.

    Up to three captions of that medium may stand in between.
    """
    position = index - 1
    lowest = max(0, position - _CAPTIONS_BETWEEN)
    while position > lowest and drafts[position].kind is BlockKind.CAPTION:
        position -= 1
    if position < 0 or not drafts[position].is_medium or _is_icon(drafts[position]):
        return []
    run = [position]
    while position > 0 and len(run) < MOST_MEDIA and _share_paragraph(drafts, position):
        position -= 1
        run.insert(0, position)
    return run


def medium_after(drafts: Sequence[Draft], index: int) -> list[int]:
    """Return the medium right after a text, or nothing."""
    if index + 1 < len(drafts):
        following = drafts[index + 1]
        if following.is_medium and not _is_icon(following):
            return [index + 1]
    return []


def _share_paragraph(drafts: Sequence[Draft], index: int) -> bool:
    one, other = drafts[index - 1], drafts[index]
    return (
        one.is_medium
        and one.setting.paragraph == other.setting.paragraph
        and one.setting.owner.tag not in _WRAPPERS
    )


def _is_icon(draft: Draft) -> bool:
    box = draft.box
    drawn = (box.width, box.height) if box and box.width and box.height else ()
    sizes = [size for size in drawn or (draft.width_px, draft.height_px) if size]
    return bool(sizes) and max(sizes) <= _ICON_PX
