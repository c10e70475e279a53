"""How many placeholders the checks find, and how many pictures they wrongly call one.

Each case is a post and its capture with really encoded and probed pictures, from
`tests/compare/placeholder_*.py`; each goes through `archiver.compare.check`. One
picture counts as one. Ends with 1 unless precision and recall are both 1.0.

    python benchmarks/placeholders.py
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / "tests" / "compare"
MODULES = ("placeholder_spares", "placeholder_cases", "placeholder_unseen")


@dataclass
class Count:
    """Of one kind of cases: pictures found, missed, and wrongly found."""

    planted: int = 0
    near_misses: int = 0
    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Share of the reported pictures that were planted."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the planted pictures that were reported."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


def main() -> int:
    sys.path.insert(0, str(CASES))
    counts: defaultdict[str, Count] = defaultdict(Count)
    for case in _cases():
        found, wanted = case.found(), case.wanted()
        for count in (counts[case.kind], counts["all"]):
            count.planted += bool(wanted)
            count.near_misses += not wanted
            count.found += len(found & wanted)
            count.missed += len(wanted - found)
            count.wrong += len(found - wanted)
        for url, severity in sorted(found ^ wanted):
            word = "missed" if (url, severity) in wanted else "wrongly found"
            print(f"{word}: {case}: {severity} {url}")
    _print((kind, counts[kind]) for kind in sorted(counts, key=lambda kind: (kind == "all", kind)))
    return int(counts["all"].missed + counts["all"].wrong > 0)


def _cases() -> Iterator:
    """Yield the cases of all modules; two of them add to one collection."""
    seen: set[int] = set()
    for name in MODULES:
        collected = import_module(name).CASES
        if id(collected) not in seen:
            seen.add(id(collected))
            yield from (*collected.planted, *collected.near_misses)


def _print(rows: Iterable[tuple[str, Count]]) -> None:
    head = ("kind", "planted", "near misses", "found", "missed", "wrong", "precision", "recall")
    print("{:<14}{:>8}{:>13}{:>7}{:>8}{:>7}{:>11}{:>8}".format(*head))
    for kind, row in rows:
        print(
            f"{kind:<14}{row.planted:>8}{row.near_misses:>13}{row.found:>7}{row.missed:>8}"
            f"{row.wrong:>7}{row.precision:>11.3f}{row.recall:>8.3f}"
        )


if __name__ == "__main__":
    sys.exit(main())
