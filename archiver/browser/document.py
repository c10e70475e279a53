"""The page's own document: what was asked for it, and what became of that."""

from __future__ import annotations

import asyncio
from typing import Any

from archiver.browser.devtools import Session
from archiver.browser.transfer import Transfer

_NAVIGATIONS = 10
"""A page that navigates more often does so for ever (faults.md 22)."""


class PageDocument:
    """Keeps the account of one page's navigations, its own and into new windows."""

    def __init__(self) -> None:
        self.status = 0
        """Of the newest answer; 0 while there is none."""
        self.mime = ""
        self.popups = 0
        """Windows that the page tried to open; none becomes part of the capture."""
        self.hopeless = asyncio.Event()
        """Set when its end is not to be waited for: the answer broke off, or the page
        is `restless`."""
        self._navigations = 0

    @property
    def restless(self) -> bool:
        """True when the page navigates on and on: what it shows now is what is captured."""
        return self._navigations > _NAVIGATIONS

    def note_request(self, session: Session, params: dict[str, Any], transfer: Transfer) -> None:
        """Take a `Network.requestWillBeSent` into account."""
        target = session.target
        own = target.get("type") == "page" and target.get("targetId") == params.get("frameId")
        if own and params.get("type") == "Document" and "redirectResponse" not in params:
            transfer.is_page = True
            self._navigations += 1
            if self.restless:
                self.hopeless.set()

    def note_popup(self, _session: Session, _params: dict[str, Any]) -> None:
        """Take a `Page.windowOpen` into account."""
        self.popups += 1

    def note_response(self, transfer: Transfer) -> None:
        """Take the answer to a navigation into account."""
        if transfer.is_page and transfer.last is not None:
            self.status, self.mime = transfer.last.status, transfer.last.mime

    def note_failure(self, transfer: Transfer) -> None:
        """Take the failure of a transfer into account."""
        if transfer.is_page and transfer.last is not None and transfer.last.status:
            self.hopeless.set()
