"""What the page asks the desk for, read strictly: any other shape is refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from archiver.errors import UsageError
from archiver.models import Ruling

_MOST = 20_000
"""Decisions or articles at once: more than fit into a request."""
_MOST_REASON = 2_000
"""Characters, as `review.toml` takes them."""
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_CAPTURE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,99}")
_CAPTURE_OR_NONE = re.compile(rf"(?:{_CAPTURE.pattern})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SEEN = ("verdict", "by", "at", "reason", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWish:
    """One item of `POST decide`."""

    slug: str
    fingerprint: str
    verdict: Ruling | None
    """None takes the decision back."""
    reason: str
    """May be empty."""
    until: date | None
    seen: Mapping[str, str] | None
    """The state that the person saw: verdict, by, at, reason, until. None for an open one."""

    @property
    def key(self) -> tuple[str, str]:
        """Slug and fingerprint."""
        return (self.slug, self.fingerprint)

    @property
    def id(self) -> str:
        """Of the item."""
        return f"{self.slug}/{self.fingerprint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptWish:
    """One item of `POST accept`."""

    slug: str
    capture_id: str
    """Whose state is to be the accepted one."""
    seen: str
    """Capture id of the snapshot that the person saw; empty for none."""


def decision_wishes(value: object, today: date) -> tuple[DecisionWish, ...]:
    """Return what `POST decide` asks for; raise `UsageError` for anything that is not so."""
    wishes = []
    for where, item in _items(value, "decisions"):
        _check_keys(item, where, {"slug", "fingerprint", "verdict"}, {"reason", "until"}, {"check"})
        verdict = item["verdict"]
        if verdict is not None and verdict not in tuple(Ruling):
            raise UsageError(f"{where}: verdict must be one of {', '.join(Ruling)} or null")
        wishes.append(
            DecisionWish(
                slug=_shaped(item, "slug", _SLUG, where),
                fingerprint=_shaped(item, "fingerprint", _FINGERPRINT, where),
                verdict=None if verdict is None else Ruling(verdict),
                reason=_reason(item.get("reason", ""), where),
                until=_until(item.get("until", ""), today, where),
                seen=_seen(item.get("expected"), where),
            )
        )
    if len({wish.key for wish in wishes}) < len(wishes):
        raise UsageError("decisions: the same item comes twice")
    return tuple(wishes)


def accept_wishes(value: object) -> tuple[AcceptWish, ...]:
    """Return what `POST accept` asks for; raise `UsageError` for anything that is not so."""
    wishes = []
    for where, item in _items(value, "articles"):
        _check_keys(item, where, {"slug", "capture_id", "expected"}, set(), set())
        wishes.append(
            AcceptWish(
                slug=_shaped(item, "slug", _SLUG, where),
                capture_id=_shaped(item, "capture_id", _CAPTURE, where),
                seen=_shaped(item, "expected", _CAPTURE_OR_NONE, where),
            )
        )
    if len({wish.slug for wish in wishes}) < len(wishes):
        raise UsageError("articles: the same article comes twice")
    return tuple(wishes)


def _items(value: object, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    items = value.get(name) if isinstance(value, dict) and set(value) == {name} else None
    if not isinstance(items, list) or not 0 < len(items) <= _MOST:
        raise UsageError(f'send {{"{name}": [...]}} with 1 to {_MOST:,} of them, and nothing else')
    for at, item in enumerate(items):
        where = f"{name}[{at}]"
        if not isinstance(item, dict):
            raise UsageError(f"{where}: must be an object")
        yield where, item


def _check_keys(
    item: Mapping[str, Any], where: str, needed: set[str], free: set[str], told: set[str]
) -> None:
    """Refuse a wish with keys missing or unknown; `told` and the like are not looked at."""
    known = needed | free | told | {"subject", "expected"}
    if not needed <= set(item) or not set(item) <= known:
        raise UsageError(f"{where}: must have {', '.join(sorted(needed))}, of {sorted(known)}")


def _shaped(item: Mapping[str, Any], key: str, shape: re.Pattern[str], where: str) -> str:
    value = item[key]
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise UsageError(f"{where}: {key} is none")
    return value


def _reason(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > _MOST_REASON:
        raise UsageError(f"{where}: reason must be text of at most {_MOST_REASON:,} characters")
    value = value.replace("\r\n", "\n").strip()
    if _UNSEEN.search(value):
        raise UsageError(f"{where}: reason must not hold control characters")
    return value


def _until(value: object, today: date, where: str) -> date | None:
    if value == "":
        return None
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError  # noqa: TRY301 - one sentence for both
        day = date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{where}: until must be a day, such as 2026-12-31, or empty") from None
    if day < today:
        raise UsageError(f"{where}: until {day} is over; name a day that is to come")
    return day


def _seen(value: object, where: str) -> Mapping[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in _SEEN):
        raise UsageError(f"{where}: expected must be a state as it was shown, or null")
    return {key: value[key] for key in _SEEN}
