"""`archiver open`: what it says without a display, and the window itself, unseen."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archiver.browser import BrowserSettings
from archiver.cli import opening
from archiver.cli.program import app
from archiver.errors import StorageError, UsageError
from archiver.store import Collection


def open_(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["open", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(opening.sys, "platform", "linux")


@pytest.mark.usefixtures("folder", "no_display")
def test_without_a_display_it_says_what_to_do_instead() -> None:
    with pytest.raises(UsageError, match=r"`archiver review archive`, or come by `ssh -X`"):
        open_("whole")


@pytest.mark.usefixtures("folder", "no_display")
def test_a_name_that_is_none_is_said_before_that() -> None:
    with pytest.raises(UsageError, match="did you mean 'whole'"):
        open_("whol")
    with pytest.raises(UsageError, match="is the beginning of no capture"):
        open_("whole", "--capture", "2001")
    with pytest.raises(StorageError, match="nowhere"):
        open_("whole", "nowhere")


def test_a_display_is_where_the_environment_says_so(
    no_display: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not opening.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert opening.has_display()


@pytest.mark.browser
async def test_the_window_is_there_until_the_process_is_told_to_end(folder: Path) -> None:
    with Collection.open(folder / "archive", writable=False) as collection:
        (summary,) = collection.captures("whole")
        asyncio.get_running_loop().call_later(4.0, os.kill, os.getpid(), signal.SIGINT)
        watching = opening.watch(collection, summary.capture_id, BrowserSettings())
        assert await asyncio.wait_for(watching, 60) == ()


@pytest.mark.browser
async def test_a_capture_that_is_not_there_opens_no_window(folder: Path) -> None:
    with (
        Collection.open(folder / "archive", writable=False) as collection,
        pytest.raises(StorageError, match="no such capture"),
    ):
        await opening.watch(collection, "nothing", BrowserSettings())
