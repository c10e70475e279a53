"""Light and dark, English and Chinese, wide and narrow, and for everybody."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, expect
from reviewing import PHONE, WIDE, Reader, Review, sitting, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LIGHT, DARK = (247, 246, 242), (18, 19, 22)
SMALL = {"width": 320, "height": 640}


async def test_colours_are_the_systems_until_the_reader_chooses(
    chromium: Browser, shown: Review
) -> None:
    async with sitting(chromium, shown.server.address, color_scheme="dark") as reader:
        await reader.open()
        assert await reader.colour("body") == DARK
        await reader.page.emulate_media(color_scheme="light")
        assert await reader.colour("body") == LIGHT
        button = reader.find(".theme")
        await button.click()
        assert await button.get_attribute("aria-label") == "Colours: light"
        await button.click()
        assert await button.get_attribute("aria-label") == "Colours: dark"
        assert await reader.colour("body") == DARK
        await reader.reload()
        assert await reader.colour("body") == DARK
        assert await reader.heard() == ""
        await button.click()
        assert await button.get_attribute("aria-label") == "Colours: as the system"
        assert await reader.colour("body") == LIGHT


async def test_chinese_is_spoken_everywhere_and_kept(chromium: Browser, review: Review) -> None:
    async with sitting(chromium, review.server.address, locale="zh-CN") as reader:
        await reader.open()
        assert await reader.do("() => document.documentElement.lang") == "zh-Hans"
        await expect(reader.row("媒体加载失败")).to_contain_text("3 篇文章")
        await reader.choose("S0", "moon")
        await expect(reader.find(".sentence")).to_have_text(
            "本文尚无快照：可接受页面现在的样子，或重新存档。"
        )
        await reader.press("2", "i")
        await review.decided(1)
        assert (await reader.heard()).startswith("1 项已忽略。")
        await reader.choose("M1", "moon")
        await expect(reader.find(".evidence-picture").last).to_contain_text("原文应有的内容")
        await reader.button("English").click()
        assert await reader.do("() => document.documentElement.lang") == "en"
        await expect(reader.find(".progress-said")).to_have_text("1 of 25 decided")
        await expect(reader.find(".language")).to_be_focused()
        assert await reader.do("() => archiver.selection.item.check") == "M1", "where one was"
        await reader.reload()
        await expect(reader.find(".progress-said")).to_have_text("1 of 25 decided")
        await reader.button("中文").click()
        await expect(reader.find(".progress-said")).to_have_text("已处理 1 / 25")


_KEY = re.compile(r"^  (?:'([^']+)'|(\w+)): '", re.MULTILINE)


async def test_whatever_is_said_in_english_is_said_in_chinese() -> None:
    folder = resources.files("archiver.review") / "page"
    english, chinese = (
        {first or second for first, second in _KEY.findall((folder / name).read_text("utf-8"))}
        for name in ("words-en.js", "words-zh.js")
    )
    assert len(english) > 150
    assert english - chinese == set()


_UNSAID = r"""() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent;
    if (/^[a-z]+(\.[a-zA-Z0-9]+)+$|\{\w+[|}]/.test(text.trim())) found.push(text);
  }
  return found;
}"""


async def test_every_word_is_there_in_both_languages(looker: Reader) -> None:
    keys = await looker.do(
        "() => { const seen = []; const say = archiver.say;"
        " archiver.say = (key, values) => { const text = say(key, values);"
        " if (text === key) seen.push(key); return text; };"
        " globalThis.unsaid = seen; return archiver.language; }"
    )
    assert keys == "en"
    dialog = looker.find("dialog")
    for language in ("English", "中文"):
        await looker.press("4", "2", "1")
        await looker.idle()
        for key in ("?", "t", "c"):
            await looker.press(key)
            await expect(dialog).to_be_visible()
            await looker.press("Escape")
            await expect(dialog).to_have_count(0)
        await looker.press("f")
        await expect(looker.find("#filter-check")).to_be_focused()
        assert await looker.do("() => globalThis.unsaid") == [], language
        assert [each for each in await looker.do(_UNSAID) if ".test" not in each] == []
        await looker.press("Escape", "f")
        if language == "English":
            await looker.button("中文").click()
            await looker.idle()


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["390", "320"])
async def test_a_phone_shows_the_queue_then_the_item_and_nothing_sticks_out(
    chromium: Browser, shown: Review, size: dict[str, int]
) -> None:
    options = {"viewport": size, "has_touch": True, "is_mobile": True}
    async with sitting(chromium, shown.server.address, **options) as reader:
        await reader.open()
        assert await reader.sideways() <= 0
        await expect(reader.find(".article")).to_be_hidden()
        await reader.button("More filters").tap()
        assert await reader.sideways() <= 0
        for check in ("C1", "M2", "T3", "S0", "P0"):
            await reader.choose(check)
            assert await reader.sideways() <= 0, check
            bar = await _spot(reader.find(".decide"))
            assert round(bar["y"] + bar["height"]) == size["height"], "stands at the bottom"
            buttons = [await _spot(each) for each in await reader.find(".verdict").all()]
            assert {each["y"] for each in buttons} == {buttons[0]["y"]}, "in one row"
            assert min(each["height"] for each in buttons) >= 44, "for fingers"
        await reader.choose("M2", "tea")
        await until(lambda: reader.do(_TO_THE_END))
        assert await reader.sideways() <= 0
        for button in ("Archived text", "Archived video"):
            await reader.button(button).tap()
            await expect(reader.find("dialog")).to_be_visible()
            assert await reader.sideways() <= 0
            await reader.button("Close").tap()
        await reader.press("?")
        assert await reader.sideways() <= 0


_TO_THE_END = """() => {
  document.querySelector('.article').scrollTop = 1e6;
  const bar = document.querySelector('.decide').getBoundingClientRect();
  const last = document.querySelector('.about summary').getBoundingClientRect();
  return last.height > 0 && last.top > 0 && last.bottom <= bar.top;
}"""


async def _spot(part: Locator) -> dict[str, float]:
    found = await part.bounding_box()
    assert found is not None
    return {**found}


async def test_enter_opens_the_first_on_a_phone_with_a_keyboard(
    chromium: Browser, shown: Review
) -> None:
    async with sitting(chromium, shown.server.address, viewport=PHONE) as reader:
        await reader.open()
        await reader.press("Enter")
        await expect(reader.find(".sentence")).to_contain_text("gone.test/gate.png")
        await reader.press("Escape")
        await expect(reader.find(".side")).to_be_visible()


async def test_a_window_that_grows_shows_both(chromium: Browser, shown: Review) -> None:
    async with sitting(chromium, shown.server.address, viewport=PHONE) as reader:
        await reader.open()
        await reader.row("caption missing").click()
        await reader.page.set_viewport_size({"width": 1280, "height": 900})
        await expect(reader.find(".side")).to_be_visible()
        await expect(reader.find(".sentence")).to_contain_text("is not on the page")


async def test_titles_run_in_the_direction_of_their_letters(looker: Reader) -> None:
    await looker.do(
        "() => { const item = archiver.items.all.find((each) => each.check === 'S0');"
        " item.title = 'عنوان: 3 صور'; archiver.queue.renew(); }"
    )
    for part in (".article-title", ".row-name"):
        code = "(node) => getComputedStyle(node).unicodeBidi"
        assert await looker.find(part).first.evaluate(code) == "plaintext", part


async def test_rows_show_all_their_lines_with_room_below(looker: Reader) -> None:
    for row in await looker.find(".row:is(.item, .group)").all():
        outer, inner = await _spot(row), await _spot(row.locator(".row-article"))
        assert outer["y"] + outer["height"] - inner["y"] - inner["height"] >= 4


async def test_pictures_in_a_row_are_of_one_height_and_none_is_blown_up(looker: Reader) -> None:
    await looker.choose("M2", "tea")
    frames = [await _spot(each) for each in await looker.find(".frame").all()]
    assert frames
    article = await _spot(looker.find(".article-body"))
    assert all(each["width"] <= article["width"] - 56 for each in frames)


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide-light", "phone-dark"]
)
async def test_axe_finds_nothing(
    chromium: Browser, shown: Review, scheme: str, size: dict[str, int]
) -> None:
    options = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
    async with sitting(chromium, shown.server.address, **options) as reader:
        await reader.open()
        states = [("queue", ("f",)), ("item", ("Escape", "1", "Enter"))]
        states += [("help", ("?",)), ("text", ("Escape", "t")), ("comment", ("Escape", "c"))]
        await reader.do("() => archiver.notice({ text: 'Told.', actions: [], stays: true })")
        for name, keys in states:
            await reader.press(*keys)
            await reader.idle()
            found = await Axe().run(reader.page, options={"preload": False})
            told = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
            assert told == [], name


async def test_nothing_moves_for_who_wants_no_motion(chromium: Browser, shown: Review) -> None:
    async with sitting(chromium, shown.server.address, reduced_motion="reduce") as reader:
        await reader.open()
        moved = await reader.do(
            "() => [...document.querySelectorAll('*')].filter((each) =>"
            " parseFloat(getComputedStyle(each).transitionDuration) > 0).length"
        )
        assert moved == 0


async def test_focus_is_always_to_be_seen(looker: Reader) -> None:
    await looker.do("() => document.activeElement.blur()")
    seen = set()
    for _ in range(24):
        await looker.press("Tab")
        told = await looker.do(
            "() => { const node = document.activeElement; const style = getComputedStyle(node);"
            " const row = document.querySelector('.row[aria-selected=true]');"
            " const inner = node.matches('.queue-list') && row ? getComputedStyle(row) : style;"
            " return [node.id || node.className, inner.outlineStyle,"
            " parseFloat(inner.outlineWidth)]; }"
        )
        seen.add(told[0])
        assert told[1] != "none", told
        assert told[2] >= 2, told
    assert len(seen) > 10


async def test_the_bar_of_decisions_stays_in_sight(looker: Reader) -> None:
    await looker.choose("M2", "tea")
    await until(lambda: looker.do("() => document.querySelector('.article').scrollHeight > 1500"))
    await looker.find(".article").evaluate("(node) => { node.scrollTop = 900; }")
    await expect(looker.button("Accept")).to_be_in_viewport()
