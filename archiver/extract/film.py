"""A film as yt-dlp tells of it, and the pieces that it is made of.

What yt-dlp returns comes from the page: every value is checked before it is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from archiver import urls
from archiver.errors import CaptureError
from archiver.extract.outcomes import plain
from archiver.images.signature import media_type
from archiver.models import Headers, VideoChoice

_KNOWN = "[protocol~='^(https?|m3u8|m3u8_native|http_dash_segments)$']"
"""How it must be served to be fetched here: files, HLS and DASH over HTTP."""
_SELECTIONS = {
    VideoChoice.BEST: ("bv+ba", "b", "bv*", "ba"),
    VideoChoice.HD: ("bv[height<=720]+ba", "b[height<=720]", "wv+ba", "b[height<=?720]", "w", "ba"),
    VideoChoice.SMALLEST: ("wv+wa", "w", "wv*", "wa"),
}
_NO_PIECE = ("text/html", "application/json")
"""What no piece of a film is; subtitles are text, and some sites dress segments as pictures."""
_NO_FILM = (*_NO_PIECE, "text/", "image/", "application/pdf", "application/xml")
_MOST_FILMS = 20
_MOST_STREAMS = 4
_MOST_PIECES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One chosen format: a file, a playlist, or the list of its fragments."""

    url: str
    headers: Headers
    is_playlist: bool
    fragments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """One film of the page, in the rendition that is wanted."""

    title: str
    duration_s: float | None
    is_live: bool
    streams: tuple[Stream, ...]


def selection(choice: VideoChoice) -> str:
    """Return yt-dlp's words for the renditions that are wanted, the best words first.

    A film and its sound are taken apart where they come apart; what cannot be
    fetched here is not chosen.
    """
    return "/".join(
        "+".join(f"{word}{_KNOWN}" for word in words.split("+")) for words in _SELECTIONS[choice]
    )


class NoFilmError(CaptureError):
    """What came is no film."""


def check_film(head: bytes, declared_mime: str, *, is_whole: bool) -> None:
    """Raise `NoFilmError` when the first bytes of an answer show that it is no film.

    yt-dlp takes whatever is no HTML for a direct link to a film, and a server may
    answer 200 with a page that says why it does not give one. `is_whole` is False
    for a segment or key, which shows less.
    """
    shown = media_type(head, declared_mime)
    if not head:
        raise NoFilmError("What came is empty.")
    if shown.startswith(_NO_FILM if is_whole else _NO_PIECE):
        raise NoFilmError(f"What came is {shown}, and no film.")


def films_of(result: object) -> Iterator[Film]:
    """Yield the films of yt-dlp's result: of a list of them, the first twenty."""
    waiting, yielded = [result], 0
    while waiting and yielded < _MOST_FILMS:
        info = waiting.pop(0)
        if not isinstance(info, Mapping):
            continue
        if (entries := info.get("entries")) is not None:
            if isinstance(entries, Iterable):
                waiting[:0] = islice(entries, _MOST_FILMS)
            continue
        yielded += 1
        yield Film(
            title=plain(str(info.get("title") or "")),
            duration_s=_duration(info.get("duration")),
            is_live=info.get("is_live") is True,
            streams=tuple(islice(_streams(info), _MOST_STREAMS)),
        )


def _streams(info: Mapping[str, Any]) -> Iterator[Stream]:
    for form in info.get("requested_formats") or (info,):
        url = str(form.get("url") or "")
        if urls.is_http(url):
            yield Stream(
                url=url,
                headers=_headers(form.get("http_headers") or info.get("http_headers")),
                is_playlist=str(form.get("protocol")).startswith("m3u8"),
                fragments=tuple(dict.fromkeys(_fragments(form))),
            )


def _fragments(form: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses of DASH segments; those of a live stream are endless, and not listed."""
    fragments = form.get("fragments")
    if not isinstance(fragments, list | tuple):
        return
    base = str(form.get("fragment_base_url") or form.get("url") or "")
    for fragment in islice(fragments, _MOST_PIECES):
        if not isinstance(fragment, Mapping):
            continue
        url = str(fragment.get("url") or "") or urls.resolve(base, str(fragment.get("path") or ""))
        if urls.is_http(url):
            yield url


def _headers(headers: object) -> Headers:
    """Return header lines; without Range, for a record holds a whole file."""
    if not isinstance(headers, Mapping):
        return ()
    pairs = ((str(name), str(value)) for name, value in headers.items())
    return tuple(pair for pair in pairs if pair[0].lower() != "range")


def _duration(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None
