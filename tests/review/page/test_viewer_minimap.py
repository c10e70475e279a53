"""The small page at the edge: shows where changes are, and leads there."""

from __future__ import annotations

import pytest
from viewing import ALIGNED, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NAME = "Where on the page"


async def test_marks_lie_where_the_changes_are_and_a_click_leads_there(screen: Screen) -> None:
    await screen.show("new")
    small = await screen.spot(".viewer-map-page")
    marks = screen.page.locator(".viewer-map-mark")
    assert await marks.count() == 4
    gone = await marks.nth(2).bounding_box()
    assert gone is not None
    assert gone["y"] - small["y"] == pytest.approx(small["height"] * 1541 / ALIGNED, abs=2)
    await screen.page.mouse.click(small["x"] + 40, gone["y"] + gone["height"] / 2)
    await screen.settle()
    assert "3 of 4" in await screen.told()


async def test_a_click_beside_all_marks_goes_to_that_place(screen: Screen) -> None:
    await screen.show("new")
    small = await screen.spot(".viewer-map-page")
    await screen.page.mouse.click(small["x"] + 40, small["y"] + small["height"] * 0.95)
    await screen.settle()
    assert await screen.scrolled() > ALIGNED * 0.7
    assert "4 places" in await screen.told()


async def test_the_window_is_dragged_and_follows(screen: Screen) -> None:
    await screen.show("new")
    window = await screen.spot(".viewer-map-window")
    small = await screen.spot(".viewer-map-page")
    await screen.page.mouse.move(window["x"] + 20, window["y"] + 10)
    await screen.page.mouse.down()
    await screen.page.mouse.move(window["x"] + 20, window["y"] + 110, steps=5)
    await screen.page.mouse.up()
    await screen.settle()
    assert await screen.scrolled() == pytest.approx(ALIGNED * 100 / small["height"], abs=8)
    moved = await screen.spot(".viewer-map-window")
    assert moved["y"] - window["y"] == pytest.approx(100, abs=2)


async def test_keys_go_to_both_ends(screen: Screen) -> None:
    await screen.show("new")
    small = screen.page.get_by_role("scrollbar", name=NAME)
    await small.press("End")
    await screen.settle()
    assert await small.get_attribute("aria-valuenow") == "100"
    await small.press("Home")
    await screen.settle()
    assert await screen.scrolled() == 0


async def test_a_phone_keeps_a_slim_rail_of_marks(phone: Screen) -> None:
    await phone.show()
    assert (await phone.spot(".viewer-map"))["width"] <= 24
    assert await phone.page.locator(".viewer-map-piece").count() == 0
    assert await phone.page.locator(".viewer-map-mark").count() == 4
