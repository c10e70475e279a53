#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2024.4.15"]
# ///
"""What a developer runs: `nox -s tests`, or `python3 noxfile.py tests` with no nox at all.

Run by itself, this file first sets up everything in a private `.venv`
(.ci/bootstrap.py); under plain nox every session has an environment of its own.
Words after `--` go to the program: `python3 noxfile.py tests -- -k warc`.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

if __name__ == "__main__":
    runpy.run_path(str(ROOT / ".ci" / "bootstrap.py"), run_name="__main__")

import nox  # noqa: E402 - where it is missing, the lines above have brought it

PYPROJECT = nox.project.load_toml(ROOT / "pyproject.toml")

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["tests", "lint", "types"]
nox.options.reuse_venv = "yes"

_TESTS_FAILED, _NO_TESTS = 1, 5
"""Exit codes of pytest; with the first, all others have run."""


def prepare(session: nox.Session, *groups: str) -> None:
    """Install archiver for editing, and what some dependency groups name."""
    tools = nox.project.dependency_groups(PYPROJECT, *groups)
    wanted = ["--editable", ".[standin]", *tools]
    if session.venv_backend != "none":
        session.install(*wanted)
        return
    # The one environment of bootstrap.py: asking pip again costs seconds, so only after a change.
    note = Path(sys.prefix) / f"has-{'-'.join(groups) or 'archiver'}"
    state = " ".join([*wanted, *PYPROJECT["project"]["dependencies"]])
    if not note.exists() or note.read_text(encoding="utf-8") != state:
        pip = ["python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        session.run(*pip, *wanted, external=True)
        note.write_text(state, encoding="utf-8")


def need_browser(session: nox.Session) -> None:
    """Find Chromium and its fonts, or install them."""
    session.run("archiver", "doctor", "--install", "--quiet")


@nox.session
def demo(session: nox.Session) -> None:
    """Archive the built-in newsroom and check that every planted fault is found."""
    prepare(session)
    need_browser(session)
    session.run("archiver", "demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests, offline, with a real Chromium; what fails is tried once more, alone.

    Browsers on a busy machine are late at times, and one in ten thousand tests then fails.
    Both runs tell their failures, and what fails twice is broken.
    """
    prepare(session, "test")
    need_browser(session)
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    session.run("pytest", success_codes=[0, _TESTS_FAILED])
    again = ["--last-failed", "--last-failed-no-failures=none"]
    session.run("pytest", *again, success_codes=[0, _NO_TESTS])


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and form."""
    prepare(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    prepare(session, "types")
    session.run("mypy")


@nox.session(default=False)
def interop(session: nox.Session) -> None:
    """Have others read what is written, and read what others write; needs a network once.

    Readers that cannot be installed are told, and their tests skip.
    """
    prepare(session, "test")
    need_browser(session)
    readers = Path(session.create_tmp()).resolve() / "readers"
    session.run("python", str(ROOT / "benchmarks" / "interop" / "readers.py"), str(readers))
    wget = "test_what_wget_wrote_of_the_newsroom_is_checked_against_its_posts"
    tests = ["tests/interop", f"tests/cli/test_import.py::{wget}"]
    session.run("pytest", *tests, *session.posargs, env={"ARCHIVER_READERS": str(readers)})


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Run a script of benchmarks/: `bench -- kill9.py --kills 50`; page_cost.py by default."""
    prepare(session, "test")
    need_browser(session)
    script, *arguments = session.posargs or ["page_cost.py"]
    session.run("python", str(ROOT / "benchmarks" / script), *arguments)


@nox.session(default=False)
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it alone in a new environment, and run its demo."""
    prepare(session)
    folder = Path(session.create_tmp()).resolve()
    python = folder / "alone" / "bin" / "python"
    pip = ["python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    session.run(*pip, "wheel", "--no-deps", "--wheel-dir", str(ROOT / "dist"), ".")
    newest = max((ROOT / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.run("python", "-m", "venv", "--clear", "--without-pip", str(folder / "alone"))
    session.run(*pip, "--python", str(python), "install", f"{newest}[standin]")
    need_browser(session)
    with session.chdir(folder):
        command = [str(python), "-m", "archiver", "demo", "--output", str(folder / "archive")]
        session.run(*command, external=True)
