"""Stand-in pictures of CDNs that guard against hotlinks: M5.

They come with status 200, the right type and whole, so only what they are
tells: one picture for many addresses, or one that is known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from archiver.compare.case import Case
from archiver.compare.keys import medium_key
from archiver.compare.loss import Loss
from archiver.compare.media import fetches_of
from archiver.compare.wording import quote
from archiver.models import Block, BlockKind, LedgerEntry, LostAt

_MANY = 3
"""Different promised pictures that share one digest (checks.md, M5b). Two are often
one picture uploaded twice."""

_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)$", re.IGNORECASE)
_KNOWN = ((re.compile(r"^[^/]*\bqpic\.cn/|/(?:sz_)?mmbiz_?\w*/"), (470, 349), "WeChat's notice"),)
"""Address, pixel size and name of pictures that a CDN sends instead (checks.md, A4)."""


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each promised picture that came as a stand-in.

    Near misses that stay silent: the same picture promised several times, or
    in several sizes, or from mirrors; two names of one file; `data:` pictures.
    """
    answers = dict(_answers(case))
    names_by_digest: defaultdict[str, set[str]] = defaultdict(set)
    for index, answer in answers.items():
        names_by_digest[answer.sha1].add(_name_of(case.post.blocks[index]))
    for index, answer in answers.items():
        block = case.post.blocks[index]
        many = len(names_by_digest[answer.sha1])
        name = _known_as(block, answer)
        if name:
            yield _loss(case, index, answer, f"{name} came in its place")
        elif many >= _MANY:
            yield _loss(case, index, answer, f"the same bytes came for {many} different pictures")


def _name_of(block: Block) -> str:
    """Return a picture's file name, or its key where the path names no picture."""
    key = medium_key(block.url)
    name = key.partition("?")[0].rpartition("/")[2]
    return name if _PICTURE_NAME.search(name) else key


def _answers(case: Case) -> Iterator[tuple[int, LedgerEntry]]:
    """Yield the good answer of each promised picture, with the picture's index."""
    for index, block in case.promised_media():
        shown = case.alignment.page_block(index)
        if block.kind is not BlockKind.IMAGE or shown is None or block.url.startswith("data:"):
            continue
        for fetch in fetches_of(case.page, case.ledger, block, shown):
            if fetch.flaw is None and fetch.answer.sha1:
                yield index, fetch.answer
                break


def _known_as(block: Block, answer: LedgerEntry) -> str:
    if answer.probe is None:
        return ""
    size = (answer.probe.width_px, answer.probe.height_px)
    key = medium_key(block.url)
    return next(
        (name for address, known, name in _KNOWN if known == size and address.search(key)), ""
    )


def _loss(case: Case, index: int, answer: LedgerEntry, words: str) -> Loss:
    block = case.post.blocks[index]
    return Loss(
        check="M5",
        key=medium_key(block.url),
        kind="placeholder",
        message=f"The page asked for the picture {quote(block.url, 160)}, but {words}.",
        lost_at=LostAt.PAGE,
        subject=block.url,
        block=index,
        promised=block,
        shown=case.alignment.page_block(index),
        entry=answer,
    )
