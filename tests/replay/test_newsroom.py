"""Articles of the newsroom, captured over the network and then shown without any."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image, ImageChops

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings, capture_page
from archiver.models import BlockKind, MediaState, Outcome, Post, ScreenshotKind, VideoChoice
from archiver.replay import Shown, show_again, show_source
from archiver.rules import read_rulebook
from archiver.source import plan_target, read_post
from archiver.store import Collection
from archiver.testing import Newsroom

from .conftest import words

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]
NAMES = ("001-stone-bridge", "003-spring-tea", "005-lamp-keeper", "007-snow-train")
RENDERED = "008-bamboo-letter"
"""It has no site: the capture is of archiver's own rendering."""


@dataclass
class Archive:
    """The newsroom's archive, the site itself being closed by now, and a browser."""

    collection: Collection
    browser: Browser
    posts: dict[str, Post]
    captures: dict[str, str]

    async def shown(self, name: str, *, plays: bool = False) -> Shown:
        rules = read_rulebook().players if plays else None
        return await show_again(
            self.collection, self.captures[name], browser=self.browser, plays=rules
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def archive(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    folder = tmp_path_factory.mktemp("newsroom")
    posts: dict[str, Post] = {}
    captures: dict[str, str] = {}
    with Collection.open(folder / "archive") as collection:
        async with (
            Newsroom.start() as room,
            Browser.start(BrowserSettings(host_table=room.resolve)) as browser,
        ):
            for path in room.posts:
                if path.stem not in {*NAMES, RENDERED}:
                    continue
                target = plan_target(read_post(path))
                assert target.post is not None
                done = await capture_page(
                    target,
                    browser=browser,
                    draft=collection.draft(target),
                    settings=CaptureSettings(video=VideoChoice.BEST, extract=False),
                )
                posts[path.stem], captures[path.stem] = target.post, done.capture_id
        async with Browser.start(BrowserSettings()) as browser:
            yield Archive(collection, browser, posts, captures)


def _sight(state: MediaState) -> tuple[BlockKind, str, Outcome]:
    return state.kind, "" if state.url.startswith("blob:") else state.url, state.outcome


def frames_of(shown: Shown) -> list[tuple[int, int, int, int]]:
    """Return the boxes of the page's frames: of a film at rest now the poster is drawn, now
    its first picture."""
    assert shown.capture.snapshot is not None
    pending: list[Any] = [shown.capture.snapshot.frames[0].tree]
    found = []
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            continue
        tag, _attributes, box, children = node
        if tag in {"iframe", "video", "audio"} and box:
            x, y, width, height = box
            found.append((int(x), int(y), int(x + width) + 1, int(y + height) + 1))
        pending.extend(children)
    return found


def picture(data: bytes, blank: list[tuple[int, int, int, int]]) -> Image.Image:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    for box in blank:
        image.paste("black", box)
    return image


@pytest.mark.parametrize("name", [*NAMES, RENDERED])
async def test_an_article_looks_as_it_did_and_asks_for_nothing_more(
    archive: Archive, name: str
) -> None:
    shown = await archive.shown(name)
    assert shown.capture.error == ""
    assert shown.leaks == ()
    assert archive.browser.guard.refused == {}
    frames = frames_of(shown)
    for shot in shown.screenshots:
        stored = archive.collection.screenshot(archive.captures[name], shot.kind)
        assert stored is not None
        hidden = frames if shot.kind is ScreenshotKind.FULL_PAGE else []
        before, now = picture(stored.data, hidden), picture(shot.data, hidden)
        assert before.size == now.size
        assert ImageChops.difference(before, now).getbbox() is None


@pytest.mark.parametrize("name", NAMES)
async def test_an_article_reads_and_loads_as_it_did(archive: Archive, name: str) -> None:
    before = archive.collection.capture(archive.captures[name])
    now = (await archive.shown(name)).capture
    assert before.snapshot is not None
    assert now.snapshot is not None
    assert (now.snapshot.title, now.snapshot.url) == (before.snapshot.title, before.snapshot.url)
    assert [frame.url for frame in now.snapshot.frames] == [
        frame.url for frame in before.snapshot.frames
    ]
    assert [_sight(state) for state in now.snapshot.media] == [
        _sight(state) for state in before.snapshot.media
    ]
    assert now.events.script_errors == before.events.script_errors


@pytest.mark.parametrize("name", [*NAMES, RENDERED])
async def test_its_players_come_out_as_they_did_and_play_to_the_end(
    archive: Archive, name: str
) -> None:
    before = archive.collection.capture(archive.captures[name]).players
    shown = await archive.shown(name, plays=True)
    now = [state for state in shown.capture.players if state.frame]
    assert [(each.url, each.outcome, each.kept_s) for each in now] == [
        (each.url, each.outcome, each.kept_s) for each in before
    ]
    sounds = [state for state in shown.capture.players if not state.frame]
    assert all(state.kept_s == state.duration_s is not None for state in sounds)
    assert len(sounds) == (name == "007-snow-train")
    assert shown.leaks == ()


@pytest.mark.parametrize("name", [*NAMES, RENDERED])
async def test_the_source_of_an_article_is_shown_with_its_pictures(
    archive: Archive, name: str
) -> None:
    post = archive.posts[name]
    shown = await show_source(
        archive.collection, archive.captures[name], post, browser=archive.browser
    )
    assert post.title in words(shown)
    for block in post.blocks:
        if block.kind is BlockKind.CAPTION:
            assert " ".join(block.text.split()) in words(shown)
    assert shown.capture.snapshot is not None
    wanted = [block for block in post.blocks if block.kind is BlockKind.IMAGE]
    loaded = {
        state.url
        for state in shown.capture.snapshot.media
        if state.kind is BlockKind.IMAGE and state.outcome is Outcome.LOADED and state.frame == 0
    }
    assert len(loaded) >= len({block.url for block in wanted}) - 1
    assert shown.leaks == ()
