"""The quick way through a `review.toml` as archiver itself writes it.

`tomllib` takes a second for 20,000 decisions. Where every line of a file is of one of the few
plain forms below, lines mean the same to both; of any other file nothing is read here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date

_CHARACTERS = r"[^\x00-\x08\x0a-\x1f\x7f"
"""That TOML allows in comments and, but for quotes, in strings."""
_LINE = re.compile(
    rf"(?:[ \t]*(?:\#{_CHARACTERS}]*)?"
    r"|(?P<table>\[\[decision\]\])"
    r"|(?P<version>version\ =\ 1)"
    rf'|(?P<key>[a-z]+)\ =\ (?:"(?P<text>{_CHARACTERS}"\\]*)"'
    rf'|(?P<escaped>"(?:{_CHARACTERS}"\\]|\\[^\r\n])*")'
    r"|(?P<day>\d{4}-\d\d-\d\d)))\r?",
    re.VERBOSE,
)


def plain_tables(text: str) -> list[Mapping[str, object]] | None:
    """Return the decisions' tables of a file's text; None when not every line is plain."""
    tables: list[dict[str, object]] = []
    has_version = False
    if text.endswith("\r"):
        return None
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        if found["key"]:
            try:
                value = _value(found)
            except ValueError:
                return None
            if not tables or found["key"] in tables[-1]:
                return None
            tables[-1][found["key"]] = value
        elif found["table"]:
            tables.append({})
        elif found["version"]:
            if tables or has_version:
                return None
            has_version = True
    return list(tables)


def _value(found: re.Match[str]) -> object:
    if found["text"] is not None:
        return found["text"]
    if found["day"]:
        return date.fromisoformat(found["day"])
    return tomllib.loads(f"value = {found['escaped']}")["value"]
