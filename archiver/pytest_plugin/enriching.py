"""What the reports of a run are given of each test: pictures, and the findings as data."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from archiver.errors import ArchiverError
from archiver.formats import encode_report
from archiver.models import Finding
from archiver.pytest_plugin.collecting import ArticleItem
from archiver.pytest_plugin.outcome import Outcome
from archiver.pytest_plugin.run import RUN
from archiver.pytest_plugin.snapshot_use import ShownPicture, Shows
from archiver.reports import CollectionPictures

_MOST_FINDINGS = 5
"""Of one article, whose pictures are shown."""


def enrich(item: pytest.Item, report: pytest.TestReport, shows: Shows) -> None:
    """Put pictures into the report of a test that failed, and what the summary needs."""
    use = item.config.stash[RUN].snapshots
    pictures: Sequence[ShownPicture] = use.pictures
    use.pictures = []
    if isinstance(item, ArticleItem):
        outcome = item.outcome
        if shows.summary:
            report.archiver = _told(item, outcome)  # type: ignore[attr-defined]
        if report.failed and shows.pictures and not outcome.trouble:
            pictures = list(_evidence(item, outcome))
    if pictures and shows.pictures:
        extras = list(getattr(report, "extras", []))
        report.extras = [*extras, *map(_extra, pictures)]  # type: ignore[attr-defined]


def _told(item: ArticleItem, outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as plain values, for they go from one process to another."""
    summary, report = item.summary, outcome.report
    return {
        "check": item.check,
        "title": summary.title,
        "path": summary.source_path or summary.source_name,
        "url": summary.url,
        "capture_id": summary.capture_id,
        "size_bytes": summary.size_bytes,
        "trouble": outcome.trouble,
        "fails": [_row(each) for each in outcome.fails],
        "warns": [_row(each) for each in outcome.warns],
        "report": encode_report(report).decode() if report and not item.check else "",
    }


def _row(finding: Finding) -> dict[str, Any]:
    return {"check": finding.check, "line": finding.line, "message": finding.message}


def _evidence(item: ArticleItem, outcome: Outcome) -> Iterable[ShownPicture]:
    """Yield the pictures that prove findings: the page there, and what came."""
    assert outcome.report is not None
    findings = outcome.fails[:_MOST_FINDINGS]
    page = item.shelf.article(item.summary.slug).judged(outcome.report)
    try:
        found = CollectionPictures(item.shelf.collection).of(page, findings)
    except ArchiverError:
        return
    for finding, pictures in zip(findings, found, strict=True):
        for each in pictures:
            yield ShownPicture(f"{finding.check}: {each.title}", each.data)


def _extra(picture: ShownPicture) -> dict[str, Any]:
    """Return a picture as pytest-html takes it: inline, so that one file shows all."""
    return {
        "name": picture.title,
        "format_type": "image",
        "content": base64.b64encode(picture.data).decode("ascii"),
        "mime_type": "image/webp",
        "extension": "webp",
    }
