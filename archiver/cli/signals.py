"""What a command does when it is told to end: by Ctrl-C, by SIGTERM, by a terminal that closes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Final

HANGUP: Final[signal.Signals | None] = getattr(signal, "SIGHUP", None)
"""From a terminal that is closed; Windows has none."""


def on_signal(number: signal.Signals, act: Callable[[], object]) -> None:
    """Call something in the loop that runs when the signal comes, instead of ending at once."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, act)
    except NotImplementedError:  # Windows' loop
        signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(act))


def off_signal(number: signal.Signals) -> None:
    """Let the signal end the process again, as Python does by itself."""
    try:
        asyncio.get_running_loop().remove_signal_handler(number)
    except NotImplementedError:
        is_ctrl_c = number is signal.SIGINT
        signal.signal(number, signal.default_int_handler if is_ctrl_c else signal.SIG_DFL)
