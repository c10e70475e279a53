"""The writer: in order, off the event loop, and once it fails no more is taken."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.capture.writer import ExchangeWriter
from archiver.errors import OutOfSpaceError
from archiver.models import Body, BodyProbe, Exchange
from archiver.testing import media


def _exchange(path: str, *, data: bytes = b"", kind: str = "document", mime: str = "") -> Exchange:
    return Exchange(
        url=f"http://a.test/{path}",
        method="GET",
        request_headers=(),
        started_at=datetime(2024, 1, 1, tzinfo=UTC),
        status=200,
        body=Body(size_bytes=len(data), sha1="sha1:X", data=data),
        resource_type=kind,
        mime=mime,
    )


class _Draft:
    """Stands for a draft: keeps what it is given, or fails as `fault` says."""

    def __init__(self, fault: Callable[[Exchange], None] = lambda _: None) -> None:
        self.fault = fault
        self.taken: list[tuple[str, BodyProbe | None]] = []
        self.threads: set[int] = set()

    def add(self, exchange: Exchange, probe: BodyProbe | None) -> Any:
        self.threads.add(threading.get_ident())
        self.fault(exchange)
        self.taken.append((exchange.url[-1], probe))
        return exchange.url[-1]


def _writer(draft: _Draft) -> ExchangeWriter:
    return ExchangeWriter(draft)  # type: ignore[arg-type]


async def test_exchanges_are_written_in_order_in_one_other_thread() -> None:
    draft = _Draft(lambda _: time.sleep(0.001))
    async with _writer(draft) as writer:
        for number in range(9):
            writer.put(_exchange(str(number)))
            await asyncio.sleep(0)
    assert writer.ledger == [str(number) for number in range(9)]
    assert len(draft.threads) == 1
    assert threading.get_ident() not in draft.threads
    assert await writer.in_thread(threading.get_ident) in draft.threads


async def test_media_are_looked_at_and_nothing_else() -> None:
    jpeg = media.read("bay.jpg")
    draft = _Draft()
    async with _writer(draft) as writer:
        writer.put(_exchange("a", data=jpeg, kind="image", mime="image/jpeg"))
        writer.put(_exchange("b", data=jpeg[:2_000], kind="fetch", mime="image/jpeg"))
        writer.put(_exchange("c", data=b"<html>", kind="document", mime="text/html"))
        writer.put(_exchange("d", data=b"", kind="image", mime="image/jpeg"))
    await writer.in_thread(lambda: None)
    probes = dict(draft.taken)
    assert probes["a"] is not None
    assert probes["a"].complete
    assert probes["b"] is not None
    assert not probes["b"].complete
    assert (probes["c"], probes["d"]) == (None, None)


async def test_a_failure_stops_the_taking_and_is_raised_at_the_end() -> None:
    def full(exchange: Exchange) -> None:
        if exchange.url.endswith("2"):
            raise OutOfSpaceError

    draft = _Draft(full)
    taken = 0

    async def capture() -> None:
        nonlocal taken
        async with _writer(draft) as writer:
            for taken in range(200):
                with contextlib.suppress(OutOfSpaceError):
                    writer.put(_exchange(str(taken)))
                    await asyncio.sleep(0.002)
                    continue
                break

    with pytest.raises(OutOfSpaceError):
        await capture()
    assert taken < 199
    assert [name for name, _probe in draft.taken] == ["0", "1"]


async def test_an_error_of_the_capture_drops_what_is_queued_but_not_what_is_begun() -> None:
    begun, let_go = threading.Event(), threading.Event()

    def slow(_exchange: Exchange) -> None:
        begun.set()
        let_go.wait(5)

    draft = _Draft(slow)

    async def capture() -> None:
        async with _writer(draft) as writer:
            writer.put(_exchange("0"))
            await asyncio.to_thread(begun.wait, 5)
            writer.put(_exchange("1"))
            asyncio.get_running_loop().call_later(0.05, let_go.set)
            raise KeyError

    with pytest.raises(KeyError):
        await capture()
    assert [name for name, _probe in draft.taken] == ["0"]


async def test_a_commit_that_has_begun_is_not_left_alone() -> None:
    begun, done = threading.Event(), threading.Event()

    def commit() -> None:
        begun.set()
        time.sleep(0.1)
        done.set()

    async with _writer(_Draft()) as writer:
        pass
    committing = asyncio.create_task(writer.in_thread(commit))
    await asyncio.to_thread(begun.wait, 5)
    committing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await committing
    assert done.is_set()
