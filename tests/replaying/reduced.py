"""Manifests held to the rendition that was kept, as replays hold them.

A player chooses by its line and its window; at replay that may be a rendition of
which the archive has nothing. The limits are those of the record's
WARC-JSON-Metadata, read as pywb reads them (`rewrite_hls.py`, `rewrite_dash.py`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

_DASH = "urn:mpeg:dash:schema:mpd:2011"
_BANDWIDTH = re.compile(r"[:,]BANDWIDTH=(\d{1,12})")
_RESOLUTION = re.compile(r"[:,]RESOLUTION=(\d{1,5})x(\d{1,5})")


def reduced(body: bytes, limits: Mapping[str, int]) -> bytes:
    """Return a manifest that names one rendition alone: the best within the limits.

    Of a DASH manifest one of each AdaptationSet stays.
    """
    if body.lstrip().startswith(b"#EXTM3U"):
        return _reduced_hls(body.decode("utf-8"), limits).encode("utf-8")
    return _reduced_dash(body, limits)


def _reduced_hls(text: str, limits: Mapping[str, int]) -> str:
    lines = text.split("\n")
    found = [at for at, line in enumerate(lines) if line.startswith("#EXT-X-STREAM-INF:")]
    sizes = [(_area(lines[at]), _number(_BANDWIDTH.search(lines[at]))) for at in found]
    best = _best(sizes, limits)
    dropped = {row for n, at in enumerate(found) if n != best for row in (at, at + 1)}
    return "\n".join(line for at, line in enumerate(lines) if at not in dropped)


def _reduced_dash(body: bytes, limits: Mapping[str, int]) -> bytes:
    ET.register_namespace("", _DASH)
    tree = ET.parse(io.BytesIO(body))
    for family in tree.getroot().iter(f"{{{_DASH}}}AdaptationSet"):
        members = family.findall(f"{{{_DASH}}}Representation")
        sizes = [
            (int(m.get("width", 0)) * int(m.get("height", 0)), int(m.get("bandwidth", 0)))
            for m in members
        ]
        best = _best(sizes, limits)
        for n, member in enumerate(members):
            if n != best:
                family.remove(member)
    text: bytes = ET.tostring(tree.getroot(), encoding="utf-8", xml_declaration=True)
    return text


def _best(sizes: Iterable[tuple[int, int]], limits: Mapping[str, int]) -> int | None:
    """Return which of some (area, bandwidth) is the best within the limits, the first of equals."""
    best, best_area, best_bandwidth = None, 0, 0
    for at, (area, bandwidth) in enumerate(sizes):
        if area and limits["adaptive_max_resolution"]:
            better = best_area < area <= limits["adaptive_max_resolution"]
        else:
            better = best_bandwidth < bandwidth <= limits["adaptive_max_bandwidth"]
        if better:
            best, best_area, best_bandwidth = at, area, bandwidth
    return best


def _area(line: str) -> int:
    found = _RESOLUTION.search(line)
    return int(found[1]) * int(found[2]) if found else 0


def _number(found: re.Match[str] | None) -> int:
    return int(found[1]) if found else 0
