"""The pictures of both sides: lined up, few at a time, and honest when they do not load."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.async_api import Browser
from viewing import BANNER, Screen, Site, opened, stripe

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

_SCROLL_THROUGH = """async () => {
  const scroller = document.querySelector('.viewer-scroll');
  const most = { elements: 0, pictures: 0 };
  const count = (name, selector) => {
    most[name] = Math.max(most[name], document.querySelectorAll(selector).length);
  };
  const end = scroller.scrollHeight - scroller.clientHeight - 2;
  for (scroller.scrollTop = 0; scroller.scrollTop < end; scroller.scrollTop += 600) {
    await new Promise(requestAnimationFrame);
    count('elements', '.viewer *:not(svg *)');
    count('pictures', '.viewer-piece');
  }
  return most;
}"""


async def test_pages_stand_side_by_side_and_in_line_below_a_banner(screen: Screen) -> None:
    await screen.show("split")
    await screen.see(600)
    assert await screen.colour("old", 450) == await screen.colour("new", 450) == stripe(4)
    assert await screen.colour("old", 641 + 20) == stripe(6)
    assert await screen.colour("new", 641 + 20) == stripe(6)


async def test_a_banner_has_an_empty_place_on_the_old_side_that_says_so(screen: Screen) -> None:
    await screen.show("split")
    await screen.see(520)
    assert await screen.colour("new", 520) == BANNER
    ground = await screen.colour("old", 520)
    assert max(ground) - min(ground) < 12, "the ground is grey"
    gap = screen.page.locator(".viewer-pane-old .viewer-gap-inserted")
    assert await gap.inner_text() == "Not on the old page: 41 px"


async def test_what_is_gone_has_an_empty_place_on_the_new_side(screen: Screen) -> None:
    await screen.show("split")
    await screen.see(1640)
    assert await screen.colour("old", 1545) == stripe(15)
    gap = screen.page.locator(".viewer-pane-new .viewer-gap-deleted")
    assert await gap.inner_text() == "Not on the new page: 200 px"
    assert await screen.colour("new", 1745) == stripe(17)


async def test_what_moved_leads_to_where_it_was_and_back(screen: Screen) -> None:
    await screen.show("split")
    await screen.see(2090)
    assert await screen.colour("new", 2090, 300) == stripe(25)
    await screen.page.get_by_role("button", name="Moved here: show where it was").first.click()
    await screen.settle()
    assert await screen.colour("old", 2690, 300) == stripe(25)
    back = screen.page.get_by_role("button", name="Moved away: show where it is now")
    await back.first.click()
    await screen.settle()
    assert await screen.colour("new", 2090, 300) == stripe(25)


async def test_a_tall_page_keeps_few_elements_and_few_pictures(screen: Screen) -> None:
    await screen.show(view=screen.site.tall)
    most = await screen.do(_SCROLL_THROUGH)
    assert most["elements"] < 200
    assert 2 <= most["pictures"] <= 6


@pytest.mark.parametrize("mode", ["new", "old", "overlay"])
@pytest.mark.parametrize("width", [1280, 1000, 777, 390])
async def test_no_line_shows_between_two_strips(
    browser: Browser, site: Site, mode: str, width: int
) -> None:
    band = {"kind": "changed", "old": [0, 28_000], "new": [0, 28_000]}
    shown = {"old": site.tall, "new": site.tall, "bands": [band], "changes": [], "masks": {}}
    async with opened(browser, site, viewport={"width": width, "height": 2000}) as screen:
        await screen.show(mode, difference={**site.difference, **shown})
        window = await screen.spot(".viewer-scroll")
        top, x = round(window["y"]) + 2, round(window["x"] + 150)
        column: set[object] = set()
        for _look in range(10):  # a strip may be painted a moment later than it is loaded
            shot = Image.open(io.BytesIO(await screen.page.screenshot())).convert("RGB")
            column = {shot.getpixel((x, y)) for y in range(top, top + 1300)}
            if len(column) == 1:
                break
        assert len(column) == 1


async def test_a_strip_that_does_not_load_says_so_and_can_be_asked_again(
    browser: Browser, site: Site
) -> None:
    strip = site.folder / "new" / "0.png"
    async with opened(browser, site, forgiven="ERR_FILE_NOT_FOUND") as screen:
        away = strip.rename(strip.with_name("away.png"))
        try:
            await screen.show("new")
            broken = screen.page.locator(".viewer-broken")
            assert "did not load" in await broken.first.inner_text()
        finally:
            away.rename(strip)
        for _piece in range(await broken.count()):
            await screen.page.get_by_role("button", name="Try again").first.click()
            await screen.settle()
        assert await broken.count() == 0
        assert await screen.colour("new", 350) == stripe(3)
