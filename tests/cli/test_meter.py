"""How far a long piece of work is: on a terminal a line with a bar, nothing elsewhere."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from archiver.cli.meter import Meter, bytes_metered, pages_metered
from archiver.cli.terminal import size

ESCAPE = "\x1b["


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=90)


def drawn(meter: Meter) -> str:
    paper = console(terminal=False)
    paper.print(meter.render())
    return paper.file.getvalue()  # type: ignore[attr-defined]  # a StringIO


def test_it_says_how_much_of_what_is_done_and_no_more_than_there_is() -> None:
    meter = Meter("copied", 2_000_000, size)
    assert "copied 0 B of 2.0 MB" in drawn(meter)
    assert "left" not in drawn(meter)
    meter.advance(1_500_000)
    assert "copied 1.5 MB of 2.0 MB" in drawn(meter)
    assert "about 0:00 left" in drawn(meter)
    meter.advance(900_000)
    assert "copied 2.0 MB of 2.0 MB" in drawn(meter)


def test_work_of_no_size_is_drawn_too() -> None:
    meter = Meter("written", 0, size)
    meter.advance(10)
    assert "written 0 B of 0 B" in drawn(meter)


@pytest.mark.parametrize(("terminal", "quiet"), [(False, False), (True, True)])
def test_nothing_is_drawn_into_a_pipe_or_beside_json(*, terminal: bool, quiet: bool) -> None:
    paper = console(terminal=terminal)
    with bytes_metered(paper, "written", 100, quiet=quiet) as advance:
        advance(50)
    assert paper.file.getvalue() == ""  # type: ignore[attr-defined]  # a StringIO


def test_on_a_terminal_lines_scroll_away_above_it_and_it_goes_at_the_end() -> None:
    paper = console(terminal=True)
    with pages_metered(paper, "shown", 3, quiet=False) as advance:
        advance(2)
        paper.print("a page")
    out = paper.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert "2 of 3 pages" in out
    assert "a page\n" in out
    assert out.rstrip().endswith("\x1b[2K")  # the line is wiped


def on_terminal(*arguments: str, cwd: Path) -> str:
    """Run archiver on a terminal of its own; return all that it wrote there."""
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    command = [sys.executable, "-m", "archiver", *arguments]
    with subprocess.Popen(command, cwd=cwd, env=environment, stdout=theirs, stderr=theirs) as run:
        os.close(theirs)
        written = bytearray()
        try:
            while chunk := os.read(ours, 1 << 16):
                written += chunk
        except OSError:  # the last one has closed it
            pass
        finally:
            os.close(ours)
        assert run.wait() == 0, written.decode()
    return written.decode()


def piped(*arguments: str, cwd: Path) -> str:
    command = [sys.executable, "-m", "archiver", *arguments]
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def test_an_export_and_an_import_tell_how_far_they_are(folder: Path) -> None:
    seen = on_terminal("export", "-o", "site.wacz", cwd=folder)
    assert "written " in seen
    assert "site.wacz: 3 articles" in seen
    seen = on_terminal("import", "site.wacz", "-o", "other", cwd=folder)
    assert "copied " in seen
    assert "3 pages of archiver's" in seen


def test_into_a_pipe_they_only_tell_what_came_of_it(folder: Path) -> None:
    out = piped("export", "-o", "site.wacz", cwd=folder)
    assert ESCAPE not in out
    assert out.startswith("site.wacz: 3 articles")
    assert out.count("\n") == 1
    out = piped("import", "site.wacz", "-o", "other", cwd=folder)
    assert ESCAPE not in out
    assert "copied" not in out
