"""What records say of one another, kept for the end: sorted in files, so that memory is flat.

A record may name another that comes in a later file. Each name and each record that bears
it become a line under one key; lines are sorted in runs, and runs are merged at the end.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_MOST_HELD = 100_000
_FEW = 1000
"""So many of a file stay in memory: a small file costs no file of facts."""
_MOST_OPEN = 64
_MOST_KEY = 2000

Fact = list[Any]
"""`[key, kind, ...]`: kind 0 is the record itself, 1 is somebody who names it."""


class FactSpool:
    """Takes facts in any order, and keeps them sorted: many in files of a folder."""

    def __init__(self, folder: Path, *, with_places: bool = True) -> None:
        """Take a folder; `with_places` asks for the places of records, for an index."""
        self._folder = folder
        self.with_places = with_places
        self.lines: list[str] = []
        """What is held in memory, sorted once `flush` was called."""
        self.runs: list[Path] = []

    def add(self, key: str, kind: int, *values: object) -> None:
        """Take a fact."""
        self.lines.append(json.dumps([key[:_MOST_KEY], kind, *values]))
        if len(self.lines) >= _MOST_HELD:
            self.flush(least=0)

    def flush(self, least: int = _FEW) -> None:
        """Sort what is held, and write it when it is more than a few."""
        self.lines.sort()
        if len(self.lines) > least:
            self.runs.append(_written(self._folder, self.lines))
            self.lines = []


def groups(folder: Path, runs: list[Path], held: list[str]) -> Iterator[list[Fact]]:
    """Yield the facts of all runs and those held, those of one key together, records first."""
    while len(runs) > _MOST_OPEN:
        some, runs = runs[:_MOST_OPEN], runs[_MOST_OPEN:]
        with contextlib.ExitStack() as stack:
            runs.append(_written(folder, _merged(stack, some)))
        for path in some:
            path.unlink()
    with contextlib.ExitStack() as stack:
        lines = heapq.merge(_merged(stack, runs), sorted(held))
        facts: Iterator[Fact] = map(json.loads, lines)
        for _, group in itertools.groupby(facts, key=lambda fact: fact[0]):
            yield list(itertools.islice(group, _MOST_HELD))


def _merged(stack: contextlib.ExitStack, runs: Iterable[Path]) -> Iterator[str]:
    files = [stack.enter_context(path.open(encoding="ascii")) for path in runs]
    return (line.rstrip("\n") for line in heapq.merge(*files))


def _written(folder: Path, lines: Iterable[str]) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", dir=folder, suffix=".facts", delete=False, encoding="ascii"
    ) as file:
        file.writelines(f"{line}\n" for line in lines)
    return Path(file.name)
