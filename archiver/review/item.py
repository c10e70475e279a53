"""One thing to decide about: a finding, a visual change, an article without snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archiver.review.plain_json import Object

NEW_CHECK: Final = "S0"
"""What stands in the place of a check for an article that has no snapshot."""
CHANGE_CHECK: Final = "S1"
"""And for a difference from the snapshot."""
NEW_FINGERPRINT: Final = "0" * 16
CHANGE: Final = "change"
"""The severity of both; findings have their own."""


class ItemType(StrEnum):
    """What is decided about."""

    FINDING = "finding"
    CHANGE = "change"  #: the page looks other than its snapshot
    NEW = "new"  #: there is no snapshot to compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the queue, as the page shows it: its texts are plain already."""

    type: ItemType
    severity: str
    check: str
    slug: str
    title: str
    message: str
    fingerprint: str
    line: int | None = None
    subject: str = ""
    group: str = ""
    """Id of its group; empty when it stands alone."""
    lost_at: str = ""
    capture_id: str = ""
    """Of what would be accepted; of changes and of what is new."""
    snapshot: str = ""
    """Id of the capture whose snapshot is there; empty when none is."""

    @property
    def id(self) -> str:
        """The name of the item in addresses, in decisions and on the page."""
        return f"{self.slug}/{self.fingerprint}"

    def told(self, state: Mapping[str, object]) -> Object:
        """Return it as the page reads it, in its present state."""
        return {
            "id": self.id,
            "type": self.type.value,
            "severity": self.severity,
            "check": self.check,
            "slug": self.slug,
            "title": self.title,
            "line": self.line,
            "message": self.message,
            "fingerprint": self.fingerprint,
            "subject": self.subject,
            "group": self.group or None,
            "lost_at": self.lost_at,
            "capture_id": self.capture_id,
            "snapshot": self.snapshot,
            "state": state,
        }
