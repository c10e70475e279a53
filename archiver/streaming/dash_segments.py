"""The addresses of a Representation, by each way of addressing (ISO/IEC 23009-1, 5.3.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver import urls
from archiver.streaming.dash import Presentation, Representation
from archiver.streaming.dash_places import Levels, Place, places
from archiver.streaming.manifest import Part, PartKind, RenditionType
from archiver.streaming.mpd_tree import Node
from archiver.streaming.parts import MAX_ADDRESS_CHARACTERS

_WAYS = ("SegmentTemplate", "SegmentList", "SegmentBase")
_IDENTIFIER = re.compile(
    r"\$(RepresentationID|Bandwidth|Number|Time|)(?:%0(\d{1,2})d)?\$", re.ASCII
)
_MAX_DIGITS = 20


def representation_parts(
    presentation: Presentation, representation: Representation, now_s: float | None
) -> Iterator[Part]:
    """Yield head and segments in order, or the one file that holds them all.

    A file of which the manifest gives ranges comes whole, once for each range.
    """
    *_, period, adaptation, node = representation.nodes
    inner_first = (node, adaptation, period)
    base = _base(presentation.url, representation.nodes)
    way = next((way for level in inner_first for way in _WAYS if level.first(way)), "")
    levels = Levels(nodes=[found for level in inner_first if (found := level.first(way))])
    if way in {"SegmentTemplate", "SegmentList"}:
        coming = places(levels, presentation, representation.period, now_s)
        listing = _by_template if way == "SegmentTemplate" else _by_list
        yield from listing(levels, representation, base, coming)
        return
    if address := _head_address(levels):
        start_s = representation.period.start_s
        yield Part(url=urls.resolve(base, address), kind=PartKind.INIT, start_s=start_s)
    yield _file(representation, base)


def _by_template(
    levels: Levels, representation: Representation, base: str, coming: Iterator[Place]
) -> Iterator[Part]:
    head = _template(levels, representation, "initialization")
    media = _template(levels, representation, "media")
    changes = "$Number" in media or "$Time" in media
    for index, place in enumerate(coming):
        address = _filled(head, representation, place) if head else _head_address(levels)
        if index == 0 and address:
            url = urls.resolve(base, address)
            yield Part(url=url, kind=PartKind.INIT, start_s=place.start_s)
        if not media:
            return
        url = urls.resolve(base, _filled(media, representation, place))
        yield _segment(representation, url, place)
        if not changes:
            return


def _by_list(
    levels: Levels, representation: Representation, base: str, coming: Iterator[Place]
) -> Iterator[Part]:
    start_s = representation.period.start_s
    for index, node in enumerate(levels.children("SegmentURL")):
        # Where lengths are said for fewer, those that follow begin where these end.
        place = next(coming, Place(number=0, time=0, start_s=start_s, duration_s=0.0))
        address = _head_address(levels)
        if index == 0 and address is not None:
            url = urls.resolve(base, address)
            yield Part(url=url, kind=PartKind.INIT, start_s=place.start_s)
        media = node.get("media")
        is_range = not media or "mediaRange" in node.attributes
        kind = PartKind.FILE if is_range else PartKind.SEGMENT
        yield _segment(representation, urls.resolve(base, media), place, kind)
        start_s = place.start_s + place.duration_s


def _segment(
    representation: Representation, url: str, place: Place, kind: PartKind = PartKind.SEGMENT
) -> Part:
    kind = PartKind.SUBTITLES if representation.type is RenditionType.TEXT else kind
    return Part(url=url, kind=kind, start_s=place.start_s, duration_s=place.duration_s)


def _file(representation: Representation, base: str) -> Part:
    period = representation.period
    is_text = representation.type is RenditionType.TEXT
    return Part(
        url=base,
        kind=PartKind.SUBTITLES if is_text else PartKind.FILE,
        start_s=period.start_s,
        duration_s=period.duration_s or 0.0,
    )


def _base(url: str, nodes: tuple[Node, ...]) -> str:
    """Resolve the first BaseURL of every level (5.6); the others name the same elsewhere."""
    for node in nodes:
        if (found := node.first("BaseURL")) is not None and len(url) <= MAX_ADDRESS_CHARACTERS:
            url = urls.resolve(url, found.text)
    return url


def _head_address(levels: Levels) -> str | None:
    """Return the address of an Initialization element, empty for a range of the file itself."""
    found = levels.children("Initialization")
    return found[0].get("sourceURL") if found else None


def _template(levels: Levels, representation: Representation, name: str) -> str:
    """Return a template; empty for one that would become too long an address."""
    template = levels.attribute(name)
    ids = template.count("$RepresentationID")
    length = len(template) + ids * len(representation.id)
    return template if length <= MAX_ADDRESS_CHARACTERS else ""


def _filled(template: str, representation: Representation, place: Place) -> str:
    """Return a template with its identifiers filled in (5.3.9.4.4); unknown ones stay."""
    values: dict[str, str | int] = {
        "": "$",
        "RepresentationID": representation.id,
        "Bandwidth": representation.bandwidth,
        "Number": place.number,
        "Time": place.time,
    }

    def value(found: re.Match[str]) -> str:
        digits = min(int(found[2] or 1), _MAX_DIGITS)
        return str(values[found[1]]).rjust(digits, "0") if found[2] else str(values[found[1]])

    return _IDENTIFIER.sub(value, template)
