"""What came over the wire of a page, as those see it who look after its films."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.capture.takings import Takings
from archiver.models import Body, Exchange, Truncation, VideoChoice

_PAGE = "http://a.test/"
_LIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n1.ts\n#EXTINF:2,\n2.ts\n#EXT-X-ENDLIST\n"
_MASTER = (
    b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000,RESOLUTION=320x180\nlow/index.m3u8\n"
    b"#EXT-X-STREAM-INF:BANDWIDTH=9000,RESOLUTION=1280x720\nhigh/index.m3u8\n"
)


def _exchange(url: str, data: bytes = b"bytes", **more: object) -> Exchange:
    facts: dict[str, object] = {
        "url": url,
        "method": "GET",
        "request_headers": (("Referer", _PAGE),),
        "started_at": datetime(2024, 1, 1, tzinfo=UTC),
        "status": 200,
        "body": Body(size_bytes=len(data), sha1="sha1:X", data=data),
        "frame_url": _PAGE,
        **more,
    }
    return Exchange(**facts)  # type: ignore[arg-type]


@pytest.fixture
def sunk() -> list[Exchange]:
    return []


@pytest.fixture
def takings(sunk: list[Exchange]) -> Takings:
    return Takings(sunk.append, VideoChoice.BEST)


@pytest.mark.parametrize(
    ("more", "whole"),
    [
        ({}, True),
        ({"truncated": Truncation.LENGTH}, False),
        ({"truncated": Truncation.DISCONNECT}, False),
        ({"status": 404}, False),
        ({"method": "HEAD"}, False),
        ({"method": "POST"}, False),
        ({"body": None}, False),
        ({"body": Body(size_bytes=0, sha1="sha1:X", data=b"")}, False),
        ({"status": 206, "response_headers": (("Content-Range", "bytes 0-4/5"),)}, True),
        ({"status": 206, "response_headers": (("Content-Range", "bytes 0-4/9"),)}, False),
        ({"status": 206}, False),
    ],
)
def test_what_is_whole(
    takings: Takings, sunk: list[Exchange], more: dict[str, object], whole: bool
) -> None:
    exchange = _exchange("http://a.test/x", **more)
    takings.put(exchange)
    assert sunk == [exchange]
    assert takings.is_whole("http://a.test/x") is whole
    assert takings.size_bytes("http://a.test/x") == (5 if whole else 0)
    assert not takings.is_whole("http://a.test/other")


def test_the_newest_status_of_a_document_counts(takings: Takings) -> None:
    for status in (403, 200):
        takings.put(_exchange("http://b.test/", resource_type="document", status=status))
    takings.put(_exchange("http://b.test/x", resource_type="fetch", status=404))
    assert takings.status_of("http://b.test/") == 200
    assert takings.status_of("http://b.test/x") == 0


def test_films_and_pieces_are_known_by_the_frame_that_asked(takings: Takings) -> None:
    takings.put(_exchange("http://f.test/1.webm", mime="video/webm"))
    takings.put(_exchange("http://f.test/2", resource_type="media", frame_url="http://b.test/"))
    takings.put(_exchange("http://f.test/3", status=206, mime="application/octet-stream"))
    takings.put(_exchange("http://f.test/4", mime="audio/ogg", body=None, status=404))
    takings.put(_exchange("http://f.test/5", mime="text/html"))
    found = [film.url for film in takings.films_of({_PAGE})]
    assert found == ["http://f.test/1.webm", "http://f.test/3"]
    assert [film.url for film in takings.films_of({"http://b.test/"})] == ["http://f.test/2"]


def test_a_manifest_is_read_wherever_its_bytes_lie(tmp_path: Path, takings: Takings) -> None:
    path = tmp_path / "spooled"
    path.write_bytes(_LIST)
    spooled = Body(size_bytes=len(_LIST), sha1="sha1:X", path=path)
    takings.put(_exchange("http://f.test/a.m3u8", _LIST))
    takings.put(_exchange("http://f.test/b", b"", body=spooled, mime="application/x-mpegurl"))
    for url in ("http://f.test/a.m3u8", "http://f.test/b"):
        taken = takings.manifests[url]
        assert [part.url for part in taken.choice.parts][-1] == "http://f.test/2.ts"
        assert taken.manifest.duration_s == 4.0
        assert (taken.frame_url, taken.referrer) == (_PAGE, _PAGE)
    assert takings.films == []


def test_a_players_manifests_are_those_that_no_other_one_names(takings: Takings) -> None:
    for url, data in (
        ("http://f.test/low/index.m3u8", _LIST),
        ("http://f.test/master.m3u8", _MASTER),
        ("http://f.test/high/index.m3u8", _LIST),
        ("http://f.test/other.m3u8", _LIST),
    ):
        takings.put(_exchange(url, data))
    takings.put(_exchange("http://g.test/x.m3u8", _LIST, frame_url="http://b.test/"))
    found = [taken.manifest.url for taken in takings.manifests_of({_PAGE})]
    assert found == ["http://f.test/master.m3u8", "http://f.test/other.m3u8"]


def test_the_choice_is_told_to_those_who_replay(sunk: list[Exchange]) -> None:
    best = Takings(sunk.append, VideoChoice.BEST)
    best.put(_exchange("http://f.test/master.m3u8", _MASTER))
    best.put(_exchange("http://f.test/page", b"<html>", mime="text/html"))
    assert json.loads(sunk[0].metadata)
    assert sunk[1].metadata == ""
    (part,) = best.manifests["http://f.test/master.m3u8"].choice.parts
    assert part.url == "http://f.test/high/index.m3u8"
    smallest = Takings(sunk.append, VideoChoice.SMALLEST)
    smallest.put(_exchange("http://f.test/master.m3u8", _MASTER))
    (part,) = smallest.manifests["http://f.test/master.m3u8"].choice.parts
    assert part.url == "http://f.test/low/index.m3u8"


_BODIES = st.binary(max_size=300) | st.sampled_from(
    [_LIST, _MASTER, b"<MPD/>", b"#EXTM3U"]
).flatmap(lambda start: st.binary(max_size=60).map(lambda rest: start + rest))


@given(_BODIES, st.sampled_from(["application/dash+xml", "application/x-mpegurl", ""]), st.text())
def test_no_body_of_the_web_keeps_an_exchange_from_the_archive(
    data: bytes, mime: str, path: str
) -> None:
    sunk: list[Exchange] = []
    takings = Takings(sunk.append, VideoChoice.BEST)
    exchange = _exchange(f"http://f.test/{path}.m3u8", data, mime=mime)
    takings.put(exchange)
    assert [each.body for each in sunk] == [exchange.body]
