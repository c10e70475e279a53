"""What there is to validate: files by name and first bytes, and which of them belong together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from archiver.errors import UsageError

_WARC_SUFFIXES = tuple(
    name + end for name in (".warc", ".warc.gz", ".warc.zst") for end in ("", ".open")
)
_INDEX_SUFFIXES = (".cdxj", ".cdxj.gz", ".cdx.gz")
_ROOMS = frozenset({"archive", "cdx", "collections", "index", "indexes", "pages", "warc", "warcs"})
"""Folders whose files belong together with those of their neighbours."""
_SNIFFED_BYTES = 4096


class SubjectKind(StrEnum):
    """What a file is."""

    WARC = "WARC"
    INDEX = "CDXJ"
    BLOCKS = "compressed CDXJ"
    BLOCK_LIST = "block list"
    PAGES = "page list"
    WACZ = "WACZ"


_WITH_INDEX = frozenset({SubjectKind.INDEX, SubjectKind.BLOCKS, SubjectKind.WACZ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One file to validate.

    Files of one `scope` name one another. `complete` says that all files of its scope are
    there too, so that what they name and is not found is missing. `is_indexed` says that an
    index of the scope may be among the subjects.
    """

    path: Path
    kind: SubjectKind
    scope: str
    complete: bool
    size_bytes: int
    is_indexed: bool = True


def subjects_of(paths: Sequence[Path]) -> list[Subject]:
    """Return the files that paths name, each once; folders are searched.

    Raises:
        UsageError: a path is not there, is no file of a kind that is known, or a folder has none.
    """
    found: dict[Path, Subject] = {}
    for path in paths:
        if path.is_dir():
            inside = list(_inside(path))
            if not inside:
                raise UsageError(f"{path} holds no WARC, CDXJ or WACZ file")
            for subject in inside:
                found[subject.path] = subject
        else:
            begin = _begin(path)
            kind = _kind_by_name(path) or _kind_by_bytes(path, begin)
            if path not in found:
                found[path] = _subject(path, kind, complete=False)
    scopes = {subject.scope for subject in found.values() if subject.kind in _WITH_INDEX}
    return [replace(each, is_indexed=each.scope in scopes) for each in found.values()]


def _inside(folder: Path) -> Iterator[Subject]:
    for root, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            kind = None if name.startswith(".") else _kind_by_name(path)
            if kind is not None and path.is_file():
                yield _subject(path, kind, complete=True)


def _subject(path: Path, kind: SubjectKind, *, complete: bool) -> Subject:
    parent = path.parent.absolute()
    scope = parent.parent if parent.name in _ROOMS else parent
    return Subject(
        path=path,
        kind=kind,
        scope=str(path.absolute() if kind is SubjectKind.WACZ else scope),
        complete=complete or kind is SubjectKind.WACZ,
        size_bytes=path.stat().st_size,
    )


def _kind_by_name(path: Path) -> SubjectKind | None:
    name = path.name.lower()
    if name.endswith(_WARC_SUFFIXES):
        return SubjectKind.WARC
    if name.endswith(".wacz"):
        return SubjectKind.WACZ
    if name.endswith(_INDEX_SUFFIXES):
        return SubjectKind.BLOCKS if name.endswith(".gz") else SubjectKind.INDEX
    if name.endswith(".idx"):
        return SubjectKind.BLOCK_LIST
    if name.endswith(".jsonl") and path.parent.name == "pages":
        return SubjectKind.PAGES
    return SubjectKind.INDEX if name == "index.cdx" else None


def _begin(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_SNIFFED_BYTES)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; name a file that can be read") from error


def _kind_by_bytes(path: Path, begin: bytes) -> SubjectKind:
    """Tell what a file is that its name does not tell."""
    if begin.startswith((b"WARC/", b"\x1f\x8b")):
        return SubjectKind.WARC
    if begin.startswith(b"PK"):
        return SubjectKind.WACZ
    line = begin.partition(b"\n")[0]
    if b" {" in line and (b")/" in line or line.startswith(b"!meta")):
        return SubjectKind.INDEX
    raise UsageError(f"{path} is no WARC, CDXJ or WACZ file by its name or its first bytes")
