"""What a person has decided about a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

VISUAL_CHECKS: Final = frozenset({"S0", "S1"})
"""Of decisions that are about no finding: an article that has no snapshot yet, and a page that
looks other than its snapshot."""


class Ruling(StrEnum):
    """What was decided.

    Of a finding, `ignored` counts like `accepted`: both take it out of the verdict as long as
    its fingerprint holds, and they differ in what a person meant: a loss that is known, or
    something that is not worth a look. Of a visual change (check S1) `ignored` says that it
    is not to be shown again, as of a clock or an advertisement that looks other each time.
    """

    ACCEPTED = "accepted"  #: a loss that is known and counts no more
    REJECTED = "rejected"  #: a loss that is not to stay: it counts as before
    IGNORED = "ignored"  #: not worth a look, now and later: it counts no more
    NOTED = "noted"  #: a comment, which decides nothing: it counts as before

    @property
    def silences(self) -> bool:
        """Whether the finding counts no more while the decision holds."""
        return self in {Ruling.ACCEPTED, Ruling.IGNORED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One `[[decision]]` of a `review.toml`: it holds for one finding of one article.

    It holds as long as the finding has this fingerprint, which it has while the same
    thing is wrong in the same way.
    """

    slug: str
    check: str
    """Id of the check, as `M3`; one of `VISUAL_CHECKS` for what a picture of the page shows."""
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

    @property
    def key(self) -> tuple[str, str]:
        """Article and fingerprint: a file has one decision for each."""
        return (self.slug, self.fingerprint)

    @property
    def is_visual(self) -> bool:
        """Whether it is about how the page looks, and about no finding."""
        return self.check in VISUAL_CHECKS

    def holds_on(self, day: date) -> bool:
        """Tell whether it has not run out on a day."""
        return self.until is None or day <= self.until
