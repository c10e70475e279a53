"""Screenshots: P3, the picture of the whole page is blank in places, cut, or not of one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from archiver.compare import blank_bands
from archiver.compare.case import Case
from archiver.compare.drawn import drawn_blocks
from archiver.compare.loss import Loss
from archiver.compare.naming import name_of
from archiver.compare.whole_picture import WholePicture
from archiver.models import Band, Block, BlockKind, Capture, LostAt, ScreenshotKind

TALLEST_PX = 100_000
"""What is pictured of a page at most: `archiver.browser.Limits.height_px`."""
_TOLERANCE_PX = 2
_UNSTABLE_SHARE = 0.05
"""Of the first view's rows: less is a blinking cursor or a clock."""
_PLAYING = frozenset({BlockKind.VIDEO, BlockKind.PLAYER, BlockKind.AUDIO})
_MOVING_TYPES = ("image/gif", "image/webp", "image/avif", "image/apng")


def losses(case: Case, unplayed: Collection[int] = frozenset()) -> Iterator[Loss]:
    """Yield what is wrong with the picture of the whole page.

    `unplayed` are the post's players of which another finding tells that they do not play.

    Near misses that stay silent: films, players and animated pictures that move on
    between two pictures; a page that is taller than what is pictured at most; a capture
    made before pictures were looked at; those of `blank_bands.losses`.
    """
    yield from picture_losses(case.capture)
    picture = WholePicture.of(case.capture)
    if picture is None:
        return
    if below := _below(case, picture):
        yield below
    if unstable := _unstable(case, picture):
        yield unstable
    yield from blank_bands.losses(case, picture, unplayed)


def picture_losses(capture: Capture) -> Iterator[Loss]:
    """Yield what can be said without a post: the picture is not there, or cut."""
    if not capture.pictures or capture.snapshot is None:
        return
    picture = WholePicture.of(capture)
    if picture is None:
        yield _loss("none", "The capture has no picture of the whole page.", {})
        return
    page_px = round(min(capture.snapshot.height_px, TALLEST_PX) * picture.scale)
    height_px = picture.facts.height_px
    if height_px < page_px - _TOLERANCE_PX * picture.scale:
        yield _loss(
            "cut",
            f"The picture of the page ends after {height_px:,} pixels, "
            f"the page only after {page_px:,}.",
            {"picture_height_px": str(height_px), "page_height_px": str(page_px)},
        )


def _below(case: Case, picture: WholePicture) -> Loss | None:
    """Return the loss of what lies below the picture: a part of the page scrolls by itself."""
    end_px = picture.facts.height_px / picture.scale
    if end_px >= TALLEST_PX - _TOLERANCE_PX:
        return None
    below = [item for item in drawn_blocks(case) if item.box.y >= end_px]
    if not below or end_px < case.page.snapshot.height_px - _TOLERANCE_PX:
        return None  # nothing, or a picture that is cut, which was told
    first, others = below[0], len(below) - 1
    more = f" and {others} more of the post's blocks" if others else ""
    loss = _loss(
        "below",
        f"The picture of the page ends above {name_of(first.promised)}{more}: "
        "the page shows them in a part that scrolls by itself.",
        {"blocks": ", ".join(str(item.index) for item in below)},
    )
    return replace(loss, block=first.index, promised=first.promised, shown=first.shown)


def _unstable(case: Case, picture: WholePicture) -> Loss | None:
    view = next((f for f in case.capture.pictures if f.kind is ScreenshotKind.VIEW), None)
    view_px = view.height_px if view else case.capture.environment.viewport_height_px
    moving = sorted(_moving_rows(case, picture))
    rows = sum(_rows_outside(band, moving) for band in picture.facts.differs)
    if not view_px or rows < _UNSTABLE_SHARE * view_px:
        return None
    bands = sorted(picture.facts.differs, key=lambda band: band.top_px)
    return _loss(
        "unstable",
        f"Two pictures of the page, taken one after the other, differ in {rows:,} of the "
        f"first {view_px:,} rows: it did not hold still.",
        {
            "differing_rows": str(rows),
            "bands": ", ".join(f"{band.top_px}-{band.bottom_px}" for band in bands),
        },
    )


def _moving_rows(case: Case, picture: WholePicture) -> Iterator[tuple[float, float]]:
    """Yield the rows of what moves by nature: films, players, animated pictures."""
    for block in case.page.blocks:
        box = block.box
        if box is not None and box.height > 0 and _moves(case, block):
            top, bottom = picture.rows_of(box)
            yield top - _TOLERANCE_PX, bottom + _TOLERANCE_PX


def _moves(case: Case, block: Block) -> bool:
    if block.kind in _PLAYING:
        return True
    return block.kind is BlockKind.IMAGE and any(
        (entry.probe.sniffed if entry.probe else entry.mime).startswith(_MOVING_TYPES)
        for entry in case.ledger.at(block.url)
    )


def _rows_outside(band: Band, moving: Sequence[tuple[float, float]]) -> int:
    """Return how many rows of a band no moving block covers; `moving` is sorted."""
    free, at = 0.0, float(band.top_px)
    for top, bottom in moving:
        if top >= band.bottom_px:
            break
        free += max(0.0, top - at)
        at = max(at, bottom)
    return round(free + max(0.0, band.bottom_px - at))


def _loss(kind: str, message: str, evidence: dict[str, str]) -> Loss:
    return Loss(
        check="P3",
        key="page",
        kind=kind,
        message=message,
        lost_at=LostAt.CAPTURE,
        evidence=evidence,
    )
