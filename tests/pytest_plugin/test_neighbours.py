"""Beside other plugins: all of them installed, none of them disturbed."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.timeout(360)  # each starts processes, with every plugin in them


def test_processes_of_xdist_share_the_articles(suite) -> None:
    result = suite.run_apart("archive", "-n", "2", "-W", "ignore")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["FAILED archive::wrong*"])


def test_xdist_runs_an_archive_of_the_ini_file_once(suite) -> None:
    suite.ini("archive = archive")
    suite.run_apart("-n", "2", "-W", "ignore").assert_outcomes(passed=2, failed=1)


def test_what_was_judged_in_processes_is_kept(suite) -> None:
    from pathlib import Path

    from archiver.store import Collection

    suite.run_apart("archive", "-n", "2", "-W", "ignore")
    with Collection.open(Path("archive"), writable=False) as collection:
        assert len(collection.reports()) == 3


def test_randomly_shuffles_articles_too(suite) -> None:
    orders = set()
    for seed in range(3):
        arguments = ("archive", "-v", "-W", "ignore", f"--randomly-seed={seed}")
        result = suite.run_apart(*arguments)
        result.assert_outcomes(passed=2, failed=1)
        orders.add(
            tuple(line.split()[0] for line in result.outlines if line.startswith("archive::"))
        )
    assert len(orders) > 1


def test_syrupys_snapshots_are_its_own(suite) -> None:
    suite.pytester.makepyfile(
        """
        def test_own(snapshot):
            assert {"a": 1} == snapshot
        """
    )
    first = suite.run_apart("--snapshot-update", "--archive", "archive", "-W", "ignore")
    assert first.parseoutcomes() | {"snapshot": 1} == {"passed": 3, "failed": 1, "snapshot": 1}
    again = suite.run_apart("--archive", "archive", "-W", "ignore")
    again.assert_outcomes(passed=3, failed=1)


def test_importlib_mode_is_fine(suite) -> None:
    suite.pytester.makepyfile(test_own="def test_own(article): assert article.slug")
    result = suite.run_apart("--import-mode=importlib", "--archive", "archive", "-W", "ignore")
    result.assert_outcomes(passed=5, failed=1)


def test_all_together_start_and_help(suite) -> None:
    result = suite.run_apart("--help")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*--snapshot-update*", "*--archive=DIR*"], consecutive=False)
    result.stdout.fnmatch_lines(["*archive (paths):*"])


def test_all_together_run(suite) -> None:
    suite.pytester.makepyfile(
        """
        def test_own(snapshot, pytestconfig):
            names = ("playwright", "syrupy", "html", "xdist", "randomly", "archiver")
            assert [each for each in names if not pytestconfig.pluginmanager.hasplugin(each)] == []
            assert {"a": 1} == snapshot
        """
    )
    suite.run_apart("--snapshot-update", "test_all_together_run.py").assert_outcomes(passed=1)
    words = ("--html=report.html", "--self-contained-html", "--randomly-seed=7", "-W", "ignore")
    for spread in ((), ("-n", "2")):
        result = suite.run_apart("--archive", "archive", ".", *words, *spread)
        result.assert_outcomes(passed=3, failed=1)
        result.stdout.fnmatch_lines(["FAILED archive::wrong*"])
        page = (suite.path / "report.html").read_text(encoding="utf-8")
        assert "archive::wrong" in page
        assert "data:image/webp;base64," in page
