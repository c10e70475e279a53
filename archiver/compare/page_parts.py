"""The parts that a page is made with, and that its archive must hold to stand alone: P4."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from archiver import urls
from archiver.compare.bystanders import is_bystander, is_same_site
from archiver.compare.case import Case
from archiver.compare.keys import address_key, keys_of, medium_key
from archiver.compare.ledger import Fetch, Flaw, Ledger
from archiver.compare.loss import Loss
from archiver.compare.wording import quote
from archiver.models import Asked, BlockKind, Capture, LedgerEntry, LostAt, Severity

_NOUNS = {
    "stylesheet": ("style sheet", "style sheets"),
    "script": ("script", "scripts"),
    "font": ("font", "fonts"),
    "document": ("document", "documents"),
}
_APART = 5
"""More of one kind are told in one finding."""
_TOLD = 3
_MAX_EVIDENCE = 40
_LEAST_NAME = 5
_USUAL_NAMES = frozenset(["app", "bundle", "common", "index", "main", "script", "site", "style"])
"""Names that many files have: one of them on another host is no second copy."""


@dataclass(frozen=True, slots=True)
class LostPart:
    """Something that the page is made with and that failed, or was not kept."""

    fetch: Fetch
    flaw: Flaw
    """Its `lost_at` says which of the two."""
    is_blocked: bool = False
    """Whether archiver's own network guard refused it."""

    @property
    def entry(self) -> LedgerEntry:
        """The page's own request."""
        return self.fetch.asked


def losses(case: Case) -> Iterator[Loss]:
    """Yield the style sheets, scripts, fonts and documents that the archive lacks.

    What the page lost is a warning: readers saw it without. What was served and has no
    record is an error: shown again, the page would not be what it was. Whose failure
    counts is a rule, not a list: style sheets and fonts of any host, for they change how
    the page looks, and scripts and frames of the page's own site. Scripts of third parties
    that fail are P5's. What was served counts whosever it is.

    Near misses that stay silent: counters and advertisements; a request that failed
    beside one that brought the same address; a font that came in another format; a
    library that came from another host; an empty style sheet; what embedded frames ask
    for; promised media and players, which have their own checks; archiver's own requests.
    """
    promised = frozenset(key for _, block in case.promised_media() for key in keys_of(block))
    yield from losses_of(case.capture, case.ledger, promised)


def losses_of(
    capture: Capture, ledger: Ledger, promised: AbstractSet[str] = frozenset()
) -> Iterator[Loss]:
    """Yield the same of a capture without a post; `promised` are keys of media left out."""
    groups: dict[tuple[str, LostAt, bool], list[LostPart]] = {}
    for part in lost_parts(capture, ledger, promised):
        group = (part.entry.resource_type, part.flaw.lost_at, part.is_blocked)
        groups.setdefault(group, []).append(part)
    for parts in groups.values():
        if len(parts) > _APART:
            yield _loss_of_many(parts)
        else:
            yield from (_loss_of_one(part) for part in parts)


def lost_parts(
    capture: Capture, ledger: Ledger, promised: AbstractSet[str] = frozenset()
) -> Iterator[LostPart]:
    """Yield the parts that are lost, each address once, in the order of the ledger."""
    own = _addresses_of_page(capture)
    came: list[LedgerEntry] = []
    failed: dict[str, LostPart] = {}
    good: set[str] = set()
    targets = _redirect_targets(ledger.entries)
    for entry in ledger.entries:
        key = address_key(entry.url)
        if not _is_part(entry) or (key in targets and not entry.redirect_to):
            continue
        fetch = ledger.follow(entry, BlockKind.PLAYER)  # a kind that may be of any type
        flaw = _flaw(ledger, fetch)
        if flaw is None:
            good.add(key)
            came.append(entry)
        elif _counts(capture, entry, flaw, own) and medium_key(entry.url) not in promised:
            reason = _refusal(capture, entry)
            failed.setdefault(
                key, LostPart(fetch, _refused(reason) if reason else flaw, bool(reason))
            )
    for key, part in failed.items():
        if key not in good and not any(_replaces(other, part.entry) for other in came):
            yield part


def _addresses_of_page(capture: Capture) -> frozenset[str]:
    shown = capture.snapshot.url if capture.snapshot else capture.url
    return frozenset({address_key(capture.url), address_key(shown)})


def _redirect_targets(entries: Iterable[LedgerEntry]) -> set[str]:
    return {
        address_key(urls.resolve(entry.url, entry.redirect_to))
        for entry in entries
        if entry.redirect_to and 300 <= entry.status < 400
    }


def _is_part(entry: LedgerEntry) -> bool:
    return (
        entry.resource_type in _NOUNS
        and entry.asked is Asked.PAGE
        and urls.is_http(entry.url)
        and not is_bystander(entry.url)
    )


def _flaw(ledger: Ledger, fetch: Fetch) -> Flaw | None:
    """Return why a part is lost; one without a byte is as whole as any."""
    if fetch.flaw is None or fetch.flaw.kind != "empty":
        return fetch.flaw
    if ledger.is_committed and fetch.answer.record is None:
        return Flaw("M4", "no record", "the archive has no record of the answer", LostAt.CAPTURE)
    return None


def _counts(capture: Capture, entry: LedgerEntry, flaw: Flaw, own: AbstractSet[str]) -> bool:
    if flaw.lost_at is LostAt.CAPTURE:
        return True
    if address_key(entry.url) in own or not _asked_by_page(entry, own):
        return False  # the page itself is P0's
    if entry.error == "net::ERR_ABORTED":
        return False  # the page took its request back
    if entry.resource_type in {"stylesheet", "font"}:
        return True
    return is_same_site(entry.url, capture.url)


def _asked_by_page(entry: LedgerEntry, own: AbstractSet[str]) -> bool:
    return not entry.frame_url or address_key(entry.frame_url) in own


def _refusal(capture: Capture, entry: LedgerEntry) -> str:
    """Return why the network guard refused a host, `` when it did not."""
    host = urls.host_of(entry.url)
    if entry.status or not host:
        return ""
    return next((why for why in capture.events.blocked if why.split(" ", 1)[0] == host), "")


def _refused(reason: str) -> Flaw:
    words = f"archiver's network guard refused it ({quote(reason, 160)})"
    return Flaw("P4", "blocked", words, LostAt.CAPTURE)


def _replaces(came: LedgerEntry, lost: LedgerEntry) -> bool:
    """Tell whether another answer is what the page used instead.

    Style sheets name one font in several formats, the first that comes is used; a page
    loads a library from another host when the first one fails.
    """
    if came.resource_type != lost.resource_type:
        return False
    name, other = (posixpath.basename(url.partition("?")[0]) for url in (lost.url, came.url))
    if lost.resource_type == "font":
        return bool(name) and posixpath.splitext(name)[0] == posixpath.splitext(other)[0]
    stem = name.partition(".")[0]
    unusual = len(stem) >= _LEAST_NAME and stem not in _USUAL_NAMES
    return name == other and unusual and urls.host_of(lost.url) != urls.host_of(came.url)


def _severity(part: LostPart) -> Severity | None:
    mild = part.is_blocked or part.flaw.lost_at is not LostAt.CAPTURE
    return Severity.WARNING if mild else None


def _loss_of_one(part: LostPart) -> Loss:
    noun = _NOUNS[part.entry.resource_type][0]
    return Loss(
        check="P4",
        key=medium_key(part.entry.url),
        kind=part.flaw.kind,
        message=(
            f"The page asked for the {noun} {quote(part.entry.url, 160)}, but {part.flaw.words}."
        ),
        lost_at=part.flaw.lost_at,
        subject=part.entry.url,
        entry=part.fetch.answer,
        severity=_severity(part),
        evidence={"type": part.entry.resource_type},
    )


def _loss_of_many(parts: Sequence[LostPart]) -> Loss:
    first = parts[0]
    noun = _NOUNS[first.entry.resource_type][1]
    told = ", ".join(f"{quote(p.entry.url, 120)} ({p.flaw.words})" for p in parts[:_TOLD])
    return Loss(
        check="P4",
        key=noun,
        kind=f"several, {'blocked' if first.is_blocked else first.flaw.lost_at}",
        message=(
            f"The page asked for {len(parts)} {noun} that the archive does not have: {told} "
            f"and {len(parts) - _TOLD} more."
        ),
        lost_at=first.flaw.lost_at,
        subject=first.entry.url,
        entry=first.fetch.answer,
        severity=_severity(first),
        evidence={
            "type": first.entry.resource_type,
            "count": str(len(parts)),
            "addresses": "\n".join(part.entry.url for part in parts[:_MAX_EVIDENCE]),
        },
    )
