"""Opening a person's own browser at an address with a secret in it."""

from __future__ import annotations

import html
import os
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
_REMOTE = ("SSH_CONNECTION", "SSH_TTY")
"""Set by sshd for what it starts: sshd(8), ssh(1)."""
_PAGE = """\
<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={url}">
<title>archiver review</title>
<p><a href="{url}">archiver review</a></p>
"""


def has_browser() -> bool:
    """Tell whether a person is there to see one: a terminal, and a display."""
    if not sys.stdout.isatty():
        return False
    if sys.platform in {"darwin", "win32"}:
        return not is_remote()  # the display of those is the one of the machine
    return any(map(os.environ.get, _DISPLAYS))


def is_remote() -> bool:
    """Tell whether the person sits at another machine, and came by ssh."""
    return any(map(os.environ.get, _REMOTE))


@contextmanager
def door(url: str) -> Iterator[Path]:
    """Yield a file, for this user alone, that leads on to an address; it is removed after.

    A browser is started with the file: every user of the machine can see the arguments of
    a program, and the address is a secret.
    """
    handle, name = tempfile.mkstemp(prefix="archiver-review-", suffix=".html")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_PAGE.format(url=html.escape(url)))
        yield path
    finally:
        path.unlink(missing_ok=True)


def open_browser(path: Path) -> None:
    """Open a file in the person's browser, at once; where there is none, nothing happens.

    Some browsers are a command that ends when the browser does: nobody waits for it.
    """
    threading.Thread(target=webbrowser.open, args=(path.as_uri(),), daemon=True).start()
