"""The report as JUnit XML: one suite, a test case a page.

By the schema of Jenkins' xUnit plugin (junit-10.xsd), and three things beside it
that GitLab, CircleCI and Jenkins read of a test case: `file`, `line`, `properties`.
"""

from __future__ import annotations

from pathlib import PurePath
from xml.etree import ElementTree as ET

from archiver.models import Finding, Severity, Verdict
from archiver.reports.account import LOST, Account, JudgedPage, in_reading_order, place
from archiver.reports.wording import count, lines, one_line, seen

_MAX_EVIDENCE_CHARACTERS = 500
"""Of one value: whole texts are in the JSON document."""


def junit_text(account: Account) -> str:
    """Return the report as JUnit XML; a page fails by its errors, an unreadable post too.

    A warning fails nothing and stands in the page's output.
    """
    failures = sum(_fails(page) for page in account.pages) + len(account.unreadable)
    counts = {
        "tests": str(len(account.pages) + len(account.unreadable)),
        "failures": str(failures),
        "errors": "0",
    }
    suites = ET.Element("testsuites", {"name": "archiver", **counts})
    suite = ET.SubElement(
        suites,
        "testsuite",
        {
            "name": "archiver",
            **counts,
            "skipped": "0",
            "time": "0",
            "timestamp": account.made_at.isoformat(timespec="seconds"),
        },
    )
    _properties(suite, {"archiver.version": account.archiver, "archiver.archive": account.archive})
    for page in account.pages:
        _case(suite, page, account)
    for sentence in account.unreadable:
        case = ET.SubElement(suite, "testcase", _names("unreadable", one_line(sentence, 200)))
        _failure(case, "unreadable", sentence, "")
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _case(suite: ET.Element, page: JudgedPage, account: Account) -> None:
    """Add a page as a test case."""
    findings = in_reading_order(page.report.findings)
    errors = [each for each in findings if each.severity is Severity.ERROR]
    warnings = [each for each in findings if each.severity is Severity.WARNING]
    names = _names(_class_of(page), f"{one_line(page.name, 200)} [{page.report.slug}]")
    if page.path:
        first = next((each.line for each in [*errors, *warnings] if each.line), 1)
        names |= {"file": one_line(page.path), "line": str(first)}
    case = ET.SubElement(suite, "testcase", names)
    _properties(
        case,
        {
            "archiver.page": page.report.url,
            "archiver.verdict": page.report.verdict.value,
            "archiver.findings": str(len(findings)),
        },
    )
    for finding in errors:
        told = f"{finding.check} {account.title_of(finding.check)}".strip()
        _failure(case, told, finding.message, _told(page, finding, account))
    if _fails(page) and not errors:
        _failure(case, page.report.verdict.value, f"The page is {page.report.verdict}.", "")
    said = [_told(page, finding, account) for finding in warnings]
    if page.report.accepted:
        said.append(f"{count(len(page.report.accepted), 'known loss')} honoured")
        said += [_told(page, finding, account) for finding in page.report.accepted]
    if said:
        ET.SubElement(case, "system-out").text = "\n\n".join(said)


def _fails(page: JudgedPage) -> bool:
    return page.report.verdict is not Verdict.COMPLETE


def _names(classname: str, name: str) -> dict[str, str]:
    return {"classname": classname, "name": name, "time": "0"}


def _class_of(page: JudgedPage) -> str:
    """Return the folder of a page's post as a class is written, or `pages`."""
    parts = [part for part in PurePath(one_line(page.path)).parent.parts if part.strip("./\\")]
    return ".".join(part.replace(".", "_") for part in parts) or ("posts" if page.path else "pages")


def _failure(case: ET.Element, kind: str, message: str, text: str) -> None:
    failure = ET.SubElement(case, "failure", {"type": seen(kind), "message": one_line(message)})
    failure.text = text


def _properties(parent: ET.Element, values: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", {"name": name, "value": one_line(value)})


def _told(page: JudgedPage, finding: Finding, account: Account) -> str:
    """Return a finding with its evidence, on some lines."""
    head = f"{one_line(place(page, finding))}: {finding.severity} {finding.check}"
    told = [
        f"{head} {account.title_of(finding.check)}".rstrip(),
        f"{one_line(finding.message)} ({LOST[finding.lost_at]})",
    ]
    told += [
        f"  {one_line(name)}: {lines(value, _MAX_EVIDENCE_CHARACTERS)}"
        for name, value in finding.evidence.items()
    ]
    if finding.record:
        told.append(f"  record: {finding.record.filename} at {finding.record.offset}")
    told.append(f"  fingerprint: {finding.fingerprint}")
    return "\n".join(told)
