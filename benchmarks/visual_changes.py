"""Whether planted visual changes are named rightly, on real pages in a real Chromium.

Three article pages of different make are captured once untouched, and once with each of
the changes of `visual_plants`. The pictures of each pair are compared, and what differs is
named: against the capture, against the snapshot that was accepted of it, and the other way
round, the planted page being the measure. The table says which were told rightly, which
wrongly, and which not at all.

    python benchmarks/visual_changes.py
    python benchmarks/visual_changes.py --sentences

Ends with 1 when something is told of a page that should be silent, or when less than
95 % of what should be told was told rightly.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from visual_noise import noisy
from visual_pages import (
    PICTURES,
    Expected,
    Page,
    Plant,
    body_html,
    chinese,
    english,
    page_html,
    picture,
    short,
)
from visual_plants import PLANTS

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings, capture_page
from archiver.compare.visual.changes import visual_changes
from archiver.compare.visual.sight import Look, Sight
from archiver.dom.selector import boxes_of
from archiver.images import PagePicture, picture_difference
from archiver.models import (
    BlockKind,
    Box,
    Capture,
    PageOrigin,
    PictureDifference,
    Post,
    ScreenshotKind,
    Target,
    VideoChoice,
    VisualChange,
)
from archiver.snapshots import snapshot_of
from archiver.source import read_post
from archiver.store import Collection
from archiver.testing.http_server import HttpServer, Request, Response

PAGES = (chinese(), english(), short())
LEAST_RECALL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as it was captured: what was seen of it."""

    capture: Capture = field(repr=False)
    png: bytes = field(repr=False)
    post: Post = field(repr=False)

    @property
    def sight(self) -> Sight:
        """What the capture shows."""
        return Sight.of_capture(self.capture, self.post)

    @property
    def accepted(self) -> Sight:
        """What is kept of it when it is accepted: boxes in whole pixels, media by their keys."""
        kept = snapshot_of(self.capture, "0" * 16, by="Ann", on=date(2026, 1, 1))
        looks = {
            each.key: Look(
                digests=(each.digest,) if each.digest else (),
                phash=each.phash,
                media_type=each.media_type,
            )
            for each in kept.media
        }
        return Sight.of_blocks(kept.blocks, looks, kept.overlays, self.post)

    def masks(self, plant: Plant) -> list[Box]:
        """Return the boxes of what may look other each time."""
        assert self.capture.snapshot is not None
        tree = self.capture.snapshot.frames[0].tree
        found = [box for _, box in boxes_of(tree, plant.masks)]
        if plant.mask_players:
            players = (each for each in self.sight.blocks if each.kind is BlockKind.PLAYER)
            found += [each.box for each in players if each.box is not None]
        return found


class Way(StrEnum):
    """How the planted page is held against the untouched one."""

    CAPTURE = "against a capture"
    SNAPSHOT = "against a snapshot"
    BACK = "the other way round"  #: kind and number are expected, and no words


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What was said of one planted page, and what should have been."""

    page: str
    plant: Plant
    way: Way
    expected: tuple[Expected, ...]
    changes: tuple[VisualChange, ...]
    difference: PictureDifference = field(repr=False)
    seconds: float = 0.0
    """Processor time of the naming alone."""

    @property
    def right(self) -> int:
        """How many of the expected changes were told, each once."""
        return sum(any(_is_said(each, said) for said in self.changes) for each in self.expected)

    @property
    def verdict(self) -> str:
        """`right`, `silent` where nothing was told and nothing expected, or what is wrong."""
        if not self.changes:
            return "MISSED" if self.expected else "silent"
        if not self.expected:
            return "TOLD"
        is_right = self.right == len(self.expected) == len(self.changes)
        return "right" if is_right else "WRONG"


def _is_said(expected: Expected, change: VisualChange) -> bool:
    return change.kind is expected.kind and all(w in change.sentence for w in expected.words)


class Studio:
    """A site, a browser and a collection, in which pages are captured one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = AsyncExitStack()
        self._pages = {f"{page.make}.test": page for page in PAGES}
        """As they are at the moment, by host."""
        self._number = 0

    async def __aenter__(self) -> Self:
        server = await self._stack.enter_async_context(HttpServer(self._answer))
        settings = BrowserSettings(host_table=lambda *_: server.address)
        self._browser = await self._stack.enter_async_context(Browser.start(settings))
        self._collection = self._stack.enter_context(Collection.open(self._folder / "archive"))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    def _answer(self, request: Request) -> Response:
        path = request.path
        page = self._pages.get(request.host, self._pages["short.test"])
        if path == "/":
            return Response(body=page_html(page).encode())
        if path.startswith("/embed/"):
            return Response(body=FILM.encode())
        served = page.served.get(path)
        if served == b"":
            return Response(status=404, body=b"not here")
        if served is None and path == "/frame.jpg":
            served = picture("lantern-street")
        if served is None and path.startswith(PICTURES):
            served = picture(path.removeprefix(PICTURES).removesuffix(".jpg"))
        if served is None:
            return Response(status=404, body=b"not here")
        return Response(body=served, media_type="image/jpeg")

    def post_of(self, page: Page) -> Post:
        """Return the post that promises a page, as it is untouched."""
        path = self._folder / f"{page.make}.txt"
        head = f"---\ntitle: {page.title!r}\nurl: {url_of(page)}\n---\n\n"
        path.write_text(head + body_html(page) + "\n", encoding="utf-8")
        return read_post(path)

    async def capture(self, page: Page, post: Post) -> State:
        """Capture a page."""
        self._pages[f"{page.make}.test"] = page
        self._number += 1
        slug = f"{page.make}-{self._number}"
        target = Target(slug=slug, url=url_of(page), origin=PageOrigin.FRONT_MATTER, post=post)
        capture = await capture_page(
            target,
            browser=self._browser,
            draft=self._collection.draft(target),
            settings=CaptureSettings(video=VideoChoice.NONE, extract=False),
        )
        assert capture.snapshot is not None, capture.error
        shot = self._collection.screenshot(capture.capture_id, ScreenshotKind.FULL_PAGE)
        assert shot is not None
        return State(capture=capture, png=shot.data, post=post)

    async def states(
        self, page: Page, plants: Iterable[Plant] = PLANTS
    ) -> list[tuple[Plant, State, State]]:
        """Return the untouched page, and the page with each plant that it has a place for."""
        post = self.post_of(page)
        old = await self.capture(page, post)
        found = []
        known: dict[object, State] = {}
        for plant in plants:
            if plant.needs and all(item.kind != plant.needs for item in page.items):
                continue
            if plant.noise:
                new = replace(old, png=noisy(old.png, plant.noise))
            else:
                # Plants that differ in their masks alone are one capture.
                new = known.get(plant.change) or await self.capture(plant.change(page), post)
                known[plant.change] = new
            found.append((plant, old, new))
        return found


def url_of(page: Page) -> str:
    """Return the address of a page."""
    return f"http://{page.make}.test/"


FILM = (
    "<!doctype html><meta charset=utf-8><style>body{margin:0;background:#000}"
    "img{width:100%;height:100vh;object-fit:cover}</style><img src='/frame.jpg'>"
    "<video src='/none.webm' preload=none hidden></video>"
)


def all_ways(page: Page, plant: Plant, old: State, new: State) -> Iterator[Naming]:
    """Compare two states in every way, and name what differs."""
    pictures = PagePicture(lambda: old.png), PagePicture(lambda: new.png)
    masks = old.masks(plant), new.masks(plant)
    forth = picture_difference(*pictures, old_masks=masks[0], new_masks=masks[1])
    back = picture_difference(*pictures[::-1], old_masks=masks[1], new_masks=masks[0])
    yield _naming(page, plant, Way.CAPTURE, forth, (old.sight, new.sight))
    yield _naming(page, plant, Way.SNAPSHOT, forth, (old.accepted, new.sight))
    yield _naming(page, plant, Way.BACK, back, (new.sight, old.sight))


def _naming(
    page: Page, plant: Plant, way: Way, difference: PictureDifference, sights: tuple[Sight, Sight]
) -> Naming:
    start = time.process_time()
    changes = visual_changes(difference, *sights)
    seconds = time.process_time() - start
    expected = plant.told(page)
    if way is Way.BACK:
        expected = tuple(each.mirrored() for each in expected)
    return Naming(
        page=page.make,
        plant=plant,
        way=way,
        expected=expected,
        changes=changes,
        difference=difference,
        seconds=seconds,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How much of what was planted was told, and how much of what was told was planted."""

    precision: float
    recall: float
    broken_silences: int

    @classmethod
    def of(cls, namings: Sequence[Naming]) -> Self:
        """Count."""
        right = sum(each.right for each in namings)
        told = sum(len(each.changes) for each in namings)
        expected = sum(len(each.expected) for each in namings)
        return cls(
            precision=right / told if told else 1.0,
            recall=right / expected if expected else 1.0,
            broken_silences=sum(each.verdict == "TOLD" for each in namings),
        )


async def all_namings(plants: Sequence[Plant] = PLANTS) -> list[Naming]:
    """Return what is said of every page with every plant, in every way."""
    with tempfile.TemporaryDirectory(prefix="visual-changes-") as folder:
        async with Studio(Path(folder)) as studio:
            states = await asyncio.gather(*(studio.states(page, plants) for page in PAGES))
    return [
        each
        for page, planted in zip(PAGES, states, strict=True)
        for plant, old, new in planted
        for each in all_ways(page, plant, old, new)
    ]


def table(namings: Sequence[Naming]) -> str:
    """Return what became of each plant: rows of plants, columns of pages."""
    verdicts: Mapping[tuple[str, str], str] = {(e.plant.name, e.page): e.verdict for e in namings}
    makes = [page.make for page in PAGES]
    lines = [f"{'planted':<34}" + "".join(f"{make:<10}" for make in makes)]
    for plant in PLANTS:
        cells = "".join(f"{verdicts.get((plant.name, make), '-'):<10}" for make in makes)
        lines.append(f"{plant.name:<34}{cells}")
    return "\n".join(line.rstrip() for line in lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sentences", action="store_true", help="print all that is said")
    options = parser.parse_args()
    namings = asyncio.run(all_namings())
    for each in namings:
        if options.sentences or each.verdict in {"WRONG", "TOLD", "MISSED"}:
            print(f"{each.page}, {each.plant.name}, {each.way.value}: {each.verdict}")
            for change in each.changes:
                beside = " (beside the article)" if change.outside else ""
                print(f"    {change.kind.value}: {change.sentence}{beside}")
    for way in Way:
        print(f"{way.value}:\n{table([each for each in namings if each.way is way])}\n")
    score = Score.of(namings)
    slowest = max(each.seconds for each in namings)
    print(
        f"{len(namings)} comparisons: precision {score.precision:.1%}, recall {score.recall:.1%},"
        f" {score.broken_silences} silences broken; naming took {slowest * 1000:.0f} ms at most"
    )
    return int(score.broken_silences > 0 or score.recall < LEAST_RECALL)


if __name__ == "__main__":
    sys.exit(main())
