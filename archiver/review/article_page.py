"""One article as the page shows it: its findings with their evidence, its picture, its films."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.compare import Check
from archiver.models import Environment, Finding, Report
from archiver.reports import LOST, in_reading_order
from archiver.reports.document import box_object
from archiver.review.article import Article, each_once
from archiver.review.comparing import Comparing, StateOf
from archiver.review.evidence import Evidence, excerpt, table, with_places
from archiver.review.films import Film, Films
from archiver.review.pictures import Form, PagePictures
from archiver.review.plain_json import Object, line, link_of
from archiver.review.shelf import Opened, ReviewShelf
from archiver.snapshots import Snapshot

_MOST_FINDINGS = 500
"""Of one page with all their evidence: a page with more has one thing wrong many times."""


class ArticlePages:
    """Tells of articles, one at a time."""

    def __init__(
        self,
        shelf: ReviewShelf,
        pictures: PagePictures,
        comparing: Comparing | None,
        checks: dict[str, Check],
        form: Form,
    ) -> None:
        """Take everything from a shelf; `form` is that of the strips."""
        self._shelf = shelf
        self._pictures = pictures
        self._comparing = comparing
        self._checks = checks
        self._form = form
        self.evidence = Evidence(shelf, pictures)
        self.films = Films(shelf)

    def told(self, article: Article, report: Report, state_of: StateOf) -> Object:
        """Return an article as the page reads it.

        `report` has the verdict that decisions leave.

        Raises:
            StorageError: its capture is damaged.
        """
        opened = self._shelf.opened(article.summary)
        capture, summary = opened.capture, article.summary
        view = self._pictures.view_of(
            capture, f"the capture of {summary.started_at:%Y-%m-%d %H:%M}"
        )
        snapshot = self._shelf.snapshot(article.slug)
        films = self.films.of(capture, opened.blocks)
        findings = findings_of(article)
        kinds = self._comparing.kinds(opened) if self._comparing else ()
        return {
            **_head(article, report),
            "environment": _environment(capture.environment),
            "snapshot": _accepted(snapshot),
            "notes": [line(capture.error, 500)] if capture.error else [],
            "findings": [
                self._finding(opened, finding, snapshot, films, state_of) for finding in findings
            ],
            "more_findings": max(0, _number(article) - len(findings)),
            "view": view.told(self._form) if view else None,
            "comparisons": [kind.told() for kind in kinds],
            "films": [
                film.told(article.slug, number, has_poster=self._has_poster(opened, film))
                for number, film in enumerate(films)
            ],
            "has_text": bool(opened.blocks),
        }

    def _has_poster(self, opened: Opened, film: Film) -> bool:
        player = film.player
        return bool(player) and self.evidence.player(opened.capture, player, "") is not None

    def _finding(
        self,
        opened: Opened,
        finding: Finding,
        snapshot: Snapshot | None,
        films: Sequence[Film],
        state_of: StateOf,
    ) -> Object:
        slug, check = opened.summary.slug, self._checks.get(finding.check)
        planned = self.evidence.pictures(opened, finding, snapshot)
        folder = f"evidence/{slug}/{finding.fingerprint}"
        path = opened.summary.source_path or opened.summary.source_name
        return {
            "fingerprint": finding.fingerprint,
            "check": finding.check,
            "title": check.title if check else "",
            "severity": finding.severity.value,
            "message": line(finding.message, 2_000),
            "subject": line(finding.subject, 2_000),
            "link": link_of(finding.subject),
            "lost": LOST[finding.lost_at],
            "lost_at": finding.lost_at.value,
            "line": finding.line,
            "box": box_object(finding.box),
            "evidence": table(finding),
            "record": self.evidence.record(finding.record),
            "excerpt": excerpt(opened.post, path, finding.line),
            "pictures": [
                {
                    "title": picture.title,
                    "address": f"{folder}/{number}.webp",
                    "width": picture.width_px,
                    "height": picture.height_px,
                }
                for number, picture in enumerate(planned)
            ],
            "film": _film_of(finding, films),
            "state": state_of(slug, finding.fingerprint),
        }


def findings_of(article: Article) -> list[Finding]:
    """Return the findings that the page tells of, each fingerprint once, as one reads the post."""
    if article.report is None:
        return []
    every = article.report.findings
    ordered = in_reading_order(each_once(every))
    return [with_places(finding, every) for finding in ordered[:_MOST_FINDINGS]]


def _number(article: Article) -> int:
    return len(list(each_once(article.report.findings))) if article.report else 0


def _head(article: Article, report: Report) -> Object:
    summary = article.summary
    return {
        "slug": article.slug,
        "title": article.title,
        "url": line(summary.url),
        "link": link_of(summary.url),
        "path": line(article.path, 500),
        "verdict": report.verdict.value,
        "captured_at": summary.started_at.isoformat(timespec="seconds"),
        "capture_id": summary.capture_id,
        "size_bytes": summary.size_bytes,
        "media_promised": report.media_promised,
        "media_kept": report.media_kept,
        "captions_promised": report.captions_promised,
        "captions_kept": report.captions_kept,
    }


def troubled(article: Article) -> Object:
    """Return an article that cannot be opened, as the page reads it: why, and nothing else."""
    summary = article.summary
    return {
        "slug": article.slug,
        "title": article.title,
        "url": line(summary.url),
        "link": link_of(summary.url),
        "path": line(article.path, 500),
        "verdict": "failed",
        "captured_at": summary.started_at.isoformat(timespec="seconds"),
        "capture_id": summary.capture_id,
        "size_bytes": summary.size_bytes,
        **dict.fromkeys(("media_promised", "media_kept", "captions_promised", "captions_kept"), 0),
        "environment": [],
        "snapshot": None,
        "notes": [article.trouble],
        "findings": [],
        "more_findings": 0,
        "view": None,
        "comparisons": [],
        "films": [],
        "has_text": False,
    }


def _environment(environment: Environment) -> list[list[str]]:
    size = f"{environment.viewport_width_px} x {environment.viewport_height_px}"
    told = {
        "browser": environment.browser,
        "viewport": size,
        "platform": environment.platform,
        "archiver": environment.archiver,
        "user agent": environment.user_agent,
    }
    return [[name, line(value, 300)] for name, value in told.items() if value]


def _accepted(snapshot: Snapshot | None) -> Object | None:
    if snapshot is None:
        return None
    return {
        "capture_id": line(snapshot.capture_id, 80),
        "accepted_at": snapshot.accepted_at.isoformat(),
        "by": line(snapshot.accepted_by, 200),
    }


def _film_of(finding: Finding, films: Sequence[Film]) -> int | None:
    """Return the index of the film, or of the player, that a finding is about."""
    addresses = {finding.evidence.get("url"), finding.subject} - {None, ""}
    return next((at for at, film in enumerate(films) if film.url in addresses), None)
