"""What is kept of eighty-odd ways to embed a medium: by archiver and by two plain scripts.

archiver   capture_page into a collection; read back from the WARC files
har        Playwright: record_har_path, goto, networkidle (15 s at most), scroll, close
response   Playwright: the same steps, response.body() in a page.on("response") handler

Every tool shows the same pages of the newsroom in the same Chromium, behind the same
SOCKS5 proxy. An address is kept when its whole bytes are there, by their digest: a 206
of the whole file counts, pieces do not. Ends with 1 unless archiver keeps everything
and names the outcome of every player.

    python benchmarks/embeds.py --verbose
    python benchmarks/embeds.py --only hls,dash
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import page_cost
from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response, ViewportSize, async_playwright
from rich.console import Console
from rich.table import Table

from archiver.browser import Browser, BrowserSettings, Limits, find_browser
from archiver.browser.guard import Guard
from archiver.capture import CaptureSettings, Experience, capture_page
from archiver.models import Capture, PlayerState
from archiver.rules import read_rulebook
from archiver.source import plan_target, read_post
from archiver.store import Collection as Archive
from archiver.testing.matrix import (
    CASES,
    Case,
    films,
    loaders,
    pictures,
    players,
    providers,
    sheets,
    streams,
    walls,
    write_posts,
)
from archiver.testing.matrix.gates import RATE_PAUSE_S

GROUPS = {
    "pictures": (*pictures.CASES, *loaders.CASES, *sheets.CASES),
    "walls": walls.CASES,
    "films": films.CASES,
    "streams": streams.CASES,
    "players": (*players.CASES, *providers.CASES),
}
TOOLS = ("archiver", "har", "response")
VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
IDLE_S = 15.0
LAST_S = 1.0
"""What scrolling asked for gets so long: networkidle comes once for each document."""
CLOSE_S = 15.0
REST_S = RATE_PAUSE_S * 1.5
SCROLL = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    scrollTo(0, y); await new Promise((done) => setTimeout(done, 100));
  }
}"""

Bodies = set[tuple[str, str]]
"""Addresses and the digests of what was kept for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one tool did with one case."""

    kept: frozenset[str]
    """Of the addresses that were promised."""
    wall_s: float
    outcome: str = "-"
    named: bool = True
    """False when the player's outcome or provider is not what the case says."""


class Tool(Protocol):
    """Shows the page of a case, and gives back what it kept."""

    def __call__(self, case: Case) -> Awaitable[tuple[Bodies, Capture | None]]:
        """Return the bodies, and the capture of the one tool that makes one."""
        ...


@dataclass(slots=True)
class ArchiverTool:
    """archiver, with one collection for all cases."""

    browser: Browser
    archive: Archive
    folder: Path
    experiences: dict[str, Experience] = field(default_factory=dict)
    """By the text of their rules: what one page taught, the next one knows."""

    async def __call__(self, case: Case) -> tuple[Bodies, Capture | None]:
        """Archive the page of a case and read its records again."""
        settings = self._settings(case)
        experience = self.experiences.setdefault(case.rules, Experience(settings.rulebook))
        (path,) = write_posts([case], self.folder / "posts")
        target = plan_target(read_post(path))
        capture = await capture_page(
            target,
            browser=self.browser,
            draft=self.archive.draft(target),
            settings=settings,
            experience=experience,
        )
        return await asyncio.to_thread(self._bodies, capture, case.keeps), capture

    def _settings(self, case: Case) -> CaptureSettings:
        files = []
        if case.rules:
            files.append(self.folder / f"{case.name}.toml")
            files[0].write_text(case.rules, encoding="utf-8")
        limits = Limits() if case.film_bytes is None else Limits(film_bytes=case.film_bytes)
        return CaptureSettings(
            limits=limits,
            rulebook=read_rulebook(tuple(files)),
            all_variants=case.name == "variants",
        )

    def _bodies(self, capture: Capture, wanted: Collection[str]) -> Bodies:
        pointers = {(e.url, e.record) for e in capture.ledger if e.record and e.url in wanted}
        return {(url, digest(self.archive.answer_at(at).body)) for url, at in pointers}


@dataclass(slots=True)
class HarTool:
    """A plain script that has Playwright write a HAR file."""

    browser: PlaywrightBrowser
    folder: Path

    async def __call__(self, case: Case) -> tuple[Bodies, Capture | None]:
        """Show the page of a case, and read the bodies in the HAR file."""
        path = self.folder / f"{case.name}.har"
        context = await self.browser.new_context(
            viewport=VIEWPORT,
            record_har_path=path,
            record_har_content="embed",
        )
        await look_through(await context.new_page(), case.url)
        await context.close()
        return await asyncio.to_thread(bodies_of_har, path), None


@dataclass(slots=True)
class ResponseTool:
    """A plain script that asks each answer for its body as it comes."""

    browser: PlaywrightBrowser

    async def __call__(self, case: Case) -> tuple[Bodies, Capture | None]:
        """Show the page of a case, and keep every body that Playwright gives."""
        bodies: Bodies = set()
        tasks: set[asyncio.Task[None]] = set()

        async def keep(response: Response) -> None:
            with suppress(PlaywrightError):
                bodies.add((response.url, digest(await response.body())))

        context = await self.browser.new_context(viewport=VIEWPORT)
        page = await context.new_page()
        page.on("response", lambda response: tasks.add(asyncio.create_task(keep(response))))
        await look_through(page, case.url)
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSE_S)
        await context.close()
        await asyncio.gather(*tasks)
        return bodies, None


async def look_through(page: Page, url: str) -> None:
    """Load a page, wait for silence, scroll to its end."""
    with suppress(PlaywrightError):
        await page.goto(url, wait_until="networkidle", timeout=IDLE_S * 1000)
    with suppress(PlaywrightError):
        await page.evaluate(SCROLL)
        await page.wait_for_timeout(LAST_S * 1000)


def bodies_of_har(path: Path) -> Bodies:
    """Return what a HAR file holds: text as it is, other bodies in base64."""
    bodies: Bodies = set()
    for entry in json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]:
        content = entry["response"]["content"]
        text = content.get("text")
        if text is not None:
            base = content.get("encoding") == "base64"
            bodies.add(
                (entry["request"]["url"], digest(base64.b64decode(text) if base else text.encode()))
            )
    return bodies


def digest(data: bytes) -> str:
    """Return the digest by which bodies are told apart."""
    return hashlib.sha1(data).hexdigest()


def promised(case: Case, ports: Mapping[str, int]) -> dict[str, str]:
    """Return the digest of every address of a case, asked for as those who get it ask."""
    digests = {}
    for url in case.keeps:
        if is_rated(url):
            time.sleep(REST_S)
        parts = urlsplit(url)
        client = http.client.HTTPConnection("127.0.0.1", ports[parts.hostname or ""], timeout=10)
        sent = {"Host": parts.netloc} | ({"Referer": case.opens} if case.opens else {})
        client.request("GET", f"{parts.path}?{parts.query}".rstrip("?"), headers=sent)
        answer = client.getresponse()
        if answer.status != 200:
            raise SystemExit(f"{case.name}: {url} answers {answer.status}: the matrix is wrong")
        digests[url] = digest(answer.read())
        client.close()
    return digests


def is_rated(url: str) -> bool:
    """Tell whether a host gives one picture at a time: nobody may come right behind another."""
    return "cdn-rate" in url


async def measured(tool: Tool, case: Case, wanted: Mapping[str, str]) -> Result:
    """Have a tool do one case; return what it kept and how long that took."""
    if any(map(is_rated, wanted)):
        await asyncio.sleep(REST_S)
    began = time.perf_counter()
    bodies, capture = await tool(case)
    wall_s = time.perf_counter() - began
    kept = frozenset(url for url, sha1 in wanted.items() if (url, sha1) in bodies)
    if capture is None:
        return Result(kept=kept, wall_s=wall_s)
    outcome = ", ".join(player.outcome.value for player in capture.players) or "no player"
    named = not capture.error and is_named(case, capture.players)
    return Result(kept=kept, wall_s=wall_s, outcome=capture.error or outcome, named=named)


def is_named(case: Case, states: Iterable[PlayerState]) -> bool:
    """Tell whether some player has the outcome and the provider of the case."""
    return case.outcome is None or any(
        state.outcome is case.outcome and state.provider == case.provider for state in states
    )


async def run(cases: Collection[Case]) -> dict[str, dict[str, Result]]:
    """Do every case with every tool, in turn; return the results by case and tool."""
    server = subprocess.Popen(  # noqa: ASYNC220 - nothing runs beside it yet
        [sys.executable, page_cost.__file__, "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    ports: dict[str, int] = json.loads(server.stdout.readline())

    def table(host: str, _port: int) -> tuple[str, int] | None:
        return page_cost.place(ports, host)

    guard = Guard(allow_private=False, host_table=table)
    results: dict[str, dict[str, Result]] = {}
    with tempfile.TemporaryDirectory() as name, Archive.open(Path(name) / "archive") as archive:
        async with (
            Browser.start(BrowserSettings(host_table=table)) as browser,
            guard,
            async_playwright() as playwright,
        ):
            plain = await playwright.chromium.launch(
                executable_path=find_browser(None, playwright),
                proxy={"server": f"socks5://127.0.0.1:{guard.port}"},
            )
            tools: tuple[Tool, ...] = (
                ArchiverTool(browser, archive, Path(name)),
                HarTool(plain, Path(name)),
                ResponseTool(plain),
            )
            for case in cases:
                wanted = await asyncio.to_thread(promised, case, ports)
                results[case.name] = {
                    word: await measured(tool, case, wanted)
                    for word, tool in zip(TOOLS, tools, strict=True)
                }
                print(".", end="", file=sys.stderr, flush=True)
            await plain.close()
    server.terminate()
    print(file=sys.stderr)
    return results


def group_table(groups: Mapping[str, list[Case]], results: dict[str, dict[str, Result]]) -> Table:
    """Return a row for each group, and one for all: kept of promised, outcomes, wall time."""
    table = Table("group", "cases", *(f"{word} kept" for word in TOOLS), "outcomes named")
    for word in TOOLS:
        table.add_column(f"{word}, s", justify="right")
    every = [case for cases in groups.values() for case in cases]
    for name, cases in [*groups.items(), ("all", every)]:
        count = sum(len(case.keeps) for case in cases)
        done = {word: [results[case.name][word] for case in cases] for word in TOOLS}
        with_player = [case for case in cases if case.outcome]
        named = sum(results[case.name]["archiver"].named for case in with_player)
        table.add_row(
            name,
            str(len(cases)),
            *(f"{sum(len(one.kept) for one in done[word])} of {count}" for word in TOOLS),
            f"{named} of {len(with_player)}" if with_player else "-",
            *(f"{sum(one.wall_s for one in done[word]):.0f}" for word in TOOLS),
            end_section=name == list(groups)[-1],
        )
    return table


def case_table(cases: Iterable[Case], results: dict[str, dict[str, Result]]) -> Table:
    """Return a row for each case."""
    table = Table("case", "promised", *TOOLS, "archiver's outcome", "s each")
    for case in cases:
        done = [results[case.name][word] for word in TOOLS]
        table.add_row(
            case.name,
            str(len(case.keeps)),
            *(str(len(one.kept)) for one in done),
            done[0].outcome if case.outcome else "-",
            " ".join(f"{one.wall_s:.1f}" for one in done),
        )
    return table


def shortfalls(cases: Iterable[Case], results: dict[str, dict[str, Result]]) -> list[str]:
    """Return what archiver did not keep or name."""
    found = []
    for case in cases:
        ours = results[case.name]["archiver"]
        found += [f"{case.name}: {url} is not kept" for url in case.keeps if url not in ours.kept]
        if not ours.named:
            expected = case.outcome.value if case.outcome else "no error"
            found.append(f"{case.name}: {ours.outcome}, not {expected} ({case.provider})")
    return found


def main() -> None:
    """Read the command line, run, print, and say by the exit code whether all is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", default="", help="words of cases' names, with commas")
    parser.add_argument("--verbose", action="store_true", help="a row for each case")
    options = parser.parse_args()
    words = options.only.split(",")
    cases = [case for case in CASES if any(word in case.name for word in words)]
    groups = {
        name: chosen
        for name, members in GROUPS.items()
        if (chosen := [case for case in members if case in cases])
    }
    assert sum(map(len, groups.values())) == len(cases), "a case is in no group"
    results = asyncio.run(run(cases))
    console = Console(width=150)
    if options.verbose:
        console.print(case_table(cases, results))
    console.print(group_table(groups, results))
    problems = shortfalls(cases, results)
    print("\n".join(problems) or "archiver keeps everything and names every outcome")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
