"""Pictures of whole pages, cut for the review page: strips, a small one, parts around boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

from archiver.errors import ArchiverError, FormatError, StorageError
from archiver.images import Strips, probe
from archiver.models import Box, Capture, ScreenshotKind
from archiver.review.answer import Answer
from archiver.review.plain_json import Object
from archiver.review.recent import Recent
from archiver.review.shelf import ReviewShelf

STRIP_PX: Final = 1_024
"""Rows of a strip, which the browser decodes alone."""
SNAPSHOT: Final = "snapshot"
"""Names the accepted picture, where captures have their ids."""
SHOWN: Final = frozenset({"replay", "source"})
"""And these the pictures of what was shown anew."""
_SMALL_PX = 120
_DECODED_BYTES = 200 << 20
"""Of pages that stay decoded: five of 1,280 x 8,000, or one of 28,000 and some others."""
_PIXEL_BYTES = 4
"""Pillow keeps a fourth byte for each pixel of three colours."""
_MARGIN_PX = 90
"""What is shown around a box, so that a person sees where it stands."""
_WIDEST_PX, _HIGHEST_PX = 960, 720
_PART_BYTES = 110_000
_MEDIA_TYPES = {"png": "image/png", "webp": "image/webp"}

Form = Literal["png", "webp"]


class ShownPictures(Protocol):
    """Has the pictures of pages that were shown anew: see `Comparing`."""

    def picture(self, slug: str, which: str) -> tuple[str, bytes] | None:
        """Return a picture, with a name that tells it from the next; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The picture of a page, and in which size it is."""

    slug: str
    which: str
    """Id of a capture, or `snapshot`, `replay`, `source`."""
    label: str
    width_px: int
    height_px: int

    def told(self, form: Form) -> Object:
        """Return it as the page reads it, its strips in a form."""
        folder = f"pictures/{self.slug}/{self.which}"
        strips = range(-(-self.height_px // STRIP_PX))
        return {
            "which": self.which,
            "label": self.label,
            "width": self.width_px,
            "height": self.height_px,
            "strip_px": STRIP_PX,
            "strips": [f"{folder}/{number}.{form}" for number in strips],
            "small": f"{folder}/small.webp",
        }

    def part_size(self, box: Box, page_width_px: int) -> tuple[int, int] | None:
        """Return how large the part around a box will be; None when it is not in the picture."""
        scale = self.width_px / page_width_px if page_width_px > 0 else 1.0
        margin = _MARGIN_PX * scale
        left, right = max(0.0, box.x * scale), min(self.width_px, (box.x + box.width) * scale)
        top, bottom = max(0.0, box.y * scale), min(self.height_px, (box.y + box.height) * scale)
        if not (right - left >= 1 and bottom - top >= 1):  # so written, NaN is outside too
            return None
        width = min(self.width_px, right + margin) - max(0.0, left - margin)
        height = min(self.height_px, bottom + margin) - max(0.0, top - margin)
        ratio = min(1.0, _WIDEST_PX / width)
        return max(1, round(width * ratio)), max(1, min(_HIGHEST_PX, round(height * ratio)))


class PagePictures:
    """Gives the pictures of pages; those that were looked at last stay decoded."""

    def __init__(self, shelf: ReviewShelf, shown: ShownPictures | None = None) -> None:
        """Take them from a shelf, and those of pages that were shown anew from `shown`."""
        self._shelf = shelf
        self._shown = shown
        self._decoded: Recent[tuple[str, str, str], Strips] = Recent(
            _DECODED_BYTES, lambda strips: _PIXEL_BYTES * strips.width_px * strips.height_px
        )

    def view_of(self, capture: Capture, label: str) -> PageView | None:
        """Return the picture of a capture's page; None when none was kept."""
        known = next((p for p in capture.pictures if p.kind is ScreenshotKind.FULL_PAGE), None)
        size = (known.width_px, known.height_px) if known else self._size(capture.capture_id)
        if size is None or not all(size):
            return None
        return PageView(
            slug=capture.slug,
            which=capture.capture_id,
            label=label,
            width_px=size[0],
            height_px=size[1],
        )

    def _size(self, capture_id: str) -> tuple[int, int] | None:
        try:
            shot = self._shelf.collection.screenshot(capture_id, ScreenshotKind.FULL_PAGE)
        except StorageError:
            return None
        if shot is None:
            return None
        found = probe(shot.data, looks_up_to_bytes=0)
        return found.width_px, found.height_px

    def picture(self, slug: str, which: str, name: str) -> Answer | None:
        """Return a strip or the small picture by its file's name; None when there is none."""
        stem, _, form = name.partition(".")
        try:
            if name == "small.webp":
                data = self._strips(slug, which).thumbnail(_SMALL_PX)
            elif form in _MEDIA_TYPES and stem.isascii() and stem.isdigit() and len(stem) < 4:
                strips, number = self._strips(slug, which), int(stem)
                if number * STRIP_PX >= strips.height_px or str(number) != stem:
                    return None
                data = strips.strip(number, form="png" if form == "png" else "webp")
            else:
                return None
        except ArchiverError:
            return None
        lasting = which not in {SNAPSHOT, *SHOWN}
        return Answer(media_type=_MEDIA_TYPES[form], body=data, lasting=lasting)

    def part(self, slug: str, which: str, box: Box, page_width_px: int) -> bytes | None:
        """Return the part of a page around a box of its CSS pixels, a WebP; None without."""
        try:
            strips = self._strips(slug, which)
        except ArchiverError:
            return None
        scale = strips.width_px / page_width_px if page_width_px > 0 else 1.0
        there = Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale)
        margin = round(_MARGIN_PX * scale)
        excerpt = strips.crop(there, margin_px=margin, frame=True, limit_bytes=_PART_BYTES)
        return excerpt.data if excerpt else None

    def _strips(self, slug: str, which: str) -> Strips:
        if which in SHOWN:
            found = self._shown.picture(slug, which) if self._shown else None
            if found is None:
                raise FormatError(f"{slug}: was not shown anew lately")
            return self._decoded.get((slug, which, found[0]), lambda: Strips(found[1]))
        version = self._shelf.snapshot_version(slug) if which == SNAPSHOT else ""
        return self._decoded.get((slug, which, version), lambda: Strips(self._data(slug, which)))

    def _data(self, slug: str, which: str) -> bytes:
        if which == SNAPSHOT:
            return self._shelf.snapshot_picture(slug)
        shot = self._shelf.collection.screenshot(which, ScreenshotKind.FULL_PAGE)
        if shot is None:
            raise FormatError(f"{which}: the capture has no picture of its page")
        return shot.data
