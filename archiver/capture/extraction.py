"""Films that a player did not give, asked of yt-dlp on the provider's own page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archiver import urls
from archiver.browser import Browser
from archiver.capture.settings import CaptureSettings
from archiver.capture.takings import Takings
from archiver.extract import Extraction, extract, is_available
from archiver.models import PlayerOutcome, PlayerState, VideoChoice

_GAVE_NOTHING = frozenset(
    {
        PlayerOutcome.LOGIN,
        PlayerOutcome.POSTER_ONLY,
        PlayerOutcome.REFUSED,
        PlayerOutcome.TIMEOUT,
        PlayerOutcome.UNKNOWN,
    }
)
"""A film that was removed, encrypted or kept from this country yt-dlp does not get either."""
_FILMS_ONLY = frozenset({VideoChoice.POSTER, VideoChoice.NONE})
_URLS = 8


class Extractor:
    """Asks about the players of one page, as a stranger: no cookies go along."""

    def __init__(
        self, browser: Browser, takings: Takings, settings: CaptureSettings, spool: Path
    ) -> None:
        self._browser = browser
        self._takings = takings
        self._settings = settings
        self._spool = spool

    @property
    def is_wanted(self) -> bool:
        """Whether films are wanted from it, and it is installed."""
        settings = self._settings
        return settings.extract and settings.video not in _FILMS_ONLY and is_available()

    async def completed(self, state: PlayerState, page_url: str) -> PlayerState:
        """Return what became of a player, with what yt-dlp got where it gave nothing itself."""
        if state.outcome not in _GAVE_NOTHING or not urls.is_http(state.page_url):
            return state
        limits = self._settings.limits
        found = await extract(
            state.page_url,
            referrer=urls.default_referrer(page_url, state.page_url),
            user_agent=self._browser.environment.user_agent,
            proxy_port=self._browser.guard.port,
            choice=self._settings.video,
            spool=self._spool,
            sink=self._takings.put,
            body_bytes=min(limits.body_bytes, limits.film_bytes),
            total_bytes=limits.film_bytes,
            timeout_s=limits.film_s,
            peer_of=self._browser.guard.peer_of,
            trusted_pem=self._browser.settings.trusted_pem,
        )
        state = replace(state, title=found.title, answer=_answer(found))
        if found.outcome is not PlayerOutcome.CAPTURED:
            return replace(state, note=f"{state.note}; yt-dlp: {found.note}")
        note = f"the player gave nothing ({state.note}); yt-dlp got it from {state.page_url}"
        return replace(
            state,
            outcome=PlayerOutcome.CAPTURED,
            duration_s=found.duration_s,
            kept_s=found.duration_s,
            size_bytes=state.size_bytes + found.size_bytes,
            note=f"{note}; {found.note}" if found.note else note,
            media_urls=(*state.media_urls, *found.media_urls)[:_URLS],
        )


def _answer(found: Extraction) -> str:
    """Return what the provider's page said: the outcome, and its words where it gave some."""
    return f"{found.outcome.value}: {found.note}" if found.note else found.outcome.value
