"""CDXJ 0.1.0 line by line: form, order, key; and what each line says of its record.

Text and practice differ (warc.md 2.5): keys of both schools are right here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from archiver import urls
from archiver.validation.breach import BreachLog, quoted
from archiver.validation.digests import read_digest
from archiver.validation.facts import FactSpool
from archiver.validation.lines import lines_of

_TIMESTAMP = re.compile(r"[0-9]{14}(?:[0-9]{3})?")
_NUMBER = re.compile(r"[0-9]{1,18}")
_BLANK = re.compile(r"[\x00-\x20\x7f]")
_KEYS = ("url", "digest", "filename", "offset", "length")
"""Of the seven that the text asks for; mime and status are left out where a record has none."""
_SHORT, _LONG = 200, 2000


class CdxjCheck:
    """Checks the lines of one index; what they say of records goes to `facts`."""

    def __init__(self, log: BreachLog, facts: FactSpool, file: int, scope: str) -> None:
        self.log = log
        self._facts = facts
        self._file = file
        self._scope = scope
        self._last = b""
        self.count = 0

    def check_stream(self, read: Callable[[], bytes], *, at: int | None = None) -> bytes:
        """Check the lines that `read` gives; return the beginning of the first.

        `at` is the offset to tell for all of them, where they lie compressed.
        """
        first = b""
        for line in lines_of(read):
            offset = line.offset if at is None else at
            first = first or line.data[:_LONG]
            if line.cut:
                self.log.add("C062", offset, "a line of more than a megabyte is not looked at")
            elif not line.ended and at is None:
                self.log.add("C063", offset, "the last line has no line feed: it may be cut")
                self._line(line.data, offset)
            else:
                self._line(line.data, offset)
        return first

    def _line(self, data: bytes, offset: int) -> None:
        log = self.log
        if data.startswith(b"!meta ") and not self.count:
            return
        self.count += 1
        if not data.strip():
            log.add("C011", offset, "an empty line")
            return
        if data < self._last:
            log.add("C021", offset, f"{quoted(data[:60])} comes behind {quoted(self._last[:60])}")
        elif data == self._last:
            log.add("C022", offset, f"the line of {quoted(data[:60])} comes twice")
        self._last = data
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            log.add("C011", offset, f"{quoted(data[:60])} is not UTF-8")
            return
        if "\r" in text or "\0" in text:
            log.add("C011", offset, f"the line of {quoted(text[:60])} holds CR or NUL")
        key, _, rest = text.partition(" ")
        timestamp, blank, block = rest.partition(" ")
        if not key or not blank:
            log.add("C011", offset, f"{quoted(text[:60])} is not `key timestamp {{...}}`")
            return
        self._timestamp(timestamp, offset)
        fields = self._fields(block, offset)
        if fields is not None:
            self._check(key, timestamp, fields, offset)

    def _timestamp(self, value: str, offset: int) -> None:
        fine = _TIMESTAMP.fullmatch(value) is not None
        if fine:
            try:
                datetime.strptime(value[:14] + "+0000", "%Y%m%d%H%M%S%z")
            except ValueError:
                fine = False
        if not fine:
            words = f"the timestamp {quoted(value)} is no moment in 14 or 17 digits"
            self.log.add("C041", offset, words)

    def _fields(self, block: str, offset: int) -> dict[str, Any] | None:
        repeated: list[str] = []

        def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            found = dict(pairs)
            if len(found) != len(pairs):
                repeated.append("")
            return found

        try:
            fields = json.loads(block, object_pairs_hook=once)
        except (ValueError, RecursionError) as error:
            self.log.add("C012", offset, f"{quoted(block[:60])} is not JSON ({str(error)[:60]})")
            return None
        if not isinstance(fields, dict):
            self.log.add("C012", offset, f"{quoted(block[:60])} is no JSON object")
            return None
        if repeated:
            self.log.add("C012", offset, "a field comes twice in the JSON of a line")
        return fields

    def _check(self, key: str, timestamp: str, fields: dict[str, Any], offset: int) -> None:
        log = self.log
        missing = [name for name in _KEYS if name not in fields]
        if missing:
            log.add("C013", offset, f"the line has no {', '.join(missing)}")
        for name in ("offset", "length", "status"):
            if name in fields and not _NUMBER.fullmatch(str(fields[name])):
                value = quoted(str(fields[name]))
                if name != "status" or fields[name] != "-":
                    log.add("C014", offset, f"{name} is {value}, which is no number")
        for name in ("url", "digest", "filename", "mime"):
            if name in fields and not isinstance(fields[name], str):
                log.add("C014", offset, f"{name} is {quoted(str(fields[name]))}, which is no text")
        digest = fields.get("digest")
        if isinstance(digest, str) and not _is_digest(digest):
            log.add("C015", offset, f"{quoted(digest)} is no digest")
        url = fields.get("url")
        if isinstance(url, str) and not _is_key(key, url, fields):
            log.add("C031", offset, f"the key {quoted(key)} is not that of {quoted(url)}")
        self._remember(timestamp, fields, offset)

    def _remember(self, timestamp: str, fields: dict[str, Any], offset: int) -> None:
        place, name = str(fields.get("offset", "")), fields.get("filename")
        if not isinstance(name, str) or not _NUMBER.fullmatch(place):
            return
        name = name.rpartition("/")[2]
        said = [str(fields.get(each, ""))[:_SHORT] for each in ("digest", "status", "mime")]
        hashed = str(fields.get("recordDigest", ""))[:_SHORT]
        self._facts.add(
            f"r {self._scope}\t{name}\t{int(place)}", 1, self._file, offset,
            str(fields.get("length", "")), str(fields.get("url", ""))[:_LONG], timestamp[:20],
            *said, hashed,
        )  # fmt: skip


def _is_digest(text: str) -> bool:
    if text == "-":
        return True
    digest = read_digest(text if ":" in text else f"sha1:{text}")
    return digest is not None and (bool(digest.value) or not digest.algorithm)


def _is_key(key: str, url: str, fields: dict[str, Any]) -> bool:
    method, body = fields.get("method"), fields.get("requestBody", "")
    if isinstance(method, str) and method.upper() not in {"GET", "HEAD", "OPTIONS", ""}:
        joint = "&" if "?" in url else "?"
        url = f"{url}{joint}__wb_method={method}" + (f"&{body}" if body else "")
    usual = _BLANK.sub(lambda found: f"%{ord(found[0]):02x}", urls.surt(url))
    return key in (usual, url, url.lower()) or key in _text_keys(url)


def _text_keys(url: str) -> set[str]:
    """Return the keys of the text: lower case, host reversed, no scheme; nothing else done."""
    parts = urls.split(url.partition("#")[0].lower())
    if parts is None or not parts.netloc:
        return set()
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    keys = set()
    for host in {parts.hostname or "", (parts.hostname or "").removeprefix("www.")}:
        start = f"{','.join(reversed(host.split('.')))}{port})"
        queries = {parts.query, "&".join(sorted(parts.query.split("&")))}
        for path in {parts.path or "/", (parts.path or "/").rstrip("/"), parts.path}:
            keys |= {start + path + (f"?{query}" if query else "") for query in queries}
    return keys
