"""One record of a WARC file read to its end: what it says of itself, and what its bytes say.

Read by hand rather than by FastWARC, which steps over what it does not understand: here
each byte of the gzip member must be accounted for. Memory stays flat, whatever the size.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from archiver.errors import FormatError
from archiver.formats import is_coded
from archiver.models import Headers, RecordPointer

_CHUNK_BYTES = 1 << 20
_MAX_HEAD_BYTES = 4 << 20
"""Of a record's header, or of the HTTP head in its block: Chromium takes 256 kB of headers."""
_END_OF_HEAD = b"\r\n\r\n"
_END_OF_RECORD = b"\r\n\r\n"
_GZIP = b"\x1f\x8b"
_GZIP_WBITS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDigests:
    """What a record's header says, and the digests of what follows it."""

    fields: Mapping[str, str] = field(repr=False)
    """By name in lower case."""
    block_sha1: str
    payload_sha1: str
    """Of what follows the HTTP head; of the whole block where there is none."""
    payload_bytes: int
    coded: bool = False
    """True when the payload is chunked or compressed by HTTP: its bytes are not the body's."""


def digests_of(stream: BinaryIO, place: RecordPointer) -> RecordDigests:
    """Read the record at a place and return its digests.

    Raises:
        FormatError: it is no whole record; the message says why, in words that follow
            "the record is damaged:".
        OSError: the file cannot be read.
    """
    stream.seek(place.offset)
    record = _Record()
    for chunk in _inflated(stream, place.length_bytes):
        record.feed(chunk)
    return record.digests()


def _inflated(stream: BinaryIO, length_bytes: int) -> Iterator[bytes]:
    """Yield what a gzip member holds; it must fill its place to the byte.

    A record that others wrote may lie there without gzip: then it is its place.
    """
    start = stream.read(len(_GZIP))
    stream.seek(-len(start), os.SEEK_CUR)
    if start and start != _GZIP:
        yield from _plain(stream, length_bytes)
        return
    inflate = zlib.decompressobj(_GZIP_WBITS)
    left_bytes = length_bytes
    while not inflate.eof:
        packed = inflate.unconsumed_tail
        if not packed:
            packed = stream.read(min(_CHUNK_BYTES, left_bytes)) if left_bytes > 0 else b""
            left_bytes -= len(packed)
        if not packed:
            ends = "the file" if left_bytes else "its place"
            raise FormatError(f"{ends} ends before its gzip member does")
        try:
            chunk = inflate.decompress(packed, _CHUNK_BYTES)
        except zlib.error as error:
            words = str(error).rpartition(": ")[2]
            raise FormatError(f"its gzip member cannot be unpacked ({words})") from error
        yield chunk
    left_bytes += len(inflate.unused_data)
    if left_bytes:
        raise FormatError(f"its gzip member ends {left_bytes:,} bytes before its place does")


def _plain(stream: BinaryIO, length_bytes: int) -> Iterator[bytes]:
    left_bytes = length_bytes
    while left_bytes > 0:
        chunk = stream.read(min(_CHUNK_BYTES, left_bytes))
        if not chunk:
            raise FormatError("the file ends before its place does")
        left_bytes -= len(chunk)
        yield chunk


class _Record:
    """Takes the bytes of a record in pieces."""

    def __init__(self) -> None:
        self._fields: Mapping[str, str] | None = None
        self._head = b""
        self._left_bytes = 0
        self._tail = b""
        self._in_payload = False
        self._block = hashlib.sha1(usedforsecurity=False)
        self._payload = hashlib.sha1(usedforsecurity=False)
        self._payload_bytes = 0
        self._coded = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        if self._fields is None:
            chunk = self._take_header(chunk)
        if chunk and self._fields is not None:
            self._take_block(chunk)

    def digests(self) -> RecordDigests:
        """Return what was found, at the end."""
        if self._fields is None:
            raise FormatError("its header has no end")
        if self._left_bytes:
            raise FormatError(f"its block ends {self._left_bytes:,} bytes too early")
        if self._tail != _END_OF_RECORD:
            raise FormatError("its block does not end where its header says")
        return RecordDigests(
            fields=self._fields,
            block_sha1=_written(self._block.digest()),
            payload_sha1=_written(self._payload.digest()),
            payload_bytes=self._payload_bytes,
            coded=self._coded,
        )

    def _take_header(self, chunk: bytes) -> bytes:
        """Add to the header; return what lies behind its end."""
        self._head += chunk
        end = self._head.find(_END_OF_HEAD)
        if end == -1:
            if len(self._head) > _MAX_HEAD_BYTES:
                raise FormatError("its header has no end")
            return b""
        rest = self._head[end + len(_END_OF_HEAD) :]
        self._fields = _fields_of(self._head[:end])
        self._left_bytes = int(self._fields["content-length"])
        http = self._fields.get("content-type", "").lower().startswith("application/http")
        self._in_payload, self._head = not http, b""
        return rest

    def _take_block(self, chunk: bytes) -> None:
        block, after = chunk[: self._left_bytes], chunk[self._left_bytes :]
        self._left_bytes -= len(block)
        self._tail += after
        if len(self._tail) > len(_END_OF_RECORD):
            raise FormatError("its block goes on behind the end that its header says")
        self._block.update(block)
        if not self._in_payload:
            block = self._take_http_head(block)
        self._payload.update(block)
        self._payload_bytes += len(block)

    def _take_http_head(self, block: bytes) -> bytes:
        """Add to the HTTP head; return what lies behind its end."""
        self._head += block
        end = self._head.find(_END_OF_HEAD)
        if end == -1:
            if len(self._head) > _MAX_HEAD_BYTES or not self._left_bytes:
                raise FormatError("the HTTP head in its block has no end")
            return b""
        payload = self._head[end + len(_END_OF_HEAD) :]
        self._coded = is_coded(_headers_of(self._head[:end]))
        self._in_payload, self._head = True, b""
        return payload


def _written(digest: bytes) -> str:
    return f"sha1:{base64.b32encode(digest).decode('ascii')}"


def _headers_of(head: bytes) -> Headers:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _fields_of(head: bytes) -> dict[str, str]:
    """Return the named fields; the first line names the version."""
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    length = fields.get("content-length", "")
    if not version.startswith("WARC/1.") or not (length.isascii() and length.isdigit()):
        raise FormatError("it has no header of a WARC record")
    if len(length) > 18:
        raise FormatError("its header gives no length that can be")
    return fields
