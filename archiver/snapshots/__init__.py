"""Snapshots: the accepted state of each article, in files that belong under version control.

`<folder>/<slug>/` holds `page.png` (the picture of the whole page), `blocks.jsonl` (what a
reader meets, one block a line), `media.jsonl` (fingerprints of pictures, films and players,
one a line) and `snapshot.json` (who accepted which capture, and what made it).
"""

from archiver.snapshots.acceptance import (
    Acceptance,
    Shelf,
    Step,
    accept_capture,
    captured_state,
)
from archiver.snapshots.media import SnapshotMedium
from archiver.snapshots.reading import read_head, read_snapshot, snapshot_picture, snapshot_slugs
from archiver.snapshots.snapshot import Snapshot, refusal_of, snapshot_of
from archiver.snapshots.writing import remove_snapshot, write_snapshot

__all__ = [
    "Acceptance",
    "Shelf",
    "Snapshot",
    "SnapshotMedium",
    "Step",
    "accept_capture",
    "captured_state",
    "read_head",
    "read_snapshot",
    "refusal_of",
    "remove_snapshot",
    "snapshot_of",
    "snapshot_picture",
    "snapshot_slugs",
    "write_snapshot",
]
