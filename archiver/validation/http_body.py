"""Does the body of an HTTP message agree with its head? (warc.md 2.3, H1 to H3, H9, H10.)."""

from __future__ import annotations

import re

from archiver.validation.breach import BreachLog, quoted
from archiver.validation.chunked import ChunkedBody
from archiver.validation.digests import Hasher
from archiver.validation.header import Header
from archiver.validation.http_head import HttpHead

_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/(?:[0-9]{1,18}|\*)", re.IGNORECASE)
_MAGIC = {
    "gzip": (b"\x1f\x8b",),
    "x-gzip": (b"\x1f\x8b",),
    "zstd": (b"\x28\xb5\x2f\xfd",),
    "compress": (b"\x1f\x9d",),
}
_CODINGS = frozenset(
    {*_MAGIC, "", "aws-chunked", "br", "dcb", "dcz", "deflate", "exi", "identity", "pack200-gzip"}
)
"""Of IANA's registry, and what object stores send."""
_BEGIN_BYTES = 4


class HttpBody:
    """Takes the payload of an HTTP message."""

    __slots__ = ("_begin", "_chunked", "_head", "_offset", "size_bytes")

    def __init__(self, head: HttpHead, offset: int, entity: list[Hasher]) -> None:
        """Take the hashers that shall see the entity without chunk framing."""
        self._head = head
        self._offset = offset
        self._chunked = ChunkedBody(entity) if head.is_chunked else None
        self._begin = b""
        self.size_bytes = 0

    def feed(self, piece: memoryview) -> None:
        """Take the next bytes."""
        self.size_bytes += len(piece)
        if len(self._begin) < _BEGIN_BYTES:
            self._begin += bytes(piece[: _BEGIN_BYTES - len(self._begin)])
        if self._chunked is not None:
            self._chunked.feed(piece)

    def finish(self, header: Header, log: BreachLog) -> str:
        """Tell what does not agree; return what its request must say.

        `` when nothing; `empty` when a body is missing unless the request was HEAD; `body`
        when there is one that HEAD would not have.
        """
        head, size = self._head, self.size_bytes
        is_cut = "warc-truncated" in header.fields or "warc-segment-number" in header.fields
        bodiless = head.kind == "response" and (head.status in {204, 304} or head.status < 200)
        if bodiless and head.status:
            if size:
                words = f"an answer with status {head.status} has a body of {size:,} bytes"
                log.add("H091", self._offset, words)
            return ""
        if header.type == "revisit" and not size:
            return ""
        asked = ""
        if size:
            self._coding(log)
        if self._chunked is not None:
            asked = self._framing(self._chunked, log, is_cut=is_cut)
        elif not is_cut:
            asked = self._length(log)
            self._range(log)
        if head.kind == "response" and size:
            return "body"
        return asked

    def _length(self, log: BreachLog) -> str:
        stated = self._head.content_length
        if stated is None or stated == self.size_bytes:
            return ""
        if not self.size_bytes and self._head.kind == "response":
            return "empty"
        words = f"the HTTP Content-Length says {stated:,}, the body has {self.size_bytes:,} bytes"
        log.add("H031", self._offset, words)
        return ""

    def _framing(self, chunked: ChunkedBody, log: BreachLog, *, is_cut: bool) -> str:
        if not self.size_bytes and self._head.kind == "response":
            return "empty"
        fault = chunked.fault
        if not fault and not chunked.is_over and not is_cut:
            fault = "the last chunk did not come"
        if fault and not chunked.entity_bytes:
            words = f"Transfer-Encoding is chunked, but the body is not: {fault}"
            log.add("H011", self._offset, words)
        elif fault:
            log.add("H012", self._offset, f"the chunked body is damaged: {fault}")
        return ""

    def _coding(self, log: BreachLog) -> None:
        begin = self._begin if self._chunked is None else self._chunked.begin
        codings = self._head.value("content-encoding").lower().replace(" ", "").split(",")
        unknown = [coding for coding in codings if coding not in _CODINGS]
        if unknown:
            words = f"the Content-Encoding {quoted(unknown[0])} is none that is known"
            log.add("H022", self._offset, words)
        magic = _MAGIC.get(codings[-1])
        if magic and len(begin) == _BEGIN_BYTES and not begin.startswith(magic):
            words = f"Content-Encoding is {quoted(codings[-1])}, but the body is not: it begins "
            log.add("H021", self._offset, words + quoted(begin))

    def _range(self, log: BreachLog) -> None:
        if self._head.kind != "response" or self._head.status != 206:
            return
        stated = self._head.value("content-range")
        if not stated:
            if not self._head.value("content-type").lower().startswith("multipart/byteranges"):
                log.add("H101", self._offset, "an answer 206 without Content-Range")
            return
        found = _RANGE.fullmatch(stated)
        if found is None:
            log.add("H102", self._offset, f"the Content-Range is {quoted(stated)}")
        elif self.size_bytes and int(found[2]) - int(found[1]) + 1 != self.size_bytes:
            words = f"the Content-Range is {quoted(stated)}, the body has {self.size_bytes:,} bytes"
            log.add("H102", self._offset, words)
