"""`archiver explain`: the pages of the checks on a terminal, in a pipe, as JSON."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from archiver.cli.program import app
from archiver.compare import CHECKS
from archiver.errors import UsageError


def explained(*arguments: str, **environment: str) -> str:
    done = CliRunner().invoke(app, ["explain", *arguments], env=environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_without_ids_every_check_is_listed_with_severity_and_title() -> None:
    lines = explained().splitlines()
    assert [line.split(maxsplit=2) for line in lines] == [
        [check.id, check.severity, check.title] for check in CHECKS.values()
    ]


def test_in_a_pipe_a_page_is_as_it_was_written() -> None:
    assert explained("M3") == CHECKS["M3"].page.strip() + "\n"


def test_several_are_told_once_each_in_any_letters() -> None:
    text = explained("m3", "P0", "M3")
    assert text.startswith("# M3 ")
    assert text.count("\n# P0 ") == 1
    assert text.count("# M3 ") == 1


def test_on_a_terminal_the_marks_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    text = explained("M3", FORCE_COLOR="1", TTY_COMPATIBLE="1", COLUMNS="80", TERM="xterm")
    assert "## " not in text
    assert "What it means" in text
    assert "\x1b[" in text


def test_as_json_a_check_is_an_object_on_a_line() -> None:
    objects = [json.loads(line) for line in explained("--json").splitlines()]
    assert [each["id"] for each in objects] == list(CHECKS)
    (only,) = [json.loads(line) for line in explained("V2", "--json").splitlines()]
    check = CHECKS["V2"]
    assert only == {
        "id": "V2",
        "title": check.title,
        "severity": check.severity,
        "meaning": check.meaning,
        "reason": check.reason,
        "remedy": check.remedy,
        "page": check.page,
    }


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("M33", r"no check is named 'M33'; did you mean M3"),
        ("zebra", r"no check is named 'zebra'; `archiver explain` lists them all"),
        ("M" * 5000, r"no check is named 'M{40}'; "),
    ],
)
def test_an_unknown_id_gets_one_sentence_with_near_ones(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        explained("P0", name)
