"""SARIF 2.1.0: what the standard and code scanners ask for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from told import RECORD, account, accounts, failed_picture, finding, hostile_account, page

from archiver.compare import CHECKS
from archiver.models import Severity
from archiver.reports import Account, Form, written

URI = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


def read(told: Account) -> dict:
    """Read a log, and hold it against what the standard requires."""
    text = written(told, Form.SARIF)
    assert text.isascii()
    log = json.loads(text)
    assert (log["version"], set(log)) == ("2.1.0", {"$schema", "version", "runs"})
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "archiver"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["name"].isalnum()
        assert rule["defaultConfiguration"]["level"] in {"error", "warning"}
    assert isinstance(run["invocations"][0]["executionSuccessful"], bool)
    for result in run["results"]:
        check_result(result, ids)
    return run


def check_result(result: dict, ids: list[str]) -> None:
    assert result["message"]["text"]
    assert result["level"] in {"error", "warning"}
    assert result["kind"] == "fail"
    if "ruleIndex" in result:
        assert ids[result["ruleIndex"]] == result["ruleId"]
    assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
    for place in [*result["locations"], *result.get("relatedLocations", [])]:
        physical = place["physicalLocation"]
        address = physical["artifactLocation"]
        assert URI.fullmatch(address["uri"])
        if "uriBaseId" in address:
            assert address["uriBaseId"] == "%SRCROOT%"
            assert not address["uri"].startswith(("/", "../"))
        region = physical.get("region", {})
        assert region.get("startLine", 1) >= 1
        assert region.get("byteOffset", 0) >= 0
    for each in result.get("suppressions", []):
        assert each == {"kind": "external", "status": "accepted"}


def test_a_finding_stands_at_the_line_of_its_post() -> None:
    wrong = failed_picture("https://c.test/a.jpg", line=31, record=RECORD)
    (result,) = read(account(page("a", wrong, path="posts/春 茶.md")))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == "posts/春 茶.md"
    assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    assert place["region"] == {"startLine": 31}
    assert result["partialFingerprints"] == {"archiverFinding/v1": "a:0123456789abcdef"}
    (record,) = result["relatedLocations"]
    assert (
        record["physicalLocation"]["artifactLocation"]["uri"] == f"archive/warc/{RECORD.filename}"
    )
    assert record["physicalLocation"]["region"] == {"byteOffset": 712, "byteLength": 90}
    assert result["properties"]["lostAt"] == "page"
    assert result["properties"]["evidence"]["status"] == "403"


def test_a_file_outside_of_the_folder_has_its_whole_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    monkeypatch.chdir(inside)
    paths = ["../a.md", str(inside / "b.md"), "c/../d.md"]
    run = read(account(*(page(f"p{n}", finding(), path=path) for n, path in enumerate(paths))))
    found = [
        each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run["results"]
    ]
    assert found[0] == {"uri": f"file://{tmp_path}/a.md"}
    assert [each["uri"] for each in found[1:]] == ["b.md", "d.md"]


def test_a_page_without_a_post_is_its_own_place() -> None:
    (result,) = read(account(page("a", finding(line=None), path="")))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "https://blog.test/a/"}}


def test_every_check_is_a_rule_with_its_page() -> None:
    rules = read(account())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CHECKS)
    assert all(rule["help"]["markdown"] == CHECKS[rule["id"]].page for rule in rules)


def test_a_milder_finding_is_a_warning_and_a_known_loss_is_suppressed() -> None:
    mild = finding("M3", severity=Severity.WARNING)
    results = read(account(page("a", mild, accepted=(finding("M1"),))))["results"]
    assert [(each["ruleId"], each["level"]) for each in results] == [
        ("M3", "warning"),
        ("M1", "error"),
    ]
    assert "suppressions" not in results[0]
    assert results[1]["suppressions"]


def test_unreadable_posts_are_told_as_notifications() -> None:
    (invocation,) = read(account(unreadable=("posts/b.md:2: no",)))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "posts/b.md:2: no"


def test_hostile_texts_make_a_sound_log() -> None:
    read(hostile_account())


@settings(max_examples=50)
@given(accounts())
def test_whatever_strangers_write_the_log_is_sound(told: Account) -> None:
    run = read(told)
    wanted = sum(len(each.report.findings) + len(each.report.accepted) for each in told.pages)
    assert len(run["results"]) == wanted
