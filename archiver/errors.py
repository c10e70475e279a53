"""Every exception that archiver raises.

    ArchiverError                   1
    ├── UsageError                  2   what was asked for cannot be done
    │   ├── PostError                   a post that cannot be read: file, line, why
    │   ├── TargetError                 an address that cannot be archived
    │   ├── PluginError                 a check of another package that cannot be used
    │   └── ConflictError               somebody else decided meanwhile
    ├── StorageError                4   the collection cannot be read or written
    │   ├── OutOfSpaceError         3   the disk is full; what was committed is whole
    │   ├── CollectionBusyError     5   another run works on this collection
    │   └── FormatError                 a WARC or CDXJ that breaks its format
    ├── BrowserError                6   no browser, or one that will not start
    │   └── BrowserGoneError            the browser died under a capture
    └── CaptureError                7   one page could not be captured
        ├── DeadlineError               it took longer than its budget
        └── ManifestError               a film's manifest that cannot be read

The number is the exit code of a command that ends by this error. Exit code 0
means all complete, 1 that there are findings, 130 that Ctrl-C ended the job.
A *finding* is data and never raised.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


class ArchiverError(Exception):
    """Something went wrong."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").split("\n")[0])


class UsageError(ArchiverError):
    """What was asked for cannot be done."""

    exit_code = 2


class PostError(UsageError):
    """A post that cannot be read.

    The message is `FILE:LINE: what is wrong; what to do`.
    """

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class TargetError(UsageError):
    """An address that cannot be archived."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url


class PluginError(UsageError):
    """A check of another package that cannot be used."""


class ConflictError(UsageError):
    """Somebody else decided meanwhile; nothing was written."""


class StorageError(ArchiverError):
    """The collection cannot be read or written."""

    exit_code = 4


class OutOfSpaceError(StorageError):
    """The disk is full; every committed page is whole."""

    exit_code = 3


class CollectionBusyError(StorageError):
    """Another run works on this collection."""

    exit_code = 5


class FormatError(StorageError):
    """A file that breaks its format."""


class BrowserError(ArchiverError):
    """No browser, or one that will not start."""

    exit_code = 6


class BrowserGoneError(BrowserError):
    """The browser died under a capture."""


class CaptureError(ArchiverError):
    """One page could not be captured."""

    exit_code = 7


class DeadlineError(CaptureError):
    """It took longer than its budget."""


class ManifestError(CaptureError):
    """A film's manifest that cannot be read."""
