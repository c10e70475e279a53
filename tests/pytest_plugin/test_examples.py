"""The suites of `examples/`, run as they stand, and what they say when something is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
QUIETLY = ("-p", "no:randomly", "-p", "no:playwright", "-p", "no:asyncio")


@pytest.fixture
def example(pytester: pytest.Pytester, request: pytest.FixtureRequest) -> pytest.Pytester:
    """The folder of an example, copied."""
    shutil.copytree(EXAMPLES / request.param, pytester.path, dirs_exist_ok=True)
    return pytester


@pytest.mark.parametrize("example", ["verify_collection"], indirect=True)
def test_verify_collection(example: pytest.Pytester, archive_template: Path) -> None:
    shutil.copytree(archive_template, example.path, dirs_exist_ok=True)
    result = example.runpytest_subprocess(*QUIETLY)
    result.assert_outcomes(passed=8, failed=2, warnings=1)
    result.stdout.fnmatch_lines(
        [
            "FAILED archive::wrong - *posts/wrong.md:7: T1 *",
            "FAILED test_house_rules.py::test_a_picture_was_taken?mild?*",
        ]
    )
    strict = example.runpytest_subprocess(*QUIETLY, "archive", "--archive-strict")
    strict.assert_outcomes(passed=1, failed=2)


@pytest.mark.browser
@pytest.mark.parametrize("example", ["own_site"], indirect=True)
def test_own_site(example: pytest.Pytester) -> None:
    example.runpytest_subprocess(*QUIETLY).assert_outcomes(passed=2)
    (example.path / "public/ferry.svg").unlink()
    result = example.runpytest_subprocess(*QUIETLY)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "E  *AssertionError: posts?quay.md:7: M*ferry.svg*",
            "E  *> 7 | ![[]The ferry](/ferry.svg)",
            "E  *look: archiver review * --article quay-* --finding *",
        ]
    )


@pytest.mark.browser
@pytest.mark.parametrize("example", ["theme_change"], indirect=True)
def test_theme_change(example: pytest.Pytester) -> None:
    first = example.runpytest_subprocess(*QUIETLY)
    first.assert_outcomes(failed=1)
    first.stdout.fnmatch_lines(["snapshot front-page written; please review *"])
    example.runpytest_subprocess(*QUIETLY).assert_outcomes(passed=1)
    style = example.path / "site/style.css"
    style.write_text(style.read_text().replace("#14506e", "#6e1414"), encoding="utf-8")
    changed = example.runpytest_subprocess(*QUIETLY)
    changed.assert_outcomes(failed=1)
    changed.stdout.fnmatch_lines(
        ["front-page does not look as in the snapshot accepted * by pytest: 1 difference", "  *px)"]
    )
    example.runpytest_subprocess(*QUIETLY, "--archive-snapshot-update").assert_outcomes(failed=1)
    example.runpytest_subprocess(*QUIETLY).assert_outcomes(passed=1)


def test_the_workflow_runs_what_there_is() -> None:
    import yaml

    text = (EXAMPLES / "verify_collection/.github/workflows/archive.yml").read_text("utf-8")
    steps = yaml.safe_load(text)["jobs"]["verify"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert any(command.startswith("archiver run posts/ -o archive") for command in commands)
    assert any(command.startswith("pytest ") for command in commands)
