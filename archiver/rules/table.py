"""Rules as tables of TOML: archiver's own data files, then those of the user.

A user's file has the form of archiver's own and is read after it, so that its
tables come first where the first that fits decides. What is wrong in one is said
with file, table and key; nothing is skipped in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import NoReturn

from archiver.errors import UsageError

VERSION = 1
"""Of the form of all rule files; a file of another version is refused."""
_KINDS = ("player", "host", "placeholder")
_MAX_PATTERN_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Table:
    """One `[[kind]]` of a rule file."""

    where: str
    """File and table, for messages."""
    values: Mapping[str, object]

    def text(self, key: str, default: str = "") -> str:
        """Return a string; raise `UsageError` for anything else."""
        value = self.values.get(key, default)
        return value if isinstance(value, str) else self._refuse(key, "a string")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, empty when the key is not there."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self._refuse(key, "a list of strings")

    def number(self, key: str, default: int = 0) -> int:
        """Return a whole number."""
        value = self.values.get(key, default)
        return value if type(value) is int else self._refuse(key, "a whole number")

    def pattern(self, key: str) -> re.Pattern[str]:
        """Return a regular expression, compiled without regard to case."""
        return self._compiled(key, self.text(key))

    def patterns(self, key: str) -> tuple[re.Pattern[str], ...]:
        """Return a list of regular expressions, compiled without regard to case."""
        return tuple(self._compiled(key, text) for text in self.texts(key))

    def table(self, key: str) -> Table:
        """Return a table within this one, empty when the key is not there."""
        value = self.values.get(key, {})
        if isinstance(value, dict):
            return Table(f"{self.where}.{key}", value)
        return self._refuse(key, "a table")

    def only(self, *keys: str) -> None:
        """Raise `UsageError` for a key that is none of these: it may be a slip of the pen."""
        for key in self.values:
            if key not in keys:
                raise UsageError(f"{self.where}: unknown key {key!r}; known: {', '.join(keys)}")

    def _compiled(self, key: str, text: str) -> re.Pattern[str]:
        if len(text) > _MAX_PATTERN_CHARACTERS:
            return self._refuse(key, f"a pattern of at most {_MAX_PATTERN_CHARACTERS} characters")
        try:
            return re.compile(text, re.IGNORECASE)
        except re.error as error:
            raise UsageError(f"{self.where}: {key}: no regular expression: {error}") from error

    def _refuse(self, key: str, wanted: str) -> NoReturn:
        raise UsageError(f"{self.where}: {key} must be {wanted}")


def read_tables(kind: str, user_files: Sequence[Path] = ()) -> tuple[Table, ...]:
    """Return the tables of one kind: the user's, last file first, then archiver's own.

    `kind` is `player`, `host` or `placeholder`; archiver's own stand in
    `archiver/rules/<kind>s.toml`. Raises `UsageError` when a user's file cannot be
    read, is of another version, or holds what is no table.
    """
    own = resources.files(__package__).joinpath(f"{kind}s.toml").read_text("utf-8")
    found: list[Table] = []
    for path in reversed(user_files):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: the rule file cannot be read: {error}") from error
        found += _tables(text, str(path), kind)
    return (*found, *_tables(own, f"{kind}s.toml", kind))


def _tables(text: str, name: str, kind: str) -> Iterator[Table]:
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}: no TOML: {error}") from error
    version = document.get("version")
    if version != VERSION:
        raise UsageError(f"{name}: version is {version!r}, this archiver reads {VERSION}")
    unknown = document.keys() - {"version", *_KINDS}
    if unknown:
        known = ", ".join(("version", *_KINDS))
        raise UsageError(f"{name}: unknown key {min(unknown)!r}; known: {known}")
    tables = document.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{name}: write each {kind} as a table [[{kind}]]")
    for number, table in enumerate(tables, 1):
        yield Table(f"{name}: [[{kind}]] {number}", table)
