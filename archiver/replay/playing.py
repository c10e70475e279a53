"""The players of a page that is shown again: asked to play, and watched to the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archiver.browser import FilmState, Limits, OpenPage, Player, PlayerFrame, Survey
from archiver.models import PlayerOutcome, PlayerState
from archiver.rules import PlayerRules
from archiver.urls import is_http

_LOOK_S = 0.2
_PRESS_S = 3.0
"""How long a click may take to have an effect before the next way is tried: as at the capture."""
_IDLE_S = 5.0
"""A film that gets no further for so long is stuck."""
_SLACK_S = 0.5
"""What may be missing at the end: sound and pictures of a film are seldom equally long."""
_POLICY = "no-referrer"
_MOST_FILES = 20
_STUCK = "in the archive it plays only so far"
_SILENT = "it was kept, and does not play from the archive"


@dataclass(slots=True)
class PlayingAgain:
    """Has the players of one page play; called with the page, once.

    A player that gave no film at the capture is not asked again: it is as it was.
    """

    kept: Sequence[PlayerState]
    """What became of the players at the capture."""
    rules: PlayerRules
    was_given: Callable[[str], bool] = lambda _: False
    """Tells whether the page was given an answer for an address."""
    states: list[PlayerState] = field(default_factory=list)
    """What becomes of them now."""

    async def __call__(self, page: OpenPage) -> None:
        """Ask one after the other; states are there as far as it came."""
        if any(each.outcome is PlayerOutcome.CAPTURED for each in self.kept):
            await page.wake_frames()
            await page.quiet(idle_s=_LOOK_S, timeout_s=page.limits.player_s)
        await page.look_again()
        for state in self.kept:
            if not state.frame:
                continue
            frame = _frame_of(page, state)
            if state.outcome is not PlayerOutcome.CAPTURED:
                self.states.append(state)
            elif frame is None:
                self.states.append(_silent(state, "its frame did not come"))
            else:
                self.states.append(await self._in_frame(page, frame, state))
        main = page.main_player()
        if main is not None:
            self.states += await self._on_page(page, main)
        self.states.sort(key=lambda each: each.frame)

    async def _in_frame(
        self, page: OpenPage, frame: PlayerFrame, state: PlayerState
    ) -> PlayerState:
        survey = await self._started(page, frame.player, state)
        if not self._is_heard(survey, state) and await frame.player.load_again(_POLICY):
            # As at the capture: a player that minds the Referer was loaded once more.
            await page.quiet(idle_s=_LOOK_S, timeout_s=page.limits.player_s)
            await page.look_again()
            again = _frame_of(page, state)
            if again is not None:
                frame = again
                survey = await self._started(page, frame.player, state)
        if not survey.films and self._is_heard(survey, state):
            return state
        if not survey.flows:
            return _silent(state, _error_of(survey) or _SILENT)
        in_time = await _watch(frame.player, page.limits, state.kept_s)
        await frame.player.pause()
        return _shown(state, (await frame.player.survey()).films) if in_time else state

    async def _on_page(self, page: OpenPage, main: Player) -> list[PlayerState]:
        """Have the films of the page's own document play: each file, and what scripts feed."""
        before = next((each for each in self.kept if not each.frame), None)
        survey = await main.survey()
        files = [film.src for film in survey.films if is_http(film.src)][:_MOST_FILES]
        fed = any(film.src.startswith("blob:") for film in survey.films)
        if not files and not (fed or before):
            return []
        await main.play()
        in_time = await _watch(main, page.limits, None)
        await main.pause()
        films = {film.src: film for film in (await main.survey()).films}
        states = [_file_state(main.url, films[src]) for src in files if src in films and in_time]
        if before is not None and not set(before.media_urls) & set(files):
            streams = [film for src, film in films.items() if src.startswith("blob:")]
            is_kept = before.outcome is PlayerOutcome.CAPTURED
            states.append(_shown(before, streams) if is_kept and in_time else before)
        return states

    def _is_heard(self, survey: Survey, state: PlayerState) -> bool:
        """Tell whether a player plays: some have their sound in no element to be watched."""
        given = not survey.films and any(map(self.was_given, state.media_urls))
        return survey.flows or given

    async def _started(self, page: OpenPage, player: Player, state: PlayerState) -> Survey:
        """Try one way after the other to have a player play; return what it shows then."""
        rule = self.rules.rule_for(state.url)
        selectors = rule.play if rule else ()
        survey = await player.survey()
        for way in (lambda: player.press(selectors), player.play, player.press_middle):
            if self._is_heard(survey, state) or _error_of(survey):
                break
            await way()
            survey = await self._awaited(page, player, state)
        await player.play()
        return await self._awaited(page, player, state)

    async def _awaited(self, page: OpenPage, player: Player, state: PlayerState) -> Survey:
        """Wait until a player plays or gives up, or for as long as a click may take."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _PRESS_S
        while True:
            await asyncio.sleep(_LOOK_S)
            await page.look_again()
            survey = await player.survey()
            is_settled = self._is_heard(survey, state) or bool(_error_of(survey))
            if is_settled or loop.time() >= deadline:
                return survey


async def _watch(player: Player, limits: Limits, enough_s: float | None) -> bool:
    """Play all films of a player fast, to their ends or until none gets further.

    Return False when that took too long to tell. `enough_s` is what the archive has of
    the longest.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limits.walk_s
    reached_s, moved_at = -1.0, loop.time()
    survey = await player.step()
    while loop.time() - moved_at < _IDLE_S:
        if loop.time() >= deadline:
            return False
        now_s = sum(film.reached_s + film.time_s for film in survey.films)
        if now_s > reached_s + 0.1:
            reached_s, moved_at = now_s, loop.time()
        if all(_is_over(film, enough_s) for film in survey.films):
            break
        survey = await player.step()
    return True


def _is_over(film: FilmState, enough_s: float | None) -> bool:
    return film.ended or bool(film.error) or not film.src or _is_through(film, enough_s)


def _is_through(film: FilmState, enough_s: float | None) -> bool:
    """Tell whether a film came to its end, or as far as the archive has it.

    Of a file the buffer tells nothing: Chromium guesses by its bytes how long they play.
    One whose bytes break off ends like any other: that is for the capture to tell.
    """
    if is_http(film.src):
        length_s = film.duration_s if enough_s is None else enough_s
        return film.ended and (length_s is None or film.time_s >= length_s - _SLACK_S)
    if enough_s is not None and film.reached_s >= enough_s - _SLACK_S:
        return True
    return film.duration_s is not None and film.reached_s >= film.duration_s - _SLACK_S


def _reached_s(film: FilmState) -> float:
    return film.time_s if is_http(film.src) else film.reached_s


def _frame_of(page: OpenPage, state: PlayerState) -> PlayerFrame | None:
    """Return the frame of a player of the capture: of its address, and the nearest place."""
    found = [each for each in page.player_frames() if each.source == state.url]
    return min(found, key=lambda each: abs(each.index - state.frame), default=None)


def _error_of(survey: Survey) -> str:
    return next((film.error for film in survey.films if film.error), "")


def _silent(state: PlayerState, note: str) -> PlayerState:
    return PlayerState(
        url=state.url,
        frame=state.frame,
        provider=state.provider,
        outcome=PlayerOutcome.UNKNOWN,
        status=state.status,
        note=note,
    )


def _shown(state: PlayerState, films: Sequence[FilmState]) -> PlayerState:
    """Return how a player came out that played: no further than the capture has of it."""
    film = max(films, key=_reached_s, default=None)
    if film is None or film.error:
        return _silent(state, film.error if film else _SILENT)
    if state.live or _is_through(film, state.kept_s):
        return state
    return PlayerState(
        url=state.url,
        frame=state.frame,
        provider=state.provider,
        outcome=PlayerOutcome.CAPTURED,
        status=state.status,
        duration_s=film.duration_s or state.duration_s,
        kept_s=round(_reached_s(film), 3),
        note=_STUCK,
        media_urls=state.media_urls,
    )


def _file_state(page_url: str, film: FilmState) -> PlayerState:
    """Return how a film or sound of the page's own document came out."""
    failed = bool(film.error) or film.duration_s is None
    through = _is_through(film, None)
    return PlayerState(
        url=page_url,
        frame=0,
        provider="page",
        outcome=PlayerOutcome.UNKNOWN if failed else PlayerOutcome.CAPTURED,
        duration_s=film.duration_s,
        kept_s=None if failed else film.duration_s if through else round(_reached_s(film), 3),
        note=film.error or ("" if through else _STUCK),
        media_urls=(film.src,),
    )
