"""Calendar dates as pages write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, timedelta

from archiver.models import Doubt, PostDate

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero janeiro gennaio",
            "february feb februar février febrero fevereiro febbraio",
            "march mar märz mars marzo março",
            "april apr avril abril aprile",
            "may mai mayo maio maggio",
            "june jun juni juin junio junho giugno",
            "july jul juli juillet julio julho luglio",
            "august aug août agosto",
            "september sep sept septembre septiembre setembro settembre",
            "october oct oktober okt octobre octubre outubro ottobre",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre diciembre dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)

_YEAR_FIRST = re.compile(
    r"(\d{4})(?:\s?[-/.·年년]\s?)(\d{1,2})(?:\s?[-/.·月월]\s?)(\d{2}|\d(?!\d))"
)
"""Figures may touch its ends: a byline's spans are parted by style, not by blanks."""
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})([01]\d)([0-3]\d)(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|º)?\s(?:of\s|de\s)?([^\W\d_]{3,10})\.?,?\s(?:de\s)?(\d{4})(?!\d)"
)
_MONTH_DAY = re.compile(r"(?<!\w)([^\W\d_]{3,10})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")
_MAX_CHARACTERS = 500_000

_ZONE_REACH = timedelta(hours=14)
"""The farthest zone from UTC (Line Islands): a page may show a moment in any zone."""


def days_of(written: PostDate) -> frozenset[date]:
    """Return the days on which a page may put a post's date.

    A moment with a zone spans the days that it has anywhere on Earth. A date
    with any `Doubt` may be off by a day each way (formats.md 1.7: a "GMT" that
    is wrong by eight hours). Empty when nothing could be read.
    """
    if written.moment is None or Doubt.UNREADABLE in written.doubts:
        return frozenset()
    moment = written.moment
    day = timedelta(days=1)
    try:
        days = {moment.date()}
        if written.doubts:
            days |= {moment.date() - day, moment.date() + day}
        if moment.tzinfo is not None:
            utc = moment.astimezone(UTC).replace(tzinfo=None)
            days |= {(utc - _ZONE_REACH).date(), utc.date(), (utc + _ZONE_REACH).date()}
    except OverflowError:
        return frozenset({moment.date()})
    return frozenset(days)


def dates_in(text: str) -> Iterator[date]:
    """Yield every calendar date that a text names in a usual writing.

    Year, month, day in figures with any separator, 年月日 in figures or Han
    numerals, and month names of seven languages. Where day and month could be
    swapped (3/4/2021), both are yielded.
    """
    text = " ".join(text[:_MAX_CHARACTERS].split())
    found = [
        (int(year), int(month), int(day))
        for year, month, day in _YEAR_FIRST.findall(text) + _COMPACT.findall(text)
    ]
    for first, second, year in _YEAR_LAST.findall(text):
        century = 2000 if len(year) == 2 else 0
        found.append((int(year) + century, int(first), int(second)))
        found.append((int(year) + century, int(second), int(first)))
    for day, month, year in _DAY_MONTH.findall(text):
        found.append((int(year), _MONTHS.get(month.lower(), 0), int(day)))
    for month, day, year in _MONTH_DAY.findall(text):
        found.append((int(year), _MONTHS.get(month.lower(), 0), int(day)))
    for year, month, day in _HAN_DATE.findall(text):
        found.append((int(year.translate(_HAN_DIGITS)), _han_number(month), _han_number(day)))
    for year, month, day in found:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _han_number(numeral: str) -> int:
    """Return the value of a Han numeral below one hundred."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return int(numeral.translate(_HAN_DIGITS)) if len(numeral) == 1 else 0
    first = int(tens.translate(_HAN_DIGITS)) if tens else 1
    return first * 10 + (int(ones.translate(_HAN_DIGITS)) if len(ones) == 1 else 0)
