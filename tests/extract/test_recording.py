"""The record: what is handed over, what waits, and what a stop ends."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback import Recorder

from archiver.extract.recording import StoppedError
from archiver.models import Body, Exchange, Truncation

FILM = "http://films.test/a.mp4"


def exchange_of(
    size_bytes: int,
    truncated: Truncation | None = None,
    path: Path | None = None,
    method: str = "GET",
) -> Exchange:
    if path is not None:
        path.write_bytes(bytes(size_bytes))
    return Exchange(
        url=FILM,
        method=method,
        request_headers=(),
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        status=200,
        body=Body(size_bytes=size_bytes, sha1="", path=path),
        truncated=truncated,
    )


def test_a_glimpse_is_dropped_with_its_file_when_the_whole_came(
    recorder: Recorder, tmp_path: Path
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    whole = exchange_of(9)
    recorder.recording.keep(exchange_of(3, Truncation.UNSPECIFIED, before))
    recorder.recording.keep(whole)
    recorder.recording.keep(exchange_of(3, Truncation.DISCONNECT, after))
    recorder.recording.finish()
    assert recorder.exchanges == [whole]
    assert not before.exists()
    assert not after.exists()


def test_of_several_glimpses_the_longest_is_kept(recorder: Recorder, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "abc"]
    for size_bytes, path in zip((3, 7, 5), paths, strict=True):
        recorder.recording.keep(exchange_of(size_bytes, Truncation.DISCONNECT, path))
    assert not recorder.exchanges
    recorder.recording.finish()
    recorder.recording.finish()
    assert [exchange.body and exchange.body.size_bytes for exchange in recorder.exchanges] == [7]
    assert [path.exists() for path in paths] == [False, True, False]


def test_what_was_posted_is_never_a_glimpse(recorder: Recorder) -> None:
    recorder.recording.keep(exchange_of(3, Truncation.UNSPECIFIED, method="POST"))
    assert len(recorder.exchanges) == 1


def test_a_stop_ends_the_wait_of_every_connection(recorder: Recorder) -> None:
    near, far = socket.socketpair()
    late, other = socket.socketpair()
    with near, far, late, other:
        recorder.recording.hold(near)
        recorder.recording.stop(Truncation.LENGTH)
        recorder.recording.stop(Truncation.TIME)
        recorder.recording.hold(late)
        assert near.recv(1) == late.recv(1) == b""
    assert recorder.recording.stopped is Truncation.LENGTH
    with pytest.raises(StoppedError):
        recorder.recording.check()
