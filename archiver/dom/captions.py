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

_FARTHEST = 4 * MOST_MEDIA
"""Blocks that are looked through for the media of a gallery."""
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
        wording.says_the_same(title, draft.text)
        or not wording.is_phrase(title)
        or wording.is_file_name(title)
        or wording.is_notice(title)
    )


def _tie_figcaptions(drafts: list[Draft]) -> None:
    """Tie what its element says is a caption to the media of its figure, or beside it."""
    figures = _Figures(drafts)
    for index, draft in enumerate(drafts):
        if draft.kind is not BlockKind.TEXT:
            continue
        marked = draft.setting.figcaption
        if not marked and not wording.is_caption_class(draft.setting.owner.get("class")):
            continue
        short = len(draft.text) <= wording.LONGEST_CAPTION
        if short and (wording.is_notice(draft.text) or wording.is_byline(draft.text)):
            continue
        if not short and not marked:
            continue
        beside = run_before(drafts, index)
        if marked:
            beside = figures.media_of(index) or beside or medium_after(drafts, index)
        _tie(draft, beside)


class _Figures:
    """Which media stand in which figure; figures may hold figures (galleries)."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        self._own: dict[int, list[int]] = {}
        for index, draft in enumerate(drafts):
            if draft.is_medium and draft.setting.figure:
                media = self._own.setdefault(draft.setting.figure, [])
                if len(media) < MOST_MEDIA:
                    media.append(index)

    def media_of(self, index: int) -> list[int]:
        """Return the media of a figcaption's figure: its own, or those of the figures in it.

        Elements are numbered as they open: what stands before a figcaption and in
        something that opened after its figure is in that figure.
        """
        figure = self._drafts[index].setting.figure
        if not figure or figure in self._own:
            return self._own.get(figure, [])
        inner: list[int] = []
        for position in range(index - 1, max(-1, index - 1 - _FARTHEST), -1):
            draft = self._drafts[position]
            if draft.setting.paragraph < figure or len(inner) == MOST_MEDIA:
                break
            if draft.is_medium:
                inner.insert(0, position)
        return inner


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
