"""The file that takes a report: whole or not at all."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from archiver.errors import UsageError


def check_writable(path: Path) -> None:
    """Raise `UsageError` when a report cannot go there: said before the work, not after it."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file for the report")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent} for the report")


def write_report(path: Path | None, text: str) -> None:
    """Write a report in UTF-8, to standard output for None; raise `UsageError` when that fails."""
    data = text.encode("utf-8", "replace")
    if path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    beside = path.with_name(path.name + ".tmp")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise UsageError(f"{path}: the report cannot be written: {error.strerror}") from error
