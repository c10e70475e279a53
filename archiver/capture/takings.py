"""What came over the wire of one page so far, for those who look after its media."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from archiver.browser import referrer_of
from archiver.errors import ManifestError
from archiver.formats import is_whole_range
from archiver.models import Asked, Body, Exchange, Truncation, VideoChoice
from archiver.streaming import (
    Choice,
    Manifest,
    choose,
    is_manifest,
    read_manifest,
    replay_metadata,
)

_HEAD_BYTES = 512
_MOST_BYTES = 16 << 20
"""Of a manifest that is read."""
_FILMS = ("video/", "audio/")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestTaken:
    """A manifest that came, with what is wanted of it."""

    manifest: Manifest
    choice: Choice
    frame_url: str
    referrer: str
    """The Referer with which it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmTaken:
    """A film, a sound, or a piece of one."""

    url: str
    frame_url: str
    size_bytes: int
    status: int
    truncated: Truncation | None
    asked: Asked


class Takings:
    """Sees each exchange on its way to the archive."""

    def __init__(self, sink: Callable[[Exchange], None], choice: VideoChoice) -> None:
        self._sink = sink
        self._choice = choice
        self._whole: dict[str, int] = {}
        self._statuses: dict[str, int] = {}
        self.manifests: dict[str, ManifestTaken] = {}
        """By address; of one that came often, the newest."""
        self.films: list[FilmTaken] = []

    def put(self, exchange: Exchange) -> None:
        """Take note of an exchange and pass it on."""
        manifest = self._manifest(exchange)
        if manifest is not None:
            self.manifests[exchange.url] = manifest
            facts = replay_metadata(manifest.choice)
            if facts:
                exchange = replace(exchange, metadata=json.dumps(facts))
        self._note(exchange, is_manifest=manifest is not None)
        self._sink(exchange)

    def is_whole(self, url: str) -> bool:
        """Tell whether an address was answered whole, and not with nothing."""
        return url in self._whole

    def size_bytes(self, url: str) -> int:
        """Return the size of what was answered whole; 0 for what was not."""
        return self._whole.get(url, 0)

    def status_of(self, url: str) -> int:
        """Return the newest status of a document's address; 0 when it never came."""
        return self._statuses.get(url, 0)

    def films_of(self, frame_urls: Collection[str]) -> list[FilmTaken]:
        """Return the films and pieces that some frames asked for."""
        return [film for film in self.films if film.frame_url in frame_urls]

    def manifests_of(self, frame_urls: Collection[str]) -> list[ManifestTaken]:
        """Return the manifests that some frames asked for, but not those named by others."""
        named = {part.url for taken in self.manifests.values() for part in taken.choice.parts} | {
            r.url for taken in self.manifests.values() for r in taken.manifest.renditions
        }
        return [
            taken
            for url, taken in self.manifests.items()
            if taken.frame_url in frame_urls and url not in named
        ]

    def _note(self, exchange: Exchange, *, is_manifest: bool) -> None:
        if exchange.resource_type == "document":
            self._statuses[exchange.url] = exchange.status
        size_bytes = exchange.body.size_bytes if exchange.body else 0
        if size_bytes and _is_whole(exchange):
            self._whole[exchange.url] = size_bytes
        film = exchange.resource_type == "media" or exchange.mime.startswith(_FILMS)
        if (film or exchange.status == 206) and size_bytes and not is_manifest:
            self.films.append(
                FilmTaken(
                    url=exchange.url,
                    frame_url=exchange.frame_url,
                    size_bytes=size_bytes,
                    status=exchange.status,
                    truncated=exchange.truncated,
                    asked=exchange.asked,
                )
            )

    def _manifest(self, exchange: Exchange) -> ManifestTaken | None:
        body = exchange.body
        if exchange.status != 200 or body is None or not 0 < body.size_bytes <= _MOST_BYTES:
            return None
        if not is_manifest(exchange.mime, exchange.url, _read(body, _HEAD_BYTES)):
            return None
        try:
            manifest = read_manifest(_read(body, body.size_bytes), exchange.url)
            choice = choose(manifest, self._choice)
        except ManifestError:
            return None
        return ManifestTaken(
            manifest=manifest,
            choice=choice,
            frame_url=exchange.frame_url,
            referrer=referrer_of(exchange),
        )


def _is_whole(exchange: Exchange) -> bool:
    """Tell whether all of an address's bytes came; a range may be all of them."""
    if exchange.truncated is not None or exchange.method != "GET":
        return False
    return exchange.status == 200 or (exchange.status == 206 and is_whole_range(exchange))


def _read(body: Body, size_bytes: int) -> bytes:
    if body.data is not None:
        return body.data[:size_bytes]
    if body.path is None:
        return b""
    with body.path.open("rb") as file:
        return file.read(size_bytes)
