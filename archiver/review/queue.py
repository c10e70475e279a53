"""The queue: everything that waits for a decision, the worst first, what is the same together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from archiver.models import Finding, Severity, VisualChange
from archiver.reports import Group, grouped, worst_first
from archiver.reports.grouping import LEAST_PAGES
from archiver.review.article import Article, each_once
from archiver.review.item import (
    CHANGE,
    CHANGE_CHECK,
    NEW_CHECK,
    NEW_FINGERPRINT,
    Item,
    ItemType,
)
from archiver.review.plain_json import Object, line

FIRST_CHUNK: Final = 100
"""Items that are there with the first paint."""
CHUNK: Final = 2_000
_NEW_MESSAGE = "This article has no snapshot yet: accept the page as it is, or capture it again."
_NEW_GROUP = "These articles have no snapshot yet."
_RANKS = {(ItemType.FINDING, Severity.ERROR.value): 0, (ItemType.FINDING, "warning"): 1}
_TYPE_RANKS = {ItemType.CHANGE: 2, ItemType.NEW: 3}
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """What is the same on many pages, told once."""

    check: str
    severity: str
    sentence: str
    pages: int
    findings: int

    def told(self) -> Object:
        """Return it as the page reads it."""
        return {
            "check": self.check,
            "severity": self.severity,
            "sentence": self.sentence,
            "pages": self.pages,
            "findings": self.findings,
        }


@dataclass(frozen=True, slots=True)
class Queue:
    """All items in the order in which a person should look at them."""

    items: tuple[Item, ...] = field(default=(), repr=False)
    groups: Mapping[str, ItemGroup] = field(default_factory=dict)

    @property
    def chunks(self) -> int:
        """In how many parts it is told; one when it is empty."""
        return 1 + -(-max(0, len(self.items) - FIRST_CHUNK) // CHUNK)

    def chunk(self, number: int) -> Sequence[Item] | None:
        """Return the items of a part; None when there is no such part."""
        if not 0 <= number < self.chunks:
            return None
        start = FIRST_CHUNK + (number - 1) * CHUNK if number else 0
        return self.items[start : FIRST_CHUNK + number * CHUNK]


def queue_of(
    articles: Iterable[Article],
    snapshots: Mapping[str, str],
    changes: Mapping[str, Sequence[VisualChange]],
) -> Queue:
    """Return the queue of articles.

    Args:
        articles: All that were judged.
        snapshots: Of articles with a snapshot, the capture that was accepted.
        changes: In what an article differs from its snapshot, as far as that is known.
    """
    every = list(articles)
    pages = worst_first(page for each in every if (page := each.page))
    place = {page.report.slug: at for at, page in enumerate(pages)}
    groups = grouped(pages).groups
    items = [
        *_findings(every, groups),
        *_changed(every, snapshots, changes),
        *_new(every, snapshots),
    ]
    told, order = _groups(groups, items)

    def badness(item: Item) -> tuple[int, int, int, int]:
        rank = _RANKS.get((item.type, item.severity), _TYPE_RANKS.get(item.type, 1))
        alone = len(order)
        # What is in no group stands behind all groups of its kind.
        return (rank, order.get(item.group, alone), place.get(item.slug, 0), item.line or 0)

    return Queue(tuple(sorted(items, key=badness)), told)


def _findings(articles: Iterable[Article], groups: Sequence[Group]) -> Iterator[Item]:
    group_of = {
        (place.page.report.slug, place.finding.fingerprint): group.id
        for group in groups
        for place in group.places
    }
    for article in articles:
        for finding in each_once(article.report.findings if article.report else ()):
            yield _finding(article, finding, group_of.get((article.slug, finding.fingerprint), ""))


def _finding(article: Article, finding: Finding, group: str) -> Item:
    return Item(
        type=ItemType.FINDING,
        severity=finding.severity.value,
        check=finding.check,
        slug=article.slug,
        title=article.title,
        line=finding.line,
        message=line(finding.message, 600),
        fingerprint=finding.fingerprint,
        subject=line(finding.subject, 300),
        group=group,
        lost_at=finding.lost_at.value,
    )


def _changed(
    articles: Iterable[Article],
    snapshots: Mapping[str, str],
    changes: Mapping[str, Sequence[VisualChange]],
) -> Iterator[Item]:
    alike: defaultdict[_Key, set[str]] = defaultdict(set)
    for slug, of_page in changes.items():
        for change in of_page:
            alike[_likeness(change)].add(slug)
    many = [key for key, slugs in alike.items() if len(slugs) >= LEAST_PAGES]
    group_of = {key: f"s{number}" for number, key in enumerate(many, start=1)}
    for article in articles:
        seen: set[str] = set()
        for change in changes.get(article.slug, ()):
            if change.fingerprint in seen:
                continue
            seen.add(change.fingerprint)
            yield Item(
                type=ItemType.CHANGE,
                severity=CHANGE,
                check=CHANGE_CHECK,
                slug=article.slug,
                title=article.title,
                line=change.line,
                message=line(change.sentence, 600),
                fingerprint=change.fingerprint,
                subject=change.kind.value,
                group=group_of.get(_likeness(change), ""),
                capture_id=article.summary.capture_id,
                snapshot=snapshots.get(article.slug, ""),
            )


def _likeness(change: VisualChange) -> _Key:
    """Return what makes another page's change the same thing: a banner over all of them."""
    return (change.kind.value, change.sentence)


def _new(articles: Sequence[Article], snapshots: Mapping[str, str]) -> Iterator[Item]:
    fresh = [each for each in articles if each.slug not in snapshots and not each.summary.error]
    group = "n1" if len(fresh) >= LEAST_PAGES else ""
    for article in fresh:
        yield Item(
            type=ItemType.NEW,
            severity=CHANGE,
            check=NEW_CHECK,
            slug=article.slug,
            title=article.title,
            message=_NEW_MESSAGE,
            fingerprint=NEW_FINGERPRINT,
            group=group,
            capture_id=article.summary.capture_id,
        )


def _groups(
    groups: Sequence[Group], items: Iterable[Item]
) -> tuple[dict[str, ItemGroup], dict[str, int]]:
    """Return the groups as the page reads them, and their order: the largest first."""
    members: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.group:
            members[item.group].append(item)
    sentences = {group.id: line(group.sentence, 600) for group in groups}
    told = {}
    for name, of_group in members.items():
        first = of_group[0]
        told[name] = ItemGroup(
            check=first.check,
            severity=first.severity,
            sentence=sentences.get(name, _NEW_GROUP if name == "n1" else first.message),
            pages=len({item.slug for item in of_group}),
            findings=len(of_group),
        )
    largest = sorted(told, key=lambda name: (-told[name].pages, -told[name].findings, name))
    return told, {name: at for at, name in enumerate(largest)}
