"""Words that change by themselves: ages ("3 days ago"), counters, bare figures."""

from __future__ import annotations

import re

from archiver.compare.dates import dates_in

_MOST_CHARACTERS = 120
"""Longer text is prose, whatever figures it holds."""
_FIGURES = re.compile(r"\d[\d.,:/\s-]*(?:[kKmM万亿]\b|[万亿])?")
_AGES = re.compile(
    r"(?:#|\ban?\b)?\s*(?:second|minute|min|hour|hr|day|week|month|year)s?\s+ago\b"
    r"|\b(?:just now|yesterday|today)\b"
    r"|#?\s*(?:秒|分钟|小时|个?小时|天|周|星期|个月|月|年)之?前|刚刚|昨天|前天|今天",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:views?|reads?|likes?|comments?|shares?|replies|reply|visits?|visitors?|followers?"
    r"|votes?|online|times)\b"
    r"|阅读(?:量|数)?|浏览(?:量|数|次数)?|点击(?:量|数)?|评论|点赞|赞|转发|分享|收藏|人气|次|人|条|在看",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W_]")


def masked(text: str) -> str:
    """Return a text with every figure and age put as `#`: equal for two states of a counter."""
    return " ".join(_AGES.sub("#", _FIGURES.sub("#", text[: 4 * _MOST_CHARACTERS])).split())


def is_aside(text: str) -> bool:
    """Tell whether a text says nothing but an age, a figure, or what a figure counts.

    Near misses: figures in prose, a price or a year among words, a date, a long text.
    """
    if len(text) > _MOST_CHARACTERS or any(dates_in(text)):
        return False
    mask = masked(text)
    return "#" in mask and not _LETTERS.search(_COUNTED.sub("", mask))


def differs_aside(before: str, after: str) -> bool:
    """Tell whether two short texts differ in ages, or in figures beside a word that counts."""
    if max(len(before), len(after)) > _MOST_CHARACTERS:
        return False
    if is_aside(before) and is_aside(after):
        return True
    if masked(before) != masked(after):
        return False
    return _only_ages(before) == _only_ages(after) or bool(_COUNTED.search(before))


def _only_ages(text: str) -> str:
    """Return a text with its ages put as `#`, and its other figures left."""
    return _AGE_WITH_FIGURE.sub("#", text)


_AGE_WITH_FIGURE = re.compile(_AGES.pattern.replace("#", r"\d{1,4}"), re.IGNORECASE)
