"""Heads of HTTP messages (warc.md 2.3)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import exchange

from archiver.formats.http_head import has_body, request_head, response_head

NONE = frozenset()


def lines(head: bytes) -> list[str]:
    assert head.endswith(b"\r\n\r\n")
    return head[:-4].decode("latin-1").split("\r\n")


def answer(*headers, size=12, **changes):
    return lines(response_head(exchange(response_headers=headers, **changes), size))


@pytest.mark.parametrize("protocol", ["http/1.0", "http/1.1", "h2", "h3", ""])
def test_status_line_says_http_1_1_whatever_the_wire_spoke(protocol):
    assert answer(protocol=protocol)[0] == "HTTP/1.1 200 OK"


def test_status_line_without_reason_gets_the_usual_one():
    assert answer(status=404, reason="")[0] == "HTTP/1.1 404 Not Found"
    assert answer(status=799, reason="")[0] == "HTTP/1.1 799 Unknown"


def test_pseudo_headers_are_left_out():
    assert answer((":status", "200"), ("A", "b"))[1:] == ["A: b"]


def test_codings_that_the_body_no_longer_has_are_renamed():
    head = answer(("Content-Encoding", "gzip"), ("transfer-encoding", "chunked"))
    assert head[1:] == ["x-orig-content-encoding: gzip", "x-orig-transfer-encoding: chunked"]


def test_content_length_is_that_of_the_stored_body():
    assert answer(("Content-Length", "12"))[1:] == ["Content-Length: 12"]
    assert answer(("Content-Length", "55"))[1:] == [
        "x-orig-content-length: 55",
        "Content-Length: 12",
    ]


def test_second_content_length_is_not_repeated():
    head = answer(("Content-Length", "12"), ("Content-Length", "13"))
    assert head[1:] == ["Content-Length: 12", "x-orig-content-length: 13"]


def test_set_cookie_stays_one_line_each_in_order():
    head = answer(("Set-Cookie", "a=1; Expires=Mon, 01 Jan"), ("X", "y"), ("set-cookie", "b=2"))
    assert head[1:] == ["Set-Cookie: a=1; Expires=Mon, 01 Jan", "X: y", "set-cookie: b=2"]


def test_latin_1_value_keeps_its_bytes_and_others_become_utf_8():
    assert b"X: caf\xe9\r\n" in response_head(exchange(response_headers=(("X", "café"),)), 0)
    assert "X: 文".encode() in response_head(exchange(response_headers=(("X", "文"),)), 0)


def test_request_line_has_path_and_query_and_host():
    head = lines(request_head(exchange("https://site.test:8/a b?c=1#d", request_headers=()), NONE))
    assert head == ["GET /a%20b?c=1 HTTP/1.1", "Host: site.test:8"]


def test_request_keeps_the_host_that_was_sent_and_shows_no_password():
    given_host = exchange(request_headers=(("host", "other.test"),))
    assert lines(request_head(given_host, NONE))[1:] == ["host: other.test"]
    url = "https://user:secret@site.test/"
    assert b"secret" not in request_head(exchange(url, request_headers=()), NONE)


def test_request_without_path_asks_for_the_root():
    assert lines(request_head(exchange("https://site.test"), NONE))[0] == "GET / HTTP/1.1"


def test_redacted_headers_are_left_out():
    sent = (("Cookie", "secret"), ("Accept", "*/*"))
    head = request_head(exchange(request_headers=sent), frozenset({"cookie"}))
    assert b"secret" not in head
    assert b"Accept: */*" in head


def test_posted_body_has_its_length():
    head = lines(request_head(exchange(method="POST", request_body=b"abc"), NONE))
    assert head[0] == "POST /a HTTP/1.1"
    assert head[-1] == "Content-Length: 3"


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [
        ("GET", 200, True),
        ("GET", 206, True),
        ("GET", 404, True),
        ("HEAD", 200, False),
        ("GET", 204, False),
        ("GET", 304, False),
        ("GET", 101, False),
    ],
)
def test_which_answers_have_a_body(method, status, expected):
    assert has_body(method, status) is expected


@given(
    st.lists(st.tuples(st.text(max_size=12), st.text(max_size=24)), max_size=5),
    st.text(max_size=10),
    st.text(max_size=10),
)
def test_no_header_can_begin_a_line_or_end_the_head(headers, reason, method):
    made = exchange(
        response_headers=tuple(headers),
        request_headers=tuple(headers),
        reason=reason,
        method=method,
    )
    for head in (response_head(made, 5), request_head(made, NONE)):
        assert head.index(b"\r\n\r\n") == len(head) - 4
        assert b"\x00" not in head
        assert head.count(b"\r") == head.count(b"\n") == head.count(b"\r\n")
        for line in head[:-4].split(b"\r\n")[1:]:
            assert re.match(rb"[^\s:]+: ?", line), line
