"""Requests that the Fetch domain holds until archiver has had its look.

At the Response stage each body is read before the page gets it. At the Request
stage a page that archiver renders itself is answered, and all that a page asks for
which is shown again; what archiver asks for itself gets its Referer. The stage is
switched on only where one of them is needed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from archiver.browser.asks import Ask, AskBook, Way
from archiver.browser.bodies import BodyReader
from archiver.browser.budget import Budget
from archiver.browser.devtools import Session
from archiver.browser.document import PageDocument
from archiver.browser.downloads import Downloads, is_big
from archiver.browser.errands import Errands
from archiver.browser.supply import Supplied, Supply, fulfilment, page_request
from archiver.browser.transfer import Transfer, has_body, lines_of_entries, url_pattern
from archiver.errors import CaptureError
from archiver.formats import declared_length
from archiver.models import Truncation
from archiver.urls import is_http

_EVERYTHING = {"urlPattern": "*"}


class Interception:
    """Decides about every paused request of one recorder."""

    def __init__(  # noqa: PLR0913 - each is a part of its own
        self,
        *,
        bodies: BodyReader,
        downloads: Downloads,
        budget: Budget,
        asks: AskBook,
        errands: Errands,
        document: PageDocument,
    ) -> None:
        self._bodies = bodies
        self._downloads = downloads
        self._budget = budget
        self._asks = asks
        self._errands = errands
        self._document = document
        self._served: dict[str, bytes] = {}
        self._supply: Supply | None = None
        self.sees_requests = False
        """True when requests are held before they are sent: at a price for each."""
        self.stopped = False
        """True once answers are let through unread."""
        self.holds_page = False
        """True once the page's own document may not be left any more."""

    def serve(self, url: str, html: str) -> None:
        """Answer requests for `url` with `html`, as that address would."""
        self._served[url] = html.encode()

    def supply(self, supply: Supply) -> None:
        """Answer by `supply` all that the page asks for; nothing is sent any more."""
        self._supply = supply
        self.sees_requests = True

    def enable(self, session: Session) -> None:
        """Begin to hold what a target asks for."""
        session.post("Fetch.enable", {"patterns": self._patterns(), "handleAuthRequests": True})

    def see_requests(self, session: Session) -> None:
        """Hold the requests of a target from now on, before they are sent."""
        self.sees_requests = True
        self.enable(session)

    def _patterns(self) -> list[dict[str, str]]:
        responses = {**_EVERYTHING, "requestStage": "Response"}
        if self.sees_requests:
            return [{**_EVERYTHING, "requestStage": "Request"}, responses]
        served = [{"urlPattern": url_pattern(u), "requestStage": "Request"} for u in self._served]
        return [*served, responses]

    def on_auth(self, session: Session, params: dict[str, Any]) -> None:
        """Give no password: the refusal is the answer, as a stranger gets it."""
        answer = {"response": "CancelAuth"}
        identity = {"requestId": params["requestId"]}
        session.post("Fetch.continueWithAuth", {**identity, "authChallengeResponse": answer})

    def on_request(
        self, session: Session, params: dict[str, Any], find: Callable[[], Transfer | None]
    ) -> None:
        """Decide about a request that is not sent yet; `find` gives its transfer."""
        request, identity = params["request"], {"requestId": params["requestId"]}
        body = self._served.get(request["url"])
        ask = self._asks.ask(self._asks.number_of(request))
        if self.holds_page and _leaves_page(session, params):
            _abort(session, params)
        elif body is not None and ask is None:
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            answer = Supplied(status=200, headers=headers, body=body, synthetic=True)
            session.post("Fetch.fulfillRequest", self._given(params, find(), answer))
        elif self._supply is not None and is_http(request["url"]):
            self._errands.spawn(self._from_supply(self._supply, session, params, find))
        elif ask is not None:
            session.post("Fetch.continueRequest", {**identity, "headers": _headers(request, ask)})
        else:
            session.post("Fetch.continueRequest", identity)

    async def _from_supply(
        self,
        supply: Supply,
        session: Session,
        params: dict[str, Any],
        find: Callable[[], Transfer | None],
    ) -> None:
        """Give a page what the supply has for its request; else fail it."""
        answer = None if self.stopped else await supply(page_request(params))
        if answer is not None:
            # Chromium takes no answer with a head that is none.
            with contextlib.suppress(CaptureError):
                await session.call("Fetch.fulfillRequest", self._given(params, find(), answer))
                return
        _abort(session, params, "BlockedByClient")

    def _given(
        self, params: dict[str, Any], transfer: Transfer | None, answer: Supplied
    ) -> dict[str, Any]:
        """Note what a request is answered; return how DevTools is told."""
        if transfer is not None:
            transfer.synthetic, transfer.taken_whole = answer.synthetic, True
            if answer.noted is not None:
                transfer.body = answer.noted
            elif answer.body:
                self._bodies.keep(transfer, answer.body)
            url = params["request"]["url"]
            transfer.paused_headers.append((url, answer.status, answer.headers))
        return fulfilment(params["requestId"], answer)

    def on_response(
        self,
        session: Session,
        params: dict[str, Any],
        transfer: Transfer | None,
        settle: Callable[[Transfer], None],
    ) -> None:
        """Decide about an answer whose body has not come yet; read it, then `settle`."""
        if self._downloads.note_break(params):
            return
        status = params.get("responseStatusCode", 0)
        headers = lines_of_entries(params.get("responseHeaders") or [])
        if refusal := self._refusal(transfer, session, params):
            if transfer is not None:
                transfer.error = refusal
            _abort(session, params)
            return
        if transfer is not None:
            transfer.paused_headers.append((params["request"]["url"], status, headers))
        if transfer is None or self.stopped or not has_body(params, status, headers):
            session.post("Fetch.continueRequest", {"requestId": params["requestId"]})
            return
        way = transfer.ask.way if transfer.ask else Way.STREAM
        if way is (Way.LOOK if is_big(status, headers) else Way.DOWNLOAD):
            # To be had in another way; the asker knows which.
            transfer.set_aside = True
            _abort(session, params)
            return
        transfer.body_pending = True
        take = self._download if way is Way.DOWNLOAD else self._read
        self._errands.spawn(take(session, params, transfer, settle))

    def _refusal(self, transfer: Transfer | None, session: Session, params: dict[str, Any]) -> str:
        """Return why an answer is not let through; empty when it is."""
        if self.stopped:
            return ""
        if refusal := self._budget.refusal(params["request"]["url"]):
            return refusal
        if self.holds_page and _leaves_page(session, params):
            return "the page was read already and may not be left"
        if transfer is not None and transfer.is_page and self._document.restless:
            return "the page navigates without end"
        return ""

    async def _download(
        self,
        session: Session,
        params: dict[str, Any],
        transfer: Transfer,
        settle: Callable[[Transfer], None],
    ) -> None:
        try:
            await self._downloads.take(session, params, transfer)
            _note_short(transfer, params)
        except CaptureError:
            # Set aside as it is, it is asked for in another way.
            _abort(session, params)
        finally:
            transfer.body_pending = False
            transfer.ended = True
            settle(transfer)

    async def _read(
        self,
        session: Session,
        params: dict[str, Any],
        transfer: Transfer,
        settle: Callable[[Transfer], None],
    ) -> None:
        try:
            await self._bodies.read(session, params, transfer)
            _note_short(transfer, params)
        except asyncio.CancelledError:
            # The recording is over first.
            transfer.truncated = transfer.truncated or Truncation.TIME
            raise
        except CaptureError as error:
            transfer.error = transfer.error or str(error)
            session.post("Fetch.continueRequest", {"requestId": params["requestId"]})
        finally:
            transfer.body_pending = False
            # A request that only Fetch told of has no other end than this.
            if transfer.request_id.startswith("fetch-"):
                transfer.ended = True
            settle(transfer)


def _note_short(transfer: Transfer, params: dict[str, Any]) -> None:
    """Note a body that is shorter than announced: DevTools tells of no broken end."""
    announced_bytes = declared_length(lines_of_entries(params.get("responseHeaders") or []))
    kept = transfer.body or transfer.sink
    if not transfer.taken_whole or kept is None or announced_bytes is None:
        return
    if kept.size_bytes < announced_bytes:
        transfer.taken_whole = False
        transfer.truncated = Truncation.DISCONNECT


def _abort(session: Session, params: dict[str, Any], reason: str = "Aborted") -> None:
    """Fail a paused request; an aborted navigation leaves the page that is there."""
    failed = {"requestId": params["requestId"], "errorReason": reason}
    session.post("Fetch.failRequest", failed)


def _leaves_page(session: Session, params: dict[str, Any]) -> bool:
    own = session.target.get("type") == "page"
    frame = params.get("frameId") == session.target.get("targetId")
    return own and frame and params.get("resourceType") == "Document"


def _headers(request: dict[str, Any], ask: Ask) -> list[dict[str, str]]:
    """Return the headers of a request of archiver's own: the browser's, but for the Referer."""
    headers = {
        name: value
        for name, value in request.get("headers", {}).items()
        if name.lower() not in {"referer", "accept", "upgrade-insecure-requests"}
    }
    headers["Accept"] = ask.accept
    if ask.referrer:
        headers["Referer"] = ask.referrer
    return [{"name": name, "value": str(value)} for name, value in headers.items()]
