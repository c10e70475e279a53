"""WARC files of others, brought into a collection as they are."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from archiver.errors import FormatError
from archiver.files import sync_folder
from archiver.formats import read_records
from archiver.store import durable
from archiver.store.catalog import Catalog
from archiver.store.layout import IMPORT_PREFIX, Layout, is_volume_name, volume_name
from archiver.store.recovery import readmit

_GZIP = b"\x1f\x8b"
_PLAIN = b"WARC/"
_ZSTD = frozenset({b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"})
"""Of a frame, and of the dictionary that may come before."""
_GZIP_WBITS = 31
_MOST_SERIAL = 50_000
"""A name with a higher number would soon leave none for the collection's own files."""
_MOST_RATIO = 100
_PLAIN_BYTES = 64 << 20
"""Up to here a file may be as well packed as it likes."""
_BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)
_MOST_HEAD_BYTES = 1 << 16
_AROUND_BYTES = 8
"""The two line ends behind a record's header, and the two behind its block."""
_LENGTH = re.compile(rb"(?i)\r\ncontent-length:[ \t]*([0-9]{1,18})")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_SERIAL = re.compile(r"-([0-9]{5})\.warc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A WARC file that was brought into the collection."""

    name: str
    """That it has there."""
    known: bool
    """True when it was there before."""
    captures: int
    """Pages of archiver's in it that are new to the collection."""
    foreign: bool
    """True when it has no page of archiver's."""
    notes: tuple[str, ...] = ()


def bring(layout: Layout, chunks: Iterable[bytes], title: str) -> tuple[Path, bool]:
    """Write a WARC file into the collection's directory; return its place, and if it was there.

    `title` is the name that it had: it is kept where it is one that archiver gives. The
    bytes stay what they are. A file that is one gzip member for many records, where none
    can be found by its place, is kept unpacked.

    Raises:
        FormatError: it is no WARC file, or is packed in a way that cannot be read.
        OutOfSpaceError: the disk is full.
        StorageError: it cannot be written.
    """
    directory = layout.spool / str(uuid4())
    durable.make_directory(directory)
    temporary = directory / "brought"
    try:
        digest = _write(temporary, _checked(chunks, title))
        suffix = ".warc.gz" if _starts_with(temporary, _GZIP) else ".warc"
        if suffix == ".warc.gz" and _is_one_member(temporary):
            unpacked = directory / "unpacked"
            digest = _write(unpacked, _unpacked(temporary, title))
            temporary, suffix = unpacked, ".warc"
        place = layout.warc / _name(layout, temporary, title, digest, suffix)
        known = place.exists()
        with durable.translated(place):
            if known and _digest(place) != digest:
                raise FormatError(
                    f"{place}: there already, with other content; import {title[:100]!r} "
                    "into a folder of its own"
                )
            if not known:
                os.rename(temporary, place)  # noqa: PTH104 - through the seam
                sync_folder(layout.warc)
    finally:
        for left in (directory / "brought", directory / "unpacked"):
            left.unlink(missing_ok=True)
        directory.rmdir()
    return place, known


def admitted(catalog: Catalog, layout: Layout, place: Path) -> Admission:
    """Enter the pages of a file that was brought; one that only repeats pages goes again.

    Raises:
        StorageError: the catalog cannot be written.
    """
    found = readmit(catalog, layout, place)
    repeats = found.pages_found > 0 and found.pages_new == 0
    if repeats:
        catalog.forget_volume(place.name)
        with durable.translated(place):
            place.unlink()
    return Admission(
        name=place.name,
        known=repeats,
        captures=found.pages_new,
        foreign=found.pages_found == 0,
        notes=() if repeats else found.notes,
    )


def _checked(chunks: Iterable[bytes], title: str) -> Iterator[bytes]:
    first = True
    for chunk in chunks:
        if first and not chunk.startswith((_GZIP, _PLAIN)):
            kind = "packed with zstd" if chunk[:4] in _ZSTD else "no WARC file"
            raise FormatError(f"{title[:200]}: {kind}; archiver takes .warc and .warc.gz")
        first = False
        yield chunk
    if first:
        raise FormatError(f"{title[:200]}: empty")


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a new file to the disk; return its SHA-256."""
    digest = hashlib.sha256()
    with durable.translated(path):
        descriptor = durable.create_file(path)
        try:
            for chunk in chunks:
                durable.write_all(descriptor, chunk)
                digest.update(chunk)
            durable.sync(descriptor)
        finally:
            os.close(descriptor)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _is_one_member(path: Path) -> bool:
    """Tell whether a gzip file is one member with more than one record in it."""
    inflate = zlib.decompressobj(_GZIP_WBITS)
    head, plain_bytes = b"", 0
    try:
        with path.open("rb") as stream:
            while not inflate.eof and (chunk := stream.read(1 << 16)):
                plain = inflate.decompress(chunk)
                plain_bytes += len(plain)
                head += plain[: _MOST_HEAD_BYTES - len(head)]
            if not inflate.eof or inflate.unused_data or stream.read(1):
                return False
    except zlib.error:
        return False
    first, _, _ = head.partition(b"\r\n\r\n")
    length = _LENGTH.search(first)
    # What the first record does not fill is of others.
    return length is None or plain_bytes > len(first) + int(length[1]) + _AROUND_BYTES


def _unpacked(path: Path, title: str) -> Iterator[bytes]:
    """Yield what a gzip file holds; one that unpacks to too much is refused."""
    most_bytes = max(_PLAIN_BYTES, path.stat().st_size * _MOST_RATIO)
    inflate = zlib.decompressobj(_GZIP_WBITS)
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 16):
            plain = inflate.decompress(chunk)
            most_bytes -= len(plain)
            if most_bytes < 0:
                raise FormatError(f"{title[:200]}: refused, for it unpacks to more than it can be")
            yield plain


def _name(layout: Layout, path: Path, title: str, digest: str, suffix: str) -> str:
    """Return the name that a file gets: its own where that is one that archiver gives."""
    serial = _SERIAL.search(title)
    if is_volume_name(title) and title.endswith(suffix) and not title.startswith(IMPORT_PREFIX):
        taken = layout.warc / f"{title}.open"
        if serial and int(serial[1]) < _MOST_SERIAL and not taken.exists():
            return title
    name = volume_name(f"{IMPORT_PREFIX}{digest[:12]}", 0, _first_date(path))
    return name.removesuffix(".warc.gz") + suffix


def _first_date(path: Path) -> datetime:
    """Return the date of the first record, so that the name is the same each time."""
    try:
        first = next(read_records(path), None)
        found = _DATE.match(first.date) if first else None
        return datetime.fromisoformat(f"{found[0]}+00:00") if found else _BEGINNING
    except (FormatError, ValueError):
        return _BEGINNING
