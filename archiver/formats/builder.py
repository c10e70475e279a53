"""Records of what happened: an exchange, a payload seen before, an artefact of the page.

Each function's rules are warc.md 2.1 (fields) and 2.2 (record types).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace
from datetime import datetime

from archiver import urls
from archiver.formats.http_head import has_body, request_head, response_head
from archiver.formats.record import Record, RecordType, sha1_digest, target_uri, warc_date
from archiver.models import Body, BodyProbe, Exchange, Truncation

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_RESPONSE_TYPE = "application/http;msgtype=response"
_REQUEST_TYPE = "application/http;msgtype=request"
_TOKEN = re.compile(r"[a-z0-9][a-z0-9./-]{0,15}")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def warcinfo_record(moment: datetime, filename: str, info: dict[str, str]) -> Record:
    """Return the first record of a file: what wrote it, in which format.

    `filename` is the final name, without `.open`. `info` holds further
    `application/warc-fields`; nothing about the machine is added.
    """
    fields = {"format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO, **info}
    block = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items())
    return Record(
        type=RecordType.WARCINFO,
        date=warc_date(moment),
        content_type="application/warc-fields",
        fields=(("WARC-Filename", filename),),
        head=block.encode(),
        media_type="text/plain",
    )


def exchange_records(
    exchange: Exchange,
    probe: BodyProbe | None = None,
    redacted: frozenset[str] = frozenset(),
) -> tuple[Record, ...]:
    """Return the records of one exchange: response then request, or one resource.

    Empty when no HTTP server answered (status 0, `data:`, `blob:`), or with a
    status that HTTP/1.1 cannot write: those stand in the page's ledger alone.
    A synthetic exchange has no server, so its entity is a `resource`.
    """
    if not urls.is_http(exchange.url) or not 100 <= exchange.status <= 999:
        return ()
    if exchange.synthetic:
        return (_synthetic_record(exchange),)
    response = _response_record(exchange, probe)
    return (response, _request_record(exchange, response.record_id, redacted))


def revisit_record(response: Record, digest: str, original: tuple[str, str, str]) -> Record:
    """Return the revisit that stands for a response whose payload is kept already.

    `original` is record id, WARC-Target-URI and WARC-Date of the record that
    holds the payload, to the digit. The HTTP head is kept, the body is not,
    which WARC-Truncated says.
    """
    record_id, uri, date = original
    dropped = {"WARC-Payload-Digest", "WARC-Truncated", "WARC-Identified-Payload-Type"}
    return replace(
        response,
        type=RecordType.REVISIT,
        body=None,
        media_type="text/plain",
        fields=(
            ("WARC-Profile", _REVISIT_PROFILE),
            ("WARC-Refers-To", f"<{record_id}>"),
            ("WARC-Refers-To-Target-URI", uri),
            ("WARC-Refers-To-Date", date),
            ("WARC-Truncated", Truncation.LENGTH.value),
            ("WARC-Payload-Digest", digest),
            *(pair for pair in response.fields if pair[0] not in dropped),
        ),
    )


def resource_record(
    uri: str,
    moment: datetime,
    media_type: str,
    data: bytes,
    fields: tuple[tuple[str, str], ...] = (),
) -> Record:
    """Return a resource record: an artefact of the page under a URN of its own."""
    return Record(
        type=RecordType.RESOURCE,
        date=warc_date(moment),
        target_uri=target_uri(uri),
        content_type=media_type,
        fields=fields,
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        media_type=media_type,
    )


def _response_record(exchange: Exchange, probe: BodyProbe | None) -> Record:
    body = exchange.body if has_body(exchange.method, exchange.status) else None
    fields = list(_wire_fields(exchange))
    if exchange.truncated is not None:
        fields.append(("WARC-Truncated", exchange.truncated.value))
    if body is not None:
        fields.append(("WARC-Payload-Digest", body.sha1))
    if exchange.metadata:
        fields.append(("WARC-JSON-Metadata", exchange.metadata))
    if probe is not None and probe.sniffed.startswith(("image/", "video/", "audio/")):
        fields.append(("WARC-Identified-Payload-Type", probe.sniffed))
    return Record(
        type=RecordType.RESPONSE,
        date=warc_date(exchange.started_at),
        target_uri=target_uri(exchange.url),
        content_type=_RESPONSE_TYPE,
        fields=tuple(fields),
        head=response_head(exchange, body.size_bytes if body else 0),
        body=body,
        media_type=(probe.sniffed if probe else "") or exchange.mime,
    )


def _request_record(exchange: Exchange, response_id: str, redacted: frozenset[str]) -> Record:
    fields = [("WARC-Concurrent-To", f"<{response_id}>"), *_wire_fields(exchange)]
    body = None
    if data := exchange.request_body:
        body = Body(size_bytes=len(data), sha1=sha1_digest(data), data=data)
        fields.append(("WARC-Payload-Digest", body.sha1))
    return Record(
        type=RecordType.REQUEST,
        date=warc_date(exchange.started_at),
        target_uri=target_uri(exchange.url),
        content_type=_REQUEST_TYPE,
        fields=tuple(fields),
        head=request_head(exchange, redacted),
        body=body,
        media_type="text/plain",
    )


def _synthetic_record(exchange: Exchange) -> Record:
    mime = exchange.mime.strip().lower()
    media_type = mime if _MEDIA_TYPE.match(mime) else "application/octet-stream"
    return Record(
        type=RecordType.RESOURCE,
        date=warc_date(exchange.started_at),
        target_uri=target_uri(exchange.url),
        content_type=media_type,
        body=exchange.body,
        media_type=media_type,
    )


def _wire_fields(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """WARC-IP-Address in RFC 5952 form without brackets, and WARC-Protocol."""
    fields = []
    try:
        peer = ipaddress.ip_address(exchange.peer_address.strip("[]").partition("%")[0])
        fields.append(("WARC-IP-Address", str(peer)))
    except ValueError:
        pass  # unknown: left out, as the rule has it
    protocol = exchange.protocol.lower()
    if _TOKEN.fullmatch(protocol):
        fields.append(("WARC-Protocol", protocol))
    return tuple(fields)
