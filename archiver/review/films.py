"""Films of an article that browsers can play out of the archive: files, and joined segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from archiver.errors import FormatError, ManifestError, StorageError
from archiver.images import probe
from archiver.models import (
    Block,
    BlockKind,
    Capture,
    LedgerEntry,
    PlayerOutcome,
    PlayerState,
    RecordPointer,
)
from archiver.review.answer import FILM_TYPES, Answer, Stream
from archiver.review.plain_json import Object, line, link_of
from archiver.review.shelf import ReviewShelf
from archiver.streaming import (
    Manifest,
    ManifestKind,
    Protection,
    RenditionType,
    Track,
    is_manifest,
    read_manifest,
    tracks_of,
)
from archiver.urls import without_fragment

_HEAD_BYTES = 4_096
"""What is read of a film to know what it is."""
_MANIFEST_BYTES = 16 << 20
_MOST_PLAYLISTS = 8
_OUTSIDE: Final = "; ReplayWeb.page and other replayers play it from the WARC file"
_ABSENT = "no film of it is in the archive"
_SEGMENTS = "it is kept in {} pieces of {}, which browsers do not play by themselves" + _OUTSIDE
_HOLES = "it is kept in pieces, and some of them are missing" + _OUTSIDE
_LOCKED = "its pieces are encrypted" + _OUTSIDE
_NO_FILM = "what came is {} and no film"
_FOREIGN = "it is kept as {}, which browsers do not play" + _OUTSIDE
_NAMES = {RenditionType.VIDEO: "pictures alone", RenditionType.AUDIO: "sound alone"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A payload of the archive, or one that is to be looked up when it is asked for."""

    record: RecordPointer
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film or sound of an article, and whether a browser can play it."""

    title: str
    outcome: str
    url: str = ""
    """Of its player, or its own."""
    media_type: str = ""
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    why: str = ""
    """Why it cannot be played, or what is to be known of what plays."""
    player: str = ""
    """Address of the player that a picture was taken of; empty when none was."""

    @property
    def is_playable(self) -> bool:
        """Whether there is something that a browser plays."""
        return bool(self.pieces) and self.media_type in FILM_TYPES

    def told(self, slug: str, number: int, *, has_poster: bool) -> Object:
        """Return it as the page reads it."""
        return {
            "title": line(self.title, 300),
            "outcome": self.outcome,
            "address": f"film/{slug}/{number}" if self.is_playable else None,
            "type": self.media_type if self.is_playable else "",
            "poster": f"evidence/{slug}/film/{number}.webp" if has_poster else None,
            "why": line(self.why, 500),
            "url": line(self.url, 2_000),
            "link": link_of(self.url),
        }


@dataclass(frozen=True, slots=True)
class _Found:
    type: RenditionType = RenditionType.VIDEO
    media_type: str = ""
    pieces: tuple[Piece, ...] = ()
    why: str = _ABSENT


class Films:
    """Finds the films of captures."""

    def __init__(self, shelf: ReviewShelf) -> None:
        """Take them from a shelf."""
        self._shelf = shelf

    def of(self, capture: Capture, blocks: Iterable[Block]) -> tuple[Film, ...]:
        """Return the films of a capture: those of its players, then those in its own document."""
        ledger = _kept(capture.ledger)
        films: list[Film] = []
        shown: set[str] = set()
        for state in capture.players:
            shown |= set(state.media_urls)
            films += self._of_player(state, ledger)
        for block in blocks:
            if block.kind in {BlockKind.VIDEO, BlockKind.AUDIO} and block.url not in shown:
                shown.add(block.url)
                films.append(self._of_block(block, ledger))
        return tuple(films)

    def _of_player(self, state: PlayerState, ledger: Mapping[str, LedgerEntry]) -> Iterator[Film]:
        title = state.title or state.text.strip().partition("\n")[0] or state.url
        found = self._found(state.media_urls, ledger)
        cut = _cut_note(state) if found[0].pieces else ""
        for each in found:
            several = f" ({_NAMES[each.type]})" if len(found) > 1 else ""
            yield Film(
                title=title[:250] + several,
                outcome=state.outcome.value,
                url=state.url,
                media_type=each.media_type,
                pieces=each.pieces,
                why=cut if each.pieces else each.why if _has_film(state) else state.note,
                player=state.url,
            )

    def _of_block(self, block: Block, ledger: Mapping[str, LedgerEntry]) -> Film:
        found = self._found((block.url, *block.alternates), ledger)[0]
        return Film(
            title=block.text or block.url.rpartition("/")[2] or block.url,
            outcome="kept" if found.pieces else "",
            url=block.url,
            media_type=found.media_type,
            pieces=found.pieces,
            why="" if found.pieces else found.why,
        )

    def _found(
        self, addresses: Iterable[str], ledger: Mapping[str, LedgerEntry]
    ) -> tuple[_Found, ...]:
        """Return what plays of some addresses: a file, or the tracks of a manifest."""
        entries = [entry for url in addresses if (entry := ledger.get(without_fragment(url)))]
        manifests = [e for e in entries if is_manifest(e.mime, e.url, b"") or _is_listed(e)]
        reasons: list[_Found] = []
        for entry in manifests:
            tracks = self._tracks(entry, ledger)
            if any(track.pieces for track in tracks):
                return tracks
            reasons += tracks
        if not manifests:
            for entry in sorted(entries, key=lambda entry: -entry.size_bytes):
                found = self._joined([entry])
                if found.pieces:
                    return (found,)
                reasons.append(found)
        return tuple(reasons[:1]) or (_Found(),)

    def _tracks(
        self, entry: LedgerEntry, ledger: Mapping[str, LedgerEntry], depth: int = 2
    ) -> tuple[_Found, ...]:
        """Return the tracks of the rendition of a manifest that was kept, or why there is none."""
        manifest = self._manifest(entry)
        if manifest is None or not depth:
            return ()
        if manifest.protection is not Protection.NONE:
            return (_Found(why=_LOCKED),)
        if manifest.kind is ManifestKind.HLS_MASTER:
            urls = [without_fragment(rendition.url) for rendition in manifest.renditions]
            playlists = [ledger[url] for url in dict.fromkeys(urls) if url in ledger]
            found = [self._tracks(each, ledger, depth - 1) for each in playlists[:_MOST_PLAYLISTS]]
            every = [track for tracks in found for track in tracks]
        else:
            whole = [track for track in tracks_of(manifest) if _is_whole(track, ledger)]
            every = [self._track(track, ledger) for track in _best(whole)]
        return tuple([each for each in every if each.pieces] or every[:1]) or (_Found(why=_HOLES),)

    def _track(self, track: Track, ledger: Mapping[str, LedgerEntry]) -> _Found:
        joined = self._joined(
            [ledger[without_fragment(part.url)] for part in track.parts], f"{track.type}/"
        )
        return replace(joined, type=track.type)

    def _joined(self, entries: list[LedgerEntry], declared: str = "") -> _Found:
        """Return records, one behind the other, as one file; or why it would be none."""
        first = entries[0]
        if first.record is None or not first.size_bytes:
            return _Found()
        try:
            answer = self._shelf.collection.answer_at(first.record, limit=_HEAD_BYTES)
        except StorageError as error:
            return _Found(why=str(error))
        kind = probe(answer.body, declared or first.mime).sniffed
        if why := _unfit(kind, answer.body, len(entries)):
            return _Found(why=why)
        pieces = tuple(Piece(each.record, each.size_bytes) for each in entries if each.record)
        if len(pieces) < len(entries):
            return _Found(why=_HOLES)
        return _Found(media_type=kind, pieces=pieces, why="")

    def _manifest(self, entry: LedgerEntry) -> Manifest | None:
        if entry.record is None or entry.size_bytes > _MANIFEST_BYTES:
            return None
        try:
            answer = self._shelf.collection.answer_at(entry.record, limit=_MANIFEST_BYTES)
            return read_manifest(answer.body, entry.url)
        except (StorageError, ManifestError):
            return None

    def answer(self, film: Film) -> Answer | None:
        """Return a film as a stream; None for one that cannot be played."""
        if not film.is_playable:
            return None
        size_bytes = sum(piece.size_bytes for piece in film.pieces)
        stream = Stream(
            size_bytes=size_bytes,
            chunks=lambda start, stop: self._chunks(film.pieces, start, stop),
        )
        return Answer(media_type=film.media_type, stream=stream)

    def _chunks(self, pieces: Iterable[Piece], start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes of a film from `start` to before `stop`, as many as it says it has."""
        begin = 0
        for piece in pieces:
            end = begin + piece.size_bytes
            if begin < stop and end > start:
                yield from self._within(piece, max(0, start - begin), min(stop, end) - begin)
            begin = end
            if begin >= stop:
                return

    def _within(self, piece: Piece, start: int, stop: int) -> Iterator[bytes]:
        collection, at = self._shelf.collection, 0
        # Of a payload that was kept before, the record points to where its bytes are.
        place = collection.answer_at(piece.record, limit=0).pointer
        for chunk in collection.payload_chunks(place):
            wanted = chunk[max(0, start - at) : max(0, stop - at)]
            at += len(chunk)
            if wanted:
                yield wanted
            if at >= stop:
                return
        raise FormatError(f"{piece.record.filename}: a film's record ends before its film does")


def _kept(ledger: Iterable[LedgerEntry]) -> dict[str, LedgerEntry]:
    """Return the answers with a payload by address; of several the whole, then the longest."""
    found: dict[str, LedgerEntry] = {}
    for entry in ledger:
        if entry.record is None or entry.method != "GET" or entry.status not in {200, 206}:
            continue
        key = without_fragment(entry.url)
        if key not in found or _worth(entry) > _worth(found[key]):
            found[key] = entry
    return found


def _worth(entry: LedgerEntry) -> tuple[bool, bool, int]:
    return (entry.status == 200, entry.truncated is None, entry.size_bytes)


def _is_listed(entry: LedgerEntry) -> bool:
    sniffed = entry.probe.sniffed if entry.probe else ""
    return sniffed in {"application/vnd.apple.mpegurl", "application/dash+xml"}


def _is_whole(track: Track, ledger: Mapping[str, LedgerEntry]) -> bool:
    """Tell whether every part of a track is kept."""
    return bool(track.parts) and all(without_fragment(part.url) in ledger for part in track.parts)


def _best(tracks: Sequence[Track]) -> list[Track]:
    """Return the best pictures and the best sound; of a film in several parts, of the first."""
    first = min((track.period for track in tracks), default=0)
    best: dict[RenditionType, Track] = {}
    for track in sorted(tracks, key=lambda track: (track.area, track.bandwidth)):
        if track.period == first:
            best[track.type] = track
    return [best[kind] for kind in (RenditionType.VIDEO, RenditionType.AUDIO) if kind in best]


def _unfit(kind: str, head: bytes, pieces: int) -> str:
    """Return why bytes of a kind, in so many pieces, are no film for the page; often empty."""
    if pieces > 1 and not _has_head(head):
        # Pieces of a stream without a head: MPEG-TS, or packed sound.
        return _SEGMENTS.format(pieces, kind or "an unknown kind")
    if not kind.startswith(("video/", "audio/")):
        return _NO_FILM.format(kind or "something unknown")
    return "" if kind in FILM_TYPES else _FOREIGN.format(kind)


def _has_head(data: bytes) -> bool:
    """Tell whether bytes begin a file: MP4 with its `ftyp`, or WebM with its EBML head."""
    return data[4:8] == b"ftyp" or data.startswith(b"\x1a\x45\xdf\xa3")


def _has_film(state: PlayerState) -> bool:
    return state.outcome is PlayerOutcome.CAPTURED or not state.note


def _cut_note(state: PlayerState) -> str:
    """Return how much of a film is kept, where that is not all."""
    if state.kept_s is None or not state.duration_s or state.kept_s >= state.duration_s - 1:
        return ""
    return f"the first {state.kept_s:.0f} of {state.duration_s:.0f} seconds are kept"
