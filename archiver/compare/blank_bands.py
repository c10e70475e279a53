"""Blank bands: P3, rows of one colour in the picture of the page where something is promised."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from archiver.compare import media, players
from archiver.compare.alignment.blocks import TEXT_KINDS
from archiver.compare.bystanders import is_same_site
from archiver.compare.case import Case
from archiver.compare.drawn import Drawn, drawn_blocks
from archiver.compare.keys import medium_key
from archiver.compare.loss import Loss
from archiver.compare.naming import name_of
from archiver.compare.whole_picture import WholePicture
from archiver.compare.wording import normal_form
from archiver.dom import blocks_of, element_from_snapshot
from archiver.models import (
    MEDIA_KINDS,
    Band,
    Block,
    BlockKind,
    BodyProbe,
    FrameSnapshot,
    LostAt,
    Outcome,
)

_TOLERANCE_PX = 2
"""Boxes are rounded, and an edge may be drawn half a pixel into its neighbour."""
_LEAST_SIDE_PX = 40
"""Of a medium that is looked for: bands are no shorter."""
_TALL_BAND_PX = 600
_TALL_SHARE = 0.2
"""Of the window's height, where that is over 3,000 pixels."""
_UNPAINTED_TEXT_PX = 48
"""Height of the texts in one band that are missed however short it is: more than one line."""
_FLAT = 0.99
"""Share of one colour above which a picture is blank by itself, which M8 tells."""
_VECTOR = "image/svg+xml"


def losses(
    case: Case, picture: WholePicture, unplayed: Collection[int] = frozenset()
) -> Iterator[Loss]:
    """Yield where the picture is blank though the post promises something there.

    A band is told once, with all that should be seen in it. Near misses that stay silent:
    a medium that failed, never loaded or was not kept (M2, M3, V1); a player that does not
    play (`unplayed`: blocks with a finding of their own), and one of another site; a medium
    of one colour by itself (M8); a film, or a player without words and pictures, that shows
    nothing until it is played; a vector drawing, of which nobody knows what it looks like;
    room that the page leaves free; hidden text (T4).
    """
    if not picture.facts.blank:
        return
    drawn = [item for item in drawn_blocks(case) if item.index not in unplayed]
    for band in sorted(picture.facts.blank, key=lambda each: each.top_px):
        inside = [
            item for item in drawn if _lies_within(picture, band, item) and _can_be_seen(case, item)
        ]
        found = [item for item in inside if item.promised.kind in MEDIA_KINDS]
        if inside and (_is_tall(case, picture, band) or _is_unpainted_text(inside)):
            yield _band_loss(band, inside)
        else:
            yield from (_medium_loss(band, item) for item in found)


def _lies_within(picture: WholePicture, band: Band, item: Drawn) -> bool:
    top, bottom = picture.rows_of(item.box)
    above, below = band.top_px - _TOLERANCE_PX, band.bottom_px + _TOLERANCE_PX
    return above <= top < bottom <= below


def _is_tall(case: Case, picture: WholePicture, band: Band) -> bool:
    view_px = case.capture.environment.viewport_height_px * picture.scale
    return band.height_px >= max(_TALL_BAND_PX, _TALL_SHARE * view_px)


def _is_unpainted_text(inside: Sequence[Drawn]) -> bool:
    heights_px = (item.box.height for item in inside if item.promised.kind not in MEDIA_KINDS)
    return sum(heights_px) >= _UNPAINTED_TEXT_PX


def _can_be_seen(case: Case, item: Drawn) -> bool:
    """Tell whether the browser had something to draw in a block's box."""
    kind, box = item.promised.kind, item.box
    if kind not in MEDIA_KINDS:
        return True
    if kind is BlockKind.AUDIO or min(box.width, box.height) < _LEAST_SIDE_PX:
        return False
    if kind is BlockKind.PLAYER:
        # Chromium draws frames of other sites when it gets to it, at times after the picture.
        own = is_same_site(item.shown.url, case.page.snapshot.url)
        kept = own and players.is_kept(case, item.promised, item.shown)
        return kept and any(map(_has_looks, case.page.frames_within(item.shown)))
    if media.shown_loss(case.page, case.ledger, item.promised, item.shown) is not None:
        return False
    return _is_loaded(case, item) and not _is_flat(case, item)


def _has_looks(frame: FrameSnapshot) -> bool:
    """Tell whether a frame's document has words or pictures to draw, and not only a film."""
    return any(
        block.visible
        and block.box is not None
        and min(block.box.width, block.box.height) > 1
        and (block.kind is BlockKind.IMAGE or (block.kind in TEXT_KINDS and block.text.strip()))
        for block in blocks_of(element_from_snapshot(frame.tree), frame.url)
    )


def _is_loaded(case: Case, item: Drawn) -> bool:
    state = case.page.state_of(item.shown)
    if item.promised.kind is BlockKind.VIDEO:
        # Without a poster it is drawn as nothing until its first frame is there.
        return state is not None and state.outcome is Outcome.LOADED and state.natural_width_px > 0
    loaded = state is None or state.outcome is Outcome.LOADED
    return loaded and not item.shown.url.startswith("data:")


def _is_flat(case: Case, item: Drawn) -> bool:
    """Tell whether a picture is of one colour, or may be for all that is known."""
    return any(
        probe.top_share >= _FLAT or probe.sniffed == _VECTOR for probe in _probes(case, item)
    )


def _probes(case: Case, item: Drawn) -> Iterator[BodyProbe]:
    for fetch in media.fetches_of(case.page, case.ledger, item.promised, item.shown):
        answer = fetch.answer
        if answer.probe is not None:
            yield answer.probe
        if answer.sha1 in case.looks:
            yield case.looks[answer.sha1]


def _band_loss(band: Band, inside: Sequence[Drawn]) -> Loss:
    first, others = inside[0], len(inside) - 1
    more = f" and {others} more of the post's blocks" if others else ""
    where = f"from row {band.top_px:,} to {band.bottom_px:,}"
    message = (
        f"The picture of the page is blank {where}, where it should show "
        f"{name_of(first.promised)}{more}."
    )
    blocks = ", ".join(str(item.index) for item in inside)
    return _loss(band, first, ("blank band", message), {"blocks": blocks})


def _medium_loss(band: Band, item: Drawn) -> Loss:
    message = f"The page loaded {name_of(item.promised)}, but its picture is blank there."
    return _loss(band, item, ("blank", message), {})


def _loss(band: Band, item: Drawn, said: tuple[str, str], evidence: dict[str, str]) -> Loss:
    kind, message = said
    return Loss(
        check="P3",
        key=_key(item.promised),
        kind=kind,
        message=message,
        lost_at=LostAt.CAPTURE,
        subject=item.promised.url or item.promised.text,
        block=item.index,
        promised=item.promised,
        shown=item.shown,
        evidence={"rows": f"{band.top_px}-{band.bottom_px}", **evidence},
    )


def _key(block: Block) -> str:
    return medium_key(block.url) if block.kind in MEDIA_KINDS else normal_form(block.text)
