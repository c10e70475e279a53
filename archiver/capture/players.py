"""The players of a page: each is asked to play, and ends in one named outcome.

Every player has a budget of its own, and takes nothing from the page's: by now the
page is pictured and read.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from archiver.browser import FilmState, Need, OpenPage, Player, Survey
from archiver.capture.films import FilmKeeper, Kept
from archiver.capture.outcome import Evidence, outcome_of
from archiver.capture.settings import CaptureSettings
from archiver.capture.takings import ManifestTaken, Takings
from archiver.models import PlayerOutcome, PlayerState, Screenshot, VideoChoice
from archiver.rules import PlayerRule, Plays
from archiver.urls import is_http

_LOOK_S = 0.25
_PRESS_S = 3.0
"""How long a click may take to have an effect before the next way is tried."""
_SILENT_S = 0.5
_CALM_S = 1.5
"""Silence after which a player that was pressed in every way will not play."""
_MANIFESTS = 3
_WALK_IDLE_S = 6.0
"""A walk that gets no further for so long is over."""
_TEXT_CHARACTERS = 500
_URLS = 8
_MIXED = "browsers load no http frame into an https page"
_WOKEN = "the page never loaded it, archiver did"


@dataclass(frozen=True, slots=True)
class _Place:
    player: Player
    frame: int
    url: str
    rule: PlayerRule | None


class PlayerKeeper:
    """Looks after the players of one page, one by one: they share mouse and window."""

    def __init__(
        self, page: OpenPage, takings: Takings, films: FilmKeeper, settings: CaptureSettings
    ) -> None:
        self._page = page
        self._takings = takings
        self._films = films
        self._settings = settings
        self.states: list[PlayerState] = []
        self.pictures: list[Screenshot] = []
        self._woken: list[str] = []

    async def keep_all(self, promised: frozenset[str]) -> None:
        """Look after every player of the page; `promised` are addresses of the post's own.

        States and pictures are there as far as it came, should it be ended before.
        """
        self._woken = await self._page.wake_frames()
        if self._woken:
            await self._page.quiet(idle_s=_LOOK_S, timeout_s=self._settings.limits.player_s)
        places = await self._places()
        # The post's own come first, should there be more than the budget is for.
        places.sort(key=lambda place: place.url not in promised)
        for place in places[: self._settings.limits.players]:
            state = await self._keep(place)
            if state is not None:
                self.states.append(state)
        main = self._page.main_player()
        if main is not None and (state := await self._keep_inline(main)) is not None:
            self.states.append(state)
        self.states.sort(key=lambda each: each.frame)

    async def leave_all(self) -> None:
        """Say of every player of the page that it was left alone, as the settings have it."""
        for place in await self._places():
            if place.rule is not None and place.rule.plays is Plays.ALWAYS:
                survey = Survey(text="", pictures=1, films=())
                status = self._status(place)
                evidence = Evidence(
                    survey=survey, kept=None, said=None, status=status, wanted=False
                )
                self.states.append(self._state(place, evidence))

    async def _places(self) -> list[_Place]:
        await self._page.look_again()
        return [
            _Place(each.player, each.index, each.source, self._rule(each.source))
            for each in self._page.player_frames()
        ]

    def _rule(self, url: str) -> PlayerRule | None:
        return self._settings.rulebook.players.rule_for(url)

    async def _keep(self, place: _Place) -> PlayerState | None:
        """Look after the player in a frame; None when nothing plays there."""
        if self._is_dead(place):
            return self._state(place, self._dead_evidence(place))
        survey = await place.player.survey()
        if place.rule is None and not survey.films:
            return None
        evidence = await self._played(place, survey)
        outcome, _ = outcome_of(evidence)
        # A player that minds the Referer may play for another one.
        if evidence.is_refused(outcome) and await self._load_again(place):
            again = await self._played(place, await place.player.survey())
            if outcome_of(again)[0] is not outcome:
                evidence = replace(again, loaded_again=True)
        if _may_play_nothing(place.rule, outcome_of(evidence)[0]):
            return None
        picture = await place.player.picture()
        if picture is not None:
            self.pictures.append(picture)
        return self._state(place, evidence)

    async def _keep_inline(self, main: Player) -> PlayerState | None:
        """Look after films of the page's own document that a script feeds.

        Files are no players: they are asked for whole like any other (`FilmKeeper`).
        """
        survey = await main.survey()
        fed = [film for film in survey.films if film.src.startswith("blob:")]
        urls = frozenset({main.url})
        if not fed and not self._takings.manifests_of(urls):
            return None
        place = _Place(main, 0, main.url, None)
        return self._state(place, await self._played(place, survey))

    async def _load_again(self, place: _Place) -> bool:
        policy = "no-referrer"
        if place.rule is not None and place.rule.referrer != "forbidden":
            policy = "strict-origin-when-cross-origin"
        if not await place.player.load_again(policy):
            return False
        await asyncio.sleep(_LOOK_S)
        await self._page.quiet(idle_s=_LOOK_S, timeout_s=self._settings.limits.player_s)
        await self._page.look_again()
        found = [each for each in self._page.player_frames() if each.index == place.frame]
        if found:
            place.player.frame = found[0].player.frame
        return bool(found)

    # --- one player

    async def _played(self, place: _Place, survey: Survey) -> Evidence:
        """Have a player play, keep what it plays, and return what was seen."""
        kept: Kept | None = None
        timed_out = False
        wanted = self._settings.video is not VideoChoice.POSTER
        if wanted:
            try:
                async with asyncio.timeout(self._settings.limits.player_s):
                    survey = await self._press(place, survey)
            except TimeoutError:
                timed_out = True
                survey = await place.player.survey()
            # It may have begun to play at the last moment.
            if self._flows(place, survey):
                kept = await self._film(place, survey)
                survey = await place.player.survey()
        await place.player.pause()
        said = place.rule.said(survey.text) if place.rule else None
        return Evidence(
            survey=survey,
            kept=kept,
            said=said,
            status=self._status(place),
            timed_out=timed_out,
            wanted=wanted,
        )

    async def _press(self, place: _Place, survey: Survey) -> Survey:
        """Try one way after the other to have it play; return what it shows then."""
        player = place.player
        selectors = place.rule.play if place.rule else ()
        inline = place.frame == 0
        ways: list[Callable[[], Awaitable[object]]] = [player.play]
        if not inline:
            ways = [lambda: player.press(selectors), player.play, player.press_middle]
        survey = await self._awaited(place, survey, _LOOK_S)
        for way in ways:
            if self._flows(place, survey) or self._is_refusal(place, survey):
                return survey
            await way()
            survey = await self._awaited(place, survey, _PRESS_S)
        while not (self._flows(place, survey) or self._is_refusal(place, survey)):
            # Something may still be on its way: a slow server, a count-down, a spinner.
            await self._page.quiet(idle_s=_CALM_S, timeout_s=self._settings.limits.player_s)
            before = survey
            survey = await self._look(player)
            if survey == before:
                break
        return survey

    async def _awaited(self, place: _Place, survey: Survey, patience_s: float) -> Survey:
        """Wait until a player plays, gives up, or is silent and does not change any more."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience_s
        while loop.time() < deadline:
            await asyncio.sleep(_LOOK_S)
            quiet = await self._page.quiet(idle_s=_SILENT_S, timeout_s=patience_s)
            before, survey = survey, await self._look(place.player)
            if self._flows(place, survey) or self._is_refusal(place, survey):
                break
            if quiet and survey == before:
                break
        return survey

    async def _look(self, player: Player) -> Survey:
        await self._page.look_again()
        return await player.survey()

    def _status(self, place: _Place) -> int:
        """HTTP status of a player's document, 0 when none came."""
        return self._takings.status_of(place.player.url) or self._takings.status_of(place.url)

    def _dead_evidence(self, place: _Place) -> Evidence:
        status, why = self._status(place), ""
        if not status and self._page.snapshot.url.startswith("https:"):
            why = _MIXED if place.url.startswith("http:") else ""
        nothing = Survey(text="", pictures=0, films=())
        return Evidence(
            survey=nothing, kept=None, said=None, status=status, dead=not status, blocked=why
        )

    def _is_dead(self, place: _Place) -> bool:
        """Tell whether there is no document to press: it failed, or never came."""
        status = self._status(place)
        came = is_http(place.player.url)
        return place.rule is not None and (status >= 400 or not (came or status))

    def _is_refusal(self, place: _Place, survey: Survey) -> bool:
        if any(film.error or film.protected for film in survey.films):
            return True
        return bool(place.rule and place.rule.said(survey.text))

    def _urls(self, place: _Place) -> frozenset[str]:
        return frozenset(frame.url for frame in place.player.inside())

    def _manifests(self, place: _Place) -> list[ManifestTaken]:
        found = self._takings.manifests_of(self._urls(place))
        return [taken for taken in found if taken.choice.parts or taken.manifest.renditions]

    def _flows(self, place: _Place, survey: Survey) -> bool:
        if survey.flows or self._manifests(place):
            return True
        # Some players have their sound in no element of the document.
        return not survey.films and bool(self._takings.films_of(self._urls(place)))

    async def _film(self, place: _Place, survey: Survey) -> Kept | None:
        """Keep the film of a player that plays."""
        manifests = self._manifests(place)
        if not manifests and any(film.src.startswith("blob:") for film in survey.films):
            # Its manifest may follow its first bytes.
            await self._page.quiet(idle_s=_LOOK_S, timeout_s=_PRESS_S)
            manifests = self._manifests(place)
        if manifests:
            await place.player.pause()
            kept = [await self._films.keep_manifest(taken) for taken in manifests[:_MANIFESTS]]
            return max(kept, key=lambda each: each.kept_s or 0.0)
        sources = [film.src for film in survey.films if is_http(film.src)]
        if not survey.films:
            sources = list(
                dict.fromkeys(film.url for film in self._takings.films_of(self._urls(place)))
            )
        if sources:
            await place.player.pause()
            duration_s = max((film.duration_s or 0.0 for film in survey.films), default=0.0)
            files = [
                await self._films.keep_file(src, Need(place.player.url)) for src in sources[:_URLS]
            ]
            best = max(files, key=lambda each: (each.is_whole, each.size_bytes))
            length_s = duration_s or None
            return replace(best, duration_s=length_s, kept_s=length_s if best.is_whole else None)
        return await self._files_of_pieces(place, survey) or await self._walk(place)

    async def _files_of_pieces(self, place: _Place, survey: Survey) -> Kept | None:
        """Keep whole the files of which a player feeds pieces; None when it feeds none."""
        urls = self._urls(place)
        needs = await self._page.unread_films()
        pieces = {url: need for url, need in needs.items() if need.frame_url in urls}
        fed = {url: need for url, need in pieces.items() if need.referrer is not None}
        if not fed:
            return None
        await place.player.pause()
        files = [await self._films.keep_file(url, need) for url, need in fed.items()]
        whole = all(file.is_whole for file in files)
        length_s = max((film.duration_s or 0.0 for film in survey.films), default=0.0) or None
        return Kept(
            duration_s=length_s,
            kept_s=length_s if whole else None,
            size_bytes=sum(file.size_bytes for file in files),
            missing=sum(file.missing for file in files),
            too_large=any(file.too_large for file in files),
            timed_out=any(file.timed_out for file in files),
        )

    async def _walk(self, place: _Place) -> Kept | None:
        """Play a film through whose parts no manifest names, as fast as its buffer fills."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._settings.limits.walk_s
        reached_s, moved_at = -1.0, loop.time()
        survey = await place.player.survey()
        while loop.time() < deadline and loop.time() - moved_at < _WALK_IDLE_S:
            survey = await place.player.step()
            now_s = sum(film.reached_s for film in survey.films)
            if now_s > reached_s + 0.1:
                reached_s, moved_at = now_s, loop.time()
            if survey.films and all(_is_through(film) for film in survey.films):
                break
        await place.player.pause()
        longest = max(survey.films, key=lambda film: film.reached_s, default=None)
        if longest is None:
            return None
        # Players of their own making ask for pieces of a file: it is kept whole.
        await self._films.keep_unread()
        whole = _is_through(longest)
        return Kept(
            duration_s=longest.duration_s,
            kept_s=longest.duration_s if whole else longest.reached_s,
            live=longest.endless,
            missing=0 if whole else 1,
            timed_out=not whole and loop.time() >= deadline,
        )

    def _state(self, place: _Place, evidence: Evidence) -> PlayerState:
        outcome, note = outcome_of(evidence)
        if place.url in self._woken:
            note = f"{note}; {_WOKEN}" if note else _WOKEN
        urls = self._urls(place)
        films = self._takings.films_of(urls)
        kept = evidence.kept or Kept()
        addresses = dict.fromkeys(
            [taken.manifest.url for taken in self._takings.manifests_of(urls)]
            + [film.url for film in films]
        )
        pieces: Counter[str] = Counter()
        for film in films:
            pieces[film.url] += film.size_bytes
        loaded_bytes = sum(self._takings.size_bytes(url) or pieces[url] for url in pieces)
        return PlayerState(
            url=place.url,
            frame=place.frame,
            provider=place.rule.id if place.rule else ("generic" if place.frame else "page"),
            outcome=outcome,
            page_url=place.rule.page_url(place.url) if place.rule else "",
            status=evidence.status,
            duration_s=kept.duration_s,
            kept_s=kept.kept_s,
            size_bytes=max(kept.size_bytes, loaded_bytes),
            live=kept.live,
            wanted=evidence.wanted,
            note=note,
            text=evidence.survey.text[:_TEXT_CHARACTERS] if place.frame else "",
            media_urls=tuple(addresses)[:_URLS],
        )


def _may_play_nothing(rule: PlayerRule | None, outcome: PlayerOutcome) -> bool:
    """Tell whether a frame without a film is as it should be: a post of a network, say."""
    silent = outcome in {PlayerOutcome.POSTER_ONLY, PlayerOutcome.UNKNOWN}
    return rule is not None and rule.plays is Plays.MAYBE and silent


def _is_through(film: FilmState) -> bool:
    return film.duration_s is not None and film.reached_s >= film.duration_s - 0.5
