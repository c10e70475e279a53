"""The state of an item of the review page: what is decided about it today."""

from __future__ import annotations

import re
from datetime import date

from archiver.models import Decision

OPEN = "open"
"""The verdict of what nobody has decided, or not for so long."""
_OVERRIDES = re.compile(r"[\u2028-\u202e\u2066-\u2069]")
"""What turns the writing of the text around it: a file has no controls else, and the marks
of Arabic and Hebrew belong to their words."""


def state_of(decision: Decision | None, today: date) -> dict[str, object]:
    """Return an item's state as the page reads it; of no decision, that it is open.

    What ran out is open again, and says by whom and until when it was not.
    """
    if decision is None:
        return {"verdict": OPEN, "by": "", "at": "", "reason": "", "until": ""}
    state: dict[str, object] = {
        "verdict": decision.verdict.value,
        "by": _plain(decision.by),
        "at": decision.at.isoformat(),
        "reason": _plain(decision.reason),
        "until": decision.until.isoformat() if decision.until else "",
    }
    if not decision.holds_on(today):
        state |= {"verdict": OPEN, "expired": True}
    return state


def _plain(text: str) -> str:
    return _OVERRIDES.sub("\N{REPLACEMENT CHARACTER}", text)
