"""One record taken apart: its fields, its block, its digests, what it says of others."""

from __future__ import annotations

from typing import Literal, cast

from archiver.validation.breach import BreachLog, quoted
from archiver.validation.digests import Digest, Hasher, hasher, read_digest, written
from archiver.validation.facts import FactSpool
from archiver.validation.fields import check_fields, http_kind
from archiver.validation.header import MOST_HEAD_BYTES, Header
from archiver.validation.http_body import HttpBody
from archiver.validation.http_head import HttpHead, read_http_head
from archiver.validation.record_kinds import (
    check_kind,
    check_request,
    check_revisit_block,
    check_warc_fields,
)
from archiver.validation.scanner import Place

_MOST_FIELDS_BYTES = 1 << 20
_MOST_EVENTS = 1000
_SHORT, _LONG = 200, 2000
"""Characters of a value that are kept to be compared with another record's."""
_Mode = Literal["head", "payload", "fields", "plain"]


class RecordCheck:
    """Checks each record of a file; what names other records goes to `facts`."""

    def __init__(self, log: BreachLog, facts: FactSpool, file: int, scope: str, name: str) -> None:
        """Take the number of the file among those validated, its scope and its own name.

        `scope` is the same for files and indexes that belong together.
        """
        self.log = log
        self.facts = facts
        self.file = file
        self.scope = scope
        self.name = name
        self._records = 0
        self._version = ""

    def begin(self, header: Header) -> _RecordSink:
        """Check a header; return what takes the block."""
        if not self._records and header.type != "warcinfo":
            words = f"the file begins with a {quoted(header.type)} record, not with warcinfo"
            self.log.add("T011", header.offset, words)
        if self._version not in {"", header.version} and header.type != "warcinfo":
            words = f"the version is {header.version or 'unknown'}, that of the record before"
            self.log.add("R014", header.offset, f"{words} is {self._version}")
        self._version = header.version
        self._records += 1
        check_fields(header, self.log)
        check_kind(header, self.log)
        return _RecordSink(self, header)


class _RecordSink:
    """Takes the block of one record."""

    def __init__(self, owner: RecordCheck, header: Header) -> None:
        self._owner = owner
        self._header = header
        fields = header.fields
        self._block_digest = _known(fields.get("warc-block-digest"))
        self._payload_digest = _known(fields.get("warc-payload-digest"))
        if header.type == "revisit" or "warc-segment-number" in fields:
            self._payload_digest = None  # of bytes that are elsewhere
        self._http = http_kind(fields.get("content-type", ""))
        if self._http == "http":
            self._http = header.type if header.type == "request" else "response"
        self._mode = self._first_mode()
        self._held = b""
        self._head: HttpHead | None = None
        self._body: HttpBody | None = None
        self._block: Hasher | None = None
        self._payload: Hasher | None = None
        self._entity: Hasher | None = None
        if self._block_digest:
            self._block = hasher(self._block_digest.algorithm)
        self._is_same = False

    def _first_mode(self) -> _Mode:
        if self._http in {"request", "response"}:
            return "head"
        media = self._header.fields.get("content-type", "").partition(";")[0].strip().lower()
        if media == "application/warc-fields":
            return "fields"
        if self._payload_digest and (
            self._block_digest is None
            or self._block_digest.algorithm != self._payload_digest.algorithm
        ):
            return "payload"
        return "plain"

    def feed(self, piece: memoryview) -> None:
        """Take the next bytes of the block."""
        if self._block is not None:
            self._block.update(piece)
        if self._mode == "plain":
            return
        if self._mode == "fields":
            if len(self._held) < _MOST_FIELDS_BYTES:
                self._held += bytes(piece[: _MOST_FIELDS_BYTES - len(self._held)])
            return
        if self._mode == "head":
            rest = self._take_head(piece)
            if rest is None:
                return
            piece = rest
        self._take_payload(piece)

    def _take_payload(self, piece: memoryview) -> None:
        if self._payload_digest and self._payload is None:
            self._payload = hasher(self._payload_digest.algorithm)
        if self._payload is not None:
            self._payload.update(piece)
        if self._body is not None:
            self._body.feed(piece)

    def _take_head(self, piece: memoryview) -> memoryview | None:
        """Add to the HTTP head; return what lies behind its end, None before it."""
        looked = max(0, len(self._held) - 3)
        first = bytes(piece[:MOST_HEAD_BYTES])
        self._held = self._held + first if self._held else first
        end = self._held.find(b"\r\n\r\n", looked) + 4
        loose = self._held.find(b"\n\n", looked, end if end > 3 else len(self._held)) + 2
        if loose > 1:
            end = loose
        if end < 4 and loose < 2:
            if len(self._held) > MOST_HEAD_BYTES:
                self._owner.log.add("H071", self._header.offset, "an HTTP head without end")
                self._mode, self._held = "plain", b""
            return None
        taken = end - (len(self._held) - len(first))
        self._begin_body(self._held[:end])
        return piece[taken:]

    def _begin_body(self, head: bytes) -> None:
        log, offset = self._owner.log, self._header.offset
        kind = cast("Literal['request', 'response']", self._http)
        self._head = read_http_head(head, kind, offset, log)
        self._mode, self._held = "payload", b""
        entity: list[Hasher] = []
        if self._head.is_chunked and self._payload_digest:
            self._entity = hasher(self._payload_digest.algorithm)
            entity.append(self._entity)
        self._body = HttpBody(self._head, offset, entity)

    def finish(self, place: Place) -> None:
        """Check what the block was, once it is there."""
        header, log = self._header, self._owner.log
        asked = ""
        if place.whole or header.length_bytes is not None:
            asked = self._finish_block() if place.whole else ""
        if place.whole:
            self._check_digests()
        if header.type == "revisit" and place.whole:
            size = self._body.size_bytes if self._body else 0
            check_revisit_block(header, self._head, size, log)
        if self._head is not None and self._head.kind == "request":
            check_request(header, self._head, log)
        self._remember(place, asked)

    def _finish_block(self) -> str:
        header, log = self._header, self._owner.log
        if self._mode == "fields":
            check_warc_fields(self._held, header, log)
        elif self._mode == "head" and header.length_bytes:
            words = "the HTTP head has no end: the empty line behind it is missing"
            log.add("H071", header.offset, words)
            kind = cast("Literal['request', 'response']", self._http)
            self._head = read_http_head(self._held, kind, header.offset, log)
        return self._body.finish(header, log) if self._body is not None else ""

    def _check_digests(self) -> None:
        log, offset = self._owner.log, self._header.offset
        block = self._block.digest() if self._block is not None else b""
        stated = self._block_digest
        if stated and block != stated.value:
            is_words = written(stated.algorithm, block)
            log.add("R115", offset, f"the block has the digest {is_words}, its header says another")
        stated = self._payload_digest
        if not stated or (self._header.type in {"warcinfo", "metadata"}):
            return
        if self._mode in {"plain", "fields"} and self._block is not None:
            found = block  # the block is the payload
        elif self._payload is not None:
            found = self._payload.digest()
        else:
            found = hasher(stated.algorithm).digest()
        if found == stated.value or (
            self._entity is not None and self._entity.digest() == stated.value
        ):
            return
        is_words = written(stated.algorithm, found)
        log.add("R116", offset, f"the payload has the digest {is_words}, its header says another")

    def _remember(self, place: Place, asked: str) -> None:
        """Keep what others may name, and whom this record names."""
        owner, header, fields = self._owner, self._header, self._header.fields
        facts, scope, offset = owner.facts, owner.scope, header.offset
        kind, date = header.type[:_SHORT], fields.get("warc-date", "")[:_SHORT]
        uri = fields.get("warc-target-uri", "").strip("<>")[:_LONG]
        method = self._head.method[:_SHORT] if self._head is not None else ""
        events = [value.strip("<>") for value in header.all_of("warc-concurrent-to")]
        own = fields.get("warc-record-id", "").strip("<>")
        about = [owner.file, offset, kind, uri, date, method, asked, bool(events)]
        if own:
            facts.add(f"i {scope}\t{own}", 0, *about)
        for value in events[:_MOST_EVENTS]:
            facts.add(f"i {scope}\t{value}", 1, "warc-concurrent-to", *about)
        original = [
            fields.get("warc-refers-to-target-uri", "").strip("<>")[:_LONG],
            fields.get("warc-refers-to-date", "")[:_SHORT],
        ]
        for name in ("warc-refers-to", "warc-warcinfo-id"):
            if named := fields.get(name):
                facts.add(f"i {scope}\t{named.strip('<>')}", 1, name, *about, *original)
        digest = fields.get("warc-payload-digest", "")[:_SHORT]
        if kind in {"response", "resource"} and uri:
            facts.add(f"u {scope}\t{uri} {date}", 0, owner.file, offset, digest, own)
        elif kind == "revisit" and (target := fields.get("warc-refers-to-target-uri")):
            key = f"u {scope}\t{target.strip('<>')} {fields.get('warc-refers-to-date', '')}"
            refers = fields.get("warc-refers-to", "").strip("<>")
            facts.add(key, 1, owner.file, offset, digest, refers)
        self._remember_segment(own)
        if facts.with_places and kind not in {"warcinfo", "request", "continuation"}:
            if not digest and kind == "resource":
                digest = fields.get("warc-block-digest", "")[:_SHORT]  # the block is the payload
            status = self._head.status if self._head is not None else 0
            mime = (
                self._head.value("content-type") if self._head else fields.get("content-type", "")
            )
            facts.add(
                f"r {scope}\t{owner.name}\t{offset}", 0, owner.file, place.length_bytes, kind, uri,
                date, digest, status, mime[:_SHORT],
            )  # fmt: skip

    def _remember_segment(self, own: str) -> None:
        fields, owner = self._header.fields, self._owner
        number = fields.get("warc-segment-number", "")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            return
        origin = fields.get("warc-segment-origin-id", own).strip("<>") if number != "1" else own
        total = fields.get("warc-segment-total-length", "")
        total = total if total.isascii() and total.isdigit() and len(total) < 19 else ""
        size = self._header.length_bytes or 0
        owner.facts.add(
            f"s {owner.scope}\t{origin}",
            0,
            owner.file,
            self._header.offset,
            int(number),
            size,
            total,
            fields.get("warc-target-uri", "").strip("<>")[:_LONG],
        )


def _known(text: str | None) -> Digest | None:
    digest = read_digest(text) if text else None
    return digest if digest is not None and digest.value else None
