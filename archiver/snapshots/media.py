"""Fingerprints of the media that an article shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archiver.models import (
    MEDIA_KINDS,
    Asked,
    Block,
    BlockKind,
    BodyProbe,
    LedgerEntry,
)
from archiver.snapshots.addresses import lasting_address
from archiver.urls import address_key, medium_key

_MOST_HOPS = 20
"""Chromium gives up after as many redirects (ERR_TOO_MANY_REDIRECTS)."""
_BY_PAGE = frozenset({Asked.PAGE, Asked.AS_SHOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotMedium:
    """One picture, film, sound or player that the article shows."""

    url: str
    """As the page showed it."""
    key: str
    """Its identity: addresses of one picture in several sizes share a key."""
    digest: str = ""
    """Of its bytes, as the ledger writes it; empty when they did not come, and for players."""
    phash: str = ""
    """Perceptual hash of a picture, 16 hexadecimal digits; empty where none is known."""
    width_px: int = 0
    """Natural size; 0 where none is known."""
    height_px: int = 0
    media_type: str = ""


def media_of(
    blocks: Iterable[Block], ledger: Sequence[LedgerEntry], looks: Mapping[str, BodyProbe]
) -> tuple[SnapshotMedium, ...]:
    """Return the media of an article's blocks and their posters, each key once, in page order.

    `looks` tells what media look like that the ledger does not tell, by payload digest.
    """
    answers = _Answers(ledger)
    found: dict[str, SnapshotMedium] = {}
    for block, url in _addresses(blocks):
        key = medium_key(url)
        if key not in found:
            is_own = url == block.url
            found[key] = _medium(key, url, block if is_own else None, answers.to(url), looks)
    return tuple(found.values())


def answers_of(blocks: Iterable[Block], ledger: Sequence[LedgerEntry]) -> Iterator[LedgerEntry]:
    """Yield the answer of each medium that came, in page order."""
    answers = _Answers(ledger)
    for block, url in _addresses(blocks):
        answer = answers.to(url)
        if answer is not None and (block.kind is not BlockKind.PLAYER or url != block.url):
            yield answer


def _addresses(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    for block in blocks:
        if block.kind in MEDIA_KINDS:
            yield from ((block, url) for url in (block.url, block.poster) if url)


def _medium(
    key: str,
    url: str,
    block: Block | None,
    answer: LedgerEntry | None,
    looks: Mapping[str, BodyProbe],
) -> SnapshotMedium:
    if answer is None or (block is not None and block.kind is BlockKind.PLAYER):
        # A player's document has other words and tokens each time: it is no medium.
        return SnapshotMedium(
            url=lasting_address(url),
            key=key,
            width_px=(block.width_px or 0) if block else 0,
            height_px=(block.height_px or 0) if block else 0,
        )
    seen = looks.get(answer.sha1) or answer.probe
    return SnapshotMedium(
        url=lasting_address(url),
        key=key,
        digest=answer.sha1,
        phash=seen.phash if seen else "",
        width_px=(block.width_px if block else 0) or (seen.width_px if seen else 0),
        height_px=(block.height_px if block else 0) or (seen.height_px if seen else 0),
        media_type=(seen.sniffed if seen else "") or answer.mime,
    )


class _Answers:
    """The answers of a ledger, found by the address that was asked for."""

    def __init__(self, ledger: Sequence[LedgerEntry]) -> None:
        self._by_address: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
        for entry in ledger:
            if entry.method == "GET":
                self._by_address[address_key(entry.url)].append(entry)

    def to(self, url: str) -> LedgerEntry | None:
        """Return the best answer, at the end of its redirects; None when nothing came."""
        for _ in range(_MOST_HOPS):
            entries = self._by_address.get(address_key(url), [])
            whole = [each for each in entries if 200 <= each.status < 300 and each.sha1]
            if whole:
                return max(whole, key=_worth)
            further = [each.redirect_to for each in entries if each.redirect_to]
            if not further:
                return None
            url = further[-1]
        return None


def _worth(entry: LedgerEntry) -> tuple[bool, bool, bool, int]:
    """Rank answers: what is whole first, then what the page itself was given."""
    return (
        not entry.truncated and not entry.error,
        entry.status == 200,
        entry.asked in _BY_PAGE,
        entry.size_bytes,
    )
