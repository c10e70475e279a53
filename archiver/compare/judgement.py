"""A post against its capture: all checks, one report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archiver.compare import (
    captions,
    front_matter,
    head_pictures,
    media,
    order,
    placeholders,
    player_outcomes,
    players,
    posters,
    referrer_policies,
    text,
)
from archiver.compare import plain as plain_page
from archiver.compare.align import TEXT_KINDS
from archiver.compare.case import Case
from archiver.compare.checks import CHECKS
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss, finding_of
from archiver.compare.page import Page
from archiver.compare.wording import normal_form, quote
from archiver.models import (
    MEDIA_KINDS,
    Block,
    BlockKind,
    BodyProbe,
    Capture,
    Finding,
    LostAt,
    Post,
    RecordPointer,
    Report,
    Severity,
    Verdict,
)
from archiver.rules.rulebook import Rulebook

_LEAST_COVERAGE = 0.2
"""Under a fifth of the post's blocks, the page is another one (checks.md, P1)."""
_FEW_BLOCKS = 5
"""So few that losing most of them proves nothing: then all must be missing."""


def check(
    post: Post | None,
    capture: Capture,
    *,
    earlier: Capture | None = None,
    rulebook: Rulebook | None = None,
    looks: Mapping[str, BodyProbe] | None = None,
    damage: Mapping[RecordPointer, str] | None = None,
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

    The verdict is failed when the page itself could not be captured or is
    another page, partial when any finding is an error, complete otherwise.
    Findings come in the order of the checks, then of the post.
    """
    failure = _page_failure(capture)
    if failure or capture.snapshot is None:
        return _failed(post, capture, [failure] if failure else [])
    page = Page.of(capture.snapshot)
    if post is None:
        return _plain_report(capture, page)
    case = Case.of(
        post, capture, page, earlier=earlier, rulebook=rulebook, looks=looks, damage=damage
    )
    wrong = _wrong_page(case)
    if wrong:
        return _failed(post, capture, [wrong])
    return _report(case)


def _page_failure(capture: Capture) -> Loss | None:
    snapshot = capture.snapshot
    if capture.error:
        words, kind = capture.error.rstrip("."), "error"
    elif capture.status >= 400:
        words, kind = f"the server answered {capture.status}", f"status {capture.status}"
    elif snapshot is None or not snapshot.frames:
        words, kind = "no page came", "no page"
    elif snapshot.frames[0].error:
        words, kind = snapshot.frames[0].error.rstrip("."), "unreadable"
    else:
        return None
    return Loss(
        check="P0",
        key="page",
        kind=kind,
        message=f"The page {quote(capture.url, 160)} could not be captured: {quote(words, 300)}.",
        lost_at=LostAt.PAGE if capture.status >= 400 else LostAt.CAPTURE,
        subject=capture.url,
        evidence={"status": str(capture.status), "error": capture.error},
    )


def _wrong_page(case: Case) -> Loss | None:
    """Tell whether another page came: a challenge, a login, a parked address."""
    promised = [i for i, block in enumerate(case.post.blocks) if _can_be_found(block)]
    found = sum(i in case.alignment.places for i in promised)
    if not promised or found / len(promised) >= _LEAST_COVERAGE:
        return None
    titled = not any(loss.key.startswith("title ") for loss in front_matter.losses(case))
    if len(promised) < _FEW_BLOCKS and (found or titled):
        return None
    title = quote(case.page.snapshot.title) or "no title"
    return Loss(
        check="P1",
        key="page",
        kind="other page",
        message=(
            f'The page "{title}" shows {found} of the {len(promised)} blocks of the post: '
            + ("its text did not come." if titled else "it is another page.")
        ),
        lost_at=LostAt.PAGE,
        subject=case.capture.url,
        evidence={
            "found": str(found),
            "promised": str(len(promised)),
            "page_title": case.page.snapshot.title,
            "page_url": case.page.snapshot.url,
        },
    )


def _can_be_found(block: Block) -> bool:
    if not block.visible:
        return False
    if block.kind in MEDIA_KINDS:
        return bool(block.url)
    return block.kind in TEXT_KINDS and bool(normal_form(block.text))


def _losses(case: Case) -> Iterator[Loss]:
    yield from media.losses(case)
    stood_in = list(placeholders.losses(case))
    yield from stood_in
    yield from referrer_policies.losses(case, stood_in)
    yield from posters.losses(case)
    yield from players.losses(case)
    yield from player_outcomes.losses(case)
    yield from head_pictures.losses(case)
    parted = list(captions.losses(case))
    yield from parted
    yield from text.losses(case)
    yield from front_matter.losses(case)
    yield from order.losses(case, frozenset().union(*(loss.explains for loss in parted)))


def _report(case: Case) -> Report:
    found = list(_losses(case))
    replaced = {
        (loss.block, loss.subject)
        for loss in found
        if loss.check == "M5" and loss.severity is not Severity.WARNING
    }
    media_kept = [
        (index, block.url) not in replaced and _is_kept(case, index, block)
        for index, block in case.promised_media()
    ]
    media_kept += [
        each.is_kept and (None, each.block.url) not in replaced
        for each in head_pictures.head_pictures(case)
        if each.is_used
    ]
    all_captions = [index for index, _ in case.promised_captions()]
    wrong = {loss.block for loss in found if loss.check in {"C1", "C2"}}
    paired = [
        index
        for index in all_captions
        if index not in wrong
        and any(medium in case.alignment.places for medium in case.post.blocks[index].caption_of)
    ]
    findings = _findings(found)
    return Report(
        slug=case.capture.slug,
        url=case.capture.url,
        verdict=_verdict(findings),
        findings=findings,
        media_promised=len(media_kept),
        media_kept=sum(media_kept),
        captions_promised=len(all_captions),
        captions_kept=len(paired),
    )


def _is_kept(case: Case, index: int, block: Block) -> bool:
    shown = case.alignment.page_block(index)
    if block.kind is BlockKind.PLAYER:
        return players.is_kept(case, block, shown)
    kept = media.is_kept(case.page, case.ledger, block, shown)
    return kept and player_outcomes.is_film_kept(case, index)


def _plain_report(capture: Capture, page: Page) -> Report:
    ledger = Ledger.of(capture.ledger)
    promised = plain_page.shown_media(page)
    found = [*plain_page.losses(page, ledger), *plain_page.player_losses(capture, ledger)]
    findings = _findings(found)
    return Report(
        slug=capture.slug,
        url=capture.url,
        verdict=_verdict(findings),
        findings=findings,
        media_promised=len(promised),
        media_kept=sum(media.is_kept(page, ledger, *each) for each in promised),
    )


def _failed(post: Post | None, capture: Capture, found: list[Loss]) -> Report:
    blocks = post.blocks if post else ()
    return Report(
        slug=capture.slug,
        url=capture.url,
        verdict=Verdict.FAILED,
        findings=_findings(found),
        media_promised=sum(block.kind in MEDIA_KINDS and _can_be_found(block) for block in blocks),
        captions_promised=sum(
            block.kind is BlockKind.CAPTION and block.visible for block in blocks
        ),
    )


def _findings(found: list[Loss]) -> tuple[Finding, ...]:
    rank = {name: at for at, name in enumerate(CHECKS)}
    ordered = sorted(
        found, key=lambda loss: (rank[loss.check], -1 if loss.block is None else loss.block)
    )
    return tuple(finding_of(loss) for loss in ordered)


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return Verdict.PARTIAL if wrong else Verdict.COMPLETE
