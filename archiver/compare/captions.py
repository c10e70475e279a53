"""Captions: C1 (missing), C2 (at another medium)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from archiver.compare.align import TEXT_KINDS, Alignment
from archiver.compare.case import NOUNS, Case
from archiver.compare.loss import Loss
from archiver.compare.text import lost_sentences
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, BlockKind, Box, LostAt

_FAR_PX = 300.0
_CLOSE_PX = 100.0
"""A caption farther than the first from its own medium and nearer than the second
to another one is read as the other's, whatever the order in the document."""


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with the post's captions.

    Near misses that stay silent: another mark (△ for ▲) or none; a caption
    merged with a paragraph; an advertisement between a picture and its
    caption; a caption whose own medium is lost, which is the medium's finding.
    """
    for index, block in case.promised_captions():
        if not normal_form(block.text):
            continue
        if index not in case.alignment.places or lost_sentences(case, index):
            yield _missing(case, index, block)
        elif loss := _misplaced(case, index, block):
            yield loss


def _missing(case: Case, index: int, block: Block) -> Loss:
    shown = case.alignment.page_block(index)
    seen = f', which shows "{quote(shown.text)}"' if shown else ""
    return Loss(
        check="C1",
        key=normal_form(block.text),
        kind="changed" if shown else "missing",
        message=f'The caption "{quote(block.text)}" is not on the page{seen}.',
        lost_at=LostAt.PAGE,
        subject=block.text,
        block=index,
        promised=block,
        shown=shown,
        evidence={"shown": shown.text} if shown else {},
    )


def _misplaced(case: Case, index: int, block: Block) -> Loss | None:
    """Compare the caption's neighbours on the page with its media in the post."""
    alignment = case.alignment
    at = alignment.places[index].page
    own = [i for i in block.caption_of if i in alignment.places and _is_medium(alignment, i)]
    own_pages = {alignment.places[i].page for i in own}
    if not own_pages:
        return None
    media = {alignment.places[i].page: i for i in alignment.places if _is_medium(alignment, i)}
    # A figure of the page that holds both pairs them, whatever stands first.
    paired = min(own_pages & set(alignment.page[at].caption_of), default=None)
    neighbour = _neighbour(sorted(media), at, before=min(own) < index) if paired is None else paired
    if neighbour not in own_pages:
        other = media.get(neighbour) if neighbour is not None else None
        return _loss(case, index, own, (other,) if other is not None else ())
    between = _texts_between(alignment, (index, at), (min(own), neighbour))
    if between:
        return _loss(case, index, own, between)
    nearer = _nearer_by_box(alignment, at, media, own_pages)
    return _loss(case, index, own, (nearer,)) if nearer is not None else None


def _is_medium(alignment: Alignment, index: int) -> bool:
    return 0 <= index < len(alignment.source) and alignment.source[index].kind in MEDIA_KINDS


def _neighbour(pages: list[int], at: int, *, before: bool) -> int | None:
    """Return the promised medium next to a caption, on the side where the post has it."""
    position = bisect_left(pages, at)
    if before:
        return pages[position - 1] if position else None
    return pages[position] if position < len(pages) else None


def _texts_between(
    alignment: Alignment, caption: tuple[int, int], medium: tuple[int, int]
) -> tuple[int, ...]:
    """Return the post's texts that only the page has between a medium and its caption."""
    in_post = range(min(caption[0], medium[0]), max(caption[0], medium[0]))
    on_page = range(min(caption[1], medium[1]) + 1, max(caption[1], medium[1]))
    return tuple(
        i
        for i, place in alignment.places.items()
        if place.page in on_page
        and i not in in_post
        and alignment.source[i].kind in TEXT_KINDS - {BlockKind.CAPTION}
    )


def _nearer_by_box(
    alignment: Alignment, at: int, media: dict[int, int], own_pages: set[int]
) -> int | None:
    caption = alignment.page[at].box
    if caption is None or not caption.height:
        return None
    gaps = {
        page: gap
        for page in media
        if (box := alignment.page[page].box) and (gap := _gap(caption, box)) is not None
    }
    own = [gap for page, gap in gaps.items() if page in own_pages]
    if not own or min(own) <= _FAR_PX:
        return None
    page = min(gaps, key=lambda each: gaps[each])
    return media[page] if gaps[page] < _CLOSE_PX else None


def _gap(caption: Box, medium: Box) -> float | None:
    """Return the free height between two boxes; None for a medium without area."""
    if not medium.width or not medium.height:
        return None
    return max(0.0, caption.y - (medium.y + medium.height), medium.y - (caption.y + caption.height))


def _loss(case: Case, index: int, own: list[int], seen: tuple[int, ...]) -> Loss:
    """State what stands where the caption's own medium should."""
    block, blocks = case.post.blocks[index], case.post.blocks
    medium = blocks[own[0]]
    promised = f"the {NOUNS[medium.kind]} {quote(medium.url, 120)}"
    if not seen:
        there, kind = "with no medium beside it", "alone"
    elif blocks[seen[0]].kind in MEDIA_KINDS:
        other = blocks[seen[0]]
        there, kind = f"at the {NOUNS[other.kind]} {quote(other.url, 120)}", f"at {other.url}"
    else:
        there, kind = f'parted from it by "{quote(blocks[seen[0]].text, 40)}"', "parted"
    return Loss(
        check="C2",
        key=normal_form(block.text),
        kind=kind,
        message=f'The caption "{quote(block.text)}" belongs to {promised}, but stands {there}.',
        lost_at=LostAt.PAGE,
        subject=block.text,
        block=index,
        promised=block,
        shown=case.alignment.page_block(index),
        evidence={"medium": medium.url},
        explains=frozenset({index, *own, *seen}),
    )
