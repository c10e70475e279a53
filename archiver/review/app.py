"""The addresses of the review page below its secret path, and what each is answered by.

Addresses are few and plain (letters, digits, `.`, `_`, `-` and single slashes): one that is
not so spelt names nothing, and no address is ever used as a path on the disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from archiver.errors import ArchiverError
from archiver.review.answer import Answer, Stream, is_address
from archiver.review.byte_range import ByteRange, asked_range
from archiver.review.desk import Reply
from archiver.review.gate import MOST_BODY_BYTES
from archiver.review.index_page import static_file
from archiver.review.plain_json import line

_HEAVY = ("pictures/", "evidence/", "data/difference/", "film/")
_LASTING = "private, max-age=86400, immutable"
"""A day: the next server has another secret, and so other addresses."""
_MOST_QUERY_BYTES = 200
_MOST_MESSAGE = 1_000
_FILM_POLICY = "sandbox; default-src 'none'"


class Site(Protocol):
    """What the page shows: see `ReviewSite`."""

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        """Return what stands at an address; None when nothing does. May take its time."""


class Clerk(Protocol):
    """Who writes what is decided: see `Desk`."""

    def decide(self, wanted: object) -> Reply:
        """Carry out `POST decide`."""

    def accept(self, wanted: object) -> Reply:
        """Carry out `POST accept`."""


class ReviewApp:
    """Answers what the gate let through. All that waits for the disk is done in threads."""

    def __init__(
        self, site: Site, desk: Clerk, *, index: bytes, on_bug: Callable[[BaseException], None]
    ) -> None:
        self._site = site
        self._desk = desk
        self._index = index
        self._on_bug = on_bug
        # Apart, so that a key that is pressed never waits for pictures.
        self._heavy = ThreadPoolExecutor(4, thread_name_prefix="review-pictures")
        self._light = ThreadPoolExecutor(4, thread_name_prefix="review-data")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="review-desk")

    def close(self) -> None:
        """Let go of the threads; what waits for one is given up, what writes is finished."""
        self._heavy.shutdown(wait=False, cancel_futures=True)
        self._light.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=True, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a bug is told, and costs this one answer alone."""
        request = Request(scope, receive)
        try:
            response = await self._response(request)
        except ClientDisconnect:
            return
        except ArchiverError as error:
            response = _said(500, line(str(error), _MOST_MESSAGE))
        except Exception as error:  # noqa: BLE001 - the page lives on, and the bug is told
            self._on_bug(error)
            response = _said(500, "this is a bug in archiver; the terminal names its log")
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        address = request.scope["path"]
        if request.method == "POST":
            return await self._decided(address, request)
        if not address:
            return Response(self._index, media_type="text/html; charset=utf-8")
        if not is_address(address):
            return _absent()
        if address.startswith("static/"):
            return await self._part_of_page(address.removeprefix("static/"))
        return await self._told(address, request)

    async def _part_of_page(self, name: str) -> Response:
        found = await self._run(self._light, static_file, name)
        return Response(found[1], media_type=found[0]) if found else _absent()

    async def _told(self, address: str, request: Request) -> Response:
        pool = self._heavy if address.startswith(_HEAVY) else self._light
        query = dict(parse_qsl(request.scope["query_string"][:_MOST_QUERY_BYTES].decode("latin-1")))
        answer = await self._run(pool, self._site.answer, address, query)
        # What is not what it is said to be is no answer: an SVG with a script, as a PNG.
        if answer is None or not answer.is_as_said:
            return _absent()
        if answer.stream is not None:
            return self._film(answer.stream, answer.media_type, request)
        return _whole(answer, request)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[..., Any], *values: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(pool, work, *values)

    def _film(self, stream: Stream, media_type: str, request: Request) -> Response:
        """Answer with a film, or the part of it that a `Range` asks for."""
        headers = {"Accept-Ranges": "bytes", "Content-Security-Policy": _FILM_POLICY}
        size = stream.size_bytes
        # No film has an ETag here, so that an `If-Range` never fits (RFC 9110, 13.1.5).
        asked = "" if "if-range" in request.headers else request.headers.get("range", "")
        wanted = asked_range(asked, size)
        if wanted is None:
            headers["Content-Range"] = f"bytes */{size}"
            return Response(status_code=416, headers=headers)
        headers["Content-Length"] = str(wanted.stop - wanted.start)
        if wanted.is_part:
            headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
        status = 206 if wanted.is_part else 200
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers, media_type=media_type)
        pieces = self._pieces(stream, wanted)
        return StreamingResponse(pieces, status, headers=headers, media_type=media_type)

    async def _pieces(self, stream: Stream, wanted: ByteRange) -> AsyncIterator[bytes]:
        """Yield a film's bytes; each is read when the browser has taken the one before."""
        chunks = stream.chunks(wanted.start, wanted.stop)
        job: Future[bytes | None] | None = None
        try:
            while True:
                job = self._heavy.submit(next, chunks, None)
                piece = await asyncio.wrap_future(job)
                if piece is None:
                    break
                yield piece
        except (ArchiverError, OSError):
            raise  # the film breaks off; its length tells the browser so
        except Exception as error:
            self._on_bug(error)
            raise
        finally:
            close = getattr(chunks, "close", None)
            if close is not None and job is not None:
                # A thread may still be reading: nothing that runs can be closed.
                job.add_done_callback(lambda _: close())

    async def _decided(self, address: str, request: Request) -> Response:
        """Let the desk carry out what was posted."""
        deeds = {"decide": self._desk.decide, "accept": self._desk.accept}
        if address not in deeds:
            return _absent()
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BODY_BYTES:
                words = f"send at most {MOST_BODY_BYTES >> 20} MiB at once"
                return _said(413, words, {"Connection": "close"})
        try:
            wanted = json.loads(body)
        except (ValueError, RecursionError):
            return _said(400, "the body is no JSON")
        reply = await self._run(self._writer, deeds[address], wanted)
        return _as_json(reply.status, reply.body)


def _whole(answer: Answer, request: Request) -> Response:
    """Answer with data or a picture; 304 when the browser has it already."""
    headers = {}
    if answer.lasting:
        etag = f'"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"'
        headers = {"Cache-Control": _LASTING, "ETag": etag}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type=answer.media_type, headers=headers)


def _absent() -> Response:
    return PlainTextResponse("not found\n", 404)


def _said(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    return _as_json(status, {"message": message}, headers)


def _as_json(status: int, value: object, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(value).encode()  # ASCII alone: unpaired surrogates are escaped too
    return Response(body, status, headers, media_type="application/json")
