"""A WARC of three records, cut at every byte and with every bit turned."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import Rec, asking, codes_of, good, packed, pair, plain

from archiver.formats import read_records
from archiver.validation import put_right, salvage


def three() -> dict[str, Rec]:
    """A warcinfo, a response and its request, small."""
    records = good()
    return {name: records[name] for name in ("info", "response", "request")}


def ends_of(records: dict[str, Rec], name: str) -> list[int]:
    write = packed if name.endswith(".gz") else plain
    names = list(records)
    return [len(write({each: records[each] for each in names[: n + 1]})) for n in range(len(names))]


@pytest.mark.parametrize("name", ["three.warc.gz", "three.warc"])
def test_cut_at_every_byte_all_whole_records_before_the_cut_come_back(
    memory_path: Path, name: str
) -> None:
    data = (packed if name.endswith(".gz") else plain)(three())
    ends = ends_of(three(), name)
    path = memory_path / name
    for cut in range(len(data)):
        path.write_bytes(data[:cut])
        whole = [end for end in ends if end <= cut]
        found = salvage(path)
        assert found.end == (whole[-1] if whole else 0), cut
        assert found.records == len(whole), cut
        assert found.is_whole == (cut in {0, *ends}), cut
        if found.is_whole or not whole:
            continue
        damaged = put_right(found)
        assert path.read_bytes() == data[: whole[-1]]
        assert damaged is not None
        assert damaged.read_bytes() == data[:cut]
        damaged.unlink()
        assert len(list(read_records(path))) == len(whole)


def flipped(data: bytes, at: int) -> bytes:
    """One bit of a byte is turned, another one for each byte."""
    return data[:at] + bytes([data[at] ^ 1 << (at * 5 + at // 8) % 8]) + data[at + 1 :]


def test_a_bit_turned_in_any_byte_of_a_gzip_file_is_told_or_harmless(memory_path: Path) -> None:
    records = three()
    data, ends = packed(records), [0, *ends_of(records, "three.warc.gz")]
    path = memory_path / "three.warc.gz"
    harmless = set()
    for at in range(len(data)):
        path.write_bytes(flipped(data, at))
        if not codes_of(path):
            start = max(end for end in ends if end <= at)
            after = min(end for end in ends if end > at)
            harmless.add(at - start if at - start < 10 else at - after)
            assert len(list(read_records(path))) == 3  # all is read as it was
    # The time; what the data may be; how, and by which system, it was compressed; and what is
    # left of the last byte behind the end of the compressed data.
    assert harmless <= {3, 4, 5, 6, 7, 8, 9, -9}
    assert {4, 5, 6, 7} <= harmless


UNGUARDED = {
    "warcinfo": {"WARC-Record-ID", "WARC-Date", "WARC-Filename"},
    "response": {"WARC-IP-Address"},
    "request": {"WARC-Record-ID"},
}
"""Values that nothing else in a plain file repeats or proves: other ones are as right."""


def test_a_bit_turned_in_any_byte_of_a_plain_file_is_told_or_cannot_be_seen(
    memory_path: Path,
) -> None:
    data = plain(three())
    path = memory_path / "three.warc"
    for at in range(len(data)):
        turned = flipped(data, at)
        path.write_bytes(turned)
        if not codes_of(path) and turned.upper() != data.upper():  # names are the same in any case
            kind, field = field_at(data, at)
            assert field in UNGUARDED[kind], (at, turned[at - 20 : at + 20])


def field_at(data: bytes, at: int) -> tuple[str, str]:
    """Return type of the record and name of the field whose value a byte is in."""
    start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
    kind = data[data.rfind(b"WARC-Type: ", 0, at) :].split(b"\r\n")[0][11:]
    name, _, _ = data[start:end].partition(b":")
    return kind.decode(), name.decode() if at > start + len(name) else "a name"


def test_the_three_records_are_right(tmp_path: Path) -> None:
    assert [each.number for each in pair(1, "/", asking("/"))] == [1, 2]
    for name, write in (("three.warc.gz", packed), ("three.warc", plain)):
        path = tmp_path / name
        path.write_bytes(write(three()))
        assert codes_of(path) == {}
