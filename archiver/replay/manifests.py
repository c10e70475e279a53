"""Manifests held to the rendition that was kept, as other replays hold them.

A player chooses by its line and its window; of what it would choose the archive may
have nothing. The limits are those of the record's WARC-JSON-Metadata, read as pywb
reads them (`rewrite_hls.py`, `rewrite_dash.py`; see `archiver.streaming.replay`).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from xml.etree import ElementTree as ET

from archiver.errors import ManifestError
from archiver.streaming import read_manifest
from archiver.urls import resolve

_DASH = "urn:mpeg:dash:schema:mpd:2011"
_BANDWIDTH = re.compile(r"[:,]BANDWIDTH=(\d{1,12})")
_RESOLUTION = re.compile(r"[:,]RESOLUTION=(\d{1,5})x(\d{1,5})")
_VARIANT = "#EXT-X-STREAM-INF:"
_PART, _END = "#EXTINF:", "#EXT-X-ENDLIST"
_AREA, _RATE = "adaptive_max_resolution", "adaptive_max_bandwidth"


def limits_of(metadata: str) -> dict[str, int]:
    """Return the limits that a WARC-JSON-Metadata names; empty when it names none."""
    try:
        said = json.loads(metadata) if metadata else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    limits = {name: said.get(name, 0) for name in (_AREA, _RATE)}
    if not all(isinstance(value, int) and value >= 0 for value in limits.values()):
        return {}
    return limits if any(limits.values()) else {}


def reduced(body: bytes, url: str, limits: Mapping[str, int]) -> bytes:
    """Return a manifest that names one rendition alone: the best within the limits.

    Of a DASH manifest one of each AdaptationSet stays. What cannot be read as a
    manifest, or has nothing within the limits, is returned as it is.
    """
    try:
        # Also refuses document types, and trees too deep or too large to be parsed again.
        read_manifest(body, url)
    except ManifestError:
        return body
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"#EXTM3U"):
        return _reduced_hls(body.decode("utf-8", "surrogateescape"), limits)
    return _reduced_dash(body, limits)


def ended(body: bytes, url: str, is_kept: Callable[[str], bool]) -> bytes:
    """Return a live playlist that ends with the last of its parts that was kept.

    A stream was followed for a while (`Limits.live_s`); what it names beyond that is not
    there. Any other manifest is returned as it is.
    """
    text = body.decode("utf-8", "surrogateescape")
    if _PART not in text or _END in text or not text.lstrip("\ufeff").startswith("#EXTM3U"):
        return body
    lines = text.rstrip().split("\n")
    addresses = [at for at, line in enumerate(lines) if line.strip() and line[0] != "#"]
    kept = [at for at in addresses if is_kept(resolve(url, lines[at].strip()))]
    if not kept or kept[-1] == addresses[-1]:
        return body
    return "\n".join([*lines[: kept[-1] + 1], ""]).encode("utf-8", "surrogateescape")


def _reduced_hls(text: str, limits: Mapping[str, int]) -> bytes:
    lines = text.split("\n")
    found = [at for at, line in enumerate(lines) if line.startswith(_VARIANT)]
    sizes = [(_area(lines[at]), _number(_BANDWIDTH.search(lines[at]))) for at in found]
    best = _best(sizes, limits)
    dropped: set[int] = set()
    for number, at in enumerate(found):
        if best is not None and number != best:
            dropped |= {at, _address_below(lines, at)}
    kept = "\n".join(line for at, line in enumerate(lines) if at not in dropped)
    return kept.encode("utf-8", "surrogateescape")


def _address_below(lines: list[str], at: int) -> int:
    """Return the line of a variant's address: the next that is no comment (RFC 8216, 4.3.4.2)."""
    below = range(at + 1, len(lines))
    return next((n for n in below if lines[n].strip() and not lines[n].startswith("#")), at)


def _reduced_dash(body: bytes, limits: Mapping[str, int]) -> bytes:
    try:
        tree = ET.parse(io.BytesIO(body))  # noqa: S314 - one with a document type is refused above
    except (ET.ParseError, LookupError, ValueError):
        return body
    root = tree.getroot()
    for family in root.iter(f"{{{_DASH}}}AdaptationSet"):
        members = family.findall(f"{{{_DASH}}}Representation")
        best = _best((_size(member) for member in members), limits)
        for number, member in enumerate(members):
            if best is not None and number != best:
                family.remove(member)
    ET.register_namespace("", _DASH)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _size(member: ET.Element) -> tuple[int, int]:
    width, height, rate = (
        int(value) if (value := member.get(name, "").strip()).isdecimal() else 0
        for name in ("width", "height", "bandwidth")
    )
    return width * height, rate


def _best(sizes: Iterable[tuple[int, int]], limits: Mapping[str, int]) -> int | None:
    """Return which of some (area, bandwidth) is the best within the limits, the first of equals."""
    best, best_area, best_rate = None, 0, 0
    for at, (area, rate) in enumerate(sizes):
        if area and limits[_AREA]:
            better = best_area < area <= limits[_AREA]
        else:
            better = best_rate < rate <= limits[_RATE]
        if better:
            best, best_area, best_rate = at, area, rate
    return best


def _area(line: str) -> int:
    found = _RESOLUTION.search(line)
    return int(found[1]) * int(found[2]) if found else 0


def _number(found: re.Match[str] | None) -> int:
    return int(found[1]) if found else 0
