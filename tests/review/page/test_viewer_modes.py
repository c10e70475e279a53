"""Each way to show two pages, worked as a reader works it, and what is seen then."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser
from viewing import WHITE, Screen, Site, near, opened, stripe

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

IN_BOX = 1083  # an aligned row of the box that is white on the new page only
LINE = "Line between old and new"


async def test_only_old_and_only_new(screen: Screen) -> None:
    await screen.show("old")
    await screen.see(IN_BOX)
    assert await screen.colour("old", IN_BOX, 150) == stripe(10)
    await screen.do("viewer.setMode('new')")
    assert await screen.colour("new", IN_BOX, 150) == WHITE
    assert not await screen.page.locator(".viewer-pane-old").is_visible()


async def test_swipe_shows_old_left_of_the_line_that_is_dragged(screen: Screen) -> None:
    await screen.show("swipe")
    await screen.see(IN_BOX)
    grip = await screen.spot(".viewer-grip")
    sheet = await screen.spot(".viewer-pane-new .viewer-sheet")
    await screen.page.mouse.move(grip["x"] + 22, grip["y"] + 100)
    await screen.page.mouse.down()
    await screen.page.mouse.move(sheet["x"] + 130, grip["y"] + 120, steps=4)
    await screen.page.mouse.up()
    assert await screen.colour("new", IN_BOX, 115) == stripe(10)
    assert await screen.colour("new", IN_BOX, 150) == WHITE


async def test_swipe_is_worked_with_keys(screen: Screen) -> None:
    await screen.show("swipe")
    grip = screen.page.get_by_role("slider", name=LINE)
    await grip.focus()
    for key, value in (("ArrowRight", "52"), ("PageDown", "42"), ("Home", "0"), ("End", "100")):
        await screen.page.keyboard.press(key)
        assert await grip.get_attribute("aria-valuenow") == value
    assert await grip.get_attribute("aria-valuetext") == "old left of 100 %"


async def test_keys_of_the_line_go_no_further(screen: Screen) -> None:
    await screen.show("swipe")
    await screen.do(
        "() => { globalThis.heard = [];"
        " document.addEventListener('keydown', (event) => heard.push(event.key)); }"
    )
    await screen.page.get_by_role("slider", name=LINE).press("ArrowLeft")
    await screen.page.get_by_role("slider", name=LINE).press("s")
    assert await screen.do("heard") == ["s"]


async def test_a_phone_swipes_first_and_a_finger_drags_the_line(phone: Screen) -> None:
    await phone.show()
    assert await phone.do("viewer.mode") == "swipe"
    session = await phone.page.context.new_cdp_session(phone.page)
    knob = await phone.spot(".viewer-knob")
    for kind, x in (("touchStart", knob["x"] + 20), ("touchMove", 200), ("touchMove", 90)):
        points = [{"x": x, "y": knob["y"] + 20}]
        await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    value = await phone.page.get_by_role("slider", name=LINE).get_attribute("aria-valuenow")
    assert int(value or 0) < 30


async def test_onion_skin_mixes_both_as_strongly_as_the_reader_likes(screen: Screen) -> None:
    await screen.show("onion")
    await screen.see(IN_BOX)
    for percent in (50, 20):
        await screen.page.get_by_role("slider").fill(str(percent))
        mixed = tuple(
            round(old + (new - old) * percent / 100)
            for old, new in zip(stripe(10), WHITE, strict=True)
        )
        assert near(await screen.colour("new", IN_BOX, 150), mixed)


async def test_blinking_goes_on_by_itself_until_it_is_held(screen: Screen) -> None:
    await screen.show("blink")
    await screen.see(IN_BOX)
    assert await screen.colour("new", IN_BOX, 150) == WHITE
    flipped = screen.page.locator(".viewer-flipped")
    await flipped.wait_for(timeout=3000)
    assert await screen.colour("new", IN_BOX, 150) == stripe(10)
    await screen.page.get_by_role("button", name="Hold").click()
    held = await flipped.count()
    await asyncio.sleep(1.3)
    assert await flipped.count() == held


async def test_nothing_moves_by_itself_for_who_asked_for_less_motion(
    browser: Browser, site: Site
) -> None:
    async with opened(browser, site, reduced_motion="reduce") as still:
        await still.show("blink")
        await asyncio.sleep(1.3)
        assert await still.page.locator(".viewer-flipped").count() == 0
        await still.page.get_by_role("button", name="Flip").click()
        assert await still.page.locator(".viewer-flipped").count() == 1
        await still.page.evaluate("viewer.setMode('new'); viewer.next(); viewer.next()")
        at_once = await still.scrolled()
        await still.settle()
        assert at_once == await still.scrolled() > 0


@pytest.mark.parametrize("width", [1280, 330])
async def test_only_what_differs_shines(browser: Browser, site: Site, width: int) -> None:
    async with opened(browser, site, viewport={"width": width, "height": 800}) as screen:
        await screen.show("overlay")
        await screen.do("viewer.toggleHighlight()")
        await screen.see(IN_BOX)
        assert max(await screen.colour("both", IN_BOX, 150)) > 200
        for row in (1045, 1080, 1081, 1120):
            around = await screen.colour("both", row, 350)  # thin lines, an odd number of rows off
            assert max(around) - min(around) < 8, "grey: equal rows do not glow"
            assert max(around) < 100


async def test_a_mode_that_there_is_not_changes_nothing(screen: Screen) -> None:
    await screen.show("swipe")
    await screen.do("viewer.setMode('no such mode')")
    assert await screen.do("viewer.mode") == "swipe"
