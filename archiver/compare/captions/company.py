"""Captions that lost their media, or were given others beside their own: C3."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.compare.captions.places import Caption, Layout
from archiver.compare.case import Case
from archiver.compare.keys import medium_key
from archiver.compare.loss import Loss
from archiver.compare.naming import NOUNS
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, LostAt

_URL_LIMIT = 120


def losses_of(case: Case, layout: Layout, caption: Caption) -> Iterator[Loss]:
    """Yield what is wrong with the company of one caption that stands where it should.

    Near misses that stay silent: a medium that is there and could not be shown;
    pictures that lie side by side in the post; a figure of the page around
    several pictures of which each has its caption right beside it.
    """
    if not caption.own:
        gone = [i for i in caption.block.caption_of if _is_promised(case, i)]
        if gone:
            yield _alone(case, layout, caption, gone)
    elif parted := _parted(layout, caption):
        yield _loss_of_parted(case, caption, parted)
    elif strangers := _strangers(layout, caption):
        yield _loss_of_strangers(case, caption, strangers)


def _is_promised(case: Case, index: int) -> bool:
    block = case.post.blocks[index] if 0 <= index < len(case.post.blocks) else None
    return bool(block and block.kind in MEDIA_KINDS and block.url and block.visible)


def _alone(case: Case, layout: Layout, caption: Caption, gone: list[int]) -> Loss:
    lost, shown = case.post.blocks[gone[0]], _shown_beside(layout, caption)
    if shown is None:
        there, kind = "stands alone", "alone"
    else:
        there = f"stands at the {NOUNS[shown.kind]} {quote(shown.url, _URL_LIMIT)}"
        kind = f"at {medium_key(shown.url)}"
    message = (
        f'The caption "{quote(caption.block.text)}" speaks of the {NOUNS[lost.kind]}'
        f" {quote(lost.url, _URL_LIMIT)}, which is gone, and {there}."
    )
    evidence = {"medium": lost.url} | ({"at": shown.url} if shown else {})
    return _loss(case, caption, kind, message, evidence)


def _shown_beside(layout: Layout, caption: Caption) -> Block | None:
    """Return the medium that a reader of the page takes a caption for that lost its own."""
    page = layout.alignment.page
    tied = next((page[j] for j in page[caption.page].caption_of if page[j].url), None)
    if tied is not None:
        return tied
    beside = layout.neighbour(caption.page, before=caption.follows)
    if beside is None or next(layout.texts_between(caption.page, beside), None) is not None:
        return None
    theirs = layout.captions.get(layout.media[beside], ())
    between = range(*sorted((beside, caption.page)))
    return None if any(place in between for place in theirs) else page[beside]


def _parted(layout: Layout, caption: Caption) -> list[int]:
    """Return the media that share a caption with others and have text of the post before it."""
    pages = sorted(caption.own_pages)
    if len(pages) < 2:
        return []
    return [layout.media[page] for page in pages if layout.parting_texts(caption, page)]


def _loss_of_parted(case: Case, caption: Caption, parted: list[int]) -> Loss:
    medium = case.post.blocks[parted[0]]
    message = (
        f"The {NOUNS[medium.kind]} {quote(medium.url, _URL_LIMIT)} shares the caption"
        f' "{quote(caption.block.text)}" with others, and was parted from it by text.'
    )
    evidence = {"medium": medium.url, "blocks": ", ".join(map(str, parted))}
    return _loss(case, caption, f"parted from {medium_key(medium.url)}", message, evidence)


def _strangers(layout: Layout, caption: Caption) -> list[int]:
    """Return the post's other media that the page ties to a caption as to its own.

    Those that the page shows right beside the caption's own, with nothing
    between, while the post has something between.
    """
    tied = layout.alignment.page[caption.page].caption_of
    if caption.own_pages.isdisjoint(tied):
        return []
    return [
        layout.media[page]
        for page in tied
        if page in layout.media
        and page not in caption.own_pages
        and (page < caption.page) == caption.follows
        and not _is_apart(layout, caption.page, page)
        and _is_apart_in_post(layout, caption, layout.media[page])
    ]


def _is_apart(layout: Layout, at: int, page: int) -> bool:
    """Tell whether something of the post stands between a caption and a medium of the page."""
    if next(layout.texts_between(at, page), None) is not None:
        return True
    between = range(min(at, page) + 1, max(at, page))
    return any(place in between for place in layout.captions.get(layout.media[page], ()))


def _is_apart_in_post(layout: Layout, caption: Caption, medium: int) -> bool:
    """Tell whether the post has a text or a caption between a medium and a caption's own."""
    blocks = layout.alignment.source
    nearest = min(caption.own, key=lambda own: abs(own - medium))
    between = blocks[min(nearest, medium) + 1 : max(nearest, medium)]
    return any(block.kind not in MEDIA_KINDS and block.text for block in between)


def _loss_of_strangers(case: Case, caption: Caption, strangers: list[int]) -> Loss:
    own, other = case.post.blocks[caption.own[0]], case.post.blocks[strangers[0]]
    message = (
        f'The caption "{quote(caption.block.text)}" speaks of the {NOUNS[own.kind]}'
        f" {quote(own.url, _URL_LIMIT)}; on the page it also stands for the"
        f" {NOUNS[other.kind]} {quote(other.url, _URL_LIMIT)}."
    )
    evidence = {"medium": own.url, "also": other.url, "blocks": ", ".join(map(str, strangers))}
    return _loss(case, caption, f"also at {medium_key(other.url)}", message, evidence)


def _loss(case: Case, caption: Caption, kind: str, message: str, evidence: dict[str, str]) -> Loss:
    return Loss(
        check="C3",
        key=normal_form(caption.block.text),
        kind=kind,
        message=message,
        lost_at=LostAt.PAGE,
        subject=caption.block.text,
        block=caption.index,
        promised=caption.block,
        shown=case.alignment.page[caption.page],
        evidence=evidence,
    )
