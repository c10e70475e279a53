"""yt-dlp's door to the network: the one request handler that it gets.

Imports yt-dlp, which takes a second: only the process that needs it imports this.
"""

from __future__ import annotations

import contextlib
import http.client
import ssl
import urllib.request
from collections.abc import Iterable
from email.message import Message
from typing import Any

from yt_dlp.networking.common import (  # type: ignore[import-untyped]
    Request,
    RequestHandler,
    Response,
)
from yt_dlp.networking.exceptions import (  # type: ignore[import-untyped]
    CertificateVerifyError,
    HTTPError,
    RequestError,
    SSLError,
    TransportError,
)

from archiver import urls
from archiver.extract.answer import Answer
from archiver.extract.decoding import ACCEPTED
from archiver.extract.recording import StoppedError
from archiver.extract.socks import NotAllowedError
from archiver.extract.wire import Wire
from archiver.models import Headers

_MOST_HOPS = 20
"""As many redirects as browsers follow (WHATWG Fetch, 4.4)."""
_MOST_UPLOAD_BYTES = 1 << 20
_BOUND_TO_ORIGIN = frozenset({"authorization", "cookie"})
_OF_A_BODY = frozenset({"content-type", "content-length"})


class StoppedRequestError(RequestError):  # type: ignore[misc]
    """The extraction was stopped.

    No `TransportError`, which extractors take for a reason to try something else.
    """


class Reply(Response):  # type: ignore[misc]
    """An answer in yt-dlp's form."""

    def __init__(self, answer: Answer) -> None:
        lines = Message()
        for name, value in answer.headers:
            lines[name] = value
        super().__init__(answer, answer.sent.url, lines, answer.status, answer.reason or None)

    def read(self, amt: int | None = None) -> bytes:
        """Return the next bytes; raise yt-dlp's own errors."""
        with _as_yt_dlp_says():
            return bytes(self.fp.read(amt))


class RecordedRH(RequestHandler):  # type: ignore[misc]
    """Makes every request through the guard, and has it recorded.

    What `proxies` say is left out: archiver's guard is the only way there is.
    """

    _SUPPORTED_URL_SCHEMES = ("http", "https")
    _SUPPORTED_PROXY_SCHEMES = None
    _SUPPORTED_FEATURES = None

    def __init__(self, wire: Wire, **settings: Any) -> None:
        super().__init__(**settings)
        self._wire = wire

    def _check_extensions(self, extensions: dict[str, Any]) -> None:
        super()._check_extensions(extensions)
        for known in ("cookiejar", "timeout", "legacy_ssl", "keep_header_casing"):
            extensions.pop(known, None)

    def _send(self, request: Request) -> Reply:
        jar = self._get_cookiejar(request)
        url, method, body = request.url, request.method, _bytes_of(request.data)
        headers = _sendable(self._get_headers(request))
        for hop in range(_MOST_HOPS + 1):
            cookies = urllib.request.Request(url, method=method)  # noqa: S310  # a jar's question
            jar.add_cookie_header(cookies)
            cookie = cookies.get_header("Cookie")
            lines = (*headers, ("Cookie", cookie)) if cookie else headers
            with _as_yt_dlp_says():
                answer = self._wire.ask(method, url, lines, body)
            jar.extract_cookies(_Told(answer.headers), cookies)
            target = urls.resolve(url, answer.redirect_to) if answer.redirect_to else ""
            if not urls.is_http(target):
                break
            if hop == _MOST_HOPS:
                raise HTTPError(Reply(answer), redirect_loop=True)
            answer.close_as_redirect(urls.to_ascii(target))
            method, body, headers = _redirected(answer, target, method, body, headers)
            url = target
        if not 200 <= answer.status < 300:
            with _as_yt_dlp_says():
                answer.read_ahead()
            raise HTTPError(Reply(answer))
        return Reply(answer)


class _Told:
    """Headers in the form that a cookie jar reads."""

    def __init__(self, headers: Headers) -> None:
        self._message = Message()
        for name, value in headers:
            self._message[name] = value

    def info(self) -> Message:
        return self._message


def _redirected(
    answer: Answer, target: str, method: str, body: bytes, headers: Headers
) -> tuple[str, bytes, Headers]:
    """Return method, body and headers of the next hop (RFC 9110, 15.4; Fetch, 4.4)."""
    dropped = frozenset[str]()
    if urls.origin(target) != urls.origin(answer.sent.url):
        dropped |= _BOUND_TO_ORIGIN
    if (answer.status in {301, 302} and method == "POST") or (
        answer.status == 303 and method not in {"GET", "HEAD"}
    ):
        method, body, dropped = "GET", b"", dropped | _OF_A_BODY
    return method, body, tuple(line for line in headers if line[0].lower() not in dropped)


def _sendable(headers: dict[str, str]) -> Headers:
    """Return header lines that are true of us: the codings are those that we decode."""
    known = {name.lower(): value for name, value in headers.items()}
    coding = "identity" if known.get("accept-encoding") == "identity" else ACCEPTED
    lines = [(name, value) for name, value in headers.items() if name.lower() != "accept-encoding"]
    return (*lines, ("Accept-Encoding", coding))


def _bytes_of(data: bytes | Iterable[bytes] | None) -> bytes:
    if data is None or isinstance(data, bytes):
        return data or b""
    joined = b""
    for piece in data:
        joined += piece
        if len(joined) > _MOST_UPLOAD_BYTES:
            raise RequestError("the request's body is too long")
    return joined


@contextlib.contextmanager
def _as_yt_dlp_says() -> Any:
    try:
        yield
    except StoppedError as error:
        raise StoppedRequestError(cause=error) from error
    except NotAllowedError as error:
        raise TransportError(str(error), cause=error) from error
    except ssl.SSLCertVerificationError as error:
        raise CertificateVerifyError(cause=error) from error
    except ssl.SSLError as error:
        raise SSLError(cause=error) from error
    except (OSError, http.client.HTTPException) as error:
        raise TransportError(cause=error) from error
    except ValueError as error:
        raise RequestError(cause=error) from error
