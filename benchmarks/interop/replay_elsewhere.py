"""Replay one archived page in pywb and in ReplayWeb.page, and say what came back.

    python benchmarks/interop/replay_elsewhere.py ARCHIVE URL [--out DIR] [--work DIR]

pywb goes into a virtual environment of its own and ReplayWeb.page into a folder of
its own, both through pip and npm, both below `--work` (kept for the next run when it
is named). Both replay on 127.0.0.1 in a Chromium that can reach nothing else, so
whatever is on the screenshots came from the archive. Per replayer it prints the
requests by status, the pictures drawn and the films whose clock moved, and writes
`pywb.png` and `replaywebpage.png`. Ends with 1 when the page did not replay in one.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Error, Frame, Page, Response, async_playwright
from readers import install
from replayers import (
    ANSWER_S,
    LOOPBACK_ONLY,
    REPLAYED,
    exported,
    moment_of,
    original,
    pywb_of,
    replaywebpage_of,
)

WIDTH, HEIGHT, MAX_HEIGHT = 1280, 900, 6000  # of the viewport, in pixels
SETTLE_S = 3.0

SCROLL = """async () => { const wait = ms => new Promise(done => setTimeout(done, ms));
  for (let y = 0; y < document.documentElement.scrollHeight; y += Math.max(200, innerHeight / 2)) {
    scrollTo(0, y); await wait(150); }
  scrollTo(0, 0); }"""
PICTURES = """() => [...document.images].filter(i => i.currentSrc && i.getClientRects().length)
  .map(i => [i.naturalWidth > 1 && !i.currentSrc.startsWith('data:'), i.currentSrc])"""
PLAY = """() => Promise.all([...document.querySelectorAll('video,audio')].map(async film => {
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const moved = async from => {
    film.pause(); film.currentTime = from; await wait(1000);
    film.play().catch(() => 0); await wait(1500);
    return film.currentTime - from; };
  film.muted = true;
  const start = await moved(0), middle = await moved(film.duration / 2 || 0);
  return [start, middle, film.currentSrc + (film.error ? ' ' + film.error.message : '')]; }))"""


@dataclass
class Replay:
    """What one replayer gave back: answers, pictures and films, by original URL."""

    player: str
    answers: list[tuple[int, str]] = field(default_factory=list)
    broken_off: list[str] = field(default_factory=list)
    pictures: list[tuple[bool, str]] = field(default_factory=list)
    films: list[tuple[float, float, str]] = field(default_factory=list)
    text_length: int = 0

    def table(self) -> str:
        """Return the Markdown rows: status, how many requests, and which (but for 200)."""
        rows = [f"\n{self.player}\n", "| answer | requests | which |", "|---|---|---|"]
        for status, count in sorted(Counter(status for status, _ in self.answers).items()):
            urls = sorted({url for code, url in self.answers if code == status})
            rows.append(f"| {status} | {count} | {'' if status == 200 else ' '.join(urls)} |")
        if self.broken_off:
            rows.append(
                f"| broken off | {len(self.broken_off)} | {' '.join(set(self.broken_off))} |"
            )
        drawn = sum(shown for shown, _ in self.pictures)
        rows.append(f"\n{self.text_length} characters, {drawn} of {len(self.pictures)} pictures")
        rows += [f"  not drawn: {url}" for shown, url in self.pictures if not shown]
        rows += [
            f"film moved {start:.1f} s from its start, {middle:.1f} s from its middle: {url}"
            for start, middle, url in self.films
        ]
        return "\n".join(rows)


async def replayed_frame(page: Page, url: str) -> Frame:
    """Return the frame that shows `url` from the archive, once it is there."""
    while True:  # the caller sets the time limit
        for frame in page.frames:
            place = REPLAYED.search(frame.url)
            if place and place[2] and place[3].rstrip("/") == url.rstrip("/"):
                await frame.wait_for_load_state("load", timeout=ANSWER_S * 1000)
                return frame
        await asyncio.sleep(0.2)


async def look(page: Page, frame: Frame, replay: Replay) -> None:
    """Scroll, make the window as tall as the page, count its pictures and play its films."""
    await frame.evaluate(SCROLL)
    height = await frame.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": WIDTH, "height": min(int(height) + 120, MAX_HEIGHT)})
    await asyncio.sleep(SETTLE_S)
    replay.text_length = await frame.evaluate("document.body.innerText.length")
    inner = [f for f in page.frames if (m := REPLAYED.search(f.url)) and m[2]]
    for part in inner:
        with contextlib.suppress(Error):  # a frame that went away has nothing to count
            for drawn, address in await part.evaluate(PICTURES):
                replay.pictures.append((drawn, original(address)))
            for start, middle, address in await part.evaluate(PLAY):
                replay.films.append((start, middle, original(address)))


async def visit(browser: Browser, replay: Replay, start: str, url: str, shot: Path) -> None:
    """Open `start`, wait until it shows `url`, look at it and write the screenshot."""
    context = await browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    page = await context.new_page()

    def heard(response: Response) -> None:
        place = REPLAYED.search(response.url)
        if place and place[2]:
            replay.answers.append((response.status, place[3]))

    page.on("response", heard)
    page.on("requestfailed", lambda request: replay.broken_off.append(original(request.url)))
    try:
        await page.goto(start, timeout=ANSWER_S * 1000)
        async with asyncio.timeout(2 * ANSWER_S):
            await look(page, await replayed_frame(page, url), replay)
    finally:
        await page.screenshot(path=shot)
        await context.close()


async def replay_both(arguments: argparse.Namespace, work: Path, wacz: Path) -> list[Replay]:
    """Replay the page in both, one after the other."""
    url, moment = arguments.url, moment_of(wacz, arguments.url)
    wayback, package = install(work, "pywb"), install(work, "replaywebpage")
    servers = (("pywb", pywb_of(wacz, wayback)), ("replaywebpage", replaywebpage_of(wacz, package)))
    replays = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=arguments.browser,
            args=[LOOPBACK_ONLY, "--autoplay-policy=no-user-gesture-required", "--no-sandbox"],
        )
        for player, served in servers:
            replay, shot = Replay(player), arguments.out / f"{player}.png"
            with served as starts:
                try:
                    await visit(browser, replay, starts(url, moment), url, shot)
                except (Error, TimeoutError) as failure:
                    print(f"{player}: {failure or 'the page never came'}", file=sys.stderr)
            replays.append(replay)
        await browser.close()
    return replays


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    words.add_argument("archive", type=Path, help="folder that `archiver run -o` wrote")
    words.add_argument("url", help="the archived page, as pages/pages.jsonl has it")
    words.add_argument("--out", type=Path, default=Path(), help="folder for the screenshots")
    words.add_argument("--work", type=Path, help="folder for the two installations, kept")
    words.add_argument("--browser", type=Path, help="a Chromium (default: Playwright's own)")
    arguments = words.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as passing:
        work: Path = arguments.work or Path(passing)
        work.mkdir(parents=True, exist_ok=True)
        wacz = exported(arguments.archive, Path(passing))
        replays = asyncio.run(replay_both(arguments, work.absolute(), wacz))
    for replay in replays:
        print(replay.table())
    sys.exit(0 if all(replay.text_length for replay in replays) else 1)


if __name__ == "__main__":
    main()
