"""A 206 that holds everything is archived as a 200."""

from __future__ import annotations

import pytest
from wire import block, exchange

from archiver.formats import exchange_records, range_resolved
from archiver.models import Truncation

FILM = b"0123456789"


def part(content_range="bytes 0-9/10", data=FILM, **changes):
    values = {
        "status": 206,
        "reason": "Partial Content",
        "request_headers": (("User-Agent", "test"), ("Range", "bytes=0-")),
        "response_headers": (("Content-Type", "video/webm"), ("Content-Range", content_range)),
    }
    return exchange("https://site.test/a.webm", data, "video/webm", **{**values, **changes})


def test_whole_range_is_written_as_200_with_its_range_headers_renamed():
    response, request = exchange_records(range_resolved(part()))
    assert block(response) == (
        b"HTTP/1.1 200 OK\r\nContent-Type: video/webm\r\n"
        b"x-orig-content-range: bytes 0-9/10\r\n\r\n0123456789"
    )
    assert b"x-orig-range: bytes=0-\r\n" in block(request)
    assert b"\r\nRange:" not in block(request)


@pytest.mark.parametrize(
    "content_range",
    ["bytes 0-8/10", "bytes 1-9/10", "bytes 0-9/*", "bytes 0-9/11", "bytes 0-4/5", "", "bytes"],
)
def test_range_that_is_or_may_be_a_piece_stays_as_it_is(content_range):
    piece = part(content_range)
    assert range_resolved(piece) is piece


def test_whole_range_whose_body_was_cut_stays_a_206():
    assert range_resolved(part(truncated=Truncation.DISCONNECT)).status == 206
    assert range_resolved(part(data=FILM[:4])).status == 206
    assert range_resolved(part(data=None)).status == 206


def test_two_content_ranges_contradict_each_other():
    both = (("Content-Range", "bytes 0-9/10"), ("content-range", "bytes 0-9/99"))
    assert range_resolved(part(response_headers=both)).status == 206


def test_other_answers_keep_a_content_range_that_means_nothing():
    answer = part(status=200)
    assert range_resolved(answer) is answer
