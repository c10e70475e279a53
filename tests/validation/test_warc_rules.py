"""Every rule on WARC files: a file that breaks it is told, one that does not is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import codes_of, good, packed, plain, told
from warc_cases import FILE_CASES, GZIP_ONLY, PLAIN_ONLY, RECORD_CASES

from archiver.validation import rules

FORMS = {"good.warc.gz": packed, "good.warc": plain}
CASES = [
    pytest.param(code, change, name, id=f"{code}-{number}-{name.rpartition('.')[2]}")
    for code, changes in RECORD_CASES.items()
    for number, change in enumerate(changes)
    for name in FORMS
    if code not in (GZIP_ONLY if name == "good.warc" else PLAIN_ONLY)
]


@pytest.mark.parametrize("name", FORMS)
def test_a_file_that_is_right_has_no_breach(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FORMS[name](good()))
    assert told(path) == []


@pytest.mark.parametrize(("code", "change", "name"), CASES)
def test_a_breach_is_told_by_its_code(tmp_path: Path, code: str, change, name: str) -> None:
    records = good()
    change(records)
    path = tmp_path / name
    path.write_bytes(FORMS[name](records))
    assert code in codes_of(path), told(path)


@pytest.mark.parametrize(
    ("code", "make"),
    [
        pytest.param(code, make, id=f"{code}-{number}")
        for code, makers in FILE_CASES.items()
        for number, make in enumerate(makers)
    ],
)
def test_a_broken_file_is_told_by_its_code(tmp_path: Path, code: str, make) -> None:
    path = tmp_path / "good.warc.gz"
    path.write_bytes(make(good()))
    assert code in codes_of(path), told(path)


def test_every_rule_on_warc_files_has_a_case() -> None:
    cases = {*RECORD_CASES, *FILE_CASES}
    elsewhere = {"F021", "F051", "G017", "R134"}
    wanted = {code for code in rules() if code[0] in "GFRTH"}
    assert wanted - cases - elsewhere == set()
    assert cases <= wanted
