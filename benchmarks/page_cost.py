"""What archiving a page costs, against only looking at it, in one interleaved run.

archiver   load, record, settle, three screenshots, snapshot, commit, check
bare-png   Playwright: goto, scroll through, screenshot(full_page=True); nothing kept
bare-jpeg  Playwright: goto, one full-page JPEG by DevTools; nothing kept

Wall time and processor time of the whole process tree (a control group of its
own; needs root), per page, as medians of ratios round by round. The pages come
from another process, which is not counted.

    python benchmarks/page_cost.py --rounds 9
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import async_playwright

from archiver.browser import Browser, BrowserSettings, find_browser
from archiver.capture import capture_page
from archiver.compare import check
from archiver.models import Target
from archiver.source import plain_target, plan_target, read_post
from archiver.store import Collection
from archiver.testing import Newsroom

VIEWPORT = {"width": 1280, "height": 720}
POSTS = ("001-stone-bridge", "002-night-library", "007-snow-train")
TALL = "http://news.newsroom.test/lab/tall"

Work = Callable[[Target], Awaitable[None]]


class ControlGroup:
    """Counts the processor time of this process and all that it starts."""

    def __init__(self) -> None:
        first = Path("/sys/fs/cgroup/cpuacct")
        self._v1 = first.is_dir()
        self._folder = (first if self._v1 else Path("/sys/fs/cgroup")) / f"page-cost-{os.getpid()}"

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Move this process in; leave and remove the group at the end."""
        self._folder.mkdir()
        (self._folder / "cgroup.procs").write_text(str(os.getpid()))
        try:
            yield
        finally:
            (self._folder.parent / "cgroup.procs").write_text(str(os.getpid()))
            time.sleep(1)
            self._folder.rmdir()

    def seconds(self) -> float:
        """Return the processor time used so far, user and system."""
        if self._v1:
            return int((self._folder / "cpuacct.usage").read_text()) / 1e9
        usage = (self._folder / "cpu.stat").read_text().split()
        return int(usage[usage.index("usage_usec") + 1]) / 1e6


async def serve() -> None:
    """Run the newsroom until standard input ends; its ports go to standard output."""
    async with Newsroom.start() as room:
        print(json.dumps({host: address[1] for host, address in room.hosts.items()}), flush=True)
        await asyncio.to_thread(sys.stdin.read)


async def bare_png(browser: PlaywrightBrowser, target: Target) -> None:
    """Look at a page as scripts do: scroll through it, take the full-page picture."""
    context = await browser.new_context(viewport=VIEWPORT)
    page = await context.new_page()
    await page.goto(target.url, wait_until="load")
    await page.evaluate(
        """async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
             scrollTo(0, y); await new Promise(done => requestAnimationFrame(done)); }
           scrollTo(0, 0); }"""
    )
    await page.screenshot(full_page=True)
    await context.close()


async def bare_jpeg(browser: PlaywrightBrowser, target: Target) -> None:
    """Look at a page in the cheapest way: load it, one JPEG by DevTools."""
    context = await browser.new_context(viewport=VIEWPORT)
    page = await context.new_page()
    await page.goto(target.url, wait_until="load")
    session = await context.new_cdp_session(page)
    size = (await session.send("Page.getLayoutMetrics"))["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": 1280, "height": size["height"], "scale": 1}
    picture = await session.send(
        "Page.captureScreenshot",
        {"format": "jpeg", "quality": 80, "captureBeyondViewport": True, "clip": clip},
    )
    base64.b64decode(picture["data"])
    await context.close()


async def archive(browser: Browser, collection: Collection, target: Target) -> None:
    """Archive a page and check it, as a job does."""
    draft = collection.draft(target)
    capture = await capture_page(target, browser=browser, draft=draft)
    assert not capture.error, capture.error
    collection.save_report(await asyncio.to_thread(check, target.post, capture))


async def measure(rounds: int, names: list[str]) -> None:
    """Run all three on every page, round by round, and print the ratios."""
    server = subprocess.Popen(  # noqa: ASYNC220 - nothing runs beside it yet
        [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    ports: dict[str, int] = json.loads(server.stdout.readline())
    group = ControlGroup()
    with tempfile.TemporaryDirectory() as folder, group.entered():
        paths = Newsroom.write_posts(Path(folder) / "posts")
        targets = [plan_target(read_post(path)) for path in paths if path.stem in names]
        targets.append(plain_target(TALL))
        with Collection.open(Path(folder) / "archive") as collection:
            await run_rounds(rounds, targets, group, ports, collection)
    server.terminate()


async def run_rounds(
    rounds: int,
    targets: list[Target],
    group: ControlGroup,
    ports: dict[str, int],
    collection: Collection,
) -> None:
    """Take turns: each round does every page by every way, the order rotating."""
    rules = ",".join(f"MAP {host}:80 127.0.0.1:{port}" for host, port in ports.items())
    settings = BrowserSettings(host_table=lambda host, _port: place(ports, host))
    async with Browser.start(settings) as browser, async_playwright() as playwright:
        bare = await playwright.chromium.launch(
            executable_path=find_browser(None, playwright),
            args=[f"--host-resolver-rules={rules}", "--disable-features=LocalNetworkAccessChecks"],
        )
        ways: dict[str, Work] = {
            "archiver": lambda target: archive(browser, collection, target),
            "bare-png": lambda target: bare_png(bare, target),
            "bare-jpeg": lambda target: bare_jpeg(bare, target),
        }
        print(f"{browser.executable}, {browser.environment.browser}, {rounds} rounds")
        for target in targets:
            report(target, await compare_ways(rounds, ways, target, group))
        await bare.close()


async def compare_ways(
    rounds: int, ways: dict[str, Work], target: Target, group: ControlGroup
) -> dict[str, list[tuple[float, float]]]:
    """Return (wall, processor) seconds of each round by way; the first round warms up."""
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    names = list(ways)
    for turn in range(rounds + 1):
        for name in names[turn % 3 :] + names[: turn % 3]:
            began, used = time.perf_counter(), group.seconds()
            await ways[name](target)
            cost = (time.perf_counter() - began, group.seconds() - used)
            if turn:
                costs[name].append(cost)
    return costs


def report(target: Target, costs: dict[str, list[tuple[float, float]]]) -> None:
    """Print a page's medians, and the medians of the ratios round by round."""
    print(f"\n{target.slug}")
    for name, rounds in costs.items():
        wall, processor = (statistics.median(column) for column in zip(*rounds, strict=True))
        line = f"  {name:10} wall {wall:5.2f} s  processor {processor:5.2f} s"
        if name != "archiver":
            ratios = [
                [
                    ours[column] / theirs[column]
                    for ours, theirs in zip(costs["archiver"], rounds, strict=True)
                ]
                for column in (0, 1)
            ]
            line += "  archiver/{}: wall {:.2f}, processor {:.2f}".format(
                name, *(statistics.median(column) for column in ratios)
            )
        print(line, flush=True)


def place(ports: dict[str, int], host: str) -> tuple[str, int] | None:
    """Return where a host of the newsroom is."""
    return ("127.0.0.1", ports[host]) if host in ports else None


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--posts", default=",".join(POSTS))
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    asyncio.run(serve() if options.serve else measure(options.rounds, options.posts.split(",")))


if __name__ == "__main__":
    main()
