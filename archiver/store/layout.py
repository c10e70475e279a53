"""Where the files of a collection lie, and which names they may have (DESIGN 5)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver.errors import StorageError
from archiver.models import ScreenshotKind

OPEN_SUFFIX = ".open"
IMPORT_PREFIX = "import-"
"""Begins the names of WARC files of others."""
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,79})")
_CAPTURE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_VOLUME = re.compile(r"[a-z0-9-]{1,80}-[0-9]{14}-[0-9]{5}\.warc(?:\.gz)?")
"""What others wrote may lie here without gzip; what archiver writes ends in `.gz`."""
_SHOT_NAMES = {
    ScreenshotKind.VIEW: "view",
    ScreenshotKind.FULL_PAGE: "full-page",
    ScreenshotKind.THUMBNAIL: "thumbnail",
    ScreenshotKind.PLAYER: "player",
}
_SHOT_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one collection under its root."""

    root: Path

    @property
    def lock(self) -> Path:
        """The file whose lock says that somebody writes."""
        return self.root / "archiver.lock"

    @property
    def catalog(self) -> Path:
        """The SQLite file."""
        return self.root / "archiver.sqlite3"

    @property
    def warc(self) -> Path:
        """The directory of WARC files: the truth."""
        return self.root / "warc"

    @property
    def spool(self) -> Path:
        """The directory of pages in flight."""
        return self.root / "spool"

    @property
    def screenshots(self) -> Path:
        """The directory of pictures for people."""
        return self.root / "screenshots"

    @property
    def index(self) -> Path:
        """The CDXJ index."""
        return self.root / "indexes" / "index.cdxj"

    @property
    def pages(self) -> Path:
        """The page list."""
        return self.root / "pages" / "pages.jsonl"

    @property
    def directories(self) -> tuple[Path, ...]:
        """All directories that a collection has, parents first."""
        parents = (self.warc, self.spool, self.screenshots)
        return (*parents, self.index.parent, self.pages.parent)

    def volume(self, name: str) -> Path:
        """Return where the WARC file `name` lies now: finished, or still open.

        Raises:
            StorageError: the name is none that archiver gives.
        """
        if not _VOLUME.fullmatch(name):
            raise StorageError(f"{name[:100]!r} is no name of a WARC file of this collection")
        final = self.warc / name
        being_written = self.warc / (name + OPEN_SUFFIX)
        return being_written if being_written.exists() and not final.exists() else final

    def screenshot(self, slug: str, capture_id: str, uri: str, media: str) -> Path:
        """Return where a picture for people lies, by the `urn:` of its record."""
        kind = next(kind for kind in _SHOT_NAMES if uri.startswith(f"urn:{kind.value}:"))
        name = _SHOT_NAMES[kind]
        if kind is ScreenshotKind.PLAYER:
            # A page may have many; the address of a player is no name for a file.
            name += "-" + hashlib.sha256(uri.encode()).hexdigest()[:10]
        name += "." + _SHOT_SUFFIXES.get(media, "bin")
        return self.screenshots / check_slug(slug) / f"{check_capture_id(capture_id)}-{name}"

    def replay(self, slug: str, capture_id: str) -> Path:
        """Return where it is written how a capture came out when it was shown again."""
        name = f"{check_capture_id(capture_id)}.json.gz"
        return self.root / "replays" / check_slug(slug) / name

    def rows(self, slug: str, capture_id: str) -> Path:
        """Return where the row hashes of a capture's whole page lie, beside its picture."""
        name = f"{check_capture_id(capture_id)}-full-page.rows"
        return self.screenshots / check_slug(slug) / name


def check_slug(slug: str) -> str:
    """Return the slug.

    Raises:
        StorageError: it is not `[a-z0-9-]`, 1 to 80 characters.
    """
    if not _SLUG.fullmatch(slug):
        raise StorageError(f"{slug[:100]!r} cannot name an article; use a-z, 0-9 and hyphens")
    return slug


def check_capture_id(capture_id: str) -> str:
    """Return the capture id.

    Raises:
        StorageError: it is not `[a-z0-9-]`, 1 to 64 characters.
    """
    if not _CAPTURE_ID.fullmatch(capture_id):
        raise StorageError(f"{capture_id[:100]!r} cannot name a capture; use a-z, 0-9 and hyphens")
    return capture_id


def is_capture_id(name: str) -> bool:
    """Tell whether a file name is that of a page in flight."""
    return _CAPTURE_ID.fullmatch(name) is not None


def volume_name(prefix: str, serial: int, moment: datetime) -> str:
    """Return the final name of a WARC file: NAME-TIMESTAMP-SERIAL.warc.gz."""
    return f"{check_slug(prefix)}-{moment.astimezone(UTC):%Y%m%d%H%M%S}-{serial:05d}.warc.gz"


def is_import_name(name: str) -> bool:
    """Tell whether a file name is that of a WARC file of others in a collection."""
    return name.startswith(IMPORT_PREFIX) and is_volume_name(name)


def is_volume_name(name: str) -> bool:
    """Tell whether a file name is that of a finished WARC file of a collection."""
    return _VOLUME.fullmatch(name) is not None
