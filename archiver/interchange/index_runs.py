"""Index lines in order, however many: sorted in runs on the disk, and merged."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from archiver.formats import merge_sorted

_RUN_LINES = 50_000
"""Lines that are sorted in memory at once: some twenty megabytes."""


class IndexRuns:
    """Takes CDXJ lines in any order, gives them in byte order, each once.

    Use it as a context manager: its files lie in a directory of its own, removed after.
    """

    def __init__(self, beside: Path) -> None:
        """Put the runs, when there are any, into a directory inside `beside`."""
        self._beside = beside
        self._lines: list[str] = []
        self._files: list[IO[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()

    def add(self, line: str) -> None:
        """Take a line, with its line feed.

        Raises:
            OSError: the disk is full.
        """
        self._lines.append(line)
        if len(self._lines) >= _RUN_LINES:
            self._spill()

    def merged(self) -> Iterator[str]:
        """Yield all lines; call it once, at the end."""
        self._lines.sort(key=str.encode)
        for file in self._files:
            file.seek(0)
        yield from merge_sorted([*self._files, self._lines])

    def _spill(self) -> None:
        self._lines.sort(key=str.encode)
        # Nameless: gone with the process, whatever becomes of it.
        file = tempfile.TemporaryFile("w+", dir=self._beside, encoding="utf-8", newline="\n")  # noqa: SIM115
        self._files.append(file)
        file.writelines(self._lines)
        self._lines = []
