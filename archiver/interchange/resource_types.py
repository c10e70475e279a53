"""What a browser wanted an answer for, by what is known of it afterwards."""

from __future__ import annotations

from archiver import urls

_BY_DESTINATION = {
    "document": "document", "iframe": "document", "frame": "document",
    "image": "image", "style": "stylesheet", "script": "script", "worker": "script",
    "sharedworker": "script", "font": "font", "audio": "media", "video": "media",
    "track": "texttrack", "manifest": "manifest", "empty": "fetch",
}  # fmt: skip
"""Sec-Fetch-Dest (Fetch standard, 2.2.5) as DevTools calls it."""
_BY_MIME = (
    ("text/html", "document"), ("application/xhtml", "document"), ("image/", "image"),
    ("text/css", "stylesheet"), ("font/", "font"), ("application/font", "font"),
    ("video/", "media"), ("audio/", "media"), ("text/javascript", "script"),
    ("application/javascript", "script"), ("application/x-javascript", "script"),
    ("text/vtt", "texttrack"), ("application/json", "fetch"),
)  # fmt: skip
_KNOWN = frozenset({*_BY_DESTINATION.values(), "xhr", "other", "ping", "websocket"})
_BY_SUFFIX = {".woff": "font", ".woff2": "font", ".ttf": "font", ".mp4": "media", ".m3u8": "fetch"}


def resource_type(told: str, destination: str, mime: str, url: str) -> str:
    """Return DevTools' word for what was asked for, in lower case.

    `told` is what the file itself says (WARC-Resource-Type), `destination` the
    request's Sec-Fetch-Dest; without both the type of the answer decides, then its name.
    """
    if told.lower() in _KNOWN:
        return told.lower()
    if destination in _BY_DESTINATION:
        return _BY_DESTINATION[destination]
    for prefix, kind in _BY_MIME:
        if mime.startswith(prefix):
            return kind
    parts = urls.split(url)
    path = parts.path.lower() if parts else ""
    return next((kind for suffix, kind in _BY_SUFFIX.items() if path.endswith(suffix)), "other")
