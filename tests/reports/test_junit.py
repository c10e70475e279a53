"""JUnit XML: a case a page, well-formed whatever strangers write."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from lxml import etree
from told import RECORD, account, accounts, failed_picture, finding, hostile_account, page

from archiver.models import Severity, Verdict
from archiver.reports import Account, Form, written

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "junit.xsd")))


def read(told: Account) -> etree._Element:
    root = etree.fromstring(written(told, Form.JUNIT).encode())
    SCHEMA.assertValid(root)
    return root[0]


def test_a_page_is_a_case_in_the_class_of_its_folder() -> None:
    wrong = failed_picture("https://c.test/a.jpg", line=31, record=RECORD)
    suite = read(account(page("a", wrong, path="posts/2024.05/a.md", title="The quay")))
    (case,) = suite.findall("testcase")
    assert (case.get("classname"), case.get("name")) == ("posts.2024_05", "The quay [a]")
    assert (case.get("file"), case.get("line")) == ("posts/2024.05/a.md", "31")
    properties = {each.get("name"): each.get("value") for each in case.iter("property")}
    assert properties == {
        "archiver.page": "https://blog.test/a/",
        "archiver.verdict": "partial",
        "archiver.findings": "1",
    }
    (failure,) = case.findall("failure")
    assert failure.get("type") == "M3 medium failed to load"
    assert "posts/2024.05/a.md:31: error M3" in failure.text
    assert "status: 403" in failure.text
    assert f"record: {RECORD.filename} at 712" in failure.text


def test_errors_fail_warnings_are_said_and_known_losses_too() -> None:
    mild = finding("T3", 2, severity=Severity.WARNING, message="No author.")
    known = finding("M1", 9, message="A known loss.")
    suite = read(
        account(
            page("whole"),
            page("mild", mild),
            page("wrong", finding("M3"), finding("M1"), mild),
            page("known", accepted=(known,)),
            page("gone", verdict=Verdict.FAILED),
            unreadable=("posts/x.md:3: no closing mark",),
        )
    )
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("6", "3", "0")
    failures = {each.get("name"): len(each.findall("failure")) for each in suite.iter("testcase")}
    assert failures == {
        "About whole [whole]": 0,
        "About mild [mild]": 0,
        "About wrong [wrong]": 2,
        "About known [known]": 0,
        "About gone [gone]": 1,
        "posts/x.md:3: no closing mark": 1,
    }
    said = {each.getparent().get("name"): each.text for each in suite.iter("system-out")}
    assert "No author." in said["About mild [mild]"]
    assert said["About known [known]"].startswith("1 known loss honoured")
    assert "A known loss." in said["About known [known]"]


def test_a_page_without_a_post_has_no_file() -> None:
    (case,) = read(account(page("a", path=""))).findall("testcase")
    assert case.get("classname") == "pages"
    assert case.get("file") is None


def test_a_long_value_of_evidence_is_cut() -> None:
    text = written(account(page("a", finding(evidence={"lost": "x" * 10_000}))), Form.JUNIT)
    assert len(text) < 3_000


def test_hostile_texts_stay_text() -> None:
    suite = read(hostile_account())
    names = {each.tag for each in suite.iter()}
    assert names == {"testsuite", "properties", "property", "testcase", "failure", "system-out"}


@settings(max_examples=50)
@given(accounts())
def test_whatever_strangers_write_it_is_valid(told: Account) -> None:
    suite = read(told)
    assert len(suite.findall("testcase")) == len(told.pages) + len(told.unreadable)
