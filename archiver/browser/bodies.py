"""Reading response bodies out of Chromium, each by the way that suits its size.

* known to be small: one `Fetch.getResponseBody`, the surest. A connection that
  breaks off shows as an error, with what came before it;
* big, or a film or a page of unknown size: tapped. The response goes on to the page, and
  `dataReceived` events carry a copy (`Network.streamResourceContent`), written to
  disk as they come. A tap that came too late shows by its byte count; the page's
  own buffer then has the body;
* compressed, and so perhaps a bomb, or a page's part of unknown size, which in
  one call may be too much for Chromium: taken as a stream, under limits of size
  and time, and handed to the page again. What came before the limit is kept and
  said to be cut, and the page goes on with it.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from archiver.browser.allowance import Allowance
from archiver.browser.devtools import Session
from archiver.browser.settings import Limits
from archiver.browser.transfer import Transfer
from archiver.errors import BrowserGoneError, CaptureError, DeadlineError
from archiver.formats import BodySink
from archiver.models import Truncation

_WHOLE_BYTES = 1 << 20
"""Up to this, a body of known size is asked for in one call."""
_FIRST_PIECE_BYTES, _PIECE_BYTES = 2 << 10, 1 << 20
_PARTS = frozenset(
    {"fetch", "font", "image", "manifest", "script", "stylesheet", "texttrack", "xhr"}
)
_RETURN_BYTES = 32 << 20
"""The most that is handed back to the page out of a stream; beyond it the
archive has the body, and the page's request fails."""


class BodyReader:
    """Reads the bodies of one capture into its spool."""

    def __init__(self, *, spool: Path, limits: Limits, allowance: Allowance) -> None:
        self._spool = spool
        self._limits = limits
        self._allowance = allowance
        self._serial = 0
        self._late: dict[str, list[bytes]] = {}

    def sink(self, limit_bytes: int | None = None) -> BodySink:
        """Return a new sink in the spool."""
        self._serial += 1
        path = self._spool / f"body-{self._serial:05d}"
        return BodySink(path, min(limit_bytes or self._limits.body_bytes, self._limits.body_bytes))

    def keep(self, transfer: Transfer, body: bytes) -> None:
        """Make `body` the body of a transfer."""
        transfer.sink = self.sink()
        transfer.sink.write(body)

    async def read(self, session: Session, params: dict[str, Any], transfer: Transfer) -> None:
        """Read the body of a paused response, and let the response go on.

        Raises `CaptureError` when it cannot be had; the response is still paused then.
        """
        headers = {
            entry["name"].lower(): entry["value"] for entry in params.get("responseHeaders") or []
        }
        length = headers.get("content-length", "")
        coded = headers.get("content-encoding", "identity") != "identity"
        if transfer.ask is not None and (coded or not _fits(length)):
            await self._stream(session, params, transfer, give_back=False)
        elif headers.get("content-type", "").startswith("text/event-stream"):
            # Endless by design: the page reads it as it comes.
            await self._let_pass(session, params, transfer)
        elif coded or (not length and _is_part(session, params)):
            await self._stream(session, params, transfer, give_back=True)
        elif _fits(length):
            await self._whole(session, params, transfer)
        else:
            await self._let_pass(session, params, transfer)

    async def _let_pass(self, session: Session, params: dict[str, Any], transfer: Transfer) -> None:
        transfer.tapped = True
        # While the answer waits here nothing of it can be missed. Of a worker's request this
        # session knows nothing, and a document has no renderer yet that could be asked: theirs
        # are tapped as soon as the head has come.
        if params.get("resourceType") != "Document":
            await self.tap(session, transfer)
        session.post("Fetch.continueRequest", {"requestId": params["requestId"]})

    async def _whole(self, session: Session, params: dict[str, Any], transfer: Transfer) -> None:
        identity = {"requestId": params["requestId"]}
        try:
            answer = await session.call(
                "Fetch.getResponseBody", identity, timeout_s=self._limits.body_s
            )
        except DeadlineError:
            self.keep(transfer, b"")
            transfer.truncated = Truncation.TIME
            session.post("Fetch.failRequest", {**identity, "errorReason": "TimedOut"})
            return
        data = answer["body"]
        self.keep(transfer, base64.b64decode(data) if answer["base64Encoded"] else data.encode())
        session.post("Fetch.continueRequest", identity)

    # --- streams

    async def _stream(
        self, session: Session, params: dict[str, Any], transfer: Transfer, *, give_back: bool
    ) -> None:
        identity = {"requestId": params["requestId"]}
        answer = await session.call(
            "Fetch.takeResponseBodyAsStream", identity, timeout_s=self._limits.call_s
        )
        transfer.sink = sink = self.sink(transfer.ask.limit_bytes if transfer.ask else None)
        copy: list[bytes] = []
        budget_s = self._limits.body_s if give_back else self._limits.film_s
        try:
            async with self._allowance.timeout(budget_s):
                await self._pump(session, answer["stream"], sink, copy if give_back else None)
            transfer.taken_whole = not sink.overflow
        except (TimeoutError, DeadlineError):
            transfer.truncated = Truncation.TIME
        except BrowserGoneError:
            raise
        except CaptureError:
            transfer.truncated = Truncation.DISCONNECT
        session.post("IO.close", {"handle": answer["stream"]})
        if give_back and sink.size_bytes <= _RETURN_BYTES:
            session.post("Fetch.fulfillRequest", _again(params, b"".join(copy)))
        else:
            session.post("Fetch.failRequest", {**identity, "errorReason": "Aborted"})

    async def _pump(
        self, session: Session, stream: str, sink: BodySink, copy: list[bytes] | None
    ) -> None:
        # A read waits until it is full: small ones first, so that of a body that
        # trickles there is something to keep.
        size_bytes = _FIRST_PIECE_BYTES
        while not sink.overflow:
            piece = await session.call(
                "IO.read", {"handle": stream, "size": size_bytes}, timeout_s=self._limits.body_s
            )
            size_bytes = min(2 * size_bytes, _PIECE_BYTES)
            data = piece["data"]
            raw = base64.b64decode(data) if piece.get("base64Encoded") else data.encode()
            self._take(sink, raw)
            if copy is not None:
                copy.append(raw)
                if sink.size_bytes > _RETURN_BYTES:
                    copy.clear()
                    copy = None
            if piece.get("eof"):
                return

    def _take(self, sink: BodySink, data: bytes) -> None:
        # What is past a body's limit is no reason to wait.
        if not sink.overflow:
            self._allowance.received(len(data))
        sink.write(data)

    # --- taps

    async def tap(self, session: Session, transfer: Transfer) -> None:
        """Ask for a copy of a body that is on its way to the page."""
        try:
            answer = await session.call(
                "Network.streamResourceContent",
                {"requestId": transfer.request_id},
                timeout_s=self._limits.call_s,
            )
        except CaptureError:
            # Too late: it had ended before the call arrived. `lost_data` sees it.
            self._late.pop(transfer.request_id, None)
            return
        transfer.sink = sink = self.sink()
        self._take(sink, base64.b64decode(answer["bufferedData"]))
        for data in self._late.pop(transfer.request_id, ()):
            self._take(sink, data)

    def take_data(self, transfer: Transfer, params: dict[str, Any]) -> None:
        """Take a `Network.dataReceived` event."""
        transfer.bytes_announced += params.get("dataLength", 0)
        if "data" not in params:
            return
        data = base64.b64decode(params["data"])
        if transfer.sink is not None:
            self._take(transfer.sink, data)
        else:
            self._late.setdefault(transfer.request_id, []).append(data)

    def lost_data(self, transfer: Transfer) -> bool:
        """Tell whether the page got bytes of a tapped body that the tap missed."""
        if transfer.sink is None:
            transfer.sink = self.sink()
        return not transfer.sink.overflow and transfer.sink.size_bytes < transfer.bytes_announced

    async def recover(self, session: Session, transfer: Transfer) -> None:
        """Take a body that the tap missed from the page's own buffer, if it is there."""
        try:
            answer = await session.call(
                "Network.getResponseBody",
                {"requestId": transfer.request_id},
                timeout_s=self._limits.call_s,
            )
        except CaptureError:
            return
        data = answer["body"]
        body = base64.b64decode(data) if answer["base64Encoded"] else data.encode()
        if len(body) >= transfer.bytes_announced:
            if transfer.sink is not None:
                transfer.sink.discard()
            self.keep(transfer, body)


def _again(params: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Return the parameters that hand a taken response to the page again.

    The body is decoded by now, so the headers of its coding are left out.
    """
    gone = {"content-encoding", "content-length", "transfer-encoding"}
    answer: dict[str, Any] = {
        "requestId": params["requestId"],
        "responseCode": params["responseStatusCode"],
        "responseHeaders": [
            entry
            for entry in params.get("responseHeaders") or []
            if entry["name"].lower() not in gone
        ],
        "body": base64.b64encode(body).decode("ascii"),
    }
    if params.get("responseStatusText"):
        answer["responsePhrase"] = params["responseStatusText"]
    return answer


def _fits(length: str) -> bool:
    return length.isdecimal() and int(length) <= _WHOLE_BYTES


def _is_part(session: Session, params: dict[str, Any]) -> bool:
    """Tell whether this is a part of a page, of a kind that is seldom endless.

    The page's own document is not: when it trickles, the page shall show what there is.
    """
    kind = params.get("resourceType", "").lower()
    if kind == "document":
        return bool(params.get("frameId") != session.target.get("targetId"))
    return kind in _PARTS
