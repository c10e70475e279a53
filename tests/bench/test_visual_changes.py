"""Planted visual changes on real pages in a real Chromium: the quicker part of the benchmark."""

from __future__ import annotations

import pytest
import pytest_asyncio
from visual_changes import PAGES, Naming, Score, Way, all_namings
from visual_pages import Plant
from visual_plants import PLANTS

from archiver.models import BandKind, VisualKind

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),  # the captures count for the test that comes first
    pytest.mark.asyncio(loop_scope="session"),
]

QUICK = (
    "picture replaced, same address",
    "picture and caption removed",
    "picture moved",
    "caption removed",
    "paragraph lost",
    "paragraph rewritten",
    "font changed",
    "40 px banner above",
    "40 px advertisement within",
    "cookie bar set over",
    "dialog set over",
    "two changes",
    "film's frame",
    "film's frame, masked",
    "clock, masked",
    "one pixel",
    "noise of two levels",
    "letters smoothed otherwise",
)
CHOSEN = [plant for plant in PLANTS if plant.name in QUICK]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def namings() -> list[Naming]:
    """Each page is captured once untouched, and once with each plant."""
    return await all_namings(CHOSEN)


async def test_the_quick_part_has_all_that_it_names() -> None:
    assert len(CHOSEN) == len(QUICK)


@pytest.mark.parametrize("plant", CHOSEN, ids=lambda plant: plant.name)
@pytest.mark.parametrize("way", Way)
async def test_a_planted_change_is_named_rightly(
    namings: list[Naming], plant: Plant, way: Way
) -> None:
    found = [each for each in namings if each.plant is plant and each.way is way]
    assert len(found) == (1 if plant.needs == "player" else len(PAGES))
    for each in found:
        said = [change.sentence for change in each.changes]
        assert each.verdict in {"right", "silent"}, (each.page, said)


async def test_nothing_is_told_that_was_not_planted(namings: list[Naming]) -> None:
    assert Score.of(namings) == Score(precision=1.0, recall=1.0, broken_silences=0)


async def test_an_inserted_banner_is_one_band_of_its_height(namings: list[Naming]) -> None:
    for each in namings:
        if each.plant.name != "40 px banner above" or each.way is Way.BACK:
            continue
        # Rows of a scaled photograph may differ by a level or two, which nobody sees.
        seen = {BandKind.SAME, BandKind.CHANGED}
        bands = [band for band in each.difference.bands if band.kind not in seen]
        assert [band.kind for band in bands] == [BandKind.INSERTED], each.page
        assert bands[0].new.bottom_px - bands[0].new.top_px == 40
        assert len(each.difference.regions) == 1
        (change,) = each.changes
        assert change.kind is VisualKind.ADDED
        assert change.new is not None
        assert change.new.height == pytest.approx(40, abs=1)  # blocks lie at fractions of a pixel


async def test_a_change_of_the_article_has_the_line_that_promises_it(
    namings: list[Naming],
) -> None:
    names = {"picture moved", "paragraph lost", "caption removed", "picture and caption removed"}
    found = [change for each in namings if each.plant.name in names for change in each.changes]
    assert len(found) == len(names) * len(PAGES) * len(Way)
    assert all(change.line is not None and not change.outside for change in found)


async def test_a_change_is_the_same_against_a_capture_and_its_snapshot(
    namings: list[Naming],
) -> None:
    marks = {
        (each.page, each.plant.name, each.way): [change.fingerprint for change in each.changes]
        for each in namings
    }
    for (page, plant, way), mark in marks.items():
        # On how many blocks another font is seen depends on fractions of pixels.
        if way is Way.CAPTURE and plant != "font changed":
            assert mark == marks[page, plant, Way.SNAPSHOT], (page, plant)
