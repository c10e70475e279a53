"""How the viewer lays the rows of two pictures side by side, computed by a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SCRIPT = resources.files("archiver.review") / "page" / "viewer-bands.js"
Band = tuple[str, tuple[float, float], tuple[float, float]]
PAGES: Sequence[Band] = (
    ("same", (0, 1000), (0, 1000)),
    ("inserted", (1000, 1000), (1000, 1040)),
    ("moved", (3000, 3200), (1040, 1240)),
    ("same", (1000, 3000), (1240, 3240)),
    ("changed", (3200, 3300), (3240, 3360)),
    ("deleted", (3300, 3400), (3360, 3360)),
    ("same", (3400, 4000), (3360, 3960)),
)
HEIGHT = 1000 + 40 + 200 + 2000 + 200 + 120 + 100 + 600


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page()
    await page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    yield page
    await page.close()


async def ask(page: Page, bands: Sequence[Band], heights: tuple[int, int], code: str) -> Any:
    told = [{"kind": kind, "old": old, "new": new} for kind, old, new in bands]
    return await page.evaluate(
        "([bands, [old, fresh], code]) => { const aligned = archiver.viewerBands.align(bands, old,"
        " fresh); return new Function('aligned', `return ${code}`)(aligned); }",
        [told, list(heights), code],
    )


async def test_has_room_for_what_either_page_has(page: Page) -> None:
    assert await ask(page, PAGES, (4000, 3960), "aligned.height") == HEIGHT


@pytest.mark.parametrize(
    ("side", "row", "aligned"),
    [
        ("old", 999, 999),
        ("old", 1000, 1240),  # below the banner and what moved up
        ("old", 3000, 3240),  # what moved away has its place still
        ("old", 3200, 3440),
        ("old", 3399, 3659),
        ("old", 3999, HEIGHT - 1),
        ("new", 1000, 1000),
        ("new", 1040, 1040),
        ("new", 1240, 1240),
        ("new", 3240, 3440),
        ("new", 3959, HEIGHT - 1),
    ],
)
async def test_finds_the_place_of_a_row_and_back(
    page: Page, side: str, row: int, aligned: int
) -> None:
    there, back = await ask(
        page,
        PAGES,
        (4000, 3960),
        f"[aligned.from('{side}', {row}), aligned.to('{side}', {aligned})]",
    )
    assert (there, back) == (aligned, row)


async def test_every_row_of_both_pages_comes_back_to_itself(page: Page) -> None:
    wrong = await ask(
        page,
        PAGES,
        (4000, 3960),
        "['old', 'new'].flatMap((side) => Array.from({length: side === 'old' ? 4000 : 3960},"
        " (_, row) => row).filter((row) => aligned.to(side, aligned.from(side, row)) !== row))",
    )
    assert wrong == []


async def test_a_row_in_a_gap_is_the_one_that_follows_it(page: Page) -> None:
    assert await ask(page, PAGES, (4000, 3960), "aligned.to('old', 1020)") == 1000
    assert await ask(page, PAGES, (4000, 3960), "aligned.to('new', 3600)") == 3360


async def test_what_moved_leads_to_where_it_was_and_back(page: Page) -> None:
    rows = await ask(page, PAGES, (4000, 3960), "aligned.rows")
    now, before = [row for row in rows if row["kind"] == "moved"]
    assert (now["place"], now["top"], now["new"]) == ("now", 1040, [1040, 1240])
    assert (before["place"], before["top"], before["old"]) == ("before", 3240, [3000, 3200])
    assert rows[now["twin"]] == before
    assert rows[before["twin"]] == now


async def test_a_box_ends_above_the_gap_that_follows_it(page: Page) -> None:
    box = "{x: 0, y: 900, width: 10, height: 100}"
    assert await ask(page, PAGES, (4000, 3960), f"aligned.extent('old', {box})") == {
        "top": 900,
        "bottom": 1000,
    }


async def test_gaps_and_rows_of_each_side_cover_it_once(page: Page) -> None:
    for side in ("old", "new"):
        parts = await ask(
            page,
            PAGES,
            (4000, 3960),
            f"[...aligned.runs.{side}, ...aligned.gaps.{side}].map((one) => [one.top, one.bottom])",
        )
        parts.sort()
        assert parts[0][0] == 0
        assert parts[-1][1] == HEIGHT
        assert all(one[1] == other[0] for one, other in pairwise(parts))


async def test_a_few_equal_rows_between_changed_ones_make_no_pieces_of_their_own(
    page: Page,
) -> None:
    lines = [
        (kind, (top, top + 20), (top, top + 20))
        for top in range(0, 2000, 20)
        for kind in ("changed" if top % 40 else "same",)
    ]
    assert await ask(page, lines, (2000, 2000), "aligned.rows.length") == 100
    assert await ask(page, lines, (2000, 2000), "aligned.runs.old.length") == 1
    assert await ask(page, lines, (2000, 2000), "aligned.blends.length") == 1


async def test_equal_rows_are_drawn_from_the_new_picture_on_both_sides(page: Page) -> None:
    runs = await ask(page, PAGES, (4000, 3960), "aligned.runs.old.map((run) => run.kind)")
    assert runs == ["new", "new", "old", "old", "new"]


async def test_no_bands_are_one_changed_one(page: Page) -> None:
    rows = await ask(page, (), (300, 500), "aligned.rows")
    assert [(row["kind"], row["top"], row["bottom"]) for row in rows] == [("changed", 0, 500)]


async def test_bands_of_nonsense_are_left_out(page: Page) -> None:
    bands: Sequence[Band] = (
        ("same", (0, 100), (0, 100)),
        ("same", (50, 90), (0, 40)),  # goes back
        ("changed", (100, -5), (100, 1e300)),  # ends above its start
        ("inserted", (100, 100), (100, 1e12)),  # goes beyond the picture
    )
    rows = await ask(page, bands, (200, 300), "aligned.rows")
    assert [(row["kind"], row["new"]) for row in rows] == [
        ("same", [0, 100]),
        ("inserted", [100, 300]),
    ]


async def test_what_is_near_the_window_is_found_among_many(page: Page) -> None:
    found = await page.evaluate(
        "() => { const listOf = (length) => Array.from({length}, (_, at) => ({top: at * 10,"
        " bottom: at * 10 + 10})); const look = (list) => {"
        " const middle = (list.length / 2) * 10 + 5; let all = []; let best = Infinity;"
        " for (let round = 0; round < 9; round += 1) { const start = performance.now();"
        " for (let turn = 0; turn < 2000; turn += 1) {"
        " all = archiver.viewerBands.between(list, middle, middle + 26); }"
        " best = Math.min(best, performance.now() - start); }"
        " return [all.map((one) => one.at), best]; };"
        " return { few: look(listOf(100)), many: look(listOf(100000)) }; }"
    )
    assert found["few"][0] == [50, 51, 52, 53]
    assert found["many"][0] == [50000, 50001, 50002, 50003]
    # A thousand times as many rows; clocks of browsers count in tenths of milliseconds.
    assert found["many"][1] < 50 * (found["few"][1] + 0.2), "it does not go through the whole list"
