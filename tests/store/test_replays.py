"""How replays are kept beside their captures."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.errors import StorageError
from archiver.models import (
    Box,
    Capture,
    Environment,
    PageOrigin,
    Replay,
    VisualChange,
    VisualKind,
)
from archiver.store import Collection, keep_replay, kept_replay, replay_stamp

SHOWN = Capture(
    capture_id="0f3c",
    slug="story",
    url="https://news.test/story",
    origin=PageOrigin.PLAIN_URL,
    started_at=datetime(2026, 3, 4, tzinfo=UTC),
    duration_s=1.0,
    status=200,
    snapshot=None,
    ledger=(),
    environment=Environment(
        archiver="0",
        browser="Chromium 1",
        user_agent="u",
        viewport_width_px=800,
        viewport_height_px=600,
        platform="linux",
    ),
)
LOOK = VisualChange(
    kind=VisualKind.REMOVED,
    sentence="a picture went \ud800",
    fingerprint="0" * 16,
    old=Box(1.5, 2, 3, 4),
    new=None,
    blocks=(3,),
    line=7,
)
REPLAY = Replay(capture=SHOWN, leaks=("GET https://a.test/x",), looks=(LOOK,), is_clocked=True)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "archive") as opened:
        yield opened


def place(collection: Collection) -> Path:
    return collection.root / "replays" / "story" / "0f3c.json.gz"


def test_a_replay_comes_back_as_it_was_and_the_last_one_counts(collection: Collection) -> None:
    assert kept_replay(collection, "story", "0f3c") is None
    keep_replay(collection, Replay(capture=SHOWN))
    keep_replay(collection, REPLAY)
    assert kept_replay(collection, "story", "0f3c") == REPLAY
    assert kept_replay(collection, "story", "0f3d") is None
    assert [path.name for path in place(collection).parent.iterdir()] == ["0f3c.json.gz"]


def test_its_stamp_is_another_one_when_it_is(collection: Collection) -> None:
    assert replay_stamp(collection, "story", "0f3c") == ""
    keep_replay(collection, REPLAY)
    first = replay_stamp(collection, "story", "0f3c")
    assert first
    assert replay_stamp(collection, "story", "0f3c") == first
    keep_replay(collection, REPLAY)
    os.utime(place(collection), ns=(1, 1))
    assert replay_stamp(collection, "story", "0f3c") != first


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"no gzip",
        gzip.compress(b"{}"),
        gzip.compress(b'{"format": "archiver-replay/1"}'),
        gzip.compress(b"[" * 100_000),
        gzip.compress(b"x" * 1000)[:-9],
        gzip.compress(b'{"format": "archiver-capture/1"}'),
    ],
)
def test_a_damaged_file_is_none(collection: Collection, damage: bytes) -> None:
    keep_replay(collection, REPLAY)
    place(collection).write_bytes(damage)
    assert kept_replay(collection, "story", "0f3c") is None


def test_a_file_of_another_capture_is_none(collection: Collection) -> None:
    keep_replay(collection, REPLAY)
    place(collection).rename(place(collection).with_name("0f3d.json.gz"))
    assert kept_replay(collection, "story", "0f3d") is None


@pytest.mark.parametrize(("slug", "capture_id"), [("../x", "0f3c"), ("story", "../../x"), ("", "")])
def test_no_name_leads_out_of_the_collection(
    collection: Collection, slug: str, capture_id: str
) -> None:
    with pytest.raises(StorageError):
        kept_replay(collection, slug, capture_id)
    with pytest.raises(StorageError):
        replay_stamp(collection, slug, capture_id)
