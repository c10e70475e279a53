"""What a replay shows less than the capture did: losses at the replay, and P4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.compare.page_failures import page_failure, wrong_page
from archiver.compare.wording import quote
from archiver.models import Capture, LedgerEntry, LostAt

_TOLD = 3
"""Addresses that the sentence tells; the evidence names more."""
_NAMED = 20
_OF_CAPTURE_ALONE = frozenset({"M4", "M10", "M11", "P3", "P5", "D1"})
"""Checks of what the recorder, the post or the disk did, which a replay does not repeat."""


def losses(
    case: Case, found: Sequence[Loss], replayed: Capture, judge: Callable[[Case], Iterable[Loss]]
) -> Iterator[Loss]:
    """Yield what is lost between the capture and its replay.

    `found` is what was lost before; `judge` gives all losses of a case. The replay is
    judged as a capture is, and what it lacks that the capture had was lost by it.

    Near misses that stay silent: what the page or the capture lost already, however the
    replay shows it; requests that the capture too had no answer for.
    """
    failure = page_failure(replayed)
    if failure is not None or replayed.snapshot is None:
        yield _unshown(case, failure)
        return
    yield from _left(case, replayed)
    shown = Case.of(case.post, replayed, Page.of(replayed.snapshot), rulebook=case.rulebook)
    wrong = wrong_page(shown)
    if wrong is not None:
        yield _unshown(case, wrong)
        return
    known = {(loss.block, loss.key.partition(" #")[0]) for loss in found}
    for loss in judge(shown):
        if loss.check in _OF_CAPTURE_ALONE or (loss.block, loss.key.partition(" #")[0]) in known:
            continue
        yield replace(
            loss,
            kind=f"replay {loss.kind}",
            lost_at=LostAt.REPLAY,
            message=f"In the replay: {loss.message}",
            entry=_kept(case, loss),
        )


def _kept(case: Case, loss: Loss) -> LedgerEntry | None:
    """Return the line of the capture that holds what the replay did not show."""
    entry = loss.entry
    if entry is None:
        return None
    return next((each for each in case.ledger.at(entry.url) if each.record), entry)


def _unshown(case: Case, failure: Loss | None) -> Loss:
    said = f" ({quote(failure.message, 200)})" if failure else ""
    return Loss(
        check="P4",
        key="replay",
        kind="does not replay",
        message=f"The page was kept, but its replay does not show it{said}.",
        lost_at=LostAt.REPLAY,
        subject=case.capture.url,
        evidence={"replay": quote(failure.message, 300)} if failure else {},
    )


def _left(case: Case, replayed: Capture) -> Iterator[Loss]:
    """Yield one loss for all that the replay asked for and the archive does not have."""
    missing = [
        entry.url
        for entry in replayed.ledger
        if not entry.status and not any(each.status == 0 for each in case.ledger.at(entry.url))
    ]
    missing = list(dict.fromkeys(missing))
    if not missing:
        return
    told = ", ".join(quote(url, 120) for url in missing[:_TOLD])
    more = f" and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
    yield Loss(
        check="P4",
        key="replay leaks",
        kind="not in the archive",
        message=f"The replay asks for what the archive does not have: {told}{more}.",
        lost_at=LostAt.REPLAY,
        subject=missing[0],
        evidence={"addresses": "\n".join(missing[:_NAMED]), "count": str(len(missing))},
    )
