"""Whether something is a manifest, and of which family: by its bytes before all else."""

from __future__ import annotations

import re
from enum import Enum, auto

from archiver import urls

_BOM = b"\xef\xbb\xbf"
_HEAD_BYTES = 4096
"""How far a declaration and comments may go before the MPD element."""
_MPD = re.compile(rb"<(?:[A-Za-z][\w.-]{0,31}:)?MPD[\s>/]")
_XML_STARTS = (b"<?xml", b"<!--", b"<!DOCTYPE")
_MEDIA_TYPES = frozenset(
    [
        "application/vnd.apple.mpegurl",
        "application/x-mpegurl",
        "audio/mpegurl",
        "audio/x-mpegurl",
        "application/mpegurl",
        "application/dash+xml",
    ]
)
"""RFC 8216, 10, with the older names in use; ISO/IEC 23009-1, annex C."""
_SUFFIXES = (".m3u8", ".mpd")


class Family(Enum):
    """The two forms of manifest."""

    HLS = auto()
    DASH = auto()


def is_manifest(mime: str, url: str, head: bytes) -> bool:
    """Tell whether an answer is a film's manifest.

    `head` holds the first bytes, decoded from any content coding, 4 kB are
    enough: they decide. Only where there are none, the media type does, and
    the suffix of the address where that says nothing either.
    """
    if head:
        return family_of(head) is not None
    media_type = mime.partition(";")[0].strip().lower()
    if media_type in _MEDIA_TYPES:
        return True
    parts = urls.split(url)
    vague = media_type in {"", "application/octet-stream", "binary/octet-stream", "text/plain"}
    return vague and parts is not None and parts.path.lower().endswith(_SUFFIXES)


def family_of(head: bytes) -> Family | None:
    """Return what the first bytes show, a byte order mark and white space aside; or None."""
    start = head[:_HEAD_BYTES].removeprefix(_BOM).lstrip()
    if start.startswith(b"#EXTM3U"):
        return Family.HLS
    found = _MPD.search(start)
    if found and (found.start() == 0 or start.startswith(_XML_STARTS)):
        return Family.DASH
    return None
