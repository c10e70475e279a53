"""What a replay shows, and how long it takes: the newsroom, its oddities, every way to embed.

fidelity   the newsroom's articles, two pages of its lab and the whole matrix of embeds are
           captured, the newsroom is closed, and all are replayed: a line for each page
corpus     posts of other people are captured from the stand-in web, which is closed then,
           and all are replayed: a line for each page
time       the articles are loaded, settled, pictured and read from the loopback site, and
           from the archive, in turns; medians of the ratios, round by round

    python benchmarks/replay.py fidelity
    python benchmarks/replay.py corpus --folder "$ARCHIVER_CORPUS" --posts 50
    python benchmarks/replay.py time --rounds 7
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from archiver.browser import DEFAULT_LIMITS, Browser, BrowserSettings, Visitor
from archiver.capture import CaptureSettings
from archiver.jobs import (
    ArchiveSettings,
    Event,
    JobSettings,
    Judge,
    PageFailed,
    PageReplayed,
    Plan,
    PostUnreadable,
    ReplayJob,
    ReplaySettings,
    archive,
)
from archiver.models import LostAt, PlayerOutcome, Target
from archiver.replay import show_again
from archiver.source import plain_target, plan_target, read_post
from archiver.store import Collection
from archiver.testing import Newsroom, StandInWeb
from archiver.testing.matrix import CASES, write_posts

LAB = ("http://news.newsroom.test/lab/everything", "http://news.newsroom.test/lab/tall")
POSTS = frozenset({".md", ".markdown", ".txt", ".html", ".htm"})
SLACK_S = 1.5


@dataclass
class Table:
    """Lines of the table, and what they come to."""

    judge: Judge
    identical: int = 0
    same: int = 0
    other: int = 0
    leaks: int = 0
    players: int = 0
    through: int = 0
    found: list[str] = field(default_factory=list)

    def take(self, event: PageReplayed) -> None:
        """Print the line of one page."""
        name = event.summary.slug
        if event.replayed is None:
            self.other += 1
            print(f"{name:44} not shown: {event.error}", flush=True)
            return
        replay, difference = event.replayed.replay, event.replayed.difference
        picture = difference.picture if difference else None
        looks = "identical"
        if replay.is_identical:
            self.identical += 1
        elif replay.looks or replay.capture.error or picture is None:
            looks = "OTHER"
            self.other += 1
        else:
            looks = "same but " + ("masks" if picture.masked_px else f"{picture.noise_px} px")
            self.same += 1
        asked = [each for each in replay.capture.players if each.outcome is PlayerOutcome.CAPTURED]
        through = [
            each
            for each in asked
            if each.live or not each.duration_s or (each.kept_s or 0) >= each.duration_s - SLACK_S
        ]
        self.leaks += len(replay.leaks)
        self.players += len(asked)
        self.through += len(through)
        report = self.judge.report_of(event.summary)
        lost = [each for each in report.findings if each.lost_at is LostAt.REPLAY]
        told = (
            f"{name:44} {looks:16} leaks {len(replay.leaks)}  players {len(through)}/{len(asked)}"
        )
        print(told + ("  clocked" if replay.is_clocked else ""), flush=True)
        for each in lost:
            print(f"    {each.severity} {each.check}: {each.message}", flush=True)
            self.found.append(each.check)
        for leak in replay.leaks:
            print(f"    leak: {leak[:150]}", flush=True)


async def fidelity(folder: Path) -> None:
    """Capture the newsroom, close it, replay all."""
    async with Newsroom.start() as room:
        posts = [*room.write_posts(folder / "news"), *write_posts(CASES, folder / "matrix")]
        plan = Plan(posts, pages=[plain_target(url) for url in LAB])
        await capture_all(plan, folder, BrowserSettings(host_table=room.resolve))
    await replay_all(len(plan), folder)


async def corpus(folder: Path, paths: Sequence[Path]) -> None:
    """Capture posts of other people from the stand-in web, close it, replay all."""
    plan = Plan(paths)
    posts = [item.post for item in plan if isinstance(item, Target) and item.post]
    async with StandInWeb.start(posts) as web:
        browser = BrowserSettings(
            host_table=web.resolve, trusted_keys=(web.spki_pin,), trusted_pem=web.authority_pem
        )
        await capture_all(plan, folder, browser)
    await replay_all(len(plan), folder)


def some_posts(folder: Path, number: int) -> list[Path]:
    """Return so many posts of a folder: of each folder in it the first, then the second."""
    groups: dict[Path, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in POSTS:
            groups.setdefault(path.parent, []).append(path)
    rounds = zip_longest(*groups.values())
    return [path for each in rounds for path in each if path is not None][:number]


async def capture_all(plan: Plan, folder: Path, browser: BrowserSettings) -> None:
    """Capture the pages of a plan into `folder`, and say what was not captured."""
    settings = ArchiveSettings(
        job=JobSettings(host_delay_s=0, host_jobs=2, retries=0),
        browser=browser,
        capture=CaptureSettings(extract=False),
    )

    def tell(event: Event) -> None:
        if isinstance(event, PostUnreadable):
            print(f"{event.path}: not captured: {event.reason}", flush=True)
        elif isinstance(event, PageFailed):
            why = "; ".join(each.message for each in event.report.findings)
            print(f"{event.target.slug:44} not captured: {why}", flush=True)

    with Collection.open(folder / "archive") as collection:
        done = await archive(plan, collection, settings=settings, listener=tell)
    print(f"captured {len(plan)} pages in {done.duration_s:.0f} s", flush=True)


async def replay_all(planned: int, folder: Path) -> None:
    """Replay what was captured into `folder`: a line for each page, and the sum."""
    started = time.monotonic()
    with Collection.open(folder / "archive") as collection, Judge(collection) as judge:
        table = Table(judge)
        captures = []
        for each in collection.captures():
            if each.error:
                print(f"{each.slug:44} captured without a page: {each.error}", flush=True)
            else:
                captures.append(each)
        job = ReplayJob(
            collection,
            captures,
            post_of=judge.post_of,
            settings=ReplaySettings(),
            browser=BrowserSettings(),
            listener=table.take,
        )
        await job.run(2)
    print(
        f"{len(captures)} of {planned} pages in {time.monotonic() - started:.0f} s:"
        f" {table.identical} identical,"
        f" {table.same} the same but for players or single pixels, {table.other} other;"
        f" {table.leaks} leaks; players to the end {table.through}/{table.players};"
        f" findings of the replay {len(table.found)}"
    )


async def loaded(browser: Browser, target: Target) -> float:
    """Return how long it takes to load, settle, picture and read a page from its site."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as spool:
        visitor = Visitor(
            browser,
            target,
            spool=Path(spool),
            sink=lambda _: None,
            limits=DEFAULT_LIMITS,
            on_phase=lambda *_: None,
        )
        visit = await visitor.run()
    assert not visit.error, visit.error
    return time.monotonic() - started


async def times(folder: Path, rounds: int) -> None:
    """Load from the site and from the archive in turns."""
    async with Newsroom.start() as room:
        posts = room.write_posts(folder / "news")
        settings = ArchiveSettings(
            job=JobSettings(host_delay_s=0, jobs=1),
            browser=BrowserSettings(host_table=room.resolve),
            capture=CaptureSettings(extract=False),
        )
        with Collection.open(folder / "archive") as collection:
            await archive(Plan(posts), collection, settings=settings, listener=lambda _: None)
            captures = {each.slug: each.capture_id for each in collection.captures()}
            targets = [plan_target(read_post(path)) for path in posts]
            targets = [each for each in targets if each.slug in captures and each.html is None]
            async with Browser.start(settings.browser) as browser:
                ratios: list[float] = []
                for number in range(rounds + 1):
                    site = shown = 0.0
                    for target in targets:
                        site += await loaded(browser, target)
                        started = time.monotonic()
                        await show_again(collection, captures[target.slug], browser=browser)
                        shown += time.monotonic() - started
                    if number:  # the first round warms up
                        ratios.append(shown / site)
                    print(
                        f"round {number}: {len(targets)} pages, from the site"
                        f" {site / len(targets):.2f} s a page, from the archive"
                        f" {shown / len(targets):.2f} s: {shown / site:.2f}",
                        flush=True,
                    )
    low, high = min(ratios), max(ratios)
    print(f"replay / load: {statistics.median(ratios):.2f} ({low:.2f} to {high:.2f})")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("fidelity", "corpus", "time"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the posts of `corpus` are")
    parser.add_argument("--posts", type=int, default=50)
    parser.add_argument("--keep", type=Path, help="an empty folder for the archive, to be kept")
    options = parser.parse_args()
    if options.what == "corpus" and not (options.folder and options.folder.is_dir()):
        parser.error("name the folder of the posts with --folder")
    with tempfile.TemporaryDirectory(prefix="replay-") as made:
        folder = options.keep or Path(made)
        if options.what == "fidelity":
            asyncio.run(fidelity(folder))
        elif options.what == "corpus":
            asyncio.run(corpus(folder, some_posts(options.folder, options.posts)))
        else:
            asyncio.run(times(folder, options.rounds))


if __name__ == "__main__":
    main()
