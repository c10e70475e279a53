"""What a recorder does on the side, and the first thing that went wrong with it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import Coroutine, Iterator
from typing import Any

from archiver.errors import ArchiverError, CaptureError, OutOfSpaceError, StorageError


class Errands:
    """The tasks of one recorder.

    An error in them, or in a `watched` block, ends that one capture, by `failure`;
    not the connection to the browser, which all captures share.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.failure: asyncio.Future[ArchiverError] = asyncio.get_running_loop().create_future()
        """What went wrong first, once something has."""

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine on the side."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Keep what goes wrong in the block."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - told by `failure`
            self.fail(error)

    async def finish(self, timeout_s: float) -> None:
        """Wait for the tasks; end those that take longer."""
        tasks = set(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=timeout_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        """Keep what went wrong, if it is the first thing."""
        if not self.failure.done():
            self.failure.set_result(_translated(error))


def _translated(error: BaseException) -> ArchiverError:
    if isinstance(error, ArchiverError):
        return error
    if isinstance(error, OSError):
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        kind = OutOfSpaceError if full else StorageError
        return kind(f"{error.filename or 'the spool'}: {error.strerror or error}")
    return CaptureError(f"the recording broke: {type(error).__name__}: {error}")
