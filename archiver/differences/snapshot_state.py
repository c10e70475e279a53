"""The state of a page that a person has accepted."""

from __future__ import annotations

from pathlib import Path

from archiver import images
from archiver.compare.keys import medium_key
from archiver.compare.visual.sight import Look, Sight
from archiver.differences.page_state import PageState
from archiver.errors import StorageError
from archiver.models import Post
from archiver.snapshots import Snapshot, read_head, read_snapshot, snapshot_picture
from archiver.store import Collection


def is_as_accepted(collection: Collection, folder: Path, slug: str, capture_id: str) -> bool | None:
    """Tell by hashes alone whether a capture's picture is the accepted one; None without snapshot.

    Reads the head of the snapshot and the hashes beside the capture's picture: no picture.

    Raises:
        UsageError: the snapshot is not in order.
        StorageError: something cannot be read.
    """
    head = read_head(folder, slug)
    if head is None:
        return None
    rows = collection.rows(capture_id)
    return rows is not None and rows.digest == head.picture_digest


def state_of_snapshot(
    folder: Path, slug: str, *, post: Post | None = None, collection: Collection | None = None
) -> PageState | None:
    """Return the accepted state of an article; None when none was accepted.

    Args:
        folder: Of all snapshots.
        slug: Of the article.
        post: What the page promises; its lines are told.
        collection: Asked for the capture that was accepted, where it still has it: then
            masks are found on the old page, too.

    Raises:
        UsageError: a file of the snapshot is not in order; the message names file and line.
        StorageError: a file cannot be read.
    """
    snapshot = read_snapshot(folder, slug)
    if snapshot is None:
        return None
    return PageState(
        label=f"the snapshot accepted {snapshot.accepted_at} by {snapshot.accepted_by}",
        capture_id=snapshot.capture_id,
        title=snapshot.title,
        url=snapshot.url,
        width_px=snapshot.width_px,
        height_px=snapshot.height_px,
        digest=snapshot.picture_digest,
        picture=images.PagePicture(lambda: snapshot_picture(folder, slug)),
        look=lambda: _sight(snapshot, post),
        environment=snapshot.environment,
        fonts=snapshot.fonts,
        find_tree=lambda: _tree(collection, snapshot),
    )


def _sight(snapshot: Snapshot, post: Post | None) -> Sight:
    media = {
        medium_key(each.url): Look(
            digests=(each.digest,), phash=each.phash, media_type=each.media_type
        )
        for each in snapshot.media
        if each.digest
    }
    return Sight.of_blocks(snapshot.blocks, media, snapshot.overlays, post)


def _tree(collection: Collection | None, snapshot: Snapshot) -> object:
    """Return the tree of the capture that was accepted; None where it is not at hand."""
    if collection is None:
        return None
    try:
        capture = collection.capture(snapshot.capture_id)
    except StorageError:
        return None
    page = capture.snapshot
    return page.frames[0].tree if page and page.frames and capture.slug == snapshot.slug else None
