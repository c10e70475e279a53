"""Each player is asked to play and ends in one named outcome, within its own budget."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from archiver.browser import Limits, Player
from archiver.capture import CaptureSettings
from archiver.capture.extraction import Extractor
from archiver.models import PlayerOutcome, PlayerState, ScreenshotKind
from archiver.testing import media
from archiver.testing.http_server import Request, Response

from .conftest import Captured, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FILM = media.read("bay.webm")
_FRAME = "<iframe src=http://p.test/video/{} width=400 height=300></iframe>"


def _html(body: str, **more: object) -> Response:
    page = f"<!doctype html><meta charset=utf-8><style>body {{ margin: 0 }}</style>{body}"
    return Response(body=page.encode(), **more)  # type: ignore[arg-type]


def _film(**more: object) -> Response:
    return Response(body=_FILM, media_type="video/webm", ranges=True, **more)  # type: ignore[arg-type]


def _settings(**limits: float) -> CaptureSettings:
    bounds = replace(Limits(item_s=2, player_s=4), **limits)  # type: ignore[arg-type]
    return CaptureSettings(limits=bounds, extract=False)


def _frames(*names: str) -> Response:
    return _html("".join(_FRAME.format(name) for name in names))


async def test_every_player_of_a_page_has_a_state_and_a_picture_in_the_pages_order(
    site: Site, captured
) -> None:
    site.add(
        {
            "a.test/": _frames("one", "gone", "two"),
            "p.test/video/one": _html("<video preload=none src=/1.webm></video>"),
            "p.test/video/two": _html(
                "<div style='height: 100vh; background: rgb(200, 40, 30)'>该视频已被删除</div>"
            ),
            "p.test/1.webm": _film(),
        }
    )
    seen: Captured = await captured("http://a.test/", settings=_settings())
    states = [(s.url.rpartition("/")[2], s.frame, s.outcome) for s in seen.capture.players]
    assert states == [
        ("one", 1, PlayerOutcome.CAPTURED),
        ("gone", 2, PlayerOutcome.REMOVED),
        ("two", 3, PlayerOutcome.REMOVED),
    ]
    picture = seen.collection.screenshot(
        seen.capture.capture_id, ScreenshotKind.PLAYER, "http://p.test/video/two"
    )
    assert picture is not None
    image = Image.open(io.BytesIO(picture.data)).convert("RGB")
    assert image.size == (400, 300)
    assert image.getpixel((200, 250)) == (200, 40, 30)


async def test_frames_that_play_nothing_are_no_players(site: Site, captured) -> None:
    frames = (
        "<iframe src=http://b.test/comments></iframe><iframe></iframe><iframe srcdoc=x></iframe>"
    )
    site.add({"a.test/": _html(frames), "b.test/comments": _html("<p>comments<button class=play>")})
    seen: Captured = await captured("http://a.test/", settings=_settings())
    assert seen.capture.players == ()


async def test_a_frame_of_no_known_provider_that_has_a_film_is_a_player(
    site: Site, captured
) -> None:
    site.add(
        {
            "a.test/": _html("<iframe src=http://b.test/x></iframe>"),
            "b.test/x": _html("<video preload=none src=/1.webm></video>"),
            "b.test/1.webm": _film(),
        }
    )
    seen: Captured = await captured("http://a.test/", settings=_settings())
    (state,) = seen.capture.players
    assert (state.provider, state.outcome) == ("generic", PlayerOutcome.CAPTURED)
    assert (state.size_bytes, state.media_urls) == (len(_FILM), ("http://b.test/1.webm",))


async def test_more_players_than_the_budget_are_left_and_the_promised_ones_come_first(
    site: Site, captured, write_post
) -> None:
    player = _html("<video preload=none src=/1.webm></video>")
    site.add({f"p.test/video/{n}": player for n in range(3)})
    site.add({"a.test/": _frames("0", "1", "2"), "p.test/1.webm": _film()})
    post = write_post(_FRAME.format("2").replace("src=", 'src="').replace(" width", '" width'))
    settings = _settings(players=1)
    seen: Captured = await captured("http://a.test/", post=post, settings=settings)
    assert [state.url for state in seen.capture.players] == ["http://p.test/video/2"]


async def test_a_player_that_begins_at_the_last_moment_counts_as_playing(
    site: Site, captured
) -> None:
    """It asks its server without end, so that it is never quiet."""
    asking = "setInterval(() => fetch('/poll?' + Math.random()), 200)"
    late = "setTimeout(() => { v.src = 'http://f.test/1.webm'; v.muted = true; v.play() }, 5000)"
    site.add(
        {
            "a.test/": _frames("x"),
            "p.test/video/x": _html(f"<video id=v></video><script>{asking}; {late}</script>"),
            "p.test/poll": Response(body=b"{}", delay_s=0.3),
            "f.test/1.webm": _film(),
        }
    )
    settings = _settings(player_s=7, item_s=0.5)
    seen: Captured = await captured("http://a.test/", settings=settings)
    (state,) = seen.capture.players
    assert (state.outcome, state.kept_s) == (PlayerOutcome.CAPTURED, pytest.approx(6, abs=0.1))


async def test_a_player_that_is_never_done_is_left_in_time(site: Site, captured) -> None:
    asking = (
        "setInterval(() => { fetch('/poll?' + Math.random()); document.title = Math.random() }, 20)"
    )
    site.add(
        {
            "a.test/": _frames("x"),
            "p.test/video/x": _html(
                f"<p id=n><video></video><script>{asking};"
                " setInterval(() => n.textContent = Math.random(), 20)</script>"
            ),
            "p.test/poll": Response(body=b"{}", delay_s=0.05),
        }
    )
    began = time.monotonic()
    settings = _settings(player_s=2, item_s=0.5)
    seen: Captured = await captured("http://a.test/", settings=settings)
    assert time.monotonic() - began < 40
    (state,) = seen.capture.players
    assert (state.outcome, state.note) == (PlayerOutcome.TIMEOUT, "no film came in time")


async def test_all_players_together_end_with_the_budget_and_a_note(site: Site, captured) -> None:
    asking = "setInterval(() => fetch('/poll?' + Math.random()), 20)"
    site.add(
        {f"p.test/video/{n}": _html(f"<video></video><script>{asking}</script>") for n in "ab"}
    )
    site.add({"a.test/": _frames("a", "b"), "p.test/poll": Response(delay_s=0.05)})
    settings = _settings(player_s=60, media_s=3, item_s=0.5)
    began = time.monotonic()
    seen: Captured = await captured("http://a.test/", settings=settings)
    assert time.monotonic() - began < 40
    assert not seen.capture.error
    assert seen.capture.events.notes == ("the films of the page were not done within 3 s",)


async def test_a_player_that_needs_another_referer_is_loaded_again(site: Site, captured) -> None:
    def minding(request: Request) -> Response:
        if "referer" in request.headers:
            return Response(status=403, body=b"<!doctype html>403 Forbidden")
        return _html("<video preload=none src=/1.webm></video>")

    player = _html("<video preload=none src=/1.webm></video>")
    said = _html("<p>Error 153<p>Video player configuration error")

    def wanting(request: Request) -> Response:
        return player if "referer" in request.headers else said

    frame = "<iframe referrerpolicy=no-referrer src=http://p.test/video/w></iframe>"
    site.add(
        {
            "a.test/": _html(frame + _FRAME.format("m")),
            "p.test/video/m": minding,
            "p.test/video/w": wanting,
            "p.test/1.webm": _film(),
        }
    )
    seen: Captured = await captured("http://a.test/", settings=_settings())
    wants, minds = seen.capture.players
    assert (wants.outcome, minds.outcome) == (PlayerOutcome.CAPTURED, PlayerOutcome.REFUSED)
    assert "loaded again" in wants.note
    assert site.referers("p.test/video/w") == ["", "http://a.test/"]


async def test_a_film_that_the_pages_own_script_feeds_is_a_player_of_the_page(
    site: Site, captured
) -> None:
    feed = (
        "fetch('http://cdn.test/f.webm').then(a => a.blob())"
        ".then(b => { v.src = URL.createObjectURL(b) })"
    )
    open_to_all = (("Access-Control-Allow-Origin", "*"),)
    site.add(
        {
            "a.test/": _html(f"<video id=v></video><script>{feed}</script>"),
            "cdn.test/f.webm": _film(headers=open_to_all),
        }
    )
    seen: Captured = await captured("http://a.test/", settings=_settings())
    (state,) = seen.capture.players
    assert (state.provider, state.frame, state.outcome) == ("page", 0, PlayerOutcome.CAPTURED)
    assert len(site.requests("cdn.test/f.webm")) == 1


@pytest.fixture
def crashing() -> Iterator[None]:
    """Every player's renderer crashes as soon as it is pressed."""
    press = Player.press

    async def crash(player: Player, selectors: object) -> bool:
        player.frame.session.post("Page.crash")
        return await press(player, selectors)  # type: ignore[arg-type]

    Player.press = crash  # type: ignore[method-assign, assignment]
    yield
    Player.press = press  # type: ignore[method-assign]


async def test_when_a_players_renderer_crashes_the_page_is_there_with_a_note(
    site: Site, captured, crashing: None
) -> None:
    site.add(
        {
            "a.test/": _html("<p>shown" + _FRAME.format("x")),
            "p.test/video/x": _html("<video></video><button class=play>play</button>"),
        }
    )
    began = time.monotonic()
    seen: Captured = await captured("http://a.test/", settings=_settings(call_s=2))
    assert time.monotonic() - began < 50
    assert not seen.capture.error
    assert seen.collection.text(seen.capture.capture_id).startswith("shown")
    # In a process of its own the player alone is gone; in the page's, the page is.
    outcomes = [state.outcome for state in seen.capture.players]
    notes = " ".join(seen.capture.events.notes)
    assert outcomes == [PlayerOutcome.UNKNOWN] or "crashed its renderer" in notes


async def test_players_that_gave_nothing_are_asked_about_elsewhere_where_that_is_wanted(
    site: Site, captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def completed(_: Extractor, state: PlayerState, page_url: str) -> PlayerState:
        return replace(state, note=f"asked for {page_url}")

    monkeypatch.setattr(Extractor, "is_wanted", True)
    monkeypatch.setattr(Extractor, "completed", completed)
    site.add({"a.test/": _frames("gone")})
    seen: Captured = await captured("http://a.test/", settings=_settings())
    (state,) = seen.capture.players
    assert (state.outcome, state.note) == (PlayerOutcome.REMOVED, "asked for http://a.test/")
