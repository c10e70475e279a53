"""A cookie that the browser has and yt-dlp is to send too."""

from __future__ import annotations

import http.cookiejar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """One cookie, bound to its site as a browser binds it (RFC 6265, 5.3)."""

    name: str
    value: str = field(repr=False)
    domain: str
    """With a leading dot where it holds for the hosts below too."""
    path: str = "/"
    secure: bool = False


def jar_cookie(cookie: Cookie) -> http.cookiejar.Cookie:
    """Return it in the standard library's form; it lasts for the session."""
    return http.cookiejar.Cookie(
        version=0,
        name=cookie.name,
        value=cookie.value,
        port=None,
        port_specified=False,
        domain=cookie.domain.lower(),
        domain_specified=cookie.domain.startswith("."),
        domain_initial_dot=cookie.domain.startswith("."),
        path=cookie.path or "/",
        path_specified=True,
        secure=cookie.secure,
        expires=None,
        discard=True,
        comment=None,
        comment_url=None,
        rest={},
    )
