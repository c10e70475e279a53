"""From a capture in a collection to the accepted state of its article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from archiver.errors import ArchiverError, StorageError, UsageError
from archiver.images import probe
from archiver.images.rows import RowHashes, row_hashes
from archiver.models import BodyProbe, Capture, LedgerEntry, RecordPointer, ScreenshotKind
from archiver.snapshots.media import answers_of
from archiver.snapshots.place import FILES
from archiver.snapshots.reading import read_snapshot
from archiver.snapshots.snapshot import Snapshot, page_blocks, snapshot_of
from archiver.snapshots.writing import put_snapshot

_MOST_PICTURE_BYTES = 20 << 20
_MOST_PICTURES = 200


class PictureRecord(Protocol):
    """A picture of a page, as a collection gives it."""

    @property
    def data(self) -> bytes:
        """Encoded."""


class AnswerRecord(Protocol):
    """An answer that was recorded, as a collection gives it."""

    @property
    def body(self) -> bytes:
        """Its payload, or the beginning of it."""

    @property
    def body_cut(self) -> bool:
        """Whether there is more of it."""


class Shelf(Protocol):
    """What accepting needs of a collection."""

    def capture(self, capture_id: str) -> Capture:
        """Return a capture."""

    def screenshot(self, capture_id: str, kind: ScreenshotKind) -> PictureRecord | None:
        """Return a picture of its page; None when none was kept."""

    def rows(self, capture_id: str) -> RowHashes | None:
        """Return the row hashes of its picture of the whole page; None without one."""

    def answer_at(self, pointer: RecordPointer, *, limit: int) -> AnswerRecord:
        """Return the answer of a record."""


class Step(StrEnum):
    """What accepting did."""

    NEW = "new"
    RENEWED = "renewed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What accepting did to the snapshot of an article."""

    step: Step
    snapshot: Snapshot
    """That holds now."""
    former: Snapshot | None
    """That held before."""
    size_bytes: int
    """Of the snapshot's files."""

    @property
    def slug(self) -> str:
        """Of the article."""
        return self.snapshot.slug


def accept_capture(  # noqa: PLR0913 - by keyword
    folder: Path,
    shelf: Shelf,
    capture_id: str,
    *,
    by: str,
    on: date,
    expected: str | None = None,
) -> Acceptance:
    """Make what a capture shows the accepted state of its article.

    Args:
        folder: Of all snapshots.
        shelf: The collection that has the capture.
        capture_id: Of the capture.
        by: Who accepts it.
        on: The day.
        expected: As in `write_snapshot`.

    Raises:
        UsageError: the page did not come or has no picture, or the snapshot that is there is
            not in order.
        ConflictError: somebody else accepted another state meanwhile.
        StorageError: the collection cannot be read, or the files not be written.
    """
    snapshot = captured_state(shelf, capture_id, by=by, on=on)
    former = read_snapshot(folder, snapshot.slug)

    def picture() -> bytes:
        shot = shelf.screenshot(capture_id, ScreenshotKind.FULL_PAGE)
        if shot is None:
            raise StorageError(f"{snapshot.slug}: its picture is lost; capture it again")
        return shot.data

    written = put_snapshot(folder, snapshot, picture, expected=expected)
    step = (Step.RENEWED if former else Step.NEW) if written else Step.UNCHANGED
    return Acceptance(
        step=step,
        snapshot=snapshot if written or former is None else former,
        former=former,
        size_bytes=_size(folder / snapshot.slug),
    )


def captured_state(shelf: Shelf, capture_id: str, *, by: str, on: date) -> Snapshot:
    """Return the state that a capture of a collection shows; raises as `accept_capture`."""
    capture = shelf.capture(capture_id)
    blocks = page_blocks(capture)
    rows = shelf.rows(capture_id) or _rows(shelf, capture_id)
    if rows is None:
        raise UsageError(
            f"{capture.slug}: the capture has no picture of the whole page; capture it again"
            " before you accept it"
        )
    return snapshot_of(
        capture,
        rows.digest,
        by=by,
        on=on,
        size_px=(rows.width_px, rows.height_px),
        looks=_looks(shelf, answers_of(blocks, capture.ledger)),
    )


def _rows(shelf: Shelf, capture_id: str) -> RowHashes | None:
    shot = shelf.screenshot(capture_id, ScreenshotKind.FULL_PAGE)
    return row_hashes(shot.data) if shot else None


def _looks(shelf: Shelf, entries: Iterable[LedgerEntry]) -> dict[str, BodyProbe]:
    """Return the looks of pictures that were not decoded at capture."""
    found: dict[str, BodyProbe] = {}
    for entry in entries:
        if entry.sha1 in found or not _is_unseen(entry) or len(found) >= _MOST_PICTURES:
            continue
        assert entry.record is not None
        try:
            answer = shelf.answer_at(entry.record, limit=_MOST_PICTURE_BYTES + 1)
        except ArchiverError:
            continue
        if not answer.body_cut and len(answer.body) == entry.size_bytes:
            found[entry.sha1] = probe(answer.body, entry.mime)
    return found


def _is_unseen(entry: LedgerEntry) -> bool:
    looks = entry.probe
    return (
        looks is not None
        and looks.complete
        and looks.sniffed.startswith("image/")
        and not looks.phash
        and entry.record is not None
        and entry.size_bytes <= _MOST_PICTURE_BYTES
    )


def _size(home: Path) -> int:
    try:
        return sum((home / name).stat().st_size for name in FILES)
    except OSError:
        return 0
