"""Finding a Chromium: setting, environment, Playwright's own, the system's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.async_api import Playwright

from archiver.errors import BrowserError

ENVIRONMENT = "ARCHIVER_BROWSER"
"""Names a browser's executable file."""

SYSTEM_NAMES = (
    "chromium-headless-shell",  # the lightest: no window, no address bar
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)

_HEADLESS = "headless"
"""In the name of a Chromium that has no window."""

HOW_TO_GET_ONE = (
    "get one with `archiver doctor --install` or `playwright install chromium` "
    "(Debian, Ubuntu: `apt-get install chromium`), or name one in "
    f"{ENVIRONMENT} or with --browser"
)


def find_browser(setting: Path | None, playwright: Playwright, *, windowed: bool = False) -> Path:
    """Return the executable of the first Chromium that is there; `windowed`: that has a window.

    Looked for in this order: the setting, the environment variable
    ARCHIVER_BROWSER, Playwright's own download, the system's. A setting or
    variable that names no file is an error, not a reason to look on; a variable
    that names one without a window is passed over where a window is wanted.
    Raises `BrowserError`, which says how to get one.
    """
    for what, named in (("--browser", setting), (ENVIRONMENT, os.environ.get(ENVIRONMENT))):
        if named:
            found = shutil.which(named)
            if found is None:
                raise BrowserError(f"{what} names {named}, which is no program that can be run")
            if not windowed or has_window(Path(found)):
                return Path(found)
            if named is setting:
                raise BrowserError(
                    f"{found} has no window that could be shown; name a whole Chromium by {what}"
                )
    own = Path(playwright.chromium.executable_path)
    if own.is_file():
        return own
    for name in SYSTEM_NAMES:
        if (found := shutil.which(name)) and (not windowed or has_window(Path(found))):
            return Path(found)
    what = "Chromium that has a window" if windowed else "Chromium"
    raise BrowserError(f"there is no {what}; {HOW_TO_GET_ONE}")


def has_window(executable: Path) -> bool:
    """Tell whether a Chromium has a window that could be shown, by its file's name."""
    return _HEADLESS not in executable.name
