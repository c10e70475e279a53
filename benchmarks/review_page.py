"""How quick the review page is in a browser: an archive of 20,000 articles, a page 28,000 px high.

The archive is built where there is none (some minutes; see `review_archive.py`), with its
reports kept as `archiver run` keeps them. Then `archiver review` serves it, and Chromium
opens it, a window of 1,280 x 900. Times are those of the browser's own clock, where the
clock of the machine is the one that counts: let nothing else run, or let this come first
(`sudo chrt --rr 2 python ...`), as the runs below did on two cores that others used too.

    first paint    from the start of the navigation to the queue with its first rows drawn;
                   the first time the server has just been started, and reads reports still
    all items      until the last of them is in the page
    a key          from the key to the frame that shows the next item: its row and its
                   sentence, `ArrowDown` and `Y`, 200 presses each; and until its evidence
                   is there too, at four presses a second
    scrolling      the list, by the wheel: frames, and tasks of more than 50 ms
    tall page      of which no more is loaded than what is near the window
    memory         of the server, and of the page's scripts

    python benchmarks/review_page.py /dev/shm/review-20000

    server         answers 1.6 s after its start
    first paint    rows drawn after 461 ms, then 412 ms, 95 of 100 536, most 536
                   first contentful paint 484 ms, 95 of 100 636, most 636
                   the first article's sentence 447 ms, 95 of 100 536, most 536
    all items      60,001 after 5.6 s
                   3 tasks of more than 50 ms meanwhile, the longest 128
    ArrowDown      next item 33 ms, 95 of 100 66, most 118
    y              next item 46 ms, 95 of 100 92, most 175
    evidence       there after 34 ms, 95 of 100 40, most 48, at four presses a second
    scrolling      234 frames, 17 ms, 95 of 100 17, most 67; 2 later than 34 ms
                   0 tasks of more than 50 ms, 173,254 px, 18 rows in the document
    tall page      672 ms to its change; 4 of 28 strips loaded
                   112 ms to row 2,000, 162 ms to row 12,000, 80 ms to row 27,000; 17 loaded
    memory         server 658 MB, the page's scripts 34 MB, 686 elements

`--static` writes the page as files, too, and opens it from the disk:

    python benchmarks/review_page.py /dev/shm/review-1000 --articles 1000 --static

    static         written in 89 s: 7,636 files, 105 MB
                   rows drawn after 174 ms

`--unread` leaves the articles unjudged, as no archive is that `archiver run` made and this
version has checked since: the page has to show what is known, and say that it goes on.

    python benchmarks/review_page.py /dev/shm/review-new --articles 2000 --unread

    2,000 articles built in 18 s, 0 judged in 1 s
    server         answers 1.8 s after its start
    first paint    rows drawn after 450 ms
    judging        after 0 s 63 items: 'Looking at the articles: 21 of 2,000.'
    judging        after 5 s 1,529 items: 'Looking at the articles: 509 of 2,000.'
    judging        after 10 s 2,311 items: 'Looking at the articles: 770 of 2,000.'
    judging        after 15 s 2,311 items: 'Looking at the articles: 770 of 2,000.'
    judging        after 20 s 6,001 items: ''

Ends with 1 when the first paint takes a second or more, or a key 100 ms in 5 of 100 presses.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import review_archive
from playwright.sync_api import Browser, Page, Request, ViewportSize, sync_playwright

from archiver.browser.executable import SYSTEM_NAMES

WINDOW: ViewportSize = {"width": 1280, "height": 900}
FIRST_PAINT_MS, KEY_MS = 1_000.0, 100.0
ROUNDS = 5
WHEEL_PX, WHEELS = 900, 150
JUMPS = (2_000, 12_000, 27_000)
SCRIPT = Path(__file__).with_suffix(".js").read_text()
"""What takes the times, in the page."""


class Misses(list[str]):
    """Targets that are not met."""

    def check(self, name: str, taken_ms: float, most_ms: float) -> None:
        """Note a time that is too long."""
        if taken_ms >= most_ms:
            self.append(f"{name}: {taken_ms:,.0f} ms, not below {most_ms:,.0f}")


def say(name: str, text: str) -> None:
    """Print one line of the table."""
    print(f"{name:15}{text}", flush=True)


def spread(taken: Sequence[float]) -> str:
    """Return median, 95 of 100, and the most of some times."""
    return f"{statistics.median(taken):.0f} ms, 95 of 100 {slow(taken):.0f}, most {max(taken):.0f}"


def slow(taken: Sequence[float]) -> float:
    """Return the time within which 95 of 100 are."""
    return sorted(taken)[max(0, round(len(taken) * 0.95) - 1)]


@contextmanager
def served(archive: Path, snapshots: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Yield the address of the page that `archiver review` serves, and its process."""
    command = [sys.executable, "-m", "archiver", "review", str(archive), "--no-open", "--json"]
    command += ["--by", "Ann", "--snapshots", str(snapshots)]
    begun = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = json.loads(server.stdout.readline())["url"]
        say("server", f"answers {time.perf_counter() - begun:.1f} s after its start")
        yield address, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def opened(browser: Browser, address: str) -> Page:
    """Return the page, at its first rows."""
    context = browser.new_context(viewport=WINDOW, device_scale_factor=1)
    page = context.new_page()
    page.add_init_script(SCRIPT)
    page.goto(address, wait_until="commit")
    page.evaluate("watch.until('painted')")
    return page


def first_paint(browser: Browser, address: str, misses: Misses) -> None:
    """Tell when the page shows something, each time in a new context."""
    rows, paints, named = [], [], []
    for _ in range(ROUNDS):
        page = opened(browser, address)
        page.evaluate("watch.until('sentence')")
        told = page.evaluate("watch")
        rows.append(told["painted"])
        paints.append(told["contentful"])
        named.append(told["sentence"])
        page.context.close()
    say("first paint", f"rows drawn after {rows[0]:.0f} ms, then {spread(rows[1:])}")
    say("", f"first contentful paint {spread(paints)}")
    say("", f"the first article's sentence {spread(named)}")
    misses.check("first paint", rows[0], FIRST_PAINT_MS)


def all_items(page: Page) -> None:
    """Tell when all items are there."""
    whole_ms = page.evaluate("watch.until('whole')")
    items = page.evaluate("archiver.items.all.length")
    tasks = page.evaluate("watch.tasks.filter((each) => each > 50)")
    most = max(tasks, default=0)
    say("all items", f"{items:,} after {whole_ms / 1000:.1f} s")
    say("", f"{len(tasks)} tasks of more than 50 ms meanwhile, the longest {most:.0f}")


def keys(page: Page, key: str, presses: int, pause_s: float) -> tuple[list[float], list[float]]:
    """Press a key; return how long the next item took, and how long its evidence."""
    page.evaluate("watch.reset()")
    for _ in range(presses):
        page.keyboard.press(key)
        page.evaluate("watch.until('shown')")
        time.sleep(pause_s)
    page.wait_for_timeout(500)
    told = page.evaluate("({shown: watch.seen, evidence: watch.evidence})")
    assert len(told["shown"]) == presses, f"{len(told['shown'])} of {presses} shown"
    return told["shown"], told["evidence"]


def all_keys(page: Page, presses: int, misses: Misses) -> None:
    """Tell how long keys take."""
    page.locator(".queue-list").focus()
    for key in ("ArrowDown", "y"):
        shown, _ = keys(page, key, presses, 0)
        say(f"{key}", f"next item {spread(shown)}")
        misses.check(key, slow(shown), KEY_MS)
    _, evidence = keys(page, "ArrowDown", 40, 0.25)
    say("evidence", f"there after {spread(evidence)}, at four presses a second")
    page.evaluate("watch.until('sent')")


def scrolling(page: Page) -> None:
    """Tell how smoothly the list scrolls."""
    box = page.locator(".queue-list").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 90, box["y"] + 200)
    page.evaluate("watch.startFrames()")
    for _ in range(WHEELS):
        page.mouse.wheel(0, WHEEL_PX)
    told = page.evaluate("watch.endFrames()")
    frames = told["frames"]
    late = sum(each > 34 for each in frames)
    tasks = [each for each in told["tasks"] if each > 50]
    say("scrolling", f"{len(frames)} frames, {spread(frames)}; {late} later than 34 ms")
    say("", f"{len(tasks)} tasks of more than 50 ms, {told['scrolled']:,} px, "
        f"{told['rows']} rows in the document")  # fmt: skip


def tall_page(page: Page) -> None:
    """Tell what of a tall page is loaded, and when its picture is there."""
    asked: set[str] = set()

    def note(request: Request) -> None:
        path = request.url.partition("/pictures/")[2]
        if path.startswith(review_archive.TALL) and path.endswith(".png"):
            asked.add(path)

    page.on("request", note)
    opened_ms = page.evaluate("(slug) => watch.open(slug)", review_archive.TALL)
    page.wait_for_timeout(1_000)
    strips = -(-review_archive.TALL_PX // 1024)
    say("tall page", f"{opened_ms:.0f} ms to its change; {len(asked)} of {strips} strips loaded")
    jumps = [page.evaluate("(row) => watch.jump(row)", row) for row in JUMPS]
    page.wait_for_timeout(1_000)
    taken = ", ".join(
        f"{each:.0f} ms to row {row:,}" for row, each in zip(JUMPS, jumps, strict=True)
    )
    say("", f"{taken}; {len(asked)} loaded")


def memory(page: Page, server: psutil.Process) -> None:
    """Tell what is held in memory."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    held = server.memory_info().rss
    elements = page.evaluate("document.querySelectorAll('*').length")
    say("memory", f"server {held >> 20:,} MB, the page's scripts {int(used) >> 20:,} MB, "
        f"{elements:,} elements")  # fmt: skip


def unread(page: Page) -> None:
    """Tell how the page goes on while articles are judged."""
    begun = time.perf_counter()
    while True:
        told: dict[str, Any] = page.evaluate("watch.told()")
        seconds = time.perf_counter() - begun
        say("judging", f"after {seconds:.0f} s {told['items']:,} items: {told['text'][:90]!r}")
        if told["isWhole"]:
            return
        page.wait_for_timeout(5_000)


def static(archive: Path, browser: Browser, folder: Path) -> None:
    """Write the page as files, and open it from the disk."""
    command = [sys.executable, "-m", "archiver", "review", str(archive), "--json"]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--static", str(folder / "site")], check=True, capture_output=True, text=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    say("static", f"written in {time.perf_counter() - begun:.0f} s: {told['files']:,} files, "
        f"{told['size_bytes'] / 1e6:,.0f} MB")  # fmt: skip
    page = opened(browser, (folder / "site" / "index.html").as_uri())
    say("", f"rows drawn after {page.evaluate('watch.painted'):.0f} ms")
    page.context.close()


def measure(archive: Path, options: argparse.Namespace, browser: Browser) -> Misses:
    """Measure all; return what is missed."""
    misses = Misses()
    with tempfile.TemporaryDirectory() as scratch:
        with served(archive, Path(scratch) / "snapshots") as (address, server):
            if options.unread:
                page = opened(browser, address)
                say("first paint", f"rows drawn after {page.evaluate('watch.painted'):.0f} ms")
                misses.check("first paint", page.evaluate("watch.painted"), FIRST_PAINT_MS)
                unread(page)
                return misses
            first_paint(browser, address, misses)
            page = opened(browser, address)
            all_items(page)
            all_keys(page, options.presses, misses)
            scrolling(page)
            tall_page(page)
            memory(page, server)
            page.context.close()
        if options.static:
            static(archive, browser, Path(scratch))
    return misses


def chromium() -> str:
    """Return the program of the browser."""
    found = (shutil.which(name) for name in SYSTEM_NAMES)
    return os.environ.get("ARCHIVER_BROWSER") or next(filter(None, found))


def main() -> int:
    """Build the archive when it is not there, measure, return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--static", action="store_true", help="write the page as files, too")
    parser.add_argument("--unread", action="store_true", help="build it without any report")
    options = parser.parse_args()
    if not options.archive.exists():
        judged = 0 if options.unread else options.articles
        review_archive.build(options.archive, options.articles, judged=judged)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        misses = measure(options.archive, options, browser)
        browser.close()
    for miss in misses:
        print(f"missed: {miss}")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
