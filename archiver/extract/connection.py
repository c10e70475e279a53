"""HTTP/1.1 connections of an extraction: through the guard, one request at a time."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from dataclasses import dataclass

from archiver.extract import socks
from archiver.extract.recording import Recording, StoppedError
from archiver.models import Headers

QUIET_S = 20.0
"""How long a server may say nothing: as long as yt-dlp itself waits."""
_LOST = (http.client.RemoteDisconnected, ConnectionError)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a connection leads."""

    scheme: str
    host: str
    port: int


class Connection(http.client.HTTPConnection):
    """A connection to one origin, by the guard's SOCKS port or straight when that is None."""

    def __init__(
        self,
        origin: Origin,
        recording: Recording,
        proxy_port: int | None,
        tls: ssl.SSLContext | None,
    ) -> None:
        super().__init__(origin.host, origin.port, timeout=QUIET_S)
        self.origin = origin
        self._recording = recording
        self._proxy_port = proxy_port
        self._tls = tls
        self._held: socket.socket | None = None

    def connect(self) -> None:
        """Connect; raise what `socks.connect` raises, and `ssl.SSLError`."""
        self._recording.check()
        host, port = self.origin.host, self.origin.port
        if self._proxy_port is None:
            self.sock = socket.create_connection((host, port), QUIET_S)
        else:
            self.sock = socks.connect(self._proxy_port, host, port, QUIET_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is not None:
            # The handshake is a wait too, so the TLS socket is held before it begins.
            self.sock = self._tls.wrap_socket(
                self.sock, server_hostname=host, do_handshake_on_connect=False
            )
        self._held = self.sock
        self._recording.hold(self.sock)
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def let_go(self) -> None:
        """Close it for good.

        Not done by `close`, which http.client calls as soon as it knows that an answer,
        still to be read, is the last one.
        """
        if self._held is not None:
            self._recording.release(self._held)
        self.close()

    def ask(
        self, method: str, target: str, headers: Headers, body: bytes
    ) -> http.client.HTTPResponse:
        """Send exactly these header lines and return the answer, its body unread."""
        self.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            self.putheader(name, value)
        self.endheaders(body or None)
        return self.getresponse()


class Connections:
    """The connections of one extraction; an idle one for each origin is used again."""

    def __init__(self, recording: Recording, proxy_port: int | None, trusted_pem: str) -> None:
        self._recording = recording
        self._proxy_port = proxy_port
        self._trusted_pem = trusted_pem
        self._tls: ssl.SSLContext | None = None
        self._idle: dict[Origin, Connection] = {}

    def ask(
        self, origin: Origin, method: str, target: str, headers: Headers, body: bytes
    ) -> tuple[Connection, http.client.HTTPResponse]:
        """Return the answer and its connection; raise `OSError` or `HTTPException`.

        `StoppedError` when the extraction was stopped meanwhile.
        """
        self._recording.check()
        if (used := self._idle.pop(origin, None)) is not None:
            # A server may close a connection that it kept, just as it is used again
            # (RFC 9112, 9.3.1): that is no failure of the request.
            with contextlib.suppress(*_LOST):
                return used, used.ask(method, target, headers, body)
            used.let_go()
        fresh = Connection(origin, self._recording, self._proxy_port, self._tls_for(origin))
        try:
            return fresh, fresh.ask(method, target, headers, body)
        except BaseException as error:
            fresh.let_go()
            if self._recording.stopped is not None:
                raise StoppedError from error
            raise

    def give_back(self, connection: Connection) -> None:
        """Take a connection whose last answer is read to its end."""
        former = self._idle.pop(connection.origin, None)
        self._idle[connection.origin] = connection
        if former is not None:
            former.let_go()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.popitem()[1].let_go()

    def _tls_for(self, origin: Origin) -> ssl.SSLContext | None:
        if origin.scheme != "https":
            return None
        if self._tls is None:
            self._tls = ssl.create_default_context()
            if self._trusted_pem:
                self._tls.load_verify_locations(cadata=self._trusted_pem)
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls
