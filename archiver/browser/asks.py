"""What archiver asks for itself, after the page was read, and how its answers are known.

Such a request bears a mark in its fragment, which DevTools tells at every turn of a
request and no server ever sees; so it is never taken for one of the page's own.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from archiver.models import Asked, Exchange

_MARK = re.compile(r"#archiver-ask-(\d{1,9})\Z")


class Way(Enum):
    """How the body of an answer is to come."""

    STREAM = auto()  #: through DevTools
    LOOK = auto()  #: the same, but a big film's request is given up at its head
    DOWNLOAD = auto()  #: by Chromium, to disk


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request of archiver's own."""

    url: str
    asked: Asked
    referrer: str
    """The Referer header that is sent; empty for none."""
    frame_url: str = ""
    """Address of the document that shows what is asked for."""
    resource_type: str = "image"
    """What the browser would ask for it as: image, media, font ..."""
    accept: str = "*/*"
    limit_bytes: int | None = None
    """The most that is kept of the body; None for the limit of any body."""
    metadata: str = ""
    """As in `Exchange`."""
    way: Way = Way.STREAM
    """Chosen by the asker: a film is asked for in more than one."""


def is_marked(url: str) -> bool:
    """Tell whether an address bears the mark of archiver's own requests."""
    return _MARK.search(url) is not None


@dataclass(slots=True)
class _Open:
    ask: Ask
    answer: asyncio.Future[tuple[Exchange, ...]]


class AskBook:
    """The requests of archiver's own that have no answer yet."""

    def __init__(self) -> None:
        self._open: dict[int, _Open] = {}
        self._serial = 0

    def enter(self, ask: Ask) -> tuple[str, asyncio.Future[tuple[Exchange, ...]]]:
        """Enter a request; return its marked address, and what will be its exchanges.

        The exchanges are a redirect chain, the last one first asked by its own
        address; empty when no request was ever sent. Cancelled when it was set aside.
        """
        self._serial += 1
        answer: asyncio.Future[tuple[Exchange, ...]] = asyncio.get_running_loop().create_future()
        self._open[self._serial] = _Open(ask, answer)
        return f"{ask.url}#archiver-ask-{self._serial}", answer

    def number_of(self, request: dict[str, Any]) -> int:
        """Return the number of a DevTools `Request`, 0 when it is the page's own."""
        found = _MARK.search(request.get("urlFragment", ""))
        number = int(found[1]) if found else 0
        return number if number in self._open else 0

    def ask(self, number: int) -> Ask | None:
        """Return a request that has no answer yet."""
        entry = self._open.get(number)
        return entry.ask if entry else None

    def answer(self, number: int, exchanges: Sequence[Exchange]) -> None:
        """Take the exchanges that a request became."""
        entry = self._open.pop(number, None)
        if entry is not None and not entry.answer.done():
            entry.answer.set_result(tuple(exchanges))

    def set_aside(self, number: int) -> None:
        """Cancel a request's answer: it was given up, for another way to have it."""
        entry = self._open.pop(number, None)
        if entry is not None:
            entry.answer.cancel()

    def close(self) -> None:
        """Let nobody wait for what will not come any more."""
        for number in tuple(self._open):
            self.answer(number, ())
