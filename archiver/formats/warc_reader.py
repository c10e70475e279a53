"""WARC records read back, by FastWARC; its exceptions become FormatError."""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Literal

from fastwarc.warc import ArchiveIterator, WarcRecord

from archiver.errors import FormatError
from archiver.models import Headers, header_of

_CHUNK_BYTES = 1 << 20
_Coding = Literal["all", "none"]
_DECODED: _Coding = "all"
_AS_IT_IS: _Coding = "none"
_PLAIN = b"WARC/"
_MOST_HEAD_BYTES = 1 << 20
_END_OF_HEAD = _END_OF_RECORD = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?i)\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*(?=\r\n|$)")
_FOREIGN = (OSError, ValueError, RuntimeError, EOFError, zlib.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A record as it lies in a file.

    `offset` and `length_bytes` are those of its gzip member (the length is 0
    when it was read alone). `body` is the
    payload (the block, when it is not HTTP) up to the limit of the call;
    `body_cut` says that there is more.
    """

    type: str
    record_id: str
    date: str
    target_uri: str
    content_type: str
    fields: Headers
    offset: int
    length_bytes: int
    http_line: str = ""
    status: int = 0
    http_headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    body_cut: bool = False

    def field(self, name: str) -> str:
        """Return the first value of a named field of the record header, or ``."""
        return header_of(self.fields, name.lower())

    def http_header(self, name: str) -> str:
        """Return the first value of an HTTP header, or ``."""
        return header_of(self.http_headers, name.lower())


def read_records(path: Path, *, start: int = 0, body_limit: int = 0) -> Iterator[StoredRecord]:
    """Yield the records of a WARC file in order, from the member at `start`.

    Raises:
        FormatError: after the last record that is whole, when the file is cut or
            damaged behind it.
    """
    with _opened(path) as stream:
        stream.seek(start)
        yield from _walk(stream, path, start, body_limit)


def read_record(path: Path, offset: int, body_limit: int) -> StoredRecord:
    """Return the record whose gzip member starts at `offset`, its body decoded.

    Raises:
        FormatError: there is no record at that place.
    """
    with _opened(path) as stream, _translated(path, offset):
        for coded in (_DECODED, _AS_IT_IS):
            stream.seek(offset)
            try:
                for record in ArchiveIterator(stream, parse_http=False):
                    return _stored(record, offset, body_limit, coded)
            except _FOREIGN:
                # Some write the coding of a body that they have decoded (warc.md 1.4).
                if coded == _AS_IT_IS:
                    raise
    raise FormatError(f"{path}: no record at offset {offset}; the file may be cut")


def read_body(path: Path, offset: int, *, decoded: bool = True) -> Iterator[bytes]:
    """Yield the payload of the record at `offset`, a megabyte at most at a time.

    Chunks and content codings of the HTTP answer are undone, unless `decoded` is false:
    archiver writes none, others do.

    Raises:
        FormatError: there is no record at that place, or it is damaged.
    """
    with _opened(path) as stream, _translated(path, offset):
        stream.seek(offset)
        for record in ArchiveIterator(stream, parse_http=False):
            if _is_http(record):
                coded = _DECODED if decoded else _AS_IT_IS
                record.parse_http(strict_mode=False, auto_decode=coded)
            while chunk := record.reader.read(_CHUNK_BYTES):
                yield chunk
            return
    raise FormatError(f"{path}: no record at offset {offset}; the file may be cut")


def member_end(stream: BinaryIO, offset: int) -> int | None:
    """Return where the gzip member at `offset` ends; None when it is cut or damaged.

    Of a record that lies there without gzip: where that ends.
    """
    stream.seek(offset)
    start = stream.read(len(_PLAIN))
    if start == _PLAIN:
        return _plain_end(stream, offset)
    stream.seek(offset)
    inflate = zlib.decompressobj(31)
    position, pending = offset, b""
    try:
        while not inflate.eof:
            if not pending:
                pending = stream.read(_CHUNK_BYTES)
                position += len(pending)
            if not pending:
                return None
            inflate.decompress(pending, _CHUNK_BYTES)
            pending = inflate.unconsumed_tail
    except zlib.error:
        return None
    return position - len(inflate.unused_data)


def _plain_end(stream: BinaryIO, offset: int) -> int | None:
    """Return where a record without gzip ends, by its own length; None when it is cut."""
    stream.seek(offset)
    head, found, _ = stream.read(_MOST_HEAD_BYTES).partition(_END_OF_HEAD)
    length = _LENGTH.search(head)
    if not found or length is None:
        return None
    end = offset + len(head) + len(_END_OF_HEAD) + int(length[1]) + len(_END_OF_RECORD)
    return end if end <= stream.seek(0, os.SEEK_END) else None


def _walk(stream: BinaryIO, path: Path, start: int, body_limit: int) -> Iterator[StoredRecord]:
    """A record is given out when its end is known: at the next one, or by inflating it."""
    held: StoredRecord | None = None
    failure: Exception | None = None
    iterator = iter(ArchiveIterator(stream, parse_http=False))
    while True:
        try:
            record = next(iterator)
            found = _stored(record, record.stream_pos, body_limit)
        except StopIteration:
            break
        except _FOREIGN as error:
            failure = error
            break
        if held is not None:
            yield replace(held, length_bytes=found.offset - held.offset)
        held = found
    position = start if held is None else held.offset
    if held is not None:
        with _opened(path) as again:
            end = member_end(again, held.offset)
        if end is not None:
            yield replace(held, length_bytes=end - held.offset)
            position = end
    if failure is not None or position < path.stat().st_size:
        raise FormatError(
            f"{path}: cut or damaged after {position} bytes: {failure or 'no record'}"
        )


def _stored(
    record: WarcRecord, offset: int, body_limit: int, coded: _Coding = _AS_IT_IS
) -> StoredRecord:
    if not record.record_id or not record.headers.get("WARC-Type"):
        raise ValueError("a record without id or type")
    http: dict[str, object] = {}
    if _is_http(record):
        record.parse_http(strict_mode=False, auto_decode=coded)
        heads = record.http_headers
        http = {
            "http_line": heads.status_line or "",
            "status": heads.status_code or 0,
            "http_headers": heads.to_tuples(),
        }
    body = record.reader.read(body_limit) if body_limit else b""
    return StoredRecord(
        type=(record.headers.get("WARC-Type") or "unknown").lower(),
        record_id=(record.record_id or "").strip("<>"),
        date=record.headers.get("WARC-Date") or "",
        # WARC/1.0 allowed angle brackets around it, and wget writes them.
        target_uri=(record.headers.get("WARC-Target-URI") or "").strip("<>"),
        content_type=record.headers.get("Content-Type") or "",
        fields=record.headers.to_tuples(),
        offset=offset,
        length_bytes=0,
        body=body,
        body_cut=bool(body_limit and record.reader.read(1)),
        **http,  # type: ignore[arg-type]
    )


def _is_http(record: WarcRecord) -> bool:
    kind = record.headers.get("Content-Type") or ""
    return kind.lower().startswith("application/http")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise FormatError(f"{path}: cannot be read: {error.strerror}") from error


@contextlib.contextmanager
def _translated(path: Path, offset: int) -> Iterator[None]:
    try:
        yield
    except _FOREIGN as error:
        raise FormatError(f"{path}: damaged WARC record at or after {offset}: {error}") from error
