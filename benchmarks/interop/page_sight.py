"""What a reader sees of a page: pictures that are drawn, films that play; in all its frames."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from playwright.async_api import Error, Frame, Page
from replayers import ANSWER_S, original

from archiver.models import BlockKind, Capture, Outcome, PlayerOutcome

TRIES = 3
"""How often a page is opened that does not come: see README.md."""
_TALL_PX = 6000
_BUTTON = ".play, .start"
"""What a newsroom's player is started by, where it does not begin by itself."""
_PRESS_S = 5.0
_COMING_S = 20.0
"""How long pictures and films are waited for that the capture had."""
_RATE = 8
_ENDS_S = 0.5
"""What may be missing at the end: sound and pictures of a film are seldom equally long."""

_ALL = """const all = function* (root) { for (const e of root.querySelectorAll('*')) {
  yield e; if (e.shadowRoot) yield* all(e.shadowRoot); } };"""
_COUNT_FILMS = f"""() => {{ {_ALL}
  return [...all(document)].filter(e => /^(VIDEO|AUDIO)$/.test(e.tagName)).length; }}"""
_SCROLL = """async () => {
  const step = Math.max(200, innerHeight / 2);
  for (let y = 0; y < document.documentElement.scrollHeight; y += step) {
    scrollTo(0, y); await new Promise(done => setTimeout(done, 50)); }
  scrollTo(0, 0); }"""
_PICTURES = f"""() => {{ {_ALL}
  return [...all(document)].filter(e => e.tagName === 'IMG' && e.complete && e.naturalWidth > 1)
    .map(e => e.currentSrc); }}"""
_FILMS = f"""rate => {{ {_ALL}
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const films = [...all(document)].filter(e => /^(VIDEO|AUDIO)$/.test(e.tagName));
  return Promise.all(films.map(async film => {{
    Object.assign(film, {{ muted: true, loop: false, defaultPlaybackRate: rate,
      playbackRate: rate }});
    film.play().catch(() => 0);
    let reached = 0;
    for (let idle = 0; idle < 150 && !film.ended && !film.error; idle++) {{
      await wait(100);
      if (film.currentTime > reached) {{ reached = film.currentTime; idle = 0; }} }}
    const parts = film.buffered, there = parts.length ? parts.end(parts.length - 1) : 0;
    return [film.currentSrc, Math.min(film.currentTime, there), film.duration || 0]; }})); }}"""
"""A clock that the sound drives on alone, the pictures being out, is stopped where they end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film or sound, and how far it played."""

    url: str
    reached_s: float
    duration_s: float

    @property
    def is_through(self) -> bool:
        """Tell whether it played from its start to its end."""
        return 0 < self.duration_s - _ENDS_S <= self.reached_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is seen of one page."""

    pictures: Counter[str]
    """Original addresses of the pictures that are drawn, each as often as it is."""
    films: tuple[Film, ...] = ()
    """All that are on the page, whether they play or not."""
    error: str = ""
    """Why the page did not come; empty when it did."""

    @property
    def playing(self) -> int:
        """How many films play, to their end."""
        return sum(film.is_through for film in self.films)


def pictures_of(capture: Capture) -> Counter[str]:
    """Return the pictures that the page showed when it was captured, by address."""
    media = capture.snapshot.media if capture.snapshot else ()
    return Counter(
        state.url
        for state in media
        if state.kind is BlockKind.IMAGE
        and state.outcome is Outcome.LOADED
        and state.natural_width_px > 1
        and state.url.startswith("http")
    )


def films_of(capture: Capture) -> int:
    """Return how many films and sounds were captured: of players, and of the page itself."""
    if capture.snapshot is None:
        return 0
    players = [state for state in capture.players if state.outcome is PlayerOutcome.CAPTURED]
    inside = {state.frame for state in capture.players}
    for index, frame in enumerate(capture.snapshot.frames):  # a frame comes after its parent
        if frame.parent in inside:
            inside.add(index)
    own = [
        state
        for state in capture.snapshot.media
        if state.kind in {BlockKind.VIDEO, BlockKind.AUDIO}
        and state.outcome is Outcome.LOADED
        and state.frame not in inside
    ]
    return len(players) + len(own)


async def sight_at(
    page: Page, start: str, is_article: Callable[[Frame], bool], capture: Capture
) -> Sight:
    """Open `start` and return what is seen of the article in it and of the frames within.

    Opened again when the article does not come: ReplayWeb.page's frame now and then asks
    the server before its service worker is there to answer.
    """
    error = ""
    for _ in range(TRIES):
        try:
            async with asyncio.timeout(2 * ANSWER_S):
                await page.goto(start)
                return await sight(page, await _coming(page, is_article), capture)
        except (Error, TimeoutError) as failure:
            error = str(failure).partition("\n")[0] or "the page never came"
    return Sight(pictures=Counter(), error=error)


async def sight(page: Page, article: Frame, capture: Capture) -> Sight:
    """Return what is seen of an article that is loaded in a frame, and of the frames within.

    What the capture had is waited for: on a busy machine it comes late.
    """
    await article.wait_for_load_state("load")
    await article.evaluate(_SCROLL)
    height_px = int(await article.evaluate("document.documentElement.scrollHeight"))
    # Frames that wait to be seen are seen at once; a player that nobody sees does not begin.
    await page.set_viewport_size({"width": 1280, "height": min(height_px + 120, _TALL_PX)})
    with contextlib.suppress(Error):  # a page that is never quiet has had its time
        await page.wait_for_load_state("networkidle", timeout=5000)
    end = time.monotonic() + _COMING_S
    while True:
        frames = _within(article)
        pictures = Counter([url for frame in frames for url in await _pictures(frame)])
        waiting = sum([await _waiting(frame) for frame in frames])
        is_all = waiting >= films_of(capture) and not pictures_of(capture) - pictures
        if is_all or time.monotonic() > end:
            break
        await asyncio.sleep(0.5)
    played = [film for frame in frames for film in await _films(frame)]
    return Sight(pictures=pictures, films=tuple(played))


def _within(frame: Frame) -> list[Frame]:
    return [frame, *(inner for child in frame.child_frames for inner in _within(child))]


async def _coming(page: Page, is_article: Callable[[Frame], bool]) -> Frame:
    async with asyncio.timeout(ANSWER_S / 2):
        while True:
            for frame in page.frames:
                if is_article(frame):
                    return frame
            await asyncio.sleep(0.1)


async def _pictures(frame: Frame) -> list[str]:
    with contextlib.suppress(Error):  # a frame that went away has nothing to show
        shown = map(original, await frame.evaluate(_PICTURES))
        return [url for url in shown if url.startswith("http")]
    return []


async def _waiting(frame: Frame) -> int:
    """Return how many films a frame has; a button to start one counts as one."""
    with contextlib.suppress(Error):
        films = int(await frame.evaluate(_COUNT_FILMS))
        return films or int(await frame.query_selector(_BUTTON) is not None)
    return 0


async def _films(frame: Frame) -> list[Film]:
    with contextlib.suppress(Error):
        button = await frame.query_selector(_BUTTON)
        if button is not None and await button.is_visible():
            await button.click(timeout=_PRESS_S * 1000)
            with contextlib.suppress(Error):
                await frame.wait_for_function(_COUNT_FILMS, timeout=_PRESS_S * 1000)
        return [
            Film(url=original(url), reached_s=reached_s, duration_s=duration_s)
            for url, reached_s, duration_s in await frame.evaluate(_FILMS, _RATE)
        ]
    return []
