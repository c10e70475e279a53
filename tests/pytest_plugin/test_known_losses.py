"""Known losses are expected failures, with the reason that a person gave."""

from __future__ import annotations

import pytest

WRONG = "71d1a72bb44d511b"


def test_a_known_loss_is_an_expected_failure_with_its_reason(suite) -> None:
    suite.decide(WRONG, "T1", "cut by its author")
    result = suite.run("archive::wrong", "-rx")
    result.assert_outcomes(xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL archive::wrong - *known loss: T1 cut by its author (Ann)"])
    suite.run("archive::wrong::T1").assert_outcomes(xfailed=1)


def test_runxfail_makes_a_failure_of_it(suite) -> None:
    suite.decide(WRONG, "T1", "cut by its author")
    suite.run("archive::wrong", "--runxfail").assert_outcomes(failed=1)


def test_what_is_ignored_is_no_failure_at_all(suite) -> None:
    suite.decide(WRONG, "T1", "never mind", verdict="ignored")
    suite.run("archive::wrong").assert_outcomes(passed=1)


def test_a_comment_and_a_rejection_change_nothing(suite) -> None:
    suite.decide(WRONG, "T1", "must come back", verdict="rejected")
    suite.run("archive::wrong").assert_outcomes(failed=1)


def test_a_decision_that_ran_out_fails_and_says_so(suite) -> None:
    suite.decide(WRONG, "T1", "for now", until="2026-01-31")
    result = suite.run("archive::wrong")
    result.assert_outcomes(failed=1, warnings=1)
    result.stdout.fnmatch_lines(["*ran out on 2026-01-31*"])


def test_a_decision_that_is_needed_no_more_is_a_warning(suite) -> None:
    suite.decide("0" * 16, "T1", "was mended", slug="whole")
    result = suite.run("archive::whole")
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*no longer needed, remove it*"])


def test_a_file_of_decisions_that_is_not_in_order_stops_the_run(suite) -> None:
    (suite.path / "snapshots").mkdir()
    (suite.path / "snapshots/review.toml").write_text("[[decision]]\nslug = 3\n")
    result = suite.run("archive")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*review.toml*"])


def test_the_folder_of_decisions_may_be_another_one(suite) -> None:
    suite.decide(WRONG, "T1", "cut by its author")
    (suite.path / "snapshots").rename(suite.path / "accepted")
    suite.run("archive::wrong").assert_outcomes(failed=1)
    suite.run("archive::wrong", "--archive-snapshots=accepted").assert_outcomes(xfailed=1)
    suite.ini("archive_snapshots = accepted")
    suite.run("archive::wrong").assert_outcomes(xfailed=1)
