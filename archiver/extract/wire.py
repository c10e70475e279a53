"""The requests of an extraction: one hop each, recorded, in pieces."""

from __future__ import annotations

import http.client

from archiver import urls
from archiver.extract.answer import Answer, Sent, unanswered
from archiver.extract.connection import Connection, Connections, Origin
from archiver.extract.recording import Recording, StoppedError
from archiver.extract.socks import NotAllowedError
from archiver.models import Headers

_PORTS = {"http": 80, "https": 443}
_OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that belong to the connection, and are none of yt-dlp's business."""


class Wire:
    """Sends requests and remembers the answers that are still open."""

    def __init__(self, recording: Recording, proxy_port: int | None, trusted_pem: str) -> None:
        self._recording = recording
        self._connections = Connections(recording, proxy_port, trusted_pem)
        self._open: set[Answer] = set()

    def ask(self, method: str, url: str, headers: Headers, body: bytes) -> Answer:
        """Send one request and return its answer; a redirect is not followed.

        Raises `OSError` or `HTTPException` when no answer came, `ValueError` for an
        address or a header that HTTP cannot carry, `NotAllowedError` for a place that
        the guard refuses, `StoppedError` when the extraction was stopped.
        """
        url = urls.without_fragment(urls.to_ascii(url))
        parts = urls.split(url)
        if parts is None or parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(f"no http address: {url[:200]}")
        port = parts.port or _PORTS[parts.scheme]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        own = [("Host", parts.netloc.rpartition("@")[2].removesuffix(f":{_PORTS[parts.scheme]}"))]
        lines = (*own, *(line for line in headers if line[0].lower() not in _OWN_HEADERS))
        if body or method == "POST":
            lines = (*lines, ("Content-Length", str(len(body))))
        sent = Sent(url, method, lines, body)
        origin = Origin(parts.scheme, parts.hostname, port)
        try:
            connection, response = self._connections.ask(origin, method, target, lines, body)
        except StoppedError:
            raise
        except (OSError, http.client.HTTPException, NotAllowedError) as error:
            self._recording.keep(unanswered(sent, str(error) or type(error).__name__))
            raise
        return self._opened(sent, connection, response)

    def close(self) -> None:
        """End every answer that nobody closed, and all connections."""
        for answer in tuple(self._open):
            answer.close()
        self._connections.close()

    def _opened(
        self, sent: Sent, connection: Connection, response: http.client.HTTPResponse
    ) -> Answer:
        def released(reusable: bool) -> None:
            self._open.discard(answer)
            if reusable:
                self._connections.give_back(connection)
            else:
                connection.let_go()

        answer = Answer(sent, response, self._recording, released)
        self._open.add(answer)
        return answer
