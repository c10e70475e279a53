"""Does an index fit the records that it points to? For files that belong together, at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from archiver import urls
from archiver.validation.breach import quoted
from archiver.validation.digests import read_digest
from archiver.validation.facts import Fact
from archiver.validation.references import Tell

_MIME_END = re.compile(r"[;\s]")
_INDEXED = frozenset({"response", "revisit", "resource"})
"""What every index holds; some hold metadata and conversion records too."""
_REVISIT_MIME = "warc/revisit"
_NOT_DIGIT = re.compile(r"\D")


class Known(Protocol):
    """What must be known of all files to judge one line."""

    def is_complete(self, number: int, /) -> bool:
        """Tell whether all files that belong to one are here."""

    def is_indexed(self, scope: str, /) -> bool:
        """Tell whether the files of a scope have an index."""

    def has_file(self, scope: str, name: str, /) -> bool:
        """Tell whether a scope has a WARC file of that name."""

    def hash_of(self, number: int, offset: int, length: int, /) -> str:
        """Return the SHA-256 of bytes of a file, `` when they cannot be read."""


def check_place(
    group: Sequence[Fact],
    tell: Tell,
    known: Known,
) -> None:
    """Check what is known of one place in a WARC file: its record, and the lines that name it."""
    scope, _, place = str(group[0][0])[2:].partition("\t")
    name, _, offset = place.partition("\t")
    records = [fact[2:] for fact in group if fact[1] == 0]
    lines = [fact[2:] for fact in group if fact[1] == 1]
    if records and not lines and records[0][2] in _INDEXED and known.is_indexed(scope):
        file, _, kind, uri, *_ = records[0]
        words = f"the {kind} record of {quoted(uri)} stands in no line of the index"
        tell(file, int(offset), "C057", words)
    for line in lines:
        if records:
            _check_line(line, records[0], int(offset), tell, known)
        elif known.has_file(scope, name):
            words = f"no record that an index holds begins at byte {offset} of {quoted(name)}"
            tell(line[0], line[1], "C051", words)
        elif known.is_complete(line[0]):
            tell(line[0], line[1], "C059", f"the file {quoted(name)} is not there")


def _check_line(line: Fact, record: Fact, offset: int, tell: Tell, known: Known) -> None:
    index, at, length, url, timestamp, digest, status, mime, hashed = line
    file, length_bytes, kind, uri, date, own_digest, own_status, own_mime = record

    def differs(code: str, what: str, said: str, found: str) -> None:
        words = f"the line of {quoted(url)} says {what} {quoted(said)}, the record {quoted(found)}"
        tell(index, at, code, words)

    if length_bytes and length.isdigit() and int(length) != length_bytes:
        differs("C052", "length", length, str(length_bytes))
    if url != uri and urls.to_ascii(url) != urls.to_ascii(uri):
        differs("C053", "url", url, uri)
    digits = _NOT_DIGIT.sub("", date)
    is_same = digits[:14] == timestamp[:14] and (digits + "000").startswith(timestamp)
    if not is_same:
        differs("C054", "timestamp", timestamp, date)
    if own_digest and digest not in {"", "-"} and not _same_digest(digest, own_digest):
        differs("C055", "digest", digest, own_digest)
    if own_status and status != str(own_status) and not (kind == "revisit" and status in {"", "-"}):
        differs("C056", "status", status, str(own_status))
    wanted = _MIME_END.split(own_mime, maxsplit=1)[0].strip()
    if (kind == "revisit") != (mime == _REVISIT_MIME) or (
        kind != "revisit" and wanted and mime.lower() != wanted.lower()
    ):
        differs("C061", "mime", mime, _REVISIT_MIME if kind == "revisit" else wanted)
    if hashed and length.isdigit():
        found = known.hash_of(file, offset, int(length))
        if found and hashed.removeprefix("sha256:") != found:
            differs("C058", "recordDigest", hashed, f"sha256:{found}")


def _same_digest(said: str, own: str) -> bool:
    if said == own or said == own.rpartition(":")[2]:
        return True
    found, wanted = read_digest(said if ":" in said else f"sha1:{said}"), read_digest(own)
    if found is None or wanted is None or found.algorithm != wanted.algorithm:
        return found is not None and wanted is not None
    return found.value == wanted.value
