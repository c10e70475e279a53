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
"""Both in widths of a Han character, see `_length`."""
_MOST_MEDIA = 50
"""Pictures that one caption can speak of."""
_NUMBERED = re.compile(
    r"[（(\[【]?\s*(?:图|圖|图表|圖表|插图|视频|視頻|fig(?:ure|\.)?|photo|image|abb(?:ildung|\.)?)\s*"
    r"[0-9一二三四五六七八九十]{1,3}(?:[-–.．][0-9]{1,3})?\s*(?:[:：.．、)）\]】|—–-]|\s|$)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:图片?|圖片?|视频|視頻|照片|摄影|攝影|截图)\s*(?:来源|來源|来自|來自|源自|源|摘自|提供)"
    r"|^[（(]?.{0,3}(?:图|圖|图片|圖片|视频|視頻|照片|摄影?|攝影?|截图)\s*[/／:：|｜]"
    r"|(?:photo|image|picture|video|illustration|screenshot|graphic|foto)s?\s*"
    r"(?:credit|courtesy|by|from|via|source|:)"
    r"|^(?:credit|source|courtesy)\s*(?:of\b|:|：)",
    re.IGNORECASE,
)
_COVER = re.compile(r"^[（(]?\s*(?:题图|題圖|封面图?|封面圖|头图|頭圖|cover)", re.IGNORECASE)
_BYLINE = re.compile(
    r"^[（(\[【]?\s*(?:文|撰文|作者|文案\w{0,4}|策划|编辑|編輯|责编|责任编辑|记者|記者|译|译者|校对|排版|by|author"
    r"|written by)\s*[/／|｜:：]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"点击|點擊|戳这|扫码|掃碼|阅读原文|閱讀原文|click here|read more|推广|推廣|廣告|广告|赞助|版权所有|"
    r"未经.{0,6}(?:授权|许可)|转载请|公众号|订阅|訂閱|all rights reserved|advertisement|sponsored|subscribe",
    re.IGNORECASE,
)
_SENTENCE_ENDS = "。！？!?…；;:："
_OPENERS = '“"「『（(《【'
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|avif)$", re.IGNORECASE)


def assign_captions(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with captions marked and tied to their media.

    A medium's own title becomes a caption of its own right after it. Works in
    one pass over the blocks; linear.
    """
    result = _with_titles(drafts)
    _tie_figcaptions(result)
    _tie_table_cells(result)
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
    """Insert image titles as captions, unless they are tooltips.

    A tooltip repeats the alt, names a file, invites to click, or is the same on
    several pictures.
    """
    result: list[Draft] = []
    times = Counter(draft.title for draft in drafts)
    for draft in drafts:
        result.append(draft)
        title = draft.title
        if not title or times[title] > 1 or title == draft.text or not _is_phrase(title):
            continue
        if _FILE_NAME.search(title) or _LABEL.search(title):
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
        if len(draft.text) <= _LONGEST and _is_notice(draft.text):
            continue
        media = media_in.get(draft.setting.figure, []) if draft.setting.figure else []
        media = media or _run_before(drafts, index) or _next_medium(drafts, index)
        if media:
            draft.kind = BlockKind.CAPTION
            draft.caption_of = list(media)


def _is_notice(text: str) -> bool:
    """Tell link labels, notices and by-lines, which stand where captions do."""
    return bool(_LABEL.search(text) or _BYLINE.match(text))


def _tie_table_cells(drafts: list[Draft]) -> None:
    """Pair a row of pictures in a layout table with the row of as many texts below it."""
    index = 0
    while index < len(drafts):
        media = _stretch(drafts, index, media=True)
        texts = _stretch(drafts, media[-1] + 1, media=False) if media else []
        index = (texts or media or [index])[-1] + 1
        if not texts or len(texts) != len(media):
            continue
        around = drafts[max(0, media[0] - 1) : media[0]] + drafts[index : index + 1]
        rows = {drafts[i].setting.row for i in media}, {drafts[i].setting.row for i in texts}
        alone = all(draft.setting.row not in rows[0] | rows[1] for draft in around)
        if len(rows[0]) == len(rows[1]) == 1 and rows[0] != rows[1] and alone:
            _tie_row(drafts, media, texts)


def _tie_row(drafts: list[Draft], media: list[int], texts: list[int]) -> None:
    if all(_length(drafts[i].text) <= _LONGEST_PLAIN for i in texts) and not any(
        _is_notice(drafts[i].text) for i in texts
    ):
        for one, other in zip(media, texts, strict=True):
            drafts[other].kind = BlockKind.CAPTION
            drafts[other].caption_of = [one]


def _stretch(drafts: Sequence[Draft], start: int, *, media: bool) -> list[int]:
    """Return the indexes of neighbouring media, or texts, of one layout table."""
    found: list[int] = []
    for index in range(start, len(drafts)):
        draft = drafts[index]
        right_kind = draft.is_medium if media else draft.kind is BlockKind.TEXT
        same = not found or draft.setting.table == drafts[found[0]].setting.table
        if not (right_kind and draft.setting.table and same):
            break
        found.append(index)
    return found


# --- neighbours -------------------------------------------------------------


def _run_before(drafts: Sequence[Draft], index: int, *, captions: int = 3) -> list[int]:
    """Return the medium right before, with all media of its paragraph.

    Up to `captions` captions of that medium may stand in between.
    """
    position = index - 1
    while (
        position >= 0
        and drafts[position].kind is BlockKind.CAPTION
        and index - position <= captions
    ):
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
        self._first_medium = next((i for i, draft in enumerate(drafts) if draft.is_medium), -1)
        marked = [
            draft
            for draft in texts
            if _mark(draft.text) == "up" and not self._is_section_label(draft)
        ]
        self._marks_captions = len(marked) >= 2

    def media_of(self, index: int) -> list[int]:
        """Return the media that a text is the caption of, or nothing."""
        draft = self._drafts[index]
        text = draft.text
        if len(text) > _LONGEST or draft.setting.code or draft.setting.item:
            return []
        if _BYLINE.match(text) or self._is_section_label(draft):
            return []
        mark = _mark(text)
        if mark == "up":
            return _run_before(self._drafts, index)
        if mark == "down":
            return _next_medium(self._drafts, index)
        if _length(text) > _LONGEST_UNMARKED or _LABEL.search(text):
            return []
        before = _run_before(self._drafts, index)
        if _COVER.match(text):
            return before if self._first_medium in before else []
        if _NUMBERED.match(text):
            return before or _next_medium(self._drafts, index)
        return before if before and self._is_set_apart(index, before) else []

    def _is_section_label(self, draft: Draft) -> bool:
        """Tell whether a short marked text labels a section: it repeats, and is set like text."""
        setting = draft.setting
        return (
            _mark(draft.text) != ""
            and self._times[draft.text] > 1
            and len(draft.text) <= 10
            and not (setting.grey or setting.centred or setting.small)
        )

    def _is_set_apart(self, index: int, media: list[int]) -> bool:
        """Tell whether an unmarked text after a medium is set like a caption."""
        draft, medium = self._drafts[index], self._drafts[media[-1]]
        setting, text = draft.setting, draft.text
        if setting.cell != medium.setting.cell or text.endswith((":", "：")):
            return False
        if _CREDIT.search(text) and _length(text) <= _LONGEST_PLAIN * 2:
            return True
        if setting.link:
            return False
        if setting.italic or setting.grey or setting.small:
            return self._alike(index) <= 2
        if not self._is_beside(index):
            return False
        if setting.centred:
            one_line = _length(text) <= _LONGEST_PLAIN or text[-1] not in _SENTENCE_ENDS
            return one_line and self._alike(index) == 1
        if setting.paragraph == medium.setting.paragraph:
            plain = draft.on_new_line and self._starts_paragraph(media[0])
        else:
            plain = self._marks_captions and not setting.bold
        if plain and _length(text) <= _LONGEST_PLAIN:
            return text[-1] not in _SENTENCE_ENDS and text[0] not in _OPENERS
        return False

    def _is_beside(self, index: int) -> bool:
        """Tell whether no other caption stands between a text and its medium."""
        return self._drafts[index - 1].kind is not BlockKind.CAPTION

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
        count = 1
        this = self._drafts[index].setting
        for following in self._drafts[index + 1 : index + 3]:
            other = following.setting
            if following.kind is not BlockKind.TEXT or (
                (this.centred, this.grey, this.small, this.italic)
                != (other.centred, other.grey, other.small, other.italic)
            ):
                break
            count += 1
        return count


def _length(text: str) -> float:
    """Return how long a text reads: a Han character says about 2.5 times a Latin one."""
    return sum(1.0 if char > "\u2e7f" else 0.4 for char in text)


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
