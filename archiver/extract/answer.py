"""One answer as yt-dlp reads it, and the Exchange that it becomes."""

from __future__ import annotations

import contextlib
import http.client
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archiver.extract.decoding import Decoding
from archiver.extract.recording import Recording, StoppedError
from archiver.formats import BodySink
from archiver.models import Asked, Exchange, Headers, Truncation, header_of

_PIECE_BYTES = 1 << 16
_PAGE_BYTES = 16 << 20
"""The most that is read into memory at once: yt-dlp reads pages whole."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(slots=True)
class Sent:
    """A request as it went out."""

    url: str
    method: str
    headers: Headers
    body: bytes
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    started_tick: float = field(default_factory=time.monotonic)


class Answer:
    """A file that is read from the network, decoded, and kept on the way.

    It is done when its end was read or it is closed; then its exchange is kept.
    """

    def __init__(
        self,
        sent: Sent,
        response: http.client.HTTPResponse,
        recording: Recording,
        released: Callable[[bool], None],
    ) -> None:
        self.sent = sent
        self.status = response.status
        self.reason = response.reason
        self.headers = _lines(response)
        self.closed = False
        self._response = response
        self._recording = recording
        self._released = released
        encodings = [value for name, value in self.headers if name.lower() == "content-encoding"]
        self._encoding = ", ".join(encodings)
        self._decoding = Decoding(self._encoding)
        self._body = BodySink(recording.new_path())
        self._pieces = self._decoded()
        self._ahead = b""

    @property
    def size_bytes(self) -> int:
        """Bytes of the body so far, decoded."""
        return self._body.size_bytes

    @property
    def redirect_to(self) -> str:
        """The Location of a redirect as the server wrote it, else empty."""
        if self.status not in _REDIRECTS:
            return ""
        return header_of(self.headers, "location")

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size_bytes: int | None = None) -> bytes:
        """Return the next bytes, empty at the end; all that is left without a size.

        Raises `OSError` when the answer breaks off or is too long to be read at once,
        `StoppedError` when the extraction was stopped.
        """
        wanted = _PAGE_BYTES + 1 if size_bytes is None or size_bytes < 0 else size_bytes
        parts: list[bytes] = []
        while wanted > 0 and (piece := self._ahead or next(self._pieces, b"")):
            self._ahead = piece[wanted:]
            parts.append(piece[:wanted])
            wanted -= len(parts[-1])
        if wanted == 0 and (size_bytes is None or size_bytes < 0):
            self._end(Truncation.LENGTH, "longer than a page may be")
            raise OSError(f"the answer is longer than {_PAGE_BYTES:,} bytes")
        return b"".join(parts)

    def read_ahead(self) -> None:
        """Take the whole body now, however much of it is read later.

        For the page of an error, which nobody reads or closes but which says why.
        """
        with contextlib.suppress(OSError):
            self._ahead = self.read()

    def close(self) -> None:
        """End it where it is; what was not read is not kept."""
        self._end(Truncation.UNSPECIFIED, "not read to its end")

    def close_as_redirect(self, target: str) -> None:
        """End a redirect, whose body nobody reads."""
        self._end(None, "", target)

    def _decoded(self) -> Iterator[bytes]:
        """Yield the body in pieces, each of which is kept before it is given on."""
        try:
            for raw in self._raw():
                for piece in self._decoding.feed(raw):
                    yield self._counted(piece)
            self._decoding.end()
        except (OSError, http.client.HTTPException, zlib.error) as error:
            if self._recording.stopped is not None:
                self._stop()
            self._end(Truncation.DISCONNECT, str(error) or type(error).__name__)
            raise error if isinstance(error, OSError) else OSError(str(error)) from error
        self._end(None)

    def _raw(self) -> Iterator[bytes]:
        response = self._response
        while not response.isclosed():
            if self._recording.stopped is not None:
                self._stop()
            left = response.length
            if raw := _next_piece(response):
                yield raw
            elif left:
                raise ConnectionError(f"{left:,} bytes less than announced")

    def _counted(self, piece: bytes) -> bytes:
        room = min(self._recording.body_bytes - self.size_bytes, self._recording.bytes_left)
        kept = piece[: max(0, room)]
        self._recording.bytes_left -= len(kept)
        self._body.write(kept)
        if len(kept) < len(piece):
            self._recording.stop(Truncation.LENGTH)
            self._stop()
        return piece

    def _stop(self) -> None:
        self._end(self._recording.stopped, "stopped")
        raise StoppedError

    def _end(self, truncated: Truncation | None, error: str = "", target: str = "") -> None:
        if self.closed:
            return
        self.closed = True
        whole = truncated is None and not target
        reusable = whole and self._response.isclosed() and not self._response.will_close
        self._response.close()
        self._released(reusable)
        self._recording.keep(self._exchange(truncated, error, target))

    def _exchange(self, truncated: Truncation | None, error: str, target: str) -> Exchange:
        mime = header_of(self.headers, "content-type")
        mime = mime.partition(";")[0].strip().lower()
        is_media = self._recording.is_for_media or mime.startswith(("audio/", "video/"))
        return Exchange(
            url=self.sent.url,
            method=self.sent.method,
            request_headers=self.sent.headers,
            request_body=self.sent.body,
            started_at=self.sent.started_at,
            status=self.status,
            reason=self.reason,
            response_headers=self.headers,
            body=None if target else self._body.finish(),
            mime=mime,
            resource_type="media" if is_media else "fetch",
            protocol="http/1.0" if self._response.version == 10 else "http/1.1",
            duration_s=time.monotonic() - self.sent.started_tick,
            truncated=truncated,
            error=error,
            redirect_to=target,
            asked=Asked.YT_DLP,
        )


def _next_piece(response: http.client.HTTPResponse) -> bytes:
    """Return what has come, for it is kept even when nothing follows; empty at the end.

    `read` alone would wait for a whole piece and lose it with the connection. `read1`
    loses count of a Content-Length, and `peek` takes a broken chunk for the last one.
    """
    if response.chunked:
        return response.read1(_PIECE_BYTES)
    if response.length == 0:
        return response.read(1)
    return response.read(max(1, len(response.peek(_PIECE_BYTES))))


def unanswered(sent: Sent, error: str) -> Exchange:
    """Return the exchange of a request that got no answer."""
    return Exchange(
        url=sent.url,
        method=sent.method,
        request_headers=sent.headers,
        request_body=sent.body,
        started_at=sent.started_at,
        resource_type="fetch",
        duration_s=time.monotonic() - sent.started_tick,
        error=error,
        asked=Asked.YT_DLP,
    )


def _lines(response: http.client.HTTPResponse) -> Headers:
    """Return the header lines as received, those of several lines joined (RFC 9112, 5.2)."""
    return tuple(
        (name, " ".join(part.strip() for part in value.splitlines()))
        for name, value in response.getheaders()
    )
