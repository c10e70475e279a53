"""A running job on a terminal: the pages in flight as a table that is drawn again and again."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from archiver.cli.meter import meter_line
from archiver.cli.telling import title_of, told
from archiver.cli.terminal import duration, size, words
from archiver.jobs import (
    Event,
    JobStarted,
    JobStopping,
    PageAdvanced,
    PageDone,
    PageFailed,
    PageSkipped,
    PageStarted,
    PostUnreadable,
)
from archiver.reports import count


@dataclass(slots=True)
class _Row:
    title: str
    started_s: float
    phase: str = "waiting"
    media_found: int = 0
    media_kept: int = 0
    media_lost: int = 0
    size_bytes: int = 0


class LiveTable:
    """The pages in flight, one row each, under a bar; finished ones scroll away above."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rows: dict[str, _Row] = {}
        self._pages = 0
        self._ended = 0
        self._captured = 0
        self._page_s = 0.0
        self._started_s = time.monotonic()
        self._stopping = False

    def listen(self, event: Event) -> None:
        """Take an event into the table; print the line of a page that ended."""
        now = time.monotonic()
        if isinstance(event, JobStarted):
            self._pages, self._started_s = event.pages, now
        elif isinstance(event, PageStarted):
            self._rows[event.target.slug] = _Row(title_of(event.target), now)
        elif isinstance(event, PageAdvanced):
            self._advance(event)
        elif isinstance(event, JobStopping):
            self._stopping = True
        elif isinstance(event, PageDone | PageFailed | PageSkipped | PostUnreadable):
            self._ended += 1
            if isinstance(event, PageDone | PageFailed):
                row = self._rows.pop(event.target.slug, None)
                self._captured += 1
                self._page_s += now - row.started_s if row else 0
        line = told(event)
        if line is not None:
            self._console.print(line)

    def _advance(self, event: PageAdvanced) -> None:
        row = self._rows.get(event.slug)
        if row is None:
            return
        row.phase = event.phase
        row.media_found = max(row.media_found, event.media_found)
        row.media_kept = max(row.media_kept, event.media_kept)
        row.media_lost = event.media_lost if event.media_found else row.media_lost
        row.size_bytes = max(row.size_bytes, event.size_bytes)

    def render(self) -> RenderableType:
        """Draw the table and the bar as they stand now."""
        now = time.monotonic()
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=True)
        table.add_column("page", ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column("phase", min_width=8)
        for name in ("found", "kept", "lost", "size", "time", "left"):
            table.add_column(name, justify="right", min_width=len(name), no_wrap=True)
        mean_s = self._page_s / self._captured if self._captured else None
        for row in self._rows.values():
            elapsed_s = now - row.started_s
            table.add_row(
                words(row.title),
                Text(row.phase, "cyan"),
                str(row.media_found),
                Text(str(row.media_kept), "green"),
                Text(str(row.media_lost), "red" if row.media_lost else "dim"),
                size(row.size_bytes),
                duration(elapsed_s),
                "" if mean_s is None else f"~{duration(mean_s - elapsed_s)}",
            )
        return Group(Text(), table, Text(), self._foot(now))

    def _foot(self, now: float) -> Table:
        elapsed_s = now - self._started_s
        left = "stopping" if self._stopping else ""
        if self._captured and not self._stopping:
            left_s = elapsed_s / self._captured * (self._pages - self._ended)
            left = f"about {duration(left_s)} left"
        told = f"{self._ended} of {count(self._pages, 'page')}"
        return meter_line(told, self._ended, self._pages, elapsed_s, left)
