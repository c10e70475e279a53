"""A collection on disk: layout, atomic commit of pages, deduplication, look-ups, repair.

What a record looks like is `formats`' business; what is captured, and whether
it is right, is decided above.
"""

from archiver.store.admission import Admission
from archiver.store.catalog import CatalogRecord
from archiver.store.collection import Collection
from archiver.store.draft import PageDraft
from archiver.store.fixity import damaged_records
from archiver.store.replays import keep_replay, kept_replay, replay_stamp
from archiver.store.values import (
    CaptureSummary,
    CollectionSettings,
    Recovery,
    Source,
    StoredAnswer,
    StoredScreenshot,
)
from archiver.store.writer_lock import take_writer_lock

__all__ = [
    "Admission",
    "CaptureSummary",
    "CatalogRecord",
    "Collection",
    "CollectionSettings",
    "PageDraft",
    "Recovery",
    "Source",
    "StoredAnswer",
    "StoredScreenshot",
    "damaged_records",
    "keep_replay",
    "kept_replay",
    "replay_stamp",
    "take_writer_lock",
]
