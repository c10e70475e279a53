"""The process that yt-dlp works in: `python -m archiver.extract.child`.

It reads one question from standard input, and writes messages to standard output.
When standard input ends, the time is up, or the parent is gone.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import sys
import threading

from archiver.extract.extraction import Extraction, Question, no_extraction
from archiver.extract.messages import send
from archiver.extract.recording import Recording
from archiver.models import PlayerOutcome, Truncation

try:
    import resource
except ModuleNotFoundError:  # Windows; there the deadline alone ends this process
    resource = None  # type: ignore[assignment]

_MEMORY_BYTES = 2 << 30
"""Address space: what yt-dlp makes of a page of 16 MiB fits in well."""
_MORE_CPU_S = 30
"""Processor time beyond the budget, for a parent that cannot end this process any more."""


def main() -> None:
    """Answer the question on standard input."""
    with os.fdopen(os.dup(0), "rb") as stdin:
        question: Question = pickle.load(stdin)  # noqa: S301  # written by our own parent
    _limit_itself(question.timeout_s)
    with os.fdopen(os.dup(1), "wb") as channel:
        # What yt-dlp may print must not come between the messages.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        recording = Recording(
            spool=question.spool,
            name=question.name,
            body_bytes=question.body_bytes,
            total_bytes=question.total_bytes,
            deliver=lambda exchange: send(channel, exchange),
        )
        threading.Thread(target=_stop_at_the_end, args=(recording,), daemon=True).start()
        with contextlib.suppress(BrokenPipeError):
            send(channel, _answer(question, recording))


def _answer(question: Question, recording: Recording) -> Extraction:
    try:
        from archiver.extract.ydl import ask_yt_dlp
    except ImportError as error:
        return no_extraction(PlayerOutcome.UNKNOWN, f"yt-dlp cannot be used: {error}")
    return ask_yt_dlp(question, recording)


def _stop_at_the_end(recording: Recording) -> None:
    # Not through `sys.stdin`: its lock, held here, would hold up the end of the program.
    while os.read(0, 1):
        pass
    recording.stop(Truncation.TIME)


def _limit_itself(timeout_s: float) -> None:
    if sys.platform == "win32" or resource is None:
        return
    cpu_s = math.ceil(timeout_s) + _MORE_CPU_S
    for kind, most in ((resource.RLIMIT_AS, _MEMORY_BYTES), (resource.RLIMIT_CPU, cpu_s)):
        _soft, hard = resource.getrlimit(kind)
        most_now = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(OSError, ValueError):  # not every system has every limit
            resource.setrlimit(kind, (most_now, hard))


if __name__ == "__main__":
    main()
