"""Scripts that went wrong, and what they asked for in vain: P5, one finding for a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from archiver import urls
from archiver.compare.bystanders import is_bystander, is_same_site
from archiver.compare.case import Case
from archiver.compare.keys import address_key, keys_of, medium_key
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss
from archiver.compare.page_parts import lost_parts
from archiver.compare.wording import quote
from archiver.models import Asked, Capture, LedgerEntry, LostAt

_BY_SCRIPT = frozenset({"script", "xhr", "fetch", "eventsource"})
_NO_LOGIN = frozenset({401, 403})
"""What a service answers that only asks who the reader is; of data, not of scripts."""
_MEDIA_PATH = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|mp4|m4[asv]|webm|og[gv]|mp3|flv|ts|m3u8|mpd|key)"
    r"(?:$|[?!@])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s()<>\"']{1,500}")
_NUMBERS = re.compile(r"\d+")
_MAX_EVIDENCE = 20
_MAX_NAMES = 20


def losses(case: Case) -> Iterator[Loss]:
    """Yield at most one loss: the page's script errors and its failed requests.

    Near misses that stay silent: words in the console alone; what counters, advertisers
    and embedded players do wrong; a service that wants a login to tell who the reader
    is; a request that the page took back; media (M3) and what P4 tells; archiver's own
    requests; a request that failed and was made again.
    """
    promised = frozenset(key for _, block in case.promised_media() for key in keys_of(block))
    yield from losses_of(case.capture, case.ledger, promised)


def losses_of(
    capture: Capture, ledger: Ledger, promised: AbstractSet[str] = frozenset()
) -> Iterator[Loss]:
    """Yield the same of a capture without a post; `promised` are keys of media left out."""
    told = {address_key(part.entry.url) for part in lost_parts(capture, ledger, promised)}
    failed = [
        entry for entry in _failed(capture, ledger, promised) if address_key(entry.url) not in told
    ]
    errors, count = _errors(capture)
    if not count and not failed:
        return
    names = sorted({_name(error) for error in errors} | {_path(entry) for entry in failed})
    yield Loss(
        check="P5",
        key="page",
        kind="; ".join(names[:_MAX_NAMES]) or "script errors",
        message=_message(count, errors, failed),
        lost_at=LostAt.PAGE,
        subject=capture.url,
        evidence=_evidence(capture, count, errors, failed),
    )


def _failed(capture: Capture, ledger: Ledger, promised: AbstractSet[str]) -> Iterator[LedgerEntry]:
    """Yield what scripts asked for in vain, each address once."""
    shown = capture.snapshot.url if capture.snapshot else capture.url
    own = {address_key(capture.url), address_key(shown)}
    good = {address_key(e.url) for e in ledger.entries if 200 <= e.status < 400}
    seen: set[str] = set()
    for entry in ledger.entries:
        key = address_key(entry.url)
        by_page = not entry.frame_url or address_key(entry.frame_url) in own
        if key in seen or key in good or not by_page or not _is_failure(entry):
            continue
        if medium_key(entry.url) not in promised:
            seen.add(key)
            yield entry


def _is_failure(entry: LedgerEntry) -> bool:
    if entry.resource_type not in _BY_SCRIPT or entry.asked is not Asked.PAGE:
        return False
    if not urls.is_http(entry.url) or is_bystander(entry.url) or _MEDIA_PATH.search(entry.url):
        return False
    if entry.status == 0:
        return entry.error != "net::ERR_ABORTED"
    asks_who = entry.resource_type != "script" and entry.status in _NO_LOGIN
    return entry.status >= 400 and not asks_who


def _errors(capture: Capture) -> tuple[list[str], int]:
    """Return the first script errors and how many there were, without those of bystanders."""
    errors = [error for error in capture.events.errors if not _is_foreign(capture, error)]
    foreign = len(capture.events.errors) - len(errors)
    return errors, max(0, capture.events.script_errors - foreign)


def _is_foreign(capture: Capture, error: str) -> bool:
    """Tell whether an error names a script of a bystander, or of an embedded player."""
    found = _ADDRESS.search(error)
    if found is None:
        return False
    frames = capture.snapshot.frames[1:] if capture.snapshot else ()
    embedded = any(
        is_same_site(found[0], frame.url) and not is_same_site(capture.url, frame.url)
        for frame in frames
    )
    return is_bystander(found[0]) or embedded


def _name(error: str) -> str:
    """Return an error as it is in every run: without its numbers and queries."""
    return _NUMBERS.sub("0", _ADDRESS.sub(lambda found: found[0].partition("?")[0], error))[:200]


def _path(entry: LedgerEntry) -> str:
    return _NUMBERS.sub("0", address_key(entry.url).partition("?")[0])[:200]


def _message(count: int, errors: Sequence[str], failed: Sequence[LedgerEntry]) -> str:
    parts = []
    if count:
        noun = "error" if count == 1 else "errors"
        said = f', the first "{quote(errors[0], 160)}"' if errors else ""
        parts.append(f"the page's scripts ended in {count:,} {noun}{said}")
    if failed:
        first = f"{quote(failed[0].url, 120)} ({_outcome(failed[0])})"
        others = f" and {len(failed) - 1:,} more" if len(failed) > 1 else ""
        parts.append(f"{'they' if count else 'scripts'} asked in vain for {first}{others}")
    words = ", and ".join(parts)
    return f"{words[0].upper()}{words[1:]}."


def _outcome(entry: LedgerEntry) -> str:
    return f"status {entry.status}" if entry.status else quote(entry.error, 80) or "no answer"


def _evidence(
    capture: Capture, count: int, errors: Sequence[str], failed: Sequence[LedgerEntry]
) -> dict[str, str]:
    facts = {
        "script_errors": str(count) if count else "",
        "console_errors": str(capture.events.console_errors or ""),
        "errors": "\n".join(errors[:_MAX_EVIDENCE]),
        "failed": "\n".join(f"{e.url} ({_outcome(e)})" for e in failed[:_MAX_EVIDENCE]),
    }
    return {name: value for name, value in facts.items() if value}
