"""Members whose size is known before they are made."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import body_of, exchange

from archiver.formats import (
    exchange_records,
    member_chunks,
    stored_member_bytes,
    stored_member_chunks,
)
from archiver.formats.record import BIG_BODY_BYTES
from archiver.models import Body

BLOCK = 65535


def film(path, data, said=None):
    path.write_bytes(data)
    body = Body(size_bytes=len(data) if said is None else said, sha1=body_of(data).sha1, path=path)
    return exchange_records(exchange(mime="video/mp4", body=body))[0]


def member(record):
    return b"".join(bytes(chunk) for chunk in stored_member_chunks(record))


@pytest.mark.parametrize(
    "size",
    [
        *(0, 1, BLOCK - 1, BLOCK, BLOCK + 1),
        *(15 * BLOCK, 16 * BLOCK - 1, 16 * BLOCK, 16 * BLOCK + 1, 17 * BLOCK, 32 * BLOCK),
    ],
)
def test_the_size_is_exact_and_the_content_that_of_any_member(tmp_path, size):
    data = bytes(number % 251 for number in range(1000)) * (size // 1000 + 1)
    record = film(tmp_path / "film", data[:size])
    made = member(record)
    assert len(made) == stored_member_bytes(record)
    assert gzip.decompress(made) == gzip.decompress(b"".join(member_chunks(record)))


@given(data=st.binary(max_size=300), name=st.text(max_size=300))
def test_every_record_is_one_member_of_the_said_size(tmp_path_factory, data, name):
    path = tmp_path_factory.mktemp("stored") / "film"
    body = Body(size_bytes=len(data), sha1=body_of(data).sha1, path=path)
    path.write_bytes(data)
    made = exchange(mime="video/mp4", body=body, response_headers=(("X-Name", name),))
    record = exchange_records(made)[0]
    packed = member(record)
    inflate = zlib.decompressobj(31)
    assert inflate.decompress(packed + b"next").endswith(data + b"\r\n\r\n")
    assert inflate.unused_data == b"next"
    assert len(packed) == stored_member_bytes(record)


@pytest.mark.parametrize("said", [2, 4, 70_000])
def test_a_file_of_another_size_is_refused(tmp_path, said):
    record = film(tmp_path / "film", b"abc", said)
    with pytest.raises(ValueError, match="announced"):
        member(record)


def test_a_big_body_in_a_file_goes_without_a_digest_of_its_block(tmp_path):
    big = film(tmp_path / "big", bytes(BIG_BODY_BYTES))
    small = film(tmp_path / "small", bytes(BIG_BODY_BYTES - 1))
    assert b"WARC-Block-Digest" not in big.header()
    assert b"WARC-Payload-Digest" in big.header()
    assert b"WARC-Block-Digest" in small.header()


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "film"
    with path.open("wb") as stream:
        stream.truncate(64 << 20)
    body = Body(size_bytes=64 << 20, sha1="sha1:X", path=path)
    record = exchange_records(exchange(mime="video/mp4", body=body))[0]
    tracemalloc.start()
    try:
        for chunk in stored_member_chunks(record):
            del chunk
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20
