"""Words on a terminal: consoles, and text of strangers made harmless.

Titles, addresses and error texts come from pages: an escape sequence in one
could repaint the terminal or fake a line, so none gets through.
"""

from __future__ import annotations

import re
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

# ECMA-48: CSI, OSC and other string sequences, two-character escapes. Every part is bounded
# by what may not follow, so that matching is linear.
_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
# Controls, bidirectional overrides and isolates, line separators, unpaired surrogates.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

ENDLESS = 10_000
"""Columns of what is no terminal."""


def harmless(text: str) -> str:
    """Return text on one line without anything that a terminal would obey."""
    return _UNSEEN.sub(" ", _SEQUENCE.sub("", text)).strip()


def words(text: str, style: str = "") -> Text:
    """Return harmless text for rich; `[brackets]` in it stay what they are."""
    return Text(harmless(text), style=style, overflow="fold")


def out() -> Console:
    """Return the console of standard output; NO_COLOR is respected.

    What is no terminal has no width: there, lines and tables are as long as they are.
    """
    width = None if sys.stdout.isatty() else ENDLESS
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)


def print_table(console: Console, table: Table) -> None:
    """Print a table; into a pipe or file without the blanks that fill its last column."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as capture:
        console.print(table)
    console.file.writelines(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def size(size_bytes: int) -> str:
    """Return a size as people write it: `812 B`, `3.4 MB`."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    value = float(size_bytes)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.5:
            return f"{value:.1f} {unit}" if value < 99.95 else f"{value:.0f} {unit}"
    return f"{value / 1000:.1f} TB"


def duration(seconds: float) -> str:
    """Return a duration as people read a clock: `0:07`, `12:30`, `1:02:03`."""
    minutes, second = divmod(max(0, round(seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
