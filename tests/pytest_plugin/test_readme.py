"""What README.md shows of the plugin is what it says."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import archiver.pytest_plugin

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_output_shown_is_what_pytest_prints(suite) -> None:
    _, _, shown = README.partition("$ pytest --archive=archive\n")
    wanted = [line.rstrip() for line in shown.split("```")[0].splitlines() if line.strip()]
    assert len(wanted) > 8
    said = [line.rstrip() for line in suite.run("--archive=archive").outlines]
    assert [line for line in wanted if line not in said] == []


def test_the_test_shown_uses_fixtures_that_are_there() -> None:
    _, _, rest = README.partition("```python\nfrom archiver.pytest_plugin")
    names: dict[str, Any] = {}
    exec("from archiver.pytest_plugin" + rest.split("```")[0], names)
    (used,) = set(inspect.signature(names["test_page"]).parameters) - {"server"}
    told = re.findall(r"`(\w+)`", README.partition("writes those that\nchanged.")[2][:200])
    assert {"article", "archive", "newsroom"} < set(told)
    for name in (used, *told):
        assert hasattr(archiver.pytest_plugin, name)
