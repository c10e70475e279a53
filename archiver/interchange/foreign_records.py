"""The exchanges that a WARC file of others holds, as lines of a ledger."""

from __future__ import annotations

import hashlib
import tempfile
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Self

from archiver import urls
from archiver.errors import FormatError
from archiver.formats import (
    RecordType,
    RequestPart,
    StoredRecord,
    index_entry,
    is_coded,
    read_body,
    read_record,
    read_records,
)
from archiver.images import probe
from archiver.interchange.resource_types import resource_type
from archiver.models import BodyProbe, LedgerEntry, RecordPointer, Truncation
from archiver.store import CatalogRecord
from archiver.store.durable import translated

_MOST_MEMORY_BYTES = 8 << 20
_MOST_BODY_BYTES = 4 << 30
_MOST_REQUEST_BYTES = 1 << 20
_EMPTY_SHA1 = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
_PROBED = ("image/", "video/", "audio/")
_PROBED_TYPES = frozenset({"image", "media"})
_ANSWERS = frozenset(
    kind.value for kind in (RecordType.RESPONSE, RecordType.REVISIT, RecordType.RESOURCE)
)
_KEYED = frozenset({"POST", "PUT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignExchange:
    """An answer in a file of others, with what was asked."""

    entry: LedgerEntry
    record: CatalogRecord
    date: str
    destination: str = ""
    """What the browser wanted it for: its Sec-Fetch-Dest."""
    payload: str = ""
    """The digest by which revisits name a payload."""
    original: RecordPointer | None = None
    """Of a revisit: where its payload lies, when it is in the same files."""

    @property
    def is_document(self) -> bool:
        """Tell whether it is an HTML page that came."""
        html = self.entry.mime in {"text/html", "application/xhtml+xml"}
        return html and self.entry.method == "GET" and self.entry.status == 200

    @property
    def is_page(self) -> bool:
        """Tell whether it may be a page of its own: a document that no other asked for."""
        alone = self.destination == "document" if self.destination else not self.entry.referrer
        return self.is_document and alone


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str = "GET"
    content_type: str = ""
    body: bytes = b""
    referrer: str = ""
    destination: str = ""


@dataclass(frozen=True, slots=True)
class _Payload:
    """What the bytes of an answer are, codings undone."""

    size_bytes: int = 0
    sha1: str = ""
    claimed: bool = True
    """False when the digest that its record claims is another's."""
    probe: BodyProbe | None = None


class _Held:
    """A body that is to be looked at: in memory, or in a file when it is big."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._data += chunk
        if len(self._data) > _MOST_MEMORY_BYTES:
            if self._file is None:
                self._file = tempfile.NamedTemporaryFile(prefix="archiver-import-")  # noqa: SIM115
            self._file.write(self._data)
            self._data.clear()

    def whole(self) -> bytes | Path:
        """Return all of it, or the file that has it."""
        if self._file is None:
            return bytes(self._data)
        self._file.write(self._data)
        self._file.flush()
        return Path(self._file.name)


class ForeignFile:
    """Reads one WARC file of others, record by record; memory grows by its index alone."""

    def __init__(self, path: Path, name: str) -> None:
        """Take the file and the name that it has in the collection."""
        self._path = path
        self._name = name
        self.notes: list[str] = []
        """What is wrong with it, in words."""
        self.listed: set[str] = set()
        """Addresses of pages that the file itself names as such (`urn:pageinfo:`)."""

    def exchanges(self) -> list[ForeignExchange]:
        """Return all answers of HTTP servers, in the order of the file."""
        answers: list[StoredRecord] = []
        requests: dict[str, StoredRecord] = {}
        try:
            for stored in read_records(self._path):
                if stored.type == "request":
                    requests[stored.record_id] = stored
                    requests[stored.field("WARC-Concurrent-To").strip("<>")] = stored
                elif stored.target_uri.startswith("urn:pageinfo:"):
                    self.listed.add(stored.target_uri.removeprefix("urn:pageinfo:"))
                elif stored.type in _ANSWERS and urls.is_http(stored.target_uri):
                    answers.append(stored)
        except FormatError as error:
            self.notes.append(f"{error}; what comes before was taken")
        found = []
        for stored in answers:
            request = requests.get(stored.record_id) or requests.get(
                stored.field("WARC-Concurrent-To").strip("<>")
            )
            try:
                with translated(self._path):
                    found.append(self._exchange(stored, self._asked(request)))
            except (FormatError, ValueError) as error:
                self.notes.append(f"{stored.target_uri[:200]}: left out: {error}")
        return found

    def _asked(self, request: StoredRecord | None) -> _Asked:
        if request is None:
            return _Asked()
        method = request.http_line.partition(" ")[0].upper() or "GET"
        body = b""
        if method in _KEYED:
            body = read_record(self._path, request.offset, _MOST_REQUEST_BYTES).body
        return _Asked(
            method=method,
            content_type=request.http_header("Content-Type"),
            body=body,
            referrer=request.http_header("Referer"),
            destination=request.http_header("Sec-Fetch-Dest").lower(),
        )

    def _exchange(self, stored: StoredRecord, asked: _Asked) -> ForeignExchange:
        kind, uri = RecordType(stored.type), stored.target_uri
        status = stored.status or (200 if kind is RecordType.RESOURCE else 0)
        told = stored.http_header("Content-Type") or (
            stored.content_type if kind is RecordType.RESOURCE else ""
        )
        mime = told.partition(";")[0].strip().lower()
        wanted = resource_type(stored.field("WARC-Resource-Type"), asked.destination, mime, uri)
        place = RecordPointer(
            filename=self._name, offset=stored.offset, length_bytes=stored.length_bytes
        )
        claimed = stored.field("WARC-Payload-Digest")
        payload = _Payload(sha1=claimed)
        if kind is not RecordType.REVISIT:
            payload = self._payload(stored, mime, wanted)
        digest = claimed if claimed and payload.claimed else payload.sha1
        if claimed and not payload.claimed:
            self.notes.append(f"{uri[:200]}: its payload is not what its digest says")
        entry = LedgerEntry(
            url=uri,
            method=asked.method,
            status=status,
            mime=mime,
            resource_type=wanted,
            size_bytes=payload.size_bytes,
            sha1="" if kind is RecordType.REVISIT else payload.sha1,
            referrer=asked.referrer,
            truncated=_truncation(stored),
            redirect_to=_redirect(uri, status, stored.http_header("Location")),
            content_length=_length(stored),
            probe=payload.probe,
            record=place,
        )
        answer = (stored.status, told, digest or _EMPTY_SHA1)
        request = RequestPart(asked.method, asked.content_type, asked.body)
        record = CatalogRecord(
            type=stored.type,
            record_id=stored.record_id,
            date=stored.date,
            entry=index_entry(kind, uri, stored.date, answer, request),
            whole=kind is not RecordType.RESPONSE or entry.truncated is None,
            pointer=place,
        )
        return ForeignExchange(
            entry=entry,
            record=record,
            date=stored.date,
            destination=asked.destination,
            payload=claimed or payload.sha1,
        )

    def _payload(self, stored: StoredRecord, mime: str, wanted: str) -> _Payload:
        """Read the body once; look at it where it is a medium, and at its digest."""
        sha1, size_bytes = hashlib.sha1(usedforsecurity=False), 0
        looked_at = mime.startswith(_PROBED) or wanted in _PROBED_TYPES
        with _Held() as held:
            for chunk in self._body(stored):
                sha1.update(chunk)
                size_bytes += len(chunk)
                if size_bytes > _MOST_BODY_BYTES:
                    raise FormatError(f"its body has more than {_MOST_BODY_BYTES:,} bytes")
                if looked_at:
                    held.add(chunk)
            looks = probe(held.whole(), mime) if looked_at and size_bytes else None
        digest = f"sha1:{b32encode(sha1.digest()).decode('ascii')}"
        return _Payload(size_bytes, digest, self._is_claimed(stored, digest), looks)

    def _body(self, stored: StoredRecord) -> Iterator[bytes]:
        try:
            yield from read_body(self._path, stored.offset)
        except FormatError:
            if not is_coded(stored.http_headers):
                raise
            raise FormatError("its body is not coded as its header says") from None

    def _is_claimed(self, stored: StoredRecord, digest: str) -> bool:
        """Tell whether the digest that a record claims is of its payload.

        Two schools are known: of the body, and of its chunks (warc.md 1.6).
        """
        claimed = stored.field("WARC-Payload-Digest")
        algorithm, _, value = claimed.partition(":")
        if not claimed or claimed == digest:
            return True
        if algorithm.lower() not in {"sha1", "sha256", "md5"}:
            return False
        for decoded in (False, True):
            made = hashlib.new(algorithm.lower(), usedforsecurity=False)
            for chunk in read_body(self._path, stored.offset, decoded=decoded):
                made.update(chunk)
            base32 = b32encode(made.digest()).decode("ascii").rstrip("=")
            if value.lower() in {made.hexdigest(), base32.lower()}:
                return True
        return False


def revisits_resolved(found: Iterable[ForeignExchange]) -> Iterator[ForeignExchange]:
    """Yield the exchanges of files that belong together.

    A revisit's line tells of the payload that it stands for, whichever file has it.
    """
    found = list(found)
    payloads = {each.payload: each.entry for each in found if each.record.type != "revisit"}
    for each in found:
        original = payloads.get(each.payload) if each.record.type == "revisit" else None
        if original is None:
            yield each
            continue
        entry = replace(
            each.entry,
            size_bytes=original.size_bytes,
            sha1=original.sha1,
            probe=original.probe,
            status=each.entry.status or original.status,
            mime=each.entry.mime or original.mime,
        )
        yield replace(each, entry=entry, original=original.record)


def _truncation(stored: StoredRecord) -> Truncation | None:
    told = stored.field("WARC-Truncated").lower()
    if not told or stored.type != "response":
        return None
    return Truncation(told) if told in set(Truncation) else Truncation.UNSPECIFIED


def _redirect(uri: str, status: int, location: str) -> str:
    if not 300 <= status < 400 or not location:
        return ""
    return urls.resolve(uri, location) or ""


def _length(stored: StoredRecord) -> int | None:
    value = stored.http_header("Content-Length").strip()
    if is_coded(stored.http_headers) or not (value.isascii() and value.isdigit()):
        return None
    return int(value) if len(value) < 19 else None
