"""A page against its snapshot: from the queue to the picture, to the decision that lasts."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, expect
from reviewing import PHONE, Reader, sitting, until

sys.path.insert(0, str(Path(__file__).parents[2] / "differences"))

from painted import SLUG, TODAY, Album, Piece, story

from archiver.models import Box
from archiver.review import Desk, IndexPage, ReviewServer, ReviewSite, write_static_site
from archiver.review.page_comparing import PageComparing
from archiver.review.shows import Shows
from archiver.snapshots import read_snapshot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FILM = Piece(tag="iframe", words="film", height=200)
BANNER = Piece(words="Half price", height=16, seed="banner")


@pytest.fixture
def album(tmp_path: Path) -> Album:
    """An article that has a banner and another picture since it was accepted."""
    album = Album(tmp_path)
    album.add([*story(), FILM])
    album.accept()
    river = [replace(each, seed="o" if each.words == "river.png" else "") for each in story()]
    album.add([BANNER, *river, replace(FILM, seed="later")])
    return album


@asynccontextmanager
async def served(album: Album) -> AsyncIterator[str]:
    """Serve the archive as `archiver review` does; give the address of the page."""
    bugs: list[BaseException] = []

    def opened() -> ReviewSite:
        site = ReviewSite(
            album.archive,
            album.snapshots,
            reviewer="Ann",
            comparing=lambda shelf, settings: PageComparing(
                shelf, settings, shows=Shows(shelf.collection, None)
            ),
            today=lambda: TODAY,
        )
        site.load()
        site.wait(30)
        return site

    site = await asyncio.to_thread(opened)
    with site:
        desk = Desk(
            site,
            archive=album.archive,
            folder=album.snapshots,
            reviewer="Ann",
            today=lambda: TODAY,
        )
        index = IndexPage(archive="archive", reviewer="Ann").html()
        async with ReviewServer(site, desk, index=index, on_bug=bugs.append) as server:
            yield server.address
    assert bugs == []


async def is_drawn(reader: Reader) -> bool:
    """Tell whether every strip in the window has come."""
    return await reader.do(
        "() => { const all = [...document.querySelectorAll('.viewer img')];"
        " return all.length > 1 && all.every((each) => each.complete && each.naturalWidth > 0); }"
    )


async def are_there(reader: Reader) -> bool:
    """Tell whether the pictures of changes have come."""
    return await reader.do(
        "() => { const all = [...document.querySelectorAll('.look img')];"
        " return all.length > 2 && all.every((each) => each.complete && each.naturalWidth > 99); }"
    )


async def current(reader: Reader) -> str:
    return await reader.find(".viewer-told").inner_text()


async def test_a_change_is_seen_jumped_to_accepted_and_stays_so(
    chromium: Browser, album: Album
) -> None:
    async with (
        served(album) as address,
        sitting(chromium, address, viewport={"width": 1280, "height": 1400}) as reader,
    ):
        await reader.open()
        name = await reader.choose("S1")
        rows = await reader.rows()
        assert rows.count(f"S1 {SLUG}") == 2
        await until(lambda: is_drawn(reader))
        await expect(reader.find("#compare option:checked")).to_have_text(
            "against the snapshot accepted 2026-03-09 by Ann"
        )
        # The page alone is shown until the comparison has come.
        await until(lambda: _says(reader, "40 px"))
        assert "1 of" in await current(reader)
        await reader.press("j")
        await until(lambda: _says(reader, "picture 2 shows another picture"))
        assert await reader.chosen() != name, "the queue goes with the picture"
        await reader.press("k")
        await until(lambda: _says(reader, "a band of 40 px"))
        assert await reader.chosen() == name
        # Old beside new above the page, the chosen change first; what came has no old one.
        looks = reader.find(".look")
        await expect(looks).to_have_count(2)
        assert await looks.nth(0).locator("figcaption span:first-child").all_inner_texts() == [
            "on the page"
        ]
        await expect(looks.nth(1).locator(".look-sentence")).to_have_text(
            "picture 2 shows another picture"
        )
        assert await looks.nth(1).locator("figcaption span:first-child").all_inner_texts() == [
            "in the snapshot",
            "on the page",
        ]
        await until(lambda: are_there(reader))
        # What a player shows is hatched, not compared.
        await reader.do(
            "() => archiver.comparisons.viewer.focus({x: 0, y: 1150, width: 9, height: 9})"
        )
        await expect(reader.find(".viewer-mask").first).to_be_visible()
        await reader.press("y")
        await until(lambda: _accepted(album))
        await reader.becomes(name, "accepted")
        assert (await reader.heard()).startswith("2 items accepted."), "a snapshot is of a page"
        assert not (await reader.chosen()).endswith(name[-16:])
        assert await reader.verdict(await reader.chosen()) == "open", "no other look of the page"
        await reader.reload()
        assert await reader.verdict(name) == "accepted"
        await reader.choose("S1")
        await expect(reader.find(".decide-state")).to_contain_text("accepted by Ann")
        await until(lambda: is_drawn(reader))
        frames = reader.find(".viewer-frame:is(.viewer-added, .viewer-changed)")
        assert await frames.count() == 0, "it is its own measure now"


async def _says(reader: Reader, words: str) -> bool:
    return words in await current(reader)


async def _accepted(album: Album) -> bool:
    snapshot = read_snapshot(album.snapshots, SLUG)
    return snapshot is not None and snapshot.capture_id == album.ids[-1]


async def test_the_difference_glows_where_the_picture_is_another_one(
    chromium: Browser, album: Album
) -> None:
    async with served(album) as address, sitting(chromium, address) as reader:
        await reader.open()
        await reader.choose("S1")
        await until(lambda: is_drawn(reader))
        await reader.press("d")
        await reader.press("h")  # without frames and badges
        await until(lambda: is_drawn(reader))
        sheet = reader.find(".viewer-pane-both .viewer-sheet")

        async def colours(box: Box) -> set[tuple[int, ...]]:
            spot = await sheet.bounding_box()
            assert spot is not None
            scale = spot["width"] / 900
            shot = Image.open(io.BytesIO(await reader.page.screenshot())).convert("RGB")
            left, top = spot["x"] + box.x * scale, spot["y"] + box.y * scale
            area = (left, top, left + box.width * scale, top + box.height * scale)
            return {
                shot.getpixel((x, y))
                for x in range(int(area[0]), int(area[2]), 7)
                for y in range(int(area[1]), int(area[3]), 5)
            }

        await reader.do(
            "() => archiver.comparisons.viewer.focus({x: 60, y: 612, width: 560, height: 300})"
        )
        await reader.do(
            "() => document.querySelector('.viewer-scroll').scrollIntoView({block: 'end'})"
        )
        await until(lambda: is_drawn(reader))

        async def glows(box: Box) -> bool:
            return any(red > 180 and red - blue > 60 for red, _, blue in await colours(box))

        await until(lambda: glows(Box(100, 640, 400, 200)))
        assert not await glows(Box(100, 540, 400, 40))


async def test_a_replay_is_shown_on_demand(chromium: Browser, album: Album) -> None:
    async with served(album) as address, sitting(chromium, address) as reader:
        await reader.open()
        await reader.choose("S1")
        await until(lambda: is_drawn(reader))
        await reader.find("#compare").select_option("source")
        await expect(reader.find(".compare-notes")).to_contain_text(
            "archiver's own plain layout", timeout=60_000
        )
        await until(lambda: is_drawn(reader))
        await expect(reader.find(".viewer-head-old")).to_contain_text("as archiver renders it")


async def test_a_phone_and_static_files_have_the_comparison(
    chromium: Browser, album: Album, tmp_path: Path
) -> None:
    def write() -> Path:
        with ReviewSite(
            album.archive,
            album.snapshots,
            is_static=True,
            comparing=lambda shelf, settings: PageComparing(shelf, settings, form="webp"),
        ) as site:
            site.load()
            index = IndexPage(archive="archive", is_static=True).html()
            done = write_static_site(site, tmp_path / "site", index=index)
            assert done.left_out == ()
        return done.folder / "index.html"

    path = await asyncio.to_thread(write)
    async with sitting(chromium, path.as_uri(), viewport=PHONE, has_touch=True) as reader:
        await reader.open()
        await reader.choose("S1")
        await until(lambda: is_drawn(reader))
        assert "40 px" in await current(reader)
        await until(lambda: are_there(reader))
        assert await reader.sideways() <= 0
        texts = await reader.find("#compare option").all_inner_texts()
        assert len([each for each in texts if "snapshot" in each or "capture of" in each]) == 2


async def test_three_changes_have_pictures_and_the_rest_are_counted(
    chromium: Browser, album: Album
) -> None:
    more = [Piece(words=f"Another line that nobody had, number {at}", height=40) for at in range(4)]
    pieces = [each for pair in zip(story(), [*more, *more], strict=False) for each in pair]
    album.add([*pieces[: 2 * len(more)], *story()[len(more) :], FILM])
    async with served(album) as address, sitting(chromium, address) as reader:
        await reader.open()
        number = (await reader.rows()).count(f"S1 {SLUG}")
        assert number > 3
        await reader.choose("S1")
        await expect(reader.find(".look")).to_have_count(3)
        await expect(reader.find(".looks > .hint")).to_have_text(
            f"and {number - 3} more, below on the whole page"
        )
        await reader.button("中文").click()
        await expect(reader.find(".looks > .hint")).to_have_text(
            f"另有 {number - 3} 处，见下方整页。"
        )
        await expect(reader.find(".look-sentence").first).to_contain_text("新增了段落")
        await expect(reader.find("#compare option:checked")).to_have_text(
            "对比 Ann 于 2026-03-09 接受的快照"
        )


async def test_a_comparison_that_fails_leaves_the_page_alone(
    chromium: Browser, album: Album
) -> None:
    async with (
        served(album) as address,
        sitting(chromium, address, forgiven="500") as reader,
    ):
        await reader.open()
        await reader.page.route(
            "**/data/difference/**", lambda route: route.fulfill(status=500, json={"message": "no"})
        )
        await reader.choose("S1")
        await expect(reader.find(".part.page [role=status]").first).to_have_text(
            "The page cannot be shown (no)."
        )
        await expect(reader.find("#compare option:checked")).to_have_text("the page as archived")
        await until(lambda: is_drawn(reader))
        await expect(reader.find(".part.pictures")).to_have_count(0)
