"""Content codings: what comes out, in which pieces, and what is no such coding."""

from __future__ import annotations

import gzip
import zlib
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.decoding import Decoding


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


CODERS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
}


@given(
    st.sampled_from(sorted(CODERS)), st.binary(max_size=300), st.integers(min_value=1, max_value=50)
)
def test_a_body_is_decoded_in_whatever_pieces_it_comes(coding: str, data: bytes, step: int) -> None:
    coded = CODERS[coding](data)
    decoding = Decoding(coding)
    pieces = [
        piece
        for start in range(0, len(coded), step)
        for piece in decoding.feed(coded[start : start + step])
    ]
    decoding.end()
    assert b"".join(pieces) == data


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate"]))
def test_bytes_that_are_no_such_coding_raise_only_what_is_said(data: bytes, coding: str) -> None:
    decoding = Decoding(coding)
    try:
        list(decoding.feed(data))
        decoding.end()
    except (OSError, zlib.error):
        pass


def test_members_of_gzip_follow_each_other_and_padding_is_dropped() -> None:
    coded = gzip.compress(b"one, ") + gzip.compress(b"two") + b"\0" * 20
    assert b"".join(Decoding("gzip").feed(coded)) == b"one, two"


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4), st.integers(1, 30))
def test_members_are_found_wherever_they_begin(members: list[bytes], step: int) -> None:
    coded = b"".join(gzip.compress(member) for member in members)
    decoding = Decoding("gzip")
    pieces = [coded[start : start + step] for start in range(0, len(coded), step)]
    assert b"".join(out for piece in pieces for out in decoding.feed(piece)) == b"".join(members)
    decoding.end()


def test_a_bomb_comes_in_small_pieces() -> None:
    bomb = gzip.compress(bytes(64 << 20))
    pieces = list(islice(Decoding("gzip").feed(bomb), 3))
    assert [len(piece) for piece in pieces] == [1 << 16] * 3


def test_a_compressed_body_that_breaks_off_is_not_whole() -> None:
    decoding = Decoding("gzip")
    list(decoding.feed(gzip.compress(b"a" * 1000)[:-4]))
    with pytest.raises(OSError, match="breaks off"):
        decoding.end()


def test_a_coding_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(OSError, match="br"):
        list(Decoding("br").feed(b"anything"))
