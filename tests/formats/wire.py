"""Exchanges and WARC files to test with, and the checkers of other people."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from archiver.formats import Record, member_chunks, sha1_digest, warcinfo_record
from archiver.models import Body, Exchange

MOMENT = datetime(2026, 3, 4, 5, 6, 7, 123456, tzinfo=UTC)
DATE = "2026-03-04T05:06:07.123Z"
BIN = Path(sys.executable).parent


def body_of(data: bytes) -> Body:
    return Body(size_bytes=len(data), sha1=sha1_digest(data), data=data)


def exchange(url="https://site.test/a", data=b"<p>hello</p>", mime="text/html", **changes):
    values = {
        "url": url,
        "method": "GET",
        "request_headers": (("User-Agent", "test"), ("Referer", "https://site.test/")),
        "started_at": MOMENT,
        "status": 200,
        "reason": "OK",
        "response_headers": (("Content-Type", mime),),
        "body": None if data is None else body_of(data),
        "mime": mime.partition(";")[0],
        "resource_type": "document",
        "protocol": "h2",
        "peer_address": "192.0.2.7",
    }
    return Exchange(**{**values, **changes})


def header_lines(record: Record) -> list[str]:
    return record.header().decode().split("\r\n")


def named(record: Record) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in header_lines(record)[1:] if line)


def block(record: Record) -> bytes:
    return b"".join(record.block_chunks())


def write_warc(path: Path, records: Iterable[Record]) -> Path:
    info = warcinfo_record(MOMENT, path.name, {"software": "archiver/test"})
    path.write_bytes(b"".join(b"".join(member_chunks(record)) for record in (info, *records)))
    return path


def check_with_others(path: Path) -> None:
    """gzip -t, warcio check and fastwarc check, all must pass."""
    for command in (
        ["gzip", "-t", str(path)],
        [str(BIN / "warcio"), "check", "-v", str(path)],
        [str(BIN / "fastwarc"), "check", "-q", str(path)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)


def index_with_cdxj_indexer(path: Path, *options: str) -> list[str]:
    command = [str(BIN / "cdxj-indexer"), *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines(keepends=True)
