"""What archiver needs from the machine, looked at one by one."""

from __future__ import annotations

import asyncio
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from rich.text import Text

from archiver import __version__
from archiver.browser import HOW_TO_GET_ONE, Browser, BrowserSettings
from archiver.cli.terminal import out, size, words
from archiver.config import read_config
from archiver.errors import ArchiverError
from archiver.reports import count

_ROOM_BYTES = 1_000_000_000
"""A page of pictures and films takes tens of megabytes: less than this ends soon."""

DRIVER_PACKAGE = "libatomic1"
"""Debian's package with the library that Playwright's Node.js needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was looked at."""

    name: str
    found: str
    fine: bool = True
    optional: bool = False
    """Captures work without it, less well."""
    remedy: str = ""


def examine() -> list[Fact]:
    """Look at everything; starts the browser once. Takes about a second."""
    driver = _driver()
    return [_versions(), *([_browser()] if driver is None else [driver]), _fonts(), _room()]


def print_health(health: list[Fact], *, quiet: bool = False) -> None:
    """Print what was found, with the remedy of what is missing."""
    console = out()
    for fact in health:
        if quiet and fact.fine:
            continue
        sign, style = (
            ("✓", "green") if fact.fine else ("!", "yellow") if fact.optional else ("✗", "red")
        )
        line = Text.assemble((f"{sign} ", f"bold {style}"), f"{fact.name:<9} ", words(fact.found))
        console.print(line, soft_wrap=True)
        if fact.remedy:
            console.print(Text(" " * 12) + words(fact.remedy, "dim"), soft_wrap=True)


def _versions() -> Fact:
    parts = [f"archiver {__version__}", f"Python {platform.python_version()}"]
    parts += [f"{name} {metadata.version(name)}" for name in ("playwright", "fastwarc")]
    return Fact(name="versions", found=", ".join(parts))


def _driver() -> Fact | None:
    """Try the program that Playwright brings along; None when it runs.

    It is a Node.js of Playwright's own, and needs one library that small
    Debian systems do not have.
    """
    command = [sys.executable, "-m", "playwright", "--version"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode == 0:
        return None
    words_of_it = done.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
    return Fact(
        name="driver",
        found=f"Playwright's own program does not run: {words_of_it[0]}",
        fine=False,
        remedy=f"Debian, Ubuntu: `apt-get install {DRIVER_PACKAGE}`",
    )


def _browser() -> Fact:
    """Start the browser that a job would start, and close it."""

    async def version() -> str:
        async with Browser.start(
            BrowserSettings(executable=read_config(Path()).browser)
        ) as browser:
            return f"{browser.environment.browser} at {browser.executable}"

    try:
        return Fact(name="browser", found=asyncio.run(asyncio.wait_for(version(), 60)))
    except (ArchiverError, TimeoutError) as error:
        message = str(error) or "the browser did not start within a minute"
        remedy = "" if HOW_TO_GET_ONE in message else HOW_TO_GET_ONE
        return Fact(name="browser", found=message, fine=False, remedy=remedy)


def _fonts() -> Fact:
    """Ask fontconfig for fonts that hold Chinese; without one, pages show boxes."""
    remedy = "Debian, Ubuntu: `apt-get install fonts-noto-cjk`"
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        if sys.platform == "darwin":
            return Fact(name="fonts", found="those of macOS")
        return Fact(
            name="fonts",
            found="fontconfig is not there, so nobody knows",
            fine=False,
            optional=True,
            remedy=remedy.replace("fonts", "fontconfig fonts"),
        )
    listed = subprocess.run([fc_list, ":lang=zh", "family"], capture_output=True, check=False)
    families = {line for line in listed.stdout.decode(errors="replace").splitlines() if line}
    if families:
        return Fact(name="fonts", found=f"{count(len(families), 'family')} with Chinese")
    found = "none with Chinese: such text is drawn as boxes"
    return Fact(name="fonts", found=found, fine=False, optional=True, remedy=remedy)


def _room() -> Fact:
    folder = read_config(Path()).output
    while not folder.exists():
        folder = folder.parent if folder.parent != folder else Path()
    free = shutil.disk_usage(folder).free
    fine = free > _ROOM_BYTES
    remedy = "" if fine else "make room, or name another folder with --output"
    return Fact(name="disk", found=f"{size(free)} free", fine=fine, optional=True, remedy=remedy)
