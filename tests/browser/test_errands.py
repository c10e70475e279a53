"""Errors on the side end one capture, and are told in archiver's own words."""

from __future__ import annotations

import asyncio
import errno

import pytest

from archiver.browser.errands import Errands
from archiver.errors import (
    ArchiverError,
    BrowserGoneError,
    CaptureError,
    OutOfSpaceError,
    StorageError,
)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/spool/body-00001"), OutOfSpaceError),
        (OSError(errno.EIO, "Input/output error", "/spool/body-00001"), StorageError),
        (BrowserGoneError(), BrowserGoneError),
        (KeyError("requestId"), CaptureError),
    ],
)
async def test_an_error_of_a_task_or_a_block_is_kept(
    error: Exception, kind: type[ArchiverError]
) -> None:
    async def fail() -> None:
        raise error

    on_the_side, in_a_block = Errands(), Errands()
    on_the_side.spawn(fail())
    await on_the_side.finish(1)
    with in_a_block.watched():
        raise error
    for errands in (on_the_side, in_a_block):
        assert type(errands.failure.result()) is kind
    if isinstance(error, OSError):
        assert str(on_the_side.failure.result()) == f"/spool/body-00001: {error.strerror}"


async def test_the_first_error_is_the_one_that_is_told() -> None:
    errands = Errands()
    for reason in ("first", "second"):
        with errands.watched():
            raise CaptureError(reason)
    assert str(errands.failure.result()) == "first"


async def test_finishing_waits_for_the_quick_and_ends_the_slow() -> None:
    done: list[str] = []

    async def work(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(name)

    errands = Errands()
    errands.spawn(work("quick", 0.01))
    errands.spawn(work("slow", 60))
    await errands.finish(0.2)
    assert done == ["quick"]
    assert not errands.failure.done()
