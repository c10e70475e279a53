"""The posters of promised films: pictures like any other (M3 to M7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.media import shown_loss, unanswered_loss
from archiver.models import Asked, BlockKind


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with the posters of the post's films.

    A poster that the page never asked for need not be shown: it is a warning when archiver
    asked for it and got none. One that the post shows as a picture too is judged there.
    """
    judged = {key for _, block in case.promised_media() for key in keys_of(block)}
    for index, block in case.promised_media():
        poster = replace(block, kind=BlockKind.IMAGE, url=block.poster, alternates=(), poster="")
        keys = set(keys_of(poster)) if urls.is_http(block.poster) else set()
        if not keys or keys & judged:
            continue
        judged |= keys
        fetches = case.ledger.fetches(BlockKind.IMAGE, keys)
        if any(fetch.asked.asked is Asked.PAGE for fetch in fetches):
            loss = shown_loss(case.page, case.ledger, poster, poster)
        else:
            loss = unanswered_loss(case.ledger, poster)
        if loss is not None:
            key = f"poster {medium_key(block.poster)}"
            yield replace(loss, block=index, key=key, evidence={**loss.evidence, "field": "poster"})
