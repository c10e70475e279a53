"""The compressed index: blocks, and the lines that find them."""

from __future__ import annotations

import gzip
import hashlib
import json

from archiver.formats.wacz_index import BLOCK_LINES, ZipNum

LINES = [f'test,a)/{at:05d} 20260101000000 {{"url": "http://a.test/{at}"}}\n' for at in range(750)]


def test_the_blocks_hold_all_lines_and_each_is_found_by_its_line() -> None:
    zipnum = ZipNum()
    data = b"".join(zipnum.blocks(LINES))
    assert gzip.decompress(data).decode() == "".join(LINES)
    meta, *entries = zipnum.listing().decode().splitlines()
    assert meta == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    assert len(entries) == 3
    for at, entry in enumerate(entries):
        key, moment, facts = entry.split(" ", 2)
        place = json.loads(facts)
        block = data[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        first = gzip.decompress(block).decode().splitlines()[0]
        assert first.startswith(f"{key} {moment} ")
        assert first == LINES[at * BLOCK_LINES].rstrip("\n")


def test_no_line_at_all_is_one_empty_block() -> None:
    zipnum = ZipNum()
    assert gzip.decompress(b"".join(zipnum.blocks([]))) == b""
    assert zipnum.listing().count(b"\n") == 1
