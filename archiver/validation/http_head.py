"""The head of an HTTP message in a block, to the letter (warc.md 2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from archiver.validation.breach import BreachLog, quoted

HttpKind = Literal["request", "response"]
_STATUS_LINE = re.compile(r"HTTP/1\.[01] ([0-9]{3})(?: [^\x00-\x08\x0a-\x1f\x7f]*)?")
_REQUEST_LINE = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([^\x00-\x20\x7f]+) HTTP/(1\.[01])")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LENGTH = re.compile(r"[0-9]{1,19}")
_JOINED_COOKIES = re.compile(r",\s*[!#$%&'*+\-.^_`|~0-9A-Za-z]+=")
_MOST_LINES = 5000
_MOST_COOKIE = 8192


@dataclass(slots=True)
class HttpHead:
    """A request line or status line, and the headers; names in lower case."""

    kind: HttpKind
    method: str = ""
    target: str = ""
    version: str = ""
    status: int = 0
    headers: dict[str, list[str]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return the first value of a header, or ``."""
        return self.headers.get(name, [""])[0]

    @property
    def content_length(self) -> int | None:
        """The Content-Length that is stated, when it is one."""
        value = self.value("content-length").partition(",")[0].strip()
        return int(value) if _LENGTH.fullmatch(value) else None

    @property
    def is_chunked(self) -> bool:
        """Whether chunk framing is stated."""
        codings = ",".join(self.headers.get("transfer-encoding", []))
        return "chunked" in codings.lower().replace(" ", "").split(",")


def read_http_head(data: bytes, kind: HttpKind, offset: int, log: BreachLog) -> HttpHead:
    """Return the head of a message, and tell what breaks its grammar."""
    text = data.decode("latin-1")
    lines = text.split("\r\n")
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1:
        lines = _loose_lines(text, offset, log)
    if _CONTROLS.search(text):
        log.add("H081", offset, "the HTTP head holds control characters")
    while lines and not lines[-1]:
        lines.pop()
    head = HttpHead(kind)
    _first_line(head, lines[0] if lines else "", offset, log)
    if len(lines) > _MOST_LINES:
        log.add("H061", offset, f"an HTTP head of {len(lines):,} lines")
    for line in lines[1:_MOST_LINES]:
        _header_line(head, line, offset, log)
    _lengths(head, offset, log)
    return head


def _loose_lines(text: str, offset: int, log: BreachLog) -> list[str]:
    pure = text.replace("\r\n", "")
    if "\r\n" not in text and "\r" not in pure:
        log.add("H063", offset, "all lines of the HTTP head end with LF, not CRLF")
    else:
        log.add("H061", offset, "a line of the HTTP head holds a CR or LF of its own")
    return text.replace("\r\n", "\n").split("\n")


def _first_line(head: HttpHead, line: str, offset: int, log: BreachLog) -> None:
    if head.kind == "response":
        found = _STATUS_LINE.fullmatch(line)
        if found is None:
            log.add("H041", offset, f"the status line is {quoted(line)}")
            found = re.search(r" ([0-9]{3})(?: |$)", line[:100])
        head.status = int(found[1]) if found else 0
        if found and not 100 <= head.status <= 999:
            log.add("H041", offset, f"the status is {head.status:03d}")
        return
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        log.add("H042", offset, f"the request line is {quoted(line)}")
        return
    head.method, head.target, head.version = found[1], found[2], found[3]


def _header_line(head: HttpHead, line: str, offset: int, log: BreachLog) -> None:
    name, colon, value = line.partition(":")
    if not name and colon:
        log.add("H051", offset, f"a pseudo header of HTTP/2: {quoted(line)}")
        return
    if line[:1] in {" ", "\t"}:
        log.add("H061", offset, f"a header is folded over lines: {quoted(line)}")
        return
    if not colon or not _NAME.fullmatch(name):
        log.add("H064", offset, f"the line {quoted(line)} is no header")
        if not colon:
            return
    key = name.strip().lower()
    value = value.strip()
    head.headers.setdefault(key, []).append(value)
    if key == "set-cookie" and _JOINED_COOKIES.search(value[:_MOST_COOKIE]):
        log.add("H062", offset, "a Set-Cookie line holds more than one cookie")


def _lengths(head: HttpHead, offset: int, log: BreachLog) -> None:
    values = head.headers.get("content-length", [])
    for value in values:
        if len({part.strip() for part in value.split(",")}) != 1 or head.content_length is None:
            log.add("H032", offset, f"the HTTP Content-Length is {quoted(value)}")
            return
    if len(set(values)) > 1:
        log.add("H032", offset, f"{len(values)} HTTP headers Content-Length that differ")
    if values and head.is_chunked:
        words = "Content-Length and chunked Transfer-Encoding together"
        log.add("H013", offset, words)
