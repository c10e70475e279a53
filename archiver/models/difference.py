"""What two pictures of one page differ in, and what that is called.

Pixels are those of the pictures, from the top left; a page's picture has one for each
CSS pixel. `old` is the picture that is the measure, `new` the one that may differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archiver.models.capture import Band
from archiver.models.promise import Box


class BandKind(StrEnum):
    """How rows of one picture lie against rows of the other."""

    SAME = "same"
    CHANGED = "changed"  #: stands between the same rows as before, and looks other
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"  #: the same rows, elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedBand:
    """Rows of the old picture and the rows of the new one that they lie against.

    What is inserted has an empty `old` band (top equals bottom) at the row before which it
    came; what is deleted has an empty `new` one. Together the bands of a difference cover
    both pictures; they stand in the order of the new one.
    """

    kind: BandKind
    old: Band
    new: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part that a person would see as other than before."""

    old: Box | None
    """On the old picture; None for what is inserted."""
    new: Box | None
    """On the new picture; None for what is deleted."""
    pixels: int
    """How many differ; of what is inserted or deleted, all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceSettings:
    """When two pixels are different, and when a difference is worth a word."""

    threshold: float = 0.1
    """Perceptual distance of two colours, 0 to 1, up to which they are the same: pixelmatch's."""
    antialiasing: bool = False
    """Count the smoothed edges of letters and lines as differences too."""
    least_px: int = 12
    """Differing pixels that lie together; fewer are noise."""
    masks: tuple[str, ...] = ()
    """CSS selectors of what may look other each time: clocks, advertisements, counters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDifference:
    """What two pictures of one page differ in."""

    old_width_px: int
    old_height_px: int
    new_width_px: int
    new_height_px: int
    bands: tuple[AlignedBand, ...]
    regions: tuple[Region, ...] = ()
    noise_px: int = 0
    """Pixels that differ and are told by no region: below `least_px`."""
    masked_px: int = 0
    """Pixels that differ under masks."""

    @property
    def is_identical(self) -> bool:
        """Whether every row is the same, at the same place."""
        return all(band.kind is BandKind.SAME for band in self.bands)


class VisualKind(StrEnum):
    """What a person would call a difference that is seen."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "another picture"
    REWRITTEN = "rewritten"
    MOVED = "moved"
    RESTYLED = "drawn otherwise"  #: the same words, other letters: a font, a size, a colour
    COVERED = "covered"  #: something lies over it that did not
    UNCOVERED = "uncovered"
    CHANGED = "looks other"  #: and nothing in the page says why


@dataclass(frozen=True, slots=True, kw_only=True)
class VisualChange:
    """One difference that is seen, named by the blocks that it covers."""

    kind: VisualKind
    sentence: str
    """In plain words: `picture 7, caption "▲..." shows another picture`."""
    fingerprint: str
    """16 hexadecimal digits; the same as long as the same thing differs in the same way."""
    old: Box | None
    new: Box | None
    blocks: tuple[int, ...] = ()
    """Indexes of the blocks that it covers, on the new page; of what is gone, on the old one."""
    line: int | None = None
    """Of the post, where it promises the first of these blocks."""
    outside: bool = False
    """True for what stands beside the article."""
