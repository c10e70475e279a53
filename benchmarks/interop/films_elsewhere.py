"""Watch every film of the matrix to its end: in Chromium alone, in pywb, in ReplayWeb.page.

    python benchmarks/interop/films_elsewhere.py [CASE...] [--out DIR] [--work DIR]

The newsroom's cases are captured into an archive of their own, the newsroom is
ended, and each film is played from the archive by each replayer, in a Chromium
that can reach nothing else. Prints a Markdown table: how far each film came, and the
requests by status; writes a picture of each player, `CASE-REPLAYER.png`. Ends with 1
when a film did not reach its end.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Error, Frame, Page, Response
from readers import install
from replayers import (
    ANSWER_S,
    REPLAYED,
    exported,
    moment_of,
    original,
    pywb_of,
    replaywebpage_of,
)
from showings import loopback_chromium

from archiver.browser import Browser as Recording
from archiver.browser import BrowserSettings
from archiver.capture import capture_page
from archiver.source import plan_target, read_post
from archiver.store import Collection
from archiver.testing import Newsroom
from archiver.testing.matrix import CASES, Case, write_posts

sys.path.append(str(Path(__file__).parents[2] / "tests" / "replaying"))
from closed import ClosedWeb, chromium, opened
from watching import HAS_FILM, Watched, stage_of, watch

CASE_NAMES = (
    *("hls", "hls-ranges", "hls-sealed", "hls-group"),
    *("dash-template", "dash-timeline", "dash-list", "dash-base", "dash-periods"),
    *("stream-json", "provider-bilibili", "provider-youku"),
    *("video-src", "video-moov-last", "audio-opus"),
)
TRIES = 3
"""How often a page is opened in which no film comes."""
REPLAYERS = ("Chromium", "pywb", "ReplayWeb.page")


@dataclass
class Showing:
    """One film in one replayer."""

    watched: Watched
    statuses: Counter[int] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    """What was asked for and answered by 400 or more."""

    def cell(self) -> str:
        """Return the cell of the table."""
        film = self.watched
        came = "end" if film.is_through else f"{film.reached_s:.1f} of {film.duration_s:.1f} s"
        lines = f", {film.height_px} lines" if film.height_px else ""
        counts = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        return f"{'' if film.is_begun else 'not begun, '}{came}{lines}; {counts}"


async def capture_all(cases: Sequence[Case], root: Path) -> dict[str, str]:
    """Capture the cases' pages into a new archive; return the id of each capture."""
    captures = {}
    posts = write_posts(cases, root / "posts")
    async with Newsroom.start() as room:
        settings = BrowserSettings(host_table=room.resolve)
        async with Recording.start(settings) as browser:
            with Collection.open(root / "archive") as collection:
                for path in posts:
                    target = plan_target(read_post(path))
                    draft = collection.draft(target)
                    capture = await capture_page(target, browser=browser, draft=draft)
                    captures[path.stem] = capture.capture_id
    return captures


async def in_chromium(root: Path, capture_id: str, case: Case, shot: Path) -> Showing:
    """Watch a case's film with the archive as the whole web."""
    with Collection.open(root / "archive", writable=False) as collection:
        web = ClosedWeb(collection, capture_id)
        async with chromium() as browser, opened(browser, web) as page:
            await page.goto(case.url, wait_until="networkidle")
            frame = await stage_of(page)
            watched = await watch(frame) if frame else Watched(error="no film")
            await page.screenshot(path=shot)
        return Showing(watched, web.statuses, web.left)


async def in_replayer(browser: Browser, start: str, shot: Path) -> Showing:
    """Watch the film of the page that a replayer shows at `start`."""
    showing = Showing(Watched(error="the page never came"))

    def heard(response: Response) -> None:
        place = REPLAYED.search(response.url)
        if place and place[2]:
            showing.statuses[response.status] += 1
            if response.status >= 400:
                showing.missing.append(f"{response.status} {original(response.url)}")

    async with a_page(browser) as page:
        page.on("response", heard)
        try:
            frame = await replayed_stage(page, start)
            if frame is not None:
                showing.watched = await watch(frame)
        except Error as failure:
            print(f"{start}: {failure}", file=sys.stderr)
        await page.screenshot(path=shot)
    return showing


@contextlib.asynccontextmanager
async def a_page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def replayed_stage(page: Page, start: str) -> Frame | None:
    """Open `start` and return the frame of the film, once it is there and quiet.

    Opened again when nothing comes: ReplayWeb.page's frame now and then asks the server
    before its service worker is there to answer.
    """
    for _ in range(TRIES):
        await page.goto(start, timeout=ANSWER_S * 1000)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_S / TRIES):
                return await coming_stage(page)
    return None


async def coming_stage(page: Page) -> Frame:
    while True:  # the caller sets the time limit
        for frame in reversed(page.frames):
            with contextlib.suppress(Error):  # it went away: some load a page more than once
                if REPLAYED.search(frame.url) and await frame.evaluate(HAS_FILM):
                    await frame.wait_for_load_state("networkidle")
                    return frame
        await asyncio.sleep(0.2)


async def watch_all(
    arguments: argparse.Namespace, cases: Sequence[Case], root: Path, work: Path
) -> dict[str, list[Showing]]:
    """Return how each case's film was shown by each of `REPLAYERS`."""
    captures = await capture_all(cases, root)
    wacz, out = exported(root / "archive", root), arguments.out
    servers = (
        pywb_of(wacz, install(work, "pywb")),
        replaywebpage_of(wacz, install(work, "replaywebpage")),
    )
    showings = {
        case.name: [await in_chromium(root, captures[case.name], case, shot_of(out, case, 0))]
        for case in cases
    }
    async with loopback_chromium(arguments.browser) as browser:
        for replayer, served in enumerate(servers, start=1):
            with served as starts:
                for case in cases:
                    start = starts(case.url, moment_of(wacz, case.url))
                    shown = await in_replayer(browser, start, shot_of(out, case, replayer))
                    showings[case.name].append(shown)
    return showings


def shot_of(out: Path, case: Case, replayer: int) -> Path:
    return out / f"{case.name}-{REPLAYERS[replayer].partition('.')[0].lower()}.png"


def tell(showings: dict[str, list[Showing]]) -> None:
    """Print the table, and below it what was missing and what players said."""
    print(f"| case | {' | '.join(REPLAYERS)} |\n|---|{'---|' * len(REPLAYERS)}")
    for name, shown in showings.items():
        print(f"| {name} | {' | '.join(showing.cell() for showing in shown)} |")
    for name, shown in showings.items():
        for replayer, showing in zip(REPLAYERS, shown, strict=True):
            words = [*Counter(showing.missing), *filter(None, [showing.watched.error])]
            for word in words:
                print(f"{name}, {replayer}: {word}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    words.add_argument("cases", nargs="*", default=CASE_NAMES, help="names of cases (default: all)")
    words.add_argument("--out", type=Path, default=Path(), help="folder for the pictures")
    words.add_argument("--work", type=Path, help="folder for the two installations, kept")
    words.add_argument("--browser", type=Path, help="a Chromium (default: as `archiver run`)")
    arguments = words.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    cases = [case for case in CASES if case.name in set(arguments.cases)]
    if unknown := set(arguments.cases) - {case.name for case in cases}:
        words.error(f"no such case: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as passing:
        work: Path = arguments.work or Path(passing, "work")
        work.mkdir(parents=True, exist_ok=True)
        showings = asyncio.run(watch_all(arguments, cases, Path(passing), work.absolute()))
    tell(showings)
    through = [showing.watched.is_through for shown in showings.values() for showing in shown]
    sys.exit(0 if all(through) else 1)


if __name__ == "__main__":
    main()
