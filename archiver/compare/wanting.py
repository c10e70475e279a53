"""Which promised media a capture does not have yet, so that it can ask for them again.

Asked while the page is still open and nothing is committed: by the same rules by
which the finished capture will be judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.keys import keys_of
from archiver.compare.ledger import Ledger
from archiver.compare.media import fetches_of, is_piece
from archiver.compare.page import Page
from archiver.models import Asked, Block, BlockKind, LedgerEntry

_FILES = frozenset({BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanting:
    """One medium that is not there."""

    url: str
    """Address to ask for."""
    kind: BlockKind
    reason: str
    """What became of the page's own request, in a word; empty when it made none."""
    referrer: str | None = None
    """The Referer that the page sent; None when it never asked."""
    frame_url: str = ""
    """Address of the document that asked; empty when none did."""


def wanting_of(
    page: Page, ledger: Ledger, media: Iterable[tuple[Block, Block | None]]
) -> tuple[Wanting, ...]:
    """Return the pictures, films and sounds that were promised and are not whole.

    Each address once, in the order of `media`, the promises with what the page shows
    for them. A film that came in pieces is not: it is the player's work to have it whole.
    """
    found: dict[str, Wanting] = {}
    for block, shown in media:
        each = _wanting(page, ledger, block, shown)
        if each is not None:
            found.setdefault(each.url, each)
    return tuple(found.values())


def good_pictures_of(
    page: Page, ledger: Ledger, media: Iterable[tuple[Block, Block | None]]
) -> tuple[LedgerEntry, ...]:
    """Return what the page itself got for promised pictures that came whole, each once."""
    found: dict[str, LedgerEntry] = {}
    for block, shown in media:
        if block.kind is not BlockKind.IMAGE or not urls.is_http(block.url):
            continue
        for fetch in fetches_of(page, ledger, block, shown):
            if fetch.flaw is None and fetch.asked.asked is Asked.PAGE:
                found.setdefault(fetch.answer.url, fetch.answer)
    return tuple(found.values())


def is_good(entries: Sequence[LedgerEntry], url: str, kind: BlockKind) -> bool:
    """Tell whether the last request for an address brought a whole medium of its kind."""
    ledger = Ledger.of(entries)
    asked = ledger.at(url)
    return bool(asked) and ledger.follow(asked[-1], kind).flaw is None


def promised_media(case: Case) -> Iterator[tuple[Block, Block | None]]:
    """Yield each promised file with what the page shows for it.

    The posters of films and the pictures of the front matter are among them, also
    where the page does not show them.
    """
    judged: set[str] = set()
    for index, block in case.promised_media():
        judged.update(keys_of(block))
        if block.kind in _FILES:
            yield block, case.alignment.page_block(index)
        if urls.is_http(block.poster):
            yield Block(kind=BlockKind.IMAGE, url=block.poster), None
    for value in (case.post.headimg, case.post.thumbnail):
        url = urls.resolve(case.capture.url, value) if value else ""
        head = Block(kind=BlockKind.IMAGE, url=url)
        if urls.is_http(url) and not judged & set(keys_of(head)):
            judged.update(keys_of(head))
            yield head, None


def _wanting(page: Page, ledger: Ledger, block: Block, shown: Block | None) -> Wanting | None:
    if not urls.is_http(block.url):
        return None
    fetches = fetches_of(page, ledger, block, shown)
    if any(fetch.flaw is None for fetch in fetches):
        return None
    if any(is_piece(fetch, block.kind) for fetch in fetches):
        return None
    first = next((fetch for fetch in fetches if fetch.asked.asked is Asked.PAGE), None)
    if first is None or first.flaw is None:
        return Wanting(url=_address(block, shown), kind=block.kind, reason="")
    return Wanting(
        url=first.asked.url,
        kind=block.kind,
        reason=first.flaw.kind,
        referrer=first.asked.referrer,
        frame_url=first.asked.frame_url,
    )


def _address(block: Block, shown: Block | None) -> str:
    """Return the address by which the page would ask: its own variant, where it shows one."""
    if shown is None or not urls.is_http(shown.url):
        return block.url
    same = set(keys_of(block)) & set(keys_of(replace(block, url=shown.url, alternates=())))
    return shown.url if same else block.url
