"""Every way to embed a film, captured, and then watched to its end from the WARC alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from closed import ClosedWeb, chromium, opened
from playwright.async_api import Browser
from watching import Watched, stage_of, watch

from archiver.browser import Browser as Recording
from archiver.browser import BrowserSettings
from archiver.capture import capture_page
from archiver.source import plan_target, read_post
from archiver.store import Collection
from archiver.testing import Newsroom
from archiver.testing.matrix import CASES, reels, write_posts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]
STREAMS = (
    *("hls", "hls-ranges", "hls-sealed", "hls-group"),
    *("dash-template", "dash-timeline", "dash-list", "dash-base", "dash-periods"),
    *("stream-json", "provider-bilibili", "provider-youku"),
)
FILES = ("video-src", "video-moov-last", "audio-opus")
BY_NAME = {case.name: case for case in CASES}
KEPT_LINES = {"hls-sealed": reels.SMALL.height_px}
"""Lines of the rendition that is kept, where there is no large one."""
AT_ONCE = 3


@dataclass
class Archive:
    """The collection, opened again to be read, and the Chromium that replays it."""

    collection: Collection
    captures: dict[str, str]
    """Name of a case to the id of its capture."""
    browser: Browser

    async def watched(self, name: str, *, reduce: bool = True) -> tuple[Watched, ClosedWeb]:
        """Return how a case's film played, and the web that it was played from."""
        web = ClosedWeb(self.collection, self.captures[name], reduce=reduce)
        async with opened(self.browser, web) as page:
            await page.goto(BY_NAME[name].url, wait_until="networkidle")
            frame = await stage_of(page)
            assert frame is not None, "no frame has a film"
            return await watch(frame), web


async def captured(root: Path, posts: list[Path]) -> dict[str, str]:
    """Capture the pages of some posts, a few at once; return the id of each capture."""
    at_once = asyncio.Semaphore(AT_ONCE)
    async with Newsroom.start() as room:
        settings = BrowserSettings(host_table=room.resolve)
        async with Recording.start(settings) as browser:
            with Collection.open(root) as collection:

                async def capture(path: Path) -> tuple[str, str]:
                    target = plan_target(read_post(path))
                    async with at_once:
                        draft = collection.draft(target)
                        done = await capture_page(target, browser=browser, draft=draft)
                    return path.stem, done.capture_id

                return dict(await asyncio.gather(*(capture(path) for path in posts)))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def archive(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    folder = tmp_path_factory.mktemp("films")
    posts = write_posts([BY_NAME[name] for name in (*STREAMS, *FILES)], folder / "posts")
    captures = await captured(folder / "archive", posts)
    async with chromium() as browser:
        with Collection.open(folder / "archive", writable=False) as collection:
            yield Archive(collection, captures, browser)


@pytest.mark.parametrize("name", [*STREAMS, *FILES])
async def test_the_film_is_watched_to_its_end_from_the_archive_alone(
    archive: Archive, name: str
) -> None:
    watched, web = await archive.watched(name)
    assert watched.error == ""
    assert watched.is_begun, watched
    assert watched.is_through, watched
    assert web.left == []
    if name in STREAMS:
        assert watched.height_px == KEPT_LINES.get(name, reels.LARGE.height_px)


async def test_without_the_limits_of_the_record_a_player_asks_for_what_is_not_there(
    archive: Archive,
) -> None:
    watched, web = await archive.watched("hls", reduce=False)
    assert not watched.is_through
    assert any("/hls/90/" in asked for asked in web.left)
