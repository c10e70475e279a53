"""What the review needs of whoever compares pictures of pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from archiver.models import VisualChange
from archiver.review.plain_json import Object
from archiver.review.shelf import Opened
from archiver.store import CaptureSummary

StateOf = Callable[[str, str], Object]
"""The state of an item, by article and fingerprint."""


@dataclass(frozen=True, slots=True)
class Against:
    """Something that a page can be compared with."""

    name: str
    """`snapshot`, `earlier`, `replay`, `source`."""
    label: str
    """In words: `the snapshot accepted 2026-11-20 by Ann`."""

    def told(self) -> Object:
        """Return it as the page reads it."""
        return {"against": self.name, "label": self.label}


class Comparing(Protocol):
    """Compares captures with other states of their pages."""

    def kinds(self, opened: Opened) -> Sequence[Against]:
        """Return what an article can be compared with."""

    def changes(self, summary: CaptureSummary) -> Sequence[VisualChange]:
        """Return in what a page differs from its snapshot; nothing when it has none."""

    def told(self, opened: Opened, against: str, state_of: StateOf) -> Object | None:
        """Return a comparison as the page reads it; None when there is nothing to compare."""

    def picture(self, slug: str, which: str) -> tuple[str, bytes] | None:
        """Return the picture of what was shown anew, with a name that tells it from the next.

        `which` is `replay` or `source`; None when that was not shown, or not lately.
        """

    def close(self) -> None:
        """End what is still being done: nothing is asked any more."""
