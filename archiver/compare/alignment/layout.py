"""How the blocks of a post lie against those of its page: places, gaps, regions."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from archiver.compare.wording import normal_form
from archiver.models import Block, BlockKind

TEXT_KINDS = frozenset({BlockKind.TEXT, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TABLE})

_MAX_REGION_CHARACTERS = 50_000
_MAX_EMOJI = 12
"""Characters of one emoji, in the alternative text of the picture that themes make of it."""


class Found(StrEnum):
    """How a block of the post was found on the page."""

    IN_ORDER = "in order"
    MOVED = "moved"
    WITHIN = "within other blocks"  #: split, or merged with its neighbours
    NEAR = "nearly"  #: text that differs; a check says what is lost
    GARBLED = "garbled"  #: text whose letters were spoiled on the way


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block of the post stands: index of the page's block."""

    found: Found
    page: int


@dataclass(frozen=True)
class Alignment:
    """The post's blocks and their places on the page, by index; absent means not found."""

    source: Sequence[Block]
    page: Sequence[Block]
    places: Mapping[int, Place]
    ordered: Sequence[tuple[int, int]] = field(repr=False)
    """The pairs of `Found.IN_ORDER`, rising on both sides."""
    ignored: frozenset[int] = field(default=frozenset(), repr=False)
    """Indexes of the page's blocks that are no part of the article."""

    def page_block(self, index: int) -> Block | None:
        """Return the page's block for a block of the post, None when it was not found."""
        place = self.places.get(index)
        return self.page[place.page] if place else None

    def gap(self, index: int) -> range:
        """Return the page's indexes between the ordered neighbours of a block of the post."""
        at = bisect_left(self.ordered, (index, -1))
        start = self.ordered[at - 1][1] + 1 if at else 0
        if at < len(self.ordered) and self.ordered[at][0] == index:
            at += 1
        end = self.ordered[at][1] if at < len(self.ordered) else len(self.page)
        return range(start, end)

    def article(self) -> range:
        """Return the page's indexes from the first ordered block to the last; all when none is."""
        if not self.ordered:
            return range(len(self.page))
        return range(self.ordered[0][1], self.ordered[-1][1] + 1)

    @cached_property
    def article_text(self) -> str:
        """The normal form of all that the page's article says; comments that quote it are none."""
        return "\n".join(
            normal_form(self.page[j].text)
            for j in self.article()
            if self.page[j].kind in TEXT_KINDS and j not in self.ignored
        )

    def region(self, index: int) -> str:
        """Return the normal form of all text in a block's gap, joined."""
        return self.region_of(self.gap(index)).text

    def region_of(self, gap: Iterable[int]) -> Region:
        """Return the text of the page's blocks in a gap, but for those that are ignored."""
        return Region.of(self.page, (j for j in gap if j not in self.ignored))


@dataclass(frozen=True, slots=True)
class Region:
    """Consecutive text blocks of the page, joined, with the offset where each begins."""

    text: str
    offsets: list[int]
    indexes: list[int]

    @classmethod
    def of(cls, page: Sequence[Block], indexes: Iterable[int]) -> Region:
        """Join the texts of these blocks, with the emoji that are pictures."""
        parts: list[str] = []
        offsets: list[int] = []
        kept: list[int] = []
        length = 0
        start = 0
        for j in indexes:
            form = _read_form(page[j])
            if not form or length >= _MAX_REGION_CHARACTERS:
                continue
            parts.append(form)
            length += len(form)
            if page[j].kind in TEXT_KINDS:
                offsets.append(start)
                kept.append(j)
                start = length
        return cls("".join(parts), offsets, kept)

    def find(self, form: str) -> int | None:
        """Return the page's index of the block in which a text begins, or None."""
        at = self.text.find(form)
        if at == -1 or not self.indexes:
            return None
        return self.indexes[bisect_right(self.offsets, at) - 1]


def _read_form(block: Block) -> str:
    """Return what is read of a block as text: of a picture only the emoji that it stands for."""
    if block.kind in TEXT_KINDS:
        return normal_form(block.text)
    if block.kind is not BlockKind.IMAGE or not 0 < len(block.text) <= _MAX_EMOJI:
        return ""
    form = normal_form(block.text)
    is_sign = any(unicodedata.category(character) == "So" for character in form)
    return form if is_sign and not any(map(str.isalpha, form)) else ""
