"""Names of articles in a collection."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath

from archiver.source.dates import stem_without_date

MAX_SLUG_CHARS = 80
_HASH_CHARS = 8
_ROOTS = frozenset({"_posts", "_drafts", "source", "content", "posts"})
_INDEX = frozenset({"index", "_index", "readme"})


def slug_of_file(path: Path, root: Path | None, title: str) -> str:
    """Return `words-hash`: ASCII words of the file name (else title), hash of its place.

    The place is the path below `root`; without one, below the nearest folder
    named `_posts`, `source`, `content` or `posts`, else the last two parts. It
    does not change with the title or the machine. Every slug ends in eight hex
    digits of the hash, so none is a reserved name of Windows.
    """
    place = _place(path, root)
    stem = path.parent.name if path.stem.lower() in _INDEX else path.stem
    words = _words(stem_without_date(stem)) or _words(title)
    return _joined(words, unicodedata.normalize("NFC", place))


def slug_of_url(url: str) -> str:
    """Return `words-hash` for an address: words of its host and path."""
    readable = re.sub(r"^https?://(?:www\.)?", "", re.split(r"[?#]", url, maxsplit=1)[0])
    return _joined(_words(readable), url)


def _joined(words: str, place: str) -> str:
    digest = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:_HASH_CHARS]
    words = words[: MAX_SLUG_CHARS - _HASH_CHARS - 1].strip("-")
    return f"{words}-{digest}" if words else f"post-{digest}"


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _place(path: Path, root: Path | None) -> str:
    if root is not None:
        try:
            return path.resolve().relative_to(root.resolve()).as_posix()
        except ValueError:
            pass
    parts = PurePosixPath(path.resolve().as_posix()).parts
    for index in range(len(parts) - 2, -1, -1):
        if parts[index] in _ROOTS:
            return "/".join(parts[index + 1 :])
    return "/".join(parts[-2:])
