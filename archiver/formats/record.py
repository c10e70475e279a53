"""A WARC record as a value, and its header as bytes (WARC 1.1, sections 4 and 5).

The header is written here and not by warcio: warcio writes WARC/1.0 unless
told, lets CR and LF through into new fields, gives `metadata` a payload digest
and resources the type `application/warc-record`, leaves WARC-Truncated off
revisits, and percent-encodes latin-1 header bytes (warc.md, sections 1 and 6).
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from archiver import urls
from archiver.models import Body

_CHUNK_BYTES = 1 << 20
BIG_BODY_BYTES = 8 << 20
"""From here on a body in a file is read once: what goes into the WARC is not read for a
digest of the block before. The field is optional (WARC 1.1, 5.8); the payload's stays."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BRACKETS = {"[": "%5B", "]": "%5D"}


class RecordType(StrEnum):
    """The values of WARC-Type that archiver writes."""

    WARCINFO = "warcinfo"
    RESPONSE = "response"
    REQUEST = "request"
    RESOURCE = "resource"
    REVISIT = "revisit"


def new_record_id() -> str:
    """Return a fresh `urn:uuid:...`, without the angle brackets."""
    return f"urn:uuid:{uuid4()}"


def warc_date(moment: datetime) -> str:
    """Return a moment as WARC-Date writes it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{moment.microsecond // 1000:03d}Z"
    )


def clean_value(value: str) -> str:
    """Return a header value without control characters (no new field can start)."""
    return _UNSAFE.sub(" ", value).strip()


def target_uri(url: str) -> str:
    """Return an address as WARC-Target-URI takes it: RFC 3986, no fragment.

    A browser requests stray percent signs and square brackets as they are; RFC
    3986 has no place for them in a path or query, so they are encoded. The SURT
    key is the same for both spellings.
    """
    uri = urls.to_ascii(_UNSAFE.sub("", urls.without_fragment(url)))
    uri = _STRAY_PERCENT.sub("%25", uri)
    start = uri.find("/", uri.find("://") + 3) if "://" in uri else 0
    if start < 0:
        return uri
    head, tail = uri[:start], uri[start:]
    return head + "".join(_BRACKETS.get(letter, letter) for letter in tail)


def sha1_digest(*parts: bytes) -> str:
    """Return `sha1:` and upper-case base32, the form that every checker accepts."""
    digest = hashlib.sha1(usedforsecurity=False)
    for part in parts:
        digest.update(part)
    return f"sha1:{b32encode(digest.digest()).decode('ascii')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record to write: named fields, and a block of `head` then `body`.

    `date` is the WARC-Date as text, `target_uri` is RFC 3986, `fields` are
    further named fields in order; values are cleaned when written. `media_type`
    is what the payload is, for the choice of compression.
    """

    type: RecordType
    date: str
    target_uri: str = ""
    content_type: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    head: bytes = field(default=b"", repr=False)
    body: Body | None = None
    media_type: str = ""
    record_id: str = field(default_factory=new_record_id)

    @property
    def block_bytes(self) -> int:
        """Size of the block: what Content-Length says."""
        return len(self.head) + (self.body.size_bytes if self.body else 0)

    @property
    def has_big_file(self) -> bool:
        """Whether its body lies in a file that is to be read once only."""
        body = self.body
        return body is not None and body.path is not None and body.size_bytes >= BIG_BODY_BYTES

    def block_chunks(self) -> Iterator[bytes]:
        """Yield the block, a megabyte at most at a time.

        Raises:
            OSError: the file of the body cannot be read.
        """
        if self.head:
            yield self.head
        if self.body is not None:
            yield from body_chunks(self.body)

    def header(self) -> bytes:
        """Return version line, named fields and the empty line.

        Raises:
            OSError: the file of the body cannot be read.
        """
        lines = [
            ("WARC-Type", self.type.value),
            ("WARC-Record-ID", f"<{self.record_id}>"),
            ("WARC-Date", self.date),
        ]
        if self.target_uri:
            lines.append(("WARC-Target-URI", self.target_uri))
        lines.extend(self.fields)
        if digest := self._block_digest():
            lines.append(("WARC-Block-Digest", digest))
        if self.content_type:
            lines.append(("Content-Type", self.content_type))
        lines.append(("Content-Length", str(self.block_bytes)))
        text = "".join(f"{name}: {clean_value(value)}\r\n" for name, value in lines)
        return f"WARC/1.1\r\n{text}\r\n".encode("utf-8", "replace")

    def _block_digest(self) -> str:
        if not self.head and self.body is not None:
            return self.body.sha1
        if self.has_big_file:
            return ""
        digest = hashlib.sha1(usedforsecurity=False)
        for chunk in self.block_chunks():
            digest.update(chunk)
        return f"sha1:{b32encode(digest.digest()).decode('ascii')}"


def body_chunks(body: Body) -> Iterator[bytes]:
    """Yield the bytes of a body, from memory in one piece, from a file in megabytes.

    Raises:
        OSError: the file cannot be read.
    """
    if body.data is not None:
        if body.data:
            yield body.data
        return
    if body.path is None:
        return
    with body.path.open("rb", buffering=0) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
