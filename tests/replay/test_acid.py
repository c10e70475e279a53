"""What pages do to load more: each captured over the network, then shown without any.

The cases are those of the Archival Acid Test and of ACRTS that an article page may hold:
markup, style sheets, fonts, frames of other sites, scripts on load, on scroll and by Ajax.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from PIL import Image, ImageChops

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings, capture_page
from archiver.models import Outcome, PageSnapshot, ScreenshotKind
from archiver.replay import Shown, show_again
from archiver.source import plain_target
from archiver.store import Collection
from archiver.testing.http_server import HttpServer

from .acid_asking import MADE_UP
from .acid_case import SITE
from .acid_site import CASES, answer
from .conftest import words

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]


@dataclass
class Acid:
    """The pages, captured; their server is closed by now."""

    collection: Collection
    captures: dict[str, str]
    browser: Browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def acid(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Acid]:
    captures: dict[str, str] = {}
    with Collection.open(tmp_path_factory.mktemp("acid") / "archive") as collection:
        async with HttpServer(answer) as server:
            settings = BrowserSettings(host_table=lambda _host, _port: server.address)
            async with Browser.start(settings) as browser:
                for name in CASES:
                    target = plain_target(f"{SITE}/case/{name}")
                    done = await capture_page(
                        target,
                        browser=browser,
                        draft=collection.draft(target),
                        settings=CaptureSettings(extract=False),
                    )
                    captures[name] = done.capture_id
        async with Browser.start(BrowserSettings()) as browser:
            yield Acid(collection, captures, browser)


def _difference(acid: Acid, name: str, shown: Shown) -> tuple[int, int, int, int] | None:
    kept = acid.collection.screenshot(acid.captures[name], ScreenshotKind.FULL_PAGE)
    assert kept is not None
    (now,) = (shot for shot in shown.screenshots if shot.kind is ScreenshotKind.FULL_PAGE)
    before, after = (Image.open(io.BytesIO(each.data)).convert("RGB") for each in (kept, now))
    assert before.size == after.size
    return ImageChops.difference(before, after).getbbox()


def _media(page: PageSnapshot) -> list[tuple[str, Outcome]]:
    """Return what became of a page's media, by their addresses where these stay the same."""
    made_up = page.url.rpartition("/")[2].startswith(("key-", "blob"))
    return [("" if made_up else s.url.partition("?")[0], s.outcome) for s in page.media]


@pytest.mark.parametrize("name", list(CASES))
async def test_it_works_as_at_the_capture_and_asks_for_nothing_more(acid: Acid, name: str) -> None:
    before = acid.collection.capture(acid.captures[name])
    shown = await show_again(
        acid.collection, acid.captures[name], browser=acid.browser, clocked=name in MADE_UP
    )
    assert CASES[name].says in words(Shown(capture=before, screenshots=(), text="", leaks=()))
    assert words(shown) == words(Shown(capture=before, screenshots=(), text="", leaks=()))
    assert "lost;" not in words(shown)
    assert shown.leaks == ()
    assert before.snapshot is not None
    assert shown.capture.snapshot is not None
    assert _media(shown.capture.snapshot) == _media(before.snapshot)
    assert _difference(acid, name, shown) is None
