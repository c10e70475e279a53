"""The pictures that the front matter names: `headimg` and `thumbnail` (M1, M3, M4, M6, M7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.front_matter import line_of
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.media import is_kept, medium_loss, shown_loss, unanswered_loss
from archiver.models import Asked, Block, BlockKind, Severity


@dataclass(frozen=True, slots=True)
class HeadPicture:
    """A picture of the front matter that the body does not show."""

    field: str
    block: Block
    shown: Block | None
    """The page's block that shows it."""
    is_requested: bool
    is_kept: bool
    is_random: bool
    """Whether its host answers each request with another picture (formats.md 1.5)."""

    @property
    def is_used(self) -> bool:
        """Whether the page shows it or asked for it: as a background, say."""
        return self.shown is not None or self.is_requested


def head_pictures(case: Case) -> Iterator[HeadPicture]:
    """Yield the pictures of the front matter, each once; those of the body are judged there."""
    judged = {key for _, block in case.promised_media() for key in keys_of(block)}
    for name, value in (("headimg", case.post.headimg), ("thumbnail", case.post.thumbnail)):
        url = urls.resolve(case.capture.url, value)
        block = Block(kind=BlockKind.IMAGE, url=url, line=line_of(case.post, name, value))
        keys = set(keys_of(block))
        if not value or not keys or judged & keys:
            continue
        judged |= keys
        shown = next(
            (
                each
                for each in case.page.blocks
                if each.kind is BlockKind.IMAGE and keys & set(keys_of(each))
            ),
            None,
        )
        asked = any(
            fetch.asked.asked is Asked.PAGE for fetch in case.ledger.fetches(BlockKind.IMAGE, keys)
        )
        kept = is_kept(case.page, case.ledger, block, shown)
        random = case.placeholder_rules.is_random(url)
        yield HeadPicture(name, block, shown, asked, kept, random)


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with `headimg` and `thumbnail`.

    What the page shows or asks for must be kept, as any picture. What it does not use
    (themes differ, lists of articles use the thumbnail) archiver asks for by itself: when
    it did not come, that is a warning. Near misses that stay silent: one that the body
    shows too (judged there), a random placeholder that is not shown; one that is shown
    is at most a warning.
    """
    for picture in head_pictures(case):
        loss = _loss(case, picture)
        if loss is None:
            continue
        mild = picture.is_random or not picture.is_used
        yield replace(
            loss,
            key=f"{picture.field} {medium_key(picture.block.url)}",
            severity=Severity.WARNING if mild else loss.severity,
            evidence={**loss.evidence, "field": picture.field},
        )


def _loss(case: Case, picture: HeadPicture) -> Loss | None:
    if picture.is_used:
        shown = picture.shown or picture.block
        return shown_loss(case.page, case.ledger, picture.block, shown)
    if picture.is_kept or picture.is_random:
        return None
    if case.ledger.fetches(BlockKind.IMAGE, keys_of(picture.block)):
        return unanswered_loss(case.ledger, picture.block)
    return medium_loss(case, picture.block, None) if picture.field == "headimg" else None
