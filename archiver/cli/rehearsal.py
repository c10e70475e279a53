"""The demo's work: archive the newsroom, then hold the findings against what was planted."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from archiver.cli.progress import drawn
from archiver.cli.report import Tally, print_json, print_report
from archiver.cli.terminal import out, words
from archiver.cli.work import INTERRUPTED_EXIT_CODE, Work, stop_on_signals
from archiver.config import Config
from archiver.errors import UsageError
from archiver.jobs import JobDone, Listener, Plan, archive
from archiver.reports import count
from archiver.store import Collection
from archiver.testing import Newsroom, PlantedFault

Place = tuple[str, int | None, str]
"""Where a fault is, for comparing: the post's file name, its line, the check's id."""


def rehearse(config: Config, output: Path, *, as_json: bool) -> int:
    """Run the demo into a folder; return 0 when exactly the planted faults were found."""
    console, tally = out(), Tally()
    root = output / "archive"
    _make_room(output)
    work = Work(config=replace(config, output=root, host_delay_s=0.0))
    with Collection.open(root) as collection, drawn(console, tally, as_json=as_json) as listener:
        done, planted = asyncio.run(_archive(work, output / "posts", collection, listener))
    if done.interrupted:
        return INTERRUPTED_EXIT_CODE
    found: set[Place] = {
        (Path(page.path).name, finding.line, finding.check)
        for page in tally.pages
        for finding in page.report.findings
    }
    wanted: set[Place] = {(fault.post, fault.line, fault.check) for fault in planted}
    if as_json:
        verdict = {"found": len(found & wanted), "planted": len(wanted), "exact": found == wanted}
        print_json(console, {"event": "demo_done", **verdict})
    else:
        print_report(console, tally, duration_s=done.duration_s)
        _print_verdict(console, found, wanted)
        console.print(words(f"archive: {root}, posts: {output / 'posts'}", "dim"), soft_wrap=True)
    return 0 if found == wanted else 1


async def _archive(
    work: Work, posts: Path, collection: Collection, listener: Listener
) -> tuple[JobDone, tuple[PlantedFault, ...]]:
    async with Newsroom.start() as room:
        paths = room.write_posts(posts)
        done = await archive(
            Plan(paths),
            collection,
            settings=work.settings(host_table=room.resolve),
            listener=listener,
            on_start=stop_on_signals,
        )
        return done, room.planted


def _make_room(output: Path) -> None:
    """Remove an earlier demo; refuse a folder that holds anything else."""
    if not output.exists():
        return
    names = {path.name for path in output.iterdir()}
    if not names <= {"archive", "posts"}:
        raise UsageError(f"{output} holds other things than a demo; name another with --output")
    for name in names:
        shutil.rmtree(output / name)


def _print_verdict(console: Console, found: set[Place], wanted: set[Place]) -> None:
    if found == wanted:
        told = f"✓ found exactly the {count(len(wanted), 'planted fault')}"
        console.print(Text(told, "bold green"), soft_wrap=True)
        return
    for title, places in (
        ("planted, not found", wanted - found),
        ("found, not planted", found - wanted),
    ):
        for post, line, check in sorted(places, key=str):
            console.print(
                Text.assemble(("✗ ", "bold red"), words(f"{title}: {post}:{line} {check}"))
            )
    told = f"found {len(found & wanted)} of the {count(len(wanted), 'planted fault')}"
    console.print(Text(told, "bold red"), soft_wrap=True)
