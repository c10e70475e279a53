"""What is done with a page once it was seen: its pictures, its players, its films."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from archiver.browser import OpenPage
from archiver.capture.experience import Experience
from archiver.capture.extraction import Extractor
from archiver.capture.films import FilmKeeper
from archiver.capture.pictures import PictureKeeper
from archiver.capture.players import PlayerKeeper
from archiver.capture.settings import CaptureSettings
from archiver.capture.takings import Takings
from archiver.models import (
    MEDIA_KINDS,
    BlockKind,
    Capture,
    PageSnapshot,
    PlayerState,
    Screenshot,
    Target,
    VideoChoice,
)

_PLAYING = MEDIA_KINDS - {BlockKind.IMAGE}


@dataclass(slots=True)
class Aftercare:
    """Looks after the media of one page; called with the page, once."""

    target: Target
    settings: CaptureSettings
    experience: Experience
    takings: Takings
    extractor: Extractor
    so_far: Callable[[PageSnapshot], Awaitable[Capture]]
    """Gives the capture with every line that is written by now."""
    players: list[PlayerState] = field(default_factory=list)
    pictures: list[Screenshot] = field(default_factory=list)
    """Of the players."""
    notes: list[str] = field(default_factory=list)

    async def __call__(self, page: OpenPage) -> None:
        """Do all of it, each part within its own budget."""

        async def so_far() -> Capture:
            return await self.so_far(page.snapshot)

        pictures = PictureKeeper(page, self.settings, self.experience, so_far)
        async with self._budget(page, self.settings.limits.page_s, "pictures"):
            await pictures.keep_all(self.target.post)
        if not self._may_play(page):
            return
        films = FilmKeeper(page, self.takings, self.settings.video)
        players = PlayerKeeper(page, self.takings, films, self.settings)
        self.players, self.pictures = players.states, players.pictures
        if self.settings.video is VideoChoice.NONE:
            await players.leave_all()
            return
        async with self._budget(page, self.settings.limits.media_s, "films"):
            await players.keep_all(self._promised())
            if self.settings.video is not VideoChoice.POSTER:
                await films.keep_unread()
                await films.keep_tracks()
                await pictures.keep_films(self.target.post, films.tried)
            if self.extractor.is_wanted:
                await self._complete(page.snapshot.url)

    async def _complete(self, page_url: str) -> None:
        """Ask for the films of the players that gave nothing, one by one."""
        for index, state in enumerate(self.players):
            self.players[index] = await self.extractor.completed(state, page_url)

    @asynccontextmanager
    async def _budget(self, page: OpenPage, budget_s: float, what: str) -> AsyncIterator[None]:
        """End the block when its time is up, with a note; time in which bodies flow is free."""
        try:
            async with page.allowance.timeout(budget_s):
                yield
        except TimeoutError:
            self.notes.append(f"the {what} of the page were not done within {budget_s:g} s")

    def _may_play(self, page: OpenPage) -> bool:
        """Tell whether the page has, or was to have, anything that plays."""
        post = self.target.post
        promised = any(block.kind in _PLAYING for block in post.blocks) if post else False
        shown = page.films or any(state.kind in _PLAYING for state in page.snapshot.media)
        came = bool(self.takings.films or self.takings.manifests)
        return bool(promised or shown or came or len(page.snapshot.frames) > 1)

    def _promised(self) -> frozenset[str]:
        post = self.target.post
        blocks = post.blocks if post else ()
        return frozenset(block.url for block in blocks if block.kind is BlockKind.PLAYER)
