"""The report as one JSON document; `findings.schema.json` tells of every field."""

from __future__ import annotations

import json
import math
from importlib import resources
from typing import Any

from archiver.models import Box, Finding, RecordPointer
from archiver.reports.account import Account, JudgedPage, Sum
from archiver.reports.grouping import Group, Grouped, grouped
from archiver.reports.wording import sound

FORMAT = "archiver-findings/1"
"""Of the document; the number grows when a reader of the former one could be misled."""

_Object = dict[str, Any]


def json_text(account: Account) -> str:
    """Return the document in ASCII, with a line feed at its end."""
    return json.dumps(document(account), indent=1, allow_nan=False) + "\n"


def schema() -> _Object:
    """Return the JSON Schema (2020-12) of the document."""
    file = resources.files("archiver.reports") / "findings.schema.json"
    found: _Object = json.loads(file.read_text(encoding="utf-8"))
    return found


def document(account: Account) -> _Object:
    """Return the report as values of JSON: pages in their order, what is the same in groups."""
    told, total = grouped(account.pages), account.sum
    known = {check: account.checks[check] for check in account.checks if check in total.checks}
    return {
        "format": FORMAT,
        "archiver": account.archiver,
        "generated": account.made_at.isoformat(),
        "archive": sound(account.archive),
        "summary": _summary(total, len(account.unreadable)),
        "checks": {
            check.id: {
                "title": check.title,
                "severity": check.severity.value,
                "meaning": check.meaning,
                "reason": check.reason,
                "remedy": check.remedy,
            }
            for check in known.values()
        },
        "groups": [_group(group) for group in told.groups],
        "pages": [_page(page, account, told) for page in account.pages],
        "unreadable": [sound(sentence) for sentence in account.unreadable],
    }


def _summary(total: Sum, unreadable: int) -> _Object:
    return {
        "pages": total.pages,
        **{verdict.value: number for verdict, number in total.verdicts.items()},
        "unreadable": unreadable,
        "errors": total.errors,
        "warnings": total.warnings,
        "accepted": total.accepted,
        "media_promised": total.media_promised,
        "media_kept": total.media_kept,
        "captions_promised": total.captions_promised,
        "captions_kept": total.captions_kept,
        "size_bytes": total.size_bytes,
        "findings_by_check": dict(sorted(total.checks.items())),
    }


def _group(group: Group) -> _Object:
    return {
        "id": group.id,
        "check": group.check,
        "severity": group.severity.value,
        "lost_at": group.lost_at.value,
        "message": sound(group.sentence),
        "same": group.same.value,
        "value": sound(group.value),
        "flaw": sound(group.flaw),
        "findings": len(group.places),
        "pages": [page.report.slug for page in group.pages],
    }


def _page(page: JudgedPage, account: Account, told: Grouped) -> _Object:
    report = page.report
    return {
        "slug": report.slug,
        "title": sound(page.title),
        "url": sound(report.url),
        "post": sound(page.path),
        "capture": page.capture_id,
        "verdict": report.verdict.value,
        "media_promised": report.media_promised,
        "media_kept": report.media_kept,
        "captions_promised": report.captions_promised,
        "captions_kept": report.captions_kept,
        "size_bytes": page.size_bytes,
        "findings": [
            _finding(finding, page, account, told.group_of(page, index))
            for index, finding in enumerate(report.findings)
        ],
        "accepted": [_finding(finding, page, account, None) for finding in report.accepted],
    }


def _finding(finding: Finding, page: JudgedPage, account: Account, group: Group | None) -> _Object:
    return {
        "check": finding.check,
        "title": account.title_of(finding.check),
        "severity": finding.severity.value,
        "message": sound(finding.message),
        "lost_at": finding.lost_at.value,
        "fingerprint": finding.fingerprint,
        "group": group.id if group else None,
        "subject": sound(finding.subject),
        "path": sound(page.path),
        "line": finding.line,
        "block": finding.block,
        "evidence": {sound(name): sound(value) for name, value in finding.evidence.items()},
        "record": _record(finding.record),
        "box": box_object(finding.box),
    }


def _record(pointer: RecordPointer | None) -> _Object | None:
    if pointer is None:
        return None
    return {
        "file": pointer.filename,
        "offset": pointer.offset,
        "length_bytes": pointer.length_bytes,
    }


def box_object(box: Box | None) -> _Object | None:
    """Return a box; None for one that a page has made endless."""
    if box is None or not all(map(math.isfinite, (box.x, box.y, box.width, box.height))):
        return None
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
