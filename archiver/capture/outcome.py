"""How the work on one player ended, by what was seen of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.browser import Survey
from archiver.capture.films import Kept
from archiver.models import PlayerOutcome

_LOADING = re.compile(
    r"加载中|正在加载|載入中|缓冲中|请稍候|\bloading\b|\bbuffering\b", re.IGNORECASE
)
_SAID_CHARACTERS = 200
_STATUSES = {
    401: PlayerOutcome.LOGIN,
    403: PlayerOutcome.REFUSED,
    404: PlayerOutcome.REMOVED,
    407: PlayerOutcome.LOGIN,
    410: PlayerOutcome.REMOVED,
    451: PlayerOutcome.GEO,  # unavailable for legal reasons: in this country, mostly (RFC 7725)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was seen of a player once it was asked to play."""

    survey: Survey
    kept: Kept | None
    """None when no film came."""
    said: tuple[PlayerOutcome, str] | None
    """What its text means, by the rules, and the very words."""
    status: int
    """HTTP status of its document; 0 when none came."""
    blocked: str = ""
    """Why the browser loads no such frame at all, where it does not."""
    dead: bool = False
    """True when Chromium shows its own error in the frame."""
    timed_out: bool = False
    wanted: bool = True
    """False when films were not to be kept."""
    loaded_again: bool = False
    """True when it was seen after its frame was loaded under another Referer policy."""

    def is_refused(self, outcome: PlayerOutcome) -> bool:
        """Tell whether another Referer may help."""
        return self.wanted and (outcome is PlayerOutcome.REFUSED or self.status == 403)


def outcome_of(evidence: Evidence) -> tuple[PlayerOutcome, str]:
    """Return the outcome and, in words, what decided it.

    What is in the archive counts before what the player says: many show a message
    beside a film that plays.
    """
    kept = evidence.kept
    if (kept is not None and kept.drm) or any(film.protected for film in evidence.survey.films):
        return PlayerOutcome.DRM, "the film is encrypted for a licence server"
    if kept is not None and (found := _of_film(evidence, kept)) is not None:
        return found
    if evidence.said is not None:
        return evidence.said[0], f"it says: {evidence.said[1]}"
    return _of_document(evidence) or _of_silence(evidence)


def _of_film(evidence: Evidence, kept: Kept) -> tuple[PlayerOutcome, str] | None:
    again = "loaded again under another Referer policy" if evidence.loaded_again else ""
    if kept.too_large:
        return PlayerOutcome.TOO_LARGE, "its film is larger than the limit for one film"
    if kept.is_whole:
        return PlayerOutcome.CAPTURED, again
    if kept.kept_s:
        words = f"{kept.missing} of its parts are missing" if kept.missing else again
        if kept.timed_out:
            words = "its film took longer than the limit for one film"
        return PlayerOutcome.CAPTURED, "a live stream, cut" if kept.live else words
    if kept.timed_out:
        return PlayerOutcome.TIMEOUT, "its film did not come in time"
    return None


def _of_document(evidence: Evidence) -> tuple[PlayerOutcome, str] | None:
    status = evidence.status
    if evidence.blocked:
        return PlayerOutcome.UNKNOWN, evidence.blocked
    if status == 0 and evidence.dead:
        return PlayerOutcome.TIMEOUT, "its document did not come"
    if status < 400:
        return None
    return _STATUSES.get(status, PlayerOutcome.UNKNOWN), f"its document answered {status}"


def _of_silence(evidence: Evidence) -> tuple[PlayerOutcome, str]:
    survey = evidence.survey
    error = next((film.error for film in survey.films if film.error), "")
    if error:
        return PlayerOutcome.UNKNOWN, f"its film does not play: {error}"
    if evidence.timed_out or _LOADING.search(survey.text[:_SAID_CHARACTERS]):
        return PlayerOutcome.TIMEOUT, "no film came in time"
    if survey.pictures:
        words = "films were not to be kept" if not evidence.wanted else "it never loaded a film"
        return PlayerOutcome.POSTER_ONLY, words
    return PlayerOutcome.UNKNOWN, "it shows neither a film nor a picture"
