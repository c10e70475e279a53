"""Hostile files: told in bounded time and memory, and never an exception."""

from __future__ import annotations

import tempfile
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from handmade import codes_of, good, member, packed, plain, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.validation import members, put_right, salvage, validate
from archiver.validation.breach import MOST_KEPT

HEAD = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 99999999999\r\n\r\n"


def bomb(size_bytes: int, head: bytes = HEAD) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(head)]
    zeros = bytes(1 << 20)
    parts += [packer.compress(zeros) for _ in range(size_bytes >> 20)]
    return b"".join(parts) + packer.flush()


def test_a_bomb_is_not_read_to_its_end_and_what_follows_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "_BOMB_BYTES", 4 << 20)
    path = tmp_path / "good.warc.gz"
    path.write_bytes(bomb(64 << 20) + packed(good()))
    codes = codes_of(path)
    assert codes["G017"] == 1
    assert validate([path])[0].records == 1 + len(good())


@pytest.mark.parametrize("size_bytes", [1 << 20, (1 << 20) + 1, 9_000_000])
def test_a_large_record_of_little_is_right(tmp_path: Path, size_bytes: int) -> None:
    records = good()
    records["resource"].block = bytes(size_bytes)
    records["resource"].renew()
    path = tmp_path / "good.warc.gz"
    path.write_bytes(packed(records))
    assert told(path) == []


def test_memory_is_flat_whatever_a_record_holds(tmp_path: Path) -> None:
    path = tmp_path / "big.warc.gz"
    path.write_bytes(bomb(64 << 20))
    validate([path])  # imports are no matter
    tracemalloc.start()
    validate([path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"WARC/1.1\r\n" + b"A: b\r\n" * 500_000,
        b"WARC/1.1\r\n" + b"A" * 5_000_000,
        HEAD * 20_000,
        b"WARC/1.1\r\nContent-Length: 5\r\n\r\n" * 20_000,
        b"WARC/" * 400_000,
        b"\x1f\x8b\x08" * 300_000,
        b"\x1f\x8b\x08\x08" + b"\0" * 10 + b"x" * 2_000_000,
        member(b"") * 20_000,
        b"\n\n\n" + bytes(2_000_000),
        member(
            b"WARC/1.1\r\nContent-Type: application/http;msgtype=response\r\n"
            b"Content-Length: 2000000\r\n\r\nHTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 400_000
        ),
        member(
            b"WARC/1.1\r\nContent-Type: application/http;msgtype=response\r\n"
            b"Content-Length: 2000061\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"1\r\na\r\n"
            * 333_333
        ),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_flood_ends_soon(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "flood.warc.gz"
    path.write_bytes(data)
    started = time.process_time()
    (verdict,) = validate([path])
    assert verdict.counts
    assert len(verdict.breaches) <= MOST_KEPT * len(verdict.counts)
    assert time.process_time() - started < 20


def test_words_of_strangers_are_harmless(tmp_path: Path) -> None:
    records = good()
    records["resource"].set("WARC-Type", "\x1b[31mred\u202e")
    path = tmp_path / "good.warc"
    path.write_bytes(plain(records))
    lines = told(path)
    assert lines
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_at_all_raise_anything(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([packed(good()), plain(good())]))
    changed = bytearray(source)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed) - 1))
        piece = data.draw(st.binary(max_size=30))
        changed[at : at + data.draw(st.integers(0, 200))] = piece
        changed = changed or bytearray(b"x")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "changed.warc.gz")
        path.write_bytes(changed)
        (verdict,) = validate([path])
        assert changed == source or verdict.counts or verdict.records
        if verdict.counts["F031"]:
            return  # it begins as another kind of file by chance
        found = salvage(path)
        if found.kept and not found.is_whole:
            damaged = put_right(found)
            assert damaged is not None
            assert damaged.read_bytes() == changed
            damaged.unlink()
            again = salvage(path)
            assert again.is_whole
            assert again.records >= found.records
