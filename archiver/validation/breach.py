"""What breaks a rule, and where: the breaches of one file, however many a hostile one has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

MOST_KEPT = 100
"""Breaches of one code in one file that are told one by one; the rest is counted."""
_MOST_WORDS = 400
_MOST_QUOTED = 80
_UNSEEN = re.compile(r"[^\x20-\x7e\xa0-\u2027\u2030-\u2065\u2070-\ud7ff\uf900-\uffef]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One breach of one rule.

    `path` names the file, for a file in a WACZ behind `!`. `offset` is the byte at which
    the record, line or part begins that breaks the rule.
    """

    path: str
    offset: int
    code: str
    words: str


class BreachLog:
    """Takes the breaches of one file; memory stays flat, for each code is kept so often only."""

    __slots__ = ("breaches", "counts", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.breaches: list[Breach] = []
        self.counts: Counter[str] = Counter()

    def add(self, code: str, offset: int, words: str) -> None:
        """Take a breach of the rule `code` at a byte of the file."""
        self.counts[code] += 1
        if self.counts[code] <= MOST_KEPT:
            words = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"
            self.breaches.append(Breach(path=self.path, offset=offset, code=code, words=words))


def quoted(value: str | bytes) -> str:
    """Return a stranger's value in quotes, on one line, harmless and not too long."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    cut = text[:_MOST_QUOTED]
    shown = _UNSEEN.sub(lambda found: f"\\x{ord(found[0]):02x}", cut)
    return f'"{shown}{"…" if len(text) > _MOST_QUOTED else ""}"'
