"""Big films come by way of Chromium's own downloads, and by the old way whenever that fails."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from base64 import b32encode
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from archiver.browser import Ask, Limits, OpenPage
from archiver.browser.downloads import is_big
from archiver.errors import CaptureError
from archiver.models import Asked, Exchange, Truncation
from archiver.testing.http_server import Request, Response

from .conftest import Site, body_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_URL = "http://cdn.test/film.mp4"
_PAGE = "http://a.test/"
_MB = 1 << 20
_SIZE = 40 * _MB


def _noise(name: str, size_bytes: int = _SIZE) -> bytes:
    return hashlib.shake_128(name.encode()).digest(_MB) * (size_bytes // _MB)


_FILM = _noise("film")


def _film(**more: object) -> Response:
    return Response(**{"body": _FILM, "media_type": "video/mp4", **more})  # type: ignore[arg-type]


def _ask(url: str = _URL, **more: object) -> Ask:
    values = {"url": url, "asked": Asked.AS_SHOWN, "referrer": "http://a.test/post"}
    return Ask(**{**values, "resource_type": "media", **more})  # type: ignore[arg-type]


def _asking(*asks: Ask, into: list[tuple[Exchange, ...]]) -> Callable[[OpenPage], Awaitable[None]]:
    async def care(page: OpenPage) -> None:
        into.extend(await page.asker.ask_all(asks, at_once=4, timeout_s=60))

    return care


def _page(body: str = "<p>shown", **more: object) -> Response:
    return Response(body=f"<!doctype html>{body}".encode(), **more)  # type: ignore[arg-type]


def _by_turns(*answers: Response) -> Callable[[Request], Response]:
    left = list(answers)
    return lambda _request: left.pop(0) if len(left) > 1 else left[0]


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(0)


def _films(folder: Path) -> bool:
    """Tell whether a film is being written, or was."""
    return any(folder.glob("film-*"))


# --- whole


async def test_a_big_film_is_one_exchange_with_its_real_head(site: Site, visit, tmp_path) -> None:
    head = (("ETag", '"x"'), ("X-Frame-Options", "DENY"), ("Content-Disposition", "inline"))
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _film(headers=head)})
    answers: list[tuple[Exchange, ...]] = []
    ask = _ask(frame_url="http://player.test/", accept="video/*", metadata="{}")
    seen = await visit(_PAGE, aftercare=_asking(ask, into=answers))
    exchange = seen.one("/film.mp4")
    assert answers == [(exchange,)]
    assert (exchange.status, exchange.truncated, exchange.error) == (200, None, "")
    assert (exchange.resource_type, exchange.mime) == ("media", "video/mp4")
    assert (exchange.asked, exchange.frame_url) == (Asked.AS_SHOWN, "http://player.test/")
    assert (exchange.metadata, exchange.method) == ("{}", "GET")
    names = [name for name, _value in exchange.response_headers]
    assert {"ETag", "X-Frame-Options", "Content-Length"} <= set(names)
    assert dict(exchange.response_headers)["Content-Disposition"] == "inline"
    assert exchange.body is not None
    digest = b32encode(hashlib.sha1(_FILM, usedforsecurity=False).digest()).decode()
    assert (exchange.body.size_bytes, exchange.body.sha1) == (_SIZE, f"sha1:{digest}")
    assert body_of(exchange) == _FILM
    assert seen.visit.events.downloads == 0
    assert list((tmp_path / "downloads").iterdir()) == []


async def test_it_costs_two_requests_with_the_same_referer_and_accept(site: Site, visit) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _film()})
    await visit(_PAGE, aftercare=_asking(_ask(accept="video/*"), into=[]))
    sent = [each.headers for each in site.requests("cdn.test/film.mp4")]
    assert [each["referer"] for each in sent] == ["http://a.test/post"] * 2
    assert [each["accept"] for each in sent] == ["video/*"] * 2
    assert not any("range" in each or "upgrade-insecure-requests" in each for each in sent)


async def test_no_referer_is_none_in_both_requests(site: Site, visit) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _film()})
    await visit(_PAGE, aftercare=_asking(_ask(referrer=""), into=[]))
    assert ["referer" in r.headers for r in site.requests("cdn.test/film.mp4")] == [False] * 2


async def test_a_redirect_to_a_big_film_is_kept_hop_by_hop(site: Site, visit) -> None:
    away = Response(status=302, headers=(("Location", "http://b.test/film.mp4"),))
    site.add({"a.test/": _page(), "cdn.test/go": away, "b.test/film.mp4": _film()})
    answers: list[tuple[Exchange, ...]] = []
    seen = await visit(_PAGE, aftercare=_asking(_ask("http://cdn.test/go"), into=answers))
    assert [(e.url, e.status) for e in answers[0]] == [
        ("http://cdn.test/go", 302),
        ("http://b.test/film.mp4", 200),
    ]
    assert body_of(answers[0][1]) == _FILM
    assert len(seen.all("/go")) == 1


async def test_several_at_once_do_not_get_into_each_others_files(site: Site, visit) -> None:
    films = {f"/{n}.mp4": _noise(str(n)) for n in range(3)}
    site.add({"a.test/": _page()})
    site.add({f"cdn.test{path}": _film(body=body) for path, body in films.items()})
    answers: list[tuple[Exchange, ...]] = []
    asks = [_ask(f"http://cdn.test{path}") for path in films]
    await visit(_PAGE, aftercare=_asking(*asks, into=answers))
    assert [body_of(chain[-1]) for chain in answers] == list(films.values())


# --- not whole


async def test_a_film_over_its_limit_is_cut_there(site: Site, visit, tmp_path) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _film()})
    answers: list[tuple[Exchange, ...]] = []
    asks = [_ask(limit_bytes=10_000_000)]
    await visit(_PAGE, aftercare=_asking(*asks, into=answers))
    ((exchange,),) = answers
    assert (exchange.status, exchange.truncated) == (200, Truncation.LENGTH)
    assert body_of(exchange) == _FILM[:10_000_000]
    assert list((tmp_path / "downloads").iterdir()) == []


async def test_a_film_as_long_as_its_limit_is_whole(site: Site, visit) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _film()})
    answers: list[tuple[Exchange, ...]] = []
    await visit(_PAGE, aftercare=_asking(_ask(limit_bytes=_SIZE), into=answers))
    assert (answers[0][0].truncated, body_of(answers[0][0]) == _FILM) == (None, True)


async def test_a_film_that_breaks_off_is_kept_so_far_and_never_resumed(site: Site, visit) -> None:
    resumable = (("ETag", '"x"'), ("Accept-Ranges", "bytes"))
    broken = _film(abort_after_bytes=20 * _MB, headers=resumable)
    site.add({"a.test/": _page(), "cdn.test/film.mp4": broken})
    seen = await visit(_PAGE, aftercare=_asking(_ask(), into=[]))
    exchange = seen.one("/film.mp4")
    assert (exchange.status, exchange.truncated) == (200, Truncation.DISCONNECT)
    kept = body_of(exchange)
    assert 0 < len(kept) <= 20 * _MB
    assert _FILM.startswith(kept)
    assert len(site.requests("cdn.test/film.mp4")) == 2


async def test_a_film_too_slow_for_its_time_is_kept_as_far_as_it_came(site: Site, visit) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _film(pace_bytes_per_s=200_000)})
    limits = Limits(film_s=1, flow_bytes_per_s=10 * _MB)
    seen = await visit(_PAGE, limits=limits, aftercare=_asking(_ask(), into=[]))
    exchange = seen.one("/film.mp4")
    assert (exchange.status, exchange.truncated) == (200, Truncation.TIME)
    assert _FILM.startswith(body_of(exchange))
    assert body_of(exchange)


# --- by the old way


_GZIP = (("Content-Encoding", "gzip"),)


@pytest.mark.parametrize(
    "answer",
    [
        _film(body=gzip.compress(_FILM, 0), headers=_GZIP),
        _film(chunked=True),
        _film(body=_noise("small", 2 * _MB)),
    ],
    ids=["gzip", "chunked", "small"],
)
async def test_what_is_no_big_film_as_it_is_costs_one_request(
    site: Site, visit, answer: Response
) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": answer})
    seen = await visit(_PAGE, aftercare=_asking(_ask(), into=[]))
    assert len(site.requests("cdn.test/film.mp4")) == 1
    assert seen.one("/film.mp4").truncated is None


async def test_what_is_no_film_is_never_a_download(site: Site, visit) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _film(media_type="image/png")})
    seen = await visit(_PAGE, aftercare=_asking(_ask(resource_type="image"), into=[]))
    assert len(site.requests("cdn.test/film.mp4")) == 1
    assert body_of(seen.one("/film.mp4")) == _FILM


@pytest.mark.parametrize(
    "second",
    [
        Response(status=403, body=b"no frames", media_type="text/plain"),
        Response(status=204),
        _film(chunked=True),
    ],
    ids=["403", "204", "chunked"],
)
async def test_a_second_answer_that_is_another_is_left_out_and_the_film_streamed(
    site: Site, visit, second: Response
) -> None:
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _by_turns(_film(), second, _film())})
    seen = await visit(_PAGE, aftercare=_asking(_ask(), into=[]))
    assert len(site.requests("cdn.test/film.mp4")) == 3
    exchange = seen.one("/film.mp4")
    assert (exchange.status, exchange.truncated) == (200, None)
    assert body_of(exchange) == _FILM


async def test_a_second_answer_that_never_comes_costs_its_time_alone(site: Site, visit) -> None:
    late = _film(delay_s=60)
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _by_turns(_film(), late, _film())})
    limits = Limits(ask_s=0.5, call_s=5)
    seen = await visit(_PAGE, limits=limits, aftercare=_asking(_ask(), into=[]))
    assert body_of(seen.one("/film.mp4")) == _FILM


async def test_a_page_in_a_sandbox_that_bars_downloads_gets_the_film_streamed(
    site: Site, visit
) -> None:
    sandbox = (("Content-Security-Policy", "sandbox allow-scripts"),)
    site.add({"a.test/": _page(headers=sandbox), "cdn.test/film.mp4": _film()})
    seen = await visit(_PAGE, limits=Limits(call_s=2), aftercare=_asking(_ask(), into=[]))
    assert body_of(seen.one("/film.mp4")) == _FILM


# --- what the page does, and ends


async def test_what_the_page_downloads_meanwhile_is_denied_and_counted(
    site: Site, visit, tmp_path: Path
) -> None:
    attached = (("Content-Disposition", "attachment"),)
    site.add(
        {
            "a.test/": _page("<iframe src=/inner></iframe>"),
            "a.test/inner": _page("<a href=/own.bin>x</a>"),
            "a.test/own.bin": Response(body=b"own" * _MB, headers=attached),
            "cdn.test/film.mp4": _film(pace_bytes_per_s=20 * _MB),
        }
    )
    answers: list[tuple[Exchange, ...]] = []

    async def care(page: OpenPage) -> None:
        asking = asyncio.ensure_future(page.asker.ask(_ask(), timeout_s=60))
        await _until(lambda: _films(tmp_path))
        main = page.main_player()
        assert main is not None
        link = "frames[0].document.querySelector('a')"
        click = {"expression": f"{link}.click()", "userGesture": True}
        await main.frame.session.call("Runtime.evaluate", click)
        await _until(lambda: bool(site.requests("a.test/own.bin")))
        answers.append(await asking)

    seen = await visit(_PAGE, aftercare=care)
    assert body_of(answers[0][0]) == _FILM
    assert seen.visit.events.downloads == 1
    async with asyncio.timeout(20):
        # Chromium takes its time to remove what was cancelled.
        while list((tmp_path / "downloads").iterdir()):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


async def test_a_capture_that_ends_first_leaves_no_download_behind(
    site: Site, visit, tmp_path: Path
) -> None:
    slow = _film(pace_bytes_per_s=_MB)
    site.add({"a.test/": _page(), "cdn.test/film.mp4": _by_turns(slow, slow, _film())})

    async def care(page: OpenPage) -> None:
        asking = asyncio.ensure_future(page.asker.ask(_ask(), timeout_s=60))
        await _until(lambda: _films(tmp_path))
        asking.cancel()
        raise CaptureError("enough")

    seen = await visit(_PAGE, aftercare=care)
    exchange = seen.one("/film.mp4")
    assert exchange.truncated is Truncation.TIME
    assert _FILM.startswith(body_of(exchange))
    assert list((tmp_path / "downloads").iterdir()) == []
    assert _films(tmp_path)
    again = await visit(_PAGE, aftercare=_asking(_ask(), into=[]))
    assert again.one("/film.mp4").status == 200


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, (("content-length", "33554433"),), True),
        (200, (("Content-Length", "33554432"),), False),
        (206, (("Content-Length", "33554433"),), False),
        (200, (("Content-Length", "33554433"), ("Content-Encoding", "br")), False),
        (200, (("Content-Length", "33554433"), ("Content-Encoding", "identity")), True),
        (200, (("Content-Length", "-33554433"),), False),
        (200, (("Content-Length", "a lot"),), False),
        (200, (), False),
    ],
)
async def test_which_answers_are_big(status: int, headers, *, expected: bool) -> None:
    assert is_big(status, headers) is expected
