"""One WARC file checked: on disk, or as a part of another file."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from archiver.validation.breach import BreachLog, quoted
from archiver.validation.members import GZIP_MAGIC
from archiver.validation.record import RecordCheck
from archiver.validation.scanner import scan

OPEN_SUFFIX = ".open"
"""What a file is called at its end while it is being written."""


def check_warc(
    stream: BinaryIO,
    size_bytes: int,
    log: BreachLog,
    check: RecordCheck,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Check a WARC file from its beginning; return how many records it has.

    Raises:
        OSError: it cannot be read.
    """
    begin = stream.read(len(GZIP_MAGIC))
    stream.seek(0)
    name = check.name
    is_packed = begin == GZIP_MAGIC
    is_known = name.endswith((".warc", ".gz")) and (is_packed or begin == b"WA")
    if is_known and name.endswith(".gz") != is_packed:
        is_words = "is compressed" if is_packed else "is not compressed"
        log.add("F051", 0, f"a file that {is_words} is named {quoted(name)}")
    return scan(stream, size_bytes, log, check, tell)


def plain_name(name: str) -> str:
    """Return the final name of a WARC file."""
    return name.removesuffix(OPEN_SUFFIX)
