"""The capture's ledger, asked by medium: was it requested, what came, was it kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archiver import urls
from archiver.compare.keys import address_key, medium_key
from archiver.compare.wording import quote
from archiver.models import Asked, BlockKind, LedgerEntry, LostAt, Truncation

_WORDS_LIMIT = 160
_BLOCKED = "ERR_BLOCKED_BY_ORB"
"""Opaque Response Blocking: the answer of another origin was nothing that an element shows."""
_MAX_HOPS = 20
"""Chromium gives up after as many redirects (ERR_TOO_MANY_REDIRECTS)."""

_OPAQUE = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_NEVER_MEDIA = frozenset(
    {"text/html", "application/json", "text/plain", "text/xml", "application/xhtml+xml"}
)
_MANIFESTS = (
    "application/vnd.apple.mpegurl",
    "application/x-mpegurl",
    "application/mpegurl",
    "application/dash+xml",
    "application/ogg",
)
_FAMILIES: dict[BlockKind, tuple[str, ...]] = {
    BlockKind.IMAGE: ("image/",),
    BlockKind.VIDEO: ("video/", "audio/", "image/gif", *_MANIFESTS),
    BlockKind.AUDIO: ("audio/", "video/", *_MANIFESTS),
}
_BY_ARCHIVER = frozenset({Truncation.LENGTH, Truncation.TIME})
_ONE_QUESTION = frozenset({Asked.PAGE, Asked.AS_SHOWN})
"""Ways that differ in who asked, not in the Referer."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an answer does not count as the medium."""

    check: str
    """Id of the check that names this flaw."""
    kind: str
    """The flaw in a word that is the same in every run, for the fingerprint."""
    words: str
    """What was seen; ends a sentence that begins "The page asked for ..., but"."""
    lost_at: LostAt


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request of the ledger, followed through its redirects."""

    asked: LedgerEntry
    answer: LedgerEntry
    """The last of the chain; `asked` itself when there was no redirect."""
    flaw: Flaw | None
    """None when the bytes came whole, are of the right type and were kept."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of one capture, found by address and by medium key."""

    entries: Sequence[LedgerEntry]
    is_committed: bool
    """False before the capture was written: then no entry has a record yet."""
    _by_address: dict[str, list[LedgerEntry]] = field(repr=False)
    _by_key: dict[str, list[LedgerEntry]] = field(repr=False)

    @classmethod
    def of(cls, entries: Sequence[LedgerEntry]) -> Ledger:
        """Index the entries of a capture.

        What is known of a payload is known of all its entries: not each was decoded.
        """
        entries = _with_looks(entries)
        by_address: dict[str, list[LedgerEntry]] = {}
        by_key: dict[str, list[LedgerEntry]] = {}
        for entry in entries:
            by_address.setdefault(address_key(entry.url), []).append(entry)
            by_key.setdefault(medium_key(entry.url), []).append(entry)
        committed = any(entry.record for entry in entries)
        return cls(entries, committed, by_address, by_key)

    def at(self, url: str) -> list[LedgerEntry]:
        """Return the entries of one address, http and https alike."""
        return self._by_address.get(address_key(url), [])

    def fetches(self, kind: BlockKind, keys: Iterable[str], shown: str = "") -> list[Fetch]:
        """Return every request for a medium, the address that the reader saw first."""
        found = {id(entry): entry for entry in (self.at(shown) if shown else ())}
        for key in keys:
            found.update((id(entry), entry) for entry in self._by_key.get(key, []))
        return [self.follow(entry, kind) for entry in found.values()]

    def follow(self, entry: LedgerEntry, kind: BlockKind) -> Fetch:
        """Follow an entry's redirects and judge what stands at the end."""
        answer = self.end_of(entry)
        return Fetch(entry, answer, self._flaw(answer, kind))

    def end_of(self, entry: LedgerEntry) -> LedgerEntry:
        """Return the last entry of a redirect chain; the entry itself when there is none.

        A chain stays among what was asked for in the same way: to another Referer the
        next address may answer with something else. Where it was asked for more than
        once, the best answer is taken.
        """
        for _ in range(_MAX_HOPS):
            if not entry.redirect_to or not 300 <= entry.status < 400:
                break
            following = self._following(entry)
            if not following:
                break
            entry = max(following, key=lambda each: (200 <= each.status < 300, -each.status))
        return entry

    def _following(self, entry: LedgerEntry) -> list[LedgerEntry]:
        """Return what a redirect may have led to.

        A film that the page read in pieces, or not at all, archiver asks for whole at the
        end of the redirects: that answers the page's request too.
        """
        there = self.at(urls.resolve(entry.url, entry.redirect_to))
        alike = [each for each in there if each.asked is entry.asked]
        if entry.asked in _ONE_QUESTION and all(each.status == 206 for each in alike):
            return [each for each in there if each.asked in _ONE_QUESTION]
        return alike

    def _flaw(self, entry: LedgerEntry, kind: BlockKind) -> Flaw | None:
        flaw = _no_answer(entry) or _not_whole(entry)
        if flaw is None and kind in _FAMILIES:
            flaw = _wrong_type(entry, kind)
        if flaw is None and self.is_committed and entry.record is None:
            words = "the archive has no record of the answer"
            flaw = Flaw("M4", "no record", words, LostAt.CAPTURE)
        return flaw


def _with_looks(entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
    """Give each entry the looks that another of the same digest has."""
    known = {e.sha1: e.probe for e in entries if e.sha1 and e.probe and e.probe.top_share}
    plain = {e.sha1 for e in entries if e.probe and not e.probe.top_share}
    if not known.keys() & plain:
        return entries
    return [
        replace(entry, probe=known[entry.sha1]) if entry.probe and entry.sha1 in known else entry
        for entry in entries
    ]


def _no_answer(entry: LedgerEntry) -> Flaw | None:
    if entry.status == 0:
        if _BLOCKED in entry.error:
            words = f"a web page came in its place, which Chromium refuses to show ({_BLOCKED})"
            return Flaw("M3", "refused by the browser", words, LostAt.PAGE)
        reason = quote(entry.error, _WORDS_LIMIT) or "no reason given"
        return Flaw("M3", f"no answer {entry.error}", f"no answer came ({reason})", LostAt.PAGE)
    if entry.status >= 400:
        return Flaw(
            "M3", f"status {entry.status}", f"the server answered {entry.status}", LostAt.PAGE
        )
    if entry.status == 304 and not entry.size_bytes:
        words = "it came from the browser's cache, so no bytes were recorded"
        return Flaw("M4", "not modified", words, LostAt.CAPTURE)
    if 300 <= entry.status < 400 and entry.status != 304:
        target = quote(entry.redirect_to, _WORDS_LIMIT) or "nowhere"
        words = f"its redirect to {target} led to no answer"
        return Flaw("M3", "redirect without end", words, LostAt.PAGE)
    return None


def _not_whole(entry: LedgerEntry) -> Flaw | None:
    if entry.truncated is not None:
        ours = entry.truncated in _BY_ARCHIVER
        words = (
            f"archiver's own {entry.truncated} limit cut it after {entry.size_bytes:,} bytes"
            if ours
            else f"the connection broke after {entry.size_bytes:,} bytes"
        )
        lost_at = LostAt.CAPTURE if ours else LostAt.PAGE
        return Flaw("M6", f"truncated {entry.truncated}", words, lost_at)
    if entry.error:
        words = f"the answer broke off ({quote(entry.error, _WORDS_LIMIT)})"
        return Flaw("M3", f"broken {entry.error}", words, LostAt.PAGE)
    announced = entry.content_length
    if announced is not None and entry.size_bytes < announced and entry.method != "HEAD":
        words = f"only {entry.size_bytes:,} of {announced:,} announced bytes came"
        return Flaw("M6", "short", words, LostAt.PAGE)
    if not entry.size_bytes:
        return Flaw("M6", "empty", "the answer was empty", LostAt.PAGE)
    return None


def _wrong_type(entry: LedgerEntry, kind: BlockKind) -> Flaw | None:
    """Judge by the bytes; the declared type only where they say nothing.

    Near misses: a picture sent as text/plain or octet-stream is shown by
    browsers all the same; a playlist without its first line is still text.
    """
    sniffed = entry.probe.sniffed if entry.probe else ""
    mime = entry.mime.partition(";")[0].strip().lower()
    family = _FAMILIES[kind]
    seen = sniffed or mime
    if sniffed in {"text/plain", "text/xml"} and (mime in _MANIFESTS or mime == "image/svg+xml"):
        seen = mime
    if not seen.startswith(family) and (sniffed or seen in _NEVER_MEDIA or seen not in _OPAQUE):
        names = {"text/html": "a web page", "application/json": "JSON"}
        name = names.get(seen) or quote(seen, _WORDS_LIMIT)
        return Flaw("M7", f"type {seen}", f"what came is {name}", LostAt.PAGE)
    if entry.probe is not None and not entry.probe.complete:
        name = quote(seen, _WORDS_LIMIT)
        words = f"the bytes end before the {name} does ({entry.size_bytes:,} bytes came)"
        return Flaw("M6", "incomplete", words, LostAt.PAGE)
    return None
