"""`archiver validate`: exit codes, lines, objects, codes explained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.cli.program import main
from archiver.validation import rules

RIGHT = (
    b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-"
    b"000000000001>\r\nWARC-Date: 2024-05-06T07:08:09Z\r\nContent-Type: application/warc-fields"
    b"\r\nContent-Length: 13\r\n\r\nsoftware: x\r\n\r\n\r\n"
)


def archiver(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["validate", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "right.warc"
    path.write_bytes(RIGHT)
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.warc"
    path.write_bytes(RIGHT.replace(b"09Z", b"99Z").replace(b"1>", b"2>") + b"\x1b[31mrubbish")
    return path


def test_a_file_that_is_right_ends_with_0(right: Path, capsys) -> None:
    assert archiver(str(right)) == 0
    assert capsys.readouterr().out.startswith("1 file, 1 record, ")


def test_each_breach_is_a_line_with_its_place(wrong: Path, capsys) -> None:
    assert archiver(str(wrong)) == 1
    out = capsys.readouterr().out
    assert f"{wrong}:0: error R043: WARC-Date" in out
    assert f"{wrong}:{len(RIGHT)}: error F071: 12 bytes belong to no record" in out
    assert "\x1b" not in out


def test_breaches_are_objects_for_programs(right: Path, wrong: Path, capsys) -> None:
    assert archiver(str(right), str(wrong), "--json", "--jobs", "2") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    files = {Path(line["path"]).name: line for line in lines if line["event"] == "file"}
    assert files["right.warc"]["codes"] == {}
    assert files["wrong.warc"]["codes"] == {"F071": 1, "R013": 1, "R043": 1}
    breach = next(line for line in lines if line.get("code") == "R043")
    assert (breach["offset"], breach["severity"]) == (0, "error")


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0), ("nothing", 2)]
)
def test_what_fails_can_be_chosen(right: Path, fail_on: str, code: int) -> None:
    right.write_bytes(RIGHT.replace(b"2024", b"1984"))
    assert archiver(str(right), "--fail-on", fail_on) == code


def test_many_breaches_of_one_code_are_counted(tmp_path: Path, capsys) -> None:
    path = tmp_path / "many.warc"
    path.write_bytes(RIGHT * 30)
    assert archiver(str(path)) == 1
    out = capsys.readouterr().out
    assert out.count("error R032: the id") == 10
    assert f"{path}: error R032: 19 more" in out


def test_codes_are_explained(capsys) -> None:
    assert archiver("--explain", "r071") == 0
    assert "R071 error A record does not end with two line ends" in capsys.readouterr().out
    assert archiver("--explain", "all") == 0
    out = capsys.readouterr().out
    assert all(f"{code} " in out for code in rules())
    assert archiver("--explain", "R072") == 2
    assert "did you mean" in capsys.readouterr().err
    assert archiver("--explain", "W071", "--json") == 0
    assert json.loads(capsys.readouterr().out)["code"] == "W071"


def test_every_rule_says_what_it_means_and_what_to_do() -> None:
    for rule in rules().values():
        assert rule.title
        assert rule.meaning.endswith(".")
        assert rule.remedy.endswith(".")
        assert rule.source


@pytest.mark.parametrize("name", ["not-there.warc", "folder", "text.txt"])
def test_what_cannot_be_validated_is_said(tmp_path: Path, name: str, capsys) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text("text")
    assert archiver(str(tmp_path / name)) == 2
    assert name in capsys.readouterr().err
