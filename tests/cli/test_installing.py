"""Getting what is missing: which installer is asked for what, and in which order."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from archiver.cli import installing
from archiver.cli.health import Fact


def facts(*missing: str) -> list[Fact]:
    return [Fact(name=name, found="", fine=name not in missing) for name in ("browser", "fonts")]


class Machine:
    """A machine whose Python (for Playwright) and apt-get write down what they are asked."""

    def __init__(self, folder: Path, *, playwright_works: bool) -> None:
        self.log = folder / "log"
        self.log.touch()
        self.python = folder / "python"
        self._script(self.python, "playwright", 0 if playwright_works else 1)
        self._script(folder / "apt-get", "apt", 0)

    def _script(self, path: Path, name: str, code: int) -> None:
        words = f'#!/bin/sh\necho "{name} $*" >> {self.log}\n'
        path.write_text(f"{words}echo Error: no download >&2\nexit {code}\n", encoding="utf-8")
        path.chmod(0o755)

    @property
    def asked(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path, playwright_works=False)
    monkeypatch.setattr(sys, "executable", str(made.python))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return made


def test_debians_browser_comes_when_playwrights_cannot(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    installing.install_missing(facts("browser", "fonts"))
    assert machine.asked == [
        "playwright -m playwright install chromium",
        "apt --quiet --quiet --yes update",
        "apt --quiet --quiet --yes install --no-install-recommends fonts-noto-cjk chromium",
    ]
    assert "archiver: that failed: Error: no download\n" in capsys.readouterr().err


def test_fonts_alone_need_no_browser(machine: Machine) -> None:
    installing.install_missing(facts("fonts"))
    assert machine.asked[-1].endswith("install --no-install-recommends fonts-noto-cjk")
    assert len(machine.asked) == 2


def test_who_may_not_install_is_told_the_command(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    installing.install_missing(facts("browser"))
    assert machine.asked == ["playwright -m playwright install chromium"]
    assert "sudo apt-get install chromium" in capsys.readouterr().err


def test_a_driver_that_lacks_a_library_gets_it_first(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "examine", facts)
    driver = Fact(name="driver", found="libatomic.so.1", fine=False)
    installing.install_missing([driver, *facts()])
    assert machine.asked[-1].endswith("install --no-install-recommends libatomic1")
