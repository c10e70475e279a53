"""HLS playlists, master and media, read with the m3u8 library (RFC 8216).

Only the tags that decide what is fetched reach the library: it is neither bounded
in time nor in memory, and gives up a playlist for one odd date.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import m3u8  # type: ignore[import-untyped]

from archiver import urls
from archiver.errors import ManifestError
from archiver.streaming.manifest import (
    MAX_PARTS,
    Manifest,
    ManifestKind,
    Protection,
    Rendition,
    RenditionType,
)

_MAX_RENDITIONS = 1000
_MAX_ATTRIBUTES = 64
_MAX_BANDWIDTH = 10**12
_WANTED = {
    "#EXTINF": MAX_PARTS,
    "#EXT-X-BYTERANGE": MAX_PARTS,
    "#EXT-X-GAP": MAX_PARTS,
    "#EXT-X-KEY": MAX_PARTS,
    "#EXT-X-MAP": MAX_PARTS,
    "#EXT-X-STREAM-INF": _MAX_RENDITIONS,
    "#EXT-X-MEDIA": _MAX_RENDITIONS,
    "#EXT-X-SESSION-KEY": _MAX_RENDITIONS,
    "#EXT-X-PLAYLIST-TYPE": 1,
    "#EXT-X-TARGETDURATION": 1,
    "#EXT-X-ENDLIST": 1,
}
"""The tags that are read, and how many of each."""
_MAX_TAG_CHARACTERS = 16_384
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
"""A line as the library splits them (`str.splitlines`)."""
_ATTRIBUTE = re.compile(r'(?<![A-Z0-9-])([A-Z0-9-]{1,64})=("[^"]*"|[^",]*)')
_RESOLUTION = re.compile(r"(\d{1,5})x(\d{1,5})")
_CLEAR_METHODS = frozenset(["AES-128", "AES-256", "AES-256-GCM"])
"""Whole segments under a key that lies at an address (RFC 8216, 4.3.2.4, and its successor)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant(Rendition):
    """An EXT-X-STREAM-INF: a playlist, and the groups that belong to it."""

    groups: tuple[str, ...] = ()
    """`AUDIO`, `VIDEO`, `SUBTITLES`, `CLOSED-CAPTIONS`, each with its group behind a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative(Rendition):
    """An EXT-X-MEDIA: sound, text or another view, of a group."""

    group: str
    """Type and group with a space between, as in `Variant.groups`."""
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One segment of a media playlist, and what it needs."""

    url: str
    start_s: float
    duration_s: float
    init_url: str = ""
    key_urls: tuple[str, ...] = ()
    is_range: bool = False
    """True when it is a part of the file at `url`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playlist(Manifest):
    """An HLS playlist; `segments` are those of a media playlist, without its gaps."""

    segments: tuple[Segment, ...] = field(default=(), repr=False)


def read_hls(data: bytes, url: str) -> Playlist:
    """Return the playlist; `url` is where it came from.

    Raises:
        ManifestError: the library cannot read it.
    """
    lines, remarks = _wanted_lines(data.decode("utf-8-sig", "replace"))
    try:
        parsed = m3u8.parse("\n".join(lines), custom_tags_parser=_read_tag)
    except Exception as error:  # whatever the library meets in a hostile playlist
        raise ManifestError("The playlist breaks the form of HLS.") from error
    if parsed["is_variant"]:
        return _master(parsed, url, remarks)
    return _media(parsed, url, remarks)


def _wanted_lines(text: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines that are read, bounded in number, and what was left out."""
    left = dict(_WANTED)
    kept: list[str] = []
    remarks: dict[str, None] = {}
    expects_address = False
    for found in _LINE.finditer(text):
        line = found[0].strip()
        if not line.startswith("#"):
            if expects_address and line:
                kept.append(line)
                expects_address = False
            continue
        tag = line.partition(":")[0]
        if tag == "#EXT-X-DEFINE":
            remarks["The playlist has variables, which are not filled in."] = None
        if tag not in left or len(line) > _MAX_TAG_CHARACTERS:
            continue
        if not left[tag]:
            remarks[f"The playlist has more than {_WANTED[tag]:,} {tag[1:]}."] = None
            if tag == "#EXTINF":
                break
            continue
        left[tag] -= 1
        kept.append(line)
        expects_address = expects_address or tag in {"#EXTINF", "#EXT-X-STREAM-INF"}
    return kept, tuple(remarks)


def _read_tag(line: str, _number: int, data: dict[str, Any], state: dict[str, Any]) -> bool:
    """Read the tags that the library would lose or refuse; True when one was read.

    It keeps the last of several keys of a segment only, compares each key with
    all before it, and takes a target duration of 6.0 for an error.
    """
    tag, _, value = line.partition(":")
    if tag == "#EXT-X-TARGETDURATION":
        data["target_s"] = _seconds(value)
    elif tag == "#EXT-X-SESSION-KEY":
        data["session_keys"].append(_attributes(value))
    elif tag == "#EXT-X-KEY":
        # A list that the segments below share: it grows until the first of them has come.
        if state.get("keys_of") != len(data["segments"]):
            state["keys_of"], state["current_key"] = len(data["segments"]), []
        if len(state["current_key"]) < _MAX_ATTRIBUTES:
            state["current_key"].append(_attributes(value))
    else:
        return False
    return True


def _attributes(text: str) -> dict[str, str]:
    found = islice(_ATTRIBUTE.finditer(text), _MAX_ATTRIBUTES)
    return {match[1]: match[2].strip('"') for match in found}


def _master(parsed: dict[str, Any], url: str, remarks: tuple[str, ...]) -> Playlist:
    variants = (_variant(entry["uri"], entry["stream_info"], url) for entry in parsed["playlists"])
    alternatives = (_alternative(entry, url) for entry in parsed["media"])
    return Playlist(
        kind=ManifestKind.HLS_MASTER,
        url=url,
        protection=_protection([parsed["session_keys"]]),
        renditions=(
            *(variant for variant in variants if variant.url),
            *(alternative for alternative in alternatives if alternative is not None),
        ),
        remarks=remarks,
    )


def _variant(uri: str, info: dict[str, Any], base: str) -> Variant:
    resolution = _RESOLUTION.fullmatch(str(info.get("resolution", "")).strip('" '))
    names = ("audio", "video", "subtitles", "closed_captions")
    return Variant(
        type=RenditionType.VIDEO,
        url=_address(base, uri),
        width=int(resolution[1]) if resolution else 0,
        height=int(resolution[2]) if resolution else 0,
        bandwidth=min(max(0, info.get("bandwidth", 0)), _MAX_BANDWIDTH),
        codecs=str(info.get("codecs", "")),
        groups=tuple(
            _group(name.replace("_", "-"), str(info[name])) for name in names if name in info
        ),
    )


def _alternative(entry: dict[str, Any], base: str) -> Alternative | None:
    kind = str(entry.get("type", "")).strip('"').upper()
    types = {"AUDIO": RenditionType.AUDIO, "VIDEO": RenditionType.VIDEO}
    if kind not in {"AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS"}:
        return None
    uri = str(entry.get("uri", ""))
    return Alternative(
        type=types.get(kind, RenditionType.TEXT),
        url=_address(base, uri) if uri else "",
        language=str(entry.get("language", "")),
        group=_group(kind, str(entry.get("group_id", ""))),
        is_default=str(entry.get("default", "")).strip('"').upper() == "YES",
    )


def _group(kind: str, name: str) -> str:
    return kind.upper() + " " + name.strip('"')


def _media(parsed: dict[str, Any], url: str, remarks: tuple[str, ...]) -> Playlist:
    is_live = not parsed["is_endlist"] and parsed["playlist_type"] != "vod"
    used_keys = {id(entry["key"]): entry["key"] for entry in parsed["segments"] if "key" in entry}
    segments = tuple(_segments(parsed["segments"], url))
    duration_s = sum(_seconds(entry.get("duration")) for entry in parsed["segments"])
    return Playlist(
        kind=ManifestKind.HLS_MEDIA,
        url=url,
        is_live=is_live,
        duration_s=None if is_live else duration_s,
        protection=_protection(list(used_keys.values())),
        refresh_s=(parsed.get("target_s") or None) if is_live else None,
        remarks=remarks,
        segments=segments,
    )


def _segments(entries: list[dict[str, Any]], base: str) -> Iterator[Segment]:
    start_s = 0.0
    addresses: dict[str, str] = {}  # the same heads and keys come again and again
    for entry in entries:
        duration_s = _seconds(entry.get("duration"))
        if "uri" in entry and not entry.get("gap_tag"):
            init = (entry.get("init_section") or {}).get("uri", "")
            keys = [key["URI"] for key in entry.get("key", ()) if _is_fetchable(key)]
            for uri in (init, *keys):
                if uri and uri not in addresses:
                    addresses[uri] = _address(base, uri)
            yield Segment(
                url=_address(base, entry["uri"]),
                start_s=start_s,
                duration_s=duration_s,
                init_url=addresses.get(init, ""),
                key_urls=tuple(addresses[uri] for uri in keys if addresses[uri]),
                is_range="byterange" in entry,
            )
        start_s += duration_s


def _protection(groups: list[list[dict[str, str]]]) -> Protection:
    """Return the protection of segments, each under one group of keys of which any will do."""
    protection = Protection.NONE
    for keys in groups:
        locked = [key for key in keys if key.get("METHOD", "NONE") != "NONE"]
        if locked and not any(_is_fetchable(key) for key in locked):
            return Protection.DRM
        if locked:
            protection = Protection.AES_128
    return protection


def _is_fetchable(key: dict[str, str]) -> bool:
    format_ = key.get("KEYFORMAT", "identity")
    return key.get("METHOD") in _CLEAR_METHODS and format_ == "identity" and bool(key.get("URI"))


def _address(base: str, uri: str) -> str:
    address = urls.resolve(base, uri)
    return address if urls.is_http(address) else ""


def _seconds(value: object) -> float:
    """Return a length in seconds; 0 for one that is none."""
    try:
        seconds = float(str(value))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0
