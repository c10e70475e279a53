"""The compressed index: blocks, and the lines that find them."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from archiver.formats.wacz_index import BLOCK_LINES, MOST_LINES, ZipNum

LINES = [
    f'test,a)/{at:05d} 20260101000000 {{"url": "http://a.test/{at}"}}\n'
    for at in range(2 * BLOCK_LINES + 150)
]


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


def lines_of(*keys: str) -> list[str]:
    return [f"{key} 20260101000000 {{}}\n" for key in keys]


def blocks_of(lines: list[str]) -> list[list[str]]:
    packed = ZipNum().blocks(lines)
    return [gzip.decompress(block).decode().splitlines(keepends=True) for block in packed]


@pytest.mark.parametrize("after", ["hls-group", "hls", "hls.html", "hls-a/b", "hls,5"])
def test_an_address_and_what_goes_on_from_it_are_in_one_block(after: str) -> None:
    """wabac.js looks for `hls/` in the last block that begins before it."""
    lines = LINES[: BLOCK_LINES - 1] + lines_of("test,a)/hls", f"test,a)/{after}", "test,a)/z")
    first, second = blocks_of(lines)
    assert first + second == lines
    assert second == lines[-1:]


@pytest.mark.parametrize("after", ["hls/a", "hls?a=1", "hls0", "hlt-a"])
def test_other_addresses_begin_a_block(after: str) -> None:
    lines = LINES[: BLOCK_LINES - 1] + lines_of("test,a)/hls", f"test,a)/{after}")
    assert [len(block) for block in blocks_of(lines)] == [BLOCK_LINES, 1]


def test_an_address_that_comes_without_end_fills_no_block_without_end() -> None:
    lines = lines_of("test,a)/hls") * (MOST_LINES + 1)
    assert [len(block) for block in blocks_of(lines)] == [MOST_LINES, 1]
