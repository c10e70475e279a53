"""One warm browser for many pages: started when needed, replaced when worn or dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Generic, TypeVar

from archiver.errors import BrowserError, BrowserGoneError

B = TypeVar("B")


class _Life(Generic[B]):
    """One browser from its start to its end, both in the same task.

    Context managers of asyncio want to be left in the task that entered them,
    and leases end in any worker's.
    """

    def __init__(self, start: Callable[[], AbstractAsyncContextManager[B]]) -> None:
        self.pages = 0
        self.leases = 0
        self.gone = False
        self.over = asyncio.Event()
        self.ready: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._live(start))

    async def _live(self, start: Callable[[], AbstractAsyncContextManager[B]]) -> None:
        try:
            async with start() as browser:
                self.ready.set_result(browser)
                await self.over.wait()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the browser
            if not self.ready.done():
                self.ready.set_exception(error)
            # An error while a browser closes tells nothing: it was worn out or dead already.
        finally:
            self.ready.cancel()  # nothing, where it is ready; else nobody shall wait on


class WarmBrowser(Generic[B]):
    """Lends the same browser to every page, and another when that one died."""

    def __init__(
        self,
        start: Callable[[], AbstractAsyncContextManager[B]],
        *,
        pages_per_browser: int,
        deaths: int,
        on_death: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take what starts a browser, and how many pages and deaths are too many."""
        self._start = start
        self._pages_per_browser = pages_per_browser
        self._deaths_allowed = deaths
        self._deaths = 0
        self._on_death = on_death
        self._current: _Life[B] | None = None
        self._lives: set[_Life[B]] = set()

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[B]:
        """Lend the browser for one page.

        A `BrowserGoneError` that leaves the block retires the browser for
        everybody. Raises `BrowserError` when none starts, or when too many
        died in a row without one page in between.
        """
        life = self._fresh()
        life.leases += 1
        try:
            browser = await asyncio.shield(life.ready)
            yield browser
            self._deaths = 0
        except BrowserGoneError as error:
            self._bury(life, str(error))
            raise
        except BrowserError:
            self._retire(life)
            raise
        finally:
            life.leases -= 1
            if life is not self._current and not life.leases:
                await self._close(life)

    async def close(self) -> None:
        """Close every browser that is still there."""
        self._current = None
        for life in list(self._lives):
            await self._close(life)

    def _fresh(self) -> _Life[B]:
        """Return the current life, or begin another; one that is worn is its last page's."""
        life = self._current
        if life is None:
            life = self._current = _Life(self._start)
            self._lives.add(life)
        life.pages += 1
        if life.pages >= self._pages_per_browser:
            self._retire(life)
        return life

    def _bury(self, life: _Life[B], reason: str) -> None:
        """Count a death once, however many pages it took along."""
        if not life.gone:
            life.gone = True
            self._deaths += 1
            self._on_death(reason)
        self._retire(life)
        if self._deaths > self._deaths_allowed:
            raise BrowserError(
                f"the browser died {self._deaths} times in a row, the last time so: {reason}; "
                "`archiver doctor` looks for the cause"
            )

    def _retire(self, life: _Life[B]) -> None:
        if life is self._current:
            self._current = None

    async def _close(self, life: _Life[B]) -> None:
        """End a life; a start that hangs is cancelled rather than waited for."""
        if life not in self._lives:
            return
        self._lives.discard(life)
        life.over.set()
        if not life.ready.done():
            life.task.cancel()
        await asyncio.wait([life.task])
        if life.ready.done() and not life.ready.cancelled():
            life.ready.exception()  # seen, so that asyncio does not report it as forgotten
