"""Films that the page's player did not read are asked for once more, whole."""

from __future__ import annotations

import time

import pytest

from archiver.browser import Limits
from archiver.models import Outcome
from archiver.testing import media
from archiver.testing.http_server import Request, Response

from .conftest import Site, Visited, body_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FILM = media.read("bay.webm")


def _html(body: str) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode())


def _film(**more: object) -> Response:
    return Response(body=_FILM, media_type="video/webm", ranges=True, **more)  # type: ignore[arg-type]


def _whole(seen: Visited, path: str) -> bool:
    return _FILM in [body_of(e) for e in seen.all(path) if e.body and not e.truncated]


async def test_a_film_is_asked_for_by_the_frame_that_shows_it(site: Site, visit) -> None:
    def guarded(request: Request) -> Response:
        if request.headers.get("referer") != "http://player.test/":
            return Response(status=403, body=b"no hotlinks")
        return _film()

    site.add(
        {
            "a.test/": _html("<iframe src=http://player.test/></iframe>"),
            "player.test/": _html("<video preload=none src=http://cdn.test/f.webm></video>"),
            "cdn.test/f.webm": guarded,
        }
    )
    seen = await visit("http://a.test/")
    assert _whole(seen, "/f.webm")
    assert {e.frame_url for e in seen.all("/f.webm")} == {"http://player.test/"}


async def test_a_source_element_and_a_sound_are_films_too(site: Site, visit) -> None:
    song = media.read("song.opus")
    site.add(
        {
            "a.test/": _html(
                "<video preload=none><source src=/f.webm></video>"
                "<audio preload=none src=/song.opus></audio>"
            ),
            "a.test/f.webm": _film(),
            "a.test/song.opus": Response(body=song, media_type="audio/ogg", ranges=True),
        }
    )
    seen = await visit("http://a.test/")
    assert _whole(seen, "/f.webm")
    assert song in [body_of(e) for e in seen.all("/song.opus") if e.body]


async def test_a_film_behind_a_redirect_is_kept_whole(site: Site, visit) -> None:
    moved = Response(status=302, headers=(("Location", "http://cdn.test/real.webm"),))
    site.add(
        {
            "a.test/": _html("<video preload=none src=/f.webm></video>"),
            "a.test/f.webm": moved,
            "cdn.test/real.webm": _film(),
        }
    )
    assert _whole(await visit("http://a.test/"), "/real.webm")


async def test_a_film_that_never_ends_costs_the_page_nothing_but_time(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("<h1>shown</h1><video preload=none src=/f.webm></video>"),
            "a.test/f.webm": _film(pace_bytes_per_s=2_000),
        }
    )
    began = time.monotonic()
    seen = await visit("http://a.test/", limits=Limits(page_s=3, call_s=1, item_s=0.5))
    assert time.monotonic() - began < 6
    assert not seen.visit.error
    assert seen.visit.text == "shown"
    assert len(seen.visit.screenshots) == 2
    (piece,) = seen.all("/f.webm")
    assert piece.truncated
    assert _FILM.startswith(body_of(piece))


async def test_what_cannot_be_fetched_is_no_fault_of_the_page(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<meta http-equiv=Content-Security-Policy content=\"connect-src 'none'\">"
                "<video preload=none src=/f.webm></video><video src=blob:nothing></video>"
            ),
            "a.test/f.webm": _film(),
        }
    )
    seen = await visit("http://a.test/")
    assert not seen.visit.error
    assert seen.visit.snapshot.media[0].outcome is Outcome.NOT_REQUESTED


async def test_the_player_goes_on_while_the_archive_fetches(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<video id=v preload=metadata src=/f.webm></video><script>setInterval(() =>"
                " { v.currentTime = (v.currentTime + 1) % (v.duration || 1) }, 20)</script>"
            ),
            "a.test/f.webm": _film(pace_bytes_per_s=400_000),
        }
    )
    seen = await visit("http://a.test/")
    assert seen.visit.snapshot.media[0].outcome is Outcome.LOADED
    assert _whole(seen, "/f.webm")
