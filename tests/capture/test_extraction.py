"""What yt-dlp says of a film, as it is kept with its player."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from archiver.capture import CaptureSettings, extraction
from archiver.capture.extraction import Extractor
from archiver.extract import Extraction
from archiver.models import PlayerOutcome, PlayerState

STATE = PlayerState(
    url="https://player.test/embed/1",
    frame=1,
    provider="generic",
    outcome=PlayerOutcome.UNKNOWN,
    page_url="https://video.test/watch/1",
    note="it shows nothing",
)
FOUND = Extraction(
    found=True,
    title="The harbour at dawn",
    duration_s=213.0,
    media_urls=("https://cdn.test/f.mp4",),
    outcome=PlayerOutcome.CAPTURED,
    note="",
    size_bytes=5_000,
)


async def completed(
    monkeypatch: pytest.MonkeyPatch, found: Extraction, state: PlayerState = STATE
) -> PlayerState:
    async def extract(_: str, **__: object) -> Extraction:
        return found

    monkeypatch.setattr(extraction, "extract", extract)
    browser: Any = SimpleNamespace(
        environment=SimpleNamespace(user_agent="u"),
        guard=SimpleNamespace(port=1, peer_of=None),
        settings=SimpleNamespace(trusted_pem=""),
    )
    takings = cast("Any", SimpleNamespace(put=None))
    extractor = Extractor(browser, takings, CaptureSettings(), Path("spool"))
    return await extractor.completed(state, "https://a.test/")


async def test_title_and_answer_of_a_film_that_came_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = await completed(monkeypatch, FOUND)
    assert (state.title, state.answer) == ("The harbour at dawn", "captured")
    assert (state.outcome, state.duration_s) == (PlayerOutcome.CAPTURED, 213.0)


async def test_what_is_said_of_a_film_that_is_gone_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = replace(FOUND, outcome=PlayerOutcome.REMOVED, note="This film is private.")
    state = await completed(monkeypatch, gone)
    assert state.answer == "removed: This film is private."
    assert state.title == "The harbour at dawn"
    assert state.outcome is PlayerOutcome.UNKNOWN
    assert state.note == "it shows nothing; yt-dlp: This film is private."


async def test_nobody_is_asked_about_a_film_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in (
        replace(STATE, outcome=PlayerOutcome.CAPTURED),
        replace(STATE, page_url=""),
    ):
        assert await completed(monkeypatch, FOUND, kept) is kept
