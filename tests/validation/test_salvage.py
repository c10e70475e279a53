"""Damaged files put right: what is whole stays in its place, and nothing is ever lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from handmade import codes_of, good, member, packed, plain

from archiver.errors import OutOfSpaceError, StorageError
from archiver.formats import read_records
from archiver.validation import put_right, salvage
from archiver.validation.filler import filler


def damaged(folder: Path, *, gz: bool = True, lost: str = "gz") -> tuple[Path, bytes, int]:
    """A file with one record destroyed; return it, its bytes before, and how many were hit."""
    records = good()
    write = packed if gz else plain
    names = list(records)
    start = len(write({name: records[name] for name in names[: names.index(lost)]}))
    size = len(write({lost: records[lost]}))
    data = bytearray(write(records))
    data[start + 3 : start + size - 3] = b"\xaa" * (size - 6)
    path = folder / ("good.warc.gz" if gz else "good.warc")
    path.write_bytes(data)
    return path, bytes(data), size


@pytest.mark.parametrize("gz", [True, False])
def test_damage_in_the_middle_moves_nothing(tmp_path: Path, gz: bool) -> None:
    path, before, size = damaged(tmp_path, gz=gz)
    found = salvage(path)
    assert found.lost_bytes == size
    assert found.records == len(good()) - 1
    (loss,) = found.losses
    assert loss.size_bytes == size
    kept = put_right(found)
    after = path.read_bytes()
    assert len(after) == len(before)
    start, end = loss.offset, loss.offset + size
    assert (after[:start], after[end:]) == (before[:start], before[end:])
    assert kept == path.with_name(path.name + ".damaged")
    assert kept.read_bytes() == before
    assert len(list(read_records(path))) == len(good())
    assert {"G011", "G012", "G013", "G016", "F042", "F071", "R013"} & set(codes_of(path)) == set()
    assert salvage(path).is_whole


def test_what_was_lost_is_named(tmp_path: Path) -> None:
    path = tmp_path / "good.warc.gz"
    path.write_bytes(packed(good())[:-20])
    (loss,) = salvage(path).losses
    assert 'continuation record of "http://example.org/long"' in loss.words
    assert "ends inside" in loss.words


def test_rubbish_behind_the_last_record_is_cut(tmp_path: Path) -> None:
    for name, write in (("good.warc.gz", packed), ("good.warc", plain)):
        path = tmp_path / name
        path.write_bytes(write(good()) + b"rubbish" * 30)
        put_right(salvage(path))
        assert path.read_bytes() == write(good())


def test_a_last_record_without_its_line_ends_gets_them(tmp_path: Path) -> None:
    records = {"info": good()["info"]}
    records["info"].end = b""
    path = tmp_path / "good.warc"
    path.write_bytes(plain(records) + b"WARC/rubbish")
    put_right(salvage(path))
    assert path.read_bytes() == plain({"info": good()["info"]})


def test_what_only_breaks_a_rule_is_kept(tmp_path: Path) -> None:
    records = good()
    records["resource"].set("WARC-Date", "yesterday")
    records["resource"].set("WARC-Block-Digest", "none")
    records["request"].raw = records["request"].bytes().replace(b"\r\nWARC", b"\nWARC")
    path = tmp_path / "good.warc.gz"
    path.write_bytes(packed(records))
    assert codes_of(path)
    assert salvage(path).is_whole


def test_a_file_in_one_member_is_whole_or_not(tmp_path: Path) -> None:
    path = tmp_path / "good.warc.gz"
    path.write_bytes(member(plain(good())))
    assert salvage(path).is_whole
    path.write_bytes(member(plain(good()))[:-9])
    with pytest.raises(StorageError, match="no whole record"):
        put_right(salvage(path))


def test_a_former_damaged_file_is_never_written_over(tmp_path: Path) -> None:
    beside = tmp_path / "good.warc.gz.damaged"
    beside.write_bytes(b"precious")
    path, before, _ = damaged(tmp_path)
    kept = put_right(salvage(path))
    assert beside.read_bytes() == b"precious"
    assert kept is not None
    assert kept.name == "good.warc.gz.damaged.1"
    assert kept.read_bytes() == before


def test_without_a_copy_only_the_new_file_is_left(tmp_path: Path) -> None:
    path, _, _ = damaged(tmp_path)
    assert put_right(salvage(path), keep=False) is None
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch) -> None:
    path, before, _ = damaged(tmp_path)
    found = salvage(path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutOfSpaceError):
        put_right(found)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_grew_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path, before, _ = damaged(tmp_path)
    found = salvage(path)
    path.write_bytes(before + packed(good()))
    with pytest.raises(StorageError, match="changed meanwhile"):
        put_right(found)
    assert path.read_bytes() == before + packed(good())
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    path, _, _ = damaged(tmp_path)
    aim = tmp_path / "aim"
    aim.write_bytes(b"precious")
    (tmp_path / "good.warc.gz.repairing").symlink_to(aim)
    with pytest.raises(StorageError):
        put_right(salvage(path))
    assert aim.read_bytes() == b"precious"


@pytest.mark.parametrize("gz", [True, False])
def test_a_filler_has_any_size_from_its_smallest_on(tmp_path: Path, gz: bool) -> None:
    sizes = [*range(330, 1500), 65_800, 65_900, 66_000, 131_300, 300_000]
    path = tmp_path / "filler.warc.gz"
    for size in sizes:
        data = filler(size, is_gzip=gz)
        assert len(data) == size
        if size % 97 == 0 or size > 1500:
            path.write_bytes(data)
            assert set(codes_of(path)) <= {"T011", "F051"}
    assert filler(100, is_gzip=gz) == b""
