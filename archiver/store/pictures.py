"""Screenshots as files for people; the same bytes are records of the WARC."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from archiver.errors import FormatError
from archiver.formats import read_record
from archiver.images import RowHashes, decode_rows, encode_rows
from archiver.images.rows import MAX_SIDECAR_BYTES
from archiver.models import Capture, Screenshot, ScreenshotKind
from archiver.store import durable
from archiver.store.artefacts import screenshot_uri
from archiver.store.catalog import CatalogCapture, CatalogRecord
from archiver.store.layout import Layout, check_slug

_LIMIT_BYTES = 256 << 20
_PREFIXES = tuple(f"urn:{kind.value}:" for kind in ScreenshotKind)


def write_pictures(layout: Layout, capture: Capture, screenshots: Sequence[Screenshot]) -> None:
    """Write a capture's screenshots, each whole or not at all.

    Raises:
        StorageError: one cannot be written.
    """
    if screenshots:
        durable.make_directory(layout.screenshots / check_slug(capture.slug))
    for shot in screenshots:
        uri = screenshot_uri(capture, shot)
        path = layout.screenshot(capture.slug, capture.capture_id, uri, shot.media_type)
        durable.replace_file(path, [shot.data], lasting=False)


def write_rows(layout: Layout, slug: str, capture_id: str, rows: RowHashes) -> None:
    """Write the row hashes of a capture's whole page beside its picture.

    Raises:
        StorageError: they cannot be written.
    """
    path = layout.rows(slug, capture_id)
    durable.make_directory(path.parent)
    durable.replace_file(path, [encode_rows(rows)], lasting=False)


def read_rows(layout: Layout, slug: str, capture_id: str) -> RowHashes | None:
    """Return the row hashes that are kept of a capture; None when absent or damaged."""
    path = layout.rows(slug, capture_id)
    try:
        # A regular file alone: a pipe would be waited for, a link leads elsewhere.
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return decode_rows(file.read(MAX_SIDECAR_BYTES + 1))
    except (OSError, FormatError):
        return None


def remove_pictures(layout: Layout, capture_ids: Iterable[str]) -> None:
    """Remove what lies here of captures that were not committed; what fails stays."""
    for capture_id in capture_ids:
        for path in layout.screenshots.glob(f"*/{capture_id}-*"):
            with contextlib.suppress(OSError):
                path.unlink()


def restore_pictures(
    layout: Layout, warc: Path, capture: CatalogCapture, records: Sequence[CatalogRecord]
) -> None:
    """Write those screenshots anew, from their records, whose files are absent.

    Raises:
        StorageError: one cannot be read or written.
    """
    for record in records:
        if not record.entry.url.startswith(_PREFIXES):
            continue
        media_type = record.entry.mime
        path = layout.screenshot(capture.slug, capture.capture_id, record.entry.url, media_type)
        if path.exists():
            continue
        stored = read_record(warc, record.pointer.offset, _LIMIT_BYTES)
        durable.make_directory(path.parent)
        durable.replace_file(path, [stored.body], lasting=False)
