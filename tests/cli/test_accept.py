"""`archiver accept`: from a finding of the archive to a decision in `review.toml`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archiver.cli.program import app
from archiver.decisions import read_decisions
from archiver.errors import StorageError, UsageError
from archiver.models import Finding, LostAt, Report, Ruling, Severity, Verdict
from archiver.store import Collection

Accept = Callable[..., str]


def finding(check: str, fingerprint: str, subject: str = "https://img.example/a.jpg") -> Finding:
    return Finding(
        check=check,
        severity=Severity.ERROR,
        message=f"The thing of {check} is lost.",
        lost_at=LostAt.PAGE,
        fingerprint=fingerprint,
        subject=subject,
        line=9,
    )


FINDINGS = (
    finding("M3", "0123456789abcdef"),
    finding("M1", "0123457777777777"),
    finding("T1", "fedcba9876543210", "Some words\n\x1b[2Jof the post"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with an archive that has reports of two articles."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("LOGNAME", "bo")
    reports = [
        Report(slug="mill", url="https://a.test/", verdict=Verdict.PARTIAL, findings=FINDINGS),
        Report(
            slug="gone",
            url="https://b.test/",
            verdict=Verdict.FAILED,
            findings=(finding("P0", "aaaaaaaaaaaaaaaa"),),
        ),
    ]
    with Collection.open(tmp_path / "archive") as collection:
        for report in reports:
            collection.save_report(report)
    return tmp_path


@pytest.fixture
def accept(folder: Path) -> Accept:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["accept", *arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0
        return done.stdout

    assert folder.is_dir()
    return run


def test_a_finding_becomes_a_decision(folder: Path, accept: Accept) -> None:
    said = accept("mill", "012345678", "--reason", "gone for good", "--by", "Ana")
    (decision,) = read_decisions(folder / "snapshots" / "review.toml")
    assert (decision.slug, decision.check, decision.fingerprint) == (
        "mill",
        "M3",
        "0123456789abcdef",
    )
    assert (decision.verdict, decision.reason, decision.by) == (
        Ruling.ACCEPTED,
        "gone for good",
        "Ana",
    )
    assert decision.subject == "https://img.example/a.jpg"
    assert abs(decision.at - datetime.now(UTC).date()) <= timedelta(days=1)
    assert decision.until is None
    assert said.splitlines() == [
        "accepted M3 0123456789abcdef: The thing of M3 is lost.",
        "1 decision in snapshots/review.toml; undo with --undo",
    ]


def test_several_at_once_and_a_last_day(folder: Path, accept: Accept) -> None:
    said = accept(
        *("mill", "FEDCBA", "0123457", "fedcba98", "--reason", "r", "--until", "2999-12-31"),
        *("--snapshots", "kept/here"),
    )
    decisions = read_decisions(folder / "kept" / "here" / "review.toml")
    assert [each.check for each in decisions] == ["T1", "M1"]
    assert {each.until for each in decisions} == {date(2999, 12, 31)}
    assert "\x1b" not in decisions[0].subject
    assert said.splitlines()[-1] == (
        "2 decisions in kept/here/review.toml, up to 2999-12-31; undo with --undo"
    )


def test_accepting_again_renews_and_undo_takes_it_out(folder: Path, accept: Accept) -> None:
    path = folder / "snapshots" / "review.toml"
    accept("mill", "0123456", "--reason", "for now", "--until", "2999-01-01")
    said = accept("mill", "0123456", "--reason", "for good")
    assert said.startswith("renewed M3 ")
    (decision,) = read_decisions(path)
    assert (decision.reason, decision.until) == ("for good", None)
    said = accept("mill", "012345", "--undo")
    assert said.splitlines() == [
        "removed M3 0123456789abcdef: https://img.example/a.jpg",
        f"1 decision removed from {Path('snapshots/review.toml')}",
    ]
    assert read_decisions(path) == ()
    with pytest.raises(UsageError, match=r"no decision for mill in snapshots/review\.toml has"):
        accept("mill", "012345", "--undo")


def test_an_accepted_failure_is_said_to_stay_one(accept: Accept) -> None:
    assert "The page stays failed" in accept("gone", "aaaaaa", "--reason", "moved away")


def test_without_fingerprints_the_findings_are_listed(accept: Accept) -> None:
    lines = accept("mill").splitlines()
    assert lines[0] == "0123456789abcdef error M3: line 9: The thing of M3 is lost."
    assert lines[3] == 'archiver accept mill 01234567 --reason "..."'
    for each in FINDINGS:
        accept("mill", each.fingerprint, "--reason", "r")
    lines = accept("mill").splitlines()
    assert lines[0] == "0123457777777777 accepted error M1: line 9: The thing of M1 is lost."
    assert lines[-1] == "nothing is left to accept"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mill", "0123456"], r'say why with --reason "\.\.\."'),
        (["mill", "0123456", "--reason", " "], r"say why with --reason"),
        (["mill", "01234", "--reason", "r"], r"'01234' is no fingerprint; give its first 6"),
        (["mill", "zzzzzz", "--reason", "r"], r"'zzzzzz' is no fingerprint"),
        (["mill", "012345", "--reason", "r"], r"012345 begins 2 fingerprints \(0123456789abcdef"),
        (["mill", "bbbbbb", "--reason", "r"], r"no finding of mill has the fingerprint bbbbbb"),
        (["mills", "012345", "--reason", "r"], r"archive has no article 'mills'"),
        (["mill", "0123456", "--reason", "r", "--until", "2020-01-01"], r"2020-01-01 is over"),
        (["mill", "0123456", "--reason", "\x07"], r"reason must not hold control characters"),
    ],
)
def test_a_mistake_writes_nothing(
    folder: Path, accept: Accept, arguments: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        accept(*arguments)
    assert not (folder / "snapshots" / "review.toml").exists()


def test_one_wrong_fingerprint_of_several_writes_none(folder: Path, accept: Accept) -> None:
    with pytest.raises(UsageError, match="no finding of mill"):
        accept("mill", "0123456", "bbbbbb", "--reason", "r")
    assert not (folder / "snapshots").exists()


def test_a_day_that_is_none_is_wrong_usage(folder: Path) -> None:
    done = CliRunner().invoke(app, ["accept", "mill", "0123456", "--until", "soon"])
    assert done.exit_code == 2
    assert folder.is_dir()


def test_without_an_archive_a_storage_error(accept: Accept) -> None:
    with pytest.raises(StorageError):
        accept("mill", "0123456", "--reason", "r", "--output", "nowhere")


def test_the_name_is_gits_or_else_the_systems(folder: Path, accept: Accept) -> None:
    path = folder / "snapshots" / "review.toml"
    accept("mill", "0123456", "--reason", "r")
    assert read_decisions(path)[0].by == "bo"
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    subprocess.run(["git", "config", "user.name", "Ana Ruiz"], cwd=folder, check=True)
    accept("mill", "0123456", "--reason", "r")
    assert read_decisions(path)[0].by == "Ana Ruiz"


def test_the_folder_may_be_a_setting(folder: Path, accept: Accept) -> None:
    (folder / "archiver.toml").write_text('snapshots = "decided"\n', encoding="utf-8")
    accept("mill", "0123456", "--reason", "r")
    assert len(read_decisions(folder / "decided" / "review.toml")) == 1
