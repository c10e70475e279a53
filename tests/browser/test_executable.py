"""Where a browser is looked for, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from archiver.browser.executable import ENVIRONMENT, find_browser
from archiver.errors import BrowserError


def _program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def _playwright(own: Path) -> Any:
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(own)))


def test_setting_then_environment_then_playwrights_then_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting, named = _program(tmp_path / "setting"), _program(tmp_path / "named")
    own, system = _program(tmp_path / "own"), _program(tmp_path / "bin" / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv(ENVIRONMENT, str(named))
    assert find_browser(setting, _playwright(own)) == setting
    assert find_browser(None, _playwright(own)) == named
    monkeypatch.delenv(ENVIRONMENT)
    assert find_browser(None, _playwright(own)) == own
    own.unlink()
    assert find_browser(None, _playwright(own)) == system
    system.unlink()
    with pytest.raises(BrowserError, match="archiver doctor --install"):
        find_browser(None, _playwright(own))


def test_a_setting_that_names_nothing_is_an_error_not_a_hint(tmp_path: Path) -> None:
    with pytest.raises(BrowserError, match=r"--browser names .*gone"):
        find_browser(tmp_path / "gone", _playwright(tmp_path))


def test_where_a_window_is_wanted_a_chromium_without_one_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, whole = (
        _program(tmp_path / "bin" / name) for name in ("chromium-headless-shell", "chromium")
    )
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv(ENVIRONMENT, str(small))
    nothing = _playwright(tmp_path / "own")
    assert find_browser(None, nothing) == small
    assert find_browser(None, nothing, windowed=True) == whole
    assert find_browser(whole, nothing, windowed=True) == whole
    with pytest.raises(BrowserError, match=r"has no window .* by --browser"):
        find_browser(small, nothing, windowed=True)
    whole.unlink()
    with pytest.raises(BrowserError, match=r"no Chromium that has a window; .*--install"):
        find_browser(None, nothing, windowed=True)
