"""Gzip members, one a record, and what they cost."""

from __future__ import annotations

import gzip
import os
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import MOMENT, body_of, exchange

from archiver.formats import exchange_records, is_compressed, member_chunks, resource_record
from archiver.formats.record import Record, RecordType
from archiver.models import Body


def member(record: Record) -> bytes:
    return b"".join(member_chunks(record))


@pytest.mark.parametrize("media_type", ["text/html", "image/jpeg"])
@pytest.mark.parametrize("size", [0, 1, 65534, 65535, 65536, 200_000])
def test_member_unpacks_to_header_block_and_end(media_type, size):
    data = os.urandom(size)
    record = resource_record("urn:x:1", MOMENT, media_type, data)
    assert gzip.decompress(member(record)) == record.header() + data + b"\r\n\r\n"


@given(st.binary(max_size=500))
def test_every_record_is_one_member(data):
    for media_type in ("text/plain", "image/png"):
        packed = member(resource_record("urn:x:1", MOMENT, media_type, data))
        inflate = zlib.decompressobj(31)
        inflate.decompress(packed + b"next")
        assert inflate.unused_data == b"next"


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("image/jpeg", True),
        ("IMAGE/WebP; q=1", True),
        ("video/mp4", True),
        ("audio/mpeg", True),
        ("font/woff2", True),
        ("application/zip", True),
        ("image/svg+xml", False),
        ("image/bmp", False),
        ("text/html; charset=utf-8", False),
        ("application/vnd.apple.mpegurl", False),
        ("", False),
    ],
)
def test_which_payloads_are_compressed_already(media_type, expected):
    assert is_compressed(media_type) is expected


def test_text_is_compressed_and_a_picture_is_not():
    text = b"the same words again and again " * 1000
    assert len(member(exchange_records(exchange(data=text))[0])) < len(text) / 10
    picture = exchange_records(exchange(data=text, mime="image/png"))[0]
    assert len(member(picture)) > len(text)


def test_body_shorter_than_said_is_refused(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(b"abc")
    body = Body(size_bytes=4, sha1=body_of(b"abcd").sha1, path=path)
    record = Record(type=RecordType.RESOURCE, date="", target_uri="urn:x", body=body)
    with pytest.raises(ValueError, match="announced"):
        member(record)


def test_memory_does_not_grow_with_a_body_on_disk(tmp_path):
    path = tmp_path / "film"
    with path.open("wb") as stream:
        stream.truncate(64 << 20)
    body = Body(size_bytes=64 << 20, sha1="sha1:X", path=path)
    records = exchange_records(exchange(mime="video/mp4", body=body))
    tracemalloc.start()
    try:
        for chunk in member_chunks(records[0]):
            del chunk
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20
