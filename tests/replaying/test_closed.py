"""The closed web: what a capture holds is answered as it was, all else is refused and counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from closed import ClosedWeb, chromium, opened
from reduced import reduced

from archiver.formats import sha1_digest
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    PageOrigin,
    Target,
)
from archiver.store import Collection
from archiver.testing.http_server import Request
from archiver.testing.matrix import manifests, playlists, reels

FILM = "http://film.test/a.mp4"
BYTES = bytes(range(256)) * 40
LARGE = {"adaptive_max_resolution": 320 * 180, "adaptive_max_bandwidth": 1}
SMALL = {"adaptive_max_resolution": 160 * 90, "adaptive_max_bandwidth": 1}
ENVIRONMENT = Environment(
    archiver="0",
    browser="b",
    user_agent="u",
    viewport_width_px=1280,
    viewport_height_px=720,
    platform="linux",
)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "archive") as opened_collection:
        yield opened_collection


def answered(url: str, data: bytes, mime: str = "video/mp4", **changes: Any) -> Exchange:
    headers = (("Content-Type", mime), ("Access-Control-Allow-Origin", "*"), ("X-Kept", "yes"))
    values: dict[str, Any] = {
        "url": url,
        "method": "GET",
        "request_headers": (),
        "started_at": datetime(2026, 3, 4, tzinfo=UTC),
        "status": 200,
        "response_headers": headers,
        "body": Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        "mime": mime,
    }
    return Exchange(**{**values, **changes})


def captured(collection: Collection, *exchanges: Exchange) -> str:
    """Commit a capture of some exchanges; return its id."""
    draft = collection.draft(Target(slug="a", url="http://a.test/", origin=PageOrigin.PLAIN_URL))
    ledger = tuple(draft.add(exchange) for exchange in exchanges)
    capture = Capture(
        capture_id=draft.capture_id,
        slug="a",
        url="http://a.test/",
        origin=PageOrigin.PLAIN_URL,
        started_at=datetime(2026, 3, 4, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=None,
        ledger=ledger,
        environment=ENVIRONMENT,
    )
    return draft.commit(capture, screenshots=(), text="").capture_id


def _long_master() -> bytes:
    """Return a master that is long enough to be kept once."""
    text = playlists.master((reels.LARGE, reels.SMALL))
    return f"{text}# {'-' * 512}\n".encode()


def asked(url: str, method: str = "GET") -> Request:
    host, _, path = url.removeprefix("http://").partition("/")
    return Request(method=method, target=f"/{path}", headers={"host": host})


def test_what_was_kept_is_answered_with_its_headers(collection: Collection) -> None:
    web = ClosedWeb(collection, captured(collection, answered(FILM, BYTES)))
    answer = web(asked(FILM))
    assert (answer.status, answer.media_type, answer.body) == (200, "video/mp4", BYTES)
    assert answer.ranges
    assert ("X-Kept", "yes") in answer.headers
    assert web.left == []


def test_what_was_not_kept_is_refused_and_counted(collection: Collection) -> None:
    web = ClosedWeb(collection, captured(collection, answered(FILM, BYTES)))
    for request in (asked("http://film.test/b.mp4"), asked(FILM, "CONNECT")):
        assert web(request).status == 504
    assert web.left == ["GET http://film.test/b.mp4", "CONNECT film.test"]


def test_what_another_capture_kept_is_not_there(collection: Collection) -> None:
    captured(collection, answered(FILM, BYTES))
    web = ClosedWeb(collection, captured(collection, answered("http://a.test/", b"page")))
    assert web(asked(FILM)).status == 504


def test_the_payload_of_a_revisit_is_found(collection: Collection) -> None:
    captured(collection, answered(FILM, BYTES))
    web = ClosedWeb(collection, captured(collection, answered(FILM, BYTES)))
    assert web(asked(FILM)).body == BYTES


def test_a_preflight_is_allowed_what_the_answer_allowed(collection: Collection) -> None:
    web = ClosedWeb(collection, captured(collection, answered(FILM, BYTES)))
    answer = web(asked(FILM, "OPTIONS"))
    assert answer.status == 204
    assert ("Access-Control-Allow-Origin", "*") in answer.headers
    assert web(asked("http://film.test/b.mp4", "OPTIONS")).status == 504


def test_a_manifest_is_held_to_the_limits_of_its_own_record(collection: Collection) -> None:
    url, body = "http://film.test/a.m3u8", _long_master()
    kind = "application/vnd.apple.mpegurl"
    first = captured(collection, answered(url, body, kind, metadata=json.dumps(SMALL)))
    second = captured(collection, answered(url, body, kind, metadata=json.dumps(LARGE)))
    for capture_id, kept, dropped in ((first, b"90/", b"180/"), (second, b"180/", b"90/")):
        text = ClosedWeb(collection, capture_id)(asked(url)).body
        assert kept in text
        assert dropped not in text
    assert ClosedWeb(collection, first, reduce=False)(asked(url)).body == body


def test_of_a_dash_manifest_one_representation_of_each_set_stays() -> None:
    limits = {"adaptive_max_resolution": 0, "adaptive_max_bandwidth": reels.LARGE.bandwidth}
    for text in (manifests.template(), manifests.periods()):
        root = ET.fromstring(reduced(text.encode(), limits))
        sets = root.findall(".//{*}AdaptationSet")
        assert len(sets) == text.count("<AdaptationSet")
        for members in sets:
            (only,) = members.findall("{*}Representation")
            assert int(only.get("bandwidth", 0)) == reels.LARGE.bandwidth


@pytest.mark.browser
async def test_a_browser_gets_parts_and_redirects_and_nothing_from_elsewhere(
    collection: Collection,
) -> None:
    moved = answered(
        "http://a.test/moved",
        b"",
        status=302,
        response_headers=(("Location", "http://film.test/a.mp4"),),
        redirect_to=FILM,
    )
    page_html = answered("http://a.test/", b"<!doctype html><p>page", "text/html")
    web = ClosedWeb(collection, captured(collection, page_html, moved, answered(FILM, BYTES)))
    async with chromium() as browser, opened(browser, web) as page:
        await page.goto("http://a.test/")
        said = await page.evaluate(
            """async () => {
              const part = await fetch('/moved', {headers: {Range: 'bytes=10-19'}});
              const beyond = ['http://elsewhere.test/', 'https://a.test/', 'http://127.0.0.1:8080/'];
              const others = await Promise.all(
                beyond.map((url) => fetch(url, {mode: 'no-cors'}).then(() => 'came', () => 'no')));
              return [part.status, part.url, (await part.arrayBuffer()).byteLength, ...others]; }"""
        )
    # The refusals of plain http come as answers of status 504; there is no tunnel for https.
    assert said == [206, FILM, 10, "came", "no", "came"]
    assert sorted(web.left) == [
        "CONNECT a.test:443",
        "GET http://127.0.0.1:8080/",
        "GET http://elsewhere.test/",
    ]
