"""`archiver accept`: findings become decisions in `review.toml`, pages become snapshots."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from archiver.cli.program import app
from archiver.decisions import read_decisions
from archiver.errors import StorageError, UsageError
from archiver.models import (
    Capture,
    Environment,
    Finding,
    FrameSnapshot,
    LostAt,
    PageOrigin,
    PageSnapshot,
    Report,
    Ruling,
    Screenshot,
    ScreenshotKind,
    Severity,
    Target,
    Verdict,
)
from archiver.snapshots import read_snapshot, snapshot_slugs
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


def test_a_verdict_may_be_another_one(folder: Path, accept: Accept) -> None:
    said = accept("mill", "012345678", "--verdict", "rejected", "--reason", "it is there")
    assert said.splitlines()[0] == "rejected M3 0123456789abcdef: The thing of M3 is lost."
    looks = ("0" * 16, "abcdefabcdefabcd")
    said = accept("mill", *looks, "--verdict", "ignored", "--reason", "an advertisement")
    assert said.splitlines()[0] == f"ignored S0 {looks[0]}: how the page looks"
    decisions = read_decisions(folder / "snapshots" / "review.toml")
    assert [(each.check, each.verdict) for each in decisions] == [
        ("M3", Ruling.REJECTED),
        ("S0", Ruling.IGNORED),
        ("S1", Ruling.IGNORED),
    ]
    with pytest.raises(UsageError, match="no finding of mill has the fingerprint abcdef"):
        accept("mill", "abcdef", "--verdict", "ignored", "--reason", "r")
    with pytest.raises(UsageError, match="no finding of mill has the fingerprint"):
        accept("mill", looks[1], "--reason", "looks are accepted with the page")
    with pytest.raises(UsageError, match="--verdict must be one of accepted, rejected"):
        accept("mill", "012345678", "--verdict", "fine", "--reason", "r")
    with pytest.raises(UsageError, match="--verdict is said of findings"):
        accept("mill", "--verdict", "rejected")
    assert len(read_decisions(folder / "snapshots" / "review.toml")) == 3


def test_an_accepted_failure_is_said_to_stay_one(accept: Accept) -> None:
    assert "The page stays failed" in accept("gone", "aaaaaa", "--reason", "moved away")


def test_findings_are_listed_with_their_fingerprints(folder: Path, accept: Accept) -> None:
    lines = accept("mill", "--list").splitlines()
    assert lines[0] == "0123456789abcdef error M3: line 9: The thing of M3 is lost."
    assert lines[3] == 'archiver accept mill 01234567 --reason "..."'
    for each in FINDINGS:
        accept("mill", each.fingerprint, "--reason", "r")
    path = folder / "snapshots" / "review.toml"
    path.write_text(path.read_text().replace('"accepted"', '"ignored"', 1), encoding="utf-8")
    lines = accept("mill", "--list").splitlines()
    assert lines[0] == "0123457777777777 accepted error M1: line 9: The thing of M1 is lost."
    assert lines[1].startswith("0123456789abcdef ignored error M3: ")
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
        ([], "name an article, as `archiver list` does, or accept all with --all"),
        (["--list"], "name an article"),
        (["mill", "--all"], "--all accepts every page as it is; leave out the name of an article"),
        (["--all", "--undo"], "--all accepts every page as it is; leave out --undo"),
        (["--all", "--reason", "r"], "leave out --reason"),
        (["--all", "--list"], "leave out --list"),
        (["mill", "012345", "--list"], "--list changes nothing; leave out the fingerprints"),
        (["mill", "--list", "--undo"], "--list changes nothing; leave out --undo"),
        (["mill", "012345", "--undo", "--reason", "r"], "--undo takes back .*; leave out --reason"),
        (["mill", "--reason", "r"], "--reason is said of findings: give their fingerprints"),
        (["mill", "--until", "2999-01-01"], "--until is said of findings"),
        (["mills"], r"archive has no article 'mills'"),
        (["mill"], r"archive has no article 'mill'"),
        (["mill", "--undo"], "snapshots has no snapshot of mill"),
        (["../mill", "--undo"], "'../mill' is no name of an article"),
        (["--all"], "archive has no article yet; `archiver run` makes captures"),
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


WORDS = {
    "quay": ("The ferry leaves at six.", "It comes back by night."),
    "tea": ("The first leaves are picked before the rain.",),
}
WHEN = datetime(2026, 1, 2, tzinfo=UTC)


def commit(
    folder: Path, slug: str, words: tuple[str, ...], *, level: int = 0, **facts: object
) -> str:
    """Keep a capture that shows these words; return its id."""
    url = f"https://site.test/{slug}/"
    tops = range(40, 2000, 60)
    tree = [
        "html",
        {},
        [0, 0, 64, 90],
        [["p", {}, [0, top, 64, 40], [text]] for top, text in zip(tops, words, strict=False)],
    ]
    frame = FrameSnapshot(url=url, parent=None, tree=tree)
    page = PageSnapshot(url=url, title=slug, width_px=64, height_px=90, frames=(frame,))
    image, file = Image.new("RGB", (64, 90), (level, 9, 9)), io.BytesIO()
    image.save(file, "PNG")
    shot = Screenshot(
        kind=ScreenshotKind.FULL_PAGE,
        media_type="image/png",
        width_px=64,
        height_px=90,
        data=file.getvalue(),
    )
    with Collection.open(folder / "archive") as collection:
        draft = collection.draft(Target(slug=slug, url=url, origin=PageOrigin.SITE))
        kept = Capture(
            capture_id=draft.capture_id,
            slug=slug,
            url=url,
            origin=PageOrigin.SITE,
            started_at=WHEN,
            duration_s=1.0,
            status=200,
            snapshot=page,
            ledger=(),
            environment=Environment(
                archiver="0.1.0",
                browser="Chromium 156",
                user_agent="u",
                viewport_width_px=1280,
                viewport_height_px=720,
                platform="linux",
            ),
        )
        return draft.commit(replace(kept, **facts), [shot], "").capture_id  # type: ignore[arg-type]


def test_a_page_becomes_its_snapshot(folder: Path, accept: Accept) -> None:
    capture_id = commit(folder, "quay", WORDS["quay"])
    said = accept("quay", "--by", "Ana").splitlines()
    found = read_snapshot(folder / "snapshots", "quay")
    assert found is not None
    assert (found.capture_id, found.accepted_by) == (capture_id, "Ana")
    assert abs(found.accepted_at - datetime.now(UTC).date()) <= timedelta(days=1)
    assert re.fullmatch(r"accepted quay: new snapshot, 2 blocks, 0 media, [\d.]+ k?B.*", said[0])
    assert said[1] == "commit snapshots so that others compare with it; undo with --undo"
    assert accept("quay", "--by", "Bo").splitlines() == ["unchanged quay"]


def test_a_later_capture_renews_it_and_says_in_what(folder: Path, accept: Accept) -> None:
    commit(folder, "quay", WORDS["quay"])
    accept("quay", "--snapshots", "kept")
    commit(folder, "quay", ("The ferry leaves at ten.", *WORDS["quay"][1:]), level=90)
    said = accept("quay", "--snapshots", "kept").splitlines()
    assert said[0] == "renewed quay: 1 block other, picture other"
    commit(folder, "quay", ("The ferry leaves at ten.",), level=90)
    assert accept("quay", "--snapshots", "kept").splitlines()[0] == "renewed quay: 1 block other"
    other = Environment(
        archiver="0.2.0",
        browser="Chromium 157",
        user_agent="u",
        viewport_width_px=1280,
        viewport_height_px=720,
        platform="linux",
    )
    commit(folder, "quay", ("The ferry leaves at ten.",), level=90, environment=other)
    said = accept("quay", "--snapshots", "kept").splitlines()
    assert said[0] == "renewed quay: made by Chromium 157, archiver 0.2.0"


def test_every_page_is_accepted_but_those_that_did_not_come(folder: Path, accept: Accept) -> None:
    for slug, words in WORDS.items():
        commit(folder, slug, words)
    commit(folder, "lost", (), snapshot=None, error="net::ERR\x1b[2J_GONE")
    said = accept("--all").splitlines()
    assert [line.partition(":")[0] for line in said[:3]] == [
        "skipped lost",
        "accepted quay",
        "accepted tea",
    ]
    assert "the page did not come (net::ERR [2J_GONE)" in said[0]
    assert said[3] == "2 new, 1 skipped in snapshots"
    assert said[4].startswith("commit snapshots")
    assert snapshot_slugs(folder / "snapshots") == ("quay", "tea")
    assert accept("--all").splitlines()[-1] == "2 unchanged, 1 skipped in snapshots"
    with pytest.raises(UsageError, match=r"lost: the page did not come .* before you accept it"):
        accept("lost")


def test_one_page_that_cannot_be_accepted_stops_no_other_and_ends_with_1(folder: Path) -> None:
    for slug, words in WORDS.items():
        commit(folder, slug, words)
    broken = folder / "snapshots" / "quay"
    broken.mkdir(parents=True)
    (broken / "snapshot.json").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["accept", "--all"])
    assert done.exit_code == 1
    assert "skipped quay: " in done.stdout
    assert "quay/blocks.jsonl: is missing" in done.stdout
    assert "1 new, 1 skipped in snapshots" in done.stdout


def test_a_snapshot_is_taken_back(folder: Path, accept: Accept) -> None:
    commit(folder, "quay", WORDS["quay"])
    accept("quay")
    said = accept("quay", "--undo").splitlines()
    assert said[0] == "removed the snapshot of quay from snapshots"
    assert snapshot_slugs(folder / "snapshots") == ()


def test_findings_and_pages_are_accepted_side_by_side(folder: Path, accept: Accept) -> None:
    commit(folder, "mill", WORDS["quay"])
    with Collection.open(folder / "archive") as collection:
        url = "https://site.test/mill/"
        report = Report(slug="mill", url=url, verdict=Verdict.PARTIAL, findings=FINDINGS)
        collection.save_report(report)
    accept("mill")
    accept("mill", "0123456", "--reason", "r")
    accept("mill", "0123456", "--undo")
    accept("mill", "0123457", "--reason", "r")
    assert snapshot_slugs(folder / "snapshots") == ("mill",)
    (decision,) = read_decisions(folder / "snapshots" / "review.toml")
    assert decision.check == "M1"
