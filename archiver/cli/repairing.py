"""Repairing WARC files and archives, and what was lost put in words."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.text import Text

from archiver.cli.report import print_json
from archiver.cli.terminal import out, size, words
from archiver.errors import StorageError, UsageError
from archiver.reports import count
from archiver.store import Collection, take_writer_lock
from archiver.validation import Salvage, SubjectKind, put_right, salvage, subjects_of

_MOST_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairing:
    """What `repair` was asked for."""

    paths: tuple[Path, ...]
    writes: bool = False
    keeps: bool = True
    as_json: bool = False


def repair(repairing: Repairing) -> int:
    """Look at each file, put it right when asked to, and return the exit code: 0 or 1.

    Raises:
        UsageError: a path is not there, or is no WARC file or archive.
        StorageError: a file cannot be read or written; it is as it was.
    """
    if not repairing.writes and not repairing.keeps:
        raise UsageError("--discard goes with --write: without, nothing is written")
    is_left = False
    for path in repairing.paths:
        if path.is_dir():
            is_left |= _repair_archive(repairing, path)
        else:
            warcs = [each for each in subjects_of([path]) if each.kind is SubjectKind.WARC]
            if not warcs:
                raise UsageError(f"{path} is no WARC file; an index is made anew, not repaired")
            is_left |= _repair_file(repairing, path) is not _Done.WHOLE and not repairing.writes
    return 1 if is_left else 0


class _Done(StrEnum):
    """What became of a file."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    REPAIRED = "repaired"


def _repair_file(repairing: Repairing, path: Path) -> _Done:
    found = salvage(path)
    done, damaged = _Done.WHOLE, None
    if not found.is_whole:
        done = _Done.DAMAGED
        if repairing.writes:
            damaged = put_right(found, keep=repairing.keeps)
            done = _Done.REPAIRED
    _tell(repairing, found, done, damaged)
    return done


def _tell(repairing: Repairing, found: Salvage, done: _Done, damaged: Path | None) -> None:
    console = out()
    if repairing.as_json:
        losses = [dataclasses.asdict(loss) for loss in found.losses]
        told: dict[str, object] = {"event": "file", "path": str(found.path), "result": done}
        told["losses"] = losses
        told |= {"records": found.records, "lost_bytes": found.lost_bytes, "end": found.end}
        print_json(console, told | {"kept_beside": str(damaged) if damaged else None})
        return
    for loss in found.losses[:_MOST_TOLD]:
        line = f"{found.path}:{loss.offset}: {loss.size_bytes:,} bytes lost: {loss.words}"
        console.print(words(line), soft_wrap=True)
    if more := len(found.losses[_MOST_TOLD:]):
        console.print(Text(f"and {more:,} more", "dim"))
    console.print(words(_sentence(found, done, damaged), "bold"), soft_wrap=True)


def _sentence(found: Salvage, done: _Done, damaged: Path | None) -> str:
    whole = count(found.records, "whole record")
    if done == _Done.WHOLE:
        return f"{found.path}: nothing to repair, {whole}"
    lost = size(found.lost_bytes)
    if done == _Done.DAMAGED:
        return f"{found.path}: {whole}; {lost} would be taken out (--write does it)"
    beside = f"; the damaged file is {damaged.name}" if damaged else ""
    return f"{found.path}: repaired, {whole}, {lost} taken out{beside}"


def _repair_archive(repairing: Repairing, root: Path) -> bool:
    """Repair the files of an archive; tell whether something is left to be done."""
    warcs = [each.path for each in subjects_of([root]) if each.kind is SubjectKind.WARC]
    if not (root / "warc").is_dir():
        done = [_repair_file(repairing, path) for path in warcs]
        return _Done.DAMAGED in done
    if not repairing.writes:
        done = [_repair_file(repairing, path) for path in warcs]
        if _Done.DAMAGED in done and not repairing.as_json:
            out().print(Text("the catalog and the index would be made anew", "bold"))
        return _Done.DAMAGED in done
    before = _captures(root)
    with _locked(root):
        done = [_repair_file(repairing, path) for path in warcs]
    with Collection.open(root, create=False, rebuild=True) as collection:
        notes = collection.recovery.notes if collection.recovery else ()
        collection.write_indexes()
    _tell_archive(repairing, out(), before - _captures(root), notes)
    return False


def _captures(root: Path) -> set[tuple[str, str]]:
    """Return slug and id of each capture, none when the catalog cannot be read."""
    try:
        with Collection.open(root, writable=False) as collection:
            return {(each.slug, each.capture_id) for each in collection.captures(latest=False)}
    except StorageError:
        return set()


def _tell_archive(
    repairing: Repairing, console: Console, lost: set[tuple[str, str]], notes: tuple[str, ...]
) -> None:
    if repairing.as_json:
        captures = [{"slug": slug, "capture_id": capture} for slug, capture in sorted(lost)]
        print_json(console, {"event": "archive", "lost_captures": captures, "notes": list(notes)})
        return
    for slug, capture in sorted(lost):
        console.print(words(f"lost: {slug}, capture {capture}", "red"), soft_wrap=True)
    for note in notes:
        console.print(words(note, "yellow"), soft_wrap=True)
    console.print(Text("the catalog and the index were made anew; `archiver check` judges again"))


@contextlib.contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Hold the lock of an archive's one writer."""
    lock = take_writer_lock(root)
    try:
        yield
    finally:
        os.close(lock)
