"""The viewer as a whole: on every screen, for every reader, whatever it is given."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser
from viewing import ALIGNED, HOSTILE, Screen, Site, near, opened, stripe

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MODES = ("split", "swipe", "onion", "blink", "overlay", "old", "new")


async def test_strangers_words_are_words(screen: Screen) -> None:
    old = {**screen.site.difference["old"], "label": HOSTILE, "which": HOSTILE}
    for mode in MODES:
        shown = {**screen.site.difference, "old": old}
        await screen.show(mode, difference=shown, focus="0000000000000002")
    assert HOSTILE in await screen.told()
    assert await screen.page.locator(".viewer-head-old").get_attribute("title") == HOSTILE
    assert await screen.page.locator("main [onerror], main script, main [src=x]").count() == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"bands": [{"kind": "same"}, None, 7], "changes": [None], "masks": {"old": [None]}},
        {"bands": None, "changes": None, "masks": None, "notes": None},
        {"changes": [{"kind": "added", "old": {"x": "a"}, "new": {"y": None}}]},
        {"bands": [{"kind": "constructor", "old": [0, 10], "new": [0, 10]}]},
    ],
)
async def test_a_difference_of_nonsense_is_survived(screen: Screen, broken: Any) -> None:
    await screen.show("split", difference={**screen.site.difference, **broken})
    assert await screen.page.locator(".viewer-piece").count() > 0


async def test_a_page_without_a_picture_says_so(screen: Screen) -> None:
    await screen.show(view={"width": 0, "height": 0})
    assert await screen.page.get_by_text("There is no picture of this page.").is_visible()
    await screen.show(view=screen.site.tall)
    assert not await screen.page.get_by_text("There is no picture of this page.").is_visible()


async def test_equal_pages_are_said_to_be_equal(screen: Screen) -> None:
    new = screen.site.difference["new"]
    same = {"kind": "same", "old": [0, new["height"]], "new": [0, new["height"]]}
    shown = {"identical": True, "old": new, "new": new, "bands": [same], "changes": []}
    await screen.show(difference={**screen.site.difference, **shown})
    assert await screen.told() == "Both pictures are the same, pixel for pixel."
    await screen.do("viewer.next(); viewer.previous()")


async def test_pixels_of_the_page_can_be_seen_one_by_one(phone: Screen) -> None:
    await phone.show("new")
    stage = "document.querySelector('.viewer-stage').clientHeight"
    assert await phone.do(stage) < ALIGNED
    await phone.do("viewer.toggleFit()")
    assert await phone.do(stage) == ALIGNED
    await phone.do("document.querySelector('.viewer-scroll').scrollTo({left: 999, top: 300})")
    await phone.see(450)
    assert await phone.colour("new", 450, 380) == stripe(4), "its right edge can be reached"
    assert await phone.do("document.documentElement.scrollWidth") <= 390


async def test_the_place_on_the_page_stays_when_the_window_gets_narrow(screen: Screen) -> None:
    await screen.show("new")
    await screen.see(2400)
    await screen.page.set_viewport_size({"width": 390, "height": 844})
    await asyncio.sleep(0.2)
    await screen.settle()
    assert near(await screen.colour("new", 2410), stripe(22), 6)


async def test_the_mode_that_the_reader_chose_stays_for_the_next_page(screen: Screen) -> None:
    await screen.show("onion")
    await screen.show(view=screen.site.tall)
    await screen.show()
    assert await screen.do("viewer.mode") == "onion"


async def test_the_toolbar_is_one_stop_and_arrows_go_along_it(screen: Screen) -> None:
    await screen.show("split")
    stop = screen.page.get_by_role("toolbar").locator("button[tabindex='0']")
    assert await stop.count() == 1
    await stop.focus()
    await screen.page.keyboard.press("ArrowRight")
    await screen.page.keyboard.press("Enter")
    assert await screen.do("viewer.mode") == "swipe"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_is_fit_for_readers_of_every_kind(
    browser: Browser, site: Site, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 844}
    async with opened(browser, site, viewport=size, color_scheme=scheme) as screen:
        for mode in MODES:
            await screen.show(mode, focus="0000000000000002")
            found = await Axe().run(screen.page, options={"preload": False})
            assert [each["id"] for each in found.response["violations"]] == [], mode


async def test_speaks_chinese_and_leaves_nothing_behind(screen: Screen) -> None:
    await screen.do(
        "() => { archiver.speak('zh'); viewer.destroy();"
        " globalThis.viewer = archiver.viewer.mount(document.querySelector('main')); }"
    )
    await screen.show("split", focus="0000000000000001")
    assert "第 1 处，共 4 处" in await screen.told()
    assert "viewer." not in await screen.page.locator(".viewer").inner_text()
    assert await screen.page.locator(".viewer").count() == 1


async def test_every_word_is_there_in_both_languages(screen: Screen) -> None:
    missing = await screen.do(
        "() => { const tables = { en: {}, zh: {} };"
        " const { addWords } = archiver; archiver.addWords = (language, texts) =>"
        " Object.assign(tables[language], texts);"
        " return new Promise((done) => { const again = document.createElement('script');"
        " again.src = 'words-viewer.js'; again.onload = () => { archiver.addWords = addWords;"
        " done([Object.keys(tables.en), Object.keys(tables.zh)]); };"
        " document.head.append(again); }); }"
    )
    assert missing[0] == missing[1]
