"""Reading a `review.toml`: every mistake is refused with file, line, table and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, NoReturn

from archiver.decisions.plain import plain_tables
from archiver.errors import UsageError
from archiver.models import Decision, Ruling

FILE_NAME: Final = "review.toml"
"""Of the file, in the folder of the snapshots."""
MOST_BYTES: Final = 16 << 20
"""Of a file: some sixty thousand decisions. 20,000 of them, 5 MB, are read in 0.6 s as
archiver writes them, and in 1.6 s when a line is written in another way."""
_MOST_DOTS = 200
"""In a line. The time of `tomllib` grows with the square of a key's dots: measured, a key of
400 kB takes minutes, 2 MiB of lines with 200 dots each 6 s."""
_MOST_SQUARED_DOTS = 200_000_000
"""Of all lines together, which are those 2 MiB; addresses have a few dots in a line."""
_MOST_CHARACTERS = 2_000
"""Of one value."""
_VERSION = 1
_TABLE = "decision"
_HEADER = re.compile(r"[ \t]*\[\[[ \t]*decision[ \t]*\]\][ \t]*(?:#[^\r\n]*)?\r?")
_NEEDED = ("slug", "check", "fingerprint", "verdict", "reason", "by", "at")
_KEYS = (*_NEEDED, "until", "subject")
_SHAPES = {
    "slug": (re.compile(r"[a-z0-9][a-z0-9-]{0,79}"), "the name that `archiver list` gives"),
    "check": (re.compile(r"[A-Z]{1,8}\d{1,4}"), "the id of a check, such as M3"),
    "fingerprint": (re.compile(r"[0-9a-f]{16}"), "the 16 hexadecimal digits of a finding"),
}
_LAST: dict[str, tuple[Decision, ...]] = {}
"""The decisions of the text that was read last: who adds one reads the file several times."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Return the decisions of a file in their order; none when there is no file.

    Raises:
        UsageError: the file cannot be read, is larger than 16 MiB, or something in it
            is no decision. The message names file, line, table and key.
    """
    return decisions_of(text_of(path), path)


def text_of(path: Path) -> str:
    """Return the file's text, byte order mark and line ends as they are; empty without file.

    Raises:
        UsageError: as `read_decisions`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path}: larger than {MOST_BYTES >> 20} MiB; remove old decisions")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error


def decisions_of(text: str, path: Path) -> tuple[Decision, ...]:
    """Return the decisions of a file's text; `path` is for messages.

    Raises:
        UsageError: as `read_decisions`.
    """
    remembered = _LAST.get(text)
    if remembered is not None:
        return remembered
    tables = _tables(text, path)
    lines = header_lines(text)
    known = len(lines) == len(tables)
    found: dict[tuple[str, str], _Table] = {}
    decisions = []
    for number, values in enumerate(tables, start=1):
        table = _Table(path, number, lines[number - 1] if known else None, values)
        decision = table.decision()
        former = found.setdefault(decision.key, table)
        if former is not table:
            raise UsageError(
                f"{table.where}: the same slug and fingerprint as [[decision]] {former.number}"
                + (f" of line {former.line}" if former.line else "")
                + "; keep the one that holds and remove the other"
            )
        decisions.append(decision)
    _LAST.clear()
    _LAST[text] = tuple(decisions)
    return tuple(decisions)


def header_lines(text: str) -> list[int]:
    """Return the 1-based lines that read `[[decision]]`; one in a long string is among them."""
    lines = text.removeprefix("\ufeff").split("\n")
    return [at for at, line in enumerate(lines, start=1) if _HEADER.fullmatch(line)]


def _tables(text: str, path: Path) -> Sequence[Mapping[str, object]]:
    plain = plain_tables(text.removeprefix("\ufeff"))
    if plain is not None:
        return plain
    _check_dots(text, path)
    try:
        document = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: no TOML: {error}") from error
    version = document.get("version", _VERSION)
    if version != _VERSION or isinstance(version, bool):
        raise UsageError(
            f"{path}: version is {_shown(version)}, this archiver reads {_VERSION}; update archiver"
        )
    for key in document:
        if key not in {"version", _TABLE}:
            raise UsageError(
                f"{path}: unknown key {_shown(key)}; write each decision below a line [[decision]]"
            )
    tables = document.get(_TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{path}: write each decision as a table, below a line [[decision]]")
    return tables


def _check_dots(text: str, path: Path) -> None:
    sum_of_squares = 0
    for at, line in enumerate(text.split("\n"), start=1):
        dots = line.count(".")
        sum_of_squares += dots * dots
        if dots > _MOST_DOTS or sum_of_squares > _MOST_SQUARED_DOTS:
            what = f"more than {_MOST_DOTS}" if dots > _MOST_DOTS else "too many"
            raise UsageError(f"{path}:{at}: {what} dots in a line; shorten it")


@dataclass(frozen=True, slots=True)
class _Table:
    """One `[[decision]]` as it stands in the file."""

    path: Path
    number: int
    line: int | None
    values: Mapping[str, object]

    @property
    def where(self) -> str:
        """File, line and table, for messages."""
        line = f":{self.line}" if self.line else ""
        return f"{self.path}{line}: [[decision]] {self.number}"

    def decision(self) -> Decision:
        """Return the decision; raise `UsageError` for the first thing that is wrong."""
        for key in self._misspelt():
            near = difflib.get_close_matches(key[:40], _KEYS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(_KEYS)}"
            raise UsageError(f"{self.where}: unknown key {_shown(key)}; {hint}")
        return Decision(
            slug=self._text("slug"),
            check=self._text("check"),
            fingerprint=self._text("fingerprint"),
            verdict=self._ruling(),
            reason=self._text("reason"),
            by=self._text("by"),
            at=self._day("at"),
            until=self._day("until") if "until" in self.values else None,
            subject=self._text("subject") if "subject" in self.values else "",
            line=self.line,
        )

    def _misspelt(self) -> Iterator[str]:
        return (key for key in self.values if key not in _KEYS)

    def _value(self, key: str) -> object:
        if key not in self.values:
            self._refuse(key, f"is missing; a decision has {', '.join(_NEEDED)}")
        return self.values[key]

    def _text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            self._refuse(key, "must be text in quotes, and not empty")
        if len(value) > _MOST_CHARACTERS:
            self._refuse(key, f"must have at most {_MOST_CHARACTERS:,} characters")
        if _UNSEEN.search(value):
            self._refuse(key, "must not hold control characters")
        if key in _SHAPES:
            shape, words = _SHAPES[key]
            if not shape.fullmatch(value):
                self._refuse(key, f"must be {words}, not {_shown(value)}")
        return value

    def _ruling(self) -> Ruling:
        value = self._value("verdict")
        if value not in tuple(Ruling):
            choices = ", ".join(f'"{each}"' for each in Ruling)
            self._refuse("verdict", f"must be one of {choices}, not {_shown(value)}")
        return Ruling(str(value))

    def _day(self, key: str) -> date:
        value = self._value(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            words = "must be a day without quotes, such as 2026-12-31"
            self._refuse(key, f"{words}, not {_shown(value)}")
        return value

    def _refuse(self, key: str, words: str) -> NoReturn:
        raise UsageError(f"{self.where}: {key} {words}")


def _shown(value: object) -> str:
    return repr(value[:80] if isinstance(value, str) else value)[:100]
