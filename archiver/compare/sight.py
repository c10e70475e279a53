"""What a page shows, as far as it is needed to name what is seen on its picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from archiver.compare.align import Found, align
from archiver.compare.keys import medium_key
from archiver.compare.media import fetches_of
from archiver.compare.two_pages import Side, article_span, compared
from archiver.models import (
    MEDIA_KINDS,
    Block,
    BlockKind,
    Box,
    Capture,
    Overlay,
    Post,
)

_MOST_SHOWN = 20_000
"""Blocks of one page that differences are named by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The bytes of a medium, by what they are known."""

    digests: tuple[str, ...] = ()
    """Of the answers that were kept whole, the one that a reader saw first."""
    phash: str = ""
    """Perceptual hash of a picture, 16 hexadecimal digits; empty where none is known."""
    media_type: str = ""
    """By its first bytes where these tell it."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One state of a page: its blocks with their boxes, its media, what lies over it."""

    blocks: Sequence[Block] = field(default=(), repr=False)
    """With indexes as on the page; boxes in CSS pixels."""
    looks: Mapping[int, Look] = field(default_factory=dict, repr=False)
    """Of media by their blocks, where something came."""
    overlays: Sequence[Overlay] = ()
    span: range = range(0)
    """Of the article's blocks: all of them without a post."""
    promised_by: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Indexes of blocks and of the post's blocks that promise them."""
    lines: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Of the post, by the blocks that these lines promise."""

    @classmethod
    def of_capture(cls, capture: Capture, post: Post | None = None) -> Self:
        """Return what a capture shows; nothing when its page did not come."""
        if capture.snapshot is None or not capture.snapshot.frames:
            return cls()
        side = Side.of(post, capture, capture.snapshot)
        looks = {
            index: look
            for index, block in enumerate(side.page.blocks)
            if block.kind in MEDIA_KINDS and (look := _look(side, block)) is not None
        }
        return cls(
            blocks=side.page.blocks,
            looks=looks,
            overlays=capture.snapshot.overlays,
            span=side.span,
            promised_by=side.promised_by,
            lines=_lines(post, side.promised_by),
        )

    @classmethod
    def of_blocks(
        cls,
        blocks: Sequence[Block],
        media: Mapping[str, Look],
        overlays: Iterable[Overlay] = (),
        post: Post | None = None,
    ) -> Self:
        """Return what a page shows of which only blocks are known; media go by `medium_key`."""
        places = align(post.blocks, blocks).places if post else {}
        settled = [place.page for place in places.values() if place.found is not Found.MOVED]
        promised_by = {place.page: index for index, place in sorted(places.items(), reverse=True)}
        looks = {
            index: media[key]
            for index, block in enumerate(blocks)
            if block.kind in MEDIA_KINDS and (key := medium_key(block.url)) in media
        }
        return cls(
            blocks=blocks,
            looks=looks,
            overlays=tuple(overlays),
            span=article_span(blocks, settled) if settled else range(len(blocks)),
            promised_by=promised_by,
            lines=_lines(post, promised_by),
        )

    @cached_property
    def compared(self) -> tuple[Block, ...]:
        """The blocks as they are compared: what a reader cannot see is nothing."""
        return tuple(map(compared, self.blocks))

    @cached_property
    def shown(self) -> Mapping[int, Box]:
        """The boxes of the blocks that a reader sees, in the order of the page."""
        found: dict[int, Box] = {}
        for index, block in enumerate(self.compared):
            if len(found) >= _MOST_SHOWN:
                break
            if block.kind is not BlockKind.RULE and block.box is not None and _has_area(block.box):
                found[index] = block.box
        return found

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """The article's pictures that are seen, counted from 1."""
        pictures = [
            index
            for index in self.shown
            if self.blocks[index].kind is BlockKind.IMAGE and not self.is_outside(index)
        ]
        return {index: number for number, index in enumerate(pictures, start=1)}

    @cached_property
    def captions(self) -> Mapping[int, int]:
        """The caption of each medium that has one."""
        return {
            medium: index
            for index in reversed(tuple(self.shown))
            if self.blocks[index].kind is BlockKind.CAPTION
            for medium in self.blocks[index].caption_of
        }

    def is_outside(self, index: int) -> bool:
        """Tell whether a block stands beside the article."""
        return index not in self.span and index not in self.promised_by


def _has_area(box: Box) -> bool:
    return box.width > 0 and box.height > 0


def _look(side: Side, block: Block) -> Look | None:
    fetches = fetches_of(side.page, side.ledger, block, block)
    answers = [fetch.answer for fetch in fetches if fetch.flaw is None and fetch.answer.sha1]
    if not answers:
        return None
    probes = [each.probe for each in answers if each.probe]
    return Look(
        digests=tuple(dict.fromkeys(each.sha1 for each in answers)),
        phash=next((each.phash for each in probes if each.phash), ""),
        media_type=next((each.sniffed for each in probes if each.sniffed), answers[0].mime),
    )


def _lines(post: Post | None, promised_by: Mapping[int, int]) -> dict[int, int]:
    if post is None:
        return {}
    lines = {index: post.blocks[promise].line for index, promise in promised_by.items()}
    return {index: line for index, line in lines.items() if line is not None}
