"""A web of one capture, for a Chromium that can reach nothing else.

Chromium is given a proxy, and the proxy is the archive: what was kept is answered,
everything else is refused and counted. Playwright's own `route` would not do:
it lets the second request of a redirect go out to the network.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright
from reduced import reduced

from archiver.browser.executable import find_browser
from archiver.formats import read_record, target_uri
from archiver.models import RecordPointer
from archiver.store import Collection
from archiver.store.layout import Layout
from archiver.store.values import StoredAnswer
from archiver.testing.http_server import HttpServer, Request, Response, Seen

_HOP_BY_HOP = frozenset(
    {"connection", "content-length", "content-type", "keep-alive", "transfer-encoding"}
)
"""The server says these anew (RFC 9110, 7.6.1); `Accept-Ranges` too, see below."""
_NOTHING = Response(status=504, media_type="text/plain", body=b"not in the archive\n")
_ARGUMENTS = (
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)


class ClosedWeb:
    """Answers a browser's requests from one capture of a collection, and from nothing else."""

    def __init__(self, collection: Collection, capture_id: str, *, reduce: bool = True) -> None:
        self.left: list[str] = []
        """What was asked for and is not in the capture, method and address, in order.

        A browser asks a proxy for a tunnel (CONNECT) to reach https, and for WebSockets.
        """
        self.seen: list[Seen] = []
        """Every request, with the status that it was answered."""
        self._collection = collection
        self._capture_id = capture_id
        self._reduce = reduce
        self._records: dict[str, RecordPointer] = {
            target_uri(entry.url): entry.record
            for entry in collection.capture(capture_id).ledger
            if entry.record is not None and entry.status == 200
        }

    def __call__(self, request: Request) -> Response:
        """Return what was kept for the request's address, or a refusal that is counted."""
        response = self._kept(request)
        if response is None:
            tunnel = request.method == "CONNECT"
            place = request.headers.get("host", "") if tunnel else request.url
            self.left.append(f"{request.method} {place}")
            return _NOTHING
        return response

    @property
    def statuses(self) -> Counter[int]:
        """How many requests were answered with which status."""
        return Counter(seen.status for seen in self.seen)

    def _kept(self, request: Request) -> Response | None:
        if request.method == "CONNECT":
            return None
        found = self._collection.answer(request.url, capture_id=self._capture_id)
        if found is None or found.body_cut:
            return None
        if request.method == "OPTIONS":
            return _preflight(found)
        limits = self._limits(request.url)
        return Response(
            status=found.status,
            body=reduced(found.body, limits) if limits else found.body,
            media_type=_header(found, "content-type"),
            headers=tuple(pair for pair in found.headers if _is_passed_on(pair[0])),
            ranges=found.status == 200,
        )

    def _limits(self, url: str) -> dict[str, int]:
        """Return what the record of a manifest says in WARC-JSON-Metadata; empty for others."""
        pointer = self._records.get(target_uri(url))
        if pointer is None or not self._reduce:
            return {}
        path = Layout(self._collection.root).volume(pointer.filename)
        said = read_record(path, pointer.offset, 0).field("WARC-JSON-Metadata")
        limits: dict[str, int] = json.loads(said) if said else {}
        return limits


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a Chromium for closed webs: whoever forgets to give it one reaches nothing."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=find_browser(None, driver),
            args=list(_ARGUMENTS),
            proxy={"server": "http://127.0.0.1:9"},  # discard: nobody listens
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(browser: Browser, web: ClosedWeb) -> AsyncIterator[Page]:
    """Yield a page whose whole web is `web`."""
    async with HttpServer(web, log=web.seen) as server:
        host, port = server.address
        context = await browser.new_context(
            viewport={"width": 1280, "height": 900}, proxy={"server": f"http://{host}:{port}"}
        )
        try:
            yield await context.new_page()
        finally:
            await context.close()


def _preflight(found: StoredAnswer) -> Response:
    """Return the permission that the kept answer implies (Fetch, 4.8): a Range, no more."""
    allowed = tuple(pair for pair in found.headers if pair[0].lower().startswith("access-control-"))
    headers = (("Access-Control-Allow-Headers", "Range"), *allowed)
    return Response(status=204, headers=headers)


def _is_passed_on(name: str) -> bool:
    return name.lower() not in _HOP_BY_HOP | {"accept-ranges"}


def _header(found: StoredAnswer, name: str) -> str:
    return next((value for key, value in found.headers if key.lower() == name), "")
