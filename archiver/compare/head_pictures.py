"""The pictures that the front matter names: `headimg` and `thumbnail` (M1, M3, M4, M6, M7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.front_matter import line_of
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.media import is_kept, medium_loss, shown_loss
from archiver.models import Block, BlockKind, Severity

_PLACEHOLDER_HOSTS = frozenset({"picsum.photos", "source.unsplash.com", "via.placeholder.com"})
"""They answer each request with another picture (formats.md 1.5)."""


@dataclass(frozen=True, slots=True)
class HeadPicture:
    """A picture of the front matter that the body does not show."""

    field: str
    block: Block
    shown: Block | None
    """The page's block that shows it."""
    is_requested: bool
    is_kept: bool

    @property
    def is_used(self) -> bool:
        """Whether the page shows it or asked for it: as a background, say."""
        return self.shown is not None or self.is_requested

    @property
    def is_random(self) -> bool:
        """Whether it is a placeholder that differs with each request."""
        return urls.host_of(self.block.url) in _PLACEHOLDER_HOSTS


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
        asked = bool(case.ledger.fetches(BlockKind.IMAGE, keys))
        yield HeadPicture(name, block, shown, asked, is_kept(case.page, case.ledger, block, shown))


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with `headimg` and `thumbnail`.

    What the page shows or asks for must be kept, as any picture. A headimg that
    the page does not use is a warning, for themes differ. Near misses that stay
    silent: one that the body shows too (judged there), an unused thumbnail
    (lists of articles use it), a random placeholder that is not shown; one that
    is shown is at most a warning.
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
    if picture.shown is not None:
        return shown_loss(case.page, case.ledger, picture.block, picture.shown)
    if picture.is_requested:
        return (
            None
            if picture.is_kept
            else shown_loss(case.page, case.ledger, picture.block, picture.block)
        )
    if picture.field == "headimg" and not picture.is_random:
        return medium_loss(case, picture.block, None)
    return None
