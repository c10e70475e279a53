"""Reading records back, whole files and damaged ones."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import DATE, exchange, write_warc

from archiver.errors import FormatError
from archiver.formats import (
    exchange_records,
    member_chunks,
    member_end,
    read_body,
    read_record,
    read_records,
)


@pytest.fixture
def warc(tmp_path):
    made = [
        exchange("https://site.test/1", b"one" * 100, response_headers=(("Set-Cookie", "a"),) * 2),
        exchange("https://site.test/2", b"\xff" * 3_000_000, "image/jpeg"),
        exchange("https://site.test/3", method="POST", request_body=b"a=1"),
    ]
    return write_warc(tmp_path / "a.warc.gz", [r for e in made for r in exchange_records(e)])


def test_records_come_in_order_with_their_places(warc):
    records = list(read_records(warc, body_limit=10))
    assert [record.type for record in records] == ["warcinfo", *["response", "request"] * 3]
    position = 0
    for record in records:
        assert record.offset == position
        position += record.length_bytes
    assert position == warc.stat().st_size


def test_record_at_a_place_has_headers_status_and_payload(warc):
    place = next(item.offset for item in read_records(warc) if item.type == "response")
    record = read_record(warc, place, 1000)
    assert record.target_uri == "https://site.test/1"
    assert record.date == DATE
    assert (record.status, record.http_line) == (200, "HTTP/1.1 200 OK")
    assert record.http_headers == (("Set-Cookie", "a"), ("Set-Cookie", "a"))
    assert record.body == b"one" * 100
    assert not record.body_cut
    assert record.record_id.startswith("urn:uuid:")


def test_payload_is_cut_at_the_limit(warc):
    place = list(read_records(warc))[3].offset
    record = read_record(warc, place, 7)
    assert record.body == b"\xff" * 7
    assert record.body_cut


def test_payload_can_be_read_in_pieces(warc):
    place = list(read_records(warc))[3].offset
    chunks = list(read_body(warc, place))
    assert b"".join(chunks) == b"\xff" * 3_000_000
    assert max(map(len, chunks)) <= 1 << 20


def test_reading_can_start_at_any_record(warc):
    records = list(read_records(warc))
    assert list(read_records(warc, start=records[2].offset)) == records[2:]


def readable(path):
    """The records up to the first damage, and whether there was none."""
    records = []
    try:
        records.extend(read_records(path))
    except FormatError:
        return records, False
    return records, True


def test_cut_file_gives_the_records_before_the_cut(tmp_path):
    path = tmp_path / "small.warc.gz"
    write_warc(path, exchange_records(exchange()))
    data, whole = path.read_bytes(), list(read_records(path))
    for size in range(1, len(data)):
        path.write_bytes(data[:size])
        expected = [item for item in whole if item.offset + item.length_bytes <= size]
        found, complete = readable(path)
        assert found == expected, size
        assert complete is (size == sum(item.length_bytes for item in expected)), size


@pytest.mark.parametrize("junk", [b"words\n" * 50, b"\x1f\x8b\x08\x00garbage", b"WARC/1.1\r\n"])
def test_what_is_no_warc_is_refused_or_empty(tmp_path, junk):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(junk)
    with pytest.raises(FormatError):
        read_record(path, 0, 10)
    assert readable(path)[0] == []


def test_absent_file_and_place_behind_the_end_are_refused(warc, tmp_path):
    with pytest.raises(FormatError):
        read_record(tmp_path / "none", 0, 10)
    with pytest.raises(FormatError):
        read_record(warc, warc.stat().st_size, 10)
    with pytest.raises(FormatError):
        list(read_body(warc, warc.stat().st_size))


def test_damage_anywhere_is_a_format_error_or_other_bytes(warc, tmp_path):
    data, chance = warc.read_bytes(), random.Random(7)
    path = tmp_path / "damaged.warc.gz"
    for _ in range(40):
        place = chance.randrange(3000)
        path.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 : 5000])
        readable(path)  # raises nothing but FormatError


@given(st.binary(max_size=3000), st.binary(max_size=20))
def test_end_of_a_member_is_found_and_a_cut_one_has_none(data, behind):
    packed = b"".join(member_chunks(exchange_records(exchange(data=data))[0]))
    assert member_end(io.BytesIO(packed + behind), 0) == len(packed)
    assert member_end(io.BytesIO(packed[:-1]), 0) is None
    assert member_end(io.BytesIO(b"no gzip"), 0) is None
