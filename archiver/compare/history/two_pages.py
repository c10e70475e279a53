"""Two captures of one article, laid against each other and against the post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from archiver.compare.alignment.blocks import Alignment, Found, align
from archiver.compare.case import Case
from archiver.compare.ledger import Ledger
from archiver.compare.page import Page
from archiver.models import MEDIA_KINDS, Block, BlockKind, BodyProbe, Capture, PageSnapshot, Post

_TRACKER_PIXELS = 2
_HIDDEN = Block(kind=BlockKind.RULE, visible=False)


class Stream(Protocol):
    """The blocks of one of two states of a page."""

    @property
    def blocks(self) -> Sequence[Block]:
        """As they are compared: see `compared`."""


class TwoStreams(Protocol):
    """Two states of a page, laid against each other: captures, or less than that."""

    @property
    def old(self) -> Stream:
        """The state that is the measure."""

    @property
    def new(self) -> Stream:
        """The state that may differ."""

    @property
    def there(self) -> Alignment:
        """The earlier state's blocks on the later one."""

    def is_outside(self, old: int | None, new: int | None) -> bool:
        """Tell whether a block stands beside the article, wherever it is shown."""

    def promise(self, old: int | None, new: int | None) -> int | None:
        """Return the index of the post's block that promises a block, None when none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two captures."""

    capture: Capture
    page: Page
    blocks: tuple[Block, ...]
    """Of the page, with their indexes; what a reader cannot see is put as a hidden rule."""
    ledger: Ledger
    case: Case | None
    """Against the post; None without one."""
    promised_by: Mapping[int, int]
    """Indexes of blocks and of the post's blocks that promise them."""
    span: range
    """Of the article on the page: all of it without a post."""

    @classmethod
    def of(cls, post: Post | None, capture: Capture, snapshot: PageSnapshot) -> Self:
        """Read one capture."""
        page = Page.of(snapshot)
        case = Case.of(post, capture, page) if post else None
        places = case.alignment.places if case else {}
        settled = [place.page for place in places.values() if place.found is not Found.MOVED]
        return cls(
            capture=capture,
            page=page,
            blocks=tuple(map(compared, page.blocks)),
            ledger=Ledger.of(capture.ledger),
            case=case,
            promised_by={
                place.page: index for index, place in sorted(places.items(), reverse=True)
            },
            span=article_span(page.blocks, settled) if settled else range(len(page.blocks)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPages:
    """The earlier and the later capture of one article."""

    old: Side
    new: Side
    there: Alignment = field(repr=False)
    """The earlier page's blocks on the later one."""
    looks: Mapping[str, BodyProbe] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, old: Side, new: Side, looks: Mapping[str, BodyProbe]) -> Self:
        """Align the two pages."""
        return cls(old=old, new=new, there=align(old.blocks, new.blocks), looks=looks)

    def is_outside(self, old: int | None, new: int | None) -> bool:
        """Tell whether a block stands beside the article, wherever it is shown."""
        beside_old = old is None or (old not in self.old.span and old not in self.old.promised_by)
        beside_new = new is None or (new not in self.new.span and new not in self.new.promised_by)
        return beside_old and beside_new

    def promise(self, old: int | None, new: int | None) -> int | None:
        """Return the index of the post's block that promises a block, None when none does."""
        found = None if new is None else self.new.promised_by.get(new)
        return self.old.promised_by.get(old) if found is None and old is not None else found


def article_span(blocks: Sequence[Block], settled: Sequence[int]) -> range:
    """Return the article's blocks: the promised ones, all between, and notes right below.

    A note below (a correction, say) is text without links, in the column of the text above.
    """
    end = max(settled) + 1
    column = _column(blocks[end - 1])
    while column and end < len(blocks) and _column(blocks[end]) == column:
        end += 1
    return range(min(settled), end)


def _column(block: Block) -> tuple[int, int] | None:
    """Return left edge and width of a text without links; None for anything else."""
    if block.kind is not BlockKind.TEXT or block.links or block.box is None or not block.visible:
        return None
    return round(block.box.x), round(block.box.width)


def compared(block: Block) -> Block:
    """Return a block as it is compared: a tracking pixel is nothing, a film fed by script any."""
    if not block.visible or block.hiding:
        return _HIDDEN
    if block.kind is BlockKind.IMAGE and 0 < (block.width_px or 99) <= _TRACKER_PIXELS:
        return _HIDDEN
    if block.kind in MEDIA_KINDS and block.url.startswith(("blob:", "about:")):
        return replace(block, url="blob:of this page")
    return block
