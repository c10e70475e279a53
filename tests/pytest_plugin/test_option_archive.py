"""`--archive` and its twin in the ini file: which articles are tests, and under which names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


def test_an_article_is_a_test_and_fails_by_its_loss(suite) -> None:
    result = suite.run("--archive", "archive")
    result.assert_outcomes(passed=2, failed=1, warnings=1)
    result.stdout.fnmatch_lines(["archive ..F*", "FAILED archive::wrong - *posts/wrong.md:7: T1 *"])


def test_without_it_an_archive_is_left_alone(suite) -> None:
    suite.pytester.makepyfile("def test_own(): pass")
    suite.run().assert_outcomes(passed=1)


def test_a_folder_may_be_named_like_any_other(suite) -> None:
    suite.run("archive").assert_outcomes(passed=2, failed=1, warnings=1)


def test_the_order_is_that_of_the_names_and_ids_can_be_typed(suite) -> None:
    result = suite.run("--collect-only", "-q", "archive")
    assert result.outlines[:3] == ["archive::mild", "archive::whole", "archive::wrong"]
    result = suite.run("-v", "archive::whole")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["archive::whole PASSED*"])


def test_an_id_that_is_none_is_said(suite) -> None:
    result = suite.run("archive::nobody")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*not found: *nobody*"])


def test_the_ini_file_names_archives_for_the_whole_suite_alone(suite) -> None:
    suite.ini("archive = archive")
    suite.pytester.makepyfile(test_own="def test_own(): pass")
    suite.run().assert_outcomes(passed=3, failed=1, warnings=1)
    suite.run("test_own.py").assert_outcomes(passed=1)


def test_one_archive_that_is_named_twice_is_collected_once(suite) -> None:
    suite.ini("archive = archive")
    result = suite.run("--archive", "archive", "--archive", "./archive", "archive")
    result.assert_outcomes(passed=2, failed=1, warnings=1)


def test_an_archive_elsewhere_may_be_named(suite, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "blog"
    Path("archive").rename(elsewhere)
    result = suite.run(f"--archive={elsewhere}", "-v")
    result.assert_outcomes(passed=2, failed=1, warnings=1)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: None, "*nothing: no archive there; `archiver run POSTS -o *"),
        (lambda: Path("nothing/warc").mkdir(parents=True), "*nothing: has no catalog; *"),
    ],
)
def test_where_no_archive_is_nothing_is_tested_in_silence(suite, make, told: str) -> None:
    make()
    result = suite.run("--archive", "nothing")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])


def test_a_damaged_catalog_is_an_error_in_one_sentence(suite) -> None:
    Path("archive/archiver.sqlite3").write_bytes(b"no catalog at all " * 400)
    result = suite.run("archive")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*ERROR collecting archive*", "*archiver.sqlite3*"])
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.fixture
def wacz(suite) -> Path:
    """The archive as a WACZ file, and no folder."""
    from archiver.interchange import export_wacz
    from archiver.store import Collection

    path = suite.path / "blog.wacz"
    with Collection.open(Path("archive"), writable=False) as collection:
        export_wacz(collection, path)
    shutil.rmtree("archive")
    return path


@pytest.mark.parametrize("arguments", [["blog.wacz"], ["--archive", "blog.wacz"]])
def test_a_wacz_is_an_archive(suite, wacz: Path, arguments: list[str]) -> None:
    result = suite.run(*arguments)
    result.assert_outcomes(passed=2, failed=1, warnings=1)
    result.stdout.fnmatch_lines(
        [
            "    > 7 | The second paragraph*",
            "  look: archiver import blog.wacz --output blog && archiver review blog *",
            "FAILED blog.wacz::wrong - *",
        ]
    )
    suite.run("blog.wacz::whole").assert_outcomes(passed=1)
    suite.run("blog.wacz::wrong::T1").assert_outcomes(failed=1)


def test_a_wacz_that_nobody_named_is_left_alone(suite, wacz: Path) -> None:
    suite.pytester.makepyfile("def test_own(): pass")
    suite.run().assert_outcomes(passed=1)


def test_a_damaged_wacz_is_an_error_in_one_sentence(suite, wacz: Path) -> None:
    wacz.write_bytes(b"PK\x05\x06" + bytes(18))
    result = suite.run("blog.wacz")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*blog.wacz: no WACZ*"])
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize(
    ("arguments", "passed", "failed"),
    [
        (["-k", "wrong"], 0, 1),
        (["-k", "not wrong"], 2, 0),
        (["-m", "archive"], 2, 1),
        (["-m", "not archive"], 0, 0),
        (["--deselect", "archive::wrong"], 2, 0),
    ],
)
def test_pytest_selects_articles(suite, arguments: list[str], passed: int, failed: int) -> None:
    result = suite.run("archive", "-W", "ignore", *arguments)
    counts = result.parseoutcomes()
    assert (counts.get("passed", 0), counts.get("failed", 0)) == (passed, failed)


def test_last_failed_and_stepwise_know_articles(suite) -> None:
    suite.pytester.makepyfile(test_own="def test_own(): pass")
    arguments = ("--archive", "archive", ".", "-W", "ignore")
    suite.run(*arguments)
    again = suite.run("--lf", *arguments)
    assert {k: v for k, v in again.parseoutcomes().items() if k != "deselected"} == {"failed": 1}
    step = suite.run("--sw", "archive", "-W", "ignore")
    step = suite.run("--sw", "archive", "-W", "ignore")
    assert step.parseoutcomes().get("failed") == 1
    assert "passed" not in step.parseoutcomes()


def test_x_stops_at_the_first_failure(suite) -> None:
    suite.put("aaa", ["nothing of it"])
    result = suite.run("-x", "archive", "-W", "ignore")
    assert result.parseoutcomes() == {"failed": 1}


def test_what_was_judged_is_kept_for_the_next_run(suite) -> None:
    from archiver.store import Collection

    with Collection.open(Path("archive"), writable=False) as collection:
        assert collection.reports() == []
    suite.run("archive")
    with Collection.open(Path("archive"), writable=False) as collection:
        assert len(collection.reports()) == 3


def test_an_archive_that_another_run_writes_is_tested_all_the_same(suite) -> None:
    from archiver.store import Collection

    with Collection.open(Path("archive")):
        suite.run("archive").assert_outcomes(passed=2, failed=1, warnings=1)
