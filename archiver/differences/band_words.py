"""Rows that came, went or moved, in words."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.models import AlignedBand, BandKind, PictureDifference

_LEAST_PX = 2
"""Of what came or went: browsers lay out in fractions of a pixel, which add up to one."""


def bands_in_words(picture: PictureDifference) -> tuple[str, ...]:
    """Return a sentence for each band that came, went or moved, and is not masked.

    Rows count from the top; of what went, on the old page.
    """
    return tuple(_sentences(picture))


def _sentences(picture: PictureDifference) -> Iterator[str]:
    if picture.old_width_px != picture.new_width_px:
        yield f"{picture.new_width_px:,} px wide, was {picture.old_width_px:,} px"
    came = {int(region.new.y) for region in picture.regions if region.new and not region.old}
    went = {int(region.old.y) for region in picture.regions if region.old and not region.new}
    for band in picture.bands:
        if max(band.old.height_px, band.new.height_px) < _LEAST_PX:
            continue
        if band.kind is BandKind.INSERTED and band.new.top_px in came:
            yield f"{band.new.height_px:,} px came in at {band.new.top_px:,} px"
        elif band.kind is BandKind.DELETED and band.old.top_px in went:
            yield f"{band.old.height_px:,} px went at {band.old.top_px:,} px"
        elif band.kind is BandKind.MOVED:
            yield _moved(band)
        elif band.kind is BandKind.CHANGED and band.old.height_px != band.new.height_px:
            was = f"{band.old.height_px:,} px"
            yield f"{was} became {band.new.height_px:,} px at {band.new.top_px:,} px"


def _moved(band: AlignedBand) -> str:
    places = f"from {band.old.top_px:,} px to {band.new.top_px:,} px"
    return f"{band.new.height_px:,} px moved {places}"
