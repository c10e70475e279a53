"""Which texts are captions, and of which media (formats.md section 4).

Two kinds of evidence. *Structure*, here: a figcaption, a caption class, an
image's title, a row of texts under a row of pictures. *Setting*, in
`conventions`: a short text right beside a medium that a reader takes for its
caption because it is marked (▲ points up, ▼ down), numbered, or set apart from
the body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archiver.dom import wording
from archiver.dom.conventions import Conventions
from archiver.dom.draft import Draft
from archiver.dom.neighbours import MOST_MEDIA, medium_after, run_before
from archiver.models import BlockKind

_LONGEST_IN_CELL = 40
"""In Han characters; longer texts in a layout table are its contents."""


def assign_captions(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with captions marked and tied to their media.

    A medium's own title becomes a caption right after it. Linear in the blocks.
    """
    result = _with_titles(drafts)
    _tie_figcaptions(result)
    _tie_table_rows(result)
    conventions = Conventions(result)
    for index, draft in enumerate(result):
        if draft.kind is BlockKind.TEXT and not draft.setting.figcaption:
            _tie(draft, conventions.media_of(index))
    return result


def _tie(draft: Draft, media: Sequence[int]) -> None:
    if media:
        draft.kind = BlockKind.CAPTION
        draft.caption_of = list(media)


def _with_titles(drafts: Sequence[Draft]) -> list[Draft]:
    """Insert image titles as captions, unless they are tooltips."""
    result: list[Draft] = []
    times = Counter(draft.title for draft in drafts)
    for draft in drafts:
        result.append(draft)
        if draft.title and times[draft.title] == 1 and not _is_tooltip(draft):
            result.append(
                Draft(
                    kind=BlockKind.CAPTION,
                    setting=draft.setting,
                    text=draft.title,
                    line=draft.line,
                    box=draft.box,
                    visible=draft.visible,
                    caption_of=[len(result) - 1],
                )
            )
    return result


def _is_tooltip(draft: Draft) -> bool:
    """Tell a title that repeats the alt, names a file, is an identifier or invites to click."""
    title = draft.title
    return (
        wording.letters_of(title) == wording.letters_of(draft.text)
        or not wording.is_phrase(title)
        or wording.is_file_name(title)
        or wording.is_notice(title)
    )


def _tie_figcaptions(drafts: list[Draft]) -> None:
    """Tie figcaptions to all media of their figure, or to the medium beside them."""
    media_in: dict[int, list[int]] = {}
    for index, draft in enumerate(drafts):
        if draft.is_medium and draft.setting.figure:
            media = media_in.setdefault(draft.setting.figure, [])
            if len(media) < MOST_MEDIA:
                media.append(index)
    for index, draft in enumerate(drafts):
        if draft.kind is not BlockKind.TEXT or not draft.setting.figcaption:
            continue
        short = len(draft.text) <= wording.LONGEST_CAPTION
        if short and (wording.is_notice(draft.text) or wording.is_byline(draft.text)):
            continue
        media = media_in.get(draft.setting.figure, []) if draft.setting.figure else []
        _tie(draft, media or run_before(drafts, index) or medium_after(drafts, index))


# --- layout tables ----------------------------------------------------------


def _tie_table_rows(drafts: list[Draft]) -> None:
    """Pair a row of pictures with the row of as many short texts below it."""
    index = 0
    while index < len(drafts):
        media = _stretch(drafts, index, media=True)
        texts = _stretch(drafts, media[-1] + 1, media=False) if media else []
        index = (texts or media or [index])[-1] + 1
        if texts and len(texts) == len(media) and _are_rows(drafts, media, texts):
            for medium, text in zip(media, texts, strict=True):
                _tie(drafts[text], [medium])


def _stretch(drafts: Sequence[Draft], start: int, *, media: bool) -> list[int]:
    """Return the indexes of neighbouring media, or texts, in one row of a layout table."""
    found: list[int] = []
    for index in range(start, len(drafts)):
        draft = drafts[index]
        right_kind = draft.is_medium if media else draft.kind is BlockKind.TEXT
        same_row = not found or draft.setting.row == drafts[found[0]].setting.row
        if not (right_kind and draft.setting.row and same_row):
            break
        found.append(index)
    return found


def _are_rows(drafts: Sequence[Draft], media: list[int], texts: list[int]) -> bool:
    """Tell whether media and texts fill two rows of one table, and the texts are short."""
    upper, lower = drafts[media[0]].setting, drafts[texts[0]].setting
    around = [*drafts[max(0, media[0] - 1) : media[0]], *drafts[texts[-1] + 1 : texts[-1] + 2]]
    return (
        upper.table == lower.table
        and upper.row != lower.row
        and all(draft.setting.row not in {upper.row, lower.row} for draft in around)
        and all(
            wording.reading_length(drafts[index].text) <= _LONGEST_IN_CELL
            and not wording.is_notice(drafts[index].text)
            for index in texts
        )
    )
