"""The parts of a choice, gathered: each address once, in number and size bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from archiver import urls
from archiver.streaming.manifest import MAX_PARTS, Part, PartKind

MAX_ADDRESS_CHARACTERS = 8192
"""Longest address that is asked for; servers refuse longer ones (RFC 9110, 4.1, asks for 8000)."""
_MAX_CHARACTERS = 2**26
"""Of all addresses of a choice together."""


def gather(parts: Iterable[Part]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Return the parts to fetch, http and https only, and remarks on what was left out.

    An address that comes again adds its length to the part: so the ranges of a
    file become one part. `parts` may be endless: `MAX_PARTS` of them are looked at.
    """
    kept: dict[str, Part] = {}
    coming = iter(parts)
    characters = refused = 0
    for part in islice(coming, MAX_PARTS):
        characters += len(part.url)
        if characters > _MAX_CHARACTERS:
            return tuple(kept.values()), ("The addresses are too long; the rest is left out.",)
        if len(part.url) > MAX_ADDRESS_CHARACTERS or not urls.is_http(part.url):
            refused += 1
        elif (same := kept.get(part.url)) is not None:
            kind = part.kind if part.kind is PartKind.FILE else same.kind
            duration_s = same.duration_s + part.duration_s
            kept[part.url] = replace(same, kind=kind, duration_s=duration_s)
        else:
            kept[part.url] = part
    remarks = []
    if refused:
        remarks.append(f"{refused:,} parts have no address that can be asked for.")
    if next(coming, None) is not None:
        remarks.append(f"There are more than {MAX_PARTS:,} parts; the rest is left out.")
    return tuple(kept.values()), tuple(remarks)
