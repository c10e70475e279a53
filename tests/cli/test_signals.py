"""What a command does when it is told to end, also where asyncio knows no signals."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator

import pytest

from archiver.cli.signals import off_signal, on_signal


@pytest.fixture(params=[True, False], ids=["posix", "as on Windows"])
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    if not request.param:

        def unknown(*_arguments: object) -> None:
            raise NotImplementedError

        monkeypatch.setattr(asyncio.SelectorEventLoop, "add_signal_handler", unknown)
        monkeypatch.setattr(asyncio.SelectorEventLoop, "remove_signal_handler", unknown)
    yield
    signal.signal(signal.SIGTERM, before[0])
    signal.signal(signal.SIGINT, before[1])


@pytest.mark.usefixtures("_system")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_is_heard_in_the_loop_and_then_ends_the_process_again(
    number: signal.Signals,
) -> None:
    over = asyncio.Event()
    on_signal(number, over.set)
    signal.raise_signal(number)
    await asyncio.wait_for(over.wait(), 20)
    off_signal(number)
    ends = {signal.SIG_DFL, signal.default_int_handler}
    assert signal.getsignal(number) in ends
