"""The review's data: one object that knows what stands at each address of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import archiver
from archiver.compare import CHECKS, installed_checks
from archiver.compare.selection import Selection
from archiver.errors import ArchiverError
from archiver.models import Decision, DifferenceSettings
from archiver.review.addresses import addresses_of
from archiver.review.answer import Answer
from archiver.review.article import Article
from archiver.review.article_media import ArticleMedia
from archiver.review.article_page import ArticlePages, findings_of, troubled
from archiver.review.comparing import Comparing
from archiver.review.item import NEW_CHECK, NEW_FINGERPRINT
from archiver.review.loading import Edition, Loading
from archiver.review.news import News
from archiver.review.pictures import PagePictures
from archiver.review.plain_json import Object, json_answer, line
from archiver.review.register import Register
from archiver.review.shelf import ReviewShelf
from archiver.review.summary import (
    checks_of,
    counts_of,
    settings_of,
    troubled_of,
    verdict_of,
)
from archiver.review.text import text_of
from archiver.rules import Rulebook, read_rulebook

_FIRST_S: Final = 5.0
"""The longest that the first summary waits for something to tell."""
_SLUG, _FINGERPRINT = r"([a-z0-9][a-z0-9-]{0,79})", r"([0-9a-f]{16})"
_NUMBER = r"(0|[1-9][0-9]{0,5})"
_States = list[Object]
_CHUNK = re.compile(rf"data/queue/{_NUMBER}\.json")
_OF_ARTICLES: Final = {
    name: re.compile(pattern)
    for name, pattern in {
        "page": rf"data/page/{_SLUG}\.json",
        "text": rf"data/text/{_SLUG}\.json",
        "difference": rf"data/difference/{_SLUG}/([a-z]{{1,20}})\.json",
        "picture": rf"pictures/{_SLUG}/([a-z0-9][a-z0-9-]{{0,63}})/([a-z0-9.]{{1,20}})",
        "proof": rf"evidence/{_SLUG}/{_FINGERPRINT}/{_NUMBER}\.webp",
        "look": rf"looks/{_SLUG}/{_FINGERPRINT}/(old|new)\.webp",
        "poster": rf"evidence/{_SLUG}/film/{_NUMBER}\.webp",
        "film": rf"film/{_SLUG}/{_NUMBER}",
    }.items()
}
"""The addresses of articles; after the slug come the values that tell what is asked for."""


class ReviewSite:
    """Answers the addresses of the page; used by several threads.

    Opened for reading: what is decided is written by the desk, which says so here.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of its own
        self,
        archive: Path,
        snapshots: Path,
        *,
        reviewer: str = "",
        rulebook: Rulebook | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        is_static: bool = False,
        settings: DifferenceSettings = DifferenceSettings(),  # noqa: B008 - a frozen value
        comparing: Callable[[ReviewShelf, DifferenceSettings], Comparing] | None = None,
        today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date(),
    ) -> None:
        """Open an archive, with the folder of its snapshots and decisions.

        Raises:
            StorageError: there is no archive, or it cannot be read.
            UsageError: a check that is selected or ignored is unknown.
        """
        checks = {**CHECKS, **{each.check.id: each.check for each in installed_checks()}}
        selection = Selection.of(select, ignore, known=checks)
        rulebook = rulebook or read_rulebook()
        self._shelf = ReviewShelf(archive, snapshots, rulebook=rulebook, selection=selection)
        self._reviewer = reviewer
        self._is_static = is_static
        self._settings = settings
        self._checks = checks
        self._made_at = datetime.now(UTC)
        self._register = Register(today)
        self._news = News(self._shelf.collection, snapshots)
        self._comparing = comparing(self._shelf, settings) if comparing else None
        self._loading = Loading(self._shelf, self._comparing, self._register.step)
        self._pictures = PagePictures(self._shelf, self._comparing)
        form: Final = "webp" if is_static else "png"
        self._pages = ArticlePages(self._shelf, self._pictures, self._comparing, checks, form)
        self._media = ArticleMedia(self._shelf, self._pictures, self._pages)
        self._telling: Mapping[str, Callable[..., Answer | None]] = {
            "page": self._page,
            "text": self._text,
            "difference": self._difference,
            "picture": self._media.picture,
            "proof": self._media.proof,
            "look": self._look_picture,
            "poster": self._media.poster,
            "film": self._media.film,
        }

    def __enter__(self) -> Self:
        """Return the site; leaving it ends what it does and closes the archive."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop loading, close the archive."""
        self._loading.stop()
        if self._comparing:
            self._comparing.close()
        self._shelf.__exit__(kind, error, trace)

    def load(self) -> None:
        """Read the decisions, then judge all articles: in a thread, for static files at once.

        Raises:
            StorageError: for static files: the archive cannot be read.
        """
        self._look(at_once=True)
        if self._is_static:
            self._loading.load()
        else:
            self._loading.start()

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until everything is loaded, but no longer than that."""
        self._loading.wait(timeout_s)

    def reload(self) -> None:
        """Take in what was captured meanwhile."""
        self._loading.start()

    @property
    def revision(self) -> int:
        """A number that grows whenever something of the page becomes other."""
        return self._register.revision

    @property
    def _edition(self) -> Edition:
        return self._loading.edition

    def states_since(self, revision: int) -> _States:
        """Return the states of the items that became other after a revision."""
        return self._register.since(revision)

    def decided(self, decisions: Sequence[Decision]) -> tuple[int, _States]:
        """Take in all decisions that hold now; return the revision and what is other."""
        return self._register.take(decisions)

    def accepted(self, slug: str) -> tuple[int, _States]:
        """Take in that an article has a new snapshot; return the revision and what is other."""
        changes = [change.fingerprint for change in self._edition.changes.get(slug, ())]
        return self._register.accept(slug, changes, self._reviewer)

    def subject_of(self, slug: str, fingerprint: str) -> tuple[str, str] | None:
        """Return check and subject of an item; None when the page shows no such item."""
        article = self._edition.articles.get(slug)
        if article is None:
            return None
        if fingerprint == NEW_FINGERPRINT:
            return (NEW_CHECK, article.title)
        for finding in article.report.findings if article.report else ():
            if finding.fingerprint == fingerprint:
                return (finding.check, line(finding.subject, 300))
        return next(
            (
                ("S1", line(change.sentence, 300))
                for change in self._edition.changes.get(slug, ())
                if change.fingerprint == fingerprint
            ),
            None,
        )

    def present_capture(self, slug: str) -> str | None:
        """Return the id of the capture that the page shows of an article; None without."""
        article = self._edition.articles.get(slug)
        return article.summary.capture_id if article else None

    def addresses(self, *, films: bool) -> Iterator[str]:
        """Yield every address that a page without server needs; films only when asked."""
        yield "data/summary.json"
        for number in range(self._edition.queue.chunks):
            yield f"data/queue/{number}.json"
        for article in self._edition.articles.values():
            page = self._page_object(article)
            yield from addresses_of(page, films=films)
            for kind in page["comparisons"]:
                if told := self._difference_object(article, kind["against"]):
                    yield f"data/difference/{article.slug}/{kind['against']}.json"
                    yield from addresses_of(told, films=False)

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        """Return what stands at an address; None when nothing does. May take its time.

        Raises:
            StorageError: what it hangs on is damaged, or cannot be read.
        """
        if path == "data/summary.json":
            return self._summary()
        if path == "data/news.json":
            return None if self._is_static else self._told_news(query.get("since", ""))
        if found := _CHUNK.fullmatch(path):
            return self._chunk(int(found[1]))
        for name, pattern in _OF_ARTICLES.items():
            if found := pattern.fullmatch(path):
                article = self._edition.articles.get(found[1])
                return self._telling[name](article, *found.groups()[1:]) if article else None
        return None

    def _look(self, *, at_once: bool = False) -> bool:
        return self._news.look(self._edition.articles, self._register.take, at_once=at_once)

    def _told_news(self, since: str) -> Answer:
        is_stale = self._look()
        revision = self._register.revision
        known = int(since) if since.isascii() and since.isdigit() and len(since) < 10 else 0
        return json_answer(
            {
                "revision": revision,
                "states": self.states_since(known),
                "stale": is_stale and self._edition.is_whole,
                "edition": self._edition.number,
                "loading": self._is_loading,
            }
        )

    @property
    def _is_loading(self) -> bool:
        return not (self._edition.is_whole or self._edition.trouble)

    def _summary(self) -> Answer:
        """Return the summary; what was captured meanwhile is taken in: somebody looks anew."""
        if not self._is_static:
            if self._look(at_once=True) and self._edition.is_whole:
                self.reload()
                self._loading.wait(_FIRST_S / 5)
            self._loading.wait_for_first(_FIRST_S)
        edition = self._edition
        return json_answer(
            {
                "archive": line(str(self._shelf.archive), 500),
                "archiver": archiver.__version__,
                "made_at": self._made_at.isoformat(timespec="seconds"),
                "reviewer": line(self._reviewer, 200),
                "today": self._register.today().isoformat(),
                "mode": "static" if self._is_static else "served",
                "revision": self._register.revision,
                "edition": edition.number,
                "loading": self._is_loading,
                "trouble": edition.trouble,
                "snapshots": line(str(self._shelf.snapshots), 500),
                "chunks": edition.queue.chunks,
                "counts": counts_of(edition, self._register),
                "checks": checks_of(edition, self._checks),
                "groups": {name: group.told() for name, group in edition.queue.groups.items()},
                "settings": settings_of(self._settings),
                "unreadable": troubled_of(edition),
            }
        )

    def _chunk(self, number: int) -> Answer | None:
        self._loading.wait_for_first(_FIRST_S)
        edition = self._edition
        items = edition.queue.chunk(number)
        if items is None:
            return None
        state = self._register.state
        told = [item.told(state(item.slug, item.fingerprint)) for item in items]
        return json_answer({"items": told, "edition": edition.number})

    def _page(self, article: Article) -> Answer:
        return json_answer(self._page_object(article))

    def _page_object(self, article: Article) -> Object:
        report = verdict_of(article, self._register)
        if report is None:
            return troubled(article)
        try:
            return self._pages.told(article, report, self._register.state)
        except ArchiverError as error:
            return {**troubled(article), "notes": [line(str(error), 600)]}

    def _text(self, article: Article) -> Answer:
        return json_answer(text_of(self._shelf.opened(article.summary), findings_of(article)))

    def _look_picture(self, article: Article, fingerprint: str, side: str) -> Answer | None:
        changes = self._edition.changes.get(article.slug, ())
        change = next((each for each in changes if each.fingerprint == fingerprint), None)
        return self._media.look(article, change, side) if change else None

    def _difference(self, article: Article, against: str) -> Answer | None:
        told = self._difference_object(article, against)
        return json_answer(told) if told is not None else None

    def _difference_object(self, article: Article, against: str) -> Object | None:
        if self._comparing is None:
            return None
        opened = self._shelf.opened(article.summary)
        return self._comparing.told(opened, against, self._register.state)
