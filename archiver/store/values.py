"""What the store takes and gives besides the values of models."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archiver.models import Headers, PageOrigin, RecordPointer


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSettings:
    """How a collection is written.

    `roll_bytes` is the size at which a WARC file is closed and the next begun
    (warc.md F2). `redacted_request_headers` (lower case) are left out of
    request records, for an archive is made to be shown to others; warcinfo
    says which. `info` holds further warcinfo fields.
    """

    name: str = "archiver"
    roll_bytes: int = 1_000_000_000
    dedup_min_bytes: int = 512
    """Below this size a revisit takes as many bytes as the payload."""
    redacted_request_headers: frozenset[str] = frozenset(
        {"authorization", "cookie", "proxy-authorization"}
    )
    info: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What was put right when a collection was opened."""

    pages_lost: int = 0
    """Pages that were in flight and are to be captured again."""
    bytes_cut: int = 0
    """Bytes behind the last committed page of an open WARC file."""
    files_closed: int = 0
    """WARC files that an earlier run had left open."""
    rebuilt: bool = False
    """The catalog was made anew from the WARC files."""
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = []
        if self.rebuilt:
            parts.append("the catalog was rebuilt from the WARC files")
        if self.files_closed or self.bytes_cut:
            parts.append(
                f"{self.files_closed} WARC file(s) left open were closed, "
                f"{self.bytes_cut} unfinished bytes cut off"
            )
        if self.pages_lost:
            parts.append(f"{self.pages_lost} page(s) in flight will be captured again")
        return "; ".join((*parts, *self.notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSummary:
    """One line of the list of captures."""

    capture_id: str
    slug: str
    url: str
    origin: PageOrigin
    title: str
    started_at: datetime
    duration_s: float
    status: int
    error: str
    source_sha256: str
    """Of the post's bytes, hexadecimal; empty when there was no post."""
    source_name: str
    source_path: str
    """Of the post's file, as it was named; empty when there was none."""
    records: int
    size_bytes: int
    """What the capture takes in its WARC file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The post as it was when its page was captured.

    `path` is where it lay; after a rebuild only its name is known.
    """

    data: bytes = field(repr=False)
    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer as the archive can give it again; revisits are resolved.

    `body` is cut at the caller's limit, which `body_cut` says. `status` is 200
    for a resource record.
    """

    url: str
    status: int
    reason: str
    headers: Headers
    body: bytes = field(repr=False)
    body_cut: bool
    pointer: RecordPointer
    """Where the payload lies; of a revisit: its original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScreenshot:
    """A picture of a page: its bytes, and its file for people where that is there."""

    data: bytes = field(repr=False)
    media_type: str
    path: Path | None
