"""The JSON document: what its schema says of it, and that it says all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from told import RECORD, account, accounts, failed_picture, finding, hostile_account, page

from archiver.compare import CHECKS
from archiver.models import Box, Severity, Verdict
from archiver.reports import Account, Form, Same, schema, written

VALIDATOR = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def read(told: Account) -> dict:
    text = written(told, Form.JSON)
    assert text.isascii()
    assert "\x1b" not in text
    found = json.loads(text)
    VALIDATOR.validate(found)
    return found


def test_the_schema_is_one_and_describes_every_field() -> None:
    Draft202012Validator.check_schema(schema())
    nameless = [
        path for path, part in fields(schema()) if not part.get("description", "$ref" in part)
    ]
    assert nameless == []


def fields(part: object, path: str = "") -> Iterator[tuple[str, dict]]:
    """Yield every property that the schema names."""
    if isinstance(part, dict):
        for name, value in part.get("properties", {}).items():
            yield f"{path}/{name}", value
        for name, value in part.items():
            yield from fields(value, f"{path}/{name}")
    elif isinstance(part, list):
        for value in part:
            yield from fields(value, path)


def test_a_finding_has_its_place_its_record_and_its_evidence() -> None:
    wrong = failed_picture(
        "https://cdn.test/a.jpg", line=31, record=RECORD, box=Box(1.5, 2.0, 30.0, 40.0)
    )
    found = read(account(page("a", wrong, capture_id="c-1"), unreadable=("posts/b.md:2: no",)))
    (told,) = found["pages"]
    assert (told["slug"], told["post"], told["verdict"]) == ("a", "posts/a.md", "partial")
    assert told["capture"] == "c-1"
    (one,) = told["findings"]
    assert one["title"] == CHECKS["M3"].title
    assert (one["path"], one["line"], one["block"]) == ("posts/a.md", 31, 3)
    assert one["evidence"] == {"url": "https://cdn.test/a.jpg", "status": "403"}
    assert one["record"] == {"file": RECORD.filename, "offset": 712, "length_bytes": 90}
    assert one["box"] == {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.0}
    assert one["fingerprint"] == "0123456789abcdef"
    assert found["unreadable"] == ["posts/b.md:2: no"]
    assert found["checks"]["M3"]["meaning"] == CHECKS["M3"].meaning
    assert (found["format"], found["archiver"]) == ("archiver-findings/1", "1.2.3")
    assert found["generated"] == "2026-03-04T05:06:07+00:00"


def test_the_summary_counts_findings_and_known_losses_apart() -> None:
    mild = finding("T3", severity=Severity.WARNING)
    found = read(
        account(
            page("a", finding("M3"), mild, accepted=(finding("M1"), finding("M1"))),
            page("b"),
            page("c", finding("P0"), verdict=Verdict.FAILED),
        )
    )["summary"]
    assert (found["pages"], found["complete"], found["partial"], found["failed"]) == (3, 1, 1, 1)
    assert (found["errors"], found["warnings"], found["accepted"]) == (2, 1, 2)
    assert found["findings_by_check"] == {"M3": 1, "P0": 1, "T3": 1}
    assert (found["media_promised"], found["media_kept"]) == (15, 12)


def test_a_group_names_its_pages_and_its_findings_name_the_group() -> None:
    pages = [page(f"p{n}", finding("T2"), failed_picture("https://c.test/x")) for n in range(3)]
    found = read(account(*pages, page("whole")))
    names = {each["id"]: each for each in found["groups"]}
    assert {each["check"] for each in names.values()} == {"T2", "M3"}
    for told in found["pages"][:3]:
        for one in told["findings"]:
            assert names[one["group"]]["check"] == one["check"]
            assert told["slug"] in names[one["group"]]["pages"]


def test_every_kind_of_group_is_in_the_schema() -> None:
    kinds = schema()["$defs"]["group"]["properties"]["same"]["enum"]
    assert kinds == [same.value for same in Same]


def test_a_box_that_is_endless_is_none() -> None:
    endless = Box(0.0, float("nan"), float("inf"), 1.0)
    found = read(account(page("a", finding(box=endless))))
    assert found["pages"][0]["findings"][0]["box"] is None


@settings(max_examples=50)
@given(accounts())
def test_whatever_strangers_write_the_document_holds_to_its_schema(told: Account) -> None:
    found = read(told)
    assert [each["slug"] for each in found["pages"]] == [each.report.slug for each in told.pages]


def test_hostile_texts_are_kept_as_they_are_but_for_halves_of_characters() -> None:
    found = read(hostile_account())
    messages = [each["findings"][0]["message"] for each in found["pages"]]
    wanted = [each.report.findings[0].message for each in hostile_account().pages]
    differing = [got for got, want in zip(messages, wanted, strict=True) if got != want]
    assert differing == ["\ufffd half \ufffd"]


@pytest.mark.parametrize("field", ["message", "fingerprint", "evidence", "lost_at", "line"])
def test_a_document_that_lacks_a_field_is_refused(field: str) -> None:
    found = read(account(page("a", finding())))
    del found["pages"][0]["findings"][0][field]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(found)


def test_an_unknown_check_has_no_title_and_is_told_all_the_same() -> None:
    found = read(account(page("a", replace(finding(), check="XY1"))))
    assert found["pages"][0]["findings"][0]["title"] == ""
    assert found["checks"] == {}
