"""Heads of HTTP messages as WARC blocks hold them (warc.md 2.3, H1 to H9)."""

from __future__ import annotations

import re
from http import HTTPStatus

from archiver import urls
from archiver.formats.record import clean_value
from archiver.models import Exchange, Headers

_NAME_UNSAFE = re.compile(r"[\x00-\x20\x7f:]+")
_NOT_OF_BODY = {
    "content-encoding": "x-orig-content-encoding",
    "transfer-encoding": "x-orig-transfer-encoding",
}
"""Headers that no longer describe the de-chunked, decoded body; browsertrix's names."""
_LENGTH = "content-length"
_ORIGINAL_LENGTH = "x-orig-content-length"


def has_body(method: str, status: int) -> bool:
    """Tell whether an answer may have a body at all (RFC 9110, 6.4.1)."""
    return method.upper() != "HEAD" and status >= 200 and status not in {204, 205, 304}


def declared_length(headers: Headers) -> int | None:
    """Return the Content-Length where it counts the bytes of the decoded body; None else."""
    lines = {name.lower(): value.strip() for name, value in reversed(headers)}
    if lines.get("content-encoding", "").lower() not in {"", "identity"}:
        return None
    value = lines.get(_LENGTH, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def response_head(exchange: Exchange, body_bytes: int) -> bytes:
    """Return status line, headers and the empty line of an answer.

    The status line says HTTP/1.1 whatever the wire spoke (players of archives
    refuse others); lengths and codings agree with a plain body of `body_bytes`.
    """
    reason = clean_value(exchange.reason) or _phrase(exchange.status)
    lines = [f"HTTP/1.1 {exchange.status:03d} {reason}"]
    lines += _header_lines(exchange.response_headers, body_bytes)
    return _encode(lines)


def request_head(exchange: Exchange, redacted: frozenset[str]) -> bytes:
    """Return request line, headers and the empty line of a request.

    `redacted` names (lower case) the headers that are left out. `Host` is
    written when the browser's list lacks it, as HTTP/2 does.
    """
    parts = urls.split(urls.to_ascii(urls.without_fragment(exchange.url)))
    path, host = ("/", "") if parts is None else (parts.path or "/", parts.netloc)
    if parts is not None and parts.query:
        path += f"?{parts.query}"
    headers = tuple(pair for pair in exchange.request_headers if pair[0].lower() not in redacted)
    names = {name.lower() for name, _ in headers}
    lines = [f"{clean_value(exchange.method) or 'GET'} {clean_value(path)} HTTP/1.1"]
    if "host" not in names:
        lines.append(f"Host: {clean_value(host.rpartition('@')[2])}")
    size_bytes = len(exchange.request_body)
    lines += _header_lines(headers, size_bytes)
    if size_bytes and _LENGTH not in names:
        lines.append(f"Content-Length: {size_bytes}")
    return _encode(lines)


def _header_lines(headers: Headers, body_bytes: int) -> list[str]:
    lines: list[str] = []
    length_written = False
    for raw_name, raw_value in headers:
        if raw_name.startswith(":"):
            continue  # a pseudo header of HTTP/2
        name, value = _NAME_UNSAFE.sub("-", raw_name), clean_value(raw_value)
        lower = name.lower()
        if lower in _NOT_OF_BODY:
            name = _NOT_OF_BODY[lower]
        elif lower == _LENGTH:
            if value != str(body_bytes):
                lines.append(f"{_ORIGINAL_LENGTH}: {value}")
                value = str(body_bytes)
            if length_written:
                continue
            length_written = True
        if name:
            lines.append(f"{name}: {value}")
    return lines


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _encode(lines: list[str]) -> bytes:
    """Encode line by line: latin-1, in which HTTP's bytes were read, else UTF-8."""
    encoded = []
    for line in lines:
        try:
            encoded.append(line.encode("latin-1"))
        except UnicodeEncodeError:
            encoded.append(line.encode("utf-8", "replace"))
    return b"\r\n".join(encoded) + b"\r\n\r\n"
