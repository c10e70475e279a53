"""Which files under a folder are posts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver.errors import UsageError

POST_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".txt"})
_ENTERED = frozenset({"_posts", "_drafts"})
_NEVER_ENTERED = frozenset({"node_modules", "vendor", "__pycache__"})


def find_posts(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the post files that paths name, folders walked, sorted, each once.

    A file that is named outright is taken whatever its name. In folders the
    rules of Hexo hold: names that start with `.` or `_` are passed over (macOS
    `._x.md` and Hugo's list pages `_index.md` too), but `_posts` and `_drafts`
    are entered; only text suffixes count. Linked folders are entered
    once, so that loops end.

    Raises:
        UsageError: A path does not exist or is neither file nor folder.
    """
    found: dict[Path, None] = {}
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path.is_dir():
            for file in _walk(path, seen):
                found.setdefault(file)
        elif path.is_file():
            found.setdefault(path)
        else:
            raise UsageError(f"{path}: no such file or folder")
    return tuple(found)


def _walk(root: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    stack = [root]
    while stack:
        folder = stack.pop()
        try:
            status = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            continue
        seen.add(identity)
        folders = []
        for entry in entries:
            if _is_folder(entry):
                if _is_entered(entry.name):
                    folders.append(folder / entry.name)
            elif _is_post(entry):
                yield folder / entry.name
        stack.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_entered(name: str) -> bool:
    return name in _ENTERED or (name[0] not in "._" and name not in _NEVER_ENTERED)


def _is_post(entry: os.DirEntry[str]) -> bool:
    try:
        regular = entry.is_file()
    except OSError:
        return False
    suffix = Path(entry.name).suffix.lower()
    return regular and entry.name[0] not in "._" and suffix in POST_SUFFIXES
