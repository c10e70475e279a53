"""What other reports of a run are given: junit, pytest-html, GitHub."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

WRONG = "71d1a72bb44d511b"


def test_junit_knows_page_verdict_and_findings(suite) -> None:
    suite.run("archive", "--junitxml=report.xml", "-W", "ignore")
    cases = {each.get("name"): each for each in ET.parse("report.xml").iter("testcase")}
    told = {each.get("name"): each.get("value") for each in cases["wrong"].iter("property")}
    assert told == {
        "archiver.page": "https://site.test/wrong/",
        "archiver.verdict": "partial",
        "archiver.findings": "1",
    }
    failure = cases["wrong"].find("failure")
    assert failure is not None
    assert "posts/wrong.md:7: T1" in (failure.get("message") or "")
    assert cases["whole"].get("classname") == "archive"


def test_pytest_html_shows_pictures_of_what_failed(suite) -> None:
    result = suite.run("archive", "--html=report.html", "--self-contained-html", "-W", "ignore")
    result.assert_outcomes(passed=2, failed=1)
    page = Path("report.html").read_text(encoding="utf-8")
    pictures = set(re.findall(r"data:image/webp;base64,\w+", page))
    assert pictures
    assert "what stands next to its place on the page" in page


def test_on_github_findings_are_annotations(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = suite.run("archive", "-W", "ignore")
    result.stdout.fnmatch_lines(
        [
            "::error file=posts/wrong.md,line=7,title=T1 *::The paragraph *",
            "::warning file=posts/mild.md,line=3,title=T3 *::The author *",
        ]
    )


def test_elsewhere_there_are_none(suite) -> None:
    suite.run("archive", "-W", "ignore").stdout.no_fnmatch_line("::*")


def test_known_losses_are_no_annotations(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    suite.decide(WRONG, "T1", "cut by its author")
    suite.run("archive::wrong").stdout.no_fnmatch_line("::*")


def test_a_hostile_title_starts_no_command(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    evil = "The ferry\u2028::set-env name=A::b 100%0A::error::owned is gone, quite gone."
    post = f"---\ntitle: The quay\n---\nA first paragraph stays.\n\n{evil}\n"
    suite.put("evil", ["The quay", "A first paragraph stays."], post=post)
    result = suite.run("archive::evil", "-W", "ignore")
    commands = [line for line in result.outlines if line.startswith("::")]
    assert len(commands) >= 1
    assert all(line.startswith(("::error file=posts/evil.md", "::warning ")) for line in commands)
    assert "%0A" not in "".join(commands)


@pytest.mark.parametrize("spread", [[], ["-n", "2"]])
def test_the_summary_of_a_step_is_archivers_report(
    suite, monkeypatch: pytest.MonkeyPatch, spread: list[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(suite.path / "summary.md"))
    if spread:
        suite.run_apart("archive", "-W", "ignore", *spread)
    else:
        suite.run("archive", "-W", "ignore")
    text = Path("summary.md").read_text(encoding="utf-8")
    assert text.startswith("## ⚠️ archiver: 3 pages, 1 error, 1 warning")
    assert "posts/wrong.md" in text.replace("&#45;", "-")


def test_another_step_of_the_job_keeps_its_summary(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = Path("summary.md")
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary.resolve()))
    suite.run("archive", "-W", "ignore")
    assert summary.read_text(encoding="utf-8").startswith("before\n## ")
