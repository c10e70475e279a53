"""README.md tells the truth: its tables are compared, its commands and code are run."""

from __future__ import annotations

import re
import runpy
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

from archiver import errors
from archiver.cli.program import BUG_EXIT_CODE, app
from archiver.compare import CHECKS, PLUGIN_GROUP, check
from archiver.config import Config
from archiver.models import Asked
from archiver.rules import Recipe, read_rulebook
from archiver.source import ReadingOptions, read_kept
from archiver.store import Collection

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table whose first column has a heading, without the head."""
    lines = README.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def archiver(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archiver", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def test_every_check_is_explained() -> None:
    wanted = [[check.id, check.title, check.meaning] for check in CHECKS.values()]
    assert table("check") == wanted


def test_every_setting_is_explained_with_its_default() -> None:
    default = Config()
    wanted = []
    for field in fields(Config):
        value = getattr(default, field.name)
        shown = str(value).lower() if isinstance(value, bool) else str(value or "")
        wanted.append([f"`{field.name.replace('_', '-')}`", shown.replace("archive", "`archive`")])
    assert [row[:2] for row in table("key")] == wanted


def test_every_exit_code_is_explained_as_the_help_does() -> None:
    tree = [getattr(errors, name) for name in dir(errors) if name.endswith("Error")]
    codes = sorted({error.exit_code for error in tree} | {0, 130, BUG_EXIT_CODE})
    rows = table("code")
    assert [int(row[0]) for row in rows] == codes
    help_text = archiver(ROOT, "--help").stdout
    for code, meaning in rows:
        assert re.search(
            rf"^ +{code} +{re.escape(meaning.split('; the message')[0])}", help_text, re.MULTILINE
        )


def test_every_command_and_every_option_of_run_is_explained() -> None:
    program = typer.main.get_command(app)
    commands = program.commands  # type: ignore[attr-defined]
    assert [row[0].strip("`").split()[1] for row in table("command")] == list(commands)
    options = {
        name
        for parameter in commands["run"].params
        for name in parameter.opts
        if name.startswith("-") and name not in {"--help", "-h"}
    }
    written = {
        name for row in table("option") for name in re.findall(r"(?<![\w-])--?[\w-]+", row[0])
    }
    assert written == options


def test_the_layers_drawn_are_the_layers_enforced() -> None:
    layers = runpy.run_path(str(ROOT / "tests" / "test_layers.py"))["LAYERS"]
    drawn = {
        name.removesuffix("/").removesuffix(".py"): int(line.split()[0])
        for line in re.findall(r"^    (\d  .*)$", README, re.MULTILINE)
        for name in line.split()[1:]
    }
    assert drawn.items() <= layers.items()
    rooms = {path.stem for path in (ROOT / "archiver").iterdir() if path.stem[0] not in "_."}
    assert set(drawn) == rooms - {"py"}


def test_console_blocks_name_only_what_is_there() -> None:
    known = {"python3", "archiver", "pip"}
    for block in blocks("console"):
        for line in block.splitlines():
            if block.startswith("$"):
                continue
            words = shlex.split(line)
            assert words[0] in known
            if words[0] == "python3":
                assert (ROOT / words[1]).is_file()
                sessions = (ROOT / words[1]).read_text(encoding="utf-8")
                for session in words[2:]:
                    if session == "--":
                        break
                    assert f"def {session}(" in sessions


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("readme")
    done = archiver(folder, "demo")
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done.stdout


def comparable(output: str) -> list[str]:
    """Return lines with measured figures blanked: sizes, times, the order of pages."""
    blank = re.sub(r"\d[\d,.]* (kB|MB|B|s)\b", r"# \1", output)
    blank = re.sub(r", \d+:\d\d$", ", #", blank, flags=re.MULTILINE)
    blank = re.sub(r"^\[\d/", "[#/", blank, flags=re.MULTILINE)
    return [line.rstrip() for line in blank.splitlines()]


@pytest.mark.browser
def test_the_demo_says_what_the_readme_shows(demo: tuple[Path, str]) -> None:
    _, _, shown = README.partition("output of: archiver demo -->\n```console\n$ archiver demo\n")
    lines, said = comparable(shown.split("```")[0]), comparable(demo[1])
    assert [line for line in lines if line not in said] == ["...", "..."]
    assert lines[-3:] == said[-3:]


@pytest.mark.browser
def test_the_library_example_runs(demo: tuple[Path, str]) -> None:
    _, code, _ = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=demo[0], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) >= 10


@pytest.mark.browser
def test_the_check_shown_is_asked_like_any_other(demo: tuple[Path, str]) -> None:
    names: dict[str, Any] = {}
    exec(blocks("python")[2], names)
    found: list[str] = []
    with Collection.open(demo[0] / "demo" / "archive", writable=False) as collection:
        for summary in collection.captures():
            kept = collection.source(summary.slug)
            assert kept is not None
            options = ReadingOptions(base_url=summary.url)
            post = read_kept(kept.data, Path(kept.name), slug=summary.slug, options=options)
            capture = collection.capture(summary.capture_id)
            report = check(post, capture, others=[names["CHECK"]])
            found += [each.message for each in report.findings if each.check == "HX1"]
    assert found
    assert all(said.endswith("has no caption.") for said in found)
    (points,) = [block for block in blocks("toml") if "entry-points" in block]
    assert f'"{PLUGIN_GROUP}"' in points


def test_the_rules_shown_are_read(tmp_path: Path) -> None:
    text = blocks("toml")[0]
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    rules = read_rulebook((path,))
    player = rules.players.rule_for("https://kino.example.org/embed/a1")
    assert player is not None
    assert player.page_url("https://kino.example.org/embed/a1") == (
        "https://kino.example.org/films/a1"
    )
    first = rules.referrers.recipes_for("https://cdn.pictures.example.org/1.jpg")[0]
    assert first == Recipe(Asked.SITE, "https://www.example.org/")
