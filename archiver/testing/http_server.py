"""A small HTTP/1.1 server on loopback that can also misbehave on purpose.

Keep-alive, chunked bodies, byte ranges, HEAD, slow answers, slow bodies and
bodies that are cut; TLS when a context is given. One handler answers all.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

_HEAD_LIMIT_BYTES = 64 * 1024
_BODY_LIMIT_BYTES = 1024 * 1024
_IDLE_TIMEOUT_S = 30.0
_FAREWELL_S = 1.0
"""For a client to close its end of a connection."""
_PIECE_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for; header names in lower case, the last one wins."""

    method: str
    target: str
    """As sent: path and query, percent-encoded."""
    headers: Mapping[str, str]
    body: bytes = b""
    scheme: str = "http"

    @property
    def host(self) -> str:
        """The host name that was asked for, lower case, without its port."""
        try:
            return urlsplit(f"//{self.headers.get('host', '')}").hostname or ""
        except ValueError:
            return ""

    @property
    def path(self) -> str:
        """The path, percent-decoded, without the query."""
        return unquote(urlsplit(self.target).path) or "/"

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters; of a repeated one, the first."""
        parsed = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[0] for name, values in parsed.items()}

    @property
    def url(self) -> str:
        """The whole address that was asked for."""
        return f"{self.scheme}://{self.headers.get('host', '')}{self.target}"

    @property
    def referrer_host(self) -> str:
        """The host that the Referer names, or an empty string."""
        try:
            return (urlsplit(self.headers.get("referer", "")).hostname or "").lower()
        except ValueError:
            return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, with the ways in which it shall misbehave."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    ranges: bool = False
    """Whether a `Range` is answered by 206 (RFC 9110, section 14)."""
    chunked: bool = False
    """Sent in chunks, without a Content-Length."""
    delay_s: float = 0.0
    """Wait before the first byte."""
    pace_bytes_per_s: int = 0
    """Speed of the body; 0 means as fast as it goes."""
    abort_after_bytes: int | None = None
    """Reset the connection when so much of the body is sent."""


Handler = Callable[[Request], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request that a server answered, for tests to look at."""

    host: str
    path: str
    """Path and query, as sent."""
    method: str
    headers: Mapping[str, str] = field(repr=False)
    status: int
    scheme: str = "http"


class BadRequestError(Exception):
    """The client did not speak HTTP/1.1; the text says where."""


class HttpServer:
    """A listening server on 127.0.0.1; `async with` starts and ends it."""

    def __init__(
        self,
        handler: Handler,
        *,
        tls: ssl.SSLContext | None = None,
        log: list[Seen] | None = None,
    ) -> None:
        self._handler = handler
        self._tls = tls
        self._log: list[Seen] = [] if log is None else log
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", 0, ssl=self._tls, limit=_HEAD_LIMIT_BYTES
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        # From Python 3.12 on this waits for connections too: a client may keep one for long
        # that never said a word, or not answer the farewell of TLS.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._server.wait_closed(), _FAREWELL_S)
        if sys.version_info >= (3, 13):
            self._server.abort_clients()

    @property
    def address(self) -> tuple[str, int]:
        """IP address and port that it listens on; only inside `async with`."""
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return host, port

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, asyncio.CancelledError):
            pass  # the client left, or the server closes: neither is an error here
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), _FAREWELL_S)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        scheme = "https" if self._tls else "http"
        while True:
            try:
                request = await asyncio.wait_for(_read_request(reader, scheme), _IDLE_TIMEOUT_S)
            except BadRequestError as error:
                refusal = Response(status=400, body=str(error).encode(), media_type="text/plain")
                await _send(writer, "GET", refusal, keep_alive=False)
                return
            if request is None:
                return
            response = _in_range(request, self._handler(request))
            self._log.append(
                Seen(
                    host=request.host,
                    path=request.target,
                    method=request.method,
                    headers=request.headers,
                    status=response.status,
                    scheme=scheme,
                )
            )
            keep_alive = request.headers.get("connection", "").lower() != "close"
            await _send(writer, request.method, response, keep_alive=keep_alive)
            if not keep_alive or writer.is_closing():
                return


async def _read_request(reader: asyncio.StreamReader, scheme: str) -> Request | None:
    """Read one request; None at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial.strip():
            raise BadRequestError("the request ends inside its head") from None
        return None
    except asyncio.LimitOverrunError:
        raise BadRequestError("the request's head is too long") from None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequestError("the request line is not METHOD TARGET HTTP/1.1")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequestError("a header line has no colon")
        headers[name.strip().lower()] = value.strip()
    body = await _read_body(reader, headers)
    target = parts[1]
    if not target.startswith("/"):  # absolute form, as a proxy gets it (RFC 9112, 3.2.2)
        absolute = urlsplit(target)
        headers["host"] = absolute.netloc or headers.get("host", "")
        target = (absolute.path or "/") + (f"?{absolute.query}" if absolute.query else "")
    return Request(method=parts[0], target=target, headers=headers, body=body, scheme=scheme)


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        raise BadRequestError("chunked requests are not taken")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > _BODY_LIMIT_BYTES:
        raise BadRequestError("Content-Length is not a number below 1 MiB")
    return await reader.readexactly(int(length))


def _in_range(request: Request, response: Response) -> Response:
    """Cut the answer to the one range that was asked for (RFC 9110, 14.1.2)."""
    if not response.ranges or response.status != 200:
        return response
    total = len(response.body)
    response = replace(response, headers=(*response.headers, ("Accept-Ranges", "bytes")))
    unit, _, wanted = request.headers.get("range", "").partition("=")
    first, dash, last = wanted.partition("-")
    if unit != "bytes" or not dash or "," in wanted:
        return response
    if not first.isdecimal():
        if not last.isdecimal():
            return response
        start, end = max(total - int(last), 0), total - 1
    else:
        start = int(first)
        end = min(int(last), total - 1) if last.isdecimal() else total - 1
    if start >= total or start > end:
        unsatisfied = (("Content-Range", f"bytes */{total}"),)
        return replace(response, status=416, body=b"", headers=response.headers + unsatisfied)
    content_range = (("Content-Range", f"bytes {start}-{end}/{total}"),)
    part = response.body[start : end + 1]
    return replace(response, status=206, body=part, headers=response.headers + content_range)


async def _send(
    writer: asyncio.StreamWriter, method: str, response: Response, *, keep_alive: bool
) -> None:
    if response.delay_s:
        await asyncio.sleep(response.delay_s)
    writer.write(_head(response, keep_alive=keep_alive))
    if method != "HEAD" and response.status not in {204, 304}:
        await _send_body(writer, response)
    await writer.drain()


def _head(response: Response, *, keep_alive: bool) -> bytes:
    try:
        reason = HTTPStatus(response.status).phrase
    except ValueError:
        reason = "Unnamed"
    lines = [f"HTTP/1.1 {response.status} {reason}"]
    if response.status not in {204, 304}:
        lines.append(f"Content-Type: {response.media_type}")
        lines.append(
            "Transfer-Encoding: chunked"
            if response.chunked
            else f"Content-Length: {len(response.body)}"
        )
    lines += [f"{name}: {value}" for name, value in response.headers]
    lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _send_body(writer: asyncio.StreamWriter, response: Response) -> None:
    body = response.body[: response.abort_after_bytes]
    piece = _PIECE_BYTES
    if response.pace_bytes_per_s:
        piece = max(response.pace_bytes_per_s // 20, 1)
    for start in range(0, len(body), piece):
        data = body[start : start + piece]
        writer.write(b"%x\r\n%b\r\n" % (len(data), data) if response.chunked else data)
        await writer.drain()
        if response.pace_bytes_per_s:
            await asyncio.sleep(piece / response.pace_bytes_per_s)
    if response.abort_after_bytes is not None:
        # Let the client read what was sent before the reset throws the rest away.
        await asyncio.sleep(0.05)
        writer.transport.abort()
    elif response.chunked:
        writer.write(b"0\r\n\r\n")


__all__ = ["BadRequestError", "Handler", "HttpServer", "Request", "Response", "Seen"]
