"""Records and index of archived pages, as warcio, FastWARC, cdxj-indexer and py-wacz read them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from newsroom_pages import ArchivedPages
from warcio.archiveiterator import ArchiveIterator

from archiver.formats import sha1_digest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BIN = Path(sys.executable).parent
LISTED = {"response", "revisit", "resource"}
NOTHING = sha1_digest(b"")
Read = tuple[str, str, str, str, int]
"""Type, address, digest, file and offset of a record."""


@dataclass(frozen=True)
class Volumes:
    """WARC files, and the lines of their index."""

    files: tuple[Path, ...]
    index: tuple[str, ...]

    def entries(self) -> list[dict[str, str]]:
        return [json.loads(line[line.index("{") :]) for line in self.index]


@pytest.fixture(params=["the archive", "the export"])
def volumes(
    request: pytest.FixtureRequest, pages: ArchivedPages, tmp_path: Path
) -> Iterator[Volumes]:
    if request.param == "the archive":
        index = (pages.root / "indexes" / "index.cdxj").read_text(encoding="utf-8")
        yield Volumes(tuple(sorted((pages.root / "warc").iterdir())), tuple(index.splitlines()))
        return
    with zipfile.ZipFile(pages.wacz) as package:
        package.extractall(tmp_path)
    index = gzip.decompress((tmp_path / "indexes" / "index.cdx.gz").read_bytes()).decode()
    files = tuple(sorted((tmp_path / "archive").iterdir()))
    yield Volumes(files, tuple(index.splitlines()))


def run(*words: str | Path) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def record_of(fields: dict[str, str], path: Path, offset: int) -> Read:
    """Return what a reader read, the digest as indexes have it: of the payload, if empty too."""
    kind = fields["WARC-Type"]
    digest = fields.get("WARC-Payload-Digest", NOTHING)
    if kind == "resource":
        digest = fields["WARC-Block-Digest"]
    address = fields.get("WARC-Target-URI", "")
    return kind, address, digest.removeprefix("sha1:"), path.name, offset


def read_by_warcio(volumes: Volumes) -> Iterator[Read]:
    """Yield all records; their bodies are read, and held against their digests."""
    for path in volumes.files:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, check_digests="raise")
            for record in records:
                record.content_stream().read()
                fields = dict(record.rec_headers.headers)
                yield record_of(fields, path, records.get_record_offset())


def read_by_fastwarc(volumes: Volumes) -> Iterator[Read]:
    """Yield all records; their blocks are read, and held against their digests."""
    for path in volumes.files:
        with path.open("rb") as stream:
            for record in FastIterator(stream, parse_http=False):
                assert record.verify_block_digest()
                yield record_of(dict(record.headers), path, record.stream_pos)


def test_warcio_and_fastwarc_read_the_same_records(volumes: Volumes) -> None:
    theirs = list(read_by_warcio(volumes))
    assert list(read_by_fastwarc(volumes)) == theirs
    kinds = Counter(kind for kind, *_ in theirs)
    assert kinds["response"] > 100
    assert kinds["request"] == kinds["response"] + kinds["revisit"]
    assert kinds["revisit"] > 0


def test_the_index_lists_what_warcio_reads(volumes: Volumes) -> None:
    theirs = [each[1:] for each in read_by_warcio(volumes) if each[0] in LISTED]
    ours = [
        (line["url"], line["digest"].removeprefix("sha1:"), line["filename"], int(line["offset"]))
        for line in volumes.entries()
    ]
    assert sorted(ours) == sorted(theirs)


def test_their_own_checks_find_nothing(volumes: Volumes) -> None:
    for path in volumes.files:
        run("gzip", "-t", path)
        run(BIN / "warcio", "check", path)
        run(BIN / "fastwarc", "check", "-q", path)


def test_cdxj_indexer_writes_the_same_index(volumes: Volumes) -> None:
    plain = run(BIN / "cdxj-indexer", "--sort", *volumes.files).splitlines()
    posts = run(BIN / "cdxj-indexer", "-p", "--sort", *volumes.files).splitlines()
    # With -p it gives resource records the digest of nothing; without, it knows no POSTs.
    is_post = [json.loads(line[line.index("{") :]).get("method") == "POST" for line in posts]
    assert any(is_post)
    wanted = [line for line, post in zip(posts, is_post, strict=True) if post]
    ours = [line for line in volumes.index if '"method"' in line]
    assert ours == wanted
    assert [line for line in volumes.index if line not in ours] == [
        line for line in plain if line in set(volumes.index)
    ]
    assert len(plain) == len(volumes.index)


def test_py_wacz_finds_the_export_valid(
    pages: ArchivedPages, reader: Callable[[str], Path]
) -> None:
    assert "is valid" in run(reader("py-wacz"), "validate", "-f", pages.wacz)
