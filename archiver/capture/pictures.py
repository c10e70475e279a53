"""Promised pictures that did not come, or came as something else: asked for again.

The browser's own request came first, exactly as the page's policy says; what a
reader would have got stays in the ledger beside what archiver got. Each further
request differs in its Referer alone, is recorded like any other, and is polite: one
at a time for each host, with a pause, within a budget.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from archiver import urls
from archiver.browser import Ask, OpenPage
from archiver.capture.experience import Experience
from archiver.capture.settings import CaptureSettings
from archiver.capture.variants import variants_of
from archiver.compare import Standing, Wanting, is_good, standing
from archiver.images import distance
from archiver.models import Asked, BlockKind, Capture, LedgerEntry, Post, Truncation
from archiver.rules import Recipe

_ACCEPT = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
"""What Chromium sends for a picture."""
_UNLIKE = 25
"""Distance of perceptual hashes from which on two pictures are different ones (checks.md A5)."""
_DOUBTS = 3
"""So many pictures of one host are probed in vain before its others are left in peace."""
_PASSING = frozenset({"status 408", "status 425", "status 429"})
_CUT = frozenset({Truncation.LENGTH, Truncation.TIME})
"""Of these as much is there as was wanted."""
_BLOCKED = "ERR_BLOCKED_BY_ORB"
"""Chromium's word for a web page that came where a picture was asked for."""
_PAUSE_S = 1.5
"""After an answer that asks for patience."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    recipe: Recipe
    referrer: str


class PictureKeeper:
    """Looks after the promised media of one page that are files."""

    def __init__(
        self,
        page: OpenPage,
        settings: CaptureSettings,
        experience: Experience,
        so_far: Callable[[], Awaitable[Capture]],
    ) -> None:
        """Take the page; `so_far` gives the capture with every line that is written by now."""
        self._page = page
        self._settings = settings
        self._experience = experience
        self._so_far = so_far
        self._left = settings.limits.asks

    async def keep_all(self, post: Post | None) -> None:
        """Ask for the pictures that are wanting; look whether what came is what was promised."""
        await self._ask_extras(await self._extras())
        found = await self._standing(post)
        lost = [medium for medium in found.wanting if medium.kind is BlockKind.IMAGE]
        if lost:
            await self._by_host(lost, self._ask_again)
            found = await self._standing(post)
        await self._probe(found)

    async def keep_films(self, post: Post | None, tried: Collection[str]) -> None:
        """Ask in every other way for films and sounds that did not come to those who play them.

        `tried` are the addresses that were asked for already, as they are shown.
        """
        capture = await self._so_far()
        asked = {entry.url: entry for entry in capture.ledger if entry.asked is not Asked.PAGE}
        media: list[Wanting] = []
        for medium in self._standing_of(post, capture).wanting:
            entry = asked.get(medium.url)
            if medium.kind is BlockKind.IMAGE or (entry is None and medium.url in tried):
                continue
            if entry is None:
                media.append(medium)
            elif entry.truncated not in _CUT:
                reason = f"status {entry.status}" if entry.status >= 400 else medium.reason
                media.append(replace(medium, reason=reason, referrer=entry.referrer))
        await self._by_host(media, self._ask_again)

    async def _standing(self, post: Post | None) -> Standing:
        return self._standing_of(post, await self._so_far())

    def _standing_of(self, post: Post | None, capture: Capture) -> Standing:
        rulebook = self._settings.rulebook
        return standing(post, capture, rulebook, seen=self._experience.pictures)

    async def _by_host(
        self, media: Iterable[Wanting], work: Callable[[Wanting], Awaitable[None]]
    ) -> None:
        """Do something with each medium, one at a time for each host."""
        hosts: dict[str, list[Wanting]] = {}
        for each in media:
            hosts.setdefault(urls.host_of(each.url), []).append(each)

        async def one(queue: list[Wanting]) -> None:
            for each in queue:
                await work(each)

        await asyncio.gather(*(one(queue) for queue in hosts.values()))

    # --- what is wanting

    async def _ask_again(self, medium: Wanting) -> None:
        host = urls.host_of(medium.url)
        for attempt in self._attempts(medium):
            entry = await self._ask(medium, attempt)
            if entry is None:
                return
            worked = is_good([entry], entry.url, medium.kind)
            if attempt.recipe.asked is not Asked.AS_SHOWN:
                self._experience.referrers.note(host, attempt.recipe, worked=worked)
            if worked or entry.truncated is Truncation.LENGTH:
                return
            if entry.status in {429, 503}:
                await asyncio.sleep(_PAUSE_S)

    def _attempts(self, medium: Wanting) -> list[_Attempt]:
        """Return the ways that may bring a medium, in the order of trial."""
        page_url = self._page.snapshot.url
        sent = medium.referrer
        as_shown = sent if sent is not None else urls.default_referrer(page_url, medium.url)
        again = _Attempt(Recipe(Asked.AS_SHOWN), as_shown)
        if medium.reason.startswith("no answer") and _BLOCKED not in medium.reason:
            # Whom nobody reaches does not mind the Referer.
            return [] if "SOCKS" in medium.reason else [again]
        others = [
            _Attempt(recipe, _referrer(recipe, page_url))
            for recipe in self._experience.referrers.recipes_for(medium.url)
        ]
        if medium.reason in {"status 404", "status 410"}:
            others = others[:1]
        passing = medium.reason in _PASSING or medium.reason.startswith(
            ("truncated", "short", "status 5", "broken", "incomplete")
        )
        first = [again] if sent is None or passing else []
        return first + [each for each in others if passing or each.referrer != sent]

    # --- what may be something else

    async def _probe(self, found: Standing) -> None:
        """Ask with another Referer for what looks like a placeholder.

        Of a host that nobody asked yet in this job one picture is probed in any case:
        a placeholder looks like any other picture.
        """
        pictures = {entry.url: entry for entry in found.pictures}
        suspected = (each.shown_url for each in found.suspects)
        doubtful = dict.fromkeys(url for url in suspected if url in pictures)
        own = urls.host_of(self._page.snapshot.url)
        for url in pictures:
            host = urls.host_of(url)
            if self._experience.splits(host):
                doubtful.setdefault(url)
            elif host != own and not self._experience.is_probed(host):
                doubtful.setdefault(url)
                self._experience.note_probe(host, splits=False)
        doubts: dict[str, int] = {}

        async def look(medium: Wanting) -> None:
            host = urls.host_of(medium.url)
            if doubts.get(host, 0) < _DOUBTS or self._experience.splits(host):
                splits = await self._is_split(medium, pictures[medium.url])
                doubts[host] = doubts.get(host, 0) + (not splits)

        await self._by_host((_medium(pictures[url]) for url in doubtful), look)
        self._experience.note_pictures(
            (entry.sha1, key) for key, entry in pictures.items() if entry.sha1
        )

    async def _is_split(self, medium: Wanting, shown: LedgerEntry) -> bool:
        """Ask for a picture with another Referer; tell whether another one came."""
        host = urls.host_of(medium.url)
        for attempt in self._other_ways(medium):
            entry = await self._ask(medium, attempt)
            if entry is None or not is_good([entry], entry.url, BlockKind.IMAGE):
                continue
            if entry.sha1 == shown.sha1 or not _unlike(entry, shown):
                continue
            # The same way once more: a picture that differs each time is no placeholder. And
            # what is asked for again is decoded, however large it is.
            again = await self._ask(medium, _Attempt(Recipe(Asked.AS_SHOWN), shown.referrer))
            if again is None or again.sha1 != shown.sha1 or not _unlike(entry, again):
                return False
            self._experience.note_probe(host, splits=True)
            self._experience.referrers.note(host, attempt.recipe, worked=True)
            return True
        return False

    def _other_ways(self, medium: Wanting) -> list[_Attempt]:
        """Return two other ways to ask: one that differs in kind, one that a rule knows."""
        page_url = self._page.snapshot.url
        recipes = [Recipe(Asked.NO_REFERRER)] if medium.referrer else [Recipe(Asked.ORIGIN)]
        rule = self._settings.rulebook.referrers.rule_for(medium.url)
        recipes += rule.works if rule else ()
        ways = [_Attempt(recipe, _referrer(recipe, page_url)) for recipe in dict.fromkeys(recipes)]
        return [way for way in ways if way.referrer != medium.referrer][:2]

    # --- what the page has beside its own pictures

    async def _extras(self) -> list[str]:
        found = [url for url in await self._page.icons() if self._experience.is_new(url)]
        if self._settings.all_variants:
            found += variants_of(self._page.snapshot)
        capture = await self._so_far() if found else None
        known = {entry.url for entry in capture.ledger if entry.status == 200} if capture else set()
        return [url for url in dict.fromkeys(found) if url not in known]

    async def _ask_extras(self, extras: Sequence[str]) -> None:
        page_url = self._page.snapshot.url
        media = [Wanting(url=url, kind=BlockKind.IMAGE, reason="") for url in extras]

        async def once(medium: Wanting) -> None:
            referrer = urls.default_referrer(page_url, medium.url)
            await self._ask(medium, _Attempt(Recipe(Asked.AS_SHOWN), referrer), pause=False)

        await self._by_host(media, once)

    # --- one request

    async def _ask(
        self, medium: Wanting, attempt: _Attempt, *, pause: bool = True
    ) -> LedgerEntry | None:
        """Ask once; return the last line that the ledger has of it, None when nothing came."""
        limits = self._settings.limits
        if pause:
            if self._left <= 0:
                return None
            self._left -= 1
            await asyncio.sleep(limits.ask_delay_s)
        is_picture = medium.kind is BlockKind.IMAGE
        ask = Ask(
            url=medium.url,
            asked=attempt.recipe.asked,
            referrer=attempt.referrer,
            frame_url=medium.frame_url or self._page.snapshot.url,
            resource_type="image" if is_picture else "media",
            accept=_ACCEPT if is_picture else "*/*",
            limit_bytes=None if is_picture else limits.film_bytes,
        )
        timeout_s = limits.ask_s if is_picture else limits.film_s
        exchanges = await self._page.asker.ask(ask, timeout_s=timeout_s)
        if not exchanges:
            return None
        last = exchanges[-1]
        ledger = (await self._so_far()).ledger
        return next(
            (e for e in reversed(ledger) if e.url == last.url and e.asked is ask.asked), None
        )


def _referrer(recipe: Recipe, page_url: str) -> str:
    """Return the Referer header that a recipe means on a page; `` for none."""
    if recipe.asked is Asked.ORIGIN:
        return urls.origin(page_url) + "/"
    if recipe.asked is Asked.UNSAFE_URL:
        return urls.without_credentials(urls.without_fragment(page_url))
    return recipe.referrer


def _medium(entry: LedgerEntry) -> Wanting:
    return Wanting(
        url=entry.url,
        kind=BlockKind.IMAGE,
        reason="",
        referrer=entry.referrer,
        frame_url=entry.frame_url,
    )


def _unlike(one: LedgerEntry, other: LedgerEntry) -> bool:
    """Tell whether two answers are different pictures, as far as their bytes say."""
    if one.probe is None or other.probe is None:
        return True
    if one.probe.phash and other.probe.phash:
        return distance(one.probe.phash, other.probe.phash) >= _UNLIKE
    return True
