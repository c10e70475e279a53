"""Captures, pictures and snapshots for the tests of this folder."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

from PIL import Image, PngImagePlugin

from archiver.images.rows import row_hashes
from archiver.models import (
    BodyProbe,
    Capture,
    Environment,
    FrameSnapshot,
    LedgerEntry,
    PageOrigin,
    PageSnapshot,
)
from archiver.snapshots import Snapshot, snapshot_of

PICTURE_URL = "https://img.test/quay.jpg"
DAY = date(2026, 3, 4)
TREE = [
    "html",
    {},
    [0, 0, 1280, 900],
    [
        ["h1", {}, [40, 20.4, 600, 40.2], ["The quay"]],
        ["p", {}, [40, 80, 600, 60], ["The ferry leaves at six, 渡船六点开。"]],
        ["img", {":src": PICTURE_URL, ":w": "800", ":h": "600", "src": "quay.jpg"},
         [40, 160.6, 600, 450], []],
        ["p", {}, [40, 640, 600, 30], ["▲The quay at dawn"]],
        ["p", {}, [40, 690, 600, 60], ["It comes back by night."]],
    ],
]  # fmt: skip
ENVIRONMENT = Environment(
    archiver="0.1.0",
    browser="Chromium 156",
    user_agent="Mozilla/5.0",
    viewport_width_px=1280,
    viewport_height_px=720,
    platform="linux",
)


def entry(url: str = PICTURE_URL, **facts: object) -> LedgerEntry:
    """A line of a ledger: a whole picture."""
    plain = LedgerEntry(
        url=url,
        method="GET",
        status=200,
        mime="image/jpeg",
        resource_type="image",
        size_bytes=1000,
        sha1="sha1:QUAY",
        probe=BodyProbe(
            sniffed="image/jpeg", complete=True, width_px=800, height_px=600, phash="0f" * 8
        ),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def page(tree: object = TREE, **facts: object) -> PageSnapshot:
    """A page that shows a tree."""
    frame = FrameSnapshot(url="https://site.test/quay/", parent=None, tree=tree)  # type: ignore[arg-type]
    plain = PageSnapshot(
        url="https://site.test/quay/",
        title="The quay",
        width_px=1280,
        height_px=900,
        frames=(frame,),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def capture(tree: object = TREE, **facts: object) -> Capture:
    """A capture of the page."""
    plain = Capture(
        capture_id="11111111-aaaa",
        slug="quay",
        url="https://site.test/quay/",
        origin=PageOrigin.SITE,
        started_at=datetime(2026, 3, 3, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=page(tree),
        ledger=(entry(),),
        environment=ENVIRONMENT,
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def picture(level: int = 0, *, words: str = "", size: tuple[int, int] = (64, 90)) -> bytes:
    """A PNG of a page, of one colour with a mark; `words` are metadata."""
    image = Image.new("RGB", size, (250, 250, 250))
    image.putpixel((5, 7), (level, 0, 0))
    info = PngImagePlugin.PngInfo()
    if words:
        info.add_text("Comment", words)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1, pnginfo=info)
    return file.getvalue()


def digest(data: bytes) -> str:
    """Of a picture's rows."""
    rows = row_hashes(data)
    assert rows is not None
    return rows.digest


def snapshot(shown: Capture | None = None, shot: bytes = b"", **facts: object) -> Snapshot:
    """The accepted state of a capture and its picture."""
    plain = snapshot_of(
        shown or capture(), digest(shot or picture()), by="Ana", on=DAY, size_px=(64, 90)
    )
    return replace(plain, **facts)  # type: ignore[arg-type]
