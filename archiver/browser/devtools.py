"""Archiver's own connection to Chromium's DevTools socket.

One WebSocket, many flat sessions (`Target.attachToTarget`, flatten). Playwright
has a connection of its own beside it: events here do not pass through its
driver, which costs a hop through Node for every message.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection, connect

from archiver.errors import BrowserError, BrowserGoneError, CaptureError, DeadlineError

Params = Mapping[str, Any]
Listener = Callable[["Session", str, dict[str, Any]], None]

_CALL_S = 30.0
"""Patience with a call that named no deadline of its own."""


class ProtocolError(CaptureError):
    """Chromium refused a DevTools call."""


class Session:
    """One attached target; `session_id` is empty for the browser itself."""

    __slots__ = ("connection", "listener", "session_id", "target")

    def __init__(
        self, connection: DevTools, session_id: str, target: dict[str, Any] | None = None
    ) -> None:
        self.connection = connection
        self.session_id = session_id
        self.target = target or {}
        self.listener: Listener | None = None

    async def call(
        self, method: str, params: Params | None = None, *, timeout_s: float = _CALL_S
    ) -> Any:
        """Call a DevTools method and return its result, a dict.

        Raises `ProtocolError` when Chromium refuses, `DeadlineError` when it does
        not answer in time, `BrowserGoneError` when the connection is lost.
        """
        future = self.connection.send(self, method, params)
        try:
            # `wait_for` of Python 3.11 loses a cancellation that comes with the result.
            async with asyncio.timeout(timeout_s):
                return await future
        except TimeoutError:
            raise DeadlineError(f"{method} did not return within {timeout_s:g} s") from None

    def post(self, method: str, params: Params | None = None) -> None:
        """Call a method whose answer is of no interest, not even a refusal."""
        with contextlib.suppress(BrowserGoneError):
            self.connection.send(self, method, params).add_done_callback(_forget)


def _forget(future: asyncio.Future[Any]) -> None:
    """Take note of a result nobody waits for."""
    if not future.cancelled():
        future.exception()


def _refuse(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        _forget(future)


class DevTools:
    """The WebSocket: numbers the calls, routes answers and events to sessions."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._serial = 0
        self._pending: dict[int, tuple[asyncio.Future[Any], str, str]] = {}
        self._sessions: dict[str, Session] = {}
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done once the browser is gone or the connection was closed."""
        self.root = Session(self, "")
        self._sessions[""] = self.root
        self._tasks = [
            asyncio.create_task(self._receive(), name="devtools-receive"),
            asyncio.create_task(self._transmit(), name="devtools-transmit"),
        ]

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect to the `webSocketDebuggerUrl` of a browser.

        Raises `BrowserError` when what listens there is no DevTools socket.
        """
        # Bodies come as base64 inside one message: no size limit, and no
        # compression of what is on this machine anyway.
        try:
            socket = await connect(url, max_size=None, compression=None, ping_interval=None)
        except (OSError, websockets.WebSocketException) as error:
            raise BrowserError(f"{url} is no DevTools socket: {error}") from error
        return cls(socket)

    @property
    def closed(self) -> bool:
        """True once the browser is gone or the connection was closed."""
        return self.ended.done()

    def session(self, session_id: str, target: dict[str, Any]) -> Session:
        """Return the session of that id, made at first mention."""
        if session_id not in self._sessions:
            self._sessions[session_id] = Session(self, session_id, target)
        return self._sessions[session_id]

    def send(self, session: Session, method: str, params: Params | None) -> asyncio.Future[Any]:
        """Queue a call; the future gives its result."""
        if self.closed:
            raise BrowserGoneError
        self._serial += 1
        message: dict[str, Any] = {"id": self._serial, "method": method}
        if params:
            message["params"] = params
        if session.session_id:
            message["sessionId"] = session.session_id
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending[self._serial] = (future, method, session.session_id)
        self._outbox.put_nowait(json.dumps(message))
        return future

    async def close(self) -> None:
        """Close the connection; the browser lives on."""
        self._end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()

    async def _transmit(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await self._socket.send(await self._outbox.get())

    async def _receive(self) -> None:
        try:
            while True:
                self._route(json.loads(await self._socket.recv(decode=False)))
        except websockets.ConnectionClosed:
            pass
        finally:
            self._end()

    def _route(self, message: dict[str, Any]) -> None:
        serial = message.get("id")
        if serial is not None:
            future, method, _session_id = self._pending.pop(serial, (None, "", ""))
            if future is None or future.done():
                return
            if "error" in message:
                future.set_exception(ProtocolError(f"{method}: {message['error'].get('message')}"))
            else:
                future.set_result(message.get("result", {}))
            return
        session = self._sessions.get(message.get("sessionId", ""))
        method, params = message["method"], message.get("params", {})
        if session is not None and session.listener is not None:
            session.listener(session, method, params)
        if method == "Target.detachedFromTarget":
            self._drop(params.get("sessionId", ""))

    def _drop(self, session_id: str) -> None:
        gone = self._sessions.pop(session_id, None)
        if gone is not None:
            gone.listener = None
        # Chromium answers no call that was under way to a target that went.
        calls = [n for n, (_f, _m, holder) in self._pending.items() if holder == session_id]
        for serial in calls:
            future, method, _holder = self._pending.pop(serial)
            _refuse(future, ProtocolError(f"{method}: the target is gone"))

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)
        pending, self._pending = self._pending, {}
        for future, _method, _session_id in pending.values():
            _refuse(future, BrowserGoneError())
