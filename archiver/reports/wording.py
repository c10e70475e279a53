"""Text of strangers made fit for the forms of a report.

Titles, addresses and quotes come from pages: an escape, an override of the
writing direction or half of a surrogate pair in one could fake a line, or make
a file that nobody can read.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+"
)
"""Controls but tab and line feed, direction marks, overrides and isolates, line separators,
lone surrogates and what is no character: most of it must not stand in XML either."""
_BLANKS = re.compile(r"\s+")
_LONE = re.compile(r"[\ud800-\udfff]")


def seen(text: str) -> str:
    """Return text without anything that is obeyed instead of shown; its lines stay."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def one_line(text: str, limit: int = 0) -> str:
    """Return text on one line, of at most `limit` characters where one is given."""
    line = _BLANKS.sub(" ", seen(text)).strip()
    return line if not limit or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def lines(text: str, limit: int) -> str:
    """Return text with its lines, of at most `limit` characters."""
    plain = seen(text).strip("\n")
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 page`, `2 pages`, `3 families`, `4 addresses`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith('s') else 's'}"


def sound(text: str) -> str:
    """Return text that any encoding of Unicode can hold: lone surrogates are replaced."""
    return _LONE.sub("\N{REPLACEMENT CHARACTER}", text)
