"""The identity of media: which addresses are one picture, one film, one player."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import unquote

from archiver import urls
from archiver.models import Block, BlockKind

_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_INNER = re.compile(r"https?(?::|%3[Aa])(?://|%2[Ff]%2[Ff])")
_IMAGE_RELAYS = re.compile(r"^https?://i\d\.wp\.com/(?=[^/]+\.[^/]+/)")
"""Jetpack's relay, which names host and path of the picture in its own path."""
_MAX_KEY_CHARACTERS = 2_000
_DATA_KEY_CHARACTERS = len("data:") + 16
_REMEMBERED = 8_192
"""Addresses whose keys are kept: a page asks for those of its media dozens of times."""


@lru_cache(_REMEMBERED)
def medium_key(url: str) -> str:
    """Return the identity of a medium; `urls.media_key` on the address as browsers write it."""
    if url[:5].lower() == "data:":
        if len(url) == _DATA_KEY_CHARACTERS and "," not in url:
            return url  # a snapshot names a long address by its key
        return "data:" + hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:16]
    ascii_url = _ESCAPE.sub(lambda escape: escape[0].upper(), urls.to_ascii(url))
    return urls.media_key(ascii_url)[:_MAX_KEY_CHARACTERS]


@lru_cache(_REMEMBERED)
def address_key(url: str) -> str:
    """Return an address without scheme and fragment: browsers raise http to https."""
    url = _ESCAPE.sub(lambda escape: escape[0].upper(), urls.to_ascii(url))
    url = urls.without_fragment(url)
    _, mark, rest = url.partition("://")
    return rest if mark else url


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
