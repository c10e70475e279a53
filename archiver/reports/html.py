"""The report as one HTML file: no network, no script, pictures in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from archiver import urls
from archiver.models import Finding, Severity, Verdict
from archiver.reports.account import LOST, Account, JudgedPage, in_reading_order, place, worst_first
from archiver.reports.evidence import EvidencePicture, Pictures
from archiver.reports.grouping import Group, Grouped, grouped
from archiver.reports.template import packed_text, template
from archiver.reports.wording import count, lines, one_line

MAX_FINDING_BYTES = 400_000
"""Of the pictures of one finding, as they stand in the file."""
MAX_FILE_BYTES = 25_000_000
"""Of all pictures: what mail and browsers still take well."""
_PACKAGE = "archiver.reports"
_MAX_VALUE_CHARACTERS = 2_000
_MAX_PLACES = 12

_Values = dict[str, Any]


def html_text(account: Account, pictures: Pictures | None = None) -> str:
    """Return the report as a page.

    Pictures are taken for the worst findings first, until they make 25 MB; the
    page says how many findings had to do without.
    """
    pages = worst_first(account.pages)
    told = grouped(pages)
    album = _Album(pictures)
    groups = [_group(group, account, album) for group in told.groups]
    told_pages = [_page(page, told, account, album) for page in pages]
    style = packed_text(_PACKAGE, "report.css")
    return template(_PACKAGE, "report.html.jinja").render(
        account=account,
        total=account.sum,
        archive=one_line(account.archive),
        made_at=f"{account.made_at:%Y-%m-%d %H:%M %Z}".strip(),
        unreadable=[one_line(sentence) for sentence in account.unreadable],
        checks=_checks(account),
        groups=groups,
        pages=[page for page in told_pages if page["is_told"]],
        silent=[page for page in told_pages if not page["is_told"]],
        left_out=album.left_out,
        style=Markup(style),  # noqa: S704 - archiver's own file
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        count=count,
        bar=_bar(account),
    )


class _Album:
    """Gives pictures out until the file is full."""

    def __init__(self, pictures: Pictures | None) -> None:
        self._pictures = pictures
        self._left_bytes = MAX_FILE_BYTES
        self.left_out = 0
        """Findings that had to do without pictures."""

    def of(self, page: JudgedPage, findings: Sequence[Finding]) -> list[list[_Values]]:
        """Return the pictures of findings of one page, as the template takes them."""
        if self._pictures is None or not findings:
            return [[] for _ in findings]
        if self._left_bytes <= 0:
            self.left_out += len(findings)
            return [[] for _ in findings]
        return [self._taken(each) for each in self._pictures.of(page, findings)]

    def _taken(self, pictures: Sequence[EvidencePicture]) -> list[_Values]:
        taken: list[_Values] = []
        room = MAX_FINDING_BYTES
        for picture in pictures:
            address = "data:image/webp;base64," + base64.b64encode(picture.data).decode()
            if len(address) > room:
                continue
            if len(address) > self._left_bytes:
                self._left_bytes = 0
                self.left_out += 1
                break
            room -= len(address)
            self._left_bytes -= len(address)
            taken.append({"address": address, "picture": picture})
        return taken


def _page(page: JudgedPage, told: Grouped, account: Account, album: _Album) -> _Values:
    report = page.report
    findings = in_reading_order(told.alone(page))
    shown = album.of(page, findings)
    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    return {
        "id": f"page-{report.slug}",
        "name": one_line(page.name, 200),
        "verdict": report.verdict.value,
        "url": one_line(report.url),
        "link": urls.to_ascii(report.url) if urls.is_http(report.url) else "",
        "path": one_line(page.path),
        "errors": errors,
        "warnings": len(report.findings) - errors,
        "media": f"{report.media_kept:,} of {report.media_promised:,}",
        "has_media": report.media_promised > 0,
        "in_groups": len(report.findings) - len(findings),
        "accepted": [_finding(page, each, account, []) for each in report.accepted],
        "findings": [
            _finding(page, finding, account, pictures)
            for finding, pictures in zip(findings, shown, strict=True)
        ],
        "is_told": bool(findings or report.accepted or report.verdict is Verdict.FAILED),
    }


def _finding(
    page: JudgedPage, finding: Finding, account: Account, pictures: list[_Values]
) -> _Values:
    check = account.checks.get(finding.check)
    evidence = [
        (one_line(name), lines(value, _MAX_VALUE_CHARACTERS))
        for name, value in finding.evidence.items()
        if value
    ]
    if finding.record:
        evidence.append(("record", f"{finding.record.filename} at byte {finding.record.offset:,}"))
    evidence.append(("fingerprint", finding.fingerprint))
    return {
        "check": finding.check,
        "title": account.title_of(finding.check),
        "severity": finding.severity.value,
        "message": one_line(finding.message),
        "lost": LOST[finding.lost_at],
        "place": one_line(place(page, finding)),
        "remedy": check.remedy if check else "",
        "reason": check.reason if check else "",
        "evidence": evidence,
        "pictures": pictures,
    }


def _group(group: Group, account: Account, album: _Album) -> _Values:
    """Return a group; its pictures are those of its first finding."""
    first = group.firsts[0]
    told = _finding(first.page, first.finding, account, album.of(first.page, [first.finding])[0])
    places = [
        {
            "name": one_line(each.page.name, 100),
            "place": one_line(place(each.page, each.finding)),
        }
        for each in group.firsts
    ]
    return told | {
        "message": one_line(group.sentence),
        "pages": len(group.pages),
        "places": places[:_MAX_PLACES],
        "more": places[_MAX_PLACES:],
    }


def _checks(account: Account) -> list[_Values]:
    """Return the checks that found something, most findings first."""
    found = account.sum.checks
    known = [
        {
            "id": check,
            "title": account.title_of(check),
            "meaning": account.checks[check].meaning if check in account.checks else "",
            "number": number,
        }
        for check, number in found.items()
    ]
    return sorted(known, key=lambda each: -each["number"])


def _bar(account: Account) -> list[_Values]:
    """Return the parts of the bar of verdicts, in hundredths of its width."""
    verdicts, total = account.sum.verdicts, max(1, account.sum.pages)
    parts: list[_Values] = []
    at = 0.0
    for verdict in reversed(Verdict):
        share = 100 * verdicts[verdict] / total
        if share:
            parts.append({"verdict": verdict.value, "x": round(at, 2), "width": round(share, 2)})
        at += share
    return parts
