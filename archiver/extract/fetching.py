"""The film itself: every file, playlist and fragment of it, asked for whole and once.

yt-dlp's own downloaders ask for ranges, merge and write files; what they fetch
would be no record that a player can use. So they do nothing here: the addresses
come from yt-dlp, the requests go through its handler, and the rest is this.

Imports yt-dlp, which takes a second: only the process that needs it imports this.
"""

from __future__ import annotations

from collections.abc import Callable

from yt_dlp.networking.common import (  # type: ignore[import-untyped]
    Request,
    Response,
)
from yt_dlp.networking.exceptions import (  # type: ignore[import-untyped]
    HTTPError,
    RequestError,
    TransportError,
)

from archiver.errors import ManifestError
from archiver.extract.extraction import Extraction
from archiver.extract.film import Film, NoFilmError, Stream, check_film
from archiver.extract.outcomes import outcome_of, plain
from archiver.extract.recording import Recording, StoppedError
from archiver.models import Headers, PlayerOutcome, VideoChoice
from archiver.streaming import Part, PartKind, Protection, choose, read_manifest

_PIECE_BYTES = 1 << 18
_TRIES = 2
_MOST_FAILURES = 5
"""Pieces of one film that may fail before the rest is not asked for."""
_MOST_PLAYLISTS = 8
"""Of one stream: that of its pictures, its sound and some texts."""
_MOST_ADDRESSES = 10
_MOST_ADDRESS_CHARACTERS = 2_000
_LIVE = "A live stream: what it listed at that moment is kept."


class Fetching:
    """Fetches films whole, and counts what came and what did not."""

    def __init__(
        self, urlopen: Callable[[Request], Response], recording: Recording, choice: VideoChoice
    ) -> None:
        self._urlopen = urlopen
        self._recording = recording
        self._choice = choice
        self._asked: set[str] = set()
        self._trouble: BaseException | None = None
        self._failed = 0
        self._kept = 0
        self._size_bytes = 0
        self._remark = ""
        self._is_protected = False

    def fetch(self, films: tuple[Film, ...]) -> Extraction:
        """Fetch every stream of the films; return what came of it."""
        self._recording.is_for_media = True
        try:
            for film in films:
                for stream in film.streams:
                    self._fetch_stream(stream)
        except (StoppedError, RequestError) as error:
            self._fail(error)
        outcome, note = self._verdict()
        if any(film.is_live for film in films) and not note:
            note = _LIVE
        durations = [film.duration_s for film in films]
        addresses = dict.fromkeys(stream.url for film in films for stream in film.streams)
        known = [url for url in addresses if len(url) <= _MOST_ADDRESS_CHARACTERS]
        return Extraction(
            found=True,
            title=next((film.title for film in films if film.title), ""),
            duration_s=sum(filter(None, durations)) if all(durations) else None,
            media_urls=tuple(known[:_MOST_ADDRESSES]),
            outcome=outcome,
            note=note,
            size_bytes=self._size_bytes,
        )

    def _verdict(self) -> tuple[PlayerOutcome, str]:
        if self._is_protected:
            return PlayerOutcome.DRM, "The playlist's keys are those of a DRM system."
        if self._trouble is None:
            if self._kept:
                return PlayerOutcome.CAPTURED, self._remark
            return PlayerOutcome.UNKNOWN, self._remark or "The playlist lists nothing."
        outcome, note = outcome_of(self._trouble, self._recording.stopped)
        if self._kept and self._recording.stopped is None:
            total = self._kept + self._failed
            words = f"{self._failed} of {total:,} pieces of the film did not come: {note}"
            return PlayerOutcome.UNKNOWN, plain(words)
        return outcome, note

    def _fetch_stream(self, stream: Stream) -> None:
        pieces = stream.fragments or (stream.url,)
        is_film = not stream.fragments and not stream.is_playlist
        if stream.is_playlist:
            pieces = self._pieces_of_playlist(stream)
        for url in pieces:
            if self._failed >= _MOST_FAILURES:
                return
            if url not in self._asked:
                self._asked.add(url)
                self._fetch_piece(url, stream.headers, is_film)

    def _pieces_of_playlist(self, stream: Stream) -> tuple[str, ...]:
        """Read an HLS playlist, and those that it names; return what they list."""
        waiting, pieces = [stream.url], list[str]()
        for _ in range(_MOST_PLAYLISTS):
            if not waiting:
                break
            for part in self._parts_of(waiting.pop(0), stream.headers):
                (waiting if part.kind is PartKind.PLAYLIST else pieces).append(part.url)
        return tuple(pieces)

    def _parts_of(self, url: str, headers: Headers) -> tuple[Part, ...]:
        if url in self._asked:
            return ()
        self._asked.add(url)
        self._recording.is_for_media = False
        try:
            with self._urlopen(_request(url, headers)) as reply:
                manifest = read_manifest(reply.read(), reply.url)
        except (HTTPError, TransportError, ManifestError) as error:
            self._recording.check()
            self._fail(error)
            return ()
        finally:
            self._recording.is_for_media = True
        if manifest.protection is Protection.DRM:
            self._is_protected = True
            return ()
        if manifest.is_live:
            self._remark = _LIVE
        return choose(manifest, self._choice).parts

    def _fetch_piece(self, url: str, headers: Headers, is_film: bool) -> None:
        for attempt in range(1, _TRIES + 1):
            try:
                self._keep(url, headers, is_film)
            except (HTTPError, TransportError, NoFilmError) as error:
                self._recording.check()
                may_pass = isinstance(error, TransportError) or getattr(error, "status", 0) >= 500
                if not may_pass or attempt == _TRIES:
                    self._fail(error)
                    return
            else:
                self._kept += 1
                return

    def _keep(self, url: str, headers: Headers, is_film: bool) -> None:
        """Read an answer to its end, for it is recorded as it is read."""
        with self._urlopen(_request(url, headers)) as reply:
            head, size_bytes = b"", 0
            while data := reply.read(_PIECE_BYTES):
                head = head or data
                size_bytes += len(data)
            mime = str(reply.get_header("Content-Type", "")).partition(";")[0].strip().lower()
        check_film(head, mime, is_whole=is_film)
        self._size_bytes += size_bytes

    def _fail(self, error: BaseException) -> None:
        self._trouble = error
        self._failed += 1


def _request(url: str, headers: Headers) -> Request:
    return Request(url, headers=dict(headers) | {"Accept-Encoding": "identity"})
