"""The named fields of one record: which there must be, which may be, in which form.

A table for each record type (WARC 1.1, sections 5 and 6; warc.md 2.1 and 2.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from archiver.validation import forms
from archiver.validation.breach import BreachLog, quoted
from archiver.validation.digests import read_digest
from archiver.validation.header import KNOWN_FIELDS, Header

TYPES = frozenset(
    {
        "warcinfo",
        "response",
        "request",
        "resource",
        "metadata",
        "revisit",
        "conversion",
        "continuation",
    }
)
_ALWAYS = ("warc-type", "warc-record-id", "warc-date", "content-length")
_WITH_TARGET = TYPES - {"warcinfo", "metadata"}
_NO_PAYLOAD = frozenset({"warcinfo", "metadata"})
_NO_EVENT = frozenset({"warcinfo", "conversion", "continuation"})
_MAY_REFER = frozenset({"revisit", "conversion", "metadata"})
_ONLY_ON = {
    "warc-concurrent-to": ("R092", TYPES - _NO_EVENT),
    "warc-ip-address": ("R102", TYPES - _NO_EVENT),
    "warc-payload-digest": ("R114", TYPES - _NO_PAYLOAD),
    "warc-refers-to": ("R121", _MAY_REFER),
    "warc-refers-to-target-uri": ("R131", frozenset({"revisit"})),
    "warc-refers-to-date": ("R131", frozenset({"revisit"})),
    "warc-profile": ("R144", frozenset({"revisit"})),
    "warc-warcinfo-id": ("R161", TYPES - {"warcinfo"}),
    "warc-filename": ("R171", frozenset({"warcinfo"})),
    "warc-target-uri": ("R082", TYPES - {"warcinfo"}),
    "warc-segment-origin-id": ("T094", frozenset({"continuation"})),
    "warc-segment-total-length": ("T094", frozenset({"continuation"})),
    "warc-segment-number": ("T094", TYPES - {"warcinfo"}),
    "warc-identified-payload-type": ("R192", TYPES - _NO_PAYLOAD),
}
_TRUNCATIONS = frozenset({"length", "time", "disconnect", "unspecified"})
_REFERENCES = {
    "warc-record-id": "R031",
    "warc-concurrent-to": "R091",
    "warc-refers-to": "R122",
    "warc-warcinfo-id": "R163",
    "warc-segment-origin-id": "T095",
}
_CAPITALS = {"warc": "WARC", "uri": "URI", "id": "ID", "ip": "IP", "json": "JSON"}
_NAMES = {
    name: "-".join(_CAPITALS.get(part, part.capitalize()) for part in name.split("-"))
    for name in KNOWN_FIELDS
}
_HTTP = re.compile(r"application/http(?:\s*;\s*msgtype\s*=\s*\"?([a-z]*)\"?)?", re.IGNORECASE)

_HTTP_PARAMETERS = frozenset({"msgtype", "version", "charset", "encoding"})

Tell = Callable[[str, str], None]


def check_fields(header: Header, log: BreachLog) -> None:
    """Tell what is wrong with the fields of a record, one by one and together."""

    def tell(code: str, words: str) -> None:
        log.add(code, header.offset, words)

    kind, fields = header.type, header.fields
    for name in _ALWAYS:
        if name not in fields:
            tell("R021", f"the record has no {_NAMES[name]}")
    if kind and kind not in TYPES:
        tell("R231", f"the type {quoted(kind)} is none of WARC 1.1")
    for name, value in fields.items():
        if value:
            _check_field(header, name, value, tell)
    for name, value in header.repeats:
        if name in _REFERENCES:
            _check_reference(name, value, tell)
    if kind in _WITH_TARGET and "warc-target-uri" not in fields:
        tell("R081", f"a {kind} record has no WARC-Target-URI")
    _check_content_type(header, tell)


def _check_field(header: Header, name: str, value: str, tell: Tell) -> None:
    kind = header.type
    if name in _ONLY_ON and kind in TYPES:
        code, fitting = _ONLY_ON[name]
        if kind not in fitting:
            tell(code, f"a {kind} record has {_NAMES[name]}")
    if name in _REFERENCES:
        _check_reference(name, value, tell)
    elif check := _CHECKS.get(name):
        check(header, value, tell)
    elif name not in KNOWN_FIELDS and (near := _field_meant(name)):
        tell("R232", f"the field {quoted(name)} is unknown, and looks like {_NAMES[near]}")


@lru_cache(maxsize=256)
def _field_meant(name: str) -> str:
    return next(
        (
            each
            for each in sorted(KNOWN_FIELDS)
            if forms.is_near(name, each) or forms.is_rest_of(name, each)
        ),
        "",
    )


def _check_reference(name: str, value: str, tell: Tell) -> None:
    if forms.is_usual_id(value):
        return
    if fault := forms.id_fault(value):
        tell(_REFERENCES[name], f"{_NAMES[name]} {quoted(value)} {fault}")
    elif fault := forms.uuid_fault(value):
        tell("R033", f"{_NAMES[name]} {quoted(value)} {fault}")


def _check_date(header: Header, value: str, tell: Tell) -> None:
    if fault := forms.date_fault(value, header.version or "1.1"):
        tell(fault[0], f"WARC-Date {quoted(value)} {fault[1]}")


def _check_refers_date(_: Header, value: str, tell: Tell) -> None:
    if fault := forms.date_fault(value, "1.1"):
        tell("R133", f"WARC-Refers-To-Date {quoted(value)} {fault[1]}")


def _check_target(header: Header, value: str, tell: Tell) -> None:
    if value.startswith("<") and value.endswith(">"):
        if header.version != "1.0":
            tell("R085", f"WARC-Target-URI {quoted(value)} stands in angle brackets")
        value = value[1:-1]
    if fault := forms.uri_fault(value):
        tell(fault[0], f"WARC-Target-URI {quoted(value)} {fault[1]}")


def _check_refers_target(_: Header, value: str, tell: Tell) -> None:
    fault = forms.uri_fault(value.removeprefix("<").removesuffix(">"))
    if fault and fault[0] == "R083":
        tell("R133", f"WARC-Refers-To-Target-URI {quoted(value)} {fault[1]}")


def _check_address(_: Header, value: str, tell: Tell) -> None:
    if fault := forms.address_fault(value):
        tell(fault[0], f"WARC-IP-Address {quoted(value)} {fault[1]}")


def _check_digest(name: str) -> Callable[[Header, str, Tell], None]:
    def check(_: Header, value: str, tell: Tell) -> None:
        digest = read_digest(value)
        if digest is not None and not digest.algorithm:
            tell("R112", f"{name} {quoted(value)} is of an algorithm that is not known here")
        elif digest is None or not digest.value:
            tell("R111", f"{name} {quoted(value)} is no digest")
        elif not digest.is_usual:
            tell("R113", f"{name} {quoted(value)} is spelled as few checkers read it")

    return check


def _check_truncated(_: Header, value: str, tell: Tell) -> None:
    if value not in _TRUNCATIONS:
        tell("R151", f"WARC-Truncated {quoted(value)} is none of {', '.join(sorted(_TRUNCATIONS))}")


def _check_filename(_: Header, value: str, tell: Tell) -> None:
    if value.endswith(".open"):
        tell("R172", f"WARC-Filename {quoted(value)} is the name of a file that is being written")


def _check_identified(_: Header, value: str, tell: Tell) -> None:
    if not forms.is_media_type(value):
        tell("R191", f"WARC-Identified-Payload-Type {quoted(value)} is no media type")


def _check_word(code: str, name: str) -> Callable[[Header, str, Tell], None]:
    def check(_: Header, value: str, tell: Tell) -> None:
        if not forms.is_token(value):
            tell(code, f"{name} {quoted(value)} is not one word")

    return check


def _check_json(_: Header, value: str, tell: Tell) -> None:
    if not forms.is_json(value):
        tell("R261", "WARC-JSON-Metadata is not JSON")


def _check_number(name: str) -> Callable[[Header, str, Tell], None]:
    def check(_: Header, value: str, tell: Tell) -> None:
        if not forms.is_number(value):
            tell("T096", f"{name} {quoted(value)} is no number")

    return check


_CHECKS: dict[str, Callable[[Header, str, Tell], None]] = {
    "warc-date": _check_date,
    "warc-refers-to-date": _check_refers_date,
    "warc-target-uri": _check_target,
    "warc-refers-to-target-uri": _check_refers_target,
    "warc-ip-address": _check_address,
    "warc-block-digest": _check_digest("WARC-Block-Digest"),
    "warc-payload-digest": _check_digest("WARC-Payload-Digest"),
    "warc-truncated": _check_truncated,
    "warc-filename": _check_filename,
    "warc-identified-payload-type": _check_identified,
    "warc-protocol": _check_word("R241", "WARC-Protocol"),
    "warc-cipher-suite": _check_word("R251", "WARC-Cipher-Suite"),
    "warc-json-metadata": _check_json,
    "warc-segment-number": _check_number("WARC-Segment-Number"),
    "warc-segment-total-length": _check_number("WARC-Segment-Total-Length"),
}


def http_kind(content_type: str) -> str:
    """Return `request`, `response` or another word of msgtype; `` when it is no HTTP.

    `http` for HTTP that says no msgtype.
    """
    found = _HTTP.match(content_type)
    return "" if found is None else (found[1] or "http").lower()


def _check_content_type(header: Header, tell: Tell) -> None:
    kind, value = header.type, header.fields.get("content-type", "")
    if not value:
        if header.length_bytes and kind != "continuation":
            tell("R181", "a block without Content-Type")
        return
    if not forms.is_media_type(value):
        tell("R182", f"the Content-Type {quoted(value)} is no media type")
    if meant := forms.media_type_meant(value):
        tell("R186", f"the Content-Type {quoted(value)} looks like {meant}")
    _check_fit(header, value, tell)


def _check_fit(header: Header, value: str, tell: Tell) -> None:
    """Tell when a Content-Type does not fit the type of its record."""
    kind = header.type
    media = value.partition(";")[0].strip().lower()
    target = header.fields.get("warc-target-uri", "").strip("<>").lower()
    is_web = target.startswith(("http:", "https:"))
    http = http_kind(value)
    if media == "application/warc-record":
        tell("R184", "the Content-Type application/warc-record says nothing of the block")
    elif kind in {"request", "response"} and is_web and http not in {kind, "http"}:
        tell("R183", f"a {kind} record of {target.split(':')[0]} has Content-Type {quoted(value)}")
    elif http and any(
        part.partition("=")[0].strip().lower() not in _HTTP_PARAMETERS
        for part in value.split(";")[1:]
    ):
        tell("R185", f"the Content-Type {quoted(value)} has a parameter that nobody knows")
    elif kind == "revisit" and http == "request":
        tell("R183", "a revisit record has the Content-Type of a request")
    elif kind == "warcinfo" and media != "application/warc-fields":
        tell("T012", f"a warcinfo record has Content-Type {quoted(value)}")
    elif kind == "resource" and http:
        tell("T041", f"a resource record has Content-Type {quoted(value)}")
