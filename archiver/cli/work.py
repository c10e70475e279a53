"""The work of `run`, `demo` and their dry run: settings into a job, events into a report."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rich.table import Table
from rich.text import Text

from archiver.browser import Browser, BrowserSettings, Limits
from archiver.capture import CaptureSettings
from archiver.cli.progress import drawn
from archiver.cli.report import Tally, print_json, print_report
from archiver.cli.signals import off_signal, on_signal
from archiver.cli.terminal import out, print_table, words
from archiver.config import Config
from archiver.errors import PostError, UsageError
from archiver.jobs import (
    ArchiveSettings,
    Job,
    JobDone,
    JobSettings,
    Listener,
    Plan,
    ReplaySettings,
    archive,
)
from archiver.models import Post, Target, VideoChoice
from archiver.reports import count
from archiver.rules import read_rulebook
from archiver.source import plain_target, read_site, read_url_list
from archiver.store import Collection

INTERRUPTED_EXIT_CODE = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a command was asked to archive, and how."""

    config: Config
    sources: tuple[str, ...] = ()
    """Files, folders and addresses, as they stood on the command line."""
    url_list: Path | None = None
    again: bool = False
    stand_in: bool = False
    replay: bool = False
    """Show each page again, from the archive alone, once it is captured."""

    def plan(self) -> Plan:
        """Return the plan; raise `UsageError` when it names nothing that is there."""
        paths = [Path(source) for source in self.sources if "://" not in source]
        addresses = [source for source in self.sources if "://" in source]
        if self.url_list:
            addresses += read_url_list(self.url_list)
        site = read_site(self.config.site) if self.config.site else None
        plan = Plan(paths, pages=[plain_target(url) for url in addresses], site=site)
        if not len(plan):
            where = ", ".join(self.sources) or "nothing"
            raise UsageError(f"{where}: name post files, folders of posts, or addresses to archive")
        return plan

    def settings(self, **browser: object) -> ArchiveSettings:
        """Return the settings of the job's parts; more of the browser's may be given."""
        config = self.config
        capture = capture_settings(config)
        return ArchiveSettings(
            job=JobSettings(
                jobs=config.jobs,
                host_jobs=config.host_jobs,
                host_delay_s=config.host_delay_s,
                retries=config.retries,
                grace_s=config.grace_s,
                again=self.again,
            ),
            browser=replace(
                BrowserSettings(
                    executable=config.browser,
                    allow_private=config.allow_private,
                    viewport_width_px=config.viewport_width,
                    viewport_height_px=config.viewport_height,
                ),
                **browser,  # type: ignore[arg-type]  # named at the two places that call this
            ),
            capture=capture,
            replay=replay_settings(config, capture) if self.replay else None,
        )


def capture_settings(config: Config) -> CaptureSettings:
    """Return how much is captured of each page; raise `UsageError` for a wrong rule file."""
    film_bytes = config.film_mb * 1_000_000
    limits = Limits(
        film_bytes=film_bytes,
        body_bytes=max(film_bytes, Limits().body_bytes),
        media_s=config.media_s,
    )
    return CaptureSettings(
        limits=limits,
        video=VideoChoice(config.video),
        all_variants=config.variants == "all",
        rulebook=read_rulebook(config.rules),
        extract=config.extract,
    )


def replay_settings(config: Config, capture: CaptureSettings) -> ReplaySettings:
    """Return how captures that were made with some settings are shown again."""
    return ReplaySettings(
        rulebook=capture.rulebook, limits=capture.limits, difference=config.difference
    )


def print_plan(work: Work, *, as_json: bool) -> int:
    """Print which page each post would be archived from; return the exit code."""
    console, code = out(), 0
    table = Table.grid(padding=(0, 2, 0, 0))
    for item in work.plan():
        if isinstance(item, PostError):
            code = 1
            if as_json:
                facts = {"path": str(item.path), "line": item.line, "reason": item.reason}
                print_json(console, {"event": "post_unreadable", **facts})
            else:
                table.add_row(
                    words(f"{item.path}:{item.line}"), Text("unreadable", "red"), words(item.reason)
                )
            continue
        path = str(item.post.path) if item.post else ""
        if as_json:
            facts = {"slug": item.slug, "url": item.url, "origin": item.origin.value, "post": path}
            print_json(console, {"event": "page_planned", **facts})
        else:
            table.add_row(words(path or "-"), Text(item.origin.value), words(item.url))
    if not as_json:
        print_table(console, table)
    return code


def carry_out(work: Work, *, as_json: bool) -> int:
    """Archive everything, drawing the job and its report; return the exit code."""
    console, tally, plan = out(), Tally.of(work.config), work.plan()
    done: JobDone | None = None
    with Collection.open(work.config.output) as collection:
        collection.remember("site", work.config.site)
        try:
            with drawn(console, tally, as_json=as_json) as listener:
                done = asyncio.run(_archive(work, plan, collection, listener))
        finally:
            if not as_json:
                print_report(console, tally, duration_s=done.duration_s if done else None)
                if done and done.interrupted:
                    console.print(words(_what_is_left(plan, tally), "yellow"), soft_wrap=True)
                console.print(words(f"archive: {work.config.output}", "dim"), soft_wrap=True)
    return INTERRUPTED_EXIT_CODE if done.interrupted else tally.exit_code


def _what_is_left(plan: Plan, tally: Tally) -> str:
    left = len(plan) - sum(tally.verdicts.values()) - len(tally.unreadable)
    return f"stopped with {count(left, 'page')} left; the same command goes on from here"


async def _archive(work: Work, plan: Plan, collection: Collection, listener: Listener) -> JobDone:
    async with _web(work, plan) as settings:
        return await archive(
            plan, collection, settings=settings, listener=listener, on_start=stop_on_signals
        )


@asynccontextmanager
async def _web(work: Work, plan: Plan) -> AsyncIterator[ArchiveSettings]:
    """Give the job's settings: for the real web, or for a stand-in started for it."""
    if not work.stand_in:
        yield work.settings()
        return
    from archiver.testing import StandInWeb

    async with StandInWeb.start(_posts(plan)) as web:
        yield work.settings(
            host_table=web.resolve,
            trusted_keys=(web.spki_pin,),
            trusted_pem=web.authority_pem,
        )


def _posts(plan: Plan) -> list[Post]:
    return [item.post for item in plan if isinstance(item, Target) and item.post]


def stop_on_signals(job: Job[Browser]) -> None:
    """Stop the job on Ctrl-C and SIGTERM: gently, then at once, then as Python does."""
    left = 2

    def stop(number: signal.Signals) -> None:
        nonlocal left
        left -= 1
        job.stop()
        if not left:
            off_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        on_signal(number, partial(stop, number))
