"""Which films a page leaves unread: what was asked for in pieces, and what was not asked for."""

from __future__ import annotations

import pytest

from archiver.browser import Need, OpenPage
from archiver.models import Outcome
from archiver.testing import media
from archiver.testing.http_server import Response

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FILM = media.read("bay.webm")


def _html(body: str) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode())


def _film(*, body: bytes = _FILM, **more: object) -> Response:
    return Response(body=body, media_type="video/webm", ranges=True, **more)  # type: ignore[arg-type]


class _Care:
    """Looks once which films are unread, and how many play."""

    def __init__(self) -> None:
        self.needs: dict[str, Need] = {}
        self.plays = 0

    async def __call__(self, page: OpenPage) -> None:
        self.needs = await page.unread_films()
        self.plays = page.plays


async def test_a_film_that_was_not_asked_for_is_named_with_the_frame_that_has_it(
    site: Site, visit
) -> None:
    site.add(
        {
            "a.test/": _html(
                "<audio preload=none src=/song.opus#t=5></audio>"
                "<iframe src=http://player.test/></iframe>"
                "<video src=blob:nothing></video><video></video><video src=data:,x></video>"
            ),
            "player.test/": _html(
                "<video preload=none><source src=http://cdn.test/f.webm></video>"
            ),
        }
    )
    care = _Care()
    await visit("http://a.test/", aftercare=care)
    assert care.needs == {
        "http://a.test/song.opus": Need("http://a.test/"),
        "http://cdn.test/f.webm": Need("http://player.test/"),
    }
    assert site.requests("cdn.test/f.webm") == []


async def test_a_film_of_which_a_piece_came_is_named_with_its_referer(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("<video preload=metadata src=http://cdn.test/f.webm></video>"),
            "cdn.test/f.webm": _film(body=_FILM + bytes(8_000_000)),
        }
    )
    care = _Care()
    seen = await visit("http://a.test/", aftercare=care)
    assert care.needs == {"http://cdn.test/f.webm": Need("http://a.test/", "http://a.test/")}
    assert care.plays == 1
    assert seen.visit.snapshot.media[0].outcome is Outcome.LOADED


async def test_a_film_that_came_whole_is_not_named(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<video preload=none src=/f.webm></video><script>"
                "fetch('/f.webm').then(a => a.blob()).then(() => document.title = 1)</script>"
            ),
            "a.test/f.webm": _film(),
        }
    )
    care = _Care()
    await visit("http://a.test/", aftercare=care)
    assert care.needs == {}


async def test_a_frame_that_does_not_answer_hides_no_film_of_the_others(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<video preload=none src=/f.webm></video><iframe src=http://b.test/></iframe>"
            ),
            "b.test/": _html(
                "<video preload=none src=/g.webm></video>"
                "<script>Object.defineProperty(HTMLMediaElement.prototype, 'src',"
                " { get() { throw 1 } }); document.querySelectorAll = 0</script>"
                "<form name=querySelectorAll></form><form name=createTreeWalker></form>"
            ),
        }
    )
    care = _Care()
    await visit("http://a.test/", aftercare=care)
    assert care.needs["http://a.test/f.webm"] == Need("http://a.test/")
