"""What two pictures of a page differ in, in two stages.

Hashes of the rows come first: equal pictures are told without decoding, and what was
pushed in, taken out or moved is found where it is. Pixels are compared in changed rows
alone, and gathered to the regions that a person would point at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from archiver.images.fine_alignment import is_level, refined
from archiver.images.masking import Flags, Masks, drawn_pixels
from archiver.images.page_picture import PagePicture, Pixels
from archiver.images.pixels import HALO_PX, differing_pixels
from archiver.images.regions import clusters
from archiver.images.row_alignment import align, aligned_bands, numbers_of
from archiver.images.rows import rows_of_octets
from archiver.models import Band, Box
from archiver.models.difference import (
    AlignedBand,
    BandKind,
    DifferenceSettings,
    PictureDifference,
    Region,
)

_MOSTLY: Final = 0.5
_MANY_ROWS: Final = 200
"""When as many rows and most of a band differ, it is looked for a shift within."""


def picture_difference(
    old: PagePicture,
    new: PagePicture,
    settings: DifferenceSettings = DifferenceSettings(),  # noqa: B008 - a frozen value
    *,
    old_masks: Sequence[Box] = (),
    new_masks: Sequence[Box] = (),
) -> PictureDifference:
    """Return how the rows of two pictures lie against each other, and what is seen to differ.

    Equal pictures are not decoded, nor are those that differ in whole bands that came, went
    or moved, unless a mask lies over such a band. Of pictures of different widths the left
    part that both have is compared, and the rest is a region.

    Raises FormatError when a picture that has to be decoded is damaged.
    """
    comparison = _Comparison(old, new, settings, Masks(old_masks), Masks(new_masks))
    if old.width_px == new.width_px:
        bands = tuple(comparison.compare(aligned_bands(old.rows, new.rows)))
    else:
        bands = tuple(map(_as_changed, comparison.compare(comparison.bands_of_common_width())))
        comparison.regions.append(_beside(old, new))
    return PictureDifference(
        old_width_px=old.width_px,
        old_height_px=old.height_px,
        new_width_px=new.width_px,
        new_height_px=new.height_px,
        bands=bands,
        regions=tuple(comparison.regions),
        noise_px=comparison.noise_px,
        masked_px=comparison.masked_px,
    )


def _as_changed(band: AlignedBand) -> AlignedBand:
    """Return the band of a picture that is wider than the other: no whole row is the same."""
    return replace(band, kind=BandKind.CHANGED) if band.kind is BandKind.SAME else band


def _beside(old: PagePicture, new: PagePicture) -> Region:
    """Return what the wider picture has to the right of the other."""
    wide, narrow = (new, old) if new.width_px > old.width_px else (old, new)
    width = wide.width_px - narrow.width_px
    box = Box(x=narrow.width_px, y=0, width=width, height=wide.height_px)
    return Region(
        old=box if wide is old else None,
        new=box if wide is new else None,
        pixels=width * wide.height_px,
    )


class _Comparison:
    """Goes through the bands of two pictures and gathers what is seen to differ."""

    def __init__(
        self,
        old: PagePicture,
        new: PagePicture,
        settings: DifferenceSettings,
        old_masks: Masks,
        new_masks: Masks,
    ) -> None:
        self.regions: list[Region] = []
        self.noise_px = 0
        self.masked_px = 0
        self._old, self._new = old, new
        self._settings = settings
        self._old_masks, self._new_masks = old_masks, new_masks
        self._width = min(old.width_px, new.width_px)
        self._shift = 0
        self._gathered: list[tuple[int, Flags]] = []
        """Of bands at one distance that follow each other: first new row, what differs."""

    @property
    def _old_pixels(self) -> Pixels:
        return self._old.pixels[:, : self._width]

    @property
    def _new_pixels(self) -> Pixels:
        return self._new.pixels[:, : self._width]

    def bands_of_common_width(self) -> tuple[AlignedBand, ...]:
        """Align the left parts that both pictures have."""
        parts = (np.ascontiguousarray(part) for part in (self._old_pixels, self._new_pixels))
        old, new = (rows_of_octets(part.data.cast("B"), self._width) for part in parts)
        return align(numbers_of(old), numbers_of(new))

    def compare(self, bands: Sequence[AlignedBand]) -> list[AlignedBand]:
        """Gather the regions; return the bands, those that are changed looked at closer."""
        final: list[AlignedBand] = []
        for band in bands:
            if band.kind is BandKind.CHANGED:
                final += self._changed(band)
                continue
            final.append(band)
            if band.kind is BandKind.SAME:
                self._at_distance(band)
            else:
                self._whole(band)
        self._tell_gathered()
        return final

    def _changed(self, band: AlignedBand) -> list[AlignedBand]:
        if is_level(band):
            differs = self._differing(band)
            if not _may_hide_a_shift(differs):
                self._gather(band, differs)
                return [band]
        parts = refined(band, self._old_pixels, self._new_pixels)
        for part in parts:
            if part.kind is not BandKind.CHANGED:
                self._whole(part)
            elif is_level(part):
                self._gather(part, differs if part == band else self._differing(part))
            else:
                self._uneven(part)
        return parts

    def _differing(self, band: AlignedBand) -> Flags:
        """Return what differs in a level band."""
        old, new = band.old, band.new
        above = min(HALO_PX, old.top_px, new.top_px)
        below = min(
            HALO_PX,
            self._old.height_px - old.bottom_px,
            self._new.height_px - new.bottom_px,
        )
        differs = differing_pixels(
            self._old_pixels[old.top_px - above : old.bottom_px + below],
            self._new_pixels[new.top_px - above : new.bottom_px + below],
            threshold=self._settings.threshold,
            antialiasing=self._settings.antialiasing,
        )
        return differs[above : above + new.height_px]

    def _gather(self, band: AlignedBand, differs: Flags) -> None:
        """Keep what differs, without what lies below masks, until the distance changes."""
        self._at_distance(band)
        self._hide(band, differs)
        self._gathered.append((band.new.top_px, differs))

    def _hide(self, band: AlignedBand, differs: Flags) -> int:
        hidden = self._old_masks.hide(differs, band.old.top_px)
        hidden += self._new_masks.hide(differs, band.new.top_px)
        self.masked_px += hidden
        return hidden

    def _at_distance(self, band: AlignedBand) -> None:
        shift = band.old.top_px - band.new.top_px
        if shift != self._shift:
            self._tell_gathered()
            self._shift = shift

    def _tell_gathered(self) -> None:
        """Make regions of what differs in bands that lie at one distance."""
        gathered, self._gathered = self._gathered, []
        if not gathered:
            return
        found, noise = clusters(gathered, least_px=self._settings.least_px)
        self.noise_px += noise
        for each in found:
            x, width = each.left, each.right - each.left
            y, height = each.top, each.bottom - each.top
            self.regions.append(
                Region(
                    old=Box(x=x, y=y + self._shift, width=width, height=height),
                    new=Box(x=x, y=y, width=width, height=height),
                    pixels=each.pixels,
                )
            )

    def _whole(self, band: AlignedBand) -> None:
        """Make a region of a band that came, went or moved."""
        self._tell_gathered()
        pixels = self._width * max(band.old.height_px, band.new.height_px)
        if self._is_hidden(band):
            self.masked_px += pixels
            return
        self.regions.append(
            Region(
                old=self._across(band.old),
                new=self._across(band.new),
                pixels=pixels,
            )
        )

    def _across(self, band: Band) -> Box | None:
        height = band.height_px
        return Box(x=0, y=band.top_px, width=self._width, height=height) if height else None

    def _is_hidden(self, band: AlignedBand) -> bool:
        """Tell whether a band lies wholly inside masks on each side that it has rows on.

        Each of its rows has to meet a mask; only then is it decoded.
        """
        sides = [
            (masks, side, picture)
            for masks, side, picture in (
                (self._old_masks, band.old, self._old),
                (self._new_masks, band.new, self._new),
            )
            if side.height_px
        ]
        return all(masks.reach(side) for masks, side, _ in sides) and all(
            masks.cover(side, picture.pixels[:, : self._width]) for masks, side, picture in sides
        )

    def _uneven(self, band: AlignedBand) -> None:
        """Make one region of what is of another height and looks other."""
        self._tell_gathered()
        common = min(band.old.height_px, band.new.height_px)
        level = AlignedBand(
            kind=BandKind.CHANGED,
            old=Band(top_px=band.old.top_px, bottom_px=band.old.top_px + common),
            new=Band(top_px=band.new.top_px, bottom_px=band.new.top_px + common),
        )
        differs = self._differing(level)
        hidden = self._hide(level, differs)
        seen = differs.sum(axis=0)
        for side, picture, masks in (
            (band.old, self._old_pixels, self._old_masks),
            (band.new, self._new_pixels, self._new_masks),
        ):
            drawn = drawn_pixels(picture, replace(side, top_px=side.top_px + common))
            below_masks = masks.hide(drawn, side.top_px + common)
            self.masked_px += below_masks
            hidden += below_masks
            seen += drawn.sum(axis=0)
        pixels = int(seen.sum())
        if pixels < self._settings.least_px:
            self.noise_px += pixels
            if hidden:
                return
        columns = np.flatnonzero(seen)
        left, right = (int(columns[0]), int(columns[-1]) + 1) if pixels else (0, self._width)
        old, new = (
            Box(x=left, y=side.top_px, width=right - left, height=side.height_px)
            for side in (band.old, band.new)
        )
        self.regions.append(Region(old=old, new=new, pixels=pixels))


def _may_hide_a_shift(differs: Flags) -> bool:
    rows = int(np.count_nonzero(differs.any(axis=1)))
    return rows >= _MANY_ROWS and rows > _MOSTLY * len(differs)
