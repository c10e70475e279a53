"""A player is pressed as a person would, wherever it stands, and pictured as it is shown."""

from __future__ import annotations

import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from archiver.browser import Browser, BrowserSettings, Limits, OpenPage, Player, Visitor
from archiver.models import PageOrigin, Screenshot, ScreenshotKind, Target
from archiver.testing import media
from archiver.testing.http_server import HttpServer, Response

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FILM = Response(body=media.read("bay.webm"), media_type="video/webm", ranges=True)
_REPORT = (
    "<script>addEventListener('click', (e) => fetch('/clicked?' + [e.isTrusted,"
    " e.composedPath()[0].id || e.composedPath()[0].tagName]), true)</script>"
)
_RED, _GREEN, _BLUE = (200, 40, 30), (20, 160, 60), (30, 60, 200)

Care = Callable[[OpenPage], Awaitable[None]]


def _html(body: str, **more: object) -> Response:
    page = f"<!doctype html><meta charset=utf-8><style>body {{ margin: 0 }}</style>{body}"
    return Response(body=page.encode(), **more)  # type: ignore[arg-type]


def _only(page: OpenPage) -> Player:
    (frame,) = page.player_frames()
    return frame.player


def _clicks(site: Site) -> list[str]:
    return [r.host + "?" + r.path.partition("?")[2] for r in site.seen if "/clicked?" in r.path]


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["shared", "apart"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Site, Browser]]:
    """A browser whose frames share a process, and one where each site has its own."""
    site = Site()
    switch = "--site-per-process" if request.param == "apart" else "--disable-site-isolation-trials"
    async with HttpServer(site.answer, log=site.seen) as server:
        site.port = server.address[1]
        settings = BrowserSettings(host_table=site.resolve, arguments=(switch,))
        async with Browser.start(settings) as browser:
            yield site, browser


@pytest.fixture
def opened(
    world: tuple[Site, Browser], tmp_path: Path
) -> Callable[[dict[str, Response], Care], Awaitable[Site]]:
    async def run(pages: dict[str, Response], care: Care) -> Site:
        site, browser = world
        site.pages = dict(pages)
        site.seen.clear()
        visitor = Visitor(
            browser,
            Target(slug="p", url="http://a.test/", origin=PageOrigin.PLAIN_URL),
            spool=tmp_path,
            sink=lambda _: None,
            limits=Limits(call_s=3, item_s=5),
            on_phase=lambda *_: None,
            aftercare=care,
        )
        seen = await visitor.run()
        assert (seen.error, seen.events.notes) == ("", ())
        return site

    return run


# --- clicks


_FAR = "<div style='height: 3000px'>far</div>"
_FRAME = (
    "<iframe src=http://b.test/ style='width: 400px; height: 300px; border: 7px solid'></iframe>"
)
_BUTTON = "<button id=play style='position: absolute; left: 250px; top: 200px'>play</button>"


@pytest.mark.parametrize(
    ("pages", "clicked"),
    [
        ({"a.test/": _FRAME, "b.test/": _BUTTON}, "b.test?true,play"),
        ({"a.test/": _FAR + _FRAME + _FAR, "b.test/": _BUTTON}, "b.test?true,play"),
        (
            {"a.test/": _FRAME, "b.test/": _FAR + _FAR + "<button id=play>x</button>"},
            "b.test?true,play",
        ),
        (
            {
                "a.test/": _FRAME,
                "b.test/": "<iframe src=http://c.test/></iframe>",
                "c.test/": "<iframe src=http://b.test/inner></iframe>",
                "b.test/inner": "<button id=play>x</button>",
            },
            "b.test?true,play",
        ),
        (
            {
                "a.test/": _FRAME,
                "b.test/": "<div id=host></div><script>host.attachShadow({mode: 'open'}).innerHTML"
                " = '<p>title</p><div id=inner></div>'; host.shadowRoot.getElementById('inner')"
                ".attachShadow({mode: 'open'}).innerHTML = '<button id=play>x</button>'</script>",
            },
            "b.test?true,play",
        ),
        ({"a.test/": "<iframe src=/in></iframe>", "a.test/in": _BUTTON}, "a.test?true,play"),
    ],
    ids=["plain", "below", "below-inside", "thrice", "shadow", "same-site"],
)
async def test_the_button_gets_a_real_click_wherever_it_is(
    opened, pages: dict[str, str], clicked: str
) -> None:
    async def care(page: OpenPage) -> None:
        assert await _only(page).press(["#nowhere", "((broken", "#play"])
        await page.quiet(idle_s=0.3, timeout_s=3)

    site = await opened({url: _html(text + _REPORT) for url, text in pages.items()}, care)
    assert _clicks(site) == [clicked]


async def test_buttons_that_nobody_sees_are_not_pressed(opened) -> None:
    tiny = "width: 1px; height: 1px; padding: 0; border: 0; overflow: hidden"
    hidden = ("display: none", "visibility: hidden", "opacity: 0", tiny)
    buttons = "".join(f"<button class=play style='{style}'>x</button>" for style in hidden)

    async def care(page: OpenPage) -> None:
        assert not await _only(page).press([".play", "#nowhere"])
        assert not await _only(page).press([])
        await page.quiet(idle_s=0.3, timeout_s=3)

    site = await opened({"a.test/": _html(_FRAME), "b.test/": _html(buttons + _REPORT)}, care)
    assert _clicks(site) == []


async def test_the_first_selector_that_shows_something_is_the_one(opened) -> None:
    async def care(page: OpenPage) -> None:
        assert await _only(page).press([".one", "#two", "#three"])
        await page.quiet(idle_s=0.3, timeout_s=3)

    buttons = "<button id=three>3</button><button id=two>2</button>"
    site = await opened({"a.test/": _html(_FRAME), "b.test/": _html(buttons + _REPORT)}, care)
    assert _clicks(site) == ["b.test?true,two"]


async def test_without_a_button_the_middle_is_pressed(opened) -> None:
    async def care(page: OpenPage) -> None:
        assert await _only(page).press_middle()
        await page.quiet(idle_s=0.3, timeout_s=3)

    canvas = "<canvas id=stage width=400 height=300></canvas>"
    site = await opened({"a.test/": _html(_FAR + _FRAME), "b.test/": _html(canvas + _REPORT)}, care)
    assert _clicks(site) == ["b.test?true,stage"]


async def test_a_hidden_frame_takes_no_click_and_has_no_picture(opened) -> None:
    async def care(page: OpenPage) -> None:
        assert not await _only(page).press(["#play"])
        assert not await _only(page).press_middle()
        assert await _only(page).picture() is None

    hidden = "<iframe src=http://b.test/ style='display: none'></iframe>"
    await opened({"a.test/": _html(hidden), "b.test/": _html(_BUTTON)}, care)


# --- films


async def _until_flowing(player: Player) -> None:
    deadline = time.monotonic() + 10
    while not (await player.survey()).flows:
        assert time.monotonic() < deadline


async def test_a_film_plays_without_a_click_and_is_muted(opened) -> None:
    async def care(page: OpenPage) -> None:
        player = _only(page)
        survey = await player.survey()
        assert not survey.flows
        (film,) = survey.films
        assert (film.src, film.ready, film.reached_s) == ("http://b.test/f.webm", False, 0)
        await player.play()
        await _until_flowing(player)
        (film,) = (await player.survey()).films
        assert film.duration_s == pytest.approx(6, abs=0.1)
        assert film.shown
        assert (film.error, film.endless, film.protected) == ("", False, False)
        await player.pause()
        first = (await player.survey()).films[0].time_s
        assert (await player.survey()).films[0].time_s == first

    film = "<video id=v preload=none src=/f.webm></video>"
    await opened({"a.test/": _html(_FRAME), "b.test/": _html(film), "b.test/f.webm": _FILM}, care)


async def test_films_are_seen_in_nested_frames_and_shadow_roots(opened) -> None:
    async def care(page: OpenPage) -> None:
        survey = await _only(page).survey()
        assert sorted(film.src for film in survey.films) == [
            "http://b.test/f.webm",
            "http://c.test/g.webm",
        ]
        assert "the outer words" in survey.text
        assert "the inner words" in survey.text
        assert survey.pictures == 1

    inner = "the inner words<video preload=none src=/g.webm></video>"
    outer = (
        "<p>the  outer\nwords<iframe src=http://c.test/></iframe><div id=host></div><script>"
        "host.attachShadow({mode: 'open'}).innerHTML = '<video poster=/p.png preload=none"
        " src=/f.webm></video>'</script>"
    )
    await opened({"a.test/": _html(_FRAME), "b.test/": _html(outer), "c.test/": _html(inner)}, care)


async def test_a_film_that_does_not_play_says_why(opened) -> None:
    async def care(page: OpenPage) -> None:
        player = _only(page)
        await player.play()
        (film,) = (await player.survey()).films
        assert film.error.startswith("media error 4")
        assert not (await player.survey()).flows

    await opened(
        {
            "a.test/": _html(_FRAME),
            "b.test/": _html("<video src=/f.webm></video>"),
            "b.test/f.webm": Response(body=b"no film", media_type="video/webm"),
        },
        care,
    )


async def test_steps_lead_through_a_film_to_its_end(opened) -> None:
    async def care(page: OpenPage) -> None:
        player = _only(page)
        await player.play()
        await _until_flowing(player)
        for _ in range(60):
            (film,) = (await player.step()).films
            if film.ended:
                break
        assert film.reached_s == pytest.approx(film.duration_s, abs=0.1)

    film = "<video preload=none src=/f.webm></video>"
    await opened({"a.test/": _html(_FRAME), "b.test/": _html(film), "b.test/f.webm": _FILM}, care)


async def test_the_pages_own_films_are_a_player_too(opened) -> None:
    async def care(page: OpenPage) -> None:
        main = page.main_player()
        assert main is not None
        assert [film.src for film in (await main.survey()).films] == ["http://a.test/f.webm"]
        assert [frame.url for frame in main.inside()] == ["http://a.test/"]
        assert await main.picture() is None

    await opened(
        {
            "a.test/": _html("<video preload=none src=/f.webm></video>" + _FRAME),
            "b.test/": _html("<video preload=none src=/g.webm></video>"),
        },
        care,
    )


@pytest.mark.parametrize("url", ["http://b.test/", "/in"])
async def test_a_frame_that_does_not_answer_shows_nothing_and_holds_up_nobody(
    site: Site, visit, url: str
) -> None:
    surveys: list[Any] = []

    async def care(page: OpenPage) -> None:
        player = _only(page)
        await player.frame.session.call(
            "Runtime.evaluate", {"expression": "setTimeout(() => { while (1); })"}
        )
        surveys.append(await player.survey())
        surveys.append(await player.press(["button"]))

    pages = {"b.test/": _html("words<button>x</button>"), "a.test/in": _html("words")}
    site.add({"a.test/": _html(f"<iframe src={url}></iframe>"), **pages})
    began = time.monotonic()
    seen = await visit("http://a.test/", limits=Limits(call_s=1, item_s=1), aftercare=care)
    assert time.monotonic() - began < 20
    assert not seen.visit.error
    assert (surveys[0].text, surveys[0].films, surveys[1]) == ("", (), False)


# --- loading again


@pytest.mark.parametrize(
    ("page", "policy", "referers"),
    [
        ("", "no-referrer", ["http://a.test/", ""]),
        ("<meta name=referrer content=no-referrer>", "origin", ["", "http://a.test/"]),
        ("", "unsafe-url", ["http://a.test/", "http://a.test/"]),
    ],
)
async def test_a_frame_loads_again_under_another_policy(
    opened, page: str, policy: str, referers: list[str]
) -> None:
    urls: list[str] = []

    async def care(open_page: OpenPage) -> None:
        assert await _only(open_page).load_again(policy)
        await open_page.quiet(idle_s=0.5, timeout_s=5)
        await open_page.look_again()
        urls.append(_only(open_page).url)

    site = await opened({"a.test/": _html(page + _FRAME), "b.test/": _html("player")}, care)
    assert [r.headers.get("referer", "") for r in site.requests("b.test/")] == referers
    assert urls == ["http://b.test/"]


# --- pictures


def _image(shot: Screenshot | None) -> Image.Image:
    assert shot is not None
    assert (shot.kind, shot.media_type) == (ScreenshotKind.PLAYER, "image/png")
    image = Image.open(io.BytesIO(shot.data)).convert("RGB")
    assert image.size == (shot.width_px, shot.height_px)
    return image


def _flags(*colours: tuple[int, int, int]) -> str:
    """Three bands that fill the frame, so that a shifted picture shows."""
    bands = "".join(f"<div style='flex: 1; background: rgb{colour}'></div>" for colour in colours)
    return f"<div style='display: flex; height: 100vh'>{bands}</div>"


@pytest.mark.parametrize("above", ["", _FAR, "<p>words</p>" * 7], ids=["top", "far", "near"])
async def test_a_picture_has_the_size_of_the_frame_and_shows_it(opened, above: str) -> None:
    shots: list[Screenshot | None] = []

    async def care(page: OpenPage) -> None:
        shots.append(await _only(page).picture())

    frame = (
        "<div style='padding: 30px; background: black'><iframe src=http://b.test/"
        " style='width: 420px; height: 210px; border: 5px solid white'></iframe></div>"
    )
    await opened(
        {"a.test/": _html(above + frame + _FAR), "b.test/": _html(_flags(_RED, _GREEN, _BLUE))},
        care,
    )
    image = _image(shots[0])
    assert image.size == (420, 210)
    for y in (1, 105, 208):
        assert [image.getpixel((x, y)) for x in (1, 70, 210, 350, 418)] == [
            *(_RED, _RED, _GREEN, _BLUE, _BLUE)
        ]
    assert shots[0] is not None
    assert shots[0].subject == "http://b.test/"


async def test_a_film_that_plays_is_in_the_picture(opened) -> None:
    shots: list[Screenshot | None] = []

    async def care(page: OpenPage) -> None:
        player = _only(page)
        await player.play()
        await _until_flowing(player)
        for _ in range(5):
            await player.step()
        await player.pause()
        shots.append(await player.picture())

    film = "<video preload=none src=/f.webm style='width: 100%; height: 100%'></video>"
    await opened({"a.test/": _html(_FRAME), "b.test/": _html(film), "b.test/f.webm": _FILM}, care)
    image = _image(shots[0])
    assert image.size == (400, 300)
    colours = image.getcolors(1 << 20)
    assert colours is not None
    assert len(colours) > 1_000
