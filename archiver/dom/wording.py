"""What the words of a text beside a picture say it is.

Every pattern is linear: it is anchored, or matches a few fixed words.
"""

from __future__ import annotations

import re

LONGEST_CAPTION = 300
"""Characters; the longest marked caption seen in real posts has 160."""

_UP = "▲△▴▵∆⬆⇧↑☝👆🔼"
_DOWN = "▼▽▾▿⬇⇩↓👇🔽"
_LEAD_IN = "↓👇"
"""At the end of a sentence these say "see below", of anything."""
_MARK_TAIL = "\ufe0f\ufe0e \t\u3000"
_NUMBERED = re.compile(
    r"[（(\[【]?\s?(?:图|圖|图表|圖表|插图|视频|視頻|fig(?:ure|\.)?|photo|image|abb(?:ildung|\.)?)"
    r"\s?[0-9一二三四五六七八九十]{1,3}(?:[-–.．][0-9]{1,3})?\s?"
    r"(?:[:：.．、,，)）\]】|—–-]|\s|$)",
    re.IGNORECASE,
)
_PICTURE = "(?:图片?|圖片?|视频|視頻|照片|摄影|攝影|截图|截圖)"
_CREDIT = re.compile(
    rf"{_PICTURE}\s?(?:来源|來源|来自|來自|源自|源|摘自|提供|拍摄|拍攝|由.{{1,20}}(?:提供|拍摄))"
    rf"|^[（(]?.{{0,3}}{_PICTURE}\s?[/／:：|｜]"
    r"|[摄攝][）)]?[。.]?$|供图|供圖|资料图|資料圖|图据|[©Ⓒ]"
    r"|(?:photo|image|picture|video|illustration|screenshot|graphic|foto)s?\s?"
    r"(?:credit|courtesy|by|from|via|source|:)"
    r"|^(?:credit|source|courtesy)\s?(?:of\b|:|：)",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"^[（(]?(?:图为|圖為|图：|上图为|上圖為)"
    r"|(?:截图|截圖|示意图|示意圖|效果图|剧照|劇照|海报|海報|合影|合照|旧照|舊照)[）)]?[。.]?$"
)
_LEADING = re.compile(r"下面|如下|下图|下圖|见下|見下|below|following", re.IGNORECASE)
_ENUMERATED = re.compile(r"^[（(]?[0-9一二三四五六七八九十]{1,3}[、.．)）]")
_BRACKETS = {"（": "）", "(": ")"}
_COVER = re.compile(r"^[（(]?\s?(?:题图|題圖|封面图?|封面圖|头图|頭圖|cover)", re.IGNORECASE)
_BYLINE = re.compile(
    r"^[（(\[【]?\s?(?:文|撰文|作者|文案\w{0,4}|策划|编辑|編輯|责编|责任编辑|记者|記者|译者?|校对|排版"
    r"|by|author|written by)\s?[/／|｜:：]",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^[（(【]?(?:点击|點擊|长按|長按|扫码|掃碼|扫描|戳|阅读原文|閱讀原文|广告|廣告|推广|推廣|赞助)"
    r"|点击(?:此处|这里|查看|观看|上方|下方|图片|进入|播放|链接|文末)|點擊(?:此處|這裡|查看|觀看)"
    r"|以下[为為是](?:推广|推廣|广告|廣告)|(?:扫码|二维码)(?:关注|观看|加入|下载)|关注(?:我们|公众号)"
    r"|[欢歡]迎.{0,120}(?:订阅|訂閱|关注|關注|收听|收聽)|版权所有|未经.{0,6}(?:授权|许可)|转载请"
    r"|^[（(]?(?:本文|原标题|原文(?:链接|地址|标题)|转自)"
    r"|click here|read more|all rights reserved|advertisement|sponsored|subscribe",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:the )?end|fin|完|全文完|待续|未完待续", re.IGNORECASE)


def mark_of(text: str) -> str:
    """Return `up` or `down` for a text that starts or ends with an arrow, else ``.

    A lone mark is a divider.
    """
    words = text.strip(_MARK_TAIL)
    if not words.strip(_UP + _DOWN + _MARK_TAIL):
        return ""
    first, last = words[0], words[-1]
    if first in _UP or (last in _UP and reading_length(words) <= 100):
        return "up"
    points_down = last in _DOWN and last not in _LEAD_IN and reading_length(words) <= 40
    return "down" if first in _DOWN or points_down else ""


def reading_length(text: str) -> float:
    """Return the length in Han characters; one says about as much as 2.5 Latin letters."""
    return sum(1.0 if char > "\u2e7f" else 0.4 for char in text)


def is_numbered(text: str) -> bool:
    """Tell `图 1：...`, `Figure 2.` at the start."""
    return bool(_NUMBERED.match(text))


def is_credit(text: str) -> bool:
    """Tell words that name who made a picture or where it is from."""
    return bool(_CREDIT.search(text))


def speaks_of_picture(text: str) -> bool:
    """Tell words that only a picture has: a credit, `图为...`, `...截图`, all in brackets."""
    if _LEADING.search(text):
        return False
    if is_credit(text) or (_POINTING.search(text) and reading_length(text) <= 40):
        return True
    inner, last = text[1:-1].rstrip("。.），)"), text.rstrip("。.")[-1:]
    closing = _BRACKETS.get(text[0])
    return closing is not None and last in "）)" and closing not in inner


def is_of_cover(text: str) -> bool:
    """Tell `题图：`, `封面图：`: they speak of the first picture."""
    return bool(_COVER.match(text))


def is_byline(text: str) -> bool:
    """Tell `（文/...）` and the like."""
    return bool(_BYLINE.match(text))


def is_notice(text: str) -> bool:
    """Tell link labels, advertisements, notices of rights, and `- END -`."""
    words = "".join(char for char in text[:30] if char.isalnum() or char == " ").strip()
    return not words or bool(_ENDING.fullmatch(words) or _NOTICE.search(text))


def is_enumerated(text: str) -> bool:
    """Tell `2、...`, `(3) ...`: a list's item or a section's title."""
    return bool(_ENUMERATED.match(text))


def ends_sentence(text: str) -> bool:
    """Tell whether the last character closes or announces a sentence."""
    return text[-1] in "。！？!?…；;:："


def opens_speech(text: str) -> bool:
    """Tell whether the first character opens a quotation or a bracket."""
    return text[0] in '“"「『（(《【'


def is_file_name(text: str) -> bool:
    """Tell `IMG_1234.jpg`."""
    return bool(re.search(r"\.(?:jpe?g|png|gif|webp|svg|bmp|avif)$", text, re.IGNORECASE))


def is_phrase(text: str) -> bool:
    """Tell words from identifiers: a blank between them, or Han or kana."""
    return " " in text or any("\u3040" <= char <= "\u9fff" for char in text)


def letters_of(text: str) -> str:
    """Return letters and digits in lower case, to compare words whatever stands between."""
    return "".join(char for char in text.lower() if char.isalnum())
