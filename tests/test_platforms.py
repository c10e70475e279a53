"""Other systems than this one: archiver can be imported there, and uses what they have."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver import files
from archiver.decisions import folder as decisions_folder
from archiver.decisions import locked_folder
from archiver.errors import StorageError

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "archiver").rglob("*.py"))
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    "os": {
        *("O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC"),
        *("chown", "fchdir", "fchmod", "fchown", "fdatasync", "fork", "forkpty", "getegid"),
        *("geteuid", "getgid", "getloadavg", "getpgid", "getsid", "getuid", "killpg", "lockf"),
        *("mkfifo", "nice", "posix_fadvise", "posix_fallocate", "pread", "preadv", "pwrite"),
        *("readv", "sched_getaffinity", "sched_setaffinity", "sendfile", "setsid", "statvfs"),
        *("sysconf", "uname", "wait3", "wait4", "writev"),
    },
    "signal": {"SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1"},
    "loop": {"add_signal_handler", "remove_signal_handler"},
}
"""What Windows has not, or does not do."""
GUARDED = {
    "archiver/browser/chromium.py": {"geteuid"},
    "archiver/cli/installing.py": {"geteuid"},
    "archiver/cli/signals.py": {"add_signal_handler", "remove_signal_handler"},
    "archiver/decisions/writing.py": {"fchmod"},
    "archiver/files.py": {"pread", "readv"},
    "archiver/interchange/signing.py": {"fchmod"},
}
"""Where one of them is asked for before it is used."""
IMPORTING = """
import builtins, importlib, pkgutil, sys
real, hidden = builtins.__import__, set(sys.argv[1:])

def without(name, globals=None, locals=None, fromlist=(), level=0):
    # For archiver alone: what lies below it knows its own system.
    if name.split(".")[0] in hidden and str((globals or {}).get("__name__")).startswith("archiver"):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return real(name, globals, locals, fromlist, level)

builtins.__import__ = without
import archiver
count = 0
for found in pkgutil.walk_packages(archiver.__path__, "archiver."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
        count += 1
print(count)
"""


def test_every_module_can_be_imported_where_posix_is_not() -> None:
    command = [sys.executable, "-W", "error", "-c", IMPORTING, *sorted(POSIX_MODULES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= len(SOURCES) - 3


def posix_names(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
            if isinstance(node.value, ast.Call):  # asyncio.get_running_loop()
                owner = "loop"
            if node.attr in POSIX_NAMES.get(owner, ()):
                yield node.lineno, node.attr
        elif isinstance(node, ast.keyword) and node.arg in {"start_new_session", "preexec_fn"}:
            yield node.lineno, node.arg


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_only_posix_has_is_used_where_it_is_asked_for_first(path: Path) -> None:
    known = GUARDED.get(path.relative_to(ROOT).as_posix(), set())
    found = {(line, name) for line, name in posix_names(path) if name not in known}
    assert not found


@pytest.fixture
def no_folder_handles(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, which cannot open a folder."""
    for module in (files, decisions_folder):
        monkeypatch.setattr(module, "HAS_FOLDER_HANDLES", False)
    monkeypatch.setattr(decisions_folder, "WAIT_S", 0.1)


@pytest.mark.usefixtures("no_folder_handles")
def test_a_folder_is_locked_by_a_file_where_folders_have_no_handles(tmp_path: Path) -> None:
    with locked_folder(tmp_path):
        assert [each.name for each in tmp_path.iterdir()] == [".lock"]
        with (
            pytest.raises(StorageError, match="another program writes there"),
            locked_folder(tmp_path),
        ):
            pytest.fail("two hold it")


@pytest.mark.usefixtures("no_folder_handles")
def test_nothing_of_the_lock_is_left_for_version_control(tmp_path: Path) -> None:
    for _ in range(2):
        with locked_folder(tmp_path):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_folder_handles")
def test_a_folder_without_a_handle_is_synced_by_its_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object) -> int:
        raise PermissionError(13, "Windows opens no folder")

    monkeypatch.setattr(os, "open", refused)
    files.sync_folder(tmp_path)


@pytest.mark.parametrize("platform", [sys.platform, "win32"])
def test_reading_at_a_place_and_into_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with path.open("rb", buffering=0) as file:
        assert files.read_at(file.fileno(), 3, 4) == b"456"
        assert files.read_at(file.fileno(), 9, 8) == b"89"
        file.seek(0)
        first, second = bytearray(4), bytearray(4)
        got = files.read_into(file.fileno(), [memoryview(first), memoryview(second)])
        assert (first + second)[:got] == b"0123456789"[:got]
        assert got >= 4
