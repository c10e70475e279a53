"""How far a piece of work is, drawn as one line with a bar."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from archiver.cli.terminal import duration, size
from archiver.reports import count

Advance = Callable[[int], None]
"""Is told how much more was done: bytes, or pages."""


def meter_line(told: str, done: int, total: int, elapsed_s: float, left: str) -> Table:
    """Return the line: how much in words, the bar, and the time that it took and takes."""
    line = Table.grid(padding=(0, 2, 0, 0), expand=True)
    line.add_column(no_wrap=True)
    line.add_column(ratio=1)
    line.add_column(no_wrap=True, justify="right")
    line.add_row(
        Text(told, "bold"),
        ProgressBar(
            total=max(1, total),
            completed=done,
            complete_style="cyan",
            finished_style="cyan",
        ),
        Text(f"{duration(elapsed_s)}  {left}".rstrip()),
    )
    return line


class Meter:
    """Counts what was done of a total; what is more than that is not drawn."""

    def __init__(self, what: str, total: int, told: Callable[[int], str]) -> None:
        """Take what the work is, in a word, how much of it there is, and how to say so."""
        self._what = what
        self._total = total
        self._told = told
        self._done = 0
        self._started_s = time.monotonic()

    def advance(self, more: int) -> None:
        """Count what was done since this was last called."""
        self._done = min(self._done + more, self._total)

    def render(self) -> Table:
        """Draw the line as it stands now."""
        elapsed_s, left = time.monotonic() - self._started_s, ""
        if self._done:
            left_s = elapsed_s / self._done * (self._total - self._done)
            left = f"about {duration(left_s)} left"
        told = f"{self._what} {self._told(self._done)} of {self._told(self._total)}"
        return meter_line(told, self._done, self._total, elapsed_s, left)


@contextmanager
def bytes_metered(console: Console, what: str, total: int, *, quiet: bool) -> Iterator[Advance]:
    """Draw how many bytes were done, on a terminal and unless `quiet`; then the line goes."""
    with _drawn(console, Meter(what, total, size), quiet=quiet) as advance:
        yield advance


@contextmanager
def pages_metered(console: Console, what: str, total: int, *, quiet: bool) -> Iterator[Advance]:
    """Draw how many pages were done, as `bytes_metered` does."""

    def told(pages: int) -> str:
        return count(pages, "page") if pages == total else f"{pages:,}"

    with _drawn(console, Meter(what, total, told), quiet=quiet) as advance:
        yield advance


@contextmanager
def _drawn(console: Console, meter: Meter, *, quiet: bool) -> Iterator[Advance]:
    if quiet or not console.is_terminal:
        yield meter.advance
        return
    with Live(console=console, get_renderable=meter.render, refresh_per_second=8, transient=True):
        yield meter.advance
