"""What a page tries beside being read: dialogs, popups, downloads, errors.

All of it is answered at once and counted; nothing is let wait for a person.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Coroutine
from typing import Any

from playwright.async_api import Dialog, Page
from playwright.async_api import Error as PlaywrightError

from archiver.browser.asks import is_marked
from archiver.browser.devtools import Session

_DIALOGS = 10
"""A script that opens more of them does so for ever, and is stopped (faults.md 42)."""
_ERRORS = 10
"""Script errors whose words are kept; all are counted."""
_MAX_WORDS = 200
_MAX_ADDRESS = 500
_MAX_STACK = 4_000
_ADDRESS = re.compile(r"https?://[^\s()]+")
_PLACE = re.compile(r"(?::\d+){1,2}\Z")
"""Line and column behind the address of a script."""


class Happenings:
    """Watches one page."""

    def __init__(self, sessions: list[Session]) -> None:
        self._sessions = sessions
        self._answers: set[asyncio.Task[None]] = set()
        self.dialogs = 0
        self.downloads = 0
        self.console_errors = 0
        self.script_errors = 0
        self.notes: list[str] = []
        self.errors: list[str] = []
        """What the first script errors said."""

    def watch(self, page: Page) -> None:
        """Begin; it ends with the page's context, and `stop`."""
        page.on("dialog", self._dismiss)
        page.on("popup", self._close_popup)
        page.on(
            "download",
            # Those of archiver's own are no doing of the page.
            lambda download: None if is_marked(download.url) else self._tally("downloads"),
        )
        page.on("pageerror", self._take_error)
        page.on(
            "console",
            lambda message: self._tally("console_errors") if message.type == "error" else None,
        )

    def note(self, words: str) -> None:
        """Add a note, once."""
        if words not in self.notes:
            self.notes.append(words)

    def stop(self) -> None:
        """Leave what was not answered yet to the end of the context."""
        for task in self._answers:
            task.cancel()

    def _take_error(self, error: PlaywrightError) -> None:
        self._tally("script_errors")
        if len(self.errors) < _ERRORS:
            self.errors.append(_told(error))

    def _tally(self, name: str) -> None:
        setattr(self, name, getattr(self, name) + 1)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs += 1
        if self.dialogs > _DIALOGS:
            self.note("a script that opened dialogs without end was stopped")
            for session in self._sessions:
                session.post("Runtime.terminateExecution")
        self._answer(dialog.dismiss())

    def _close_popup(self, popup: Page) -> None:
        self._answer(popup.close())

    def _answer(self, work: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(PlaywrightError):
                await work

        task = asyncio.create_task(quietly())
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)


def _told(error: PlaywrightError) -> str:
    """Return the first line of an error, and its script's address where the stack has one."""
    line = next(iter(error.message.strip().splitlines()), "")
    name = error.name or ""
    if name and not line.startswith(name):
        line = f"{name}: {line}" if line else name
    # The stack repeats the message, which may name any address.
    stack = (error.stack or "").partition(error.message or "\n")[2]
    found = _ADDRESS.search(stack[:_MAX_STACK])
    address = _PLACE.sub("", found[0][:_MAX_ADDRESS]) if found else ""
    return f"{line[:_MAX_WORDS]} ({address})" if address else line[:_MAX_WORDS]
