"""Captions told by how they are set: what one document does with them.

Beside means that nothing but captions of the same medium stands between. A
mark far from media, a lone mark, a link label, a by-line, a heading, code, a
list item and running text are no captions, whatever they look like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from archiver.dom import wording
from archiver.dom.draft import Draft
from archiver.dom.neighbours import medium_after, run_before
from archiver.models import BlockKind

_LONGEST_UNMARKED = 120
_LONGEST_CREDIT = 100
_LONGEST_PLAIN = 40
"""In Han characters (see `wording.reading_length`)."""
_LONGEST_LABEL = 10
_LEAST_TO_TRUST = 2
_SHARE_TO_TRUST = 0.25
"""Of its pictures, how many must have a caption told by mark or words, for a post's
plain short lines under pictures to be captions too."""


class Conventions:
    """The habits of one document, and the captions that follow from them."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        texts = [draft for draft in drafts if draft.kind is BlockKind.TEXT]
        self._times = Counter(
            draft.text for draft in texts if len(draft.text) <= wording.LONGEST_CAPTION
        )
        self._first_medium = next((i for i, draft in enumerate(drafts) if draft.is_medium), -1)
        plain = sum(self._is_plainly_caption(index) for index in range(1, len(drafts)))
        ends = sum(one.is_medium and not other.is_medium for one, other in pairwise(drafts))
        self._trusts_place = plain >= _LEAST_TO_TRUST and plain >= ends * _SHARE_TO_TRUST
        self._numbers_lead = self._lead_of_numbers() > 0
        lengths = sorted(wording.reading_length(draft.text) for draft in texts)
        self._usual_length = lengths[len(lengths) // 2] if lengths else 0.0

    def _is_plainly_caption(self, index: int) -> bool:
        """Tell a text right after a medium whose words alone make it a caption."""
        draft = self._drafts[index]
        return (
            draft.kind is BlockKind.TEXT
            and self._drafts[index - 1].is_medium
            and not self._cannot_be_caption(draft)
            and not wording.is_notice(draft.text)
            and (wording.mark_of(draft.text) == "up" or self._speaks_of_picture(draft.text))
        )

    def _lead_of_numbers(self) -> int:
        """Count the numbered texts that only have a medium after them, less those before one."""
        lead = 0
        for index, draft in enumerate(self._drafts):
            if draft.kind is BlockKind.TEXT and wording.is_numbered(draft.text):
                before, after = (
                    0 <= at < len(self._drafts) and self._drafts[at].is_medium
                    for at in (index - 1, index + 1)
                )
                lead += after - before
        return lead

    def _is_under_cover_title(self, index: int, media: list[int]) -> bool:
        """Tell the paragraph right under a picture that a heading calls the cover."""
        title = self._drafts[media[0] - 1] if media[0] else None
        return (
            title is not None
            and title.kind is BlockKind.HEADING
            and wording.is_of_cover(title.text)
            and index == media[-1] + 1
        )

    def _speaks_of_picture(self, text: str) -> bool:
        """Tell words that only a picture has; brackets that come again and again are none."""
        return (
            wording.speaks_of_picture(text)
            and wording.reading_length(text) <= _LONGEST_CREDIT
            and not (text[0] in "（(" and self._times[text] > 2)
        )

    def media_of(self, index: int) -> list[int]:
        """Return the media that a text is the caption of, or nothing."""
        draft = self._drafts[index]
        if self._cannot_be_caption(draft):
            return []
        mark = wording.mark_of(draft.text)
        if mark == "up":
            return run_before(self._drafts, index)
        if mark == "down":
            return medium_after(self._drafts, index)
        return self._unmarked(index)

    def _cannot_be_caption(self, draft: Draft) -> bool:
        return (
            len(draft.text) > wording.LONGEST_CAPTION
            or draft.setting.code
            or draft.setting.item
            or wording.is_byline(draft.text)
            or self._is_section_label(draft)
        )

    def _is_section_label(self, draft: Draft) -> bool:
        """Tell whether a short marked text labels a section: it repeats, and is set like text."""
        setting = draft.setting
        return (
            self._times[draft.text] > 1
            and len(draft.text) <= _LONGEST_LABEL
            and wording.mark_of(draft.text) != ""
            and not (setting.grey or setting.centred or setting.small)
        )

    def _unmarked(self, index: int) -> list[int]:
        text = self._drafts[index].text
        if wording.reading_length(text) > _LONGEST_UNMARKED or wording.is_notice(text):
            return []
        before = run_before(self._drafts, index)
        if wording.is_of_cover(text):
            return before if self._first_medium in before else []
        if wording.is_numbered(text):
            after = medium_after(self._drafts, index)
            return after or before if self._numbers_lead else before or after
        if before and self._is_under_cover_title(index, before):
            return before
        return before if before and self._is_set_apart(index, before) else []

    def _is_set_apart(self, index: int, media: list[int]) -> bool:
        """Tell whether an unmarked text after a medium is set like a caption."""
        draft, medium = self._drafts[index], self._drafts[media[-1]]
        setting, text = draft.setting, draft.text
        if setting.cell != medium.setting.cell or text.endswith((":", "：")):
            return False
        if self._speaks_of_picture(text):
            return True
        if setting.link:
            return False
        if setting.italic or setting.grey or setting.small:
            return self._stands_by_itself(index)
        return self._is_plain_caption(index, media)

    def _stands_by_itself(self, index: int) -> bool:
        """Tell whether a text set apart from the body is alone, or one of two lines.

        Two paragraphs in italics alone are words about the author, unless one is a credit.
        """
        setting = self._drafts[index].setting
        if setting.grey or setting.small or setting.centred:
            return self._alike(index) <= 2
        earlier = self._drafts[index - 1].kind is BlockKind.CAPTION
        alike = self._alike(index)
        return not earlier and (
            alike == 1 or (alike == 2 and wording.speaks_of_picture(self._drafts[index + 1].text))
        )

    def _is_plain_caption(self, index: int, media: list[int]) -> bool:
        """Tell a short line under a medium that is a caption by its place alone.

        Centred by itself; on a line of its own in the medium's paragraph; or
        under a medium of a post that has captions right under its media.
        """
        draft, text = self._drafts[index], self._drafts[index].text
        if self._drafts[index - 1].kind is BlockKind.CAPTION:
            return False
        same_paragraph = draft.setting.paragraph == self._drafts[media[-1]].setting.paragraph
        if draft.setting.bold and not same_paragraph:
            return False  # a section's title
        short = wording.reading_length(text) <= _LONGEST_PLAIN
        if draft.setting.centred:
            return (short or not wording.ends_sentence(text)) and self._alike(index) == 1
        if not short or wording.opens_speech(text):
            return False
        if same_paragraph:
            on_own_line = draft.on_new_line and self._starts_paragraph(media[0])
            return on_own_line and not wording.ends_sentence(text)
        return self._trusts_place and self._reads_like_caption(text)

    def _reads_like_caption(self, text: str) -> bool:
        """Tell a plain line that is no title of a list, no call, and no paragraph."""
        if wording.is_enumerated(text) or text[-1] in "？！?!…；;":
            return False
        return not wording.ends_sentence(text) or self._is_short_here(text)

    def _is_short_here(self, text: str) -> bool:
        """Tell whether a text is much shorter than the paragraphs of its document."""
        return wording.reading_length(text) * 2 < self._usual_length

    def _starts_paragraph(self, index: int) -> bool:
        """Tell whether nothing stands before a medium in its paragraph."""
        if index == 0:
            return True
        before, medium = self._drafts[index - 1], self._drafts[index]
        return before.setting.paragraph != medium.setting.paragraph

    def _alike(self, index: int) -> int:
        """Count the texts from here on that are set the same way, up to three.

        One is a caption, or two with the credit; more are the article itself.
        """
        look = _look_of(self._drafts[index])
        following = self._drafts[index + 1 : index + 3]
        count = 1
        for draft in following:
            if draft.kind is not BlockKind.TEXT or _look_of(draft) != look:
                break
            count += 1
        return count


def _look_of(draft: Draft) -> tuple[bool, ...]:
    setting = draft.setting
    return (setting.centred, setting.grey, setting.small, setting.italic)
