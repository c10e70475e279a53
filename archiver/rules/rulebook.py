"""All rules together: archiver's own, and those of the user's files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archiver.rules.placeholders import PlaceholderRules
from archiver.rules.players import PlayerRules
from archiver.rules.referrers import ReferrerRules
from archiver.rules.table import read_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What is known of the web beyond its standards."""

    players: PlayerRules
    referrers: ReferrerRules
    placeholders: PlaceholderRules
    digest: str = ""
    """Of the files beside archiver's own that it was read from; empty without such."""


def read_rulebook(user_files: Sequence[Path] = ()) -> Rulebook:
    """Return archiver's own rules with those of some files before them, the last file first.

    A file holds `version = 1` and any of `[[player]]`, `[[host]]` and
    `[[placeholder]]`. Raises `UsageError`, naming file, table and key.
    """
    return _read(tuple(user_files)) if user_files else _own()


@cache
def _own() -> Rulebook:
    return _read(())


def _read(user_files: tuple[Path, ...]) -> Rulebook:
    return Rulebook(
        players=PlayerRules.of(read_tables("player", user_files)),
        referrers=ReferrerRules.of(read_tables("host", user_files)),
        placeholders=PlaceholderRules.of(read_tables("placeholder", user_files)),
        digest=_digest(user_files),
    )


def _digest(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest() if files else ""
