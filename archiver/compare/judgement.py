"""A post against its capture: all checks, one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.compare import replays
from archiver.compare.case import Case
from archiver.compare.checks import CHECKS
from archiver.compare.counts import Counts, counts_of, counts_of_plain, counts_of_promise
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss, Whereabouts, finding_of
from archiver.compare.page import Page
from archiver.compare.page_failures import page_failure, wrong_page
from archiver.compare.plugins import ThirdPartyCheck, installed_checks
from archiver.compare.rounds import losses_of, plain_losses_of
from archiver.compare.wording import quote
from archiver.models import (
    BodyProbe,
    Capture,
    Finding,
    Post,
    RecordPointer,
    Replay,
    Report,
    Severity,
    Verdict,
)
from archiver.rules.rulebook import Rulebook


def check(  # noqa: PLR0913 - each is evidence of its own kind
    post: Post | None,
    capture: Capture,
    *,
    earlier: Capture | None = None,
    rulebook: Rulebook | None = None,
    looks: Mapping[str, BodyProbe] | None = None,
    damage: Mapping[RecordPointer, str] | None = None,
    replayed: Replay | None = None,
    others: Sequence[ThirdPartyCheck] | None = None,
) -> Report:
    """Return the report of one capture, judged against the post that promised it.

    Args:
        post: The promise; None for a page given by its address alone, whose own
            media are then the promise (`archiver.compare.plain`).
        capture: What was captured. Once one ledger entry has a record, every
            medium must have one.
        earlier: A capture of the same page from before, whose pictures are held
            against these.
        rulebook: What is known of players, hosts and placeholders; archiver's own when None.
        looks: More of what pictures look like, by payload digest, than the ledgers tell.
        damage: What is wrong with records of this capture, where they were read again.
        replayed: How the same capture came out when it was shown again with the network
            closed: what it lacks that the capture had was lost by the replay.
        others: Checks that are not archiver's own; those of the installed packages when None.

    The verdict is failed when the page itself could not be captured or is
    another page, partial when any finding is an error, complete otherwise.
    Findings come in the order of the checks, then of the post.

    Raises:
        PluginError: a check of an installed package cannot be used.
    """
    failure = page_failure(capture)
    if failure or capture.snapshot is None:
        return _failed(post, capture, [failure] if failure else [])
    page = Page.of(capture.snapshot)
    if post is None:
        return _plain_report(capture, page, damage or {}, replayed)
    case = Case.of(
        post, capture, page, earlier=earlier, rulebook=rulebook, looks=looks, damage=damage
    )
    wrong = wrong_page(case)
    if wrong:
        return _failed(post, capture, [wrong])
    others = installed_checks() if others is None else others
    found = list(losses_of(case, others))
    if replayed is not None:
        found += replays.losses(case, found, replayed, lambda shown: losses_of(shown, others))
    return _report(capture, _findings(found, case, others), counts_of(case, found))


def _plain_report(
    capture: Capture,
    page: Page,
    damage: Mapping[RecordPointer, str],
    replayed: Replay | None,
) -> Report:
    ledger = Ledger.of(capture.ledger)
    found = list(plain_losses_of(capture, page, ledger, damage))
    if replayed is not None:
        found += replays.plain_losses(capture, ledger, replayed)
    return _report(capture, _findings(found), counts_of_plain(page, ledger))


def _failed(post: Post | None, capture: Capture, found: list[Loss]) -> Report:
    return _report(capture, _findings(found), counts_of_promise(post), Verdict.FAILED)


def _report(
    capture: Capture,
    findings: tuple[Finding, ...],
    counts: Counts,
    verdict: Verdict | None = None,
) -> Report:
    return Report(
        slug=capture.slug,
        url=capture.url,
        verdict=verdict or verdict_of(findings),
        findings=findings,
        media_promised=counts.media_promised,
        media_kept=counts.media_kept,
        captions_promised=counts.captions_promised,
        captions_kept=counts.captions_kept,
    )


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """Return the verdict of a page that came: partial when any finding is an error."""
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return Verdict.PARTIAL if wrong else Verdict.COMPLETE


def _findings(
    found: Sequence[Loss], case: Case | None = None, others: Sequence[ThirdPartyCheck] = ()
) -> tuple[Finding, ...]:
    """Return the findings in the order of the checks, then of the post; others' checks last."""
    rank = {name: at for at, name in enumerate(CHECKS)}
    ordered = sorted(
        found,
        key=lambda loss: (
            rank.get(loss.check, len(rank)),
            loss.check,
            -1 if loss.block is None else loss.block,
        ),
    )
    known = {**CHECKS, **{each.check.id: each.check for each in others}}
    return tuple(finding_of(loss, known[loss.check], _whereabouts(loss, case)) for loss in ordered)


def _whereabouts(loss: Loss, case: Case | None) -> Whereabouts:
    if case is None:
        return Whereabouts()
    documents = case.ledger.at(case.page.snapshot.url)
    record = next((each.record for each in reversed(documents) if each.record), None)
    if loss.block is None:
        return Whereabouts(record=record)
    gap = case.alignment.gap(loss.block)
    before = case.page.blocks[gap.start - 1] if 0 < gap.start <= len(case.page.blocks) else None
    if before is None or before.box is None:
        return Whereabouts(record=record)
    return Whereabouts(record=record, box=before.box, near=quote(before.text or before.url))
