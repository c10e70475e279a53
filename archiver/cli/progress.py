"""A running job drawn: a live table on a terminal, plain lines elsewhere, or JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace

from rich.console import Console
from rich.live import Live
from rich.text import Text

from archiver.cli.bug_log import keep_trace
from archiver.cli.live_table import LiveTable
from archiver.cli.report import Tally, page_object, print_json, tally_object
from archiver.cli.telling import judged, told, unreadable_sentence
from archiver.jobs import (
    BrowserRestarted,
    Event,
    JobDone,
    JobStarted,
    JobStopping,
    Listener,
    PageAdvanced,
    PageDone,
    PageFailed,
    PageSkipped,
    PostUnreadable,
)
from archiver.models import Target


def counting(tally: Tally, draw: Listener) -> Listener:
    """Return a listener that fills the tally, then lets another draw."""

    def listen(event: Event) -> None:
        if isinstance(event, PageDone | PageFailed | PageSkipped):
            path = str(event.target.post.path) if event.target.post else ""
            event = replace(event, report=tally.judged(event.report, path))
            tally.add(judged(event))
        elif isinstance(event, PostUnreadable):
            tally.unreadable.append(unreadable_sentence(event))
        if isinstance(event, PageFailed) and event.trace:
            tally.bug_logs.append(keep_trace(event.trace))
        draw(event)

    return listen


@contextmanager
def drawn(console: Console, tally: Tally, *, as_json: bool) -> Iterator[Listener]:
    """Give a listener that draws a job in the way that fits where the output goes."""
    if as_json:
        yield counting(tally, lambda event: _print_event(console, tally, event))
    elif console.is_terminal:
        table = LiveTable(console)
        with Live(
            console=console, get_renderable=table.render, refresh_per_second=8, transient=True
        ):
            yield counting(tally, table.listen)
    else:
        yield counting(tally, Lines(console).listen)


class Lines:
    """One plain line for each thing worth telling."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._pages = 0
        self._ended = 0

    def listen(self, event: Event) -> None:
        """Print what an event says, if it is for people."""
        if isinstance(event, JobStarted):
            self._pages = event.pages
        if isinstance(event, PageDone | PageFailed | PageSkipped | PostUnreadable):
            self._ended += 1
        line = told(event)
        if line is not None:
            counted = not isinstance(event, JobStarted | JobStopping | BrowserRestarted)
            head = Text(f"[{self._ended}/{self._pages}] ", "dim") if counted else Text()
            self._console.print(head + line, soft_wrap=True)


def _print_event(console: Console, tally: Tally, event: Event) -> None:
    """Print an event as one JSON object; how far pages are is left to the table."""
    if isinstance(event, PageAdvanced):
        return
    value: dict[str, object] = {"event": _event_name(event)}
    if isinstance(event, PageDone | PageFailed | PageSkipped):
        value |= page_object(judged(event))
        if isinstance(event, PageDone):
            value |= {
                "capture": event.capture.capture_id,
                "status": event.capture.status,
                "error": event.capture.error,
                "duration_s": event.capture.duration_s,
            }
    else:
        for field in fields(event):
            member = getattr(event, field.name)
            if isinstance(member, Target):
                value |= {"slug": member.slug, "url": member.url}
            elif not is_dataclass(member):
                value[field.name] = member
    if isinstance(event, JobDone):
        value |= tally_object(tally) | {"exit_code": 130 if event.interrupted else tally.exit_code}
    print_json(console, value)


def _event_name(event: Event) -> str:
    """Return `page_done` for `PageDone`."""
    name = type(event).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
