"""CDXJ 0.1.0 lines: same keys and fields as cdxj-indexer writes (warc.md 2.5)."""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archiver import urls
from archiver.formats.method_query import method_query
from archiver.formats.record import RecordType
from archiver.models import RecordPointer

_MIME_END = re.compile(r"[;\s]")
_BLANK = re.compile(r"[\x00-\x20\x7f]")
"""What would end the key; only an address that has no SURT form keeps any."""
_NOT_DIGIT = re.compile(r"\D")
_REVISIT_MIME = "warc/revisit"
_KEYED_METHODS = frozenset({"POST", "PUT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """What a CDXJ line says of a record, but for where it lies.

    `timestamp` has 14 digits; `status` is 0 and `method` empty for a resource;
    `request_body` is set for POST and PUT alone.
    """

    key: str
    timestamp: str
    url: str
    mime: str
    status: int
    digest: str
    method: str = ""
    request_body: str = ""


@dataclass(frozen=True, slots=True)
class RequestPart:
    """The part of a request that enters the key of its answer."""

    method: str = "GET"
    content_type: str = ""
    body: bytes = b""


def index_timestamp(date: str) -> str:
    """Return the 14 digits of a WARC-Date, as cdxj-indexer cuts it."""
    return _NOT_DIGIT.sub("", date)[:14]


def index_entry(
    kind: RecordType,
    uri: str,
    date: str,
    answer: tuple[int, str, str],
    request: RequestPart = RequestPart(),
) -> IndexEntry:
    """Return the index entry of a response, revisit or resource record.

    `uri` and `date` are WARC-Target-URI and WARC-Date; `answer` is HTTP status
    (0 for a resource), Content-Type and payload digest.
    """
    status, content_type, digest = answer
    keyed, query = method_query(uri, request.method, request.content_type, request.body)
    mime = _MIME_END.split(content_type, maxsplit=1)[0].strip()
    return IndexEntry(
        key=_BLANK.sub(lambda found: f"%{ord(found[0]):02x}", urls.surt(keyed)),
        timestamp=index_timestamp(date),
        url=uri,
        mime=_REVISIT_MIME if kind is RecordType.REVISIT else mime,
        status=status,
        digest=digest,
        method="" if kind is RecordType.RESOURCE else request.method.upper(),
        request_body=query,
    )


def cdxj_line(entry: IndexEntry, pointer: RecordPointer) -> str:
    """Return the CDXJ line of an entry, with its line feed."""
    fields = {"url": entry.url}
    if entry.mime:
        fields["mime"] = entry.mime
    if entry.status:
        fields["status"] = str(entry.status)
    fields["digest"] = entry.digest
    fields["length"] = str(pointer.length_bytes)
    fields["offset"] = str(pointer.offset)
    fields["filename"] = pointer.filename
    if entry.method in _KEYED_METHODS:
        fields["requestBody"] = entry.request_body
        fields["method"] = entry.method
    return f"{entry.key} {entry.timestamp} {json.dumps(fields)}\n"


def merge_sorted(indexes: Iterable[Iterable[str]]) -> Iterator[str]:
    """Merge sorted CDXJ indexes into one, bytewise sorted, each line once."""
    last = ""
    for line in heapq.merge(*indexes, key=str.encode):
        if line != last:
            yield line
        last = line
