"""Which line of a capture's ledger answers a request."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from archiver import urls
from archiver.models import Asked, LedgerEntry
from archiver.replay.addresses import exact_key, loose_key

_Key = tuple[str, str]
_GIVEN_AS = {"HEAD": "GET"}
"""Methods that are answered from the answer to another."""


class Kept:
    """The exchanges of one capture, by method and address.

    What the page itself was answered comes before what archiver got by asking again: the
    page is to look as it did. Of several answers to one request the first comes first,
    the last for ever after.
    """

    def __init__(self, ledger: Iterable[LedgerEntry]) -> None:
        self._ledger = tuple(ledger)
        self._exact = self._by(exact_key, self._ledger)
        self._loose = self._by(loose_key, self._ledger)
        self._media = self._by(urls.media_key, (e for e in self._ledger if _is_picture(e)))
        self._turns: Counter[_Key] = Counter()

    def at(self, method: str, url: str) -> Sequence[LedgerEntry]:
        """Return all lines for an address, spelled exactly so or else loosely so."""
        method = _GIVEN_AS.get(method, method)
        return (
            self._exact.get((method, exact_key(url))) or self._loose.get((method, loose_key(url)))
        ) or ()

    def next(self, method: str, url: str) -> LedgerEntry | None:
        """Return the line that answers the page now; None when it never asked so.

        A line without a record is a request that had no answer.
        """
        entries = self.at(method, url)
        own = [entry for entry in entries if entry.asked is Asked.PAGE] or entries[-1:]
        answered = [entry for entry in own if entry.record is not None]
        if not answered:
            answered = [entry for entry in entries if entry.record is not None][-1:]
        if not answered:
            return entries[-1] if entries else None
        key = method, exact_key(url)
        turn = self._turns[key]
        self._turns[key] += 1
        return answered[min(turn, len(answered) - 1)]

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

    @staticmethod
    def _by(
        key_of: Callable[[str], str], entries: Iterable[LedgerEntry]
    ) -> dict[_Key, list[LedgerEntry]]:
        found: defaultdict[_Key, list[LedgerEntry]] = defaultdict(list)
        for entry in entries:
            found[entry.method, key_of(entry.url)].append(entry)
        return dict(found)


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
