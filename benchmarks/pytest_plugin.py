"""What articles cost as tests: 2,000 of them, one item each, then one for each of ten checks.

An archive is built where there is none, and judged once, as `archiver run` leaves it. Then,
each in a process of its own:

    start-up     what importing the plugin adds to a pytest that does not use it (-X importtime)
    collection   pytest --collect-only, as pytest itself counts it
    first run    nothing is judged yet, as after an update; then -n 2, where xdist is installed
    run          all is judged; then -n 2, whose own work is more than that of such tests
    per check    half and all of the articles, ten checks each: time and memory of the process

    python benchmarks/pytest_plugin.py /dev/shm/pytest-2000

Ends with 1 when collection takes more than 1.5 s, a run more than 10 s, 20,000 items more
than 400 MB, or start-up more than 30 ms.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from archiver.formats import sha1_digest
from archiver.jobs import Judge
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Target,
)
from archiver.source import ReadingOptions, read_kept
from archiver.store import Collection

MOMENT = datetime(2026, 3, 4, tzinfo=UTC)
ARTICLES, CHECKS = 2_000, "M1,M2,M3,M4,M5,C1,C2,T1,T3,O1"
COLLECT_S, RUN_S, MEMORY_MB, START_MS = 1.5, 10.0, 400, 30.0
TOTAL = re.compile(r"in (\d+\.\d+)s")


@dataclass(frozen=True, slots=True)
class Told:
    """What one run of pytest cost, and its last line."""

    wall_s: float
    own_s: float
    """As pytest counts it, from its start on."""
    cpu_s: float
    """Of its processes, start-up and all: what a machine without other work would take."""
    memory_mb: float
    last: str


def build(root: Path, articles: int) -> None:
    """Make an archive whose articles are judged; one that is there is taken."""
    if (root / "archiver.sqlite3").exists():
        return
    with Collection.open(root) as collection:
        for number in range(articles):
            commit(collection, number)
        with Judge(collection) as judge:
            for summary in collection.captures():
                judge.report_of(summary)


def commit(collection: Collection, number: int) -> None:
    """Put an article of six paragraphs into the archive; every tenth has lost one."""
    url, slug = f"https://site.test/{number}/", f"article-{number:05}"
    texts = [f"Paragraph {each} of article {number}: the ferry leaves at six." for each in range(6)]
    body = "\n\n".join([f"---\ntitle: Article {number}\n---", *texts])
    options = ReadingOptions(base_url=url)
    post = read_kept(body.encode(), Path(f"/posts/{number:05}.md"), slug=slug, options=options)
    draft = collection.draft(Target(slug=slug, url=url, origin=PageOrigin.SITE, post=post))
    shown = [f"Article {number}", *(texts[:4] if number % 10 == 1 else texts)]
    blocks = [["p", {}, [0, 40 * at, 600, 30], [text]] for at, text in enumerate(shown)]
    tree = ["html", {}, None, [["body", {}, [0, 0, 640, 400], blocks]]]
    data = f"<!doctype html><title>{number}</title>".encode()
    document = Exchange(
        url=url,
        method="GET",
        request_headers=(),
        started_at=MOMENT,
        status=200,
        response_headers=(("Content-Type", "text/html"),),
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        mime="text/html",
        resource_type="document",
        protocol="h2",
    )
    frame = FrameSnapshot(url=url, parent=None, tree=tree)
    capture = Capture(
        capture_id=draft.capture_id,
        slug=slug,
        url=url,
        origin=PageOrigin.SITE,
        started_at=MOMENT,
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(
            url=url, title=f"Article {number}", width_px=640, height_px=400, frames=(frame,)
        ),
        ledger=(draft.add(document),),
        environment=Environment(
            archiver="0",
            browser="",
            user_agent="",
            viewport_width_px=640,
            viewport_height_px=400,
            platform="",
        ),
    )
    draft.commit(capture, [], "")


def forget(root: Path) -> None:
    """Take away what was judged, as an update of archiver does."""
    with contextlib.closing(sqlite3.connect(root / "archiver.sqlite3")) as catalog:
        catalog.execute("DELETE FROM reports")
        catalog.commit()


def pytest(root: Path, *arguments: str, **settings: str) -> Told:
    """Run pytest over an archive, alone with archiver's plugin."""
    command = [
        sys.executable,
        "-c",
        MEASURED,
        str(root),
        "-q",
        "--tb=no",
        "-p",
        "no:cacheprovider",
    ]
    command += [
        "-p",
        "no:asyncio",
        "-p",
        "no:randomly",
        "-p",
        "no:hypothesispytest",
        "-r",
        "N",
        "-W",
        "ignore",
        *arguments,
    ]
    environment = {**compiled(root.parent), **settings}
    begun = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=root, env=environment, check=False
    )
    wall = time.perf_counter() - begun
    *_, last, used = ["", "", *done.stdout.strip().splitlines()]
    seconds = TOTAL.search(last)
    if not seconds:
        sys.exit(done.stdout[-2_000:] + done.stderr[-2_000:])
    memory, cpu = map(float, used.split())
    return Told(wall, float(seconds[1]), cpu, memory, last)


MEASURED = """
import resource, sys, pytest
code = pytest.main(sys.argv[1:])
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(used[0].ru_maxrss / 1024, sum(each.ru_utime + each.ru_stime for each in used))
"""


def compiled(folder: Path) -> dict[str, str]:
    """Return an environment in which Python keeps what it compiles, as it does by itself."""
    kept = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def start_up_ms(folder: Path) -> float:
    """Return what importing the plugin adds to pytest's start: the best of nine."""
    code = "import pytest; import archiver.pytest_plugin"
    found = []
    for _ in range(9):
        command = [sys.executable, "-X", "importtime", "-c", code]
        told = subprocess.run(
            command, capture_output=True, text=True, check=True, env=compiled(folder)
        ).stderr
        lines = told.splitlines()
        own = [line for line in lines if re.search(r"\| {1,3}archiver", line)]
        found.append(sum(int(line.split("|")[1]) for line in own) / 1_000)
    return min(found)


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    chosen = parser.parse_args()
    whole, half = chosen.folder / "whole", chosen.folder / "half"
    build(whole, chosen.articles)
    build(half, chosen.articles // 2)
    start = start_up_ms(chosen.folder)
    print(f"start-up of an unused plugin   {start:8.1f} ms")
    for words in ((), ("-n", "2")) if find_spec("xdist") else ((),):
        cold = chosen.folder / "cold"
        shutil.copytree(whole, cold)
        forget(cold)
        row(f"first run {' '.join(words)}", pytest(cold, *words))
        shutil.rmtree(cold)
    pytest(whole)  # compiles what is imported, and judges what is not judged
    collected = pytest(whole, "--collect-only")
    run = pytest(whole)
    row("collection", collected)
    row("run, one process", run)
    if find_spec("xdist"):
        row("run, -n 2", pytest(whole, "-n", "2"))
    per_check = ("--archive-granularity=check",)
    pytest(half)
    row("per check, half", pytest(half, *per_check, ARCHIVER_SELECT=CHECKS))
    checks = pytest(whole, *per_check, ARCHIVER_SELECT=CHECKS)
    row("per check, all", checks)
    fine = collected.own_s <= COLLECT_S and run.own_s <= RUN_S
    return int(not (fine and checks.memory_mb < MEMORY_MB and start <= START_MS))


def row(name: str, told: Told) -> None:
    """Print one figure."""
    print(
        f"{name:<28} {told.own_s:8.2f} s  {told.wall_s:6.2f} s wall  {told.cpu_s:6.2f} s CPU  "
        f"{told.memory_mb:6.0f} MB  {told.last.strip('= ')}"
    )


if __name__ == "__main__":
    sys.exit(main())
