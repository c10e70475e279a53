"""Pages a minute with one and with several captures at a time, taking turns.

The newsroom's articles, each several times, on one warm browser; the newsroom
runs in another process.

    python benchmarks/throughput.py --jobs 4 --rounds 3
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import page_cost

from archiver.browser import Browser, BrowserSettings
from archiver.models import Target
from archiver.source import plan_target, read_post
from archiver.store import Collection
from archiver.testing import Newsroom

COPIES = 3


async def pages_a_minute(
    jobs: int, targets: list[Target], browser: Browser, collection: Collection
) -> float:
    """Archive all targets, `jobs` at a time, and return the rate."""
    gate = asyncio.Semaphore(jobs)

    async def one(target: Target) -> None:
        async with gate:
            await page_cost.archive(browser, collection, target)

    began = time.perf_counter()
    await asyncio.gather(*(one(target) for target in targets))
    return 60 * len(targets) / (time.perf_counter() - began)


async def measure(jobs: int, rounds: int) -> None:
    """Take turns between one job and several; print the rates and their ratio."""
    server = subprocess.Popen(  # noqa: ASYNC220 - nothing runs beside it yet
        [sys.executable, page_cost.__file__, "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    ports: dict[str, int] = json.loads(server.stdout.readline())
    with tempfile.TemporaryDirectory() as folder:
        posts = [read_post(path) for path in Newsroom.write_posts(Path(folder) / "posts")]
        settings = BrowserSettings(host_table=lambda host, _port: page_cost.place(ports, host))
        rates: dict[int, list[float]] = {1: [], jobs: []}
        with Collection.open(Path(folder) / "archive") as collection:
            async with Browser.start(settings) as browser:
                for turn in range(rounds + 1):
                    for count in (1, jobs) if turn % 2 else (jobs, 1):
                        targets = [
                            dataclasses.replace(plan_target(post), slug=f"{post.slug}-{copy}")
                            for copy in range(COPIES if turn else 1)
                            for post in posts
                        ]
                        rate = await pages_a_minute(count, targets, browser, collection)
                        if turn:
                            rates[count].append(rate)
        for count, measured in rates.items():
            print(f"--jobs {count}: {statistics.median(measured):.0f} pages a minute")
        ratios = [many / one for one, many in zip(rates[1], rates[jobs], strict=True)]
        print(f"ratio: {statistics.median(ratios):.2f}")
    server.terminate()


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    asyncio.run(measure(options.jobs, options.rounds))


if __name__ == "__main__":
    main()
