"""What a check saw, and how it becomes a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from archiver.compare.checks import Check
from archiver.models import (
    Block,
    Box,
    Finding,
    LedgerEntry,
    LostAt,
    RecordPointer,
    Severity,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One thing that is wrong, as a check states it."""

    check: str
    key: str
    """Identity of what is concerned: a medium's key, a text's normal form."""
    message: str
    lost_at: LostAt
    kind: str = ""
    """How it is wrong, in a word that is the same in every run."""
    subject: str = ""
    block: int | None = None
    promised: Block | None = None
    shown: Block | None = None
    entry: LedgerEntry | None = None
    severity: Severity | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    explains: frozenset[int] = frozenset()
    """Indexes of blocks whose displacement is told by this, and by no second finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a person may look when the loss itself has no record or no box."""

    record: RecordPointer | None = None
    """Of the page's own document."""
    box: Box | None = None
    """Of the block after which the lost one should stand."""
    near: str = ""
    """What that block says."""


def finding_of(loss: Loss, check: Check, around: Whereabouts = Whereabouts()) -> Finding:
    """Return the finding for a loss, with the ledger's facts among its evidence.

    It points to the record that shows the loss, or to the document's; to the block's
    box on the page, or to the place where it is missed.
    """
    evidence = {**_answer(loss.entry), **loss.evidence}
    box = loss.shown.box if loss.shown else None
    if box is None and around.box is not None:
        box = around.box
        evidence["near"] = around.near
    return Finding(
        check=loss.check,
        severity=loss.severity or check.severity,
        message=loss.message,
        lost_at=loss.lost_at,
        fingerprint=fingerprint(loss.check, loss.key, loss.kind),
        subject=loss.subject,
        block=loss.block,
        line=loss.promised.line if loss.promised else None,
        evidence=evidence,
        record=(loss.entry.record if loss.entry else None) or around.record,
        box=box,
    )


def fingerprint(check: str, key: str, kind: str) -> str:
    """Return 16 hex digits that stay the same while the same thing is wrong in the same way."""
    text = f"{check}\n{key}\n{kind}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _answer(entry: LedgerEntry | None) -> dict[str, str]:
    if entry is None:
        return {}
    facts = {
        "url": entry.url,
        "status": str(entry.status),
        "error": entry.error,
        "mime": entry.mime,
        "sniffed": entry.probe.sniffed if entry.probe else "",
        "size_bytes": str(entry.size_bytes),
        "digest": entry.sha1,
        "referrer": entry.referrer,
        "redirect_to": entry.redirect_to,
    }
    return {name: value for name, value in facts.items() if value}
