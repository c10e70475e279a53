"""What a snapshot is: the state of an article that a person has accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from archiver.dom import blocks_of, element_from_snapshot
from archiver.errors import UsageError
from archiver.models import Block, BodyProbe, Box, Capture, Environment, Overlay
from archiver.snapshots.addresses import lasting_address
from archiver.snapshots.media import SnapshotMedium, media_of

FURTHEST_PX: Final = 10_000_000
"""Of a box from the page's corner; what a page sets further away is drawn in to there."""
_NO_LOOKS: Mapping[str, BodyProbe] = {}
_MOST_NAME_CHARACTERS = 200
_MOST_TITLE_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The accepted state of an article, without its picture."""

    slug: str
    url: str
    title: str
    capture_id: str
    """Of the capture that was accepted."""
    accepted_at: date
    accepted_by: str
    environment: Environment
    """What made the capture."""
    fonts: tuple[str, ...] = ()
    """Families of the page's own fonts, in alphabetical order."""
    width_px: int
    height_px: int
    """Of the page's picture."""
    picture_digest: str
    """`RowHashes.digest` of the picture: equal pictures, equal digests."""
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    """Of the article's document, boxes in whole pixels; indexes as on the page."""
    media: tuple[SnapshotMedium, ...] = field(default=(), repr=False)
    overlays: tuple[Overlay, ...] = ()

    def shows_the_same(self, other: Snapshot) -> bool:
        """Tell whether both are one state, whoever accepted it when, and of which capture."""
        return replace(
            self,
            capture_id=other.capture_id,
            accepted_at=other.accepted_at,
            accepted_by=other.accepted_by,
        ) == replace(other, slug=self.slug)


def refusal_of(capture: Capture) -> str:
    """Return why a capture cannot be accepted, in a sentence; empty when it can."""
    if capture.error:
        return f"{capture.slug}: the page did not come ({_one_line(capture.error, 200)})"
    if capture.snapshot is None or not capture.snapshot.frames:
        return f"{capture.slug}: nothing is known of what the page shows"
    return ""


def snapshot_of(  # noqa: PLR0913 - by keyword
    capture: Capture,
    picture_digest: str,
    *,
    by: str,
    on: date,
    size_px: tuple[int, int] | None = None,
    looks: Mapping[str, BodyProbe] = _NO_LOOKS,
) -> Snapshot:
    """Return the state that a capture shows.

    Args:
        capture: What was captured.
        picture_digest: `RowHashes.digest` of its picture of the whole page.
        by: Who accepts it.
        on: The day on which it is accepted.
        size_px: Width and height of the picture; the page's own when not given.
        looks: Of media that the ledger does not tell, by payload digest.

    Raises:
        UsageError: the page did not come, so there is nothing to accept.
    """
    refusal, page = refusal_of(capture), capture.snapshot
    if refusal or page is None:
        raise UsageError(f"{refusal}; capture it again before you accept it")
    blocks = page_blocks(capture)
    width_px, height_px = size_px or (page.width_px, page.height_px)
    return Snapshot(
        slug=capture.slug,
        url=lasting_address(capture.url),
        title=_one_line(page.title, _MOST_TITLE_CHARACTERS),
        capture_id=capture.capture_id,
        accepted_at=on,
        accepted_by=_one_line(by, _MOST_NAME_CHARACTERS),
        environment=capture.environment,
        fonts=tuple(sorted({_one_line(each, 100) for each in page.web_fonts if each.strip()})),
        width_px=width_px,
        height_px=height_px,
        picture_digest=picture_digest,
        blocks=tuple(_lasting(block) for block in blocks),
        media=media_of(blocks, capture.ledger, looks),
        overlays=tuple(_overlays(page.overlays)),
    )


def page_blocks(capture: Capture) -> tuple[Block, ...]:
    """Return the blocks of the article's document as it was shown; none when it did not come."""
    page = capture.snapshot
    if page is None or not page.frames:
        return ()
    main = page.frames[0]
    return blocks_of(element_from_snapshot(main.tree), main.url or page.url)


def _lasting(block: Block) -> Block:
    """Return a block as it is kept: whole pixels, and addresses that are of use later."""
    return replace(
        block,
        url=lasting_address(block.url),
        alternates=tuple(map(lasting_address, block.alternates)),
        poster=lasting_address(block.poster),
        links=tuple(map(lasting_address, block.links)),
        box=_whole(block.box) if block.box else None,
    )


def _overlays(overlays: Iterable[Overlay]) -> Iterator[Overlay]:
    for each in overlays:
        yield replace(each, box=_whole(each.box))


def _whole(box: Box) -> Box:
    """Return a box in whole pixels; what begins or ends beyond reach is drawn in."""
    sides = (box.x, box.y, box.width, box.height)
    return Box(*(float(round(min(max(side, -FURTHEST_PX), FURTHEST_PX))) for side in sides))


def _one_line(text: str, limit: int) -> str:
    shown = "".join(each if each.isprintable() else " " for each in text[: limit * 2])
    return " ".join(shown.split())[:limit]
