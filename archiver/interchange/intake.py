"""WARC and WACZ files of anybody, brought into a collection byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import FormatError
from archiver.formats.wacz_reader import ListedPage, WaczReader, open_wacz
from archiver.store import Admission, Collection

_ZIP = b"PK"
_CHUNK_BYTES = 1 << 20
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What one file brought."""

    title: str
    """The file's name."""
    files: tuple[Admission, ...]
    """Its WARC files, as they are in the collection now."""
    pages: tuple[ListedPage, ...] = ()
    """That its page lists name; none for a plain WARC."""
    packaged: bool = False
    """True for a WACZ."""


def take_in(
    collection: Collection, path: Path, on_bytes: Callable[[int], None] | None = None
) -> Intake:
    """Copy the WARC file, or all that a WACZ has, into a collection.

    Pages of archiver's own are pages of this collection then; for others see
    `foreign_pages`. A file that is there already is not copied twice. `on_bytes` is told
    how many bytes of the file were read since it was last told.

    Raises:
        FormatError: it is neither, is damaged, or is made to harm who unpacks it.
        OutOfSpaceError: the disk is full.
        StorageError: the collection cannot be written.
    """
    if not path.is_file():
        raise FormatError(f"{path}: no such file")
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(_ZIP))
    except OSError as error:
        raise FormatError(f"{path}: cannot be read: {error.strerror}") from error
    if magic == _ZIP or path.suffix.lower() == ".wacz":
        return _take_wacz(collection, path, on_bytes)
    chunks = _told(_read(path), on_bytes)
    return Intake(title=path.name, files=(collection.admit(chunks, path.name),))


def _take_wacz(
    collection: Collection, path: Path, on_bytes: Callable[[int], None] | None
) -> Intake:
    with open_wacz(path) as wacz:
        if not wacz.warcs:
            raise FormatError(f"{path}: no WACZ, for it has no WARC file in archive/")
        pages: list[ListedPage] = []
        for page in wacz.pages():
            if len(pages) == _MOST_PAGES:
                raise FormatError(f"{path}: refused, for it lists more than {_MOST_PAGES:,} pages")
            pages.append(page)
        files = [
            collection.admit(_told(_proved(wacz, path, name), on_bytes), name.rpartition("/")[2])
            for name in wacz.warcs
        ]
    return Intake(title=path.name, files=tuple(files), pages=tuple(pages), packaged=True)


def _told(chunks: Iterator[bytes], on_bytes: Callable[[int], None] | None) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        if on_bytes is not None:
            on_bytes(len(chunk))


def _proved(wacz: WaczReader, path: Path, name: str) -> Iterator[bytes]:
    """Yield the bytes of a member; at its end they must be those that the package says."""
    digest = hashlib.sha256()
    for chunk in wacz.chunks(name):
        digest.update(chunk)
        yield chunk
    told = wacz.hash(name)
    if told and told != f"sha256:{digest.hexdigest()}":
        raise FormatError(
            f"{path}: {name[:100]!r} is not what its datapackage says; it was changed or damaged"
        )


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
