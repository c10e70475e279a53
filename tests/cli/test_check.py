"""`archiver check` over an archive made by hand: forms, selection, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from archiver.models import Verdict
from archiver.store import Collection


def found(said) -> set[tuple[str, str]]:
    """Return slug and check of the findings in a JSON document."""
    document = json.loads(said.out)
    return {(p["slug"], f["check"]) for p in document["pages"] for f in p["findings"]}


def test_text_tells_the_findings_and_the_sum(check) -> None:
    said = check()
    assert (said.code, said.err) == (1, "")
    lines = said.out.splitlines()
    assert lines[0].startswith("posts/wrong.md:7: error T1: ")
    assert lines[1].startswith("posts/mild.md:3: warning T3: ")
    assert lines[2].startswith("3 pages, 2 complete, 1 partial")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--fail-on", "error"], 1),
        (["--fail-on", "never"], 0),
        (["--slug", "mild"], 0),
        (["--slug", "mild", "--fail-on", "warning"], 1),
        (["--slug", "whole", "--fail-on", "warning"], 0),
        (["--ignore", "T1"], 0),
        (["--ignore", "T1", "--fail-on", "warning"], 1),
        (["--ignore", "T1,T3", "--fail-on", "warning"], 0),
        (["--select", "M"], 0),
        (["--select", "T1"], 1),
    ],
)
def test_the_exit_code_follows_what_counts(check, options: list[str], code: int) -> None:
    assert check(*options).code == code


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ([], {("wrong", "T1"), ("mild", "T3")}),
        (["--select", "T3"], {("mild", "T3")}),
        (["--select", "M", "--select", "t1,P"], {("wrong", "T1")}),
        (["--select", "T", "--ignore", "T1"], {("mild", "T3")}),
        (["--ignore", "ALL"], set()),
    ],
)
def test_selected_checks_alone_are_told(
    check, options: list[str], wanted: set[tuple[str, str]]
) -> None:
    assert found(check("--format", "json", *options)) == wanted


def test_what_is_kept_in_the_archive_is_not_selected(check, folder: Path) -> None:
    check("--ignore", "ALL")
    with Collection.open(Path("archive"), writable=False) as collection:
        report = collection.report("wrong")
    assert report is not None
    assert report.verdict is Verdict.PARTIAL
    assert [each.check for each in report.findings] == ["T1"]


def test_settings_select_and_options_come_last(check, folder: Path) -> None:
    Path("archiver.toml").write_text('select = ["T3"]\nfail-on = "warning"\n', encoding="utf-8")
    said = check("--format", "json")
    assert (said.code, found(said)) == (1, {("mild", "T3")})
    said = check("--format", "json", "--select", "T1", "--fail-on", "never")
    assert (said.code, found(said)) == (0, {("wrong", "T1")})


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "markdown", "html"])
def test_every_form_is_printed_or_written_the_same(check, folder: Path, form: str) -> None:
    printed = check("--format", form)
    written = check("--format", form, "--output", "report.out")
    assert printed.code == written.code == 1
    text = Path("report.out").read_text(encoding="utf-8")
    for volatile in ("generated", "timestamp", "endTimeUtc", "UTC", "sha256-"):
        printed.out = "\n".join(x for x in printed.out.splitlines() if volatile not in x)
        text = "\n".join(line for line in text.splitlines() if volatile not in line)
    assert text.strip() == printed.out.strip()
    assert "The second paragraph about wrong" in text
    assert written.out.splitlines()[-1] == "report: report.out"
    assert not list(folder.glob("*.tmp"))


def test_forms_are_of_their_kind(check) -> None:
    assert json.loads(check("--format", "sarif").out)["version"] == "2.1.0"
    suites = ET.fromstring(check("--format", "junit").out.encode())
    assert suites.get("failures") == "1"
    assert check("--format", "html").out.lstrip().startswith("<!DOCTYPE html>")
    assert check("--format", "markdown").out.startswith("## ⚠️ archiver: 3 pages, 1 error")


def test_json_lines_stay_a_line_each(check) -> None:
    said = check("--json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [each["event"] for each in lines] == ["page_checked"] * 3 + ["check_done"]
    assert lines[-1]["exit_code"] == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "pdf"], "must be one of text, json, junit, sarif, markdown, html, not 'pdf'"),
        (["--select", "M99"], "no check is named 'M99'"),
        (["--ignore", "nothing"], "no check is named 'NOTHING'"),
        (["--fail-on", "all"], "--fail-on must be one of error, warning, never"),
        (["--json", "--format", "html"], "--json prints lines"),
        (["--json", "--output", "x"], "--json prints lines"),
        (["--output", "posts"], "posts is a folder"),
        (["--output", "none/x.html"], "there is no folder none"),
        (["--slug", "other"], "has no article 'other'"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence(check, options: list[str], said: str) -> None:
    told = check(*options)
    assert told.code == 2
    assert said in told.err
    assert told.out == ""


def test_a_report_that_cannot_be_written_leaves_the_former_one(
    check, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("r.html").write_text("former", encoding="utf-8")

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    told = check("--format", "html", "--output", "r.html")
    assert told.code == 2
    assert "r.html: the report cannot be written: No space left on device" in told.err
    assert Path("r.html").read_text(encoding="utf-8") == "former"


def test_fixity_reads_the_records_again(check, folder: Path) -> None:
    assert "D1" not in check("--fixity").out
    (volume,) = Path("archive/warc").iterdir()
    with Collection.open(Path("archive"), writable=False) as collection:
        last = collection.captures("whole")[-1]
        (entry,) = collection.capture(last.capture_id).ledger
    assert entry.record
    data = bytearray(volume.read_bytes())
    data[entry.record.offset + entry.record.length_bytes // 2] ^= 0xFF
    volume.write_bytes(data)
    assert check("--slug", "whole").code == 0
    said = check("--slug", "whole", "--fixity")
    assert said.code == 1
    assert " error D1: " in said.out
    assert check("--slug", "whole").code == 0  # only who asks is told: the disk is not read


def test_help_says_what_the_exit_code_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "check", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "The exit code is 0 when there is no finding to fail" in done.stdout
    for option in ("--format", "--output", "--fail-on", "--select", "--ignore"):
        assert option in done.stdout
