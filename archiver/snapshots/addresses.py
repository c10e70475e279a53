"""Addresses as a snapshot keeps them, and the identity of a medium."""

from __future__ import annotations

import hashlib
import re

from archiver import urls

_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_MOST_DATA_CHARACTERS = 200
"""Of a `data:` address that is kept as it is; of a longer one the key stands for it."""
_MOST_KEY_CHARACTERS = 2_000


def lasting_address(url: str) -> str:
    """Return an address without what is too large, or other each time.

    A long `data:` address is written as its key, a `blob:` one without the number that
    the browser gives anew on each load.
    """
    scheme = url[:5].lower()
    if scheme == "data:" and len(url) > _MOST_DATA_CHARACTERS:
        return medium_key(url)
    if scheme == "blob:":
        return url.rpartition("/")[0] or "blob:"
    return url


def medium_key(url: str) -> str:
    """Return the identity of a medium, as the checks know it: host and path without sizes."""
    if url[:5].lower() == "data:":
        return "data:" + hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:16]
    ascii_url = _ESCAPE.sub(lambda escape: escape[0].upper(), urls.to_ascii(url))
    return urls.media_key(ascii_url)[:_MOST_KEY_CHARACTERS]


def address_key(url: str) -> str:
    """Return an address without scheme and fragment: browsers raise http to https."""
    url = _ESCAPE.sub(lambda escape: escape[0].upper(), urls.to_ascii(url))
    url = urls.without_fragment(url)
    _, mark, rest = url.partition("://")
    return rest if mark else url
