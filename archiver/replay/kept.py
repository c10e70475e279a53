"""Which line of a capture's ledger answers a request."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from archiver import urls
from archiver.models import Asked, LedgerEntry, RecordPointer
from archiver.replay.addresses import TIERS, exact_key, likeness, shape_key

_Key = tuple[str, str]
_GIVEN_AS = {"HEAD": "GET"}
"""Methods that are answered from the answer to another."""
_MOST_COMPARED = 200
"""Of lines that may be meant, that are held against a request: a page may have thousands."""


class Kept:
    """The exchanges of one capture, by method and address.

    What the page itself was answered comes before what archiver got by asking again: the
    page is to look as it did; what archiver asked for as the page did stands for it. Of
    several answers to one request the first comes first, the last for ever after.
    """

    def __init__(
        self,
        ledger: Iterable[LedgerEntry],
        bodies: Mapping[RecordPointer, str] | None = None,
    ) -> None:
        """Take the lines; `bodies` are those of the requests, as queries, by their answers."""
        self._ledger = tuple(ledger)
        self._bodies = bodies or {}
        self._tiers = [self._by(key_of, self._ledger) for key_of in TIERS]
        self._media = self._by(urls.media_key, (e for e in self._ledger if _is_picture(e)))
        self._turns: Counter[tuple[str, str, str]] = Counter()
        self._shapes = self._by(shape_key, (e for e in self._ledger if e.record is not None))
        self._stands_for: dict[_Key, LedgerEntry | None] = {}

    def at(self, method: str, url: str) -> Sequence[LedgerEntry]:
        """Return all lines for an address, spelled exactly so or else ever more loosely.

        Of addresses that are spelled otherwise, those of the one that is the most alike.
        """
        method = _GIVEN_AS.get(method, method)
        for key_of, tier in zip(TIERS, self._tiers, strict=True):
            key = key_of(url)
            found = tier.get((method, key)) if key else None
            if found:
                return found if key_of is exact_key else _most_alike(found, url)
        return ()

    def next(self, method: str, url: str, body: str = "") -> LedgerEntry | None:
        """Return the line that answers the page now; None when it never asked so.

        `body` is the request's, as a query: of several requests to one address the one
        with the same body is meant, else with the body that is the most alike. A line
        without a record is a request that had no answer.
        """
        entries = self._of_body(self.at(method, url), body)
        own = [entry for entry in entries if entry.asked is Asked.PAGE] or entries[-1:]
        answered = [entry for entry in own if entry.record is not None]
        if not answered:
            # What failed for the page fails again, though another Referer got it later.
            failed = any(entry.error for entry in own)
            others = [entry for entry in entries if entry.record is not None]
            answered = [e for e in others if not failed or e.asked is Asked.AS_SHOWN][-1:]
        if not answered:
            return own[-1] if own else None
        key = method, exact_key(url), body
        turn = self._turns[key]
        self._turns[key] += 1
        return answered[min(turn, len(answered) - 1)]

    def alike(self, method: str, url: str, asked: Collection[str]) -> LedgerEntry | None:
        """Return the line whose address has the shape of another: the same but for chance and hour.

        Each stands for one address alone, and none for which the page asks by itself:
        `asked` are these, as `exact_key` has them.
        """
        key = method, exact_key(url)
        if key not in self._stands_for:
            shape = shape_key(url)
            taken = {e.url for e in self._stands_for.values() if e is not None}
            free = (
                entry
                for entry in (self._shapes.get((method, shape), ()) if shape else ())
                if exact_key(entry.url) not in asked and entry.url not in taken
            )
            self._stands_for[key] = next(free, None)
        return self._stands_for[key]

    def pieces(self, url: str) -> list[LedgerEntry]:
        """Return the lines that may hold a film or a part of one, the fullest first."""
        found = [e for e in self.at("GET", url) if e.record and e.status in {200, 206}]
        return sorted(found, key=lambda e: (e.truncated is not None, -e.size_bytes))

    def picture(self, url: str) -> LedgerEntry | None:
        """Return the best picture that came for an address, whoever asked for it.

        The largest by its pixels, then by its bytes: what stands in for a picture is small.
        Without any at the address itself, one of the same medium in another size will do.
        """
        here = [entry for entry in self.at("GET", url) if _is_picture(entry)]
        found = here or self._media.get(("GET", urls.media_key(url)), [])
        return max(found, key=_worth, default=None)

    def _of_body(self, entries: Sequence[LedgerEntry], body: str) -> Sequence[LedgerEntry]:
        """Return the lines whose request had such a body."""
        if len(entries) < 2 or not self._bodies:
            return entries
        kept = [self._bodies.get(entry.record, "") if entry.record else "" for entry in entries]
        some = dict.fromkeys(kept[:_MOST_COMPARED])
        best = body if body in kept else max(some, key=lambda each: likeness(each, body))
        return [entry for entry, each in zip(entries, kept, strict=True) if each == best]

    @staticmethod
    def _by(
        key_of: Callable[[str], str], entries: Iterable[LedgerEntry]
    ) -> dict[_Key, list[LedgerEntry]]:
        found: defaultdict[_Key, list[LedgerEntry]] = defaultdict(list)
        for entry in entries:
            found[entry.method, key_of(entry.url)].append(entry)
        return dict(found)


def _most_alike(entries: Sequence[LedgerEntry], url: str) -> Sequence[LedgerEntry]:
    asked = exact_key(url)
    some = dict.fromkeys(entry.url for entry in entries[:_MOST_COMPARED])
    best = max(some, key=lambda each: likeness(each, asked))
    return [entry for entry in entries if entry.url == best]


def _is_picture(entry: LedgerEntry) -> bool:
    probe = entry.probe
    return (
        entry.record is not None
        and 200 <= entry.status < 300
        and entry.size_bytes > 0
        and probe is not None
        and probe.sniffed.startswith("image/")
    )


def _worth(entry: LedgerEntry) -> tuple[bool, int, int]:
    probe = entry.probe
    whole = entry.truncated is None and probe is not None and probe.complete
    return whole, probe.width_px * probe.height_px if probe else 0, entry.size_bytes
