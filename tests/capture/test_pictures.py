"""Promised pictures that did not come are asked for again: how, in which order, how often."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest

from archiver.browser import Limits
from archiver.capture import CaptureSettings, Experience
from archiver.models import Asked, LedgerEntry
from archiver.rules import read_rulebook
from archiver.testing import media
from archiver.testing.http_server import Request, Response

from .conftest import Captured, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_BAY = media.read("bay.jpg")
_NOTICE = media.read("placeholder.png")
_PAGE = "http://a.test/2024/post"
_REFUSED = Response(status=403, media_type="text/plain", body=b"no hotlinks")


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode(), **more)  # type: ignore[arg-type]


def _picture(name: str = "") -> Response:
    """A photograph whose bytes are its name's own."""
    note = name.encode()
    comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
    return Response(body=_BAY[:2] + comment + _BAY[2:], media_type="image/jpeg")


def _let_in(*referers: str, other: Response = _REFUSED):
    """Give the picture to whoever has one of these Referers, something else to others."""

    def answer(request: Request) -> Response:
        known = request.headers.get("referer", "") in referers
        return _picture(request.host + request.path) if known else other

    return answer


def _settings(**limits: float) -> CaptureSettings:
    bounds = replace(Limits(item_s=2, ask_delay_s=0.01), **limits)  # type: ignore[arg-type]
    return CaptureSettings(limits=bounds, extract=False)


def _img(*urls: str) -> str:
    return "".join(f'<p><img src="{url}" alt="" width="300" height="200"></p>' for url in urls)


@pytest.fixture
def shown(site: Site, captured, write_post):
    """Capture a page that shows the pictures which its post promises."""

    async def run(
        *urls: str,
        page: str | None = None,
        experience: Experience | None = None,
        settings: CaptureSettings | None = None,
        **front: str,
    ) -> Captured:
        site.add({"a.test/2024/post": _html(_img(*urls) if page is None else page)})
        post = write_post(_img(*urls), url=_PAGE, **front)
        return await captured(
            _PAGE, post=post, settings=settings or _settings(), experience=experience
        )

    return run


def _ways(entries: list[LedgerEntry]) -> list[tuple[Asked, str, int]]:
    return [(entry.asked, entry.referrer, entry.status) for entry in entries]


# --- the ways, in their order


async def test_each_way_is_tried_until_one_works_and_what_a_reader_got_stays(
    site: Site, shown
) -> None:
    site.add({"cdn.test/p.jpg": _let_in(_PAGE)})
    seen: Captured = await shown("http://cdn.test/p.jpg")
    assert _ways(seen.entries("http://cdn.test/p.jpg")) == [
        (Asked.PAGE, "http://a.test/", 403),
        (Asked.NO_REFERRER, "", 403),
        (Asked.UNSAFE_URL, _PAGE, 200),
    ]
    last = seen.entries("http://cdn.test/p.jpg")[-1]
    assert seen.body(last) == _picture("cdn.test/p.jpg").body
    assert last.probe is not None
    assert last.probe.complete


async def test_a_picture_that_nobody_gets_is_asked_for_once_in_each_way(site: Site, shown) -> None:
    site.add({"cdn.test/p.jpg": _REFUSED})
    await shown("http://cdn.test/p.jpg")
    assert sorted(site.referers("cdn.test/p.jpg")) == sorted(["http://a.test/", "", _PAGE])


async def test_what_came_whole_from_the_pages_own_host_is_not_asked_for_again(
    site: Site, shown
) -> None:
    site.add({"a.test/p.jpg": _picture()})
    seen: Captured = await shown("http://a.test/p.jpg")
    assert _ways(seen.entries("http://a.test/p.jpg")) == [(Asked.PAGE, _PAGE, 200)]


async def test_what_the_page_never_asked_for_is_asked_for_as_it_would(site: Site, shown) -> None:
    site.add({"cdn.test/p.jpg": _picture()})
    seen: Captured = await shown("http://cdn.test/p.jpg", page="<p>nothing")
    first = _ways(seen.entries("http://cdn.test/p.jpg"))[0]
    assert first == (Asked.AS_SHOWN, "http://a.test/", 200)


@pytest.mark.parametrize(("status", "most"), [(404, 2), (410, 2)])
async def test_what_is_gone_is_asked_for_at_most_once_more(
    site: Site, shown, status: int, most: int
) -> None:
    site.add({"cdn.test/p.jpg": Response(status=status, media_type="text/plain", body=b"gone")})
    await shown("http://cdn.test/p.jpg")
    assert len(site.requests("cdn.test/p.jpg")) <= most


async def test_whom_nobody_reaches_is_not_asked_with_other_referers(site: Site, shown) -> None:
    seen: Captured = await shown("http://no-such-host.invalid/p.jpg")
    own = [e for e in seen.capture.ledger if e.asked is not Asked.PAGE]
    assert own == []


async def test_a_busy_server_is_asked_the_same_way_once_more(site: Site, shown) -> None:
    answers = iter([Response(status=503, body=b"busy", media_type="text/plain"), _picture()])
    site.add({"cdn.test/p.jpg": lambda _: next(answers, _picture())})
    seen: Captured = await shown("http://cdn.test/p.jpg")
    assert _ways(seen.entries("http://cdn.test/p.jpg"))[:2] == [
        (Asked.PAGE, "http://a.test/", 503),
        (Asked.AS_SHOWN, "http://a.test/", 200),
    ]


# --- what a job learns, and when it stops


async def test_what_worked_is_tried_first_on_the_next_page(site: Site, shown) -> None:
    experience = Experience(read_rulebook())
    site.add({"cdn.test/1.jpg": _let_in(_PAGE), "cdn.test/2.jpg": _let_in(_PAGE)})
    await shown("http://cdn.test/1.jpg", experience=experience)
    seen: Captured = await shown("http://cdn.test/2.jpg", experience=experience)
    assert _ways(seen.entries("http://cdn.test/2.jpg")) == [
        (Asked.PAGE, "http://a.test/", 403),
        (Asked.UNSAFE_URL, _PAGE, 200),
    ]


async def test_a_host_that_refuses_everything_is_left_alone(site: Site, shown) -> None:
    site.add({f"cdn.test/{n}.jpg": _REFUSED for n in range(12)})
    await shown(*(f"http://cdn.test/{n}.jpg" for n in range(12)))
    asked = [r for r in site.seen if r.host == "cdn.test"]
    assert len(asked) - 12 <= 9


async def test_a_page_has_a_budget_of_asks(site: Site, shown) -> None:
    site.add({f"cdn.test/{n}.jpg": _REFUSED for n in range(6)})
    settings = _settings(asks=3)
    await shown(*(f"http://cdn.test/{n}.jpg" for n in range(6)), settings=settings)
    assert len([r for r in site.seen if r.host == "cdn.test"]) == 6 + 3


async def test_pictures_that_never_end_cost_a_page_its_budget_and_a_note(site: Site, shown) -> None:
    def slow(request: Request) -> Response:
        again = "p.jpg" in request.path and "referer" not in request.headers
        return Response(delay_s=60) if again else _REFUSED

    site.add({f"cdn{n}.test/p.jpg": slow for n in range(3)})
    began = time.monotonic()
    settings = _settings(page_s=6, ask_s=60, call_s=2)
    seen: Captured = await shown(
        *(f"http://cdn{n}.test/p.jpg" for n in range(3)), settings=settings
    )
    assert time.monotonic() - began < 20
    assert not seen.capture.error
    assert seen.capture.events.notes == ("the pictures of the page were not done within 6 s",)


async def test_one_host_is_asked_one_at_a_time_and_hosts_side_by_side(site: Site, shown) -> None:
    times: list[tuple[str, float]] = []

    def refused(request: Request) -> Response:
        if "referer" not in request.headers or request.headers["referer"] == _PAGE:
            times.append((request.host, time.monotonic()))
        return replace(_REFUSED, delay_s=0.1)

    hosts = ("one.test", "two.test", "three.test")
    site.add({f"{host}/{n}.jpg": refused for host in hosts for n in range(2)})
    urls = [f"http://{host}/{n}.jpg" for host in hosts for n in range(2)]
    await shown(*urls, settings=_settings(ask_delay_s=0.3))
    for host in hosts:
        asked = [at for name, at in times if name == host]
        assert len(asked) == 4
        assert all(b - a >= 0.3 for a, b in pairwise(asked))
    assert {name for name, _ in times[:3]} == set(hosts)


# --- what may be something else


def _split(request: Request) -> Response:
    """A notice for whoever comes from elsewhere."""
    if "referer" in request.headers:
        return Response(body=_NOTICE, media_type="image/png")
    return _picture(request.path)


async def test_a_notice_in_a_pictures_place_is_found_by_asking_otherwise(site: Site, shown) -> None:
    site.add({"cdn.test/p.jpg": _split})
    seen: Captured = await shown("http://cdn.test/p.jpg")
    assert _ways(seen.entries("http://cdn.test/p.jpg")) == [
        (Asked.PAGE, "http://a.test/", 200),
        (Asked.NO_REFERRER, "", 200),
        (Asked.AS_SHOWN, "http://a.test/", 200),
    ]
    assert _picture("/p.jpg").body in seen.whole("http://cdn.test/p.jpg")


async def test_one_picture_of_a_foreign_host_is_probed_once_in_a_job(site: Site, shown) -> None:
    experience = Experience(read_rulebook())
    site.add({f"cdn.test/{n}.jpg": _picture(f"{n}") for n in range(4)})
    await shown(*(f"http://cdn.test/{n}.jpg" for n in range(2)), experience=experience)
    assert len([r for r in site.seen if r.host == "cdn.test"]) == 3
    site.seen.clear()
    await shown(*(f"http://cdn.test/{n}.jpg" for n in range(2, 4)), experience=experience)
    assert len([r for r in site.seen if r.host == "cdn.test"]) == 2


async def test_of_a_host_that_splits_every_picture_is_asked_for_otherwise(
    site: Site, shown
) -> None:
    experience = Experience(read_rulebook())
    site.add({f"cdn.test/{n}.jpg": _split for n in range(3)})
    await shown("http://cdn.test/0.jpg", experience=experience)
    seen: Captured = await shown(
        "http://cdn.test/1.jpg", "http://cdn.test/2.jpg", experience=experience
    )
    for n in (1, 2):
        assert _picture(f"/{n}.jpg").body in seen.whole(f"http://cdn.test/{n}.jpg")


# --- what the page has beside its own pictures


async def test_pictures_of_the_front_matter_are_kept_though_the_page_shows_none(
    site: Site, shown
) -> None:
    site.add({f"cdn.test/{name}.jpg": _picture(name) for name in ("head", "thumb", "shown")})
    seen: Captured = await shown(
        "http://cdn.test/shown.jpg",
        headimg="http://cdn.test/head.jpg",
        thumbnail="http://cdn.test/thumb.jpg",
    )
    for name in ("head", "thumb"):
        first = seen.entries(f"http://cdn.test/{name}.jpg")[0]
        assert (first.asked, seen.body(first)) == (Asked.AS_SHOWN, _picture(name).body)


async def test_an_icon_is_kept_once_in_a_job(site: Site, shown) -> None:
    experience = Experience(read_rulebook())
    page = "<link rel=icon href=/icon.png><link rel=apple-touch-icon href=/touch.png><p>shown"
    icon = Response(body=_NOTICE, media_type="image/png")
    site.add({"a.test/icon.png": icon, "a.test/touch.png": icon})
    first: Captured = await shown(page=page, experience=experience)
    assert first.whole("http://a.test/icon.png")
    assert first.whole("http://a.test/touch.png") == [_NOTICE]
    site.seen.clear()
    await shown(page=page, experience=experience)
    assert site.requests("a.test/touch.png") == []


@pytest.mark.parametrize("wanted", [True, False])
async def test_other_screens_pictures_are_kept_by_choice_only(
    site: Site, shown, wanted: bool
) -> None:
    site.add({f"a.test/{width}.jpg": _picture(f"{width}") for width in (400, 800, 1600)})
    listed = ", ".join(f"/{width}.jpg {width}w" for width in (400, 800, 1600))
    page = f'<img src="/800.jpg" srcset="{listed}" sizes="700px" width="300" height="200">'
    settings = replace(_settings(), all_variants=wanted)
    seen: Captured = await shown("http://a.test/800.jpg", page=page, settings=settings)
    assert bool(seen.whole("http://a.test/1600.jpg")) is wanted
    assert seen.entries("http://a.test/800.jpg")[0].asked is Asked.PAGE
    assert len(site.requests("a.test/800.jpg")) == 1


async def test_without_a_post_what_the_page_shows_is_the_promise(site: Site, captured) -> None:
    site.add(
        {
            "a.test/2024/post": _html(_img("http://cdn.test/p.jpg")),
            "cdn.test/p.jpg": _let_in(""),
        }
    )
    seen: Captured = await captured(_PAGE, settings=_settings())
    assert _ways(seen.entries("http://cdn.test/p.jpg"))[-1] == (Asked.NO_REFERRER, "", 200)
