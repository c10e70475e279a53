"""Watching the film of a frame to its end, whatever replays it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from playwright.async_api import Frame, Page, TimeoutError  # noqa: A004 - Playwright's own

FIRST_PIECE_S = 2.0
"""Length of the first piece of the newsroom's streams: what is beyond was asked for later."""
_RATE = 8
_END_S = 0.3
"""What may be missing at the end: sound and pictures of a film are seldom equally long."""
_PATIENCE_MS = 20_000

HAS_FILM = "() => document.querySelector('video, audio') !== null"
_BUTTON = ".play, .start"
_PRESS = """rate => { const film = document.querySelector('video, audio');
  Object.assign(film, { muted: true, defaultPlaybackRate: rate, playbackRate: rate });
  film.play().catch(() => 0); }"""
_STATE = """() => { const film = document.querySelector('video, audio');
  return { reached_s: film.currentTime, duration_s: film.duration || 0, ended: film.ended,
    height_px: film.videoHeight || 0,
    error: film.error?.message || document.querySelector('.gone')?.textContent || '' }; }"""
_IS_OVER = f"""() => {{ const state = ({_STATE})();
  return state.ended || state.error !== ''
    || state.duration_s > 0 && state.reached_s >= state.duration_s - {_END_S}; }}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How far a film came."""

    reached_s: float = 0.0
    duration_s: float = 0.0
    ended: bool = False
    height_px: int = 0
    """Of the pictures that were shown; 0 for a sound."""
    error: str = ""
    """What the film or its player said when it gave up."""

    @property
    def is_begun(self) -> bool:
        """Tell whether it played past its first piece."""
        return self.reached_s > FIRST_PIECE_S

    @property
    def is_through(self) -> bool:
        """Tell whether its end was reached."""
        return self.ended or 0 < self.duration_s - _END_S <= self.reached_s


async def stage_of(page: Page) -> Frame | None:
    """Return the innermost frame that has a film or sound; None when none has."""
    for frame in reversed(page.frames):
        if await frame.evaluate(HAS_FILM):
            return frame
    return None


async def watch(frame: Frame) -> Watched:
    """Start the film of a frame and play it fast, to its end or until it is stuck."""
    button = await frame.query_selector(_BUTTON)
    if button is not None:
        await button.click()
    await frame.evaluate(_PRESS, _RATE)
    with contextlib.suppress(TimeoutError):  # the state says how far it came
        await frame.wait_for_function(_IS_OVER, timeout=_PATIENCE_MS)
    return Watched(**await frame.evaluate(_STATE))
