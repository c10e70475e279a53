"""HTTP headers of an answer whose body was decoded when it was read."""

from __future__ import annotations

from archiver.models import Headers

_CODINGS = frozenset({"content-encoding", "transfer-encoding"})
_NOT_TRUE = frozenset({*_CODINGS, "content-length"})
_PLAIN = frozenset({"", "identity"})


def is_coded(headers: Headers) -> bool:
    """Tell whether a body is chunked or compressed as these headers have it."""
    return any(
        name.lower() in _CODINGS and value.strip().lower() not in _PLAIN for name, value in headers
    )


def decoded_headers(headers: Headers) -> Headers:
    """Return the headers that are true of the body when its codings are undone."""
    if not is_coded(headers):
        return headers
    return tuple(pair for pair in headers if pair[0].lower() not in _NOT_TRUE)
