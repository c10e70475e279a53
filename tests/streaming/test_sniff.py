"""What is a manifest: the bytes say, and names only where there are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.streaming import is_manifest

PAGE = "https://news.test/film"


@pytest.mark.parametrize(
    "head",
    [
        b"#EXTM3U\n#EXTINF:4,\na.ts",
        b"\xef\xbb\xbf#EXTM3U\r\n",
        b"\n  #EXTM3U",
        b"<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'>",
        b'<?xml version="1.0"?>\n<!-- made by a packager -->\n<MPD\n type="static">',
        b"\xef\xbb\xbf<?xml version='1.0'?><mpd:MPD xmlns:mpd='urn:mpeg:dash:schema:mpd:2011'/>",
    ],
)
def test_bytes_alone_make_a_manifest(head: bytes) -> None:
    assert is_manifest("text/html", PAGE, head)


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html><title>403</title>",
        b"<p>How to write an <MPD > by hand</p>",
        b"\x47\x40\x00\x10",
        b"RIFF....WEBP",
        b"EXTM3U",
        b"<MPDX>",
    ],
)
def test_neither_name_nor_type_stands_against_the_bytes(head: bytes) -> None:
    assert not is_manifest("application/vnd.apple.mpegurl", "https://cdn.test/a.m3u8", head)


@pytest.mark.parametrize(
    ("mime", "url", "expected"),
    [
        ("application/vnd.apple.mpegurl; charset=utf-8", PAGE, True),
        ("Application/X-mpegURL", PAGE, True),
        ("application/dash+xml", PAGE, True),
        ("", "https://cdn.test/live.M3U8?token=1", True),
        ("application/octet-stream", "https://cdn.test/film.mpd#t=3", True),
        ("video/mp4", "https://cdn.test/film.mpd", False),
        ("text/html", "https://cdn.test/a.m3u8", False),
        ("", "https://cdn.test/a.mp4?next=b.m3u8", False),
        ("", "https://[broken/a.m3u8", False),
    ],
)
def test_without_bytes_type_and_suffix_decide(mime: str, url: str, *, expected: bool) -> None:
    assert is_manifest(mime, url, b"") is expected


@given(st.text(max_size=30), st.text(max_size=30), st.binary(max_size=60))
def test_anything_gets_an_answer(mime: str, url: str, head: bytes) -> None:
    assert is_manifest(mime, url, head) in {True, False}
