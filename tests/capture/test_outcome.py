"""How a player ended: by what is in the archive, else by what it says, else by its silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.browser import FilmState, Survey
from archiver.capture.films import Kept
from archiver.capture.outcome import Evidence, outcome_of
from archiver.models import PlayerOutcome

_FILM = FilmState(
    src="http://a.test/f.webm",
    duration_s=6.0,
    endless=False,
    time_s=0.0,
    ended=False,
    reached_s=6.0,
    buffered=True,
    ready=True,
    error="",
    protected=False,
    shown=True,
)
_NOTHING = Survey(text="", pictures=0, films=())
_SAYS_LOGIN = (PlayerOutcome.LOGIN, "请登录后观看")
_WHOLE = Kept(duration_s=6.0, kept_s=6.0, size_bytes=100)


def _seen(**facts: object) -> Evidence:
    usual: dict[str, object] = {"survey": _NOTHING, "kept": None, "said": None, "status": 200}
    return Evidence(**{**usual, **facts})  # type: ignore[arg-type]


def _shows(text: str = "", *, pictures: int = 0, **film: object) -> Survey:
    films = (replace(_FILM, **film),) if film else ()  # type: ignore[arg-type]
    return Survey(text=text, pictures=pictures, films=films)


@pytest.mark.parametrize(
    ("evidence", "outcome", "words"),
    [
        (_seen(kept=_WHOLE), PlayerOutcome.CAPTURED, ""),
        (_seen(kept=_WHOLE, said=_SAYS_LOGIN), PlayerOutcome.CAPTURED, ""),
        (_seen(kept=_WHOLE, status=403), PlayerOutcome.CAPTURED, ""),
        (_seen(kept=_WHOLE, loaded_again=True), PlayerOutcome.CAPTURED, "loaded again"),
        (
            _seen(kept=replace(_WHOLE, kept_s=4.0, missing=2)),
            PlayerOutcome.CAPTURED,
            "2 of its parts",
        ),
        (_seen(kept=replace(_WHOLE, kept_s=4.0, timed_out=True)), PlayerOutcome.CAPTURED, "longer"),
        (_seen(kept=Kept(kept_s=4.0, live=True)), PlayerOutcome.CAPTURED, "a live stream, cut"),
        (_seen(kept=Kept(kept_s=4.0, live=True, missing=1)), PlayerOutcome.CAPTURED, "live"),
        (_seen(kept=replace(_WHOLE, too_large=True)), PlayerOutcome.TOO_LARGE, "larger"),
        (
            _seen(kept=Kept(missing=1, timed_out=True)),
            PlayerOutcome.TIMEOUT,
            "did not come in time",
        ),
        (
            _seen(kept=Kept(missing=3), said=_SAYS_LOGIN),
            PlayerOutcome.LOGIN,
            "it says: 请登录后观看",
        ),
        (_seen(kept=Kept(missing=3), status=403), PlayerOutcome.REFUSED, "answered 403"),
        (_seen(kept=Kept(drm=True)), PlayerOutcome.DRM, "licence"),
        (_seen(kept=replace(_WHOLE, drm=True)), PlayerOutcome.DRM, "licence"),
        (_seen(survey=_shows(protected=True), said=_SAYS_LOGIN), PlayerOutcome.DRM, "licence"),
        (_seen(said=_SAYS_LOGIN, status=404), PlayerOutcome.LOGIN, "it says"),
        (_seen(status=401), PlayerOutcome.LOGIN, "its document answered 401"),
        (_seen(status=403), PlayerOutcome.REFUSED, "its document answered 403"),
        (_seen(status=404), PlayerOutcome.REMOVED, "its document answered 404"),
        (_seen(status=410), PlayerOutcome.REMOVED, "its document answered 410"),
        (_seen(status=451), PlayerOutcome.GEO, "its document answered 451"),
        (_seen(status=500), PlayerOutcome.UNKNOWN, "its document answered 500"),
        (_seen(status=0, dead=True), PlayerOutcome.TIMEOUT, "its document did not come"),
        (_seen(status=0), PlayerOutcome.UNKNOWN, "neither a film nor a picture"),
        (_seen(survey=_shows(error="media error 4")), PlayerOutcome.UNKNOWN, "media error 4"),
        (_seen(timed_out=True), PlayerOutcome.TIMEOUT, "no film came in time"),
        (_seen(survey=_shows("加载中…", pictures=1)), PlayerOutcome.TIMEOUT, "in time"),
        (_seen(survey=_shows("Loading")), PlayerOutcome.TIMEOUT, "in time"),
        (_seen(survey=_shows("downloadings")), PlayerOutcome.UNKNOWN, "neither"),
        (_seen(survey=_shows(pictures=1)), PlayerOutcome.POSTER_ONLY, "never loaded a film"),
        (
            _seen(survey=_shows(pictures=1), wanted=False),
            PlayerOutcome.POSTER_ONLY,
            "not to be kept",
        ),
        (_seen(), PlayerOutcome.UNKNOWN, "neither a film nor a picture"),
    ],
)
def test_the_outcome_and_what_decided_it(
    evidence: Evidence, outcome: PlayerOutcome, words: str
) -> None:
    found, note = outcome_of(evidence)
    assert found is outcome
    assert words in note
    assert bool(words) == bool(note)


def test_another_referer_is_tried_only_where_it_may_help() -> None:
    refused = PlayerOutcome.REFUSED
    assert _seen().is_refused(refused)
    assert _seen(status=403).is_refused(PlayerOutcome.UNKNOWN)
    assert not _seen(status=404).is_refused(PlayerOutcome.REMOVED)
    assert not _seen(wanted=False).is_refused(refused)


@pytest.mark.parametrize(
    "flaw",
    [{"missing": 1}, {"too_large": True}, {"timed_out": True}, {"live": True}, {"drm": True}],
)
def test_a_film_is_whole_when_nothing_is_missing(flaw: dict[str, object]) -> None:
    assert _WHOLE.is_whole
    assert not replace(_WHOLE, **flaw).is_whole  # type: ignore[arg-type]
