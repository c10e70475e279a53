"""Captures shown again after their capture, and later, and what the checks make of it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings
from archiver.errors import BrowserGoneError, FormatError
from archiver.jobs import (
    ArchiveSettings,
    JobSettings,
    Judge,
    PageAdvanced,
    PageDone,
    PageReplayed,
    Plan,
    ReplayJob,
    ReplaySettings,
    archive,
    replay_capture,
    replaying,
)
from archiver.models import Finding, LostAt
from archiver.replay import Shown
from archiver.store import CaptureSummary, Collection, kept_replay
from archiver.testing import Newsroom

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]
NAMES = ("001-stone-bridge", "006-lantern-market")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object]]:
    """An archive of two articles, each replayed at once, and what the job told."""
    folder = tmp_path_factory.mktemp("replaying")
    told: list[object] = []
    async with Newsroom.start() as room:
        paths = [path for path in room.write_posts(folder / "posts") if path.stem in NAMES]
        with Collection.open(folder / "archive") as collection:
            await archive(
                Plan(paths),
                collection,
                settings=ArchiveSettings(
                    job=JobSettings(host_delay_s=0),
                    browser=BrowserSettings(host_table=room.resolve),
                    capture=CaptureSettings(extract=False),
                    replay=ReplaySettings(),
                ),
                listener=told.append,
            )
    return folder / "archive", told


@pytest.fixture
def root(made: tuple[Path, list[object]], tmp_path: Path) -> Path:
    """A copy of the archive, to be harmed."""
    return Path(shutil.copytree(made[0], tmp_path / "archive"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with Browser.start(BrowserSettings()) as started:
        yield started


def lost(findings: tuple[Finding, ...]) -> list[Finding]:
    return [each for each in findings if each.lost_at is LostAt.REPLAY]


def harm(collection: Collection, summary: CaptureSummary, word: str) -> str:
    """Overwrite the record of a picture that came; return its address."""
    ledger = collection.capture(summary.capture_id).ledger
    entry = next(each for each in ledger if word in each.url and each.record and each.status == 200)
    assert entry.record is not None
    with collection.volume(entry.record.filename).open("r+b") as stream:
        stream.seek(entry.record.offset + 12)
        stream.write(b"\xff" * (entry.record.length_bytes - 16))
    return entry.url


async def test_a_run_that_replays_keeps_how_each_page_came_out(
    made: tuple[Path, list[object]],
) -> None:
    root, told = made
    phases = {event.slug for event in told if isinstance(event, PageAdvanced)}
    replays = {e.slug for e in told if isinstance(e, PageAdvanced) and e.phase == "replay"}
    assert replays == phases
    done = [event for event in told if isinstance(event, PageDone)]
    assert len(done) == len(NAMES)
    with Collection.open(root, writable=False) as collection:
        for event in done:
            replay = kept_replay(collection, event.capture.slug, event.capture.capture_id)
            assert replay is not None
            assert (replay.leaks, replay.looks, replay.capture.error) == ((), (), "")
            assert not replay.is_clocked
            assert lost(event.report.findings) == []


async def test_what_was_kept_and_is_not_shown_is_a_finding_of_the_check(
    root: Path, browser: Browser
) -> None:
    with Collection.open(root) as collection:
        (summary,) = [s for s in collection.captures() if s.slug.startswith("001")]
        with Judge(collection) as judge:
            before = judge.report_of(summary)
            assert lost(before.findings) == []
        url = harm(collection, summary, "bridge-dawn.jpg")
        with Judge(collection) as judge:
            post = judge.post_of(summary)
            assert judge.report_of(summary) == before
        settings = ReplaySettings()
        found = await replay_capture(
            collection, summary.capture_id, post, browser=browser, settings=settings, keeps=False
        )
        assert not found.is_faithful
        with Judge(collection) as judge:
            assert judge.report_of(summary) == before
            without = judge.report_with(summary, found.replay)
        await replay_capture(
            collection, summary.capture_id, post, browser=browser, settings=settings
        )
        with Judge(collection) as judge:
            report = judge.report_of(summary)
    assert {each.check for each in lost(report.findings)} >= {"P4", "M3"}
    assert [e.fingerprint for e in without.findings] == [e.fingerprint for e in report.findings]
    (picture,) = [each for each in lost(report.findings) if each.check == "M3"]
    assert picture.subject == url
    assert picture.record is not None
    (leak,) = [each for each in lost(report.findings) if each.subject == url and each.check == "P4"]
    assert leak.evidence["addresses"] == url
    assert [each for each in report.findings if each.lost_at is not LostAt.REPLAY] == list(
        before.findings
    )


async def test_a_picture_that_is_too_large_to_compare_is_held_against_by_its_bytes(
    root: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    state_of_shown = replaying.state_of_shown

    def too_large(shown: Shown, **more: object) -> object:
        if shown.screenshots:
            raise FormatError("cannot be read")
        return state_of_shown(shown, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(replaying, "state_of_shown", too_large)
    with Collection.open(root, writable=False) as collection:
        (summary,) = [s for s in collection.captures() if s.slug.startswith("001")]
        found = await replay_capture(
            collection,
            summary.capture_id,
            None,
            browser=browser,
            settings=ReplaySettings(),
            keeps=False,
        )
    assert found.replay.is_identical
    assert found.difference is not None
    assert found.difference.picture is None


async def test_a_job_goes_on_when_one_capture_cannot_be_shown(root: Path) -> None:
    told: list[PageReplayed] = []
    with Collection.open(root) as collection:
        captures = collection.captures()
        with collection.volume(_volume(collection)).open("r+b") as stream:
            record = _capture_record(collection, captures[0])
            stream.seek(record + 12)
            stream.write(b"\xff" * 64)
        with Judge(collection) as judge:
            job = ReplayJob(
                collection,
                captures,
                post_of=judge.post_of,
                settings=ReplaySettings(),
                browser=BrowserSettings(),
                listener=told.append,
            )
            await job.run(2)
    assert len(told) == 2
    broken = next(each for each in told if each.summary == captures[0])
    whole = next(each for each in told if each.summary == captures[1])
    assert broken.replayed is None
    assert broken.error
    assert whole.replayed is not None
    assert whole.replayed.is_faithful


async def test_a_capture_of_which_the_browser_dies_is_told_as_not_shown(
    root: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object, **__: object) -> object:
        raise BrowserGoneError("its renderer")

    with Collection.open(root) as collection:
        summary = collection.captures()[0]
        capture = collection.capture(summary.capture_id)
        with Judge(collection) as judge:
            post = judge.post_of(summary)
        with monkeypatch.context() as patch:
            patch.setattr(replaying, "show_again", dies)
            await replaying.keep_outcome(
                collection, capture, post, browser=browser, settings=ReplaySettings()
            )
        with Judge(collection) as judge:
            (finding,) = lost(judge.report_of(summary).findings)
        assert "its replay does not show it" in finding.message
        assert "its renderer" in finding.message
        nothing = replace(capture, snapshot=None, capture_id="0")
        await replaying.keep_outcome(
            collection, nothing, post, browser=browser, settings=ReplaySettings()
        )
        assert kept_replay(collection, capture.slug, "0") is None


def _volume(collection: Collection) -> str:
    (path,) = (collection.root / "warc").iterdir()
    return path.name


def _capture_record(collection: Collection, summary: CaptureSummary) -> int:
    (record,) = [
        each
        for each in collection.records(summary.capture_id)
        if each.entry.url.startswith("urn:archiver:capture:")
    ]
    return record.pointer.offset
