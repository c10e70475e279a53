"""Picture hosts behind a wall: to whom each gives the picture, and what others get."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from archiver.testing import cdn
from archiver.testing.http_server import Handler, Request, Response

SITE_REFERRER = "http://www.cdn-site.test/"
"""The one Referer that the host `img.cdn-site.test` lets pass."""
RATE_PAUSE_S = 0.3
"""What `img.cdn-rate.test` wants between two pictures."""

_REFUSED = Response(status=403, media_type="text/plain", body=b"hotlinking is not allowed\n")
_LOGIN = "<!doctype html><title>登录</title><p>请登录后查看原图</p>".encode()


def whole_address(request: Request) -> Response:
    """Give the picture when the Referer is a whole address of an article, not an origin."""
    _, _, path = request.headers.get("referer", "").partition("://")
    from_article = request.referrer_host == cdn.ARTICLE_SITE and path.partition("/")[2]
    return cdn.picture(request) if from_article else _REFUSED


def own_site(request: Request) -> Response:
    """Give the picture to the CDN's own site, by its whole address, and to nobody else."""
    own = request.headers.get("referer", "") == SITE_REFERRER
    return cdn.picture(request) if own else _REFUSED


def empty(request: Request) -> Response:
    """Answer 200 and nothing when the Referer is foreign; no Referer passes."""
    answer = cdn.picture(request)
    return replace(answer, body=b"") if request.referrer_host else answer


def cut(request: Request) -> Response:
    """Answer with half of the picture when the Referer is foreign, and say that it is all."""
    answer = cdn.picture(request)
    half = answer.body[: len(answer.body) // 2]
    return replace(answer, body=half) if request.referrer_host else answer


def login(request: Request) -> Response:
    """Answer with a page that asks to log in, as image/jpeg, when the Referer is foreign."""
    answer = cdn.picture(request)
    return replace(answer, body=_LOGIN) if request.referrer_host else answer


def closed(_: Request) -> Response:
    """Refuse everybody."""
    return _REFUSED


class Turnstile:
    """Gives a picture every `RATE_PAUSE_S`, and answers 429 in between (RFC 6585, 4)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._passed_s: float | None = None

    def __call__(self, request: Request) -> Response:
        """Return the picture, or 429 when one was given just now."""
        now_s = self.clock()
        if self._passed_s is not None and now_s - self._passed_s < RATE_PAUSE_S:
            again = (("Retry-After", "1"),)
            return Response(status=429, media_type="text/plain", body=b"slowly\n", headers=again)
        self._passed_s = now_s
        return cdn.picture(request)


TURNSTILE = Turnstile()

GATES: Mapping[str, Handler] = {
    "img.cdn-address.test": whole_address,
    "img.cdn-site.test": own_site,
    "img.cdn-empty.test": empty,
    "img.cdn-cut.test": cut,
    "img.cdn-login.test": login,
    "img.cdn-closed.test": closed,
    "img.cdn-rate.test": TURNSTILE,
}
"""Host name to its gate."""

__all__ = ["GATES", "RATE_PAUSE_S", "SITE_REFERRER", "TURNSTILE", "Turnstile"]
