"""What warcprox writes of a page that Chromium visits through it, read by archiver."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright
from replayers import ANSWER_S

from archiver.browser.executable import find_browser
from archiver.browser.guard import Guard
from archiver.store import Collection
from archiver.testing import Newsroom

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PAGE = "http://news.newsroom.test/2023/12/night-library/"
POST = "002-night-library.txt"


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "archiver", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@contextlib.contextmanager
def warcprox(program: Path, folder: Path, socks_port: int) -> Iterator[str]:
    """Run warcprox, which reaches its web by a SOCKS proxy; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = ["--address", "127.0.0.1", "--port", str(port), "--gzip", "--dir", "written"]
    words += ["--socks-proxy", f"127.0.0.1:{socks_port}"]
    with (folder / "warcprox.log").open("wb") as log:
        process = subprocess.Popen([program, *words], cwd=folder, stdout=log, stderr=log)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()  # it finishes what it writes
            process.wait()


async def answering(address: str) -> None:
    """Return when somebody listens; TimeoutError after ANSWER_S seconds."""
    host, _, port = address.partition(":")
    async with asyncio.timeout(ANSWER_S):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(host, int(port))
                writer.close()
                return
            await asyncio.sleep(0.1)


async def visit(address: str) -> None:
    """Have Chromium look at the page, by a proxy."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=find_browser(None, driver),
            args=["--no-sandbox"],
            proxy={"server": f"http://{address}"},
        )
        page = await browser.new_page(viewport={"width": 1280, "height": 6000})
        await page.goto(PAGE, wait_until="networkidle")
        await browser.close()


async def record(program: Path, folder: Path) -> None:
    async with Newsroom.start() as room:
        (folder / "posts").mkdir()
        (post,) = (path for path in room.posts if path.name == POST)
        (folder / "posts" / POST).write_bytes(post.read_bytes())
        async with Guard(allow_private=True, host_table=room.resolve) as guard:
            with warcprox(program, folder, guard.port) as address:
                await answering(address)
                await visit(address)


def test_what_warcprox_wrote_of_a_visit_is_checked_against_its_post(
    reader: Callable[[str], Path], tmp_path: Path
) -> None:
    asyncio.run(record(reader("warcprox"), tmp_path))
    files = [str(path) for path in (tmp_path / "written").rglob("*.warc.gz")]
    assert files, (tmp_path / "warcprox.log").read_text()
    done = run("import", *files, "--posts", "posts", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    with Collection.open(tmp_path / "archive", writable=False) as collection:
        (summary,) = collection.captures()
        capture = collection.capture(summary.capture_id)
        assert (capture.url, capture.status) == (PAGE, 200)
        kept = {entry.url: entry for entry in capture.ledger if entry.probe}
        assert sum(entry.probe.complete for entry in kept.values()) >= 9
    done = run("check", "--fixity", "--json", folder=tmp_path)
    (page,) = (json.loads(line) for line in done.stdout.splitlines() if '"findings"' in line)
    assert {finding["check"] for finding in page["findings"]} == set(), page["findings"]
