"""Films that are asked to play from the archive, and how far they come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.browser import Browser
from archiver.models import PlayerOutcome, PlayerState
from archiver.replay import Shown, show_again
from archiver.rules import read_rulebook
from archiver.store import Collection
from archiver.testing import media

from .conftest import Committed, answered, page_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FILM = "https://film.test/bay.webm"
FRAME = "https://player.test/embed/1"
RULES = read_rulebook().players
PLAYED = PlayerState(
    url=FRAME,
    frame=1,
    provider="generic",
    outcome=PlayerOutcome.CAPTURED,
    status=200,
    duration_s=6.008,
    kept_s=6.008,
)


def framed(html: str) -> object:
    return answered(FRAME, f"<!doctype html>{html}".encode(), resource_type="document")


async def played(browser: Browser, collection: Collection, capture_id: str) -> Shown:
    return await show_again(collection, capture_id, browser=browser, plays=RULES)


async def test_a_film_of_the_page_itself_is_watched_to_its_end(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    film = answered(FILM, media.read("bay.webm"), "video/webm")
    capture_id = committed(page_of(f"<video src={FILM} preload=none loop></video>"), film)
    shown = await played(browser, collection, capture_id)
    (state,) = shown.capture.players
    assert (state.frame, state.outcome, state.media_urls) == (0, PlayerOutcome.CAPTURED, (FILM,))
    assert state.duration_s is not None
    assert state.kept_s == state.duration_s > 5
    assert shown.leaks == ()


async def test_a_film_of_which_only_a_piece_is_there_does_not_come_to_its_end(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    data = media.read("bay.webm")
    size = len(data) // 3
    counted = (("Content-Range", f"bytes 0-{size - 1}/{len(data)}"),)
    film = answered(FILM, data[:size], "video/webm", status=206, headers=counted)
    capture_id = committed(page_of(f"<video src={FILM} preload=auto></video>"), film)
    shown = await played(browser, collection, capture_id)
    (state,) = shown.capture.players
    assert (state.kept_s or 0.0) < 4
    assert state.note
    assert shown.leaks == (f"GET {FILM}",)


async def test_a_player_is_pressed_as_at_the_capture(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    button = f"""<button class=play onclick="document.body.insertAdjacentHTML('beforeend',
      '<video src={FILM} autoplay muted>'); this.remove()">Play</button>"""
    capture_id = committed(
        page_of(f"<iframe src={FRAME} width=640 height=360></iframe>"),
        framed(button),
        answered(FILM, media.read("bay.webm"), "video/webm"),
        players=(PLAYED,),
    )
    (state,) = (await played(browser, collection, capture_id)).capture.players
    assert state == PLAYED


async def test_a_sound_that_is_in_no_element_is_heard_when_it_is_asked_for(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    song = "https://song.test/a.opus"
    state = replace(PLAYED, duration_s=None, kept_s=None, media_urls=(song,))
    opened = (("Access-Control-Allow-Origin", "*"),)
    capture_id = committed(
        page_of(f"<iframe src={FRAME} width=300 height=90></iframe>"),
        framed(f"<button class=play onclick=\"fetch('{song}')\">Play</button>"),
        answered(song, media.read("song.opus"), "audio/ogg", headers=opened),
        players=(state,),
    )
    shown = await played(browser, collection, capture_id)
    assert shown.capture.players == (state,)
    assert song in {entry.url for entry in shown.capture.ledger}


async def test_a_player_whose_film_is_not_there_is_told_and_leaks(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    capture_id = committed(
        page_of(f"<iframe src={FRAME} width=640 height=360></iframe>"),
        framed(f"<video src={FILM} preload=auto controls>"),
        players=(PLAYED,),
    )
    shown = await played(browser, collection, capture_id)
    (state,) = shown.capture.players
    assert (state.url, state.outcome) == (FRAME, PlayerOutcome.UNKNOWN)
    assert state.note
    assert shown.leaks == (f"GET {FILM}",)


async def test_a_player_whose_frame_is_gone_is_told(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    capture_id = committed(page_of("<p>no frame"), players=(PLAYED,))
    (state,) = (await played(browser, collection, capture_id)).capture.players
    assert (state.outcome, state.note) == (PlayerOutcome.UNKNOWN, "its frame did not come")


async def test_a_player_that_gave_nothing_at_the_capture_is_left_alone(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    removed = PlayerState(
        url=FRAME, frame=1, provider="generic", outcome=PlayerOutcome.REMOVED, status=404
    )
    gone = answered(FRAME, b"gone", status=404, resource_type="document")
    page = page_of(f"<iframe src={FRAME}></iframe>")
    capture_id = committed(page, gone, players=(removed,))
    assert (await played(browser, collection, capture_id)).capture.players == (removed,)


async def test_players_are_at_rest_unless_they_are_to_play(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    film = answered(FILM, media.read("bay.webm"), "video/webm")
    capture_id = committed(page_of(f"<video src={FILM} preload=none></video>"), film)
    shown = await show_again(collection, capture_id, browser=browser)
    assert shown.capture.players == ()
    assert all(entry.url != FILM for entry in shown.capture.ledger)
