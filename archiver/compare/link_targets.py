"""Where links lead: which addresses are one target, whatever a site makes of them."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from archiver import urls

_MAX_ADDRESS = 4_000
_TRACKING = re.compile(
    r"(?:utm|spm|share|hsa|pk|mtm|vd|mc|wx|tt|scm|ref)[._-]\w{1,40}"
    r"|spm|scm|ref|yclid|fbclid|gclid|dclid|msclkid|igshid|igsh|si|from|source|share|chksm|scene"
    r"|wxfrom|isappinstalled|timestamp|seid|_ga|_gl|_hsenc|_hsmi",
    re.IGNORECASE,
)
"""Names of query parameters that say where a reader came from, not where the link leads."""
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|md)\Z", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:html?|xhtml|md|markdown)\Z", re.IGNORECASE)
_INNER = re.compile(r"https?:/{1,2}", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_ -]{16,2000}={0,2}")
_URL_SAFE = str.maketrans("-_ ", "+/+")
_HOST_CHARACTERS = 80
_MOST_PARAMETERS = 100
_UNQUOTE_ROUNDS = 3
_ESCAPED = re.compile(r"&(?:amp;)+", re.IGNORECASE)


class Target(NamedTuple):
    """An address as it is compared."""

    place: str
    """Host and path, without scheme, `www.`, suffix and trailing slash."""
    query: frozenset[tuple[str, str]]
    """Parameters but for those that only track."""


@lru_cache(maxsize=4096)
def target_of(url: str) -> Target | None:
    """Return the target of an absolute address; None for what no browser takes as one.

    The fragment is left out, and so is what does not tell one page from another:
    the scheme, `www.`, the case and the writing of percent escapes, a trailing
    slash, `index.html`, the suffix of a page, parameters that track.
    """
    url = _ESCAPED.sub("&", html.unescape(url[:_MAX_ADDRESS]))
    parts = urls.split(urls.without_fragment(url))
    if parts is None or not parts.hostname:
        return None
    host = parts.hostname.removeprefix("www.").rstrip(".")
    if not host.isascii():
        host = urls.host_of(urls.to_ascii(f"http://{host}/")) or host
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    path = _SUFFIX.sub("", _INDEX.sub("", unquote(parts.path))).rstrip("/")
    query = (pair for pair in _parameters(parts.query) if not _TRACKING.fullmatch(pair[0]))
    return Target(f"{host}{port}{path}", frozenset(query))


def _parameters(query: str) -> list[tuple[str, str]]:
    if query.count("&") >= _MOST_PARAMETERS:
        return [("", query)]
    return parse_qsl(query, keep_blank_values=True)


def leads_to(shown: str, promised: str) -> bool:
    """Tell whether a link of the page leads where the promised one does.

    The page may add parameters, and either may go through a service that
    carries the other's whole address in its own (redirects, web archives).
    """
    if shown == promised:
        return True
    there, wanted = target_of(shown), target_of(promised)
    if there is None or wanted is None:
        return False
    if there.place == wanted.place and wanted.query <= there.query:
        return True
    return _carries(shown, wanted) or _carries(promised, there)


def _carries(url: str, wanted: Target) -> bool:
    return any(
        inner.place == wanted.place and wanted.query <= inner.query for inner in _carried(url)
    )


@lru_cache(maxsize=1024)
def _carried(url: str) -> tuple[Target, ...]:
    """Return the targets of the addresses that an address carries inside it."""
    found = (target_of(inner) for inner in _inner_addresses(url[:_MAX_ADDRESS]))
    return tuple(target for target in found if target)


def _inner_addresses(url: str) -> Iterator[str]:
    text = url
    for _ in range(_UNQUOTE_ROUNDS):
        inner = _INNER.search(text, len("https://"))
        if inner:
            rest = text[inner.end() :]
            yield f"http://{rest}"
            yield f"http://{rest.partition('&')[0]}"
        text = unquote(text)
    parts = urls.split(url)
    for _, value in _parameters(parts.query) if parts else ():
        if "." in value[:_HOST_CHARACTERS] and "://" not in value:
            yield f"http://{value}"
        elif _BASE64.fullmatch(value):
            yield _decoded(value)


def _decoded(value: str) -> str:
    """Return the text that a base64 value stands for, or ``."""
    plain = value.rstrip("=").translate(_URL_SAFE)
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return ""
    return raw.decode("utf-8", "replace")
