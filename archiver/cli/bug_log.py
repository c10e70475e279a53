"""What is kept of an error that is archiver's own fault."""

from __future__ import annotations

import os
import sys
import tempfile

from archiver import __version__


def keep_trace(trace: str) -> str:
    """Write a traceback into a new file of the temporary folder; return where it is.

    Only versions go with it: no names of the machine or of its user.
    """
    try:
        descriptor, path = tempfile.mkstemp(prefix="archiver-bug-", suffix=".log", text=True)
        with os.fdopen(descriptor, "w", encoding="utf-8") as log:
            log.write(f"archiver {__version__}, Python {sys.version}\n{trace}")
    except OSError:
        return "nowhere: the temporary folder cannot be written; ARCHIVER_DEBUG=1 shows it"
    return path
