"""`--archive-granularity`: one test for each article, or for each of its checks."""

from __future__ import annotations

import pytest

from archiver.compare import CHECKS


def test_each_check_of_each_article_is_a_test(suite) -> None:
    result = suite.run("archive", "--archive-granularity=check", "-W", "ignore")
    result.assert_outcomes(passed=3 * len(CHECKS) - 1, failed=1)
    result.stdout.fnmatch_lines(["FAILED archive::wrong::T1 - *posts/wrong.md:7: T1 *"])


def test_the_ini_file_may_say_it(suite) -> None:
    suite.ini("archive = archive", "archive_granularity = check")
    result = suite.run("--collect-only", "-q")
    assert result.outlines[0] == f"archive::mild::{next(iter(CHECKS))}"
    assert len([line for line in result.outlines if "::" in line]) == 3 * len(CHECKS)


def test_an_id_of_a_check_needs_no_option(suite) -> None:
    result = suite.run("archive::wrong::T1", "archive::whole")
    result.assert_outcomes(passed=len(CHECKS), failed=1)


def test_checks_that_do_not_count_are_no_tests(suite) -> None:
    (suite.path / "archiver.toml").write_text('select = ["T"]\nignore = ["T3"]\n')
    result = suite.run("--collect-only", "-q", "archive::wrong", "--archive-granularity=check")
    assert [line for line in result.outlines if "::" in line] == [
        f"archive::wrong::{check}" for check in ("T1", "T2", "T4", "T5", "T6")
    ]


def test_of_a_page_that_did_not_come_nothing_else_is_said(suite) -> None:
    suite.put("gone", [], error="net::ERR_CONNECTION_REFUSED")
    result = suite.run("archive::gone", "--archive-granularity=check")
    result.assert_outcomes(failed=1, skipped=len(CHECKS) - 1)
    result.stdout.fnmatch_lines(["FAILED archive::gone::P0 *"])


@pytest.mark.parametrize("value", ["page", ""])
def test_any_other_word_is_refused(suite, value: str) -> None:
    assert suite.run(f"--archive-granularity={value}").ret == pytest.ExitCode.USAGE_ERROR
    suite.ini("archive_granularity = page")
    result = suite.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*archive_granularity must be one of article, check, not 'page'*"])
