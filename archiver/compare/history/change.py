"""What two captures of one article differ in, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """How something is other than before."""

    ADDED = "added"
    REMOVED = "removed"
    REWRITTEN = "rewritten"  #: the same block in other words
    MOVED = "moved"
    READDRESSED = "at another address"  #: the same picture, elsewhere on the web
    RE_ENCODED = "re-encoded"  #: other bytes that look the same
    RETOUCHED = "changed a little"  #: somebody has to look
    REPLACED = "another picture"
    UNCLEAR = "other bytes"  #: and no way to tell what they look like
    LOST = "not kept any more"
    FOUND = "kept now"
    OUTCOME = "another outcome"  #: of a player
    LENGTH = "another length"  #: of a film
    RELINKED = "leads elsewhere"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together, in one of the two texts or in both."""

    text: str
    mark: str = ""
    """`-` for words of the earlier text alone, `+` for those of the later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is other than before."""

    kind: ChangeKind
    what: str
    """A noun: paragraph, picture, player, title ..."""
    before: str = ""
    """Its words or its address in the earlier capture; empty for what is new."""
    after: str = ""
    words: tuple[Run, ...] = ()
    """Of a text that was rewritten: both versions in one, in order."""
    detail: str = ""
    """What else was seen: sizes, distances, how many moved with it."""
    old: int | None = None
    """Index of the block on the earlier page; None where that is no block."""
    new: int | None = None
    block: int | None = None
    """Index of the post's block that promises it; None when nothing does."""
    line: int | None = None
    """Of that block, 1-based."""
    check: str = ""
    """Id of the check by which this is a loss; empty for a change beyond the promise."""
    fingerprint: str = ""
    """Of that finding."""
    outside: bool = False
    """True for what is not the article's: beside it on the page, a counter, an age."""

    @property
    def is_loss(self) -> bool:
        """Whether the post promises what is not there any more."""
        return bool(self.check)

    @property
    def counts(self) -> bool:
        """Whether it makes the article another one; copies that look the same do not."""
        same_looks = self.kind in {ChangeKind.RE_ENCODED, ChangeKind.READDRESSED}
        return self.is_loss or not (self.outside or same_looks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that differs between two captures of one article, in the order of the page."""

    earlier: str
    """Id of the capture."""
    later: str
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    """Why the two may differ though the page does not: another browser, another width."""

    @property
    def has_changed(self) -> bool:
        """Whether anything counts."""
        return any(each.counts for each in self.changes)
