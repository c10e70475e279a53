"""Addresses that mean the same answer, though they are not spelled the same."""

from __future__ import annotations

import re

from archiver import urls
from archiver.formats import target_uri

_STAMPS = frozenset(
    {
        "_",
        "_t",
        "_ts",
        "cachebust",
        "cachebuster",
        "cache_buster",
        "cb",
        "nocache",
        "r",
        "rand",
        "random",
        "rnd",
        "t",
        "time",
        "timestamp",
        "ts",
    }
)
"""Parameters that scripts add so that no cache answers (jQuery's is `_`)."""
_MOMENT = re.compile(r"\d{9,17}|0?\.\d{4,20}")
"""A time in seconds to microseconds since 1970, or a random number below 1."""


def exact_key(url: str) -> str:
    """Return the address as records have it: RFC 3986, no fragment."""
    return target_uri(url)


def loose_key(url: str) -> str:
    """Return the address without parameters that say only when it was asked for.

    A parameter goes by its name and its value together: `t=1700000000000` does, `t=90`,
    which may be a place in a film, does not. The others keep their order.
    """
    base, question, query = exact_key(url).partition("?")
    if not question:
        return base
    kept = [pair for pair in query.split("&") if not _is_stamp(pair)]
    return f"{base}?{'&'.join(kept)}" if kept else base


def is_icon(url: str) -> bool:
    """Tell whether an address is the icon that a browser asks for unasked."""
    parts = urls.split(url)
    return parts is not None and parts.path == "/favicon.ico"


def _is_stamp(pair: str) -> bool:
    name, _equals, value = pair.partition("=")
    return name.lower() in _STAMPS and _MOMENT.fullmatch(value) is not None
