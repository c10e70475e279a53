"""The way to a person's browser: a private file, and where there is a person at all."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from archiver.cli import browser_door
from archiver.cli.browser_door import door, has_browser, is_remote

URL = "http://127.0.0.1:8765/secret/#mill/0123456789abcdef"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No display, no ssh, a temporary folder of its own."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_the_file_is_for_this_user_alone_and_removed(tmp_path: Path) -> None:
    with door(URL) as path:
        assert path.stat().st_mode & 0o777 == 0o600
        assert "secret" not in str(path)
        text = path.read_text()
        assert f"url={URL}" in text
        assert '<meta name="referrer" content="no-referrer">' in text
        assert "<script" not in text
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_removed_after_an_error_and_may_be_gone_already(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), door(URL):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with door(URL) as path:
        path.unlink()


def test_an_address_cannot_end_its_attribute() -> None:
    with door('http://127.0.0.1/"><script>alert(1)</script>') as path:
        assert "<script" not in path.read_text()


def test_two_doors_are_two_files() -> None:
    with door(URL) as one, door(URL) as other:
        assert one != other


@pytest.mark.parametrize(
    ("platform", "is_terminal", "environment", "expected"),
    [
        ("linux", True, {"DISPLAY": ":0"}, True),
        ("linux", True, {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", True, {}, False),
        ("linux", True, {"DISPLAY": ""}, False),
        ("linux", False, {"DISPLAY": ":0"}, False),
        ("linux", True, {"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a"}, True),
        ("linux", True, {"SSH_CONNECTION": "a"}, False),
        ("darwin", True, {}, True),
        ("darwin", True, {"SSH_TTY": "/dev/ttys1"}, False),
        ("darwin", False, {}, False),
    ],
)
def test_a_browser_is_there_where_a_person_sees_it(
    monkeypatch: pytest.MonkeyPatch, platform, is_terminal, environment, expected
) -> None:
    monkeypatch.setattr(browser_door.sys, "platform", platform)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_browser() is expected
    assert is_remote() is any(name.startswith("SSH") for name in environment)
