"""The pages in files of others, and which of the records there are each one's."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from archiver import urls
from archiver.formats import target_uri
from archiver.formats.wacz_reader import ListedPage
from archiver.interchange.foreign_records import ForeignExchange
from archiver.models import Target

_EARLY = timedelta(seconds=2)
"""A page's list may name a moment a little after its document was asked for."""
_MOST_ROUNDS = 8
_DAWN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPage:
    """A page in files of others."""

    capture_id: str
    """Always the same for this page of these files."""
    target: Target
    title: str
    started_at: datetime
    exchanges: tuple[ForeignExchange, ...]
    """What may be asked for when it is shown: of each address what lies nearest in time."""
    own: tuple[ForeignExchange, ...]
    """Those that it asked for itself, as far as the file tells."""


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a page begins."""

    exchange: ForeignExchange
    title: str = ""


class ForeignPages:
    """Finds the pages of files that were read; iterate over it."""

    def __init__(
        self,
        exchanges: Sequence[ForeignExchange],
        *,
        listed: Iterable[ListedPage] = (),
        named: Iterable[str] = (),
        targets: Mapping[str, Target],
        plain: Callable[[str], Target],
    ) -> None:
        """Take what the files hold.

        `listed` are a WACZ's page lists, `named` the addresses of `urn:pageinfo:` records;
        without both, pages are known by their requests. `targets` are the pages of posts,
        by `page_key`: one that is in the files is a page, whatever asked for it. `plain`
        makes a target of an address that no post has.
        """
        self._exchanges = sorted(exchanges, key=lambda each: each.date)
        self._by_url: defaultdict[str, list[ForeignExchange]] = defaultdict(list)
        for each in self._exchanges:
            if each.entry.method == "GET":
                self._by_url[each.entry.url].append(each)
        self._groups: defaultdict[tuple[str, str], list[ForeignExchange]] = defaultdict(list)
        for each in self._exchanges:
            self._groups[each.entry.method, each.entry.url].append(each)
        self._targets = targets
        self._plain = plain
        self.missing: list[str] = []
        """Addresses of pages that are listed, and of which no record is there."""
        self._starts = self._found(list(listed), {target_uri(url) for url in named})

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[ForeignPage]:
        pages = {id(start.exchange) for start in self._starts}
        for start in self._starts:
            entry = start.exchange.entry
            target = self._targets.get(page_key(entry.url)) or self._plain(entry.url)
            if target_uri(target.url) != entry.url:
                # Known under another spelling: it is this one that can be shown.
                target = replace(target, url=entry.url)
            near = self._near(start.exchange)
            only = len(self._starts) == 1
            yield ForeignPage(
                capture_id=_capture_id(start.exchange),
                target=target,
                title=start.title,
                started_at=moment_of(start.exchange.date),
                exchanges=tuple(near),
                own=tuple(near if only else _asked_by(start.exchange, near, pages)),
            )

    def _found(self, listed: list[ListedPage], named: set[str]) -> list[_Start]:
        found: dict[int, _Start] = {}
        for page in listed:
            exchange = self._nearest(target_uri(page.url), moment_of(page.ts))
            if exchange is None:
                self.missing.append(page.url)
            else:
                found.setdefault(id(exchange), _Start(exchange, page.title))
        for each in self._exchanges:
            is_listed = not listed and (each.entry.url in named if named else each.is_page)
            if (is_listed and each.is_document) or self._is_wanted(each):
                found.setdefault(id(each), _Start(each))
        return sorted(found.values(), key=lambda start: start.exchange.date)

    def _is_wanted(self, each: ForeignExchange) -> bool:
        status = each.entry.status
        answered = each.is_document or (300 <= status < 400 and bool(each.entry.redirect_to))
        return answered and page_key(each.entry.url) in self._targets

    def _nearest(self, url: str, moment: datetime) -> ForeignExchange | None:
        return min(
            self._by_url.get(url, []),
            key=lambda each: abs(moment_of(each.date) - moment),
            default=None,
        )

    def _near(self, start: ForeignExchange) -> list[ForeignExchange]:
        """Return, of each address, what came in the page's time, or else nearest to it."""
        begin = moment_of(start.date)
        again = [moment_of(each.date) for each in self._by_url[start.entry.url]]
        at = bisect_left(again, begin + timedelta(microseconds=1))
        end = again[at] if at < len(again) else None
        near: list[ForeignExchange] = []
        for group in self._groups.values():
            if len(group) == 1:
                near += group
                continue
            inside = [
                each
                for each in group
                if begin - _EARLY <= moment_of(each.date)
                and (end is None or moment_of(each.date) < end)
            ]
            near += inside or [min(group, key=lambda each: abs(moment_of(each.date) - begin))]
        return sorted(near, key=lambda each: each.date)


def page_key(url: str) -> str:
    """Return the key under which a post's page and an archived one are the same."""
    return urls.surt(urls.without_fragment(url))


@lru_cache(maxsize=10_000)
def moment_of(date: str) -> datetime:
    """Return the moment of a WARC-Date or a page list; 1970 for what is none."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return _DAWN
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _asked_by(
    start: ForeignExchange, near: Sequence[ForeignExchange], pages: set[int]
) -> Iterator[ForeignExchange]:
    """Yield what a page asked for, and what that asked for, by their Referers."""
    asking, taken = {start.entry.url}, {id(start)}
    yield start
    for _ in range(_MOST_ROUNDS):
        more = [
            each
            for each in near
            if id(each) not in taken
            and id(each) not in pages
            and urls.without_fragment(each.entry.referrer) in asking
        ]
        if not more:
            return
        for each in more:
            taken.add(id(each))
            asking.add(each.entry.url)
            yield each


def _capture_id(start: ForeignExchange) -> str:
    place = start.record.pointer
    return str(uuid5(NAMESPACE_URL, f"archiver import {place.filename} {place.offset}"))
