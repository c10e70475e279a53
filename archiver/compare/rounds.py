"""All checks of one page, in an order in which each knows what others have told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.compare import (
    captions,
    front_matter,
    head_pictures,
    media,
    order,
    placeholders,
    player_outcomes,
    players,
    plugins,
    posters,
    referrer_policies,
    text,
)
from archiver.compare.case import Case
from archiver.compare.loss import Loss


def losses_of(case: Case, others: Sequence[plugins.ThirdPartyCheck]) -> Iterator[Loss]:
    """Yield what every check says of a page that came; one thing that is wrong is told once."""
    yield from _of_media(case)
    yield from _of_players(case)
    yield from _of_words(case)
    yield from plugins.losses(case, others)


def _of_media(case: Case) -> Iterator[Loss]:
    yield from media.losses(case)
    stood_in = list(placeholders.losses(case))
    yield from stood_in
    yield from referrer_policies.losses(case, stood_in)
    yield from posters.losses(case)
    yield from head_pictures.losses(case)


def _of_players(case: Case) -> Iterator[Loss]:
    yield from players.losses(case)
    yield from player_outcomes.losses(case)


def _of_words(case: Case) -> Iterator[Loss]:
    parted = list(captions.losses(case))
    yield from parted
    yield from text.losses(case)
    yield from front_matter.losses(case)
    yield from order.losses(case, frozenset().union(*(loss.explains for loss in parted)))
