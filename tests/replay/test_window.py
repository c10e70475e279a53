"""`archiver open` in a window on a screen, as a person sees it and ends it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from archiver.store import Collection

from .conftest import answered, commit
from .screen import MISSING, Screen, screen, until

WHOLE = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(400),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {' and '.join(MISSING)}"),
    pytest.mark.skipif(WHOLE is None, reason="there is no Chromium that has a window"),
]

QUAY, FERRY, GONE = "https://news.test/quay", "https://news.test/ferry", "https://gone.test/"
BLUE, GREEN, WHITE = (10, 120, 200), (20, 140, 60), (255, 255, 255)


def page(colour: tuple[int, int, int], link: str) -> bytes:
    """Return a page that is one link, in one colour."""
    style = f"position: fixed; inset: 0; background: rgb{colour}"
    return f'<!doctype html><title>Page</title><a href="{link}" style="{style}"></a>'.encode()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two articles: one leads to the other, that one out of the archive."""
    with Collection.open(tmp_path / "archive") as collection:
        for url, slug, colour, link in (
            (QUAY, "quay", BLUE, FERRY),
            (FERRY, "ferry", GREEN, GONE),
        ):
            document = answered(url, page(colour, link), resource_type="document")
            commit(collection, document, url=url, slug=slug)
    return tmp_path / "archive"


@asynccontextmanager
async def opened(on: Screen, archive: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the command until it ends; it must have ended within the block."""
    command = (sys.executable, "-m", "archiver", "open", "quay", str(archive))
    environment = {k: v for k, v in on.environment.items() if k != "WAYLAND_DISPLAY"}
    running = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=archive.parent,
        env=environment,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            os.killpg(running.pid, signal.SIGKILL)
            await running.wait()


async def said(running: asyncio.subprocess.Process) -> str:
    """Wait for the end of the command; return what it printed."""
    out, _ = await asyncio.wait_for(running.communicate(), 90)
    return out.decode()


def in_session(leader: int) -> list[int]:
    """Return the processes that a command started and that are still there."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


async def test_links_lead_through_the_archive_and_its_end_is_told_on_the_page(
    archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "screen").mkdir()
    async with screen(tmp_path / "screen") as on, opened(on, archive) as running:
        await on.shows(BLUE)
        # As wide as the page was at its capture, and a scroll bar.
        assert on.width_of(BLUE) == pytest.approx(815, abs=20)
        await on.click()
        await on.shows(GREEN)
        await on.click()
        await on.shows(WHITE)
        assert running.returncode is None
        await on.press("ctrl+w")  # the last tab, and with it the window
        out = await said(running)
        assert running.returncode == 0, out
    assert "the network is closed" in out
    assert "1 address that you or the page asked for" in out
    assert f"GET {GONE}" in out


async def test_ctrl_c_closes_the_window_and_leaves_nothing_behind(
    archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "screen").mkdir()
    async with screen(tmp_path / "screen") as on, opened(on, archive) as running:
        await on.shows(BLUE)
        assert len(in_session(running.pid)) > 1
        running.send_signal(signal.SIGINT)
        out = await said(running)
        assert running.returncode == 0, out
        await until(lambda: not in_session(running.pid), "Chromium's end")
        assert on.colour() != BLUE
    assert "Traceback" not in out
    assert "not in the archive" not in out


async def test_a_screen_that_is_not_there_is_told_in_a_sentence(archive: Path) -> None:
    async with opened(Screen(":987", archive), archive) as running:
        out = await said(running)
    assert running.returncode == 6, out
    assert "does not start" in out
    assert "Traceback" not in out
