"""The gate before the review page: who may ask at all, before any address is looked at.

The page is for the person at this machine. Another page in the same browser can send
requests here as well: under a name of its own that it lets point to loopback, by a form,
by a picture's address. Each of these is told by something that a page cannot change: the
`Host` that was asked for, the `Origin` that asks, `Sec-Fetch-Site`, a header of our own, and
a path that nobody else knows.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY_BYTES: Final = 1 << 20
"""Of a request: some thousand decisions."""
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'"
)
"""Content-Security-Policy of the page; a file's, which cannot forbid frames, too."""
_SERVED_POLICY = (
    f"{PAGE_POLICY}; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The served page makes no markup and loads no script by itself: there, it cannot."""
SAFE_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _SERVED_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
"""Of every answer that has none of its own."""
_METHODS = ("GET", "HEAD", "POST")
_TOKEN_BYTES = 24
_HTTP_PORT = 80


class _Refusal(Exception):  # noqa: N818 - it is an answer, no error
    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def new_token() -> str:
    """Return a fresh secret for the page's path: 32 characters that nobody can guess."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class Gate:
    """Lets a request through to the app, or answers it itself.

    What the app gets has the secret taken off its path: `scope["path"]` is then that of
    an address of the page, as the page's scripts name it, without a slash in front.
    """

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self._app = app
        self._token = token.encode()
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{port}".encode() for name in names}
        if port == _HTTP_PORT:
            self._hosts |= {name.encode() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every answer leaves with the safe headers."""
        if scope["type"] != "http":
            return
        send = _guarded(send)
        try:
            inner = self._opened(scope)
        except _Refusal as refusal:
            await _refused(refusal)(scope, receive, send)
            return
        if inner is None:
            path = f"/{self._token.decode()}/"
            await RedirectResponse(path, status_code=308)(scope, receive, send)
            return
        await self._app({**scope, "path": inner, "raw_path": inner.encode()}, receive, send)

    def _opened(self, scope: Scope) -> str | None:
        """Return the address below the secret path; None for the path without its slash."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        target: bytes = scope.get("raw_path") or b""
        host = _only(headers, b"host")
        if host is None or host.lower() not in self._hosts or not target.startswith(b"/"):
            raise _Refusal(421, "this server answers to 127.0.0.1 and localhost, at its own port")
        if scope["method"] not in _METHODS:
            raise _Refusal(405, "GET, HEAD and POST are answered")
        _check_source(scope["method"], headers)
        found, slash, rest = target[1:].partition(b"/")
        if not hmac.compare_digest(found, self._token):
            raise _Refusal(404, "not found")
        _check_body(scope["method"], headers, host)
        if not slash:
            return None
        try:
            return rest.decode("ascii")
        except UnicodeDecodeError as error:
            raise _Refusal(404, "not found") from error


def _check_source(method: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Refuse what another page asks for, but a person's own step to the page by a link.

    Fetch Metadata Request Headers, section 2; browsers send them, other programs need not.
    """
    site = _only(headers, b"sec-fetch-site", default=b"none")
    if site in {b"none", b"same-origin"}:
        return
    mode = _only(headers, b"sec-fetch-mode", default=b"")
    aim = _only(headers, b"sec-fetch-dest", default=b"")
    if method == "POST" or mode != b"navigate" or aim != b"document":
        raise _Refusal(403, "another page may not ask here")


def _check_body(method: str, headers: list[tuple[bytes, bytes]], host: bytes) -> None:
    """Refuse a request that changes something and is not the page's own; and too long ones."""
    length = _only(headers, b"content-length", default=b"0")
    chunked = any(name == b"transfer-encoding" for name, _ in headers)
    if length is None or (chunked and length.strip(b"0")):
        raise _Refusal(400, "a body has one length")  # RFC 9112, 6.3: a way to smuggle requests
    if method != "POST":
        if chunked or length.strip(b"0"):
            raise _Refusal(400, "only a POST has a body")
        return
    origin = _only(headers, b"origin", default=b"")
    if not origin:
        own = _only(headers, b"sec-fetch-site", default=b"") == b"same-origin"
    else:
        own = origin == b"http://" + host
    if not own or _only(headers, b"x-archiver") != b"1":
        raise _Refusal(403, "only the review page itself may decide")
    kind = (_only(headers, b"content-type", default=b"") or b"").lower().replace(b" ", b"")
    if kind not in {b"application/json", b"application/json;charset=utf-8"}:
        raise _Refusal(415, "send application/json")
    if not length.isdigit() or int(length[:20]) > MOST_BODY_BYTES:
        raise _Refusal(413, f"send at most {MOST_BODY_BYTES >> 20} MiB at once")


def _only(
    headers: Iterable[tuple[bytes, bytes]], name: bytes, default: bytes | None = None
) -> bytes | None:
    """Return a header's value; the default when it is absent, None when it came twice."""
    values = [value for key, value in headers if key == name]
    if not values:
        return default
    return values[0] if len(values) == 1 else None


def _refused(refusal: _Refusal) -> Response:
    headers = {"Connection": "close"}  # what is left of the request is not read
    if refusal.status == 405:
        headers["Allow"] = ", ".join(_METHODS)
    return PlainTextResponse(f"{refusal.words}\n", refusal.status, headers)


def _guarded(send: Send) -> Send:
    """Return a `send` that puts the safe headers on an answer, where it has no own."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            names = {name.lower() for name, _ in headers}
            headers += [
                (name.lower().encode(), value.encode())
                for name, value in SAFE_HEADERS.items()
                if name.lower().encode() not in names
            ]
            message = {**message, "headers": headers}
        await send(message)

    return guarded
