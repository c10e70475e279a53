"""Opening a window on a capture, for as long as a person looks at it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass

from rich.text import Text

from archiver.browser import Browser, BrowserSettings
from archiver.cli.accepting import unknown_article
from archiver.cli.differing import named_capture
from archiver.cli.signals import off_signal, on_signal
from archiver.cli.terminal import out, words
from archiver.config import Config
from archiver.errors import UsageError
from archiver.replay import browse
from archiver.reports import count
from archiver.store import Collection

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
_TOLD = 5
_ADDRESS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What `open` was asked for."""

    config: Config
    slug: str
    capture: str = ""
    """The beginning of a capture's id or date; empty for the last one."""


def open_article(opening: Opening) -> None:
    """Show a capture in a window until a person closes it.

    Raises:
        BrowserError: there is no browser, or it does not start.
        CaptureError: the capture has no page.
        StorageError: the archive cannot be read.
        UsageError: there is no such article or capture, or no display.
    """
    config, console = opening.config, out()
    with Collection.open(config.output, writable=False) as collection:
        captures = collection.captures(opening.slug, latest=False)
        if not captures:
            every = [each.slug for each in collection.captures()]
            raise unknown_article(config.output, opening.slug, every)
        found = named_capture(captures, opening.capture) if opening.capture else captures[-1]
        if not has_display():
            raise UsageError(
                "there is no display to open a window on; look at the article with `archiver"
                f" review {config.output}`, or come by `ssh -X`"
            )
        told = f"{found.title or found.slug}, captured {found.started_at:%Y-%m-%d %H:%M}"
        console.print(words(told, "bold"), soft_wrap=True)
        console.print(Text("the network is closed; Ctrl-C or closing the window ends it", "dim"))
        shape = collection.capture(found.capture_id).environment
        settings = BrowserSettings(
            executable=config.browser,
            visible=True,
            offline=True,
            viewport_width_px=shape.viewport_width_px,
            viewport_height_px=shape.viewport_height_px,
        )
        leaks = asyncio.run(watch(collection, found.capture_id, settings))
    if leaks:
        told = f"not in the archive: {count(len(leaks), 'address')} that you or the page asked for"
        console.print(Text(told, "yellow"), soft_wrap=True)
    for leak in leaks[:_TOLD]:
        console.print(words(f"  {leak[:_ADDRESS]}", "dim"), soft_wrap=True)
    if len(leaks) > _TOLD:
        console.print(Text(f"  and {len(leaks) - _TOLD} more", "dim"))


def has_display() -> bool:
    """Tell whether a window can be opened on this machine."""
    return sys.platform in {"darwin", "win32"} or any(map(os.environ.get, _DISPLAYS))


async def watch(
    collection: Collection, capture_id: str, settings: BrowserSettings
) -> tuple[str, ...]:
    """Show a capture until its window is closed or the process is told to end.

    Return what was asked for and is not in the archive. Raises as `open_article`.
    """
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        on_signal(number, over.set)
    try:
        async with (
            Browser.start(settings) as browser,
            browse(collection, capture_id, browser=browser) as (window, articles),
        ):
            ends: list[asyncio.Future[object]] = [
                asyncio.ensure_future(window.closed()),
                asyncio.ensure_future(over.wait()),
                asyncio.ensure_future(asyncio.shield(browser.gone)),
            ]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
            return articles.leaks()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            off_signal(number)
