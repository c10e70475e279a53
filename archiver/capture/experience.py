"""What the pages of one job learn from each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archiver.rules import LearnedReferrers, Rulebook

_DIGESTS = 20_000
_KEYS = 8


class Experience:
    """One for each job; belongs to the event loop."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.referrers = LearnedReferrers(rulebook.referrers)
        self._pictures: dict[str, set[str]] = {}
        self._probed: dict[str, bool] = {}
        self._icons: set[str] = set()

    @property
    def pictures(self) -> Mapping[str, set[str]]:
        """Digest of each promised picture → the keys under which it came."""
        return self._pictures

    def note_pictures(self, pictures: Iterable[tuple[str, str]]) -> None:
        """Remember digests and keys of one page's pictures."""
        for digest, key in pictures:
            keys = self._pictures.setdefault(digest, set())
            if len(keys) < _KEYS:
                keys.add(key)
        while len(self._pictures) > _DIGESTS:
            del self._pictures[next(iter(self._pictures))]

    def is_new(self, url: str) -> bool:
        """Tell whether an icon was not asked for in this job; from now on it was."""
        if url in self._icons or len(self._icons) >= _DIGESTS:
            return False
        self._icons.add(url)
        return True

    def is_probed(self, host: str) -> bool:
        """Tell whether one picture of a host was asked for with another Referer."""
        return host in self._probed

    def splits(self, host: str) -> bool:
        """Tell whether a host gave different pictures for different Referers."""
        return self._probed.get(host, False)

    def note_probe(self, host: str, *, splits: bool) -> None:
        """Remember what a probe of a host showed."""
        self._probed[host] = splits or self.splits(host)
