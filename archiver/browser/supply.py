"""A web that is not the network: who answers the requests of a page that is shown again."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from archiver.browser.transfer import lines_of, post_data
from archiver.models import Body, Headers, header_of

_NOT_OF_BODY = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})
"""Headers of the wire: a supplied body is decoded and whole, its length is counted anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """What a page asks for, before anything is sent."""

    url: str
    """With its fragment, where it has one."""
    method: str
    headers: Headers
    body: bytes = field(default=b"", repr=False)
    resource_type: str = ""
    """DevTools' word, lower case: document, image, media, xhr, fetch ..."""

    def header(self, name: str) -> str:
        """Return the first value of a header, or ``."""
        return header_of(self.headers, name.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """An answer that the page is given in the place of a server's."""

    status: int
    headers: Headers
    body: bytes = field(default=b"", repr=False)
    """Decoded; without it where the status or the method allows none."""
    reason: str = ""
    noted: Body | None = None
    """What the exchange is to say of the body, where that is known; None: the body itself."""
    synthetic: bool = False
    """True when archiver itself made it."""


Supply = Callable[[PageRequest], Awaitable[Supplied | None]]
"""Gives the answer to a request; None for what is not to be had. Raises nothing of its own."""


def page_request(params: dict[str, Any]) -> PageRequest:
    """Read a `Fetch.requestPaused` event of the Request stage."""
    request = params["request"]
    return PageRequest(
        url=request["url"] + request.get("urlFragment", ""),
        method=request["method"],
        headers=lines_of(request.get("headers", {})),
        body=post_data(request),
        resource_type=params.get("resourceType", "").lower(),
    )


def fulfilment(request_id: str, answer: Supplied) -> dict[str, Any]:
    """Return the parameters of the `Fetch.fulfillRequest` that gives an answer to a page."""
    headers = [
        {"name": name, "value": value}
        for name, value in answer.headers
        if name.lower() not in _NOT_OF_BODY
    ]
    if answer.body:
        headers.append({"name": "Content-Length", "value": str(len(answer.body))})
    given: dict[str, Any] = {
        "requestId": request_id,
        "responseCode": answer.status,
        "responseHeaders": headers,
        "body": base64.b64encode(answer.body).decode("ascii"),
    }
    if answer.reason.isascii() and answer.reason.isprintable() and answer.reason:
        given["responsePhrase"] = answer.reason
    return given
