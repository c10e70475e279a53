"""Phrases by which a player says why it does not play."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.models import PlayerOutcome
from archiver.rules.table import Table

_OUTCOMES = {
    "refused": PlayerOutcome.REFUSED,
    "geo": PlayerOutcome.GEO,
    "drm": PlayerOutcome.DRM,
    "removed": PlayerOutcome.REMOVED,
    "login": PlayerOutcome.LOGIN,
}
"""Keys of `[player.says]`, in the order of trial. What archiver can help comes first: a
player that refuses the page may take another Referer. Then the narrower reason: a film
that is not licensed here is often called unavailable too, and an invitation to log in
stands under any of them."""
_RANKS = {outcome: rank for rank, outcome in enumerate(_OUTCOMES.values())}
_TEXT_CHARACTERS = 5000
_QUOTE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Phrases:
    """Patterns of phrases and what they mean, in the order of trial."""

    meanings: tuple[tuple[PlayerOutcome, re.Pattern[str]], ...] = ()

    @classmethod
    def of(cls, table: Table) -> Phrases:
        """Return the phrases of a `[player.says]`; raise `UsageError` for a wrong one."""
        table.only(*_OUTCOMES)
        meanings = (
            (outcome, pattern)
            for key, outcome in _OUTCOMES.items()
            for pattern in table.patterns(key)
        )
        return cls(tuple(meanings))

    @classmethod
    def together(cls, parts: Iterable[Phrases]) -> Phrases:
        """Return the phrases of several as those of one, tried by what they mean."""
        meanings = dict.fromkeys(meaning for part in parts for meaning in part.meanings)
        return cls(tuple(sorted(meanings, key=lambda meaning: _RANKS[meaning[0]])))

    def then(self, others: Phrases) -> Phrases:
        """Return these phrases, with others that are tried after all of them."""
        return Phrases(tuple(dict.fromkeys((*self.meanings, *others.meanings))))

    def said(self, text: str) -> tuple[PlayerOutcome, str] | None:
        """Return what the first phrase in a text means and its very words; None for nothing.

        Only the first 5,000 characters are read; white space counts as one blank.
        """
        words = " ".join(text[:_TEXT_CHARACTERS].split())
        for outcome, pattern in self.meanings:
            if found := pattern.search(words):
                return outcome, found[0].strip()[:_QUOTE_CHARACTERS]
        return None
