"""Films that a script feeds: what a page shows as `blob:` is known by what it asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archiver import urls
from archiver.compare.keys import keys_of
from archiver.compare.ledger import Ledger
from archiver.models import Asked, Block, BlockKind

_FILMS = frozenset({BlockKind.VIDEO, BlockKind.AUDIO})


def with_addresses(
    promised: Sequence[Block], shown: Sequence[Block], ledger: Ledger
) -> tuple[Block, ...]:
    """Return the page's blocks, each `blob:` film with the address that it was fed from.

    The post's films that the page asked for and shows nowhere are given to the page's
    `blob:` films in their order: a `blob:` says nothing of where its bytes are from.
    """
    fed = _fed(promised, shown, ledger)
    return tuple(_addressed(block, fed) for block in shown)


def _addressed(block: Block, fed: Iterator[str]) -> Block:
    if block.kind not in _FILMS or not block.url.startswith("blob:"):
        return block
    url = next(fed, "")
    return replace(block, url=url, alternates=(block.url, *block.alternates)) if url else block


def _fed(promised: Sequence[Block], shown: Sequence[Block], ledger: Ledger) -> Iterator[str]:
    there = {key for block in shown if block.kind in _FILMS for key in keys_of(block)}
    for block in promised:
        promises = block.kind in _FILMS and block.visible and urls.is_http(block.url)
        if not promises or there & set(keys_of(block)):
            continue
        fetches = ledger.fetches(block.kind, keys_of(block))
        if any(fetch.asked.asked is Asked.PAGE for fetch in fetches):
            yield block.url
