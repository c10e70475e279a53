"""Waiting until a page is done: every promised item has an outcome.

Lazy elements are made eager. Where scripts watch the scrolling, the window is made
as tall as the page, which wakes IntersectionObservers too: 0.2 s where scrolling
takes 5. Only what that did not wake is scrolled for. Silence on the network is
the fallback for what no element stands for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from archiver.browser.frames import FrameList
from archiver.browser.recorder import Recorder
from archiver.browser.settings import Limits, Viewport
from archiver.browser.wakefulness import waits_for_scrolling

_IDLE_S = 0.04
"""Silence after which a page is pictured; what comes during that is seen (`Visitor`)."""
_FALLBACK_S = 5.0
"""How long requests that no element waits for may delay the page without a sign of life."""
_AGAIN_S = 1.0
"""The same, when the page is settled once more."""
_LOOK_S = 1.0
"""How often a page that is not done is looked at."""
_PAUSE_MS = 400
"""Patience with one item that is scrolled to: loaders need over 300 ms (url-to-pdf-api#52)."""
_SCROLL_MS = 15_000

Resize = Callable[[Viewport], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ItemCount:
    """The items of all frames, by outcome."""

    items: int = 0
    loaded: int = 0
    failed: int = 0
    pending: int = 0
    sleeping: int = 0
    height_px: int = 0
    scripts: int = 0
    films: int = 0


class Settling:
    """Settles one page."""

    def __init__(
        self,
        *,
        frames: FrameList,
        recorder: Recorder,
        limits: Limits,
        viewport: Viewport,
        resize: Resize,
    ) -> None:
        self._frames = frames
        self._recorder = recorder
        self._allowance = recorder.allowance
        self._limits = limits
        self._viewport = viewport
        self._resize = resize
        self._deadline = 0.0
        self._patience_s = limits.item_s
        self._fallback_s = min(_FALLBACK_S, limits.item_s)
        self._look_s = min(_LOOK_S, limits.item_s / 2)
        self.tall = False
        """True while the window is as tall as the page; `sit` ends that."""
        self.count = ItemCount()
        """The newest count, for who shows progress."""

    async def run(self) -> ItemCount:
        """Return the outcome of every item; the window may be `tall` still."""
        # The rest of the page's time is for reading and picturing it.
        now = asyncio.get_running_loop().time()
        self._deadline = now + self._limits.page_s * 0.6 - self._allowance.extra_s
        await self._frames.refresh(timeout_s=self._limits.call_s)
        await self._wait()
        # What hung so far may hang on; only what is woken now deserves new patience.
        self._patience_s = self._fallback_s
        if await self._may_sleep():
            await self._stand_tall()
        if self.count.sleeping:
            await self.sit()
            await self._scroll()
            await self._wait()
        self._fallback_s = min(self._fallback_s, _AGAIN_S)
        return self.count

    async def sit(self) -> None:
        """Give the window its own size again, if it stands tall."""
        if self.tall:
            self.tall = False
            await self._resize(self._viewport)

    async def _may_sleep(self) -> bool:
        """Tell whether something may load only once it comes into view."""
        if self.count.height_px <= self._viewport.height_px:
            return False
        if self.count.sleeping:
            return True
        frames = list(self._frames)
        if not self.count.scripts or not frames:
            return False
        # Of a frame in its parent's process the engine cannot be asked apart.
        if any(frame.frame_id != frame.session.target.get("targetId") for frame in frames):
            return True
        answers = await asyncio.gather(
            *(waits_for_scrolling(f.session, timeout_s=self._limits.call_s) for f in frames)
        )
        return any(answers)

    async def _stand_tall(self) -> None:
        """Show the whole page at once, and wait for what that wakes."""
        height = 0
        # Twice, since what had no size before it loaded makes the page taller; not
        # more often, since a block of 100vh makes it taller each time.
        for _round in range(2):
            if height >= min(self.count.height_px, self._limits.height_px):
                break
            height = min(self.count.height_px, self._limits.height_px)
            self.tall = True
            await self._resize(Viewport(self._viewport.width_px, height))
            await self._ask("archiver.nudge()")
            await self._wait()

    async def _wait(self) -> None:
        """Wait until every item has an outcome, or until nothing moves any more.

        Each item has `item_s` from the last sign of life of the whole page: what
        waits in a long queue is not late.
        """
        loop = asyncio.get_running_loop()
        life, alive_at, calm_at = (-1, -1, -1, -1.0), loop.time(), 0.0
        while loop.time() < self._deadline + self._allowance.extra_s:
            await self._ask(f"archiver.wait({self._look_s * 1000:.0f})", extra_s=self._look_s)
            asked = self._recorder.activity
            await self._recorder.quiet(idle_s=_IDLE_S, timeout_s=self._look_s)
            new = await self._frames.refresh(timeout_s=self._limits.call_s)
            if new or self.count.pending or self._recorder.activity != asked:
                # Something came since the answer: that is out of date.
                await self._ask("archiver.prepare()")
            outcomes = self.count.loaded + self.count.failed
            now = (outcomes, self._recorder.ended, new, self._allowance.extra_s)
            if now[3] > life[3]:
                calm_at = 0.0  # a big body flows
            if now != life:
                life, alive_at = now, loop.time()
            if self.count.pending:
                calm_at = 0.0
                if loop.time() - alive_at > self._patience_s:
                    return
                continue
            # A page that polls its server for ever is as done as it will be.
            calm_at = calm_at or loop.time()
            if not (new or self._recorder.in_flight) or loop.time() - calm_at > self._fallback_s:
                return

    async def _scroll(self) -> None:
        await self._ask(f"archiver.scroll({_PAUSE_MS}, {_SCROLL_MS})", extra_s=_SCROLL_MS / 1000)

    async def _ask(self, expression: str, *, extra_s: float = 0.0) -> None:
        answers = await self._frames.call_all(expression, timeout_s=self._limits.call_s + extra_s)
        states = [state for _frame, state in answers if isinstance(state, dict)]
        # A page that did not answer is not a page without anything to wait for.
        unheard = not any(frame is self._frames.main for frame, _state in answers)
        self.count = ItemCount(
            items=sum(_number(state, "items") for state in states),
            loaded=sum(_number(state, "loaded") for state in states),
            failed=sum(_number(state, "failed") for state in states),
            pending=sum(_number(state, "pending") for state in states) + unheard,
            sleeping=sum(_number(state, "sleeping") for state in states),
            height_px=_number(states[0], "height") if states else 0,
            scripts=sum(_number(state, "scripts") for state in states),
            films=sum(_number(state, "films") for state in states),
        )


def _number(state: dict[str, object], name: str) -> int:
    value = state.get(name)
    return int(value) if isinstance(value, (int, float)) else 0
