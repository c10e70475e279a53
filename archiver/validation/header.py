"""The header of a WARC record read to the letter: version line, named fields, line ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archiver.validation.breach import BreachLog, quoted

MOST_HEAD_BYTES = 1 << 20
"""Of a record's header, or of the HTTP head in its block: Chromium takes 256 kB."""
_VERSIONS = {"WARC/1.0": "1.0", "WARC/1.1": "1.1"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bqBQ]\?[^?\s]*\?=")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_LENGTH = re.compile(r"[0-9]{1,19}")
_MOST_FIELDS = 1000
_MOST_LENGTH = (1 << 63) - 1
_REPEATABLE = frozenset({"warc-concurrent-to", "warc-protocol"})


@dataclass(slots=True, kw_only=True)
class Header:
    """What a record says of itself; names of fields are in lower case."""

    offset: int
    type: str = ""
    """WARC-Type in lower case."""
    version: str = ""
    """`1.0` or `1.1`; empty for any other."""
    fields: dict[str, str] = field(default_factory=dict)
    """The first value of each field."""
    repeats: list[tuple[str, str]] = field(default_factory=list)
    """Values of fields that came again."""
    length_bytes: int | None = None
    """Size of the block; None when the header gives none that can be."""
    size_bytes: int = 0
    """Of the header itself, with its empty line."""

    def all_of(self, name: str) -> list[str]:
        """Return every value of a field."""
        first = self.fields.get(name)
        rest = [value for key, value in self.repeats if key == name]
        return rest if first is None else [first, *rest]


def read_header(head: bytes, offset: int, log: BreachLog) -> Header:
    """Return the header of a record, and tell what breaks its grammar.

    `head` is all up to its empty line, and that with it.
    """
    text = _decoded(head, offset, log)
    lines = text.split("\r\n")
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1:
        lines = _loose_lines(text, offset, log)
    if _CONTROLS.search(text):
        log.add("R221", offset, "the header holds control characters")
    if "=?" in text and (found := _ENCODED_WORD.search(text)):
        log.add("R212", offset, f"the header holds an encoded word: {quoted(found[0])}")
    header = Header(offset=offset, size_bytes=len(head))
    header.version = _VERSIONS.get(lines[0], "")
    if not header.version:
        log.add("R011", offset, f"the version line is {quoted(lines[0])}")
    del lines[0]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > _MOST_FIELDS:
        words = f"a header of {len(lines):,} lines; those behind {_MOST_FIELDS:,} are not looked at"
        log.add("R013", offset, words)
        del lines[_MOST_FIELDS:]
    if any(line[:1] in " \t" for line in lines):
        lines = _unfolded(lines, offset, log)
    _take_fields(header, lines, log)
    _take_length(header, log)
    header.type = header.fields.get("warc-type", "").lower()
    return header


def _decoded(head: bytes, offset: int, log: BreachLog) -> str:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        log.add("R223", offset, "the header is not UTF-8")
        return head.decode("utf-8", "replace")


def _loose_lines(text: str, offset: int, log: BreachLog) -> list[str]:
    """Tell of line ends that are not CRLF, and split at any that ends a line."""
    ends = text.count("\n")
    if text.replace("\r\n", "").count("\r"):
        log.add("R221", offset, "the header holds a CR that ends no line")
    if ends and "\r" not in text:
        log.add("R012", offset, "the lines of the header end with LF, not CRLF")
    elif text.replace("\r\n", "").count("\n"):
        log.add("R012", offset, "some lines of the header end with LF, not CRLF")
    return text.replace("\r\n", "\n").split("\n")


def _unfolded(lines: list[str], offset: int, log: BreachLog) -> list[str]:
    log.add("R211", offset, "a field of the header is folded over lines")
    unfolded: list[str] = []
    for line in lines:
        if line[:1] in " \t" and line and unfolded:
            unfolded[-1] = f"{unfolded[-1]} {line.strip()}"
        else:
            unfolded.append(line)
    return unfolded


def _take_fields(header: Header, lines: list[str], log: BreachLog) -> None:
    fields = header.fields
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not _TOKEN.fullmatch(name):
            log.add("R222", header.offset, f"the line {quoted(line)} names no field")
            if not colon:
                continue
            name = name.strip()
        value = value.strip(" \t")
        key = name.lower()
        if key in fields:
            is_new = value != fields[key] and (key, value) not in header.repeats
            header.repeats.append((key, value))
            if not is_new or (key in KNOWN_FIELDS and key not in _REPEATABLE):
                log.add("R201", header.offset, f"the field {quoted(name)} comes more than once")
        else:
            fields[key] = value
        if not value:
            log.add("R224", header.offset, f"the field {quoted(name)} has no value")


def _take_length(header: Header, log: BreachLog) -> None:
    value = header.fields.get("content-length")
    if value is None:
        return  # told with the other fields that every record must have
    if _LENGTH.fullmatch(value) and int(value) <= _MOST_LENGTH:
        header.length_bytes = int(value)
    else:
        log.add("R061", header.offset, f"Content-Length is {quoted(value)}, which is no size")


KNOWN_FIELDS = frozenset(
    {
        "content-length",
        "content-type",
        "warc-block-digest",
        "warc-cipher-suite",
        "warc-concurrent-to",
        "warc-date",
        "warc-filename",
        "warc-identified-payload-type",
        "warc-ip-address",
        "warc-json-metadata",
        "warc-page-id",
        "warc-payload-digest",
        "warc-profile",
        "warc-protocol",
        "warc-record-id",
        "warc-refers-to",
        "warc-refers-to-container",
        "warc-refers-to-date",
        "warc-refers-to-target-uri",
        "warc-resource-type",
        "warc-segment-number",
        "warc-segment-origin-id",
        "warc-segment-total-length",
        "warc-target-uri",
        "warc-truncated",
        "warc-type",
        "warc-warcinfo-id",
    }
)
"""WARC 1.1, section 5, and the extensions in use (warc.md R24 to R26)."""
