"""A WACZ of anybody's read with care: what a zip may do to its reader is refused at once.

Looked at before anything is unpacked: how many members there are, where each lies, how
large it says it is; nothing is ever written by a name that stands in the zip.
"""

from __future__ import annotations

import contextlib
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.errors import FormatError

_MOST_MEMBERS = 20_000
_MOST_DIRECTORY_BYTES = 32 << 20
_MOST_LIST_BYTES = 1 << 30
_MOST_RATIO = 100
"""Text packs ten to one; what packs better than a hundred to one was made to."""
_PLAIN_BYTES = 64 << 20
"""Up to here a member may be as well packed as it likes."""
_MOST_LINE_BYTES = 8 << 20
_MOST_PACKAGE_BYTES = 16 << 20
_CHUNK_BYTES = 1 << 20
_TAIL_BYTES = 22 + 0xFFFF
_END = b"PK\x05\x06"
_END64_LOCATOR = b"PK\x06\x07"
_END64 = b"PK\x06\x06"
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_FOREIGN = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError,
    ValueError, struct.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """A line of a page list, as it stands there; `ts` may be empty."""

    url: str
    ts: str = ""
    title: str = ""


class WaczReader:
    """The members of one WACZ file; get it from `open_wacz`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._zip = archive
        self._infos = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        self._hashes = self._package_hashes()

    @property
    def warcs(self) -> tuple[str, ...]:
        """Paths of its WARC files, sorted."""
        return self._under("archive/", (".warc", ".warc.gz"))

    @property
    def page_lists(self) -> tuple[str, ...]:
        """Paths of its page lists, that of the main pages first."""
        lists = self._under("pages/", (".jsonl",))
        return tuple(sorted(lists, key=lambda path: (path != "pages/pages.jsonl", path)))

    def chunks(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a member; its checksum is proved at the end.

        Raises:
            FormatError: it is damaged.
        """
        with _translated(self._path), self._zip.open(self._infos[path]) as member:
            left = self._infos[path].file_size
            while chunk := member.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise FormatError(f"{self._path}: {path[:100]!r} is larger than it says")
                yield chunk

    def hash(self, path: str) -> str:
        """Return the `sha256:` that the datapackage has of a member; `` when it has none."""
        return self._hashes.get(path, "")

    def pages(self) -> Iterator[ListedPage]:
        """Yield the pages of all lists; lines that are none are left out.

        Raises:
            FormatError: a list is damaged, or has a line without end.
        """
        for path in self.page_lists:
            for line in self._lines(path):
                page = _page(line)
                if page is not None:
                    yield page

    def _under(self, folder: str, suffixes: tuple[str, ...]) -> tuple[str, ...]:
        paths = (path for path in self._infos if path.startswith(folder))
        return tuple(sorted(path for path in paths if path.lower().endswith(suffixes)))

    def _lines(self, path: str) -> Iterator[bytes]:
        tail = b""
        for chunk in self.chunks(path):
            *whole, tail = (tail + chunk).split(b"\n")
            yield from whole
            if len(tail) > _MOST_LINE_BYTES:
                raise FormatError(f"{self._path}: {path[:100]!r} has a line that does not end")
        yield tail

    def _package_hashes(self) -> dict[str, str]:
        info = self._infos.get("datapackage.json")
        if info is None or info.file_size > _MOST_PACKAGE_BYTES:
            return {}
        package = _object(b"".join(self.chunks(info.filename)))
        resources = package.get("resources")
        if not isinstance(resources, list):
            return {}
        return {
            str(each.get("path")): value
            for each in resources
            if isinstance(each, dict)
            and isinstance(value := each.get("hash"), str)
            and value.startswith("sha256:")
        }


@contextlib.contextmanager
def open_wacz(path: Path) -> Iterator[WaczReader]:
    """Open a WACZ file for reading.

    Raises:
        FormatError: it is no zip, or one that is made to harm who unpacks it: members that
            overlap, are encrypted, lead out of the folder, repeat a name, are links, pack
            better than anything does, or are too many.
    """
    with contextlib.ExitStack() as stack:
        with _translated(path):
            stream = stack.enter_context(path.open("rb"))
            size_bytes = path.stat().st_size
            _check_directory(path, stream, size_bytes)
            archive = stack.enter_context(zipfile.ZipFile(stream))
            infos = archive.infolist()
            _check_places(path, infos, size_bytes)
            for info in infos:
                _check_member(path, info)
            reader = WaczReader(path, archive)
        yield reader


def _check_directory(path: Path, stream: BinaryIO, size_bytes: int) -> None:
    """Look at what the zip's end says of its directory, before that is read into memory."""
    stream.seek(max(0, size_bytes - _TAIL_BYTES))
    tail = stream.read(_TAIL_BYTES)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise FormatError(f"{path}: not a WACZ, for it is no whole zip file")
    count, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    if at >= 20 and tail[at - 20 : at - 16] == _END64_LOCATOR:
        (place,) = struct.unpack_from("<Q", tail, at - 12)
        stream.seek(min(place, size_bytes))
        end64 = stream.read(56)
        if len(end64) == 56 and end64.startswith(_END64):
            count, directory_bytes = struct.unpack_from("<QQ", end64, 32)
    if count > _MOST_MEMBERS or directory_bytes > _MOST_DIRECTORY_BYTES:
        raise FormatError(f"{path}: refused, for it says to have {count:,} files in it")
    stream.seek(0)


def _check_places(path: Path, infos: list[zipfile.ZipInfo], size_bytes: int) -> None:
    if len(infos) > _MOST_MEMBERS:
        raise FormatError(f"{path}: refused, for it has {len(infos):,} files in it")
    end, names = 0, set()
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise FormatError(f"{path}: refused, for files in it overlap ({_named(info)})")
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
        if info.filename in names:
            raise FormatError(f"{path}: refused, for it has {_named(info)} twice")
        names.add(info.filename)
    if end > size_bytes:
        raise FormatError(f"{path}: cut short; files at its end are missing")


def _check_member(path: Path, info: zipfile.ZipInfo) -> None:
    name, parts = info.filename, info.filename.split("/")
    mode = info.external_attr >> 16
    if info.flag_bits & _ENCRYPTED:
        why = "is encrypted"
    elif name.startswith("/") or "\\" in name or ".." in parts or ":" in parts[0]:
        why = "leads out of its folder"
    elif info.orig_filename != name and "\0" in info.orig_filename:
        why = "has a name that ends twice"
    elif stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        why = "is no plain file"
    elif info.compress_type not in _METHODS:
        why = "is packed in a way that WACZ does not know"
    elif info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
        why = "has two sizes"
    elif _is_bomb(info):
        why = "is a bomb: it unpacks to more than any text does"
    else:
        return
    raise FormatError(f"{path}: refused, for {_named(info)} {why}")


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    if info.compress_type == zipfile.ZIP_STORED:
        return False
    if not info.filename.startswith("archive/") and info.file_size > _MOST_LIST_BYTES:
        return True
    return info.file_size > max(_PLAIN_BYTES, info.compress_size * _MOST_RATIO)


def _named(info: zipfile.ZipInfo) -> str:
    return repr(info.filename[:100])


def _page(line: bytes) -> ListedPage | None:
    facts = _object(line)
    url, ts, title = facts.get("url"), facts.get("ts"), facts.get("title")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return None
    return ListedPage(
        url=url,
        ts=ts if isinstance(ts, str) else "",
        title=title if isinstance(title, str) else "",
    )


def _object(data: bytes) -> dict[str, object]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise FormatError(f"{path}: not there") from error
    except _FOREIGN as error:
        raise FormatError(f"{path}: damaged, or no WACZ: {error}") from error
