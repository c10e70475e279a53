"""Dates as posts write them, each with what is not certain about it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from archiver.models import Doubt, PostDate

_MAX_CHARS = 80
_DAY = re.compile(r"(\d{4})\s?([-/.年])\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:\s?日)?")
_TIME = re.compile(
    r"[Tt\s]\s{0,3}(\d{1,2})(:{1,2})(\d{1,2})(?:(:{1,2})(\d{1,2}))?(?:[.,](\d{1,12}))?\s{0,3}(?:([AaPp])\.?[Mm]\.?)?"
)
_ZONE = re.compile(r"\s{0,3}(?:([Zz]|UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?|([Zz]|UTC|GMT))\s*$")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_EPOCH = re.compile(r"^(\d{10})(\d{3})?$")
_FILE_NAME = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})[-_ ]")


def read_date(raw: str) -> PostDate:
    """Read a date: ISO and its near misses, RFC 822, day and month by name, epoch.

    The moment is aware exactly when a zone was named. What had to be guessed is
    a doubt: `REPAIRED` for a shape that no standard has (`18::48::00`,
    `2019-2-06`, `00:10.000`), `NO_TIME`, `NO_ZONE`, `UNREADABLE`. Never raises.
    """
    text = " ".join(raw[:_MAX_CHARS].split())
    if len(raw) <= _MAX_CHARS:
        for reader in (_numeric, _rfc822, _named, _epoch):
            try:
                found = reader(text)
            except (ValueError, OverflowError, TypeError, IndexError):
                continue
            if found is not None:
                moment, doubts = found
                if moment.tzinfo is None:
                    doubts.add(Doubt.NO_ZONE)
                return PostDate(raw=raw, moment=moment, doubts=frozenset(doubts))
    return PostDate(raw=raw, moment=None, doubts=frozenset({Doubt.UNREADABLE}))


def date_of_file_name(name: str) -> PostDate | None:
    """Return the date that a file name starts with (`2021-03-04-title.md`), or None."""
    found = _FILE_NAME.match(name)
    if not found:
        return None
    try:
        moment = datetime(int(found[1]), int(found[2]), int(found[3]))  # noqa: DTZ001 - the name has no zone
    except ValueError:
        return None
    doubts = frozenset({Doubt.FROM_FILE_NAME, Doubt.NO_TIME, Doubt.NO_ZONE})
    return PostDate(raw=found[0][:-1], moment=moment, doubts=doubts)


def stem_without_date(stem: str) -> str:
    """Return a file's stem without the date it starts with."""
    found = _FILE_NAME.match(stem + " ")
    return stem[found.end() :] if found and found.end() < len(stem) else stem


_Read = tuple[datetime, set[Doubt]]


def _numeric(text: str) -> _Read | None:
    day = _DAY.match(text)
    if not day:
        return None
    doubts: set[Doubt] = set()
    year, month, date = int(day[1]), int(day[3]), int(day[4])
    rest = text[day.end() :]
    if not rest.strip():
        doubts.add(Doubt.NO_TIME)
        if len(day[3]) + len(day[4]) == 3:  # one of them padded, the other not
            doubts.add(Doubt.REPAIRED)
        return datetime(year, month, date), doubts  # noqa: DTZ001 - no zone was written
    time = _TIME.match(rest)
    if not time:
        zone = _zone(rest)
        if zone is None:
            return None
        return datetime(year, month, date, tzinfo=zone), {Doubt.NO_TIME}
    hour, fraction = int(time[1]), time[6] or ""
    if time[7]:
        hour = hour % 12 + (12 if time[7] in "pP" else 0)
    odd_colons = "::" in (time[2], time[4])
    odd_fraction = bool(fraction) and time[5] is None
    odd_hour = len(time[1]) == 1 and rest[:1] in "Tt"
    if odd_colons or odd_fraction or odd_hour:
        doubts.add(Doubt.REPAIRED)
    moment = datetime(  # noqa: DTZ001 - the zone follows
        year, month, date, hour, int(time[3]), int(time[5] or 0), int((fraction + "000000")[:6])
    )
    rest = rest[time.end() :]
    if not rest.strip():
        return moment, doubts
    zone = _zone(rest)
    return None if zone is None else (moment.replace(tzinfo=zone), doubts)


def _zone(text: str) -> timezone | None:
    found = _ZONE.match(text)
    if not found:
        return None
    if found[5]:
        return UTC
    offset = timedelta(hours=int(found[3]), minutes=int(found[4] or 0))
    return timezone(-offset if found[2] == "-" else offset)


def _rfc822(text: str) -> _Read | None:
    if ":" not in text or not any(char.isalpha() for char in text[:8]):
        return None
    moment = parsedate_to_datetime(text)
    # RFC 5322, 3.3: -0000 says nothing of the zone; GMT in words does.
    if moment.tzinfo is None and text.endswith(("GMT", "UTC", "UT", "Z")):
        moment = moment.replace(tzinfo=UTC)
    return moment, set()


def _named(text: str) -> _Read | None:
    if found := _DAY_MONTH.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_DAY.fullmatch(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    number = _MONTHS.get(month[:3].lower())
    if number is None:
        return None
    return datetime(int(year), number, int(day)), {Doubt.NO_TIME}  # noqa: DTZ001 - no zone was written


def _epoch(text: str) -> _Read | None:
    found = _EPOCH.match(text)
    if not found:
        return None
    seconds = int(found[1]) + int(found[2] or 0) / 1000
    return datetime.fromtimestamp(seconds, UTC), set()
