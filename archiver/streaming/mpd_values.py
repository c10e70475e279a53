"""Numbers, lengths and moments as MPDs write them (XML Schema, part 2)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_WHOLE = re.compile(r"\+?(\d{1,19})", re.ASCII)
_DURATION = re.compile(
    r"P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12}(?:\.\d{0,20})?)S)?)?",
    re.ASCII,
)
_UNITS_S = (365 * 86400, 30 * 86400, 86400, 3600, 60, 1)


def whole(text: str, default: int = 0) -> int:
    """Return a whole number of at most 19 digits; `default` for anything else."""
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else default


def duration_s(text: str) -> float | None:
    """Return an xs:duration in seconds; None for anything else, also for a negative one."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    return sum(float(part or 0) * unit for part, unit in zip(found.groups(), _UNITS_S, strict=True))


def moment_s(text: str) -> float | None:
    """Return an xs:dateTime as seconds since 1970, UTC where it names no zone; None for others."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
