"""The identity of media: which addresses are one picture, one film, one player."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from archiver.models import Block, BlockKind
from archiver.urls import address_key, medium_key

__all__ = ["address_key", "keys_of", "medium_key", "relayed"]

_INNER = re.compile(r"https?(?::|%3[Aa])(?://|%2[Ff]%2[Ff])")
_IMAGE_RELAYS = re.compile(r"^https?://i\d\.wp\.com/(?=[^/]+\.[^/]+/)")
"""Jetpack's relay, which names host and path of the picture in its own path."""
_REMEMBERED = 8_192
"""Addresses whose keys are kept: a page asks for those of its media dozens of times."""


@lru_cache(_REMEMBERED)
def relayed(url: str) -> str:
    """Return the address that a relay's address carries inside it, or ``.

    Resizing services and anti-hotlink proxies name the picture's own address
    in their query or path (formats.md 1.8 and section 3).
    """
    inner = _INNER.search(url, 8)
    if inner:
        carried = url[inner.start() :]
        return carried if "://" in carried[:8] else unquote(carried.partition("&")[0])
    jetpack = _IMAGE_RELAYS.match(url)
    return "https://" + url[jetpack.end() :] if jetpack else ""


def keys_of(block: Block) -> tuple[str, ...]:
    """Return the keys of all addresses of a medium, its own first, without repeats."""
    addresses = [address for address in (block.url, *block.alternates) if address]
    if block.kind is not BlockKind.PLAYER:
        addresses += [inner for address in tuple(addresses) if (inner := relayed(address))]
    return tuple(dict.fromkeys(medium_key(address) for address in addresses))
