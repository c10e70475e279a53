"""Pages to put into a collection, and the assertion that must hold after every fault."""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from cdxj_indexer.main import CDXJIndexer
from fastwarc.warc import ArchiveIterator
from warcio.checker import Checker
from warcio.warcwriter import BufferWARCWriter

from archiver.formats import sha1_digest
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Post,
    Screenshot,
    ScreenshotKind,
    Target,
)
from archiver.store import Collection

MOMENT = datetime(2026, 3, 4, 5, 6, 7, 123000, tzinfo=UTC)
BIN = Path(sys.executable).parent
SHOT = Screenshot(
    kind=ScreenshotKind.VIEW, media_type="image/png", width_px=1, height_px=1, data=b"picture"
)


def post(slug: str, words: bytes = b"words") -> Post:
    raw = b"---\ntitle: x\n---\n" + words
    path = Path("/home/somebody/posts") / f"{slug}.md"
    return Post(path=path, slug=slug, dialect="yaml", encoding="utf-8", raw=raw, title="The title")


def target(slug: str = "a", **changes) -> Target:
    values = {
        "slug": slug,
        "url": f"https://site.test/{slug}/",
        "origin": PageOrigin.SITE,
        "post": post(slug),
    }
    return Target(**{**values, **changes})


def exchange(url: str, data: bytes = b"", mime: str = "text/html", **changes) -> Exchange:
    values = {
        "url": url,
        "method": "GET",
        "request_headers": (("Referer", "https://site.test/"), ("Cookie", "canary-cookie")),
        "started_at": MOMENT,
        "status": 200,
        "response_headers": (("Content-Type", mime), ("Content-Length", str(len(data)))),
        "body": Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        "mime": mime,
        "resource_type": "document",
        "protocol": "http/1.1",
    }
    return Exchange(**{**values, **changes})


def noise(name: str, size: int) -> bytes:
    """Bytes that do not compress, the same for the same name."""
    return hashlib.shake_128(name.encode()).digest(size)


def exchanges_of(slug: str, size: int = 3000) -> list[Exchange]:
    """A document, a picture of its own, and one that all pages share."""
    return [
        exchange(f"https://site.test/{slug}/", b"<p>" + slug.encode() * 200),
        exchange(f"https://cdn.test/{slug}.jpg", noise(slug, size), "image/jpeg"),
        exchange("https://cdn.test/logo.png", noise("logo", 2000), "image/png"),
    ]


def capture_of(draft, ledger, **changes) -> Capture:
    url = draft.target.url
    frame = FrameSnapshot(url=url, parent=None, tree=["html", {}, None, ["hello"]])
    values = {
        "capture_id": draft.capture_id,
        "slug": draft.target.slug,
        "url": url,
        "origin": draft.target.origin,
        "started_at": MOMENT,
        "duration_s": 1.5,
        "status": 200,
        "snapshot": PageSnapshot(
            url=url, title="Shown", width_px=1280, height_px=800, frames=(frame,)
        ),
        "ledger": tuple(ledger),
        "environment": Environment(
            archiver="0",
            browser="b",
            user_agent="u",
            viewport_width_px=1280,
            viewport_height_px=720,
            platform="linux",
        ),
    }
    return Capture(**{**values, **changes})


def commit_page(collection: Collection, slug: str = "a", size: int = 3000, **changes) -> Capture:
    draft = collection.draft(target(slug))
    try:
        ledger = [draft.add(item) for item in exchanges_of(slug, size)]
        return draft.commit(capture_of(draft, ledger, **changes), [SHOT], f"text of {slug}")
    except BaseException:
        draft.discard()
        raise


def assert_page_whole(collection: Collection, capture_id: str, size: int = 3000) -> None:
    capture = collection.capture(capture_id)
    slug = capture.slug
    for wanted, entry in zip(exchanges_of(slug, size), capture.ledger, strict=True):
        data = wanted.body.data
        assert collection.payload(wanted.url, capture_id=capture_id) == data
        assert collection.answer_at(entry.record).body == data
    assert collection.screenshot(capture_id, ScreenshotKind.VIEW).data == b"picture"
    assert collection.text(capture_id) == f"text of {slug}"
    assert collection.source(slug).data == post(slug).raw


def check_files(root: Path) -> None:
    """Every WARC file passes gunzip, warcio and FastWARC; the index is cdxj-indexer's.

    As `gzip -t`, `warcio check`, `fastwarc check` and `cdxj-indexer` do it, but in this process.
    """
    files = sorted(root.glob("warc/*"))
    assert all(path.name.endswith(".warc.gz") for path in files)
    output = io.StringIO()
    for path in files:
        with gzip.open(path) as stream:
            while stream.read(1 << 20):
                pass
        checker = Checker(Namespace(inputs=[str(path)], verbose=False))
        checker.process_all()
        assert checker.exit_value == 0, path
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, parse_http=False)
            assert all(item.verify_block_digest() for item in records)
        with path.open("rb") as stream:
            indexer = CDXJIndexer(output, [])
            indexer.writer = BufferWARCWriter()
            indexer.writer.out.close()
            indexer.writer._create_temp_file = io.BytesIO  # its own are never closed
            indexer.process_one(stream, output, str(path))
    theirs = sorted(output.getvalue().splitlines(keepends=True), key=str.encode)
    assert (root / "indexes" / "index.cdxj").read_text().splitlines(keepends=True) == theirs


def check_with_programs(root: Path) -> None:
    """The same by other people's programs themselves."""
    for path in sorted(root.glob("warc/*")):
        for command in (
            ["gzip", "-t", str(path)],
            [str(BIN / "warcio"), "check", str(path)],
            [str(BIN / "fastwarc"), "check", "-q", str(path)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
    command = [str(BIN / "cdxj-indexer"), "-s", str(root / "warc")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == (root / "indexes" / "index.cdxj").read_text()
