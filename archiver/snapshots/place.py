"""Where the files of a snapshot lie: names of folders and files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from archiver.errors import UsageError

HEAD_FILE: Final = "snapshot.json"
BLOCKS_FILE: Final = "blocks.jsonl"
MEDIA_FILE: Final = "media.jsonl"
PICTURE_FILE: Final = "page.png"
FILES: Final = (HEAD_FILE, BLOCKS_FILE, MEDIA_FILE, PICTURE_FILE)

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_WORKSHOP = ".accepting"


def is_slug(name: str) -> bool:
    """Tell whether a name can be an article's: no path, no dots, nothing hidden."""
    return _SLUG.fullmatch(name) is not None


def checked_slug(slug: str) -> str:
    """Return the slug; raise `UsageError` when it is none."""
    if not is_slug(slug):
        raise UsageError(f"{slug[:80]!r} is no name of an article; `archiver list` names them all")
    return slug


def workshop(folder: Path) -> Path:
    """Return the folder, beside the snapshots, in which the next state is put together."""
    return folder / _WORKSHOP


def set_aside(folder: Path) -> Path:
    """Return the folder where a former state lies until the new one is in its place."""
    return workshop(folder) / "former"
