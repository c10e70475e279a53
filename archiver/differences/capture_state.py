"""The state of a page in a capture of the collection, or in one that was just shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from archiver import images
from archiver.compare.visual.sight import Sight
from archiver.differences.page_state import PageState
from archiver.errors import FormatError, StorageError
from archiver.images import RowHashes
from archiver.models import Capture, Post, Screenshot, ScreenshotKind
from archiver.store import Collection


class ShownPage(Protocol):
    """A page that was shown: `archiver.replay.Shown`."""

    @property
    def capture(self) -> Capture:
        """What was shown."""

    @property
    def screenshots(self) -> tuple[Screenshot, ...]:
        """Its pictures."""


def state_of_capture(
    collection: Collection, capture_id: str, *, post: Post | None = None, label: str = ""
) -> PageState:
    """Return the state that a capture shows.

    Args:
        collection: That has the capture.
        capture_id: Of the capture.
        post: What the page promises; its lines are told.
        label: In words; the day of the capture when it is empty.

    Raises:
        StorageError: there is no such capture, or it is damaged.
    """
    capture = collection.capture(capture_id)

    def picture() -> bytes:
        shot = collection.screenshot(capture_id, ScreenshotKind.FULL_PAGE)
        if shot is None:
            raise StorageError(f"{capture.slug}: its picture is lost; capture it again")
        return shot.data

    label = label or f"the capture of {capture.started_at:%Y-%m-%d %H:%M}"
    return _state(capture, collection.rows(capture_id), picture, post, label)


def earlier_state(
    collection: Collection, slug: str, capture_id: str, *, post: Post | None = None
) -> PageState | None:
    """Return the state in the last capture before a given one of which the page came.

    None when there is none. Raises as `state_of_capture`.
    """
    before = earlier_captures(collection, slug, capture_id)
    return state_of_capture(collection, before[0], post=post) if before else None


def earlier_captures(collection: Collection, slug: str, capture_id: str) -> list[str]:
    """Return the ids of the captures before a given one whose page came, the last one first."""
    every = collection.captures(slug, latest=False)
    at = next((n for n, each in enumerate(every) if each.capture_id == capture_id), 0)
    return [each.capture_id for each in reversed(every[:at]) if not each.error]


def state_of_shown(shown: ShownPage, *, label: str, post: Post | None = None) -> PageState:
    """Return the state of a page that was shown from its records, or rendered from its post.

    Raises:
        FormatError: its picture cannot be read.
    """
    data = _whole_page(shown.screenshots)
    rows = images.row_hashes(data) if data is not None else None
    if data is not None and rows is None:
        raise FormatError(f"{shown.capture.slug}: the picture of {label} cannot be read")
    return _state(shown.capture, rows, lambda: data or b"", post, label)


def _whole_page(screenshots: Sequence[Screenshot]) -> bytes | None:
    kind = ScreenshotKind.FULL_PAGE
    return next((each.data for each in screenshots if each.kind is kind), None)


def _state(
    capture: Capture,
    rows: RowHashes | None,
    load: Callable[[], bytes],
    post: Post | None,
    label: str,
) -> PageState:
    page = capture.snapshot
    return PageState(
        label=label,
        capture_id=capture.capture_id,
        title=page.title if page else "",
        url=capture.url,
        width_px=rows.width_px if rows else 0,
        height_px=rows.height_px if rows else 0,
        digest=rows.digest if rows else "",
        picture=images.PagePicture(load, rows) if rows else None,
        look=lambda: Sight.of_capture(capture, post),
        environment=capture.environment,
        fonts=tuple(sorted(set(page.web_fonts))) if page else (),
        find_tree=lambda: page.frames[0].tree if page and page.frames else None,
        origin=capture.origin,
        error=capture.error,
        capture=capture,
    )
