"""Asking from pages that do their worst: every ask ends, and the page stays as it was seen."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import pytest

from archiver.browser import Ask, Limits, OpenPage
from archiver.models import Asked, Exchange
from archiver.testing.http_server import Response

from .conftest import Site
from .pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_QUICK = Limits(call_s=1, ask_s=1.5, body_s=1.5, film_s=1.5, item_s=0.5)
_ASK = Ask(url="http://cdn.test/p.png", asked=Asked.NO_REFERRER, referrer="")
_PNG = Response(body=png(), media_type="image/png")

Answers = list[tuple[Exchange, ...]]


def _html(body: str) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode())


def _asking(*asks: Ask, into: Answers) -> Callable[[OpenPage], Awaitable[None]]:
    async def care(page: OpenPage) -> None:
        for ask in asks:
            into.append(await page.asker.ask(ask, timeout_s=5))

    return care


async def test_a_page_whose_script_never_ends_costs_the_time_of_a_call(site: Site, visit) -> None:
    site.add({"a.test/": _html("<p>shown"), "cdn.test/p.png": _PNG})
    answers: Answers = []

    async def care(page: OpenPage) -> None:
        main = page.main_player()
        assert main is not None
        main.frame.session.post("Runtime.evaluate", {"expression": "while (1);"})
        for _ in range(5):
            answers.append(await page.asker.ask(_ASK, timeout_s=1))

    began = time.monotonic()
    seen = await visit("http://a.test/", limits=_QUICK, aftercare=care)
    assert time.monotonic() - began < 12
    assert len(answers) == 5
    assert "shown" in seen.visit.text
    assert not seen.visit.error


async def test_a_script_that_hangs_after_the_first_ask_makes_the_next_end(
    site: Site, visit
) -> None:
    site.add({"a.test/": _html("<p>shown"), "cdn.test/p.png": _PNG})
    answers: Answers = []

    async def care(page: OpenPage) -> None:
        answers.append(await page.asker.ask(_ASK, timeout_s=5))
        main = page.main_player()
        assert main is not None
        main.frame.session.post("Runtime.evaluate", {"expression": "while (1);"})
        answers.append(await page.asker.ask(_ASK, timeout_s=1))

    began = time.monotonic()
    seen = await visit("http://a.test/", limits=_QUICK, aftercare=care)
    assert time.monotonic() - began < 10
    assert [len(chain) for chain in answers] == [1, 0]
    assert not seen.visit.error


async def test_a_page_that_crashes_is_there_as_it_was_seen_with_a_note(site: Site, visit) -> None:
    site.add({"a.test/": _html("<p>shown"), "cdn.test/p.png": Response(delay_s=60)})

    async def care(page: OpenPage) -> None:
        main = page.main_player()
        assert main is not None
        main.frame.session.post("Page.crash")
        await page.asker.ask(_ASK, timeout_s=30)
        raise AssertionError("the ask went on on a page that is gone")

    began = time.monotonic()
    seen = await visit("http://a.test/", aftercare=care)
    assert time.monotonic() - began < 10
    assert not seen.visit.error
    assert seen.visit.text == "shown"
    assert seen.visit.events.notes == (
        "its media were not all looked after: the page crashed its renderer",
    )


async def test_a_page_that_throws_the_frame_away_gets_no_answer_and_no_error(
    site: Site, visit
) -> None:
    greedy = (
        "new MutationObserver(() => document.querySelectorAll('iframe').forEach(f => f.remove()))"
    )
    script = f"{greedy}.observe(document, {{childList: true, subtree: true}})"
    site.add({"a.test/": _html(f"<p>shown<script>{script}</script>"), "cdn.test/p.png": _PNG})
    answers: Answers = []
    began = time.monotonic()
    seen = await visit("http://a.test/", aftercare=_asking(_ASK, _ASK, into=answers))
    assert time.monotonic() - began < 15
    assert answers == [(), ()]
    assert not seen.visit.error


async def test_no_frame_is_made_where_nothing_is_asked(site: Site, visit) -> None:
    site.add({"a.test/": _html("shown")})
    frames: list[str] = []

    async def care(page: OpenPage) -> None:
        frames.append(page.asker.frame_id)

    await visit("http://a.test/", aftercare=care)
    assert frames == [""]
