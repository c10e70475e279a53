"""Settling: lazy media of every kind are there, and nothing keeps the page for ever."""

from __future__ import annotations

import os
import time

import pytest

from archiver.browser import Limits
from archiver.models import Outcome
from archiver.testing.http_server import Response

from .conftest import Site
from .pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FAR = "<div style='height: 9000px'>far</div>"
_LOADERS = {
    "loading": ("<img loading=lazy src=/far.png>", ""),
    "observer": (
        "<img data-src=/far.png>",
        (
            "new IntersectionObserver(es => es.forEach(e => { if (e.isIntersecting)"
            " e.target.src = e.target.dataset.src })).observe(document.querySelector('img'))"
        ),
    ),
    "scroll listener": (
        "<img data-original=/far.png>",
        (
            "addEventListener('scroll', () => setTimeout(() => {"
            " const i = document.querySelector('img'), top = i.getBoundingClientRect().top;"
            " if (top < innerHeight) i.src = i.dataset.original }, 200))"
        ),
    ),
    "srcset": ("<img loading=lazy srcset='/far.png 1x' src=/other.png>", ""),
    "picture": ("<picture><source srcset=/far.png><img loading=lazy src=/no.png></picture>", ""),
    "lazy iframe": ("<iframe loading=lazy src=/frame></iframe>", ""),
    "background": (
        "<div id=b style='height: 50px'></div>",
        (
            "new IntersectionObserver(es => { if (es[0].isIntersecting)"
            " b.style.backgroundImage = 'url(/far.png)' }).observe(b)"
        ),
    ),
}


def _html(body: str) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode())


@pytest.mark.parametrize("kind", list(_LOADERS))
async def test_a_picture_far_down_is_loaded(site: Site, visit, kind: str) -> None:
    element, script = _LOADERS[kind]
    picture = Response(body=png(), media_type="image/png")
    site.add(
        {
            "a.test/": _html(f"{_FAR}{element}<script>{script}</script>"),
            "a.test/frame": _html("<img src=/far.png>"),
            "a.test/far.png": picture,
        }
    )
    seen = await visit("http://a.test/")
    assert seen.one("/far.png").status == 200
    assert all(state.outcome is Outcome.LOADED for state in seen.visit.snapshot.media)


async def test_the_window_has_its_own_size_in_the_picture(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<div style='height: 100vh'></div><div style='height: 3000px'></div>"
                "<script>new IntersectionObserver(() => 0).observe(document.body)</script>"
            )
        }
    )
    seen = await visit("http://a.test/")
    view, full = seen.visit.screenshots
    assert (view.width_px, view.height_px) == (1280, 720)
    assert (full.width_px, full.height_px) == (1280, 720 + 3000 + 16)
    assert seen.visit.snapshot.height_px == full.height_px


async def test_each_item_has_its_outcome(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html(
                "<img src=/good.png><img src=/gone.png><img src=/hangs.png>"
                "<img data-src=/never.png>"
            ),
            "a.test/good.png": Response(body=png(), media_type="image/png"),
            "a.test/hangs.png": Response(body=png(), media_type="image/png", delay_s=60),
        }
    )
    seen = await visit("http://a.test/", limits=Limits(item_s=0.6))
    assert [state.outcome for state in seen.visit.snapshot.media] == [
        Outcome.LOADED,
        Outcome.FAILED,
        Outcome.TIMED_OUT,
        Outcome.NOT_REQUESTED,
    ]
    hung = seen.one("/hangs.png")
    assert hung.status == 0


@pytest.mark.parametrize(
    "trick",
    [
        "alert(1); confirm(2); prompt(3)",
        "for (let i = 0; i < 9; i++) window.open('/popup' + i)",
        "addEventListener('beforeunload', e => { e.preventDefault(); e.returnValue = 'stay' })",
        (
            "navigator.geolocation.getCurrentPosition(() => 0); Notification.requestPermission();"
            "navigator.mediaDevices?.getUserMedia({video: true}).catch(() => 0)"
        ),
        "setInterval(() => history.pushState(0, '', '#' + Math.random()), 5)",
        "const a = document.createElement('a'); a.href = '/file.zip'; a.download = ''; a.click()",
        "print()",
        "setInterval(() => document.body.append('x '.repeat(500)), 50)",
    ],
)
async def test_no_trick_of_a_page_keeps_it(site: Site, visit, trick: str) -> None:
    site.add(
        {
            "a.test/": _html(f"<h1>标题 stays</h1><script>{trick}</script>"),
            "a.test/file.zip": Response(body=os.urandom(99), media_type="application/zip"),
        }
    )
    began = time.monotonic()
    seen = await visit("http://a.test/", limits=Limits(item_s=5))
    assert "标题 stays" in seen.visit.text
    assert len(seen.visit.screenshots) == 2
    assert time.monotonic() - began < 20


_IMPATIENT = Limits(call_s=0.8, item_s=1, load_s=1, page_s=12)


@pytest.mark.parametrize("script", ["while (1);", "setTimeout(() => { while (1); }, 50)"])
async def test_an_endless_script_is_stopped_and_the_page_is_kept(
    site: Site, visit, script: str
) -> None:
    site.add({"a.test/": _html(f"<p>before</p><script>{script}</script><p>after</p>")})
    seen = await visit("http://a.test/", limits=_IMPATIENT)
    assert not seen.visit.error
    assert "before" in seen.visit.text
    assert "after" in seen.visit.text
    assert seen.visit.events.notes[-1] == "a script that did not end was stopped"


async def test_a_page_that_never_answers_fails_soon_and_the_next_one_works(
    site: Site, visit
) -> None:
    script = "setInterval(() => { while (1); }, 0)"
    site.add({"a.test/": _html(f"<script>{script}</script>"), "a.test/next": _html("<p>fine</p>")})
    began = time.monotonic()
    seen = await visit("http://a.test/", limits=_IMPATIENT)
    assert "does not answer" in seen.visit.error
    assert time.monotonic() - began < 11
    assert "fine" in (await visit("http://a.test/next")).visit.text


async def test_a_page_that_cannot_be_had_says_why(site: Site, visit) -> None:
    nowhere = await visit("http://nowhere.invalid/")
    assert "the page does not load" in nowhere.visit.error
    private = await visit("http://127.0.0.1:8123/")
    assert "refused by the network guard" in private.visit.error
    assert "--allow-private" in private.visit.error


async def test_what_the_guard_refused_inside_a_page_is_told(site: Site, visit) -> None:
    site.add({"a.test/": _html("<img src=http://169.254.169.254/latest/meta-data/>")})
    seen = await visit("http://a.test/")
    assert seen.one("/meta-data/").status == 0
    assert any("169.254.169.254" in reason for reason in seen.visit.events.blocked)


async def test_what_comes_late_is_in_the_picture_and_in_the_snapshot(site: Site, visit) -> None:
    # Later than the silence that settling waits for, while the pictures are taken.
    script = (
        "setTimeout(() => { const i = new Image(); i.src = '/late.png';"
        " document.body.append(i) }, D)"
    )
    for delay_ms in (60, 120, 180):
        site.add(
            {
                "a.test/": _html(
                    "<div style='height: 9000px'></div><script>"
                    + script.replace("D", str(delay_ms))
                    + "</script>"
                ),
                "a.test/late.png": Response(body=png(40, 40), media_type="image/png"),
            }
        )
        seen = await visit("http://a.test/")
        assert seen.one("/late.png").status == 200
        assert [state.outcome for state in seen.visit.snapshot.media] == [Outcome.LOADED]
        assert seen.visit.screenshots[1].height_px > 9000 + 40


async def test_a_page_that_never_stops_asking_is_pictured_all_the_same(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": _html("<p>shown</p><script>setInterval(() => fetch('/poll'), 40)</script>"),
            "a.test/poll": _html("x"),
        }
    )
    began = time.monotonic()
    seen = await visit("http://a.test/", limits=Limits(item_s=2))
    assert "shown" in seen.visit.text
    assert len(seen.visit.screenshots) == 2
    assert time.monotonic() - began < 20
