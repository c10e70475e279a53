"""Known losses in `archiver check`: honoured, run out, needed no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.cli.program import main
from archiver.store import Collection


def accept(slug: str, *arguments: str) -> None:
    """Accept the only finding of an article."""
    with Collection.open(Path("archive"), writable=False) as collection:
        report = collection.report(slug)
    assert report
    (finding,) = report.findings
    words = ["accept", slug, finding.fingerprint, "--reason", "cut by its author", "--by", "Wen"]
    with pytest.raises(SystemExit) as ended:
        main([*words, *arguments])
    assert not ended.value.code


def test_an_accepted_loss_counts_no_more_and_is_told(check) -> None:
    assert check().code == 1
    accept("wrong")
    said = check()
    assert said.code == 0
    assert "error T1" not in said.out
    assert said.out.splitlines()[-1].startswith("3 pages, 3 complete, ")
    assert "1 known loss honoured" in said.out
    document = json.loads(check("--format", "json").out)
    assert document["summary"]["accepted"] == 1


def test_a_decision_that_ran_out_is_said_and_the_finding_is_back(check) -> None:
    check()
    accept("wrong", "--until", "2999-01-31")
    assert check().code == 0
    file = Path("snapshots/review.toml")
    file.write_text(file.read_text().replace("2999-01-31", "2026-01-31"))
    said = check()
    assert said.code == 1
    assert "posts/wrong.md:7: error T1: " in said.out
    assert "ran out on 2026-01-31; accept it again, or mend it." in said.out


def test_a_decision_about_another_loss_is_needed_no_more(check) -> None:
    check()
    accept("wrong")
    file = Path("snapshots/review.toml")
    text = file.read_text(encoding="utf-8")
    start = text.index('fingerprint = "') + len('fingerprint = "')
    file.write_text(text[:start] + "0" * 16 + text[start + 16 :], encoding="utf-8")
    said = check()
    assert said.code == 1
    assert "is no longer needed, remove it." in said.out
    said = check("--format", "json")
    assert "is no longer needed, remove it." in said.err
    json.loads(said.out)
    last = json.loads(check("--json").out.splitlines()[-1])
    assert len(last["remarks"]) == 1


def test_a_decision_about_an_article_that_is_not_there_is_said(check) -> None:
    check()
    accept("wrong")
    file = Path("snapshots/review.toml")
    file.write_text(file.read_text().replace('slug = "wrong"', 'slug = "elsewhere"'))
    said = check()
    assert said.code == 1
    assert "review.toml: the archive has no article 'elsewhere'" in said.out
    assert "elsewhere" not in check("--slug", "wrong").out


def test_a_file_of_decisions_that_is_not_in_order_is_refused_with_its_line(check) -> None:
    Path("snapshots").mkdir()
    Path("snapshots/review.toml").write_text("version = 1\n[[decision]]\nslug = 3\n")
    said = check()
    assert said.code == 2
    assert said.err.startswith("archiver: snapshots/review.toml:")
