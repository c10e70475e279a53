"""What the words of a text beside a picture say it is.

Every pattern is linear: it is anchored, or matches a few fixed words.
"""

from __future__ import annotations

import re
from collections import Counter

LONGEST_CAPTION = 300
"""Characters; the longest marked caption seen in real posts has 160."""

_UP = "▲△▴▵∆⬆⇧↑☝👆🔼"
_DOWN = "▼▽▾▿⬇⇩↓👇🔽"
_MARKS = frozenset(_UP + _DOWN)
_LEAD_IN = "↓👇"
"""At the end of a sentence these say "see below", of anything."""
_MARK_TAIL = "\ufe0f\ufe0e \t\u3000"
_NUMBERED = re.compile(
    r"[（(\[【]?\s?(?i:图表?|圖表?|図表?|插图|视频|視頻|写真|画像|動画"
    r"|fig(?:ure|\.)?|photo|image|abb(?:ildung|\.)?|bild|foto)"
    r"\s?[0-9一二三四五六七八九十]{1,3}(?:[-–.．][0-9]{1,3})?\s?"
    r"(?:[:：.．、,，)）\]】|—–-]|$|(?<=\s)(?![a-zà-ÿ]|是|中|里|所示|[显展]示|给出|说明|描述))"
)
"""A blank alone after the number is enough, unless a sentence goes on: `Figure 1 shows ...`."""
_PICTURE = "(?:图片?|圖片?|视频|視頻|照片|摄影|攝影|截图|截圖|写真|画像|動画|イラスト)"
_CREDIT = re.compile(
    rf"{_PICTURE}\s?(?:来源|來源|来自|來自|源自|源|摘自|提供|拍摄|拍攝|出典|撮影|由.{{1,20}}(?:提供|拍摄))"
    rf"|^[（(]?.{{0,3}}{_PICTURE}\s?[/／:：|｜=＝]"
    r"|^[（(]?(?:撮影|出典|提供)\s?[/／:：=＝]"
    r"|[摄攝][）)]?[。.]?$|供图|供圖|资料图|資料圖|图据|[©Ⓒ]"
    r"|(?:photo|image|picture|video|illustration|screenshot|graphic|foto)s?\s?"
    r"(?:credit|courtesy|by|from|via|source|:)"
    r"|^[（(]?(?:bild(?:quelle|nachweis|rechte)?|gra(?:f|ph)ik|zeichnung|quelle)\s?:"
    r"|^(?:cr[eé]dits?|source|courtesy)\s?(?:of\b|photos?\b|:|：)",
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
_NAVIGATION = re.compile(
    r"(?:(?:back|return|go)\s)?(?:to\s)?(?:the\s)?top|(?:zurück\s)?nach oben|haut de page"
    r"|返回.{0,4}|回到?(?:顶部|頂部|顶端|目录|首页)|(?:ページ)?トップへ?(?:戻る)?|先頭へ(?:戻る)?",
    re.IGNORECASE,
)
_CAPTION_CLASS = re.compile(
    r"(?:photo|im(?:g|age)|pic(?:ture)?|figure|media|cap(?:tion)?)[-_]{0,2}(?:credits?|cred|source)$"
    r"|(?:video|audio|photo|im(?:g|age)|pic(?:ture)?)(?:[-_][\w-]{0,20}[-_]|[-_]?)title$",
    re.IGNORECASE,
)
"""`photo-credit`, `video-title`; classes that say caption are told by `archiver.dom.setting`."""
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W_\u3040-\u9fff]+")
_SHARE_OF_SAME = 0.85
_ENDING = re.compile(r"(?:the )?end|fin|完|全文完|待续|未完待续", re.IGNORECASE)


def mark_of(text: str) -> str:
    """Return `up` or `down` for a text that starts or ends with an arrow, else ``.

    A lone mark is a divider, a mark with `top` leads there, one with a percentage
    tells how that changed.
    """
    words = text.strip(_MARK_TAIL)
    if not words or (words[0] not in _MARKS and words[-1] not in _MARKS):
        return ""
    said = words.strip(_UP + _DOWN + _MARK_TAIL)
    if not said or _NAVIGATION.fullmatch(said[:40]) or _is_change(said):
        return ""
    first, last = words[0], words[-1]
    if first in _UP or (last in _UP and reading_length(words) <= 100):
        return "up"
    points_down = last in _DOWN and last not in _LEAD_IN and reading_length(words) <= 40
    return "down" if first in _DOWN or points_down else ""


def _is_change(text: str) -> bool:
    return "%" in text[:20] and not any(char.isalpha() for char in text)


def reading_length(text: str) -> float:
    """Return the length in Han characters; one says about as much as 2.5 Latin letters."""
    wide = sum(map("\u2e7f".__lt__, text))
    return wide + 0.4 * (len(text) - wide)


def is_numbered(text: str) -> bool:
    """Tell `图 1：...`, `Figure 2.` at the start."""
    return bool(_NUMBERED.match(text))


def is_caption_class(classes: str) -> bool:
    """Tell a class of who made a picture, or of the title of a medium."""
    return any(_CAPTION_CLASS.search(word) for word in classes[:500].split())


def is_credit(text: str) -> bool:
    """Tell words that name who made a picture or where it is from."""
    return bool(_CREDIT.search(text))


def speaks_of_picture(text: str) -> bool:
    """Tell words that only a picture has: a credit, `图为...`, `...截图`, all in brackets."""
    if not text or _LEADING.search(text):
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


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two texts have nearly all their words in common, in any order.

    Han and kana count as words; what is no letter and no figure does not count.
    """
    counts = [Counter(_WORD.findall(text[: 2 * LONGEST_CAPTION].lower())) for text in (one, other)]
    most = max(counts[0].total(), counts[1].total())
    return (counts[0] & counts[1]).total() >= most * _SHARE_OF_SAME
