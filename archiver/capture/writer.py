"""Writing exchanges into a draft while the page is still loading."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

from archiver.images import probe
from archiver.models import Asked, BodyProbe, Exchange, LedgerEntry
from archiver.store import PageDraft

_PROBED = ("image/", "video/", "audio/")
_PROBED_TYPES = frozenset({"image", "media"})
_LOOKED_AT_BYTES = 24_000
"""A notice of some words takes a few kilobytes; a photograph of an article takes more."""

_Result = TypeVar("_Result")


class ExchangeWriter:
    """Takes exchanges on the event loop and writes them in a thread, in order.

    Compressing and digesting release the interpreter's lock: the recorder is
    not held up. Bodies are dropped as soon as they are written.
    """

    def __init__(self, draft: PageDraft) -> None:
        self._draft = draft
        self._queue: asyncio.Queue[Exchange | asyncio.Future[None] | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archiver-writer")
        self._task: asyncio.Task[None] | None = None
        self._failure: BaseException | None = None
        self.ledger: list[LedgerEntry] = []
        """One line an exchange, in the order in which they ended."""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write what is left; raise what went wrong while writing."""
        assert self._task is not None
        if kind is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            # Off the event loop: a big body may still be on its way to the disk.
            await asyncio.to_thread(self._thread.shutdown, wait=True)
            return
        self._queue.put_nowait(None)
        await self._task
        if self._failure is not None:
            raise self._failure

    def put(self, exchange: Exchange) -> None:
        """Queue an exchange.

        Raises the error of an earlier one: what cannot be kept need not be loaded.
        """
        if self._failure is not None:
            raise self._failure
        self._queue.put_nowait(exchange)

    async def drained(self) -> None:
        """Wait until everything that was queued is written, and has its ledger line.

        Raises what went wrong while writing.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(written)
        await written
        if self._failure is not None:
            raise self._failure

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Run the last piece of work in the writer's thread, and end the thread.

        Work that has begun is waited for, also when the caller is cancelled: a page
        is committed whole or not at all, and nothing is discarded under its commit.
        """
        working = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            await asyncio.wait({working})
            raise
        finally:
            self._thread.shutdown(wait=False)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._queue.get()]
            while not self._queue.empty():
                batch.append(self._queue.get_nowait())
            exchanges = [each for each in batch if isinstance(each, Exchange)]
            if exchanges and self._failure is None:
                try:
                    await loop.run_in_executor(self._thread, self._write, exchanges)
                except Exception as error:  # noqa: BLE001 - raised again at the end of the block
                    self._failure = error
            for each in batch:
                if isinstance(each, asyncio.Future) and not each.done():
                    each.set_result(None)
            if None in batch:
                return

    def _write(self, exchanges: list[Exchange]) -> None:
        for exchange in exchanges:
            self.ledger.append(self._draft.add(exchange, _look_at(exchange)))


def _look_at(exchange: Exchange) -> BodyProbe | None:
    """Return what a medium's bytes say of themselves; None for what is no medium."""
    body = exchange.body
    if body is None or body.size_bytes == 0:
        return None
    if exchange.resource_type not in _PROBED_TYPES and not exchange.mime.startswith(_PROBED):
        return None
    # What archiver asks for again is in doubt; of the page's own pictures a decoder's
    # time goes to those that may be a notice, which are small.
    most_bytes = _LOOKED_AT_BYTES if exchange.asked is Asked.PAGE else None
    data = body.path if body.path is not None else body.data or b""
    return probe(data, exchange.mime, looks_up_to_bytes=most_bytes)
