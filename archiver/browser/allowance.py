"""The time of one capture, drawn out while a lot is still flowing.

Budgets are made for pages that hang. A film of a gigabyte does not hang: as long
as bytes arrive at a good pace the clocks of the page stand still, up to a bound.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from archiver.browser.settings import Limits

_LOOK_S = 1.0
"""How often the pace is taken."""


class Allowance:
    """Takes the pace of one capture, and draws its running time-outs out."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._timeouts: set[asyncio.Timeout] = set()
        self._received_bytes = 0
        self.extra_s = 0.0
        """Time that was granted so far, at most `Limits.flow_s`."""

    def received(self, size_bytes: int) -> None:
        """Count bytes of bodies that were kept."""
        self._received_bytes += size_bytes

    @contextlib.asynccontextmanager
    async def timeout(self, seconds: float) -> AsyncIterator[None]:
        """End the block with `TimeoutError` after `seconds` in which little flowed."""
        async with asyncio.timeout(seconds) as timeout:
            self._timeouts.add(timeout)
            try:
                yield
            finally:
                self._timeouts.discard(timeout)

    @contextlib.asynccontextmanager
    async def measured(self) -> AsyncIterator[None]:
        """Take the pace for the length of the block."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        clock = asyncio.get_running_loop().time
        while (left_s := self._limits.flow_s - self.extra_s) > 0:
            begun_s, before_bytes = clock(), self._received_bytes
            await asyncio.sleep(_LOOK_S)
            passed_s = clock() - begun_s
            flowed_bytes = self._received_bytes - before_bytes
            if flowed_bytes >= self._limits.flow_bytes_per_s * passed_s:
                self._draw_out(min(passed_s, left_s))

    def _draw_out(self, seconds: float) -> None:
        self.extra_s += seconds
        for timeout in self._timeouts:
            when = timeout.when()
            if when is not None and not timeout.expired():
                timeout.reschedule(when + seconds)
