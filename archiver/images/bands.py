"""What the screenshots of a page look like: rows of one colour, and whether two of them agree.

A screenshot is decoded once. Columns that are picked out tell which rows may be of
one colour; only those are looked at in full.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from archiver.images.rows import RowHashes, rows_of
from archiver.models import Band, Screenshot, ScreenshotFacts, ScreenshotKind

_DECODERS: Final[dict[str, type[ImageFile.ImageFile]]] = {
    "image/png": PngImageFile,
    "image/jpeg": JpegImageFile,
}
_KINDS = frozenset({ScreenshotKind.VIEW, ScreenshotKind.FULL_PAGE})
MAX_PIXELS: Final = 40_000_000
"""A larger picture is not decoded: this one, 1,280 pixels wide and 31,250 high, takes 160 MB."""
LEAST_BAND_PX: Final = 40
MAX_BANDS: Final = 64
_SAMPLED_COLUMNS = 32
_STRIP_PX = 256
"""Rows that are compared at a time: the copies stay small."""
_NOTICED_LEVELS = 24
"""Of 255 in one channel: smoothing of edges and scaled pictures differ by less."""
_GAP_PX = 8
"""Differing rows that are nearer to each other make one band: lines of one paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLooks:
    """What the screenshots of a page look like, and the rows of the whole page."""

    facts: tuple[ScreenshotFacts, ...]
    rows: RowHashes | None
    """None when there is no picture of the whole page, or it was not decoded."""


def facts_of(screenshots: Iterable[Screenshot]) -> tuple[ScreenshotFacts, ...]:
    """Return what the first view and the whole page look like; other pictures are left out.

    `blank` holds runs of at least 40 rows that are of one and the same colour from edge
    to edge, the 64 longest, the longest first. `differs` of the whole page holds the runs
    of rows, of those that the first view shows, which are not the same there. A picture
    that is no PNG or JPEG, is damaged, or has more than 40 million pixels has neither.
    Never raises.
    """
    shots = _whole_or_view(screenshots)
    return _facts(shots, _all_decoded(shots))


def looks_of(screenshots: Iterable[Screenshot]) -> PageLooks:
    """Return what `facts_of` does and the rows of the whole page, decoding once. Never raises."""
    shots = _whole_or_view(screenshots)
    decoded = _all_decoded(shots)
    page = decoded.get(ScreenshotKind.FULL_PAGE)
    return PageLooks(facts=_facts(shots, decoded), rows=rows_of(page) if page else None)


def _whole_or_view(screenshots: Iterable[Screenshot]) -> list[Screenshot]:
    return [shot for shot in screenshots if shot.kind in _KINDS]


def _all_decoded(shots: Sequence[Screenshot]) -> dict[ScreenshotKind, Image.Image | None]:
    return {shot.kind: _decoded(shot) for shot in shots}


def _facts(
    shots: Sequence[Screenshot], decoded: dict[ScreenshotKind, Image.Image | None]
) -> tuple[ScreenshotFacts, ...]:
    view, full = (decoded.get(kind) for kind in (ScreenshotKind.VIEW, ScreenshotKind.FULL_PAGE))
    differing = _differing(full, view) if full is not None and view is not None else ()
    return tuple(
        ScreenshotFacts(
            kind=shot.kind,
            width_px=shot.width_px,
            height_px=shot.height_px,
            sha1=_sha1(shot.data),
            blank=_blank(picture) if (picture := decoded[shot.kind]) is not None else (),
            differs=differing if shot.kind is ScreenshotKind.FULL_PAGE else (),
        )
        for shot in shots
    )


def _sha1(data: bytes) -> str:
    digest = hashlib.sha1(data, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode('ascii')}"


def _decoded(shot: Screenshot) -> Image.Image | None:
    decoder = _DECODERS.get(shot.media_type)
    if decoder is None or shot.width_px * shot.height_px > MAX_PIXELS:
        return None
    try:
        with decoder(io.BytesIO(shot.data)) as picture:
            if not 0 < picture.width * picture.height <= MAX_PIXELS:
                return None
            picture.load()
            return picture if picture.mode == "RGB" else picture.convert("RGB")
    except Exception:  # noqa: BLE001 - Pillow's decoders raise anything on damaged bytes
        return None


def _blank(picture: Image.Image) -> tuple[Band, ...]:
    height = picture.height
    if height < LEAST_BAND_PX:
        return ()
    sample = picture.resize((_SAMPLED_COLUMNS, height), Image.Resampling.NEAREST)
    changes = _rows_with_change(sample.crop((0, 0, 1, height)), down=True)
    candidates = _runs(_rows_with_change(sample), changes, 0)
    bands = [
        band
        for top, bottom in candidates
        for band in _exact_bands(picture, (top, bottom), changes[top:bottom])
    ]
    return _longest(bands)


def _exact_bands(
    picture: Image.Image, rows: tuple[int, int], changes: Sequence[int]
) -> Iterator[Band]:
    """Yield the bands within some rows, every column of which is looked at."""
    uneven: list[int] = []
    for top in range(*rows, _STRIP_PX):
        strip = picture.crop((0, top, picture.width, min(rows[1], top + _STRIP_PX)))
        uneven += _rows_with_change(strip)
    for top, bottom in _runs(uneven, changes, rows[0]):
        yield Band(top_px=top, bottom_px=bottom)


def _rows_with_change(picture: Image.Image, *, down: bool = False) -> list[int]:
    """Return for each row whether it is not of one colour (or not as the next one): 0 or not."""
    width, height = picture.size
    right, below = (width, height - 1) if down else (width - 1, height)
    if not right or not below:
        return [0] * height
    shifted = picture.crop((width - right, height - below, width, height))
    rows = ImageChops.difference(picture.crop((0, 0, right, below)), shifted).getprojection()[1]
    return [*rows, 0] if down else list(rows)


def _runs(uneven: Sequence[int], changes: Sequence[int], offset: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of even rows without a change of colour that are long enough."""
    start = 0
    for row, (is_uneven, changes_after) in enumerate(zip(uneven, changes, strict=True)):
        if is_uneven or changes_after:
            end = row if is_uneven else row + 1
            if end - start >= LEAST_BAND_PX:
                yield offset + start, offset + end
            start = row + 1
    if len(uneven) - start >= LEAST_BAND_PX:
        yield offset + start, offset + len(uneven)


def _differing(full: Image.Image, view: Image.Image) -> tuple[Band, ...]:
    if full.width != view.width:
        return ()
    shared = (0, 0, view.width, min(full.height, view.height))
    difference = ImageChops.difference(full.crop(shared), view.crop(shared))
    noticed = [0 if level <= _NOTICED_LEVELS else 255 for level in range(256)]
    rows = difference.point(noticed * 3).getprojection()[1]
    bands: list[Band] = []
    for row, differs in enumerate(rows):
        if not differs:
            continue
        if bands and row - bands[-1].bottom_px <= _GAP_PX:
            bands[-1] = Band(top_px=bands[-1].top_px, bottom_px=row + 1)
        else:
            bands.append(Band(top_px=row, bottom_px=row + 1))
    return _longest(bands)


def _longest(bands: list[Band]) -> tuple[Band, ...]:
    """Return the longest bands, the longest first, of equal ones the upper first."""
    ordered = sorted(bands, key=lambda band: (band.top_px - band.bottom_px, band.top_px))
    return tuple(ordered[:MAX_BANDS])
