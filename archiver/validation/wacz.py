"""A WACZ file checked: its zip, what it must hold, and each file in it (warc.md 2.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from archiver.validation.block_index import check_block_list, check_blocks
from archiver.validation.breach import BreachLog, quoted
from archiver.validation.cdxj import CdxjCheck
from archiver.validation.data_package import (
    DIGEST,
    MOST_PACKAGE_BYTES,
    PACKAGE,
    check_digest,
    check_package,
)
from archiver.validation.facts import FactSpool
from archiver.validation.page_list import check_pages
from archiver.validation.part_stream import PartStream, check_sum
from archiver.validation.record import RecordCheck
from archiver.validation.warc_file import check_warc
from archiver.validation.zip_parts import DEFLATED, STORED, ZipPart, read_parts

_READ_BYTES = 1 << 18
_WARC_SUFFIXES = (".warc", ".warc.gz")
_INDEX_SUFFIXES = (".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz", ".idx")


@dataclass(slots=True)
class WaczParts:
    """What was found in a WACZ: a log for each part, by number, and where stored parts lie."""

    logs: dict[int, BreachLog] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    records: int = 0
    names: set[str] = field(default_factory=set)
    has_index: bool = False


class WaczCheck:
    """Checks one WACZ; its parts are numbered from `number` on."""

    def __init__(
        self, stream: BinaryIO, log: BreachLog, facts: FactSpool, number: int, scope: str
    ) -> None:
        """Take the scope that all its files share."""
        self._stream = stream
        self._log = log
        self._facts = facts
        self._scope = scope
        self._next = number + 1
        self.found = WaczParts(logs={number: log})

    def check(self, size_bytes: int, tell: Callable[[int], None]) -> None:
        """Check all of it.

        Raises:
            OSError: it cannot be read.
        """
        if not self._log.path.endswith(".wacz"):
            self._log.add("W013", 0, "the file is not named .wacz")
        parts = read_parts(self._stream, size_bytes, self._log)
        if parts is None or self._log.counts["W109"]:
            return  # of parts that lie over one another each would be read again
        files = {part.name: part for part in parts if not part.is_folder}
        readable = {name: part for name, part in files.items() if _is_readable(part)}
        sums = {}
        for name, part in readable.items():
            found = check_sum(self._stream, part, self._log)
            sums[name] = (found.sha256, found.size_bytes)
        self._check_layout(files)
        for name, part in readable.items():
            self._check_part(name, part)
            tell(part.data_offset + part.packed_bytes)
        self._check_package(readable, sums)

    def _check_layout(self, files: dict[str, ZipPart]) -> None:
        log = self._log
        warcs = [name for name in files if _folder(name) == "archive"]
        if not any(name.endswith(_WARC_SUFFIXES) for name in warcs):
            log.add("W012", 0, "the WACZ has no WARC file in archive/")
        indexes = [name for name in files if _folder(name) == "indexes"]
        lines = [name for name in indexes if name.endswith((".cdx", ".cdxj"))]
        packed = [name for name in indexes if name.endswith((".cdx.gz", ".cdxj.gz"))]
        if not lines and not packed:
            log.add("W021", 0, "the WACZ has no index in indexes/")
        if packed and not any(name.endswith(".idx") for name in indexes):
            log.add("W024", 0, "the WACZ has a compressed index, but no list of its blocks (.idx)")
        if "pages/pages.jsonl" not in files:
            log.add("W031", 0, "the WACZ has no pages/pages.jsonl")
        for name, part in files.items():
            fitting = _fits(name)
            if not fitting:
                words = f"the file {quoted(name)} has no place in its folder"
                log.add("W081", part.header_offset, words)
            if name.endswith(".gz") and part.method != STORED:
                words = f"the part {quoted(name)} is compressed once more: ranges cannot be read"
                log.add("W071", part.header_offset, words)

    def _check_part(self, name: str, part: ZipPart) -> None:
        folder = _folder(name)
        number, self._next = self._next, self._next + 1
        log = BreachLog(f"{self._log.path}!{name}")
        stream = cast("BinaryIO", PartStream(self._stream, part))
        own = name.rpartition("/")[2]

        def read() -> bytes:
            return stream.read(_READ_BYTES)

        found = self.found
        if folder == "archive" and name.endswith(_WARC_SUFFIXES):
            check = RecordCheck(log, self._facts, number, self._scope, own)
            found.records += check_warc(stream, part.size_bytes, log, check)
            found.names.add(own)
        elif folder == "indexes" and name.endswith(_INDEX_SUFFIXES):
            lines = CdxjCheck(log, self._facts, number, self._scope)
            if name.endswith(".idx"):
                check_block_list(read, log, self._facts, number, self._scope)
            elif name.endswith(".gz"):
                key = f"{self._scope}\t{own}"
                check_blocks(stream, lines, self._facts, number, key)
            else:
                lines.check_stream(read)
            found.has_index = found.has_index or bool(lines.count)
        elif folder == "pages" and name.endswith(".jsonl"):
            check_pages(read, log)
        else:
            return
        found.logs[number] = log
        if part.method == STORED:
            found.places[number] = part.data_offset

    def _check_package(self, files: dict[str, ZipPart], sums: dict[str, tuple[str, int]]) -> None:
        package = self._small(files, PACKAGE)
        if package is None:
            self._log.add("W041", 0, f"the WACZ has no {PACKAGE}")
        else:
            check_package(package, sums, self._log_of(PACKAGE))
        digest = self._small(files, DIGEST)
        if digest is None:
            self._log.add("W061", 0, f"the WACZ has no {DIGEST}")
        else:
            check_digest(digest, package, self._log_of(DIGEST))

    def _small(self, files: dict[str, ZipPart], name: str) -> bytes | None:
        part = files.get(name)
        if part is None:
            return None
        if part.size_bytes > MOST_PACKAGE_BYTES:
            self._log.add("W108", part.header_offset, f"{name} of {part.size_bytes:,} bytes")
            return None
        stream = PartStream(self._stream, part)
        data = bytearray()
        while len(data) <= MOST_PACKAGE_BYTES and (piece := stream.read(_READ_BYTES)):
            data += piece
        return bytes(data)

    def _log_of(self, name: str) -> BreachLog:
        log = BreachLog(f"{self._log.path}!{name}")
        self.found.logs[self._next] = log
        self._next += 1
        return log


def _is_readable(part: ZipPart) -> bool:
    return part.data_offset >= 0 and part.method in {STORED, DEFLATED} and not part.flags & 1


def _folder(name: str) -> str:
    return name.partition("/")[0] if "/" in name else ""


def _fits(name: str) -> bool:
    folder = _folder(name)
    if folder == "archive":
        return name.endswith(_WARC_SUFFIXES)
    if folder == "indexes":
        return name.endswith(_INDEX_SUFFIXES)
    return folder != "pages" or name.endswith(".jsonl")
