"""Getting what is missing: Playwright's Chromium, else Debian's, and fonts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from archiver.cli.health import DRIVER_PACKAGE, Fact, examine

_DOWNLOAD_S = 600
_APT = ("apt-get", "--quiet", "--quiet", "--yes")


def install_missing(health: Sequence[Fact]) -> None:
    """Install the browser and the fonts that a look found missing, as far as can be.

    Playwright's own download comes first: it needs no root. Where it cannot be
    had, or lacks its system libraries, Debian's packages do. Says what it does
    on standard error; what is still missing, the next look finds.
    """
    missing = _missing(health)
    if "driver" in missing:
        _debian_packages([DRIVER_PACKAGE])
        missing = _missing(examine())
    packages = ["fonts-noto-cjk"] if "fonts" in missing else []
    if "browser" in missing and not _playwright_browser():
        packages.append("chromium")
    if packages:
        _debian_packages(packages)


def _missing(health: Sequence[Fact]) -> set[str]:
    return {fact.name for fact in health if not fact.fine}


def _playwright_browser() -> bool:
    """Download Playwright's Chromium; tell whether it came and can run here."""
    playwright = [sys.executable, "-m", "playwright"]
    _say("downloading Chromium with Playwright")
    if not _run([*playwright, "install", "chromium"]):
        return False
    if "browser" in _missing(examine()) and _may_install_packages():
        _say("installing the libraries that it needs")
        _run([*playwright, "install-deps", "chromium"])
    return "browser" not in _missing(examine())


def _may_install_packages() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _debian_packages(packages: Sequence[str]) -> None:
    names = " ".join(packages)
    if not _may_install_packages():
        _say(f"only root may install packages, and with apt-get: sudo apt-get install {names}")
        return
    _say(f"installing with apt-get: {names}")
    if _run([*_APT, "update"]):
        _run([*_APT, "install", "--no-install-recommends", *packages])


def _run(command: Sequence[str]) -> bool:
    """Run an installer; show its last words only when it failed."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            timeout=_DOWNLOAD_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _say(f"that failed: {error}")
        return False
    if done.returncode:
        _say(f"that failed: {_complaint(done.stdout.decode(errors='replace'))}")
    return done.returncode == 0


def _complaint(output: str) -> str:
    """Return the line of an installer's output that most likely says what went wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E:", "Error:", "error:"))]
    return (errors or lines[-1:] or ["it says nothing"])[0]


def _say(sentence: str) -> None:
    sys.stderr.write(f"archiver: {sentence}\n")
