"""What a replay shows less than the capture did: losses at the replay, and P4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from archiver.compare.bystanders import is_bystander
from archiver.compare.case import Case
from archiver.compare.gathering import gathered
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.compare.page_failures import page_failure, wrong_page
from archiver.compare.wording import quote
from archiver.models import (
    Asked,
    Capture,
    LedgerEntry,
    LostAt,
    MediaState,
    Outcome,
    Replay,
    Severity,
    VisualChange,
    VisualKind,
)

_TOLD = 3
"""Addresses that the sentence tells; the evidence names more."""
_NAMED = 20
_OF_CAPTURE_ALONE = frozenset({"M4", "M10", "M11", "P3", "P5", "D1"})
"""Checks of what the recorder, the post or the disk did, which a replay does not repeat."""
_LOOKS_OTHER = "looks other"


def losses(
    case: Case, found: Sequence[Loss], replayed: Replay, judge: Callable[[Case], Iterable[Loss]]
) -> Iterator[Loss]:
    """Yield what is lost between the capture and its replay.

    `found` is what was lost before; `judge` gives all losses of a case. The replay is
    judged as a capture is, and what it lacks that the capture had was lost by it.

    Near misses that stay silent: what the page or the capture lost already, however the
    replay shows it; requests that the capture too had no answer for; a text beside the
    article that reads otherwise, as an age does.
    """
    showing = replayed.capture
    failure = page_failure(showing)
    if failure is not None or showing.snapshot is None:
        yield _unshown(case.capture, failure)
        return
    yield from _left(case.ledger, replayed)
    page = Page.of(showing.snapshot)
    # What archiver asked for itself is there, though the page does not ask for it.
    asked = {entry.url for entry in showing.ledger}
    more = [e for e in case.capture.ledger if e.asked is not Asked.PAGE and e.url not in asked]
    showing = replace(showing, ledger=(*showing.ledger, *more))
    shown = Case.of(case.post, showing, page, rulebook=case.rulebook)
    wrong = wrong_page(shown)
    if wrong is not None:
        yield _unshown(case.capture, wrong)
        return
    known = {(loss.block, loss.key.partition(" #")[0]) for loss in found}
    lost = [
        loss
        for loss in judge(shown)
        if loss.check not in _OF_CAPTURE_ALONE
        and (loss.block, loss.key.partition(" #")[0]) not in known
    ]
    for loss in lost:
        yield replace(
            loss,
            kind=f"replay {loss.kind}",
            lost_at=LostAt.REPLAY,
            message=f"In the replay: {loss.message}",
            entry=_kept(case, loss),
        )
    lines = {loss.promised.line for loss in lost if loss.promised and loss.promised.line}
    yield from _looks(case.capture, replayed, lines)


def plain_losses(capture: Capture, ledger: Ledger, replayed: Replay) -> Iterator[Loss]:
    """Yield what the replay of a page lost that no post promised.

    That is what it asks for in vain, media that came at the capture, and its looks.
    """
    showing = replayed.capture
    failure = page_failure(showing)
    if failure is not None or showing.snapshot is None or capture.snapshot is None:
        yield _unshown(capture, failure)
        return
    yield from _left(ledger, replayed)
    came = {_medium(state) for state in showing.snapshot.media if _is_there(state)}
    gone = dict.fromkeys(
        _medium(state)
        for state in capture.snapshot.media
        if _is_there(state) and not state.url.startswith("blob:")
    )
    for kind, url in gone:
        if (kind, url) in came:
            continue
        entry = next((each for each in ledger.at(url) if each.record), None)
        yield Loss(
            check="P4",
            key=f"replay {url}",
            kind="replay medium",
            message=f"In the replay: the {kind} {quote(url, 160)} was kept and is not shown.",
            lost_at=LostAt.REPLAY,
            subject=url,
            entry=entry,
        )
    yield from _looks(capture, replayed, ())


def _medium(state: MediaState) -> tuple[str, str]:
    return state.kind.value, state.url


def _is_there(state: MediaState) -> bool:
    return state.outcome is Outcome.LOADED


def _kept(case: Case, loss: Loss) -> LedgerEntry | None:
    """Return the line of the capture that holds what the replay did not show."""
    entry = loss.entry
    if entry is None:
        return None
    return next((each for each in case.ledger.at(entry.url) if each.record), entry)


def _unshown(capture: Capture, failure: Loss | None) -> Loss:
    said = f" ({quote(failure.message, 200)})" if failure else ""
    return Loss(
        check="P4",
        key="replay",
        kind="does not replay",
        message=f"The page was kept, but its replay does not show it{said}.",
        lost_at=LostAt.REPLAY,
        subject=capture.url,
        evidence={"replay": quote(failure.message, 300)} if failure else {},
    )


def _left(ledger: Ledger, replayed: Replay) -> Iterator[Loss]:
    """Yield one loss for all that the replay asked for and the archive does not have.

    Counters and advertisers that are all of it decide nothing: then it is a warning.
    """
    urls = dict.fromkeys(leak.partition(" ")[2] for leak in replayed.leaks)
    missing = [url for url in urls if not any(each.status == 0 for each in ledger.at(url))]
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
        severity=Severity.WARNING if all(map(is_bystander, missing)) else None,
        evidence={"addresses": "\n".join(missing[:_NAMED]), "count": str(len(missing))},
    )


def _looks(capture: Capture, replayed: Replay, told: Iterable[int | None]) -> Iterator[Loss]:
    """Yield what looks other than at the capture, and is not told as lost already."""
    lines = set(told)
    seen = [
        each
        for each in replayed.looks
        if not (each.line and each.line in lines)
        and not (each.outside and each.kind is VisualKind.REWRITTEN)
    ]
    # Another browser, another font: told with it, for it may be all of the reason.
    why = "".join(f" ({quote(note, 160)})" for note in replayed.notes[:1])
    found = (_look(capture, each, why) for each in seen)
    yield from gathered(found, lambda flock: _together(len(flock), flock[0], why))


def _look(capture: Capture, change: VisualChange, why: str) -> Loss:
    return Loss(
        check="P4",
        key=f"replay look {change.fingerprint}",
        kind=_LOOKS_OTHER,
        message=f"The replay looks other than the capture: {quote(change.sentence, 300)}{why}.",
        lost_at=LostAt.REPLAY,
        subject=capture.url,
        severity=Severity.WARNING,
        evidence={"seen": quote(change.sentence, 300)},
    )


def _together(number: int, first: Loss, why: str) -> str:
    seen = first.evidence["seen"]
    return f"The replay looks other than the capture in {number} places, first: {seen}{why}."
