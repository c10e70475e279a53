"""Pages that are not the article's: P0 (did not come), P1 (another page)."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.compare import front_matter
from archiver.compare.alignment.blocks import TEXT_KINDS
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, BlockKind, Capture, LostAt

_LEAST_COVERAGE = 0.2
"""Under a fifth of the post's blocks, the page is another one (challenge, login, parked page)."""
_FEW_BLOCKS = 5
"""So few that losing most of them proves nothing: then all must be missing."""
_THUMBNAIL_PX = 320
"""CSS pixels of the longer side: themes draw the pictures of their lists no larger."""


def page_failure(capture: Capture) -> Loss | None:
    """Return why the page did not come at all (P0); None when it did."""
    snapshot = capture.snapshot
    if capture.error:
        words, kind = capture.error.rstrip("."), "error"
    elif capture.status >= 400:
        words, kind = f"the server answered {capture.status}", f"status {capture.status}"
    elif snapshot is None or not snapshot.frames:
        words, kind = "no page came", "no page"
    elif snapshot.frames[0].error:
        words, kind = snapshot.frames[0].error.rstrip("."), "unreadable"
    else:
        return None
    return Loss(
        check="P0",
        key="page",
        kind=kind,
        message=f"The page {quote(capture.url, 160)} could not be captured: {quote(words, 300)}.",
        lost_at=LostAt.PAGE if capture.status >= 400 else LostAt.CAPTURE,
        subject=capture.url,
        evidence={"status": str(capture.status), "error": capture.error},
    )


def wrong_page(case: Case) -> Loss | None:
    """Return that another page came (P1): a challenge, a login, a parked address."""
    promised = [i for i, block in enumerate(case.post.blocks) if can_be_found(block)]
    found = len(_found(case, promised))
    if not promised or found / len(promised) >= _LEAST_COVERAGE:
        return None
    titled = not any(loss.key.startswith("title ") for loss in front_matter.losses(case))
    if len(promised) < _FEW_BLOCKS and (found or titled):
        return None
    title = quote(case.page.snapshot.title) or "no title"
    return Loss(
        check="P1",
        key="page",
        kind="other page",
        message=(
            f'The page "{title}" shows {found} of the {len(promised)} blocks of the post: '
            + ("its text did not come." if titled else "it is another page.")
        ),
        lost_at=LostAt.PAGE,
        subject=case.capture.url,
        evidence={
            "found": str(found),
            "promised": str(len(promised)),
            "page_title": case.page.snapshot.title,
            "page_url": case.page.snapshot.url,
        },
    )


def _found(case: Case, promised: Sequence[int]) -> Sequence[int]:
    """Return which of these blocks the page shows.

    Where hardly any of the post's text stands, small pictures are no part of an article:
    lists of related articles show pictures of this one too.
    """
    found = [i for i in promised if i in case.alignment.places]
    blocks = case.post.blocks
    texts = [i for i in promised if blocks[i].kind in TEXT_KINDS]
    read = sum(blocks[i].kind in TEXT_KINDS for i in found)
    if len(texts) < _FEW_BLOCKS or read / len(texts) >= _LEAST_COVERAGE:
        return found
    return [i for i in found if not _is_thumbnail(case.alignment.page_block(i))]


def _is_thumbnail(shown: Block | None) -> bool:
    if shown is None or shown.kind is not BlockKind.IMAGE or shown.box is None:
        return False
    return max(shown.box.width, shown.box.height) <= _THUMBNAIL_PX


def can_be_found(block: Block) -> bool:
    """Tell whether a block of the post could be found on a page: visible, with words or address."""
    if not block.visible:
        return False
    if block.kind in MEDIA_KINDS:
        return bool(block.url)
    return block.kind in TEXT_KINDS and bool(normal_form(block.text))
