"""How many media and captions a post promises, and how many of them are in the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.compare import head_pictures, media, player_outcomes, players
from archiver.compare import plain as plain_page
from archiver.compare.case import Case
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.compare.page_failures import can_be_found
from archiver.models import MEDIA_KINDS, Block, BlockKind, Post, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a report counts, as `Report` has it."""

    media_promised: int = 0
    media_kept: int = 0
    captions_promised: int = 0
    captions_kept: int = 0


def counts_of(case: Case, found: Sequence[Loss]) -> Counts:
    """Return the counts of a post and its page; `found` is what all checks said."""
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
    captions = [index for index, _ in case.promised_captions()]
    wrong = {loss.block for loss in found if loss.check in {"C1", "C2"}}
    paired = [
        index
        for index in captions
        if index not in wrong
        and any(medium in case.alignment.places for medium in case.post.blocks[index].caption_of)
    ]
    return Counts(
        media_promised=len(media_kept),
        media_kept=sum(media_kept),
        captions_promised=len(captions),
        captions_kept=len(paired),
    )


def counts_of_plain(page: Page, ledger: Ledger) -> Counts:
    """Return the counts of a page without a post: its own media are the promise."""
    promised = plain_page.shown_media(page)
    kept = sum(media.is_kept(page, ledger, *each) for each in promised)
    return Counts(media_promised=len(promised), media_kept=kept)


def counts_of_promise(post: Post | None) -> Counts:
    """Return what a post promises, for a page of which nothing is kept."""
    blocks = post.blocks if post else ()
    return Counts(
        media_promised=sum(block.kind in MEDIA_KINDS and can_be_found(block) for block in blocks),
        captions_promised=sum(
            block.kind is BlockKind.CAPTION and block.visible for block in blocks
        ),
    )


def _is_kept(case: Case, index: int, block: Block) -> bool:
    shown = case.alignment.page_block(index)
    if block.kind is BlockKind.PLAYER:
        return players.is_kept(case, block, shown)
    kept = media.is_kept(case.page, case.ledger, block, shown)
    return kept and player_outcomes.is_film_kept(case, index)
