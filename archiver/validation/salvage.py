"""What of a cut or damaged WARC file can be kept, and the file put right.

A record is whole when every reader can find its beginning and its end; what breaks a rule
otherwise is kept as it is. Behind the last whole record the file is cut. Damage before it is
written over by a record of the same size, so that all others keep their places: indexes, and
whoever wrote an offset down, stay right.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.errors import OutOfSpaceError, StorageError
from archiver.files import PLAIN, sync_folder
from archiver.validation.breach import Breach, BreachLog, quoted
from archiver.validation.filler import filler
from archiver.validation.header import Header
from archiver.validation.members import GZIP_MAGIC
from archiver.validation.scanner import Place, scan

_COPY_BYTES = 1 << 20
_END = b"\r\n\r\n"
_MOST_LOSSES = 1000
DAMAGED_SUFFIX = ".damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Bytes that belong to no whole record, with what they were, as far as that can be seen."""

    offset: int
    size_bytes: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """What can be kept of a WARC file: `kept` are places and ends, in order, of whole records."""

    path: Path
    size_bytes: int
    records: int
    kept: tuple[tuple[int, int], ...]
    losses: tuple[Loss, ...]
    lost_bytes: int
    is_gzip: bool
    loose_bytes: int | None = None
    """Of a plain file that is cut: line ends behind the last block that are not the right ones."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be done."""
        return not self.lost_bytes

    @property
    def end(self) -> int:
        """Where the last whole record ends."""
        return self.kept[-1][1] if self.kept else 0


class _Kept:
    """Takes the records of a file, and remembers which bytes are whole."""

    def __init__(self) -> None:
        self.ranges: list[list[int]] = []
        self.broken: list[tuple[int, str]] = []
        self.records = 0
        self.loose_bytes: int | None = None

    @property
    def end(self) -> int:
        """Where the last whole record ends."""
        return self.ranges[-1][1] if self.ranges else 0

    def begin(self, header: Header) -> _KeptSink:
        """Take a header; return what takes the block, and lets it go."""
        return _KeptSink(self, header)

    def take(self, header: Header, place: Place) -> None:
        """Take the end of a record."""
        if not place.whole:
            if len(self.broken) < _MOST_LOSSES:
                uri = header.fields.get("warc-target-uri", "")
                what = f"the {header.type or 'unknown'} record of {quoted(uri)}"
                self.broken.append((place.offset, what if uri else f"a {header.type} record"))
            return
        self.records += 1
        self.loose_bytes = place.loose_bytes
        if not place.end:
            return
        if self.ranges and self.ranges[-1][1] == place.offset:
            self.ranges[-1][1] = place.end
        else:
            self.ranges.append([place.offset, place.end])


@dataclass(slots=True)
class _KeptSink:
    _owner: _Kept
    _header: Header

    def feed(self, piece: memoryview) -> None:
        """Let the block go: that it comes is enough."""

    def finish(self, place: Place) -> None:
        """Take the end of the record."""
        self._owner.take(self._header, place)


def salvage(path: Path) -> Salvage:
    """Read a WARC file to its end; return what of it is whole. Nothing is written.

    Raises:
        StorageError: it cannot be read, or is compressed in a way that is not read here.
    """
    log, kept = BreachLog(str(path)), _Kept()
    with _translated(path), path.open("rb", buffering=0) as stream:
        size_bytes = os.fstat(stream.fileno()).st_size
        is_gzip = stream.read(2) == GZIP_MAGIC
        stream.seek(0)
        scan(stream, size_bytes, log, kept)
    if log.counts["F031"]:
        raise StorageError(f"{path}: {log.breaches[0].words}")
    losses = list(_losses(kept, size_bytes, log.breaches))
    return Salvage(
        path=path,
        size_bytes=size_bytes,
        records=kept.records,
        kept=tuple((start, end) for start, end in kept.ranges),
        losses=tuple(losses[:_MOST_LOSSES]),
        lost_bytes=sum(loss.size_bytes for loss in losses),
        is_gzip=is_gzip,
        loose_bytes=None if is_gzip or kept.end == size_bytes else kept.loose_bytes,
    )


def _losses(kept: _Kept, size_bytes: int, breaches: list[Breach]) -> Iterator[Loss]:
    """Yield what lies between the whole records, and behind the last."""
    breaches = sorted(breaches, key=lambda breach: breach.offset)
    at = 0
    for start, end in [*kept.ranges, [size_bytes, size_bytes]]:
        if start > at:
            records = [what for offset, what in kept.broken if at <= offset < start]
            reasons = [each.words for each in breaches if at <= each.offset < start]
            words = ", ".join(records[:3]) or "no record that can be named"
            if len(records) > 3:
                words += f" and {len(records) - 3:,} more"
            reason = f": {reasons[0]}" if reasons else ""
            yield Loss(offset=at, size_bytes=start - at, words=words + reason)
        at = end


def put_right(found: Salvage, *, keep: bool = True) -> Path | None:
    """Write a file anew as its salvage says; return where the former one lies now.

    The new file takes the place of the old one in one step, once it is on the disk. With
    `keep` the old one stays beside it as NAME.damaged, else None is returned.

    Raises:
        OutOfSpaceError: the disk is full; the file is as it was.
        StorageError: it cannot be written, was changed meanwhile, or nothing of it is whole;
            the file is as it was.
    """
    path = found.path
    if not found.kept:
        raise StorageError(f"{path}: no whole record is in it, so nothing was written")
    temporary = path.with_name(f"{path.name}.repairing")
    with _translated(path):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | PLAIN, 0o644)
        try:
            with os.fdopen(descriptor, "wb") as target, path.open("rb") as source:
                _copy(found, source, target)
                target.flush()
                os.fsync(target.fileno())
            damaged = _kept_beside(path) if keep else None
            temporary.replace(path)
        except BaseException:  # what was begun is taken away, then it is raised again
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    return damaged


def _copy(found: Salvage, source: BinaryIO, target: BinaryIO) -> None:
    if os.fstat(source.fileno()).st_size != found.size_bytes:
        raise StorageError(f"{found.path} was changed meanwhile; look at it again")
    at = 0
    for start, end in found.kept:
        if start > at:
            target.write(filler(start - at, is_gzip=found.is_gzip))
        source.seek(start)
        left = end - start
        while left:
            data = source.read(min(_COPY_BYTES, left))
            if not data:
                raise StorageError(f"{found.path} was changed meanwhile; look at it again")
            target.write(data)
            left -= len(data)
        at = end
    if found.loose_bytes is not None:
        # The last record's end was known by what came behind it, which is cut now.
        target.seek(-found.loose_bytes, os.SEEK_END)
        target.write(_END)


def _kept_beside(path: Path) -> Path:
    """Give a file a second name; none that is there is written over."""
    number = 0
    while True:
        damaged = path.with_name(path.name + DAMAGED_SUFFIX + (f".{number}" if number else ""))
        try:
            os.link(path, damaged)
        except FileExistsError:
            number += 1
            continue
        return damaged


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise OutOfSpaceError(f"{path}: {reason}; the file is as it was") from error
        raise StorageError(f"{path}: {reason}; the file is as it was") from error
