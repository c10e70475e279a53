"""What a person has decided about a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Ruling(StrEnum):
    """What was decided."""

    ACCEPTED = "accepted"  #: a loss that is known and counts no more
    REJECTED = "rejected"  #: a loss that is not to stay: it counts as before


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One `[[decision]]` of a `review.toml`: it holds for one finding of one article.

    It holds as long as the finding has this fingerprint, which it has while the same
    thing is wrong in the same way.
    """

    slug: str
    check: str
    """Id of the check, as `M3`."""
    fingerprint: str
    verdict: Ruling
    reason: str
    """Why, in a person's words."""
    by: str
    """Who decided."""
    at: date
    """The day on which it was decided."""
    until: date | None = None
    """The last day on which it holds; None for one that does not run out."""
    subject: str = ""
    """What the finding is about, for who reads the file: nothing depends on it."""
    line: int | None = field(default=None, compare=False)
    """1-based line of its table in the file; None where that is not known."""

    def holds_on(self, day: date) -> bool:
        """Tell whether it has not run out on a day."""
        return self.until is None or day <= self.until
