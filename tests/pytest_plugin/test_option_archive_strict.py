"""`--archive-strict`: warnings fail a test; without it they are pytest's warnings."""

from __future__ import annotations


def test_a_warning_is_one_of_pytests(suite) -> None:
    result = suite.run("archive::mild")
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*posts/mild.md:3: ArchiveWarning: posts/mild.md:3: T3 *"])


def test_strictly_it_fails(suite) -> None:
    result = suite.run("archive::mild", "--archive-strict")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["posts/mild.md:3: T3 *", "  warning T3 (*"])


def test_the_ini_file_and_archivers_own_settings_may_say_it(suite) -> None:
    suite.ini("archive_strict = true")
    suite.run("archive::mild").assert_outcomes(failed=1)
    suite.ini()
    (suite.path / "archiver.toml").write_text('fail-on = "warning"\n')
    suite.run("archive::mild").assert_outcomes(failed=1)


def test_pytests_own_filter_makes_errors_of_them_too(suite) -> None:
    filtered = "error::archiver.pytest_plugin.ArchiveWarning"
    suite.run("archive::mild", "-W", filtered).assert_outcomes(failed=1)
