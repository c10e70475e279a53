"""Parts of bodies: asked for, counted, cut."""

from __future__ import annotations

import pytest

from archiver.replay.ranges import SPAN_BYTES, Span, asked_span, cut, is_asked, kept_span


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", Span(0, 10)),
        ("bytes=90-", Span(90, 100)),
        ("bytes=-7", Span(93, 100)),
        ("bytes=50-999", Span(50, 100)),
        ("bytes=-999", Span(0, 100)),
    ],
)
def test_a_part_is_cut_to_what_is_there(header: str, span: Span) -> None:
    assert is_asked(header)
    assert asked_span(header, 100) == span


@pytest.mark.parametrize("header", ["", "bytes=-", "bytes=0-1,5-6", "lines=0-9", "bytes=a-b"])
def test_what_is_no_single_part_is_answered_whole(header: str) -> None:
    assert not is_asked(header)


def test_a_part_beyond_the_end_has_no_bytes() -> None:
    assert asked_span("bytes=100-", 100).size_bytes <= 0
    assert asked_span("bytes=9-3", 100).size_bytes <= 0


def test_a_part_without_an_end_is_given_in_bounded_pieces() -> None:
    assert asked_span("bytes=5-", 10 * SPAN_BYTES) == Span(5, 5 + SPAN_BYTES)


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("bytes 10-19/100", (Span(10, 20), 100)),
        ("bytes 10-19/*", (Span(10, 20), 0)),
        ("bytes 19-10/100", None),
        ("bytes */100", None),
        ("", None),
    ],
)
def test_a_kept_part_says_where_it_lies(header: str, kept: tuple[Span, int] | None) -> None:
    assert kept_span(header) == kept


@pytest.mark.parametrize("size", [1, 3, 7, 26])
def test_a_part_is_cut_out_of_chunks_of_any_size(size: int) -> None:
    letters = b"abcdefghijklmnopqrstuvwxyz"
    chunks = [letters[at : at + size] for at in range(0, 26, size)]
    assert cut(chunks, Span(5, 12)) == letters[5:12]
    assert cut(chunks, Span(20, 99)) == letters[20:]
