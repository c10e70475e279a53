"""All checks of one page, in an order in which each knows what others have told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archiver.compare import (
    alternative_texts,
    blank_pictures,
    changed_pictures,
    duplicates,
    fixity,
    front_matter,
    garbled_text,
    gone_films,
    head_pictures,
    hidden_text,
    languages,
    links,
    media,
    order,
    overlays,
    page_parts,
    plain,
    player_outcomes,
    players,
    plugins,
    posters,
    referrer_policies,
    screenshots,
    script_errors,
    shortcode_embeds,
    smaller_copies,
    tables,
    text,
)
from archiver.compare.captions import losses as captions
from archiver.compare.case import Case
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.compare.placeholders import losses as placeholders
from archiver.models import Capture, RecordPointer


def losses_of(case: Case, others: Sequence[plugins.ThirdPartyCheck]) -> Iterator[Loss]:
    """Yield what every check says of a page that came; one thing that is wrong is told once."""
    yield from _of_media(case)
    played = list(_of_players(case))
    yield from played
    yield from _of_words(case)
    yield from _of_page(case, frozenset(loss.block for loss in played if loss.block is not None))
    yield from plugins.losses(case, others)


def plain_losses_of(
    capture: Capture, page: Page, ledger: Ledger, damage: Mapping[RecordPointer, str]
) -> Iterator[Loss]:
    """Yield what is wrong with a page that no post promised."""
    yield from plain.losses(page, ledger)
    yield from plain.player_losses(capture, ledger)
    yield from page_parts.losses_of(capture, ledger)
    yield from script_errors.losses_of(capture, ledger)
    yield from fixity.losses_of(capture, damage)


def _of_media(case: Case) -> Iterator[Loss]:
    found = list(media.losses(case))
    stood_in = list(placeholders.losses(case))
    found += stood_in
    found += referrer_policies.losses(case, stood_in)
    found += posters.losses(case)
    found += head_pictures.losses(case)
    for judged in (smaller_copies, blank_pictures, changed_pictures):
        found += list(judged.losses(case, frozenset((loss.block, loss.subject) for loss in found)))
    yield from found
    yield from alternative_texts.losses(case)


def _of_players(case: Case) -> Iterator[Loss]:
    yield from players.losses(case)
    yield from player_outcomes.losses(case)
    yield from gone_films.losses(case)
    yield from shortcode_embeds.losses(case)


def _of_words(case: Case) -> Iterator[Loss]:
    parted = list(captions.losses(case))
    yield from parted
    yield from garbled_text.losses(case)
    yield from text.losses(case)
    yield from tables.losses(case)
    yield from hidden_text.losses(case)
    yield from languages.losses(case)
    yield from links.losses(case)
    yield from front_matter.losses(case)
    yield from order.losses(case, frozenset().union(*(loss.explains for loss in parted)))
    yield from duplicates.losses(case)


def _of_page(case: Case, unplayed: frozenset[int]) -> Iterator[Loss]:
    yield from overlays.losses(case)
    yield from screenshots.losses(case, unplayed)
    yield from page_parts.losses(case)
    yield from script_errors.losses(case)
    yield from fixity.losses(case)
