"""What is decided about each item, and since which revision."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from archiver.compare.known_losses import by_slug
from archiver.models import Decision, Ruling
from archiver.review.item import NEW_FINGERPRINT
from archiver.review.plain_json import Object
from archiver.review.state import state_of

_Key = tuple[str, str]


class Register:
    """States of items; used by several threads. A revision is a number that only grows."""

    def __init__(self, today: Callable[[], date]) -> None:
        """Begin without any decision; `today` says which of them have run out."""
        self.today = today
        """Returns the day that it is."""
        self._lock = threading.Lock()
        self._decisions: Mapping[_Key, Decision] = {}
        self._by_slug: Mapping[str, Sequence[Decision]] = {}
        self._accepted: dict[str, Object] = {}
        self._changed: dict[_Key, int] = {}
        self.revision = 1

    def step(self) -> int:
        """Say that something else of the page has changed; return the new revision."""
        with self._lock:
            self.revision += 1
            return self.revision

    def take(self, decisions: Sequence[Decision]) -> tuple[int, list[Object]]:
        """Take in all decisions there are; return the revision and the states that are other."""
        with self._lock:
            former, now = (
                self._decisions,
                {each.key: each for each in decisions},
            )
            keys = [key for key in {**former, **now} if former.get(key) != now.get(key)]
            self._decisions, self._by_slug = now, by_slug(decisions)
            if keys:
                self.revision += 1
                self._changed |= dict.fromkeys(keys, self.revision)
            return self.revision, [self._told(key) for key in keys]

    def accept(self, slug: str, changes: Iterable[str], by: str) -> tuple[int, list[Object]]:
        """Take in that an article has a new snapshot: nothing about its looks is open any more."""
        state = {
            "verdict": Ruling.ACCEPTED.value,
            "by": by,
            "at": self.today().isoformat(),
            "reason": "",
            "until": "",
        }
        keys = [(slug, fingerprint) for fingerprint in (*changes, NEW_FINGERPRINT)]
        with self._lock:
            self.revision += 1
            self._accepted |= {f"{slug}/{fingerprint}": state for _, fingerprint in keys}
            self._changed |= dict.fromkeys(keys, self.revision)
            return self.revision, [self._told(key) for key in keys]

    def forget(self, slugs: Iterable[str]) -> None:
        """Forget the accepted looks of articles that were captured again."""
        gone = set(slugs)
        with self._lock:
            self._accepted = {
                name: state
                for name, state in self._accepted.items()
                if name.partition("/")[0] not in gone
            }

    def since(self, revision: int) -> list[Object]:
        """Return the states that became other after a revision."""
        with self._lock:
            return [self._told(key) for key, at in self._changed.items() if at > revision]

    def state(self, slug: str, fingerprint: str) -> Object:
        """Return the state of an item."""
        accepted = self._accepted.get(f"{slug}/{fingerprint}")
        if accepted is not None:
            return accepted
        decision = self._decisions.get((slug, fingerprint))
        if decision is None:
            return OPEN_STATE
        return state_of(decision, self.today())

    def decisions(self, slug: str) -> Sequence[Decision]:
        """Return the decisions about an article."""
        return self._by_slug.get(slug, ())

    def _told(self, key: _Key) -> Object:
        return {"id": "/".join(key), "state": self.state(*key)}


OPEN_STATE: Final[Object] = state_of(None, date.min)
"""Of most items: made once."""
