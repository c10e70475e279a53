"""A person in a collection: a window on one capture, and on those that its links lead to."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from archiver.browser import Browser, PageRequest, Supplied, Window, open_window
from archiver.errors import CaptureError
from archiver.replay.addresses import exact_key
from archiver.replay.answers import Answers
from archiver.replay.showing import request_bodies
from archiver.store import Collection

_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_ADDRESS = 500
_ABSENT = """<!doctype html><meta charset="utf-8"><title>Not in the archive</title>
<style>body {{ font: 1rem/1.5 sans-serif; margin: 2rem; overflow-wrap: anywhere }}</style>
<p>This page is not in the archive, and the network is closed:<p>{url}
"""


class Articles:
    """Answers from the captures that are looked at, and those that their links lead to."""

    def __init__(self, collection: Collection, capture_id: str) -> None:
        self._collection = collection
        self._known: dict[str, str] | None = None
        self._opened: list[Answers] = [self._answers(capture_id)]
        """The one that was opened last comes first; others may be in other tabs."""

    async def __call__(self, request: PageRequest) -> Supplied | None:
        """Return the answer to a request; None when none of the captures has one.

        A document that is not there is one that says so.
        """
        is_document = request.resource_type == "document"
        found = next((each for each in self._opened if each.has(request)), None)
        if found is None and is_document:
            found = await asyncio.to_thread(self._other, request.url)
            if found is not None:
                self._opened.insert(0, found)
        if found is None and _is_icon(request):
            # A page that is captured without a window is never asked for its icon.
            return None
        answer = await (found or self._opened[0])(request)
        return _absence(request.url) if answer is None and is_document else answer

    def leaks(self) -> tuple[str, ...]:
        """Return what was asked for and is not there, `METHOD address`, each once."""
        return tuple(dict.fromkeys(leak for each in self._opened for leak in each.leaks(())))

    def _answers(self, capture_id: str) -> Answers:
        capture = self._collection.capture(capture_id)
        bodies = request_bodies(self._collection, capture_id)
        return Answers(self._collection, capture, bodies=bodies)

    def _other(self, url: str) -> Answers | None:
        """Return the answers of the last capture of an address; None when there is none."""
        if self._known is None:
            captures = self._collection.captures()
            self._known = {
                exact_key(each.url): each.capture_id for each in captures if not each.error
            }
        capture_id = self._known.get(exact_key(url))
        return self._answers(capture_id) if capture_id else None


def _is_icon(request: PageRequest) -> bool:
    """Tell whether the browser asks for the icon of a tab, which no element of the page does."""
    return request.resource_type == "other" and request.header("Accept").startswith("image/")


def _absence(url: str) -> Supplied:
    page = _ABSENT.format(url=html.escape(url[:_ADDRESS]))
    return Supplied(status=404, headers=_HTML, body=page.encode(), synthetic=True)


@asynccontextmanager
async def browse(
    collection: Collection, capture_id: str, *, browser: Browser
) -> AsyncIterator[tuple[Window, Articles]]:
    """Open a capture in a window, the network closed; the window is closed with the block.

    Links lead on to other articles of the collection, each as it was captured last.

    Raises:
        BrowserGoneError: Chromium is no more.
        CaptureError: the capture has no page.
        StorageError: there is no such capture, or it cannot be read.
    """
    capture = await asyncio.to_thread(collection.capture, capture_id)
    if capture.snapshot is None:
        raise CaptureError(f"{capture.url}: this capture has no page; capture the article anew")
    articles = await asyncio.to_thread(Articles, collection, capture_id)
    async with open_window(browser, capture.url, articles) as window:
        yield window, articles
