"""DASH manifests: their Periods and the Representations of each (ISO/IEC 23009-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from archiver.streaming.manifest import (
    Manifest,
    ManifestKind,
    Protection,
    Rendition,
    RenditionType,
)
from archiver.streaming.mpd_tree import Node, read_tree
from archiver.streaming.mpd_values import duration_s, moment_s, whole

_TRICK_MODE = "http://dashif.org/guidelines/trickmode"
"""DASH-IF IOP 4.3, 3.2.9: pictures for fast forward, in a set of their own."""
_TEXT_CODECS = ("stpp", "wvtt")
_MAX_PIXELS = 99_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of the film; `start_s` in the presentation."""

    number: int
    start_s: float
    duration_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation(Rendition):
    """A rendition of one Period."""

    id: str
    period: Period
    set_number: int
    """Of its AdaptationSet in the Period, from 0."""
    rank: int
    """Of its AdaptationSet by Role: 0 main, 1 none said, 2 another."""
    nodes: tuple[Node, Node, Node, Node] = field(repr=False)
    """MPD, Period, AdaptationSet and Representation, from which it inherits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation(Manifest):
    """A DASH manifest; `renditions` are Representations, Period after Period."""

    available_from_s: float | None = None
    """Seconds since 1970 of the beginning of a live one."""
    window_s: float | None = None
    """How far back in a live one is still to be had; None for all of it."""


def read_dash(data: bytes, url: str) -> Presentation:
    """Return the presentation; `url` is where the manifest came from.

    Raises:
        ManifestError: it is no MPD that can be read (see `read_tree`).
    """
    mpd, has_links = read_tree(data)
    is_live = mpd.get("type") == "dynamic"
    whole_s = duration_s(mpd.get("mediaPresentationDuration"))
    periods = tuple(_periods(mpd, whole_s))
    representations = tuple(
        representation
        for period, node in periods
        for representation in _representations(mpd, node, period)
    )
    if whole_s is None and periods and (last := periods[-1][0]).duration_s is not None:
        whole_s = last.start_s + last.duration_s
    return Presentation(
        kind=ManifestKind.DASH,
        url=url,
        is_live=is_live,
        duration_s=None if is_live else whole_s,
        protection=_protection(representations),
        renditions=representations,
        refresh_s=duration_s(mpd.get("minimumUpdatePeriod")) if is_live else None,
        remarks=("What lies elsewhere (xlink) is left out.",) if has_links else (),
        available_from_s=moment_s(mpd.get("availabilityStartTime")),
        window_s=duration_s(mpd.get("timeShiftBufferDepth")),
    )


def _periods(mpd: Node, whole_s: float | None) -> Iterator[tuple[Period, Node]]:
    """Yield the Periods; what one does not say follows from its neighbours (5.3.2.1)."""
    nodes = mpd.all("Period")
    end_s: float | None = 0.0
    for number, (node, following) in enumerate(zip_longest(nodes, nodes[1:])):
        stated_s = duration_s(node.get("start"))
        start_s = stated_s if stated_s is not None else end_s or 0.0
        length_s = duration_s(node.get("duration"))
        if length_s is None:
            next_s = duration_s(following.get("start")) if following else whole_s
            length_s = next_s - start_s if next_s is not None and next_s > start_s else None
        end_s = start_s + length_s if length_s is not None else None
        yield Period(number=number, start_s=start_s, duration_s=length_s), node


def _representations(mpd: Node, period_node: Node, period: Period) -> Iterator[Representation]:
    for set_number, adaptation in enumerate(period_node.all("AdaptationSet")):
        properties = adaptation.all("EssentialProperty")
        if any(entry.get("schemeIdUri") == _TRICK_MODE for entry in properties):
            continue
        rank = _rank(adaptation)
        for node in adaptation.all("Representation"):
            type_ = _type(adaptation, node)
            if type_ is None:
                continue
            yield Representation(
                type=type_,
                width=_pixels(adaptation, node, "width"),
                height=_pixels(adaptation, node, "height"),
                bandwidth=whole(node.get("bandwidth")),
                codecs=_inherited(adaptation, node, "codecs"),
                language=_inherited(adaptation, node, "lang"),
                is_protected=any(
                    level.first("ContentProtection") for level in (period_node, adaptation, node)
                ),
                id=node.get("id"),
                period=period,
                set_number=set_number,
                rank=rank,
                nodes=(mpd, period_node, adaptation, node),
            )


def _rank(adaptation: Node) -> int:
    roles = [node.get("value") for node in adaptation.all("Role")]
    return 0 if "main" in roles else 2 if roles else 1


def _type(adaptation: Node, node: Node) -> RenditionType | None:
    """Return what a Representation holds; None for thumbnails and what is not known."""
    media_type = _inherited(adaptation, node, "mimeType").lower()
    codecs = _inherited(adaptation, node, "codecs").lower()
    for word in (adaptation.get("contentType").lower(), media_type.partition("/")[0]):
        if word in {"video", "audio", "text"}:
            return RenditionType(word)
        if word == "image":
            return None
    if "ttml" in media_type or codecs.startswith(_TEXT_CODECS):
        return RenditionType.TEXT
    return RenditionType.VIDEO if _pixels(adaptation, node, "width") else None


def _pixels(adaptation: Node, node: Node, name: str) -> int:
    return min(whole(_inherited(adaptation, node, name)), _MAX_PIXELS)


def _inherited(adaptation: Node, node: Node, name: str) -> str:
    return node.get(name) or adaptation.get(name)


def _protection(representations: tuple[Representation, ...]) -> Protection:
    """Return DRM where all pictures, or all sounds, of some Period are under it.

    Any ContentProtection counts, also `urn:mpeg:dash:mp4protection:2011` alone: it
    says that the samples are encrypted (5.8.4.1), and the key comes by EME.
    """
    clear: dict[tuple[int, RenditionType], bool] = defaultdict(bool)
    for entry in representations:
        if entry.type is not RenditionType.TEXT:
            clear[entry.period.number, entry.type] |= not entry.is_protected
    return Protection.NONE if all(clear.values()) else Protection.DRM
