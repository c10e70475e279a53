"""Politeness to article hosts: how many pages at once, and how soon the next.

Only the article's own host is counted: the pictures and players of a page come
from many hosts, and the browser asks them as it does for any reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Turn:
    places: asyncio.Semaphore
    start: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_start_s: float = float("-inf")


class HostGate:
    """Lets pages of one host through a few at a time, with a pause between starts."""

    def __init__(
        self,
        *,
        at_once: int,
        delay_s: float,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Take both limits, and what waits: a job's pause ends with the job."""
        self._at_once = at_once
        self._delay_s = delay_s
        self._pause = pause
        self._turns: dict[str, _Turn] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a place at a host and hold it for the length of the block.

        The start lock is held across the pause, so that two pages that wait
        together do not start together. An empty host is nobody's: no wait.
        """
        if not host:
            yield
            return
        turn = self._turns.setdefault(host, _Turn(asyncio.Semaphore(self._at_once)))
        async with turn.places:
            async with turn.start:
                clock = asyncio.get_running_loop().time
                await self._pause(turn.last_start_s + self._delay_s - clock())
                turn.last_start_s = clock()
            yield
