"""yt-dlp's errors as outcomes of a player: by their class, then by their words.

Classes are known by name, so that yt-dlp need not be imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.models import PlayerOutcome, Truncation

_MOST_CHARACTERS = 300
_MOST_CAUSES = 20
_READ_CHARACTERS = 4000
"""Of a message: those of yt-dlp may quote a whole answer."""

_STOPS = {
    Truncation.LENGTH: (PlayerOutcome.TOO_LARGE, "The film is larger than what may be kept of it."),
    Truncation.TIME: (PlayerOutcome.TIMEOUT, "The film did not come in the time that it had."),
}
_STATUSES = {
    401: PlayerOutcome.LOGIN,
    404: PlayerOutcome.REMOVED,
    410: PlayerOutcome.REMOVED,
    451: PlayerOutcome.GEO,
}
# The words of yt-dlp's extractors and of the sites that they quote (players.md 7).
_WORDS = {
    PlayerOutcome.DRM: [r"\bDRM\b"],
    PlayerOutcome.GEO: [
        r"\bgeo[- ]?(?:restrict|block)",
        r"\b(?:in|from) your (?:country|location|region)\b",
        r"所在(?:区域|地区)|版权原因",
    ],
    PlayerOutcome.LOGIN: [
        r"\blog(?:ged)?[- ]?in\b|\bsign(?:ed)? in\b|\bcookies\b",
        r"\bregistered users\b|\bpassword\b|\bpremium\b",
        r"登录|会员",
    ],
    PlayerOutcome.REMOVED: [
        r"\bremoved\b|\bprivate\b|(?<!service )\bunavailable\b|\bdeleted\b",
        r"\b(?:does not|doesn't|no longer) exists?\b",
        r"不存在|私密|已删除|下架",
    ],
    PlayerOutcome.TIMEOUT: [r"\btimed out\b"],
}
_PATTERNS = {
    outcome: re.compile("|".join(words), re.IGNORECASE) for outcome, words in _WORDS.items()
}
_ADDRESS = re.compile(r"\bhttps?://\S+")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TAIL = re.compile(
    r"[;.,]?\s*(?:please report this issue on|You might want to use a VPN|Use --).*", re.IGNORECASE
)


def outcome_of(error: BaseException, stopped: Truncation | None) -> tuple[PlayerOutcome, str]:
    """Return what an error of yt-dlp means, and its sentence.

    `stopped` is why the extraction was stopped, when it was: that comes first,
    for the error is then only how yt-dlp took it.
    """
    if stopped in _STOPS:
        return _STOPS[stopped]
    causes = tuple(_causes(error))
    return _meaning(causes), _words(causes)


def _meaning(causes: tuple[BaseException, ...]) -> PlayerOutcome:
    classes = {base.__name__ for cause in causes for base in type(cause).__mro__}
    if "GeoRestrictedError" in classes:
        return PlayerOutcome.GEO
    if "UnsupportedError" in classes:
        return PlayerOutcome.UNKNOWN
    for cause in causes:
        status = getattr(cause, "status", None)
        if isinstance(status, int) and status in _STATUSES:
            return _STATUSES[status]
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return PlayerOutcome.TIMEOUT
    said = _ADDRESS.sub("", " ".join(_message(cause) for cause in causes))
    found = (outcome for outcome, pattern in _PATTERNS.items() if pattern.search(said))
    return next(found, PlayerOutcome.UNKNOWN)


def plain(text: str) -> str:
    """Return a stranger's text on one line, without control characters, cut to 300."""
    line = _line(text)
    return line if len(line) <= _MOST_CHARACTERS else line[: _MOST_CHARACTERS - 1] + "…"


def _line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", _COLOURS.sub("", text[:_READ_CHARACTERS])).split())


def _words(causes: tuple[BaseException, ...]) -> str:
    """The sentence of the error that knows most: an extractor's own, without its trimmings."""
    told = next((cause for cause in causes if hasattr(cause, "orig_msg")), causes[0])
    line = _TAIL.sub("", _line(_message(told)).removeprefix("ERROR: "))
    return plain(line) or type(told).__name__


def _message(cause: BaseException) -> str:
    return str(getattr(cause, "orig_msg", "") or cause)[:_READ_CHARACTERS]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what led to it, however yt-dlp keeps that."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _MOST_CAUSES:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        known = (getattr(cause, "exc_info", None) or (None, None))[1]
        behind = (known, getattr(cause, "cause", None), cause.__cause__, cause.__context__)
        waiting += [other for other in behind if isinstance(other, BaseException)]
