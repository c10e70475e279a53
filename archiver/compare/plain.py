"""A page without a post: what it shows itself is the promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from archiver import urls
from archiver.compare.keys import medium_key
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss
from archiver.compare.media import shown_loss
from archiver.compare.page import Page
from archiver.compare.player_outcomes import loss_of
from archiver.models import Block, BlockKind, Capture, LostAt, Severity

_FILES = frozenset({BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO})
_TRACKER_PIXELS = 2


def shown_media(page: Page) -> list[tuple[Block, Block]]:
    """Return the files that a page shows, each once, as `(promise, what is shown)`.

    The promise of a lazy picture is the address behind its stand-in. Tracking
    pixels and `data:` pictures are left out.
    """
    media: dict[str, tuple[Block, Block]] = {}
    for block in page.blocks:
        tracker = block.width_px is not None and 0 < block.width_px <= _TRACKER_PIXELS
        real = [url for url in (block.url, *block.alternates) if urls.is_http(url)]
        if block.kind in _FILES and real and (not tracker or block.url != real[0]):
            promise = replace(block, url=real[0], alternates=tuple(real[1:]))
            media.setdefault(medium_key(real[0]), (promise, block))
    return list(media.values())


def losses(page: Page, ledger: Ledger) -> Iterator[Loss]:
    """Yield what is wrong with a page's own media.

    Nothing was promised, so what the page itself lost (a broken link, a wrong
    type) is a warning: the archive shows it as readers saw it. What the capture
    lost is an error as ever. Text, captions and order cannot be judged.
    """
    for promise, shown in shown_media(page):
        loss = shown_loss(page, ledger, promise, shown)
        if loss is None:
            continue
        severity = loss.severity if loss.lost_at is LostAt.CAPTURE else Severity.WARNING
        yield replace(loss, severity=severity)


def player_losses(capture: Capture, ledger: Ledger) -> Iterator[Loss]:
    """Yield what is wrong with a page's players: warnings, for nothing was promised."""
    seen: Counter[str] = Counter()
    for state in capture.players:
        draft = Loss(
            check="V3",
            key=medium_key(state.url),
            message="",
            lost_at=LostAt.PAGE,
            subject=state.url,
            evidence={"url": state.url},
        )
        # Of the page, not of the losses: a fingerprint stays when another copy is mended.
        seen[draft.key] += 1
        repeat = f" #{seen[draft.key]}" if seen[draft.key] > 1 else ""
        loss = loss_of(state, draft, ledger)
        if loss is not None:
            yield replace(loss, key=loss.key + repeat, severity=Severity.WARNING)
