"""Addresses as a snapshot keeps them."""

from __future__ import annotations

from archiver.urls import medium_key

_MOST_DATA_CHARACTERS = 200
"""Of a `data:` address that is kept as it is; of a longer one the key stands for it."""


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
