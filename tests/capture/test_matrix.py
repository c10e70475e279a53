"""Every way to embed a medium, captured: what a page promises is in the archive, whole."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser import Browser, BrowserSettings, Limits
from archiver.capture import CaptureSettings, Experience, capture_page
from archiver.models import Asked, Capture, PageOrigin, PlayerOutcome, Target
from archiver.rules import read_rulebook
from archiver.source import read_post
from archiver.store import Collection
from archiver.testing import Newsroom
from archiver.testing.http_server import Request
from archiver.testing.matrix import CASES, Case, gates, write_posts
from archiver.testing.origins import ORIGINS
from archiver.urls import host_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

_AT_ONCE = 4
_LIMITS = Limits(load_s=10, item_s=5, player_s=6, live_s=5, walk_s=30, film_s=30)


@dataclass(frozen=True)
class _Work:
    """The captures of all cases that were chosen, under way in one browser."""

    collection: Collection
    captures: dict[str, asyncio.Task[Capture]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def work(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[_Work]:
    folder = tmp_path_factory.mktemp("matrix")
    chosen = {
        item.callspec.params["case"].name: item.callspec.params["case"]
        for item in request.session.items
        if hasattr(item, "callspec") and "work" in item.fixturenames
    }
    places = asyncio.Semaphore(_AT_ONCE)
    async with Newsroom.start() as room:
        settings = BrowserSettings(host_table=room.resolve)
        async with Browser.start(settings) as browser:
            with Collection.open(folder / "archive") as collection:

                async def capture(case: Case) -> Capture:
                    async with places:
                        return await _capture(case, browser, collection, folder / case.name)

                tasks = {n: asyncio.create_task(capture(case)) for n, case in chosen.items()}
                yield _Work(collection, tasks)
                for task in tasks.values():
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)


async def _capture(case: Case, browser: Browser, collection: Collection, folder: Path) -> Capture:
    (path,) = write_posts([case], folder)
    rules = folder / "rules.toml"
    rules.write_text(case.rules, encoding="utf-8")
    rulebook = read_rulebook([rules] if case.rules else [])
    limits = replace(_LIMITS, film_bytes=case.film_bytes or _LIMITS.film_bytes)
    target = Target(
        slug=case.name, url=case.url, origin=PageOrigin.FRONT_MATTER, post=read_post(path)
    )
    settings = CaptureSettings(
        limits=limits,
        all_variants=case.name == "variants",
        rulebook=rulebook,
        extract=False,
    )
    return await capture_page(
        target,
        browser=browser,
        draft=collection.draft(target),
        settings=settings,
        experience=Experience(rulebook),
    )


def _digest(body: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(body).digest()).decode()


def _real_digest(case: Case, url: str) -> str:
    """Return the payload digest of what the origin gives to whom it likes."""
    headers = {"host": host_of(url), **({"referer": case.opens} if case.opens else {})}
    request = Request(method="GET", target=url.partition(host_of(url))[2], headers=headers)
    return _digest(ORIGINS[host_of(url)](request).body)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_it_promises_is_kept_whole_and_its_player_ends_as_it_should(
    work: _Work, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = await work.captures[case.name]
    assert not capture.error
    assert capture.events.notes == ()
    for url in case.keeps:
        monkeypatch.setattr(gates.TURNSTILE, "_passed_s", None)
        digest = _real_digest(case, url)
        whole = [
            entry
            for entry in capture.ledger
            if (entry.url, entry.sha1, entry.truncated) == (url, digest, None)
        ]
        assert whole, (url, [(e.url, e.status, e.asked, e.size_bytes) for e in capture.ledger])
        assert whole[0].record is not None
        assert _digest(work.collection.answer_at(whole[0].record).body) == digest, url
    for url in case.refused:
        assert {entry.status for entry in capture.ledger if entry.url == url} == {403}
    _check_players(case, capture)
    _check_requests(capture)


def _check_players(case: Case, capture: Capture) -> None:
    if case.outcome is None:
        # A film that the page's own script feeds is a player of the page.
        assert {player.provider for player in capture.players} <= {"page", "generic"}
        return
    (player,) = capture.players
    assert (player.provider, player.outcome) == (case.provider, case.outcome), player
    assert player.frame == 1
    plays = player.outcome is PlayerOutcome.CAPTURED
    assert player.live == (case.name == "hls-live")
    if plays and case.name != "hls-live" and player.duration_s is not None:
        assert player.kept_s == pytest.approx(player.duration_s, abs=0.01)
        assert round(player.duration_s) in {6, 12}
    if plays:
        assert player.size_bytes > 10_000
        assert player.media_urls
    else:
        assert player.note


def _check_requests(capture: Capture) -> None:
    """Nothing is asked for more than once in one way, and no film that is there already."""
    refreshed = {entry.url for entry in capture.ledger if "/live/" in entry.url}
    asked = Counter(
        (entry.url, entry.asked, entry.referrer)
        for entry in capture.ledger
        if entry.asked is not Asked.PAGE and not entry.url.endswith("/live/180/index.m3u8")
    )
    assert set(asked.values()) <= {1}, asked
    there: set[tuple[str, str]] = set()
    for entry in capture.ledger:
        if entry.asked is Asked.AS_SHOWN and entry.resource_type == "media":
            assert (entry.url, entry.sha1) not in there or entry.url in refreshed, entry
        there.add((entry.url, entry.sha1))
