"""Which texts are captions, and of which media (formats.md section 4).

Two kinds of evidence. *Structure*: a figcaption, a caption class, an image's
title. *Setting*: a short text right beside a medium that a reader takes for
its caption because it is marked (▲ points up, ▼ down), numbered, or set apart
from the body: grey, small, italic, centred alone. Beside means that nothing but
captions of the same medium stands between, on either side of the medium.
A mark far from media, a lone mark, a link label, a by-line, a heading, code and
running text are no captions, whatever they look like.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from archiver.dom.draft import Draft
from archiver.models import BlockKind

_UP = "▲△▴▵∆⬆⇧↑☝👆🔼"
_DOWN = "▼▽▾▿⬇⇩↓👇🔽"
_MARK_TAIL = "\ufe0f\ufe0e \t\u3000"
_LONGEST = 300
"""Characters; the longest marked caption seen has 160."""
_LONGEST_UNMARKED = 120
_LONGEST_PLAIN = 40
_MOST_MEDIA = 50
"""Pictures that one caption can speak of."""
_NUMBERED = re.compile(
    r"[（(\[【]?\s*(?:图|圖|图表|圖表|插图|视频|視頻|fig(?:ure|\.)?|photo|image|abb(?:ildung|\.)?)\s*"
    r"[0-9一二三四五六七八九十]{1,3}(?:[-–.．][0-9]{1,3})?\s*(?:[:：.．、)）\]】|—–-]|\s|$)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:图片?|圖片?|视频|視頻|照片|摄影|攝影|截图|题图|題圖)\s*(?:来源|來源|来自|來自|源自|源|摘自|提供|[/／:：|｜])"
    r"|^[（(]?(?:摄影?|攝影?)\s*[/／:：]"
    r"|(?:photo|image|picture|video|illustration|screenshot|graphic|foto)s?\s*"
    r"(?:credit|courtesy|by|from|via|source|:)"
    r"|^(?:credit|source|courtesy)\s*(?:of\b|:|：)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^[（(\[【]?\s*(?:文|撰文|作者|编辑|編輯|责编|责任编辑|记者|记者|译|校对|by|author|written by)\s*[/／|｜:：]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"点击|點擊|戳这|扫码|掃碼|阅读原文|閱讀原文|click here|read more|推广|廣告|广告|赞助|版权所有|"
    r"未经.{0,6}(?:授权|许可)|转载请|all rights reserved|advertisement|sponsored",
    re.IGNORECASE,
)
_SENTENCE_ENDS = "。！？!?…；;:："
_OPENERS = '“"「『（(《【'
_FILE_NAME = re.compile(
    r"^[\w%()+.@~ -]{1,120}\.(?:jpe?g|png|gif|webp|svg|bmp|avif)$", re.IGNORECASE
)


def assign_captions(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with captions marked and tied to their media.

    A medium's own title becomes a caption of its own right after it. Works in
    one pass over the blocks; linear.
    """
    result = _with_titles(drafts)
    _tie_figcaptions(result)
    post = _Conventions(result)
    for index, draft in enumerate(result):
        if draft.kind is BlockKind.TEXT and not draft.setting.figcaption:
            media = post.media_of(index)
            if media:
                draft.kind = BlockKind.CAPTION
                draft.caption_of = media
    return result


# --- structure --------------------------------------------------------------


def _with_titles(drafts: Sequence[Draft]) -> list[Draft]:
    """Insert image titles as captions, unless they repeat the alt or name a file."""
    result: list[Draft] = []
    for draft in drafts:
        result.append(draft)
        title = draft.title
        if not title or title == draft.text or _FILE_NAME.match(title) or not _is_phrase(title):
            continue
        result.append(
            Draft(
                kind=BlockKind.CAPTION,
                setting=draft.setting,
                text=title,
                line=draft.line,
                box=draft.box,
                visible=draft.visible,
                caption_of=[len(result) - 1],
            )
        )
    return result


def _is_phrase(title: str) -> bool:
    """Tell words from identifiers: a blank between words, or Han."""
    return " " in title or any("\u3040" <= char <= "\u9fff" for char in title)


def _tie_figcaptions(drafts: list[Draft]) -> None:
    """Tie figcaptions to all media of their figure, or to the medium beside them."""
    media_in: dict[int, list[int]] = {}
    for index, draft in enumerate(drafts):
        if draft.is_medium and draft.setting.figure:
            media = media_in.setdefault(draft.setting.figure, [])
            if len(media) < _MOST_MEDIA:
                media.append(index)
    for index, draft in enumerate(drafts):
        if draft.kind is not BlockKind.TEXT or not draft.setting.figcaption:
            continue
        if _LABEL.search(draft.text) and len(draft.text) <= _LONGEST_PLAIN:
            continue
        media = media_in.get(draft.setting.figure) if draft.setting.figure else None
        if media is None:
            media = _run_before(drafts, index) or _next_medium(drafts, index)
        if media:
            draft.kind = BlockKind.CAPTION
            draft.caption_of = list(media)


# --- neighbours -------------------------------------------------------------


def _run_before(drafts: Sequence[Draft], index: int) -> list[int]:
    """Return the medium right before, with all media of its paragraph.

    Captions in between are stepped over; they must speak of the same medium.
    """
    position = index - 1
    while position >= 0 and drafts[position].kind is BlockKind.CAPTION and index - position <= 4:
        position -= 1
    if position < 0 or not drafts[position].is_medium:
        return []
    last = drafts[position]
    run = [position]
    while (
        position > 0
        and len(run) < _MOST_MEDIA
        and drafts[position - 1].is_medium
        and drafts[position - 1].setting.paragraph == last.setting.paragraph
        and drafts[position - 1].setting.owner.tag
        not in {"div", "body", "html", "section", "article"}
    ):
        position -= 1
        run.insert(0, position)
    return run


def _next_medium(drafts: Sequence[Draft], index: int) -> list[int]:
    if index + 1 < len(drafts) and drafts[index + 1].is_medium:
        return [index + 1]
    return []


# --- setting ----------------------------------------------------------------


class _Conventions:
    """What one document does with its captions."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        texts = [draft for draft in drafts if draft.kind is BlockKind.TEXT]
        self._times = Counter(draft.text for draft in texts if len(draft.text) <= _LONGEST)
        self._marks_captions = sum(_mark(draft.text) == "up" for draft in texts) >= 2

    def media_of(self, index: int) -> list[int]:
        """Return the media that a text is the caption of, or nothing."""
        draft = self._drafts[index]
        text = draft.text
        if len(text) > _LONGEST or draft.setting.code or _BYLINE.match(text):
            return []
        mark = _mark(text)
        if mark and not draft.setting.item and not self._is_section_label(draft):
            if mark == "up":
                return _run_before(self._drafts, index)
            return _next_medium(self._drafts, index)
        if len(text) > _LONGEST_UNMARKED or _LABEL.search(text) or draft.setting.item:
            return []
        before = _run_before(self._drafts, index)
        if _NUMBERED.match(text):
            return before or _next_medium(self._drafts, index)
        if before and self._is_set_apart(index, before):
            return before
        return []

    def _is_section_label(self, draft: Draft) -> bool:
        """A short mark-up word for word the same under several pictures labels a section."""
        setting = draft.setting
        return (
            self._times[draft.text] > 1
            and len(draft.text) <= 10
            and not (setting.grey or setting.centred or setting.small)
        )

    def _is_set_apart(self, index: int, media: list[int]) -> bool:
        """Tell whether an unmarked text after a medium is set like a caption."""
        draft, medium = self._drafts[index], self._drafts[media[-1]]
        setting, text = draft.setting, draft.text
        if setting.link or text.endswith((":", "：")):
            return False
        if _CREDIT.search(text) and len(text) <= _LONGEST_PLAIN * 2:
            return True
        if setting.italic or setting.grey or setting.small:
            return not self._goes_on(index)
        if setting.table and setting.table == medium.setting.table:
            return len(text) <= _LONGEST_PLAIN
        if setting.centred:
            return not self._goes_on(index)
        same = setting.paragraph == medium.setting.paragraph
        plain = same and self._starts_paragraph(media[0])
        if (plain or self._marks_captions) and len(text) <= _LONGEST_PLAIN:
            return text[-1] not in _SENTENCE_ENDS and text[0] not in _OPENERS
        return False

    def _starts_paragraph(self, index: int) -> bool:
        """Tell whether nothing stands before a medium in its paragraph."""
        if index == 0:
            return True
        before, medium = self._drafts[index - 1], self._drafts[index]
        return before.setting.paragraph != medium.setting.paragraph

    def _goes_on(self, index: int) -> bool:
        """Tell whether the next text is set the same way: then it is the article."""
        if index + 1 >= len(self._drafts):
            return False
        this, following = self._drafts[index], self._drafts[index + 1]
        if following.kind is not BlockKind.TEXT:
            return False
        one, other = this.setting, following.setting
        return (one.centred, one.grey, one.small, one.italic) == (
            other.centred,
            other.grey,
            other.small,
            other.italic,
        )


def _mark(text: str) -> str:
    """Return `up` or `down` for a text that starts or ends with an arrow, else ``.

    A lone mark is a divider; `↓` at the end closes a lead-in sentence.
    """
    words = text.strip(_MARK_TAIL)
    if not words:
        return ""
    bare = words.strip(_UP + _DOWN + _MARK_TAIL)
    if not bare:
        return ""
    first, last = words[0], words[-1]
    if first in _UP:
        return "up"
    if first in _DOWN:
        return "down"
    if last in _UP and len(words) <= _LONGEST_UNMARKED:
        return "up"
    if last in _DOWN and last not in "↓👇" and len(words) <= _LONGEST_PLAIN:
        return "down"
    return ""
