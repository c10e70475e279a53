"""Films and sounds kept whole, at the network's pace and not at the player's.

A file that players ask for in ranges is asked for once, whole; of a manifest every
part of the chosen rendition is asked for, and what is there already is not.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archiver import urls
from archiver.browser import Ask, Limits, Need, OpenPage
from archiver.capture.takings import ManifestTaken, Takings
from archiver.models import Asked, Exchange, Truncation, VideoChoice
from archiver.streaming import Part, PartKind, Protection, choose

_AT_ONCE = 4
"""Parts that are asked for at the same time: less than the six that browsers allow a host."""
_DEPTH = 3
_LEAST_REFRESH_S, _MOST_REFRESH_S = 0.5, 6.0
_TIMED = frozenset({PartKind.SEGMENT, PartKind.FILE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much of one film is in the archive."""

    duration_s: float | None = None
    kept_s: float | None = None
    size_bytes: int = 0
    missing: int = 0
    """Parts that did not come."""
    live: bool = False
    too_large: bool = False
    timed_out: bool = False
    drm: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is missing."""
        return not (self.missing or self.too_large or self.timed_out or self.live or self.drm)


class FilmKeeper:
    """Keeps the films of one page."""

    def __init__(self, page: OpenPage, takings: Takings, choice: VideoChoice) -> None:
        self._page = page
        self._takings = takings
        self._choice = choice
        self._limits: Limits = page.limits
        self.tried: set[str] = set()
        """Addresses that were asked for, whatever came."""

    async def keep_unread(self) -> None:
        """Ask whole for every film of the page that was recorded in pieces, or not at all."""
        needs = await self._page.unread_films()
        fresh = {url: need for url, need in needs.items() if url not in self.tried}
        await asyncio.gather(*(self.keep_file(url, need) for url, need in fresh.items()))

    async def keep_tracks(self) -> None:
        """Ask for the subtitles that the page's films name; browsers ask for those shown."""
        tracks = await self._page.tracks()
        asks = [
            replace(self._ask(url, frame_url, None), resource_type="texttrack", accept="text/vtt")
            for url, frame_url in tracks.items()
            if not self._takings.is_whole(url)
        ]
        await self._page.asker.ask_all(asks, at_once=_AT_ONCE, timeout_s=self._limits.ask_s)

    async def keep_file(self, url: str, need: Need) -> Kept:
        """Ask for one film whole; return how much of it is there."""
        if self._takings.is_whole(url):
            size_bytes = self._takings.size_bytes(url)
            return Kept(size_bytes=size_bytes, too_large=size_bytes > self._limits.film_bytes)
        self.tried.add(url)
        ask = self._ask(url, need.frame_url, need.referrer)
        exchanges = await self._page.asker.ask(
            replace(ask, limit_bytes=self._limits.film_bytes), timeout_s=self._limits.film_s
        )
        last = exchanges[-1] if exchanges else None
        size_bytes = last.body.size_bytes if last and last.body else 0
        return Kept(
            size_bytes=size_bytes,
            missing=0 if _is_good(last) else 1,
            too_large=last is not None and last.truncated is Truncation.LENGTH,
            timed_out=last is None or last.truncated is Truncation.TIME,
        )

    async def keep_manifest(self, taken: ManifestTaken) -> Kept:
        """Keep what is wanted of a manifest; return how much of that is there."""
        purse = _Purse(self._limits.film_bytes)
        try:
            async with self._page.allowance.timeout(self._limits.film_s):
                kept = await self._keep(taken, purse, _DEPTH)
        except TimeoutError:
            kept = replace(self._account(taken, _DEPTH), timed_out=True)
        return replace(kept, too_large=purse.is_empty)

    async def _keep(self, taken: ManifestTaken, purse: _Purse, depth: int) -> Kept:
        if taken.manifest.protection is Protection.DRM:
            return Kept(duration_s=taken.manifest.duration_s, drm=True)
        await self._fetch(taken.choice.parts, taken, purse)
        inner = await asyncio.gather(
            *(self._keep(each, purse, depth - 1) for each in self._inner(taken, depth))
        )
        if any(each.live for each in inner):
            return _sum(self._account(taken, depth), inner, lost=0)
        if taken.manifest.is_live:
            return self._live_account(await self._follow(taken, purse))
        return self._account(taken, depth)

    async def _follow(self, taken: ManifestTaken, purse: _Purse) -> dict[str, Part]:
        """Read a live manifest again and again, keep what it comes to name, and return that."""
        named = {part.url: part for part in taken.choice.parts}
        url = taken.manifest.url
        pause_s = taken.manifest.refresh_s or _MOST_REFRESH_S
        pause_s = min(max(pause_s / 2, _LEAST_REFRESH_S), _MOST_REFRESH_S)
        deadline = time.monotonic() + self._limits.live_s
        while time.monotonic() + pause_s < deadline and not purse.is_empty:
            await asyncio.sleep(pause_s)
            exchanges = await self._page.asker.ask(
                self._ask(url, taken.frame_url, taken.referrer), timeout_s=self._limits.ask_s
            )
            newest = self._takings.manifests.get(url)
            if not exchanges or newest is None:
                break
            parts = choose(newest.manifest, self._choice, now_s=time.time()).parts
            named.update((part.url, part) for part in parts)
            await self._fetch(parts, newest, purse)
            if not newest.manifest.is_live:
                break
        return named

    def _live_account(self, named: dict[str, Part]) -> Kept:
        there = [part for url, part in named.items() if self._takings.is_whole(url)]
        return Kept(
            kept_s=sum(part.duration_s for part in there if part.kind in _TIMED),
            size_bytes=sum(self._takings.size_bytes(part.url) for part in there),
            missing=len(named) - len(there),
            live=True,
        )

    async def _fetch(self, parts: Iterable[Part], taken: ManifestTaken, purse: _Purse) -> None:
        places = asyncio.Semaphore(_AT_ONCE)

        async def one(part: Part) -> None:
            async with places:
                if purse.is_empty or self._takings.is_whole(part.url):
                    return
                ask = self._ask(part.url, taken.frame_url, taken.referrer)
                exchanges = await self._page.asker.ask(
                    replace(ask, limit_bytes=purse.left_bytes or 1), timeout_s=self._limits.film_s
                )
                purse.pay(exchanges)

        # What other playlists of the same film named as well is asked for once.
        wanted = [part for part in parts if part.url not in self.tried]
        self.tried.update(part.url for part in wanted)
        tasks = [asyncio.ensure_future(one(part)) for part in wanted]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _account(self, taken: ManifestTaken, depth: int) -> Kept:
        """Return how much of a manifest's choice is there."""
        own = [part for part in taken.choice.parts if part.kind is not PartKind.PLAYLIST]
        there = [part for part in own if self._takings.is_whole(part.url)]
        size_bytes = sum(self._takings.size_bytes(part.url) for part in there)
        lost = [part for part in own if not self._takings.is_whole(part.url)]
        whole = Kept(
            duration_s=taken.manifest.duration_s or taken.choice.duration_s,
            kept_s=max(0.0, _covered_s(own) - _covered_s(lost)),
            size_bytes=size_bytes,
            missing=len(lost),
            live=taken.manifest.is_live,
            drm=taken.manifest.protection is Protection.DRM,
        )
        inner = [self._account(each, depth - 1) for each in self._inner(taken, depth)]
        playlists = sum(part.kind is PartKind.PLAYLIST for part in taken.choice.parts)
        return _sum(whole, inner, lost=playlists - len(inner)) if playlists else whole

    def _inner(self, taken: ManifestTaken, depth: int) -> list[ManifestTaken]:
        """Return the playlists that a master's choice names, those that came."""
        found = (
            self._takings.manifests.get(part.url)
            for part in taken.choice.parts
            if part.kind is PartKind.PLAYLIST and depth > 1
        )
        return [each for each in found if each is not None]

    def _ask(self, url: str, frame_url: str, referrer: str | None) -> Ask:
        if referrer is None:
            referrer = urls.default_referrer(frame_url, url)
        return Ask(
            url=url,
            asked=Asked.AS_SHOWN,
            referrer=referrer,
            frame_url=frame_url,
            resource_type="media",
        )


class _Purse:
    """The bytes that are left for one film."""

    def __init__(self, size_bytes: int) -> None:
        self.left_bytes = size_bytes
        self.is_empty = False

    def pay(self, exchanges: Sequence[Exchange]) -> None:
        """Take off what an answer cost."""
        for exchange in exchanges:
            self.left_bytes -= exchange.body.size_bytes if exchange.body else 0
            self.is_empty |= exchange.truncated is Truncation.LENGTH
        self.is_empty |= self.left_bytes <= 0


def _is_good(exchange: Exchange | None) -> bool:
    return exchange is not None and exchange.status == 200 and exchange.truncated is None


def _covered_s(parts: Iterable[Part]) -> float:
    """Return how much of a film some parts are, where tracks lie beside each other."""
    timed = [part for part in parts if part.kind in _TIMED]
    covered_s, end_s = 0.0, 0.0
    for part in sorted(timed, key=lambda each: each.start_s):
        covered_s += max(0.0, part.start_s + part.duration_s - max(end_s, part.start_s))
        end_s = max(end_s, part.start_s + part.duration_s)
    return covered_s


def _sum(whole: Kept, inner: list[Kept], *, lost: int) -> Kept:
    """Sum the playlists of a master: the film is as long as its shortest kept track."""
    lengths_s = [each.duration_s for each in inner if each.duration_s]
    timed = [each.kept_s or 0.0 for each in inner if each.duration_s or each.live]
    return Kept(
        duration_s=max(lengths_s, default=None),
        kept_s=min(timed, default=None),
        size_bytes=whole.size_bytes + sum(each.size_bytes for each in inner),
        missing=whole.missing + lost + sum(each.missing for each in inner),
        live=any(each.live for each in inner),
        drm=any(each.drm for each in inner),
    )
