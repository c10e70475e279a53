"""Evidence, archived text, archived films, and the help: what a person looks at to decide."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Route, expect
from reviewing import Reader, Review, sitting, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _titles(reader: Reader) -> list[str]:
    captions = reader.find(".evidence-picture figcaption span:first-child")
    return list(await captions.all_inner_texts())


async def _is_drawn(picture: Locator) -> bool:
    return bool(await picture.evaluate("(node) => node.complete && node.naturalWidth > 0"))


async def test_evidence_is_pictures_source_facts_and_record(looker: Reader) -> None:
    await looker.choose("M3", "gate-1")
    await until(lambda: _is_drawn(looker.find(".evidence-picture img").first))
    marked = looker.find(".lines .marked")
    assert (await marked.inner_text()).startswith('5\n<p><img src="https://gone.test/gate.png?1">')
    facts = await looker.find(".part.told").inner_text()
    assert "status\n404" in facts
    record = looker.find(".part.record")
    assert ".warc.gz" in await record.inner_text()
    await record.locator("summary").click()
    headers = await record.inner_text()
    assert "Content-Type\ntext/plain" in headers
    assert "Set-Cookie\n(not shown)" in headers
    await looker.find(".meaning summary").click()
    assert "What to do." in await looker.find(".meaning").inner_text()
    link = looker.find(".facts a")
    assert await link.get_attribute("rel") == "noreferrer noopener"


async def test_what_the_post_promises_is_shown_when_the_archive_has_it(looker: Reader) -> None:
    await looker.choose("M1", "moon")
    titles = ["what stands next to its place on the page", "what the post promises"]
    assert await _titles(looker) == titles
    pictures = looker.find(".evidence-picture img")
    for at in range(2):
        await until(lambda at=at: _is_drawn(pictures.nth(at)))
    await looker.find(".frame").nth(1).click()
    dialog = looker.page.get_by_role("dialog", name="Picture")
    await expect(dialog.locator(".stage-title")).to_contain_text("what the post promises")
    await looker.press("ArrowRight")
    await expect(dialog.locator(".stage-title")).to_contain_text("next to its place")
    await looker.press("Escape")
    await expect(dialog).to_have_count(0)
    assert await looker.do("() => document.activeElement.className") == "frame", "back again"


async def test_a_new_article_opens_at_its_first_finding(looker: Reader) -> None:
    await looker.choose("S0", "tea")
    await expect(looker.find(".viewer-nth")).to_have_text("1 of 5")
    await expect(looker.find(".viewer-sentence")).to_contain_text("C1 caption missing")
    await looker.choose("S0", "whole")
    await expect(looker.find(".viewer-sentence")).to_have_text("Nothing is marked on this page.")


async def test_a_page_that_is_looked_up_is_not_the_one_before(looker: Reader) -> None:
    await looker.choose("M3", "gate-1")
    await expect(looker.find(".part.page")).to_be_visible()
    await looker.page.route("**/data/page/hostile.json", lambda route: route.fulfill(status=500))
    await looker.do("() => { archiver.pages.forget('hostile'); }")
    await looker.choose("T1", "hostile")
    await expect(looker.find(".failed")).to_be_visible()
    await expect(looker.find(".part.page")).to_be_hidden()
    await looker.page.unroute_all()
    looker.complaints.clear()
    await looker.button("Try again").click()
    await expect(looker.find(".part.page")).to_be_visible()


async def test_a_failed_page_says_why(looker: Reader) -> None:
    await looker.choose("P0")
    await expect(looker.find(".notes")).to_contain_text("net::ERR_FAILED")
    await expect(looker.button("Archived text")).to_be_hidden()
    await expect(looker.find(".part.page")).to_be_hidden()


async def test_a_text_that_comes_late_disturbs_nobody(looker: Reader) -> None:
    await looker.choose("M2", "tea")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    await looker.page.route("**/data/text/**", hold)
    dialog = looker.find("dialog")

    async def is_held(number: int) -> bool:
        return len(held) == number

    await looker.press("t")
    await until(lambda: is_held(1))
    await looker.press("c")
    field = dialog.locator("textarea")
    await field.fill("half written")
    await held[0].continue_()
    await looker.do("() => archiver.get('text/tea')")
    await expect(field).to_have_value("half written")
    await looker.press("Escape")
    await expect(dialog).to_have_count(0)
    await looker.press("t")
    await until(lambda: is_held(2))
    await looker.press("Escape")
    await held[1].continue_()
    await looker.do("() => archiver.get('text/tea')")
    await expect(dialog).to_have_count(0)


async def test_t_opens_the_archived_text_at_the_finding(looker: Reader) -> None:
    await looker.choose("M2", "tea")
    await looker.press("t")
    dialog = looker.page.get_by_role("dialog", name="Archived text: 清明前的最后一筐茶")
    await expect(dialog).to_be_visible()
    blocks = dialog.locator(".text-block")
    assert "茶青下山要快" in await blocks.nth(1).inner_text()
    marked = dialog.locator(".text-block.marked")
    await expect(marked).to_have_count(5)
    await expect(marked.nth(1)).to_be_focused()
    await expect(dialog.get_by_text("2 of 5")).to_be_visible()
    await looker.press("j")
    await expect(marked.nth(2)).to_be_focused()
    await looker.press("k", "k", "k")
    await expect(dialog.get_by_text("5 of 5")).to_be_visible()
    before = await looker.chosen()
    await looker.press("ArrowDown", "y")
    assert await looker.chosen() == before, "the page behind hears no keys"
    await marked.nth(3).get_by_role("button").click()
    await expect(dialog).to_have_count(0)
    await expect(looker.find(".sentence")).to_contain_text("player.test/ts")


async def test_p_plays_an_archived_film(looker: Reader) -> None:
    await looker.choose("M2", "tea")
    await looker.press("p")
    dialog = looker.page.get_by_role("dialog", name="Archived videos")
    films = dialog.locator("section.film")
    assert await films.first.locator("h3").inner_text() == "The film file"
    video = films.first.locator("video")
    await expect(video).to_be_focused()
    await until(lambda: video.evaluate("(node) => node.readyState >= 1"))
    await looker.press("Space")

    async def is_playing() -> bool:
        return bool(await video.evaluate("(node) => node.currentTime > 0.2"))

    await until(is_playing)
    assert await video.evaluate("(node) => node.videoWidth > 0 && !node.paused")
    assert "the first 6 of 60 seconds are kept" in await films.first.inner_text()
    dead = films.filter(has_text="The film none")
    assert await dead.locator("video").count() == 0
    assert "no film" in await dead.inner_text()
    await looker.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_a_film_can_be_wound_forward(looker: Reader) -> None:
    await looker.choose("M2", "tea")
    await looker.press("p")
    video = looker.find("dialog video").first
    await until(lambda: video.evaluate("(node) => node.readyState >= 1"))
    await video.evaluate("(node) => { node.currentTime = node.duration * 0.7; }")
    await until(lambda: video.evaluate("(node) => !node.seeking && node.readyState >= 2"))
    assert await video.evaluate("(node) => node.currentTime > node.duration * 0.6")


async def test_an_article_without_film_offers_none(looker: Reader) -> None:
    await looker.choose("M1", "moon")
    await expect(looker.find(".tool").last).to_be_hidden()
    await looker.press("p")
    await expect(looker.find("dialog")).to_have_count(0)
    assert await looker.heard() == "This article has no video."


async def test_the_help_lists_every_key_and_switches_them_off(
    chromium: Browser, review: Review
) -> None:
    async with sitting(chromium, review.server.address) as reader:
        await reader.open()
        await reader.press("?")
        dialog = reader.page.get_by_role("dialog", name="Keys")
        listed = " ".join(await dialog.locator("dt").all_inner_texts())
        for key in (*"YNICUGXFJKSWOBDHTP/?17↑↓←→", "Esc", "Enter", "Space"):
            assert key in listed.split() or key in listed, key
        await dialog.locator("summary").click()
        assert "difference-threshold" in await dialog.inner_text()
        await dialog.get_by_role("checkbox").uncheck()
        await reader.press("Escape")
        before = await reader.chosen()
        await reader.press("y", "n", "i", "g", "t", "p", "?", "f", "1", "4", "x")
        assert await reader.chosen() == before
        await expect(reader.find("dialog")).to_have_count(0)
        await expect(reader.find(".decide kbd").first).to_be_hidden()
        await reader.press("ArrowDown", "Enter")
        assert await reader.chosen() != before, "the list itself still hears arrows"
        await reader.reload()
        await reader.press("y")
        assert review.decisions() == {}
        await reader.button("Keys and help").click()
        await dialog.get_by_role("checkbox").check()
        await reader.press("Escape", "y")
        assert len(await review.decided(1)) == 1


async def test_keys_are_letters_to_who_writes_and_nothing_with_control(
    reader: Reader, review: Review
) -> None:
    await reader.choose("C1")
    field = reader.page.get_by_label("Reason", exact=True)
    await field.focus()
    await reader.page.keyboard.type("yni guc")
    assert await field.input_value() == "yni guc"
    await reader.press("Escape")
    await expect(field).not_to_be_focused()
    await reader.press("Control+y", "Alt+n", "Meta+i", "Control+i")
    for key in ("Process", "Dead", "Unidentified"):
        await reader.do(
            "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown',"
            " { key, code: 'KeyY', isComposing: key === 'Process', bubbles: true }))",
            key,
        )
    assert await reader.do("() => archiver.items.counts().decided") == 0
    await reader.do(
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: 'н', code: 'KeyY', bubbles: true }))"
    )
    written = await review.decided(1)
    assert next(iter(written.values())).verdict.value == "accepted", "the key where Y stands"


async def test_a_key_held_down_decides_once(reader: Reader, review: Review) -> None:
    await reader.choose("T1")
    await reader.page.keyboard.down("y")
    await reader.page.keyboard.down("y")
    await reader.page.keyboard.down("y")
    await reader.page.keyboard.up("y")
    await review.decided(1)
    await expect(reader.find(".progress-said")).to_have_text("1 of 25 decided")


async def test_strangers_words_are_words_wherever_they_stand(
    chromium: Browser, shown: Review
) -> None:
    dialogs: list[str] = []
    async with sitting(chromium, shown.server.address) as reader:
        reader.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        await reader.open()
        for check in ("T3", "T1", "S0"):
            await reader.choose(check, "hostile")
            await reader.press("t")
            await expect(reader.find("dialog")).to_be_visible()
            await reader.press("Escape")
        assert (
            "</script><script>alert(1)</script>" in await reader.find(".article-title").inner_text()
        )
        assert await reader.find("img:not([src^='evidence/'], [src^='pictures/'])").count() == 0
        scripts = await reader.do(
            "() => [...document.scripts].every((each) => each.src && !each.textContent)"
        )
        assert scripts
        links = await reader.do("() => [...document.links].map((each) => each.protocol)")
        assert set(links) <= {"https:", "http:"}
    assert dialogs == []
