"""What a page looked like when it was shown from the archive."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.models import Capture, Screenshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page that was shown from the records of a capture."""

    capture: Capture
    """Of what was shown: id, slug and address of the capture that it was shown from, the
    snapshot, environment, time and ledger of the showing. A line of the ledger points to
    the record that was given, `status` 0 is what was not to be had. `error` says why
    nothing could be shown."""
    screenshots: tuple[Screenshot, ...]
    """The first view and the whole page; empty when nothing could be shown."""
    text: str
    """Of the page as it was shown."""
    leaks: tuple[str, ...]
    """What the page asked for and the archive could not give, `METHOD address`, each once.

    Not told: what had no answer at the capture either, icons that browsers ask for unasked,
    and WebSockets, which no archive holds.
    """
