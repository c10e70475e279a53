"""The queue: the worst first, what is the same together, and a key for every way through it."""

from __future__ import annotations

from pathlib import Path

import pytest
import reviewed
from playwright.async_api import Browser, expect
from reviewing import Reader, Review, reviewing, sitting, until

from archiver.snapshots import accept_capture
from archiver.store import Collection

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ORDER = [
    "# error",
    "M3 x3",
    "P0 failed",
    "T3 hostile",
    *["T1 hostile"] * 6,
    "C1 tea",
    *["M2 tea"] * 4,
    "M1 moon",
    "# warning",
    "O2 moon",
    "# new",
    "S0 x7",
]


async def test_the_worst_comes_first_and_groups_before_what_stands_alone(looker: Reader) -> None:
    assert await looker.rows() == ORDER
    assert (await looker.chosen()).startswith("gate-1/")
    first = looker.find(".row.group").first
    kind = await first.locator(".row-kind").inner_text()
    assert kind.split("\n") == ["error", "M3", "medium failed to load"]
    assert "3 articles" in await first.inner_text()
    assert "3 open" in await first.inner_text()
    assert await first.get_attribute("aria-selected") == "true"


async def test_arrows_go_from_row_to_row_and_comma_and_dot_do_so_too(looker: Reader) -> None:
    slugs = []
    for key in ("ArrowDown", ".", "ArrowUp", ",", "ArrowUp"):
        await looker.press(key)
        slugs.append((await looker.chosen()).partition("/")[0])
    assert slugs == ["failed", "hostile", "failed", "gate-1", "gate-1"], "the first is the end"
    await looker.press("End")
    assert await looker.do("() => archiver.selection.item.check") == "S0"
    last = looker.find(".row[aria-selected=true]")
    await expect(last).to_be_in_viewport()
    await looker.press("Home")
    assert (await looker.chosen()).startswith("gate-1/")


async def test_numbers_go_to_the_first_of_each_class(looker: Reader) -> None:
    checks = []
    for key in "412":
        await looker.press(key)
        checks.append(await looker.do("() => archiver.selection.item.check"))
    assert checks == ["S0", "M3", "O2"]
    before = await looker.chosen()
    for key in "3567":  # no change is there, and nothing is decided
        await looker.press(key)
    assert await looker.chosen() == before


async def test_a_group_unfolds_by_key_and_by_its_arrow(looker: Reader) -> None:
    group = looker.find(".row.group").first
    assert await group.get_attribute("aria-expanded") == "false"
    await looker.press("Enter")
    members = looker.find(".row.member")
    await expect(members).to_have_count(3)
    assert [(await each.inner_text()).split("\n")[-2] for each in await members.all()] == [
        "gate-1",
        "gate-2",
        "gate-3",
    ]
    assert [await each.get_attribute("aria-level") for each in await members.all()] == ["3"] * 3
    await looker.press("ArrowDown")
    assert (await looker.chosen()).startswith("gate-2/")
    assert not await looker.do("() => archiver.selection.isWholeGroup")
    await looker.press("x")
    await expect(members).to_have_count(0)
    await group.locator(".fold").click()
    await expect(members).to_have_count(3)


async def test_a_click_chooses_and_shows_the_article(looker: Reader) -> None:
    await looker.row("caption missing").click()
    await looker.idle()
    assert await looker.find(".article-title").inner_text() == "清明前的最后一筐茶"
    assert "is not on the page" in await looker.find(".sentence").inner_text()
    listed = looker.find(".others-list .other")
    await expect(listed).to_have_count(6)
    await listed.nth(1).click()
    await expect(looker.find(".sentence")).to_contain_text("player.test/file")
    assert await looker.do("() => document.activeElement.id") == "sentence", "to read on there"
    await looker.press("Escape")
    assert await looker.do("() => document.activeElement.getAttribute('role')") == "tree"


async def test_screen_readers_are_told_rows_sizes_and_what_is_chosen(looker: Reader) -> None:
    tree = looker.page.get_by_role("tree", name="Findings and changes")
    active = await tree.get_attribute("aria-activedescendant")
    row = looker.find(f"#{active}")
    assert await row.get_attribute("aria-posinset") == "1"
    assert await row.get_attribute("aria-setsize") == "15"
    assert "error" in await row.locator(".unseen").inner_text()


_MANY = """async () => {
  const { items } = archiver;
  const model = items.all.find((item) => !item.group);
  const copy = (at) => ({ ...model, id: `copy-${at}/${model.fingerprint}`, slug: `copy-${at}`,
    line: at, title: `copy ${at}` });
  const many = Array.from({ length: 20000 }, (_, at) => copy(at));
  many.forEach((item) => { items.all.push(item); items.byId.set(item.id, item);
    items.bySlug.set(item.slug, [item]); });
  archiver.tell('items', { more: many.length });
}"""
_TIMED = """async () => {
  const start = performance.now();
  archiver.selection.move(1);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""


async def test_twenty_thousand_items_have_few_rows_and_the_next_is_there_at_once(
    chromium: Browser, shown: Review
) -> None:
    async with sitting(chromium, shown.server.address, forgiven="404") as reader:
        await reader.open()
        few = sorted([await reader.do(_TIMED) for _ in range(9)])
        await reader.do(_MANY)
        await reader.press("End")
        await expect(reader.row("copy 19999")).to_be_in_viewport()
        assert await reader.find(".row").count() < 40
        await reader.press("Home")
        many = sorted([await reader.do(_TIMED) for _ in range(9)])
        # From the key to the next item on the screen. Of the slower half of few, for one of
        # them may have had the machine for itself.
        assert many[4] < 10 * few[6], "it costs what few items cost"


async def test_what_comes_while_articles_are_looked_at_takes_its_place(
    chromium: Browser, review: Review
) -> None:
    """The page opens with what is known by then, and follows."""
    half = review.site._loading.edition
    queue = type(half.queue)(half.queue.items[:5], half.queue.groups)
    articles = {item.slug: half.articles[item.slug] for item in queue.items}
    early = {"number": half.number - 1, "queue": queue, "articles": articles, "is_whole": False}
    review.site._loading.edition = type(half)(
        **{name: getattr(half, name) for name in half.__slots__} | early
    )
    async with sitting(chromium, review.server.address) as reader:
        await reader.open()
        assert len(await reader.rows()) == 4
        banner = reader.find(".banner", has_text="Looking at the articles: 5 of 8.")
        await expect(banner).to_be_visible()
        await reader.press("ArrowDown")
        name = await reader.chosen()
        review.site._loading.edition = half
        await expect(banner).to_have_count(0)

        async def is_all() -> bool:
            return await reader.rows() == ORDER

        await until(is_all)
        assert await reader.chosen() == name, "who reads is not disturbed"
        await reader.press("ArrowDown")
        assert (await reader.chosen()).startswith("hostile/")


async def test_nothing_wrong_is_said_in_words(chromium: Browser, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        capture = reviewed.commit(collection, reviewed.whole())
        folder, day = tmp_path / "snapshots", reviewed.TODAY
        accept_capture(folder, collection, capture.capture_id, by="Ann", on=day)
    async with (
        reviewing(tmp_path / "archive") as review,
        sitting(chromium, review.server.address) as reader,
    ):
        await reader.page.goto(reader.address)
        await expect(reader.find(".queue-empty")).to_contain_text("every article is complete")
        await expect(reader.find(".progress-said")).to_have_text("nothing to decide")
        await expect(reader.find(".nothing")).to_be_visible()
        await reader.press("y", "n", "g", "u", "t", "p", "ArrowDown", "Enter", "1", "x")
        assert review.decisions() == {}
