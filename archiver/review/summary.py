"""The head of the page: what is reviewed, how much of it there is, and what the checks mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from archiver.compare import Check
from archiver.compare.known_losses import honour
from archiver.models import DifferenceSettings, Report, Severity, Verdict
from archiver.review.article import Article
from archiver.review.item import CHANGE, CHANGE_CHECK, NEW_CHECK, ItemType
from archiver.review.loading import Edition
from archiver.review.plain_json import Object, line
from archiver.review.register import Register

_MOST_TROUBLED = 100

LOOKS: Final[Mapping[str, Mapping[str, str]]] = {
    NEW_CHECK: {
        "title": "No snapshot yet",
        "severity": CHANGE,
        "meaning": "Nobody has accepted yet how this article looks.",
        "reason": "Without a snapshot there is nothing that a later capture can be compared with.",
        "remedy": "Look at the page; accept it when it is as it should be.",
    },
    CHANGE_CHECK: {
        "title": "Looks other than its snapshot",
        "severity": CHANGE,
        "meaning": "The page of this capture is drawn otherwise than the accepted one.",
        "reason": "The site changed, a medium is lost, or something moves by itself.",
        "remedy": "Accept the page when the change is right; capture it again when it is not.",
    },
}
"""What is told of changes and of what is new in the place of a check."""


def verdict_of(article: Article, register: Register) -> Report | None:
    """Return an article's report with the verdict that decisions leave; None without one."""
    if article.report is None:
        return None
    decisions = register.decisions(article.slug)
    if not decisions:
        return article.report
    return honour(article.report, decisions, register.today()).report


def counts_of(edition: Edition, register: Register) -> Object:
    """Return articles by their verdicts, and items by their severity."""
    verdicts: Counter[Verdict] = Counter()
    for article in edition.articles.values():
        report = verdict_of(article, register)
        verdicts[report.verdict if report else Verdict.FAILED] += 1
    kinds = Counter((item.type, item.severity) for item in edition.queue.items)
    return {
        "articles": len(edition.articles),
        **{verdict.value: verdicts[verdict] for verdict in Verdict},
        "unreadable": sum(each.report is None for each in edition.articles.values()),
        "items": len(edition.queue.items),
        "errors": kinds[ItemType.FINDING, Severity.ERROR.value],
        "warnings": kinds[ItemType.FINDING, Severity.WARNING.value],
        "changes": kinds[ItemType.CHANGE, CHANGE],
        "new": kinds[ItemType.NEW, CHANGE],
        "of_articles": edition.total,
    }


def checks_of(edition: Edition, checks: Mapping[str, Check]) -> Object:
    """Return what is to be known of the checks that occur."""
    names = dict.fromkeys(item.check for item in edition.queue.items)
    told: Object = {name: LOOKS[name] for name in names if name in LOOKS}
    for name in names:
        if check := checks.get(name):
            told[name] = {
                "title": check.title,
                "severity": check.severity.value,
                "meaning": check.meaning,
                "reason": check.reason,
                "remedy": check.remedy,
            }
    return told


def settings_of(settings: DifferenceSettings) -> list[Object]:
    """Return the settings of differences by their names in `archiver.toml`, with their meanings."""
    told = (
        (
            "difference-threshold",
            f"{settings.threshold:g}",
            "how far two colours may lie apart and still be the same, from 0 to 1",
        ),
        (
            "difference-least-px",
            f"{settings.least_px:,}",
            "how many differing pixels must lie together to be told",
        ),
        (
            "masks",
            ", ".join(settings.masks) or "none",
            "CSS selectors of what may look other each time",
        ),
    )
    return [
        {"name": name, "value": line(value, 500), "meaning": meaning}
        for name, value, meaning in told
    ]


def troubled_of(edition: Edition) -> list[Object]:
    """Return the articles that could not be judged, each with the reason."""
    return [
        {"slug": each.slug, "title": each.title, "message": each.trouble}
        for each in _without_report(edition)
    ][:_MOST_TROUBLED]


def _without_report(edition: Edition) -> Iterator[Article]:
    return (each for each in edition.articles.values() if each.report is None)
