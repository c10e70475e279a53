"""Search and filters, and the address of the page, which says all of it."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect
from reviewing import Reader, Review, sitting, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_search_finds_words_titles_addresses_and_fingerprints(looker: Reader) -> None:
    await looker.press("/")
    field = looker.page.get_by_role("searchbox")
    await expect(field).to_be_focused()
    await looker.page.keyboard.type("yn gone.test GATE")  # y and n are letters here
    await expect(looker.find(".queue-empty")).to_contain_text("Nothing fits these filters.")
    await field.fill("gone.test GATE.png?2")
    await expect(looker.find(".queue-count")).to_have_text("1 of 25 fit")
    assert await looker.rows() == ["# error", "M3 gate-2"]
    fingerprint = await looker.do(
        "() => archiver.items.all.find((i) => i.slug === 'gate-3').fingerprint"
    )
    for words, found in (
        (fingerprint, ["# error", "M3 gate-3"]),
        ("清明 缺失不在", []),
        ("梯田", ["# error", "C1 tea"]),
        ("the MOON", ["# error", "M1 moon", "# warning", "O2 moon", "# new", "S0 moon"]),
    ):
        await field.fill(words)
        assert await looker.rows() == found, words
    await looker.press("Escape")
    assert "?q=the+MOON" in looker.page.url
    await looker.reload()
    assert len(await looker.rows()) == 6
    await expect(field).to_have_value("the MOON")
    await looker.press("f")
    await looker.button("Show all").click()
    assert len(await looker.rows()) == 20


async def test_filters_by_class_state_and_check(looker: Reader) -> None:
    await looker.find(".chip", has_text="Warnings").click()
    assert await looker.rows() == ["# warning", "O2 moon"]
    await looker.find(".chip", has_text="New").click()
    assert await looker.rows() == ["# warning", "O2 moon", "# new", "S0 x7"]
    assert "class=warning%2Cnew" in looker.page.url
    await looker.find(".chip", has_text="Warnings").click()
    await looker.find(".chip", has_text="New").click()
    await looker.find(".segment", has_text="Decided").click()
    await expect(looker.find(".queue-empty")).to_be_visible()
    await looker.find(".segment", has_text="All").click()
    await looker.press("f")
    check = looker.page.get_by_role("combobox", name="Check")
    await expect(check).to_be_focused()
    await check.select_option(label="M2 medium never requested")
    assert await looker.rows() == ["# error", *["M2 tea"] * 4]
    await looker.page.get_by_role("combobox", name="State").select_option("accepted")
    assert await looker.rows() == []
    await looker.press("Escape")
    await looker.press("f")
    await expect(check).to_be_hidden()


async def test_an_address_opens_its_item_and_an_article_its_first(
    chromium: Browser, shown: Review, looker: Reader
) -> None:
    name = await looker.choose("C1")
    assert looker.page.url.endswith(f"#{name}")
    async with sitting(chromium, shown.server.address) as other:
        await other.open(f"#{name}")
        assert await other.chosen() == name
        await expect(other.find(".sentence")).to_contain_text("is not on the page")
        await other.open("#moon")
        assert await other.do("() => archiver.selection.item.check") == "M1"
        await other.open(f"#{name}?class=error&check=C1")
        assert await other.rows() == ["# error", "C1 tea"]
        member = await other.do("() => archiver.items.byGroup.get('g1')[1].id")
        await other.open(f"#{member}")
        await expect(other.find(".row.member[aria-selected=true]")).to_be_visible()


@pytest.mark.parametrize(
    "place",
    [
        "#nowhere/0123456789abcdef",
        "#%E0%A4%A",
        "#<img src=x onerror=alert(1)>",
        "#tea?show=%00&class=x,y&state=__proto__&check=" + "A" * 400,
        "#?q=" + "%F0%9F%98%80" * 50,
    ],
)
async def test_a_strange_address_does_no_harm(looker: Reader, place: str) -> None:
    await looker.page.goto("about:blank")
    await looker.page.goto(looker.address + place)
    await expect(looker.find(".side")).to_be_visible()
    if place.startswith(("#nowhere", "#%", "#<")):
        notice = looker.find(".card", has_text="is not in this archive, or is mended")
        await expect(notice).to_be_visible()
        assert (await looker.chosen()).startswith("gate-1/")
    assert await looker.find("img[src=x]").count() == 0


async def test_back_leads_from_the_item_to_the_queue_where_one_fills_the_page(
    chromium: Browser, shown: Review
) -> None:
    size = {"width": 390, "height": 844}
    async with sitting(chromium, shown.server.address, viewport=size, has_touch=True) as reader:
        await reader.open()
        side, article = reader.find(".side"), reader.find(".article")
        await expect(article).to_be_hidden()
        await reader.row("caption missing").tap()
        await expect(article).to_be_visible()
        await expect(side).to_be_hidden()
        await reader.page.go_back()
        await expect(side).to_be_visible()
        await expect(article).to_be_hidden()
        await reader.page.go_forward()
        await expect(reader.find(".sentence")).to_contain_text("is not on the page")
        await reader.find(".back").tap()
        await expect(side).to_be_visible()
        await expect(reader.find(".row[aria-selected=true]")).to_be_in_viewport()


async def test_moving_on_leaves_no_trail_for_back(looker: Reader) -> None:
    before = await looker.do("() => history.length")
    await looker.press(*["ArrowDown"] * 5)
    assert await looker.do("() => history.length") == before
    name = await looker.chosen()
    await looker.do("() => { location.hash = '#moon'; }")

    async def is_moon() -> bool:
        return (await looker.chosen()).startswith("moon/")

    await until(is_moon)
    await looker.page.go_back()

    async def is_former() -> bool:
        return await looker.chosen() == name

    await until(is_former)
