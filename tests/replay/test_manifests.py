"""Manifests that name one rendition alone."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from archiver.replay.manifests import ended, limits_of, reduced
from archiver.testing.matrix import manifests, playlists, reels

URL = "https://film.test/a"
LARGE = {"adaptive_max_resolution": 320 * 180, "adaptive_max_bandwidth": 1}
SMALL = {"adaptive_max_resolution": 160 * 90, "adaptive_max_bandwidth": 1}


@pytest.mark.parametrize(
    ("limits", "kept", "dropped"), [(LARGE, "180/", "90/"), (SMALL, "90/", "180/")]
)
def test_of_a_playlist_the_variant_within_the_limits_stays(
    limits: dict[str, int], kept: str, dropped: str
) -> None:
    master = playlists.master((reels.LARGE, reels.SMALL))
    lines = reduced(master.encode(), URL, limits).decode().split("\n")
    addresses = [line for line in lines if line and not line.startswith("#")]
    assert len(addresses) == 1
    assert kept in addresses[0]
    assert not any(f"/{dropped}" in line or line.startswith(dropped) for line in addresses)


def test_an_address_may_stand_below_a_comment_and_lines_may_end_in_crlf() -> None:
    text = (
        "#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=9,RESOLUTION=640x360\r\n# big\r\nbig.m3u8\r\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=5,RESOLUTION=160x90\r\nsmall.m3u8\r\n"
    )
    kept = reduced(text.encode(), URL, SMALL).decode()
    assert "small.m3u8" in kept
    assert "big.m3u8" not in kept


def test_of_a_dash_manifest_one_representation_of_each_set_stays() -> None:
    limits = {"adaptive_max_resolution": 0, "adaptive_max_bandwidth": reels.LARGE.bandwidth}
    for text in (manifests.template(), manifests.periods()):
        root = ET.fromstring(reduced(text.encode(), URL, limits))
        sets = root.findall(".//{*}AdaptationSet")
        assert len(sets) == text.count("<AdaptationSet")
        for members in sets:
            (only,) = members.findall("{*}Representation")
            assert int(only.get("bandwidth", 0)) == reels.LARGE.bandwidth


def test_where_nothing_is_within_the_limits_all_stays() -> None:
    limits = {"adaptive_max_resolution": 0, "adaptive_max_bandwidth": 1}
    master = playlists.master((reels.LARGE, reels.SMALL)).encode()
    assert reduced(master, URL, limits) == master


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe<\x00",
        b"<MPD><Period>",
        b'<!DOCTYPE MPD [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><MPD>&b;</MPD>',
        b"<MPD>" * 5_000,
        b"not a manifest",
    ],
)
def test_what_is_no_manifest_is_left_as_it_is(body: bytes) -> None:
    assert reduced(body, URL, LARGE) == body


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "{",
        "{}",
        "[]",
        "7",
        '{"adaptive_max_resolution": "x"}',
        '{"adaptive_max_bandwidth": -1}',
        "[" * 100_000,
    ],
)
def test_metadata_that_names_no_limits_gives_none(metadata: str) -> None:
    assert limits_of(metadata) == {}


def test_limits_are_read_from_the_metadata_of_a_record() -> None:
    assert limits_of(json.dumps({**LARGE, "maxRes": 5, "other": None})) == LARGE


def test_a_live_playlist_ends_with_the_last_part_that_was_kept() -> None:
    playlist = playlists.live(0).encode()
    url = "https://live.test/180/index.m3u8"
    cut = ended(
        playlist, url, lambda part: part in {f"https://live.test/180/{n}.m4s" for n in (1, 2)}
    )
    assert b"2.m4s" in cut
    assert b"3.m4s" not in cut
    assert cut.count(b"#EXTINF") == 2
    assert ended(playlist, url, lambda _: True) == playlist
    assert ended(playlist, url, lambda _: False) == playlist


@pytest.mark.parametrize(
    "body",
    [
        playlists.media().encode(),
        playlists.master((reels.LARGE,)).encode(),
        manifests.template().encode(),
        b"#EXTM3U",
        b"",
        b"\xff\xfe#EXTINF:",
    ],
)
def test_what_is_no_live_playlist_stays(body: bytes) -> None:
    assert ended(body, "https://live.test/x", lambda _: False) == body
