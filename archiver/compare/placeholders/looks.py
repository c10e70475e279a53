"""Whether two answers show the same picture, as far as their probes tell."""

from __future__ import annotations

import re
from enum import StrEnum

from archiver.images import distance
from archiver.models import BodyProbe, LedgerEntry

COPY_BITS = 8
"""Up to so many of 64 bits a picture is a re-encoded copy (checks.md, A5)."""
OTHER_BITS = 25
"""From here on it is another picture (checks.md, A5)."""
FLAT_SHARE = 0.9
"""Share of one colour from which a picture is suspicious (checks.md, M5e)."""
_ASPECT_RATIO = 1.2
"""Between two aspects; rounding and a trimmed border stay under it."""
_HASH = re.compile(r"[0-9a-f]{16}")
_TINY_PX = 2
_FLAT_SIDE_PX = 16
_RICH_BITS = 0.5
"""Bits for each pixel over which a picture that was not decoded cannot be flat."""


class Resemblance(StrEnum):
    """How two pictures compare."""

    SAME = "the same"
    UNLIKE = "another"
    UNSURE = "not sure"


def resemblance(one: LedgerEntry, other: LedgerEntry) -> Resemblance:
    """Tell whether two answers are one picture: by digest, then by hash, flatness and aspect.

    Unsure where a picture was not decoded, and between 9 and 24 bits at one aspect,
    as a big watermark makes it.
    """
    if one.sha1 and one.sha1 == other.sha1:
        return Resemblance.SAME
    mine, theirs = one.probe, other.probe
    if mine is None or theirs is None:
        return Resemblance.UNSURE
    hashes = hash_of(mine), hash_of(theirs)
    bits = distance(*hashes) if all(hashes) else None
    if bits is not None and bits <= COPY_BITS:
        return Resemblance.SAME
    if bits is not None:
        differs = bits >= OTHER_BITS
    else:
        differs = _is_blank(one) != _is_blank(other) and (_has_content(one) or _has_content(other))
    differs = differs or is_vector(mine) != is_vector(theirs) or other_aspect(mine, theirs)
    return Resemblance.UNLIKE if differs else Resemblance.UNSURE


def other_aspect(one: BodyProbe, other: BodyProbe) -> bool:
    """Tell whether two sizes cannot be one picture scaled, turned by a quarter or not."""
    if not all((one.width_px, one.height_px, other.width_px, other.height_px)):
        return False
    if is_tiny(one) != is_tiny(other):
        return True
    return aspect_contradicts(one.width_px, one.height_px, other, _ASPECT_RATIO)


def aspect_contradicts(width: float, height: float, probe: BodyProbe, ratio: float) -> bool:
    """Tell whether a picture's aspect is off by more than a ratio, lying or standing.

    A photograph that a camera marked as turned has its sides exchanged on the page.
    """
    wanted = width / height
    aspects = (probe.width_px / probe.height_px, probe.height_px / probe.width_px)
    # With some slack, so that two pictures compare alike in either order: 4:3 and 8:5 are
    # the ratio apart, and are two.
    least = ratio * (1 - 1e-9)
    return all(max(wanted / aspect, aspect / wanted) >= least for aspect in aspects)


def hash_of(probe: BodyProbe) -> str:
    """Return a picture's hash, or `` for none: a ledger read from a file may hold anything."""
    return probe.phash if _HASH.fullmatch(probe.phash) else ""


def is_flat(entry: LedgerEntry) -> bool:
    """Tell whether nearly all of a picture is one colour; a tiny one is not called flat."""
    probe = entry.probe
    if probe is None or min(probe.width_px, probe.height_px) < _FLAT_SIDE_PX:
        return False
    return probe.top_share >= FLAT_SHARE


def is_tiny(probe: BodyProbe) -> bool:
    """Tell whether a picture is of one or two pixels: a tracker's, or a filler."""
    return 0 < probe.width_px <= _TINY_PX and 0 < probe.height_px <= _TINY_PX


def is_vector(probe: BodyProbe) -> bool:
    """Tell whether a picture is a drawing in SVG."""
    return probe.sniffed == "image/svg+xml"


def area_px(entry: LedgerEntry) -> int:
    """Return the pixels of a picture, 0 when its size is not known."""
    return entry.probe.width_px * entry.probe.height_px if entry.probe else 0


def looks_of(entry: LedgerEntry, prefix: str = "") -> dict[str, str]:
    """Return what the probe says of a picture, as evidence."""
    probe = entry.probe
    if probe is None:
        return {}
    facts = {
        "pixels": f"{probe.width_px} x {probe.height_px}" if probe.width_px else "",
        "phash": probe.phash,
        "top_share": f"{probe.top_share:.2f}" if probe.top_share else "",
    }
    return {f"{prefix}{name}": value for name, value in facts.items() if value}


def _is_blank(entry: LedgerEntry) -> bool:
    """Whether a picture was decoded and has no structure."""
    probe = entry.probe
    return probe is not None and not hash_of(probe) and probe.top_share > 0


def _has_content(entry: LedgerEntry) -> bool:
    """Whether a picture cannot be flat: by its hash, or by its bytes for each pixel."""
    if entry.probe is None:
        return False
    return bool(hash_of(entry.probe)) or entry.size_bytes * 8 > _RICH_BITS * max(area_px(entry), 1)
