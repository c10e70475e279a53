"""What each type of record asks beyond its fields (warc.md 2.2)."""

from __future__ import annotations

import re

from archiver import urls
from archiver.validation.breach import BreachLog, quoted
from archiver.validation.digests import read_digest
from archiver.validation.header import Header
from archiver.validation.http_head import HttpHead

_PROFILES = {
    f"http://netpreserve.org/warc/{version}/revisit/{name}": (version, name)
    for version in ("1.0", "1.1")
    for name in ("identical-payload-digest", "server-not-modified")
}
IDENTICAL = "identical-payload-digest"
NOT_MODIFIED = "server-not-modified"
_FIELD_LINE = re.compile(rb"[^\x00-\x20\x7f:]+[ \t]*:[^\x00-\x08\x0e-\x1f\x7f]*")
_NOT_MODIFIED_STATUS = 304


def profile_of(header: Header) -> str:
    """Return the name of a revisit's profile, `` when it is none that is known."""
    return _PROFILES.get(header.fields.get("warc-profile", "").strip("<>"), ("", ""))[1]


def check_kind(header: Header, log: BreachLog) -> None:
    """Tell what a record lacks for its type; what its block must be is told later."""
    kind, fields, offset = header.type, header.fields, header.offset
    if kind == "revisit":
        _check_revisit(header, log)
    elif kind == "conversion" and "warc-refers-to" not in fields:
        log.add("T081", offset, "a conversion record does not say what it was made from")
    elif kind == "continuation":
        for name in ("WARC-Segment-Number", "WARC-Segment-Origin-ID"):
            if name.lower() not in fields:
                log.add("T091", offset, f"a continuation record has no {name}")
        if fields.get("warc-segment-number", "2").lstrip("0") in {"", "1"}:
            log.add("T092", offset, "a continuation record cannot be the first segment")
    if kind != "continuation" and fields.get("warc-segment-number", "1") != "1":
        log.add("T092", offset, f"a {kind} record can only be segment 1")


def _check_revisit(header: Header, log: BreachLog) -> None:
    fields, offset = header.fields, header.offset
    profile = fields.get("warc-profile", "")
    version, name = _PROFILES.get(profile.strip("<>"), ("", ""))
    if not profile:
        log.add("R141", offset, "a revisit record has no WARC-Profile")
    elif not name:
        log.add("R142", offset, f"WARC-Profile {quoted(profile)} is none that WARC names")
    elif header.version and version != header.version:
        words = f"WARC-Profile {quoted(profile)} is that of WARC/{version}"
        log.add("R143", offset, f"{words}, the record is WARC/{header.version}")
    if name == IDENTICAL and "warc-payload-digest" not in fields:
        log.add("T061", offset, "a revisit for an identical payload has no WARC-Payload-Digest")
    if not any(each in fields for each in ("warc-refers-to", "warc-refers-to-target-uri")):
        log.add("T063", offset, "a revisit record does not say what it repeats")
    elif ("warc-refers-to-target-uri" in fields) != ("warc-refers-to-date" in fields):
        words = "a revisit record has only one of WARC-Refers-To-Target-URI and -Date"
        log.add("T064", offset, words)


def check_revisit_block(
    header: Header, head: HttpHead | None, payload_bytes: int, log: BreachLog
) -> None:
    """Tell what is wrong with the block of a revisit, once it was read."""
    offset, profile = header.offset, profile_of(header)
    digest = read_digest(header.fields.get("warc-payload-digest", ""))
    is_left_off = not payload_bytes and not (digest and digest.is_of_nothing)
    if profile == IDENTICAL and is_left_off and "warc-truncated" not in header.fields:
        words = "a revisit leaves the body off and does not say WARC-Truncated: length"
        log.add("T062", offset, words)
    if profile != NOT_MODIFIED:
        return
    if head is None:
        if header.length_bytes:
            log.add("T072", offset, "a revisit for a 304 is not application/http")
    elif head.kind == "response" and head.status != _NOT_MODIFIED_STATUS:
        words = f"a revisit for an answer 304 has the status {head.status}"
        log.add("T071", offset, words)


def check_request(header: Header, head: HttpHead, log: BreachLog) -> None:
    """Tell when a request does not lead to the address that its record names."""
    target = header.fields.get("warc-target-uri", "").strip("<>")
    host = head.value("host")
    parts = urls.split(target)
    if parts is None or not urls.is_http(target) or not head.method or head.method == "CONNECT":
        return
    if not host:
        if "host" not in head.headers and head.version != "1.0":
            log.add("H111", header.offset, "a request has no Host header")
        host = parts.netloc
    asked = head.target
    if asked.startswith("/"):
        asked = f"{parts.scheme}://{host}{asked}"
    elif asked == "*":
        return
    if asked != target and urls.surt(asked) != urls.surt(target):
        words = f"the request asks for {quoted(asked)}, its record names {quoted(target)}"
        log.add("T033", header.offset, words)


def check_warc_fields(data: bytes, header: Header, log: BreachLog) -> None:
    """Tell what is wrong with a block of application/warc-fields."""
    code = "T013" if header.type == "warcinfo" else "T051"
    for line in data.replace(b"\r\n", b"\n").split(b"\n"):
        if line and line[:1] not in b" \t" and not _FIELD_LINE.fullmatch(line):
            log.add(code, header.offset, f"the line {quoted(line)} of the block is no field")
            return
    if b"\n" in data.replace(b"\r\n", b""):
        log.add("T014", header.offset, "lines of the block end with LF, not CRLF")
