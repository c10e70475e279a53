"""The same captures in pywb and in ReplayWeb.page: no picture and no film fewer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from newsroom_pages import SAMPLE, ArchivedPages
from page_sight import films_of, pictures_of
from showings import Showings, in_pywb, in_replaywebpage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
REPLAYERS = {"pywb": in_pywb, "replaywebpage": in_replaywebpage}


@pytest.fixture(scope="module", params=REPLAYERS)
def shown(
    request: pytest.FixtureRequest, reader: Callable[[str], Path], pages: ArchivedPages
) -> Showings:
    """What is seen of all the pages in one of the two."""
    program = reader(request.param)
    return asyncio.run(REPLAYERS[request.param](pages, SAMPLE, program))


def test_the_pages_are_worth_looking_at(pages: ArchivedPages) -> None:
    captures = pages.captures.values()
    assert sum(pictures_of(capture).total() for capture in captures) > 15
    assert sum(films_of(capture) for capture in captures) > 7


@pytest.mark.parametrize("name", SAMPLE)
def test_what_was_captured_is_shown(name: str, shown: Showings, pages: ArchivedPages) -> None:
    capture, seen = pages.captures[name], shown[name]
    assert seen.error == ""
    assert not pictures_of(capture) - seen.pictures
    assert seen.playing >= films_of(capture), seen.films
