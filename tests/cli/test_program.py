"""The program as a whole: help, start-up, errors in one sentence, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archiver import errors
from archiver.cli import program


def archiver(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archiver", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_and_every_exit_code(tmp_path: Path) -> None:
    done = archiver("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("run", "check", "list", "show", "demo", "doctor"):
        assert f"\n  {command} " in done.stdout
    tree = [getattr(errors, name) for name in dir(errors) if name.endswith("Error")]
    codes = {error.exit_code for error in tree} | {0, 130, program.BUG_EXIT_CODE}
    for code in codes:
        assert f"\n    {code} " in done.stdout


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, archiver.cli; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"playwright", "lxml", "PIL", "warcio", "sqlite3", "asyncio", "rich"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rum"], "No such command 'rum'"),
        (["run", "--jobs", "0", "."], "--jobs"),
        (["run"], "nothing: name post files, folders of posts, or addresses to archive"),
        (["run", "nowhere/"], "nowhere: no such file or folder"),
        (["run", "ftp://x/"], "only http and https addresses"),
        (["show", "x"], "archive"),
        (["check", "nowhere"], "nowhere"),
    ],
)
def test_a_mistake_gets_one_sentence_and_no_traceback(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = archiver(*arguments, cwd=tmp_path)
    assert done.returncode in {2, 4}
    assert done.stdout == ""
    assert done.stderr.startswith("archiver: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_a_wrong_setting_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "archiver.toml").write_text("job = 3\n", encoding="utf-8")
    done = archiver("list", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "archiver: archiver.toml: unknown key 'job'; did you mean 'jobs'?\n",
    )


def test_a_browser_that_is_not_there_is_named_with_how_to_get_one(tmp_path: Path) -> None:
    done = archiver("doctor", cwd=tmp_path, ARCHIVER_BROWSER="/nowhere/chromium")
    assert done.returncode == 6
    assert "/nowhere/chromium" in done.stdout
    assert "archiver doctor --install" in done.stdout


def test_a_playwright_that_does_not_run_is_no_bug_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("words\n", encoding="utf-8")
    done = archiver("run", "a.md", cwd=tmp_path, PLAYWRIGHT_NODEJS_PATH="/bin/false")
    assert done.returncode == 6
    assert "Playwright's own program does not run" in done.stderr.splitlines()[-1]
    done = archiver("doctor", cwd=tmp_path, PLAYWRIGHT_NODEJS_PATH="/bin/false")
    assert done.returncode == 6
    assert "apt-get install libatomic1" in done.stdout


def test_an_unexpected_exception_is_a_bug_with_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("boom\x1b[2J")

    monkeypatch.setattr(program, "app", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        program.main([])
    assert ended.value.code == program.BUG_EXIT_CODE
    (log,) = tmp_path.glob("archiver-bug-*.log")
    assert "RuntimeError: boom" in log.read_text(encoding="utf-8")
    said = capsys.readouterr().err
    assert said == (f"archiver: this is a bug in archiver (RuntimeError: boom); its log is {log}\n")


def test_a_traceback_is_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> int:
        raise errors.OutOfSpaceError("archive/: the disk is full")

    monkeypatch.setattr(program, "app", full)
    for debug, expected in (("", False), ("1", True)):
        monkeypatch.setenv("ARCHIVER_DEBUG", debug)
        with pytest.raises(SystemExit) as ended:
            program.main([])
        assert ended.value.code == 3
        assert ("Traceback" in capsys.readouterr().err) is expected
