"""`--archive-snapshots` and its twin in the ini file: where snapshots and decisions lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

WRONG = "71d1a72bb44d511b"
OPTION = "--archive-snapshots"
TEST = """
from archiver.pytest_plugin import assert_matches_snapshot

def test_looks(article):
    assert_matches_snapshot(article)
"""


@pytest.fixture
def known(suite) -> Path:
    """A folder, other than the usual one, in which a loss is accepted."""
    suite.decide(WRONG, "T1", "cut by its author")
    return Path("snapshots").rename("accepted")


def test_without_it_the_folder_is_that_of_archivers_settings(suite) -> None:
    suite.decide(WRONG, "T1", "cut by its author")
    suite.run("archive::wrong").assert_outcomes(xfailed=1)
    Path("snapshots").rename("kept")
    suite.run("archive::wrong").assert_outcomes(failed=1)
    Path("archiver.toml").write_text('snapshots = "kept"\n', encoding="utf-8")
    suite.run("archive::wrong").assert_outcomes(xfailed=1)


def test_decisions_are_read_from_the_folder(suite, known: Path) -> None:
    suite.run("archive::wrong").assert_outcomes(failed=1)
    suite.run("archive::wrong", f"{OPTION}={known}").assert_outcomes(xfailed=1)


def test_the_folder_may_lie_anywhere(
    suite, known: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "二月 accepted"
    shutil.move(known, elsewhere)
    suite.run("archive::wrong", OPTION, str(elsewhere)).assert_outcomes(xfailed=1)


def test_snapshots_are_written_and_read_there(suite) -> None:
    suite.ini("archive = archive")
    suite.pytester.makepyfile(test_looks=TEST)
    arguments = ("test_looks.py", "-k", "whole", f"{OPTION}=accepted")
    suite.run(*arguments).assert_outcomes(failed=1)
    assert Path("accepted/whole/page.png").is_file()
    assert not Path("snapshots").exists()
    suite.run(*arguments).assert_outcomes(passed=1)


def test_the_ini_file_may_say_it_as_seen_from_itself(
    suite, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.ini(f"archive_snapshots = {known}")
    suite.run("archive::wrong").assert_outcomes(xfailed=1)
    monkeypatch.chdir("posts")
    suite.run("../archive::wrong").assert_outcomes(xfailed=1)


def test_the_command_line_says_it_as_seen_from_where_one_is(
    suite, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.ini("archive_snapshots = nowhere")
    monkeypatch.chdir("posts")
    suite.run("../archive::wrong", f"{OPTION}=../{known}").assert_outcomes(xfailed=1)
    suite.run("../archive::wrong", f"{OPTION}={known}").assert_outcomes(failed=1)


def test_processes_of_xdist_take_the_same_folder(suite, known: Path) -> None:
    result = suite.run_apart("archive::wrong", "-n", "2", f"{OPTION}={known}", "-W", "ignore")
    result.assert_outcomes(xfailed=1)


def test_a_folder_that_is_not_there_has_no_decisions(suite) -> None:
    suite.run("archive::wrong", f"{OPTION}=nowhere").assert_outcomes(failed=1)
    assert not Path("nowhere").exists()


def test_decisions_that_are_not_in_order_are_said_before_the_first_test(suite) -> None:
    Path("accepted").mkdir()
    Path("accepted/review.toml").write_text("[[decision]\n", encoding="utf-8")
    result = suite.run("archive", f"{OPTION}=accepted")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*accepted*review.toml*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_file_in_the_place_of_the_folder_is_said_in_one_sentence(suite) -> None:
    Path("accepted").write_text("no folder\n", encoding="utf-8")
    suite.ini("archive = archive")
    suite.pytester.makepyfile(test_looks=TEST)
    result = suite.run("test_looks.py", "-k", "whole", f"{OPTION}=accepted")
    assert result.ret != pytest.ExitCode.OK
    said = result.stdout.str() + result.stderr.str()
    assert "accepted" in said
    assert "Traceback" not in said
