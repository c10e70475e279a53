"""What a page shows, as far as it is needed to name what is seen on its picture."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from archiver.compare.alignment.blocks import Found, align
from archiver.compare.history.two_pages import Side, article_span, compared
from archiver.compare.keys import medium_key
from archiver.compare.media import fetches_of
from archiver.compare.visual.boxes import around
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
_FURTHEST_PX = 1e7
"""From the page's corner; what is said to lie further away is nowhere. NaN is no place either."""
_TALL_PX = 600
_WIDE_SET_PX2 = 1_500
"""Of the box for each character, from which tall texts are no text alone: letters of 17 px
take 300 to 500."""
_MOST_BELOW = 50
_MOST_LAYERS = 40
_BESIDE = 3
"""Blocks before and after one that may lie within it."""


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
    def layers(self) -> tuple[Overlay, ...]:
        """The overlays that have a place."""
        return tuple(each for each in self.overlays if _has_area(each.box))[:_MOST_LAYERS]

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
    def loose(self) -> frozenset[int]:
        """Texts of which the box tells nothing: a column that is as long as the other one."""
        order = list(self.shown)
        return frozenset(
            index
            for at, index in enumerate(order)
            if self.blocks[index].kind not in MEDIA_KINDS
            and (
                _is_wide_set(self.blocks[index].text, self.shown[index])
                or any(
                    _holds(self.shown[index], self.shown[other])
                    for other in order[max(0, at - _BESIDE) : at + _BESIDE + 1]
                    if other != index
                )
            )
        )

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
    def column(self) -> Box | None:
        """The box around the article's blocks; None for a page that shows none."""
        return around(box for index, box in self.shown.items() if not self.is_outside(index))

    def below(self, y: float) -> list[int]:
        """Return the next blocks of which the middle is not above a row, from the top."""
        at = bisect_left(self._middles, (y, -1))
        near = self._middles[at : at + _MOST_BELOW]
        return sorted((index for _, index in near), key=lambda index: (self.shown[index].y, index))

    @cached_property
    def _middles(self) -> list[tuple[float, int]]:
        return sorted(
            (box.y + box.height / 2, index)
            for index, box in self.shown.items()
            if index not in self.loose
        )

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
    sides = (box.x, box.y, box.width, box.height)
    return box.width > 0 and box.height > 0 and all(abs(side) <= _FURTHEST_PX for side in sides)


def _is_wide_set(text: str, box: Box) -> bool:
    return box.height > _TALL_PX and box.width * box.height > _WIDE_SET_PX2 * max(1, len(text))


def _holds(box: Box, other: Box) -> bool:
    """Tell whether another box lies in one, and leaves most of it free."""
    return (
        box.x <= other.x
        and other.x + other.width <= box.x + box.width
        and box.y <= other.y
        and other.y + other.height <= box.y + box.height
        and 2 * other.height < box.height
    )


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
