"""The review page's server: on loopback alone, for one person, ended by Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Final, Self

import uvicorn

from archiver.errors import UsageError
from archiver.review.app import Clerk, ReviewApp, Site
from archiver.review.connection import Connection
from archiver.review.gate import Gate, new_token

ADDRESS: Final = "127.0.0.1"
"""The one that it listens at: what is not reachable needs no password."""
_KEEP_ALIVE_S = 30
_STOP_S = 1
"""Time for answers that are under way when it ends."""
_HEAD_BYTES = 32 << 10
_BACKLOG = 256


class ReviewServer:
    """Listens on 127.0.0.1; `async with` starts and ends it.

    `address` has a secret in its path, new for every server: who does not know it is
    answered 404, whatever is asked for. Nothing is logged, since a log would hold it.
    """

    def __init__(
        self,
        site: Site,
        desk: Clerk,
        *,
        index: bytes,
        port: int = 0,
        on_bug: Callable[[BaseException], None] = lambda _: None,
    ) -> None:
        """Take the port, 0 for one that is free; raise `UsageError` when it is not to be had."""
        self._socket = _listening(port)
        self.port: int = self._socket.getsockname()[1]
        self._token = new_token()
        self._app = ReviewApp(site, desk, index=index, on_bug=on_bug)
        config = uvicorn.Config(
            Gate(self._app, port=self.port, token=self._token),
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_STOP_S,
            h11_max_incomplete_event_size=_HEAD_BYTES,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None
        self._quiet = contextlib.ExitStack()

    @property
    def address(self) -> str:
        """Of the page, with its secret: for the person alone."""
        return f"http://{ADDRESS}:{self.port}/{self._token}/"

    async def __aenter__(self) -> Self:
        self._quiet.enter_context(_silenced())
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started and not self._task.done():  # noqa: ASYNC110 - uvicorn's flag
            await asyncio.sleep(0.005)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._task is not None
        self.stop()
        try:
            await self._task
        finally:
            self._app.close()
            self._quiet.close()

    def stop(self) -> None:
        """Begin to end: `wait` returns. May be called from a signal's handler."""
        self._server.should_exit = True

    async def wait(self) -> None:
        """Return when the server has ended; what is under way has had a second."""
        assert self._task is not None
        await asyncio.shield(self._task)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the command, which says a word at the end."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; connections that do not end by themselves are broken off."""
        await super().shutdown(sockets)
        for connection in tuple(self.server_state.connections):
            if isinstance(connection, Connection):
                connection.transport.abort()
        await asyncio.sleep(0)


def _listening(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((ADDRESS, port))
        found.listen(_BACKLOG)
        found.setblocking(False)
    except (OSError, OverflowError) as error:
        found.close()
        words = getattr(error, "strerror", None) or error
        raise UsageError(
            f"--port {port}: cannot be listened at ({words}); name another one, or 0 for any"
        ) from error
    return found


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    """Keep uvicorn's words off the terminal: they are of no use to a person there."""
    logger = logging.getLogger("uvicorn")
    handler, former = logging.NullHandler(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = former
