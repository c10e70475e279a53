"""Settings: where they come from, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.config import Config, read_config
from archiver.errors import UsageError


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_without_files_and_variables_the_defaults_hold(tmp_path: Path) -> None:
    assert read_config(tmp_path, {}) == Config()


def test_pyproject_and_archiver_toml_are_read_and_not_mixed(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.archiver]\njobs = 3\noutput = "kept"\n')
    assert read_config(tmp_path, {}) == Config(jobs=3, output=Path("kept"))
    write(tmp_path, "archiver.toml", "host-delay-s = 2\n")
    assert read_config(tmp_path, {}) == Config(host_delay_s=2)


def test_a_pyproject_without_our_table_is_nothing_to_us(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "[project]\nname = 'x'\n")
    assert read_config(tmp_path, {}) == Config()


def test_the_environment_comes_after_the_file(tmp_path: Path) -> None:
    write(tmp_path, "archiver.toml", "jobs = 3\nretries = 7\n")
    environment = {
        "ARCHIVER_JOBS": "5",
        "ARCHIVER_BROWSER": "/opt/chromium",
        "ARCHIVER_ALLOW_PRIVATE": "yes",
        "ARCHIVER_CORPUS": "/elsewhere",
    }
    assert read_config(tmp_path, environment) == Config(
        jobs=5, retries=7, browser=Path("/opt/chromium"), allow_private=True
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("job = 3", r"archiver\.toml: unknown key 'job'; did you mean 'jobs'\?"),
        ("zebra = 3", r"unknown key 'zebra'; known: output, site"),
        ("jobs = 0", r"archiver\.toml: jobs must be 1 or more, not 0"),
        ("jobs = '3'", r"jobs must be of type int, not '3'"),
        ("jobs = true", r"jobs must be of type int, not True"),
        ("jobs = 1.5", r"jobs must be of type int, not 1\.5"),
        ("allow-private = 1", r"allow-private must be of type bool, not 1"),
        ("output = 3", r"output must be a path, not 3"),
        ("grace-s = -1", r"grace-s must be 0 or more, not -1"),
        ("= 3", r"archiver\.toml: cannot be read: "),
        ("a = " + "[" * 5000, r"archiver\.toml: cannot be read: "),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, "archiver.toml", text)
    with pytest.raises(UsageError, match=message):
        read_config(tmp_path, {})


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ARCHIVER_\*: jobs must be of type int, not 'many'"):
        read_config(tmp_path, {"ARCHIVER_JOBS": "many"})
    with pytest.raises(UsageError, match="allow-private must be of type bool, not 'maybe'"):
        read_config(tmp_path, {"ARCHIVER_ALLOW_PRIVATE": "maybe"})


def test_checks_are_named_in_a_list_or_with_commas(tmp_path: Path) -> None:
    write(
        tmp_path, "archiver.toml", 'fail-on = "warning"\nselect = ["M", "T1"]\nignore = "M3, M7"\n'
    )
    config = read_config(tmp_path, {"ARCHIVER_SELECT": "V,P0"})
    assert config == Config(fail_on="warning", select=("V", "P0"), ignore=("M3", "M7"))


@pytest.mark.parametrize("value", ["3", "[3]", '[""]', "true"])
def test_checks_that_are_no_words_are_refused(tmp_path: Path, value: str) -> None:
    write(tmp_path, "archiver.toml", f"select = {value}\n")
    with pytest.raises(UsageError, match="select must be a list of checks, not"):
        read_config(tmp_path, {})


def test_what_to_fail_on_is_one_of_three(tmp_path: Path) -> None:
    write(tmp_path, "archiver.toml", 'fail-on = "warnings"\n')
    with pytest.raises(UsageError, match="fail-on must be one of error, warning, never"):
        read_config(tmp_path, {})
    with pytest.raises(UsageError, match="--fail-on must be one of error, warning, never"):
        Config().overridden(fail_on="all")
