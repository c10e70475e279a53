"""The report as SARIF 2.1.0: findings at their lines in the posts, for code scanning."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archiver import urls
from archiver.compare import Check
from archiver.models import Finding, RecordPointer, Severity
from archiver.reports.account import LOST, Account, JudgedPage
from archiver.reports.wording import one_line, sound

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
"""The base that code scanners resolve to the repository's root (SARIF 2.1.0, 3.4.4)."""
_MAX_EVIDENCE_CHARACTERS = 1_000

_Object = dict[str, Any]


def sarif_text(account: Account) -> str:
    """Return the report as SARIF in ASCII, with a line feed at its end.

    Known losses are results too, each with its suppression: they stay quiet, and seen.
    """
    return json.dumps(log(account), indent=1, allow_nan=False) + "\n"


def log(account: Account) -> _Object:
    """Return the SARIF log: one run, a rule for each check."""
    rules = list(account.checks.values())
    results = list(_results(account, {check.id: at for at, check in enumerate(rules)}))
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "archiver",
                        "semanticVersion": account.archiver,
                        "rules": [_rule(check) for check in rules],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": not account.unreadable,
                        "endTimeUtc": account.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": one_line(sentence)}}
                            for sentence in account.unreadable
                        ],
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _rule(check: Check) -> _Object:
    words = "".join(word.capitalize() for word in check.title.split() if word.isalnum())
    helped = check.page or f"# {check.id} {check.title}\n"
    return {
        "id": check.id,
        "name": words or check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.meaning or check.title},
        "help": {"text": check.remedy or check.title, "markdown": helped},
        "defaultConfiguration": {"level": check.severity.value},
        "properties": {"tags": ["archive", "fidelity"]},
    }


def _results(account: Account, rules: dict[str, int]) -> Iterator[_Object]:
    """Yield a result for each finding, known losses last of each page."""
    for page in account.pages:
        for finding in page.report.findings:
            yield _result(finding, page, account, rules)
        for finding in page.report.accepted:
            suppressed = {"kind": "external", "status": "accepted"}
            yield {**_result(finding, page, account, rules), "suppressions": [suppressed]}


def _result(finding: Finding, page: JudgedPage, account: Account, rules: dict[str, int]) -> _Object:
    result: _Object = {
        "ruleId": finding.check,
        "level": "error" if finding.severity is Severity.ERROR else "warning",
        "kind": "fail",
        "message": {"text": f"{one_line(finding.message)} ({LOST[finding.lost_at]})"},
        "locations": [_location(finding, page)],
        "partialFingerprints": {
            "archiverFinding/v1": f"{page.report.slug}:{finding.fingerprint}",
        },
        "properties": {
            "lostAt": finding.lost_at.value,
            "page": one_line(page.report.url),
            "evidence": {
                one_line(name): sound(value)[:_MAX_EVIDENCE_CHARACTERS]
                for name, value in finding.evidence.items()
            },
        },
    }
    if finding.check in rules:
        result["ruleIndex"] = rules[finding.check]
    if finding.record:
        result["relatedLocations"] = [_record(finding.record, account.archive)]
    return result


def _location(finding: Finding, page: JudgedPage) -> _Object:
    """Return where a finding was promised: a line of the post, else the page's address."""
    if page.path:
        region = {"startLine": max(1, finding.line or 1)}
        return {"physicalLocation": {"artifactLocation": _file(page.path), "region": region}}
    address = one_line(page.report.url)
    fit = urls.to_ascii(address) if urls.is_http(address) else "about:blank"
    return {"physicalLocation": {"artifactLocation": {"uri": fit}}}


def _record(record: RecordPointer, archive: str) -> _Object:
    """Return where the answer lies: its gzip member in the WARC file."""
    file = _file(f"{archive}/warc/{record.filename}" if archive else record.filename)
    region = {"byteOffset": record.offset, "byteLength": record.length_bytes}
    return {
        "id": 1,
        "message": {"text": "The WARC record of the answer."},
        "physicalLocation": {"artifactLocation": file, "region": region},
    }


def _file(path: str) -> _Object:
    """Return a file's location: below the current folder relative to the root, else absolute."""
    full = os.path.normpath(Path.cwd() / one_line(path))
    try:
        below = Path(full).relative_to(Path.cwd())
    except ValueError:
        return {"uri": "file://" + quote(Path(full).as_posix())}
    return {"uri": quote(below.as_posix()), "uriBaseId": _ROOT}
