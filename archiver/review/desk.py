"""The desk: where what a person decides on the page is written down.

A decision is written when the file still says what the person saw: two tabs, two people
and `archiver accept` in a terminal never overwrite each other unasked. What comes in one
request is written in one go or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from archiver.decisions import FILE_NAME, change_decisions, read_decisions
from archiver.errors import ArchiverError, ConflictError, UsageError
from archiver.models import Decision, Ruling
from archiver.review.plain_json import line
from archiver.review.state import state_of
from archiver.review.wishes import AcceptWish, DecisionWish, accept_wishes, decision_wishes
from archiver.snapshots import accept_capture, read_snapshot
from archiver.store import Collection

_REASONS = {each: f"{each.value} in review" for each in Ruling}
_MOST_MESSAGE = 1_000
_MOST_CONFLICTS = 100
"""That are told one by one."""

_Key = tuple[str, str]
_States = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the page is told: an HTTP status, and an object that becomes JSON."""

    status: int
    body: Mapping[str, object]


class Register(Protocol):
    """What the desk needs of the page's data: see `ReviewSite`."""

    def subject_of(self, slug: str, fingerprint: str) -> tuple[str, str] | None:
        """Return check and subject of an item; None when the page shows no such item."""

    def present_capture(self, slug: str) -> str | None:
        """Return the id of the capture that the page shows of an article; None without."""

    def decided(self, decisions: Sequence[Decision]) -> tuple[int, _States]:
        """Take in all decisions that hold now; return the revision and what is other."""

    def accepted(self, slug: str) -> tuple[int, _States]:
        """Take in that an article has a new snapshot; return the revision and what is other."""


class Desk:
    """Writes decisions and snapshots for one person; used by one thread at a time."""

    def __init__(
        self,
        register: Register,
        *,
        archive: Path,
        folder: Path,
        reviewer: str,
        today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date(),
    ) -> None:
        """Make the desk of an archive; `folder` is that of the snapshots and `review.toml`."""
        self._register = register
        self._archive = archive
        self._folder = folder
        self._path = folder / FILE_NAME
        self._reviewer = reviewer
        self._today = today

    def decide(self, wanted: object) -> Reply:
        """Write or take back decisions; 409 with the states now when one was seen otherwise.

        What is as it is wanted already is no conflict: a second click changes nothing.
        """
        try:
            wishes = decision_wishes(wanted, self._today())
            for _ in range(2):  # the file may change between being read and being written
                now = {each.key: each for each in read_decisions(self._path)}
                left = [wish for wish in wishes if not self._is_done(wish, now.get(wish.key))]
                if conflicts := [wish for wish in left if not self._is_seen(wish, now)]:
                    return self._conflict(conflicts, now)
                try:
                    return self._write(wishes, left, now)
                except ConflictError:
                    continue
        except ArchiverError as error:
            return _failed(error)
        return Reply(status=409, body={"message": _TROUBLED, "conflicts": []})

    def accept(self, wanted: object) -> Reply:
        """Make what articles show now their snapshots; 409 when one is not what was seen.

        All are looked at before the first is written. What was written is told with a
        later failure, too.
        """
        written: list[str] = []
        try:
            wishes = accept_wishes(wanted)
            if conflicts := [told for wish in wishes if (told := self._moved_on(wish))]:
                return Reply(status=409, body={"message": _OTHERS, "conflicts": conflicts})
            with Collection.open(self._archive, writable=False) as collection:
                for wish in wishes:
                    accept_capture(
                        self._folder,
                        collection,
                        wish.capture_id,
                        by=self._reviewer,
                        on=self._today(),
                        expected=wish.seen,
                    )
                    written.append(wish.slug)
        except ConflictError as error:
            now = [self._now(wish) for wish in wishes if wish.slug not in written]
            body: dict[str, object] = {"message": _plain(error), "conflicts": now}
            return Reply(status=409, body={**body, **self._told(written)})
        except ArchiverError as error:
            failed = _failed(error)
            return Reply(status=failed.status, body={**failed.body, **self._told(written)})
        return Reply(status=200, body=self._told(written))

    def _told(self, written: Sequence[str]) -> dict[str, object]:
        revision = 0
        states: dict[object, Mapping[str, object]] = {}
        for slug in written:
            revision, changed = self._register.accepted(slug)
            states |= {each["id"]: each for each in changed}
        if not written:
            return {"written": []}
        return {"revision": revision, "states": list(states.values()), "written": list(written)}

    def _moved_on(self, wish: AcceptWish) -> dict[str, str] | None:
        """Return what is there when it is not what was seen, nor what is wanted already."""
        present = self._register.present_capture(wish.slug)
        if present is None:
            raise UsageError(f"the archive has no article {wish.slug}")
        if present != wish.capture_id:
            return {**self._now(wish), "present": present}
        now = self._now(wish)
        return None if now["now"] in {wish.seen, wish.capture_id} else now

    def _now(self, wish: AcceptWish) -> dict[str, str]:
        snapshot = read_snapshot(self._folder, wish.slug)
        return {"slug": wish.slug, "now": snapshot.capture_id if snapshot else ""}

    def _is_done(self, wish: DecisionWish, now: Decision | None) -> bool:
        if now is None or wish.verdict is None:
            return now is None and wish.verdict is None
        reason = wish.reason or _REASONS[wish.verdict]
        return (now.verdict, now.reason, now.by, now.until, now.at) == (
            *(wish.verdict, reason, self._reviewer, wish.until),
            self._today(),
        )

    def _is_seen(self, wish: DecisionWish, now: Mapping[_Key, Decision]) -> bool:
        """Tell whether the file says what the person saw."""
        decision = now.get(wish.key)
        if wish.seen is None:
            return decision is None
        there = state_of(decision, self._today())
        return all(there[key] == value for key, value in wish.seen.items())

    def _conflict(self, wishes: Sequence[DecisionWish], now: Mapping[_Key, Decision]) -> Reply:
        told = [
            {"id": wish.id, "state": state_of(now.get(wish.key), self._today())}
            for wish in wishes[:_MOST_CONFLICTS]
        ]
        by = sorted({line(now[wish.key].by, 80) for wish in wishes if wish.key in now})
        who = f"{', '.join(by[:3])} decided" if by else "a decision was taken back"
        message = f"{who} meanwhile; nothing was written. Look again, then decide."
        return Reply(status=409, body={"message": message, "conflicts": told})

    def _write(
        self,
        wishes: Sequence[DecisionWish],
        left: Sequence[DecisionWish],
        now: Mapping[_Key, Decision],
    ) -> Reply:
        """Write what is left to do when the file still says `now`; tell the states of all."""
        put = [self._decision(wish, now.get(wish.key)) for wish in left if wish.verdict]
        gone = [wish.key for wish in left if wish.verdict is None]
        expected = {wish.key: now.get(wish.key) for wish in left}
        every = change_decisions(self._path, put, gone, expected=expected)
        revision, states = self._register.decided(every)
        there = {each.key: each for each in every}
        today = self._today()
        told = {each["id"]: each for each in states}
        for wish in wishes:
            state = state_of(there.get(wish.key), today)
            told[wish.id] = {"id": wish.id, "state": state}
        return Reply(status=200, body={"revision": revision, "states": list(told.values())})

    def _decision(self, wish: DecisionWish, former: Decision | None) -> Decision:
        assert wish.verdict is not None
        known = self._register.subject_of(wish.slug, wish.fingerprint)
        if known is None and former is not None:
            known = (former.check, former.subject)
        if known is None:
            raise UsageError(f"the page shows no {wish.fingerprint} of {wish.slug}; load it again")
        return Decision(
            slug=wish.slug,
            check=known[0],
            fingerprint=wish.fingerprint,
            verdict=wish.verdict,
            reason=wish.reason or _REASONS[wish.verdict],
            by=self._reviewer,
            at=self._today(),
            until=wish.until,
            subject=known[1],
        )


_TROUBLED = "the file of decisions is being changed all the time; nothing was written. Try again."
_OTHERS = "another state was accepted or captured meanwhile; nothing was written. Look again."


def _failed(error: ArchiverError) -> Reply:
    """Return 400 for what was asked wrongly, 500 for what the disk did not do."""
    status = 400 if isinstance(error, UsageError) else 500
    return Reply(status=status, body={"message": _plain(error)})


def _plain(error: ArchiverError) -> str:
    return line(str(error), _MOST_MESSAGE)
