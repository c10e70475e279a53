"""Media type by magic bytes, as browsers sniff it (WHATWG MIME Sniffing, sections 6 and 7)."""

from __future__ import annotations

import mmap
import re

Octets = bytes | mmap.mmap
"""A body in memory, or a file mapped into it: both slice to bytes and `find`."""

_HEAD_BYTES = 1445
"""How much of a resource a browser looks at (MIME Sniffing 5.2)."""

_EXACT: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"\x00\x00\x02\x00", "image/x-icon"),
    (b"\xff\x0a", "image/jxl"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"FLV\x01", "video/x-flv"),
    (b"#EXTM3U", "application/vnd.apple.mpegurl"),
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"PK\x03\x04", "application/zip"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_SEGMENT_BOXES = frozenset({b"styp", b"moof", b"sidx", b"moov", b"mdat", b"emsg"})

_HTML = re.compile(
    rb"(?:<!doctype\s+html|<(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)"
    rb"(?=[\s>]))",
    re.IGNORECASE,
)
_MARKUP_LEAD = re.compile(rb"(?:\s+|<!--(?:(?!-->).){0,1200}?-->|<\?[^>]{0,400}\?>)", re.DOTALL)
_ROOTS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (_HTML, "text/html"),
    (re.compile(rb"<!doctype\s+svg\b", re.IGNORECASE), "image/svg+xml"),
    (re.compile(rb"<(?:\w{1,20}:)?svg[\s>/]"), "image/svg+xml"),
    (re.compile(rb"<(?:\w{1,20}:)?MPD[\s>]"), "application/dash+xml"),
    (re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]\d\-tfn])"), "application/json"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def media_type(data: Octets, declared_mime: str = "") -> str:
    """Return the media type that the bytes themselves show, or `` when none is known.

    `declared_mime` decides only between types that share a signature (sound
    and film in MP4, WebM and Ogg) and confirms a bare MPEG audio frame.
    """
    head = data[:_HEAD_BYTES]
    for magic, name in _EXACT:
        if head.startswith(magic):
            return name
    return _container(head, declared_mime) or _frames(data, declared_mime) or _textual(head)


def _container(head: bytes, declared_mime: str) -> str:
    kind = "audio" if declared_mime.startswith("audio/") else "video"
    name = ""
    if head[:4] == b"RIFF":
        name = _RIFF.get(head[8:12], "")
    elif head[4:8] == b"ftyp":
        compatible = (head[start : start + 4] for start in range(16, _brands_end(head), 4))
        known = (_BRANDS[brand] for brand in (head[8:12], *compatible) if brand in _BRANDS)
        name = next(known, f"{kind}/mp4")
    elif head[4:8] in _SEGMENT_BOXES:
        name = f"{kind}/mp4"
    elif head[:4] == b"\x1a\x45\xdf\xa3":
        name = f"{kind}/webm" if b"webm" in head[:64] else "video/x-matroska"
    elif head[:4] == b"\x1f\x43\xb6\x75":  # a cluster alone: a DASH segment
        name = f"{kind}/webm"
    elif head[:2] == b"BM" and head[6:10] == bytes(4) and head[15:18] == bytes(3):
        name = "image/bmp"
    elif head[:4] == b"OggS":
        name = "video/ogg" if b"theora" in head[:200] else "audio/ogg"
    return name


def _brands_end(head: bytes) -> int:
    return min(int.from_bytes(head[:4], "big"), len(head) - 3, 256)


def _frames(data: Octets, declared_mime: str) -> str:
    """Recognise streams of frames, which have no header of their own."""
    if len(data) > 376 and data[0] == data[188] == data[376] == 0x47:
        return "video/mp2t"
    head = data[:4]
    if len(head) == 4 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "audio/aac"
        layer_3 = head[1] & 0xE6 == 0xE2
        sane = head[2] & 0xF0 not in {0x00, 0xF0} and head[2] & 0x0C != 0x0C
        if layer_3 and sane and not declared_mime.startswith("image/"):
            return "audio/mpeg"
    return ""


def _textual(head: bytes) -> str:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "text/plain"
    text = head.removeprefix(b"\xef\xbb\xbf")
    if not text or _BINARY.search(text):
        return ""
    prolog = text.lstrip().startswith(b"<?xml")
    while lead := _MARKUP_LEAD.match(text):
        text = text[lead.end() :]
    for root, name in _ROOTS:
        if root.match(text):
            return name
    return "text/xml" if prolog else "text/plain"
