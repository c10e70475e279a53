"""The recorder: keeps every exchange of one capture, on all of its targets.

It attaches to the page, its cross-site frames and its workers (auto-attach,
flatten), and pauses each response by the Fetch domain, where the body is there
whatever becomes of the page: a navigation, a blob, an evicted cache
(browser.md 15, warc.md 1.2). Big bodies are not paused but tapped: their data
events are written to disk while the page reads on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archiver.browser.allowance import Allowance
from archiver.browser.asks import AskBook, Way
from archiver.browser.bodies import BodyReader
from archiver.browser.budget import Budget
from archiver.browser.devtools import Session
from archiver.browser.document import PageDocument
from archiver.browser.downloads import Downloads
from archiver.browser.errands import Errands
from archiver.browser.interception import Interception
from archiver.browser.media_pieces import MediaPieces, Need
from archiver.browser.settings import Limits
from archiver.browser.transfer import (
    IDLE_TYPES,
    UNRECORDED_TYPES,
    Transfer,
    hop_of,
    hop_of_pause,
    lines_of,
    lines_of_text,
    take_response,
)
from archiver.errors import CaptureError
from archiver.models import Exchange, Truncation
from archiver.urls import is_http

_RECORDED_TARGETS = frozenset({"page", "iframe", "worker", "shared_worker", "service_worker"})
_PAUSING_TARGETS = frozenset({"page", "iframe"})
"""The Fetch domain does not exist on workers; theirs pause on the page."""

_HEAD_BYTES = 4096
"""More bytes on the wire than this are not an answer's head alone."""

Sink = Callable[[Exchange], None]


class Recorder:
    """Records one page from its first request to its last.

    `sink` is called with each finished Exchange, on the event loop.
    """

    def __init__(
        self, *, spool: Path, limits: Limits, sink: Sink, peer_of: Callable[[str], str]
    ) -> None:
        self._sink = sink
        self._limits = limits
        self._peer_of = peer_of
        self._transfers: dict[str, Transfer] = {}
        self._done: set[str] = set()
        self._frame_urls: dict[str, str] = {}
        self._stopped = False
        self._progress = asyncio.Event()
        self.document = PageDocument()
        self._handlers: dict[str, Callable[[Session, dict[str, Any]], None]] = {
            "Target.attachedToTarget": self._on_attached,
            "Target.detachedFromTarget": self._on_detached,
            "Inspector.targetCrashed": self._on_crashed,
            "Page.frameNavigated": self._on_navigated,
            "Page.windowOpen": self.document.note_popup,
            "Network.requestWillBeSent": self._on_request,
            "Network.requestWillBeSentExtraInfo": self._on_request_headers,
            "Network.responseReceivedExtraInfo": self._on_response_headers,
            "Network.responseReceived": self._on_response,
            "Network.dataReceived": self._on_data,
            "Network.loadingFinished": self._on_finished,
            "Network.loadingFailed": self._on_failed,
            "Fetch.requestPaused": self._on_paused,
            "Fetch.authRequired": self._on_auth,
        }
        self.allowance = Allowance(limits)
        self.bodies = BodyReader(spool=spool, limits=limits, allowance=self.allowance)
        self.downloads = Downloads(spool=spool, limits=limits, allowance=self.allowance)
        self.sessions: list[Session] = []
        self.prelude = ""
        """A script that every document runs before its own; empty for none."""
        self.media = MediaPieces()
        self.errands = Errands()
        self.budget = Budget(limits)
        self.asks = AskBook()
        self.interception = Interception(
            bodies=self.bodies,
            downloads=self.downloads,
            budget=self.budget,
            asks=self.asks,
            errands=self.errands,
            document=self.document,
        )
        self.activity = 0
        """Requests by which a page may still change; films and beacons are none."""
        self.ended = 0  # of the requests

    def attach(self, session: Session) -> None:
        """Begin to record a target, and let it run."""
        session.listener = self._on_event
        kind = session.target.get("type", "")
        # A second page is a popup: it is closed at once and no part of the article.
        popup = kind == "page" and bool(self.sessions)
        if kind in _RECORDED_TARGETS and not popup and not self._stopped:
            self.sessions.append(session)
            session.post(
                "Network.enable",
                {"maxTotalBufferSize": 64 << 20, "maxResourceBufferSize": 16 << 20},
            )
            if kind in _PAUSING_TARGETS:
                self.interception.enable(session)
                session.post("Page.enable")
                if self.prelude:
                    session.post("Page.addScriptToEvaluateOnNewDocument", {"source": self.prelude})
            session.post(
                "Target.setAutoAttach",
                {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True},
            )
        session.post("Runtime.runIfWaitingForDebugger")

    def on_browser_event(self, method: str, params: dict[str, Any]) -> None:
        """Take what the browser itself tells of the page's downloads."""
        self.downloads.on_event(method, params)

    @property
    def in_flight(self) -> int:
        """How many requests that the page may wait for have no end yet."""
        return sum(transfer.is_awaited for transfer in self._transfers.values())

    async def quiet(self, *, idle_s: float, timeout_s: float) -> bool:
        """Wait until no request was under way for `idle_s`; False when time ran out."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while loop.time() < deadline:
            self._progress.clear()
            if self.in_flight == 0:
                if await self._progresses(idle_s):
                    continue
                return True
            await self._progresses(deadline - loop.time())
        return self.in_flight == 0

    async def _progresses(self, timeout_s: float) -> bool:
        """Wait until a request begins or ends; False when time ran out."""
        with contextlib.suppress(TimeoutError):
            # Not `wait_for`: that of Python 3.11 loses a cancellation that comes with the event,
            # and a page that asks without end would outlive its budget.
            async with asyncio.timeout(timeout_s):
                return await self._progress.wait()
        return False

    def unread_media(self) -> dict[str, Need]:
        """Return the films and sounds kept in pieces only, by address."""
        wanted = self.media.unread()
        for transfer in self._transfers.values():
            hop = transfer.last
            if hop is not None and hop.resource_type == "media" and transfer.ask is None:
                wanted.setdefault(hop.url, Need(hop.frame_url))
        return {url: need for url, need in wanted.items() if not self.media.has_whole(url)}

    async def stop(self) -> None:
        """End the recording: what is still under way is kept as far as it came."""
        self._stopped = self.interception.stopped = True
        self.asks.close()
        self.downloads.stop()
        await self.errands.finish(self._limits.call_s)
        for transfer in list(self._transfers.values()):
            with self.errands.watched():
                self._emit(transfer)
        for session in self.sessions:
            session.listener = None

    def _on_event(self, session: Session, method: str, params: dict[str, Any]) -> None:
        handler = self._handlers.get(method)
        with self.errands.watched():
            if handler is not None:
                handler(session, params)

    def _on_attached(self, session: Session, params: dict[str, Any]) -> None:
        self.attach(session.connection.session(params["sessionId"], params["targetInfo"]))

    def _on_detached(self, _session: Session, params: dict[str, Any]) -> None:
        gone = params["sessionId"]
        self.sessions[:] = [session for session in self.sessions if session.session_id != gone]
        for transfer in list(self._transfers.values()):
            # The document of a frame that changes its process lives on.
            hop = transfer.last
            if transfer.session_id == gone and hop is not None and hop.resource_type != "document":
                transfer.error = transfer.error or "its frame or worker ended first"
                transfer.ended = True
                self._settle(transfer)
        self._progress.set()

    def _on_crashed(self, session: Session, _params: dict[str, Any]) -> None:
        # Of a crashed frame the page shows a sad face; it is asked nothing more.
        if session in self.sessions[1:]:
            self.sessions.remove(session)
        else:
            self.errands.fail(CaptureError("the page crashed its renderer"))

    def _on_navigated(self, _session: Session, params: dict[str, Any]) -> None:
        frame = params["frame"]
        self._frame_urls[frame["id"]] = frame["url"]

    def _on_request(self, session: Session, params: dict[str, Any]) -> None:
        if not is_http(params["request"]["url"]) or self._stopped:
            return
        transfer = self._transfer(params["requestId"])
        if transfer is None:
            return
        redirect = params.get("redirectResponse")
        hop = hop_of(params, self._frame_urls.get(params.get("frameId", ""), ""))
        if redirect is not None and transfer.last is not None:
            take_response(transfer.last, redirect, params.get("timestamp", 0.0))
            transfer.last.redirect_to = hop.url
            transfer.expects_raw |= bool(params.get("redirectHasExtraInfo"))
        elif transfer.last is not None and transfer.last.url == hop.url:
            # The same request told by a second session (a frame that moved to
            # its own process): the first telling stands, its times are better.
            return
        transfer.session_id = session.session_id
        self.document.note_request(session, params, transfer)
        if transfer.ask is None:
            transfer.ask_number = self.asks.number_of(params["request"])
            transfer.ask = self.asks.ask(transfer.ask_number)
            transfer.set_aside = transfer.ask is not None and transfer.ask.way is Way.DOWNLOAD
        self.budget.note_request(hop.url)
        self.activity += transfer.ask is None and hop.resource_type not in IDLE_TYPES
        transfer.hops.append(hop)
        self._progress.set()

    def _on_request_headers(self, _session: Session, params: dict[str, Any]) -> None:
        transfer = self._transfer(params["requestId"])
        if transfer is not None:
            transfer.raw_request_headers.append(lines_of(params.get("headers", {})))
            self._settle(transfer)

    def _on_response_headers(self, _session: Session, params: dict[str, Any]) -> None:
        transfer = self._transfer(params["requestId"])
        if transfer is None:
            return
        text = params.get("headersText")
        lines = lines_of_text(text) if text else lines_of(params.get("headers", {}))
        transfer.raw_responses.append((params.get("statusCode", 0), lines))
        self._settle(transfer)

    def _on_response(self, session: Session, params: dict[str, Any]) -> None:
        transfer = self._transfers.get(params["requestId"])
        if transfer is None or transfer.last is None:
            return
        take_response(transfer.last, params["response"], params.get("timestamp", 0.0))
        transfer.last.resource_type = params.get("type", "").lower()
        self.document.note_response(transfer)
        transfer.expects_raw |= bool(params.get("hasExtraInfo"))
        if transfer.tapped and transfer.sink is None:
            transfer.tap_begun = transfer.body_pending = True
            self.errands.spawn(self._tap(session, transfer))

    def _on_data(self, _session: Session, params: dict[str, Any]) -> None:
        transfer = self._transfers.get(params["requestId"])
        if transfer is not None:
            self.bodies.take_data(transfer, params)

    def _on_finished(self, session: Session, params: dict[str, Any]) -> None:
        transfer = self._transfers.get(params["requestId"])
        if transfer is not None and transfer.tapped and not self._stopped:
            transfer.body_pending = True
            if not transfer.tap_begun:
                transfer.tap_over.set()
            wire_bytes = params.get("encodedDataLength", 0)
            self.errands.spawn(self._check_tap(session, transfer, wire_bytes))
        self._end(params, "")

    def _on_failed(self, _session: Session, params: dict[str, Any]) -> None:
        reason = params.get("blockedReason") or params.get("errorText", "")
        self._end(params, reason)

    def _end(self, params: dict[str, Any], error: str) -> None:
        transfer = self._transfers.get(params["requestId"])
        if transfer is None:
            return
        transfer.ended = True
        self.ended += 1
        if transfer.last is not None:
            transfer.last.ended_tick = params.get("timestamp", 0.0)
            if error and transfer.last.status not in {204, 205, 304}:
                transfer.error = transfer.error or error
                self.document.note_failure(transfer)
        self._progress.set()
        self._settle(transfer)

    def _on_paused(self, session: Session, params: dict[str, Any]) -> None:
        if "responseStatusCode" not in params and "responseErrorReason" not in params:
            self.interception.on_request(
                session, params, find=lambda: self._transfer_of_pause(params)
            )
            return
        transfer = self._transfer_of_pause(params)
        self.interception.on_response(session, params, transfer, self._settle)

    async def _tap(self, session: Session, transfer: Transfer) -> None:
        try:
            await self.bodies.tap(session, transfer)
        finally:
            transfer.tap_over.set()
            if not transfer.ended or transfer.error:
                transfer.body_pending = False
                self._settle(transfer)

    async def _check_tap(self, session: Session, transfer: Transfer, wire_bytes: int) -> None:
        try:
            await transfer.tap_over.wait()
            # A body that the page took as a blob is announced with no bytes at all.
            blob = not transfer.bytes_announced and wire_bytes > _HEAD_BYTES
            if self.bodies.lost_data(transfer) or blob:
                await self.bodies.recover(session, transfer)
            if blob and transfer.sink is not None and not transfer.sink.size_bytes:
                transfer.truncated = Truncation.UNSPECIFIED
        finally:
            transfer.body_pending = False
            self._settle(transfer)

    def _on_auth(self, session: Session, params: dict[str, Any]) -> None:
        self.interception.on_auth(session, params)

    def _transfer(self, request_id: str) -> Transfer | None:
        if request_id in self._done or self._stopped:
            return None
        return self._transfers.setdefault(request_id, Transfer(request_id))

    def _transfer_of_pause(self, params: dict[str, Any]) -> Transfer | None:
        kind = params.get("resourceType", "").lower()
        if kind in UNRECORDED_TYPES or not is_http(params["request"]["url"]):
            return None
        transfer = self._transfer(params.get("networkId") or f"fetch-{params['requestId']}")
        if transfer is not None and transfer.last is not None and not transfer.is_recorded:
            return None
        if transfer is not None and transfer.request_id.startswith("fetch-"):
            frame_url = self._frame_urls.get(params.get("frameId", ""), "")
            transfer.hops.append(hop_of_pause(params, frame_url))
        return transfer

    def _settle(self, transfer: Transfer) -> None:
        if transfer.is_whole():
            self._emit(transfer)

    def _emit(self, transfer: Transfer) -> None:
        if transfer.request_id in self._done:
            return
        self._done.add(transfer.request_id)
        self._transfers.pop(transfer.request_id, None)
        if transfer.set_aside:
            self.asks.set_aside(transfer.ask_number)
        if transfer.set_aside or not transfer.is_recorded:
            return
        if transfer.tapped and self.bodies.lost_data(transfer):
            transfer.truncated = Truncation.UNSPECIFIED
        exchanges = transfer.exchanges(self._peer_of)
        for exchange in exchanges:
            self.budget.note_exchange(exchange)
            self.media.note(exchange)
            self._sink(exchange)
        self.asks.answer(transfer.ask_number, exchanges)
        self._progress.set()
