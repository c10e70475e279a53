"""Settings: where they come from, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.config import Config, read_config
from archiver.errors import UsageError
from archiver.models import DifferenceSettings


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


def test_what_pictures_may_differ_in_is_set_per_project(tmp_path: Path) -> None:
    assert Config().difference == DifferenceSettings()
    write(
        tmp_path,
        "pyproject.toml",
        "[tool.archiver]\ndifference-threshold = 0.25\ndifference-least-px = 40\n"
        "masks = ['.clock', 'div:is(.ad, .banner) > img']\nlanguage = 'zh'\nreview-port = 8765\n",
    )
    config = read_config(tmp_path, {})
    assert config.difference == DifferenceSettings(
        threshold=0.25, least_px=40, masks=(".clock", "div:is(.ad, .banner) > img")
    )
    assert (config.language, config.review_port) == ("zh", 8765)


def test_selectors_of_the_environment_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    config = read_config(tmp_path, {"ARCHIVER_MASKS": ".clock\n div:is(.ad, .banner):hover \n\n"})
    assert config.masks == (".clock", "div:is(.ad, .banner):hover")
    found = read_config(tmp_path, {"ARCHIVER_DIFFERENCE_THRESHOLD": "0.3"})
    assert found.difference.threshold == 0.3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("difference-threshold = 1.5", "difference-threshold must be from 0 to 1, not 1.5"),
        ("difference-threshold = -0.1", "difference-threshold must be from 0 to 1, not -0.1"),
        ("difference-threshold = nan", "difference-threshold must be from 0 to 1, not nan"),
        ("difference-threshold = '0.1'", "difference-threshold must be of type float"),
        ("difference-least-px = 0", "difference-least-px must be 1 or more, not 0"),
        ("difference-least-px = 1.5", "difference-least-px must be of type int"),
        ("grace-s = nan", "grace-s must be 0 or more, not nan"),
        ("review-port = 70000", "review-port must be from 0 to 65535, not 70000"),
        ("review-port = -1", "review-port must be from 0 to 65535, not -1"),
        ("language = 'de'", "language must be one of en, zh, not 'de'"),
        ("masks = '.clock'", r"masks must be a list of selectors, not '\.clock'"),
        ("masks = ['.clock', '']", "masks must be a list of selectors"),
        ("masks = ['  ']", "masks must be CSS selectors of at most 1,000 characters"),
        (f"masks = ['{'x' * 1001}']", "masks must be CSS selectors of at most 1,000 characters"),
        ("masks = ['a { color: red }']", "masks must be selectors without rules"),
        ("mask = ['a']", "unknown key 'mask'; did you mean 'masks'"),
    ],
)
def test_a_wrong_setting_of_differences_is_named(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, "archiver.toml", text)
    with pytest.raises(UsageError, match=rf"archiver\.toml: {message}"):
        read_config(tmp_path, {})
