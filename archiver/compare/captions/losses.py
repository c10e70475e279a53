"""Captions: C1 (missing), C2 (at another medium), C3 (without its media, or with too many)."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.compare.captions import company as caption_company
from archiver.compare.captions.boxes import drawn_at
from archiver.compare.captions.places import Caption, Layout
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.naming import NOUNS
from archiver.compare.text import lost_sentences
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, LostAt


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with the post's captions; each caption has one finding at most.

    Near misses that stay silent: another mark (△ for ▲) or none; a caption
    merged with a paragraph; an advertisement between a picture and its
    caption; captions that the theme sets above, beside or over their pictures;
    a caption whose medium is there and failed, which is the medium's finding.
    """
    layout = Layout.of(case)
    for index, block in case.promised_captions():
        if not normal_form(block.text):
            continue
        page = layout.page_of(index, block)
        if page is None or (index in case.alignment.places and lost_sentences(case, index)):
            yield _missing(case, index, block)
            continue
        caption = layout.caption(index, block, page)
        seen = _seen_instead(layout, caption) if caption.own else None
        if seen is not None:
            yield _misplaced(case, caption, seen)
        else:
            yield from caption_company.losses_of(case, layout, caption)


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


def _seen_instead(layout: Layout, caption: Caption) -> tuple[int, ...] | None:
    """Return what stands where the caption's own medium should; None when that does.

    Indexes of the post: of another medium, or of the texts that part the two;
    empty when there is nothing.
    """
    # A figure or a row of the page pairs what is in it, whatever stands first.
    tied = [j for j in layout.alignment.page[caption.page].caption_of if j in layout.media]
    beside = min(caption.own_pages & set(tied), default=None)
    if beside is None:
        beside = tied[-1] if tied else layout.neighbour(caption.page, before=caption.follows)
    is_right = beside in caption.own_pages or (
        not tied and layout.stands_as_in_post(caption, beside)
    )
    if not is_right and layout.turned_to(caption) is None:
        return () if beside is None else (layout.media[beside],)
    nearest = min(caption.own_pages, key=lambda page: abs(page - caption.page))
    return layout.parting_texts(caption, nearest) or drawn_at(layout, caption)


def _misplaced(case: Case, caption: Caption, seen: tuple[int, ...]) -> Loss:
    block, blocks = caption.block, case.post.blocks
    medium = blocks[caption.own[0]]
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
        block=caption.index,
        promised=block,
        shown=case.alignment.page[caption.page],
        evidence={"medium": medium.url},
        explains=frozenset({caption.index, *caption.own, *seen}),
    )
