"""Two tabs, two people, a hand in the file, a server that is away: nothing is lost, all is said."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import reviewed
from playwright.async_api import Browser, Route, expect
from reviewed import gate
from reviewing import Reader, Review, reviewing, sitting, unseen, until

from archiver.models import Ruling
from archiver.snapshots import accept_capture, read_snapshot
from archiver.store import Collection

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NO_ANSWER = "Failed to load resource"


async def test_a_decision_in_one_tab_is_seen_in_the_other(
    chromium: Browser, reader: Reader, review: Review
) -> None:
    async with sitting(chromium, review.server.address, context=reader.page.context) as other:
        await other.open()
        name = await reader.choose("C1")
        await reader.press("n")
        await other.becomes(name, "rejected")
        await expect(other.row("caption missing")).to_contain_text("rejected")
        await expect(other.find(".card")).to_contain_text("Ann: 1 item rejected.")
        await expect(other.find(".progress-said")).to_have_text("1 of 25 decided")
        await reader.press("u")
        await other.becomes(name, "open")
        taken = other.find(".card", has_text="1 decision was taken back elsewhere")
        await expect(taken).to_be_visible()


async def _held(reader: Reader) -> None:
    """Let a reader hear no news, as one whose laptop slept."""

    async def hold(route: Route) -> None:
        await route.fulfill(json={"revision": 0, "states": [], "stale": False, "edition": -1})

    await reader.do("() => { archiver.items.follow = async () => {}; }")
    await reader.page.route("**/news.json*", hold)


async def test_a_conflict_of_two_reviewers_is_said_and_nothing_is_lost(
    chromium: Browser, reader: Reader, review: Review
) -> None:
    async with (
        reviewing(review.root, by="Ben") as second,
        sitting(chromium, second.server.address, forgiven=NO_ANSWER) as ben,
    ):
        await ben.open()
        await _held(ben)
        name = await reader.choose("C1")
        await reader.page.get_by_label("Reason", exact=True).fill("it was never there")
        await reader.button("Accept").click()
        await review.decided(1)
        await ben.choose("C1")
        await ben.press("n")
        card = ben.find(".card.conflict")
        await expect(card).to_contain_text("1 item was decided otherwise meanwhile.")
        await expect(card).to_contain_text("Yours: rejected.")
        await expect(card).to_contain_text("accepted by Ann. “it was never there”")
        assert await ben.verdict(name) == "accepted"
        assert review.decisions()[name].by == "Ann"
        await card.get_by_role("button", name="Keep theirs").click()
        await expect(card).to_have_count(0)
        assert review.decisions()[name].verdict is Ruling.ACCEPTED
        await reader.press("u")  # and Ben has not heard of it
        await review.decided(0)
        await ben.choose("C1")
        await ben.press("i")
        await expect(card).to_contain_text("Taken back; open again.")
        await card.get_by_role("button", name="Put mine").click()

        async def is_ignored() -> bool:
            decisions = review.decisions()
            return name in decisions and decisions[name].verdict is Ruling.IGNORED

        await until(is_ignored)
        await reader.becomes(name, "ignored")
        assert review.decisions()[name].by == "Ben"


async def test_of_a_group_only_what_another_decided_is_left_to_them(
    chromium: Browser, reader: Reader, review: Review
) -> None:
    async with (
        reviewing(review.root, by="Ben") as second,
        sitting(chromium, second.server.address, forgiven=NO_ANSWER) as ben,
    ):
        await ben.open()
        await _held(ben)
        await reader.press("g", "i")
        await review.decided(1)
        await ben.press("y")
        card = ben.find(".card.conflict")
        await card.get_by_role("button", name="Keep theirs").click()
        written = await review.decided(3)
        verdicts = {name.partition("/")[0]: each.verdict.value for name, each in written.items()}
        assert verdicts == {"gate-1": "ignored", "gate-2": "accepted", "gate-3": "accepted"}


async def test_a_snapshot_of_somebody_else_is_not_written_over(
    chromium: Browser, review: Review
) -> None:
    async with sitting(chromium, review.server.address, forgiven=NO_ANSWER) as reader:
        await reader.open()
        await _held(reader)
        mine = review.site.present_capture("moon")
        with Collection.open(review.root) as collection:
            other = replace(unseen(), shot=reviewed.painted(colour=(20, 20, 200)))
            theirs = reviewed.commit(collection, other).capture_id
            accept_capture(
                review.snapshots, collection, theirs, by="Ben", on=reviewed.TODAY, expected=""
            )
        await reader.choose("S0", "moon")
        await reader.press("y")
        card = reader.find(".card.conflict")
        await expect(card).to_contain_text("The moon over the mill Another snapshot was accepted")
        assert _accepted(review) == theirs
        await card.get_by_role("button", name="Put mine").click()

        async def is_mine() -> bool:
            return _accepted(review) == mine

        await until(is_mine)
        await reader.becomes("moon/0000000000000000", "accepted")


def _accepted(review: Review) -> str:
    snapshot = read_snapshot(review.snapshots, "moon")
    assert snapshot is not None
    return snapshot.capture_id


async def test_a_hand_in_the_file_is_seen_and_not_written_over(
    reader: Reader, review: Review
) -> None:
    first = await reader.choose("C1")
    await reader.press("y")
    await review.decided(1)
    text = review.file.read_text()
    edited = "# asked the author\n" + text.replace('"accepted"', '"rejected"')
    review.file.write_text(edited.replace('by = "Ann"', 'by = "Zoë"'))
    await reader.becomes(first, "rejected")
    await expect(reader.find(".card", has_text="Zoë: 1 item rejected.")).to_be_visible()
    second = await reader.choose("M1")
    await reader.press("i")
    written = await review.decided(2)
    assert (written[first].by, written[second].by) == ("Zoë", "Ann")
    assert review.file.read_text().startswith("# asked the author\n")


async def test_a_file_that_is_not_in_order_is_named_and_left_alone(
    chromium: Browser, review: Review
) -> None:
    review.snapshots.mkdir()
    review.file.write_text("[[decision]]\nslug = 7\n")
    async with sitting(chromium, review.server.address, forgiven=NO_ANSWER) as reader:
        await reader.open()
        name = await reader.choose("C1")
        await reader.press("y")
        card = reader.find(".card.error")
        await expect(card).to_contain_text("1 decision was not written:")
        await expect(card).to_contain_text("review.toml:1: [[decision]] 1: slug must be text")
        assert await reader.verdict(name) == "open"
        assert review.file.read_text() == "[[decision]]\nslug = 7\n"


async def test_what_is_decided_while_the_server_is_away_is_sent_when_it_is_back(
    chromium: Browser, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.review.server.new_token", lambda: "the-same-secret-again")
    async with reviewing(root) as first:
        port, address = first.server.port, first.server.address
        seat = sitting(chromium, address, forgiven="ERR_CONNECTION_REFUSED")
        reader = await seat.__aenter__()
        await reader.open()
    names = []
    for check, key in (("C1", "y"), ("M1", "n")):
        names.append(await reader.choose(check, "tea" if check == "C1" else "moon"))
        await reader.press(key)
    banner = reader.find(".banner.warning")
    await expect(banner).to_contain_text("2 decisions are kept here and sent again")
    await banner.get_by_role("button").click()
    commands = reader.find("textarea.commands")
    assert "archiver accept tea" in await commands.input_value()
    await reader.press("Escape")
    closed = []
    reader.page.on("dialog", lambda dialog: closed.append(asyncio.ensure_future(dialog.dismiss())))
    await reader.page.close(run_before_unload=True)

    async def is_asked() -> bool:
        return bool(closed)

    await until(is_asked)
    assert not reader.page.is_closed(), "who leaves with something unsent is asked"
    async with reviewing(root, port=port) as second:
        written = await second.decided(2)
        assert [written[name].verdict.value for name in names] == ["accepted", "rejected"]
        await expect(banner).to_have_count(0)
        await seat.__aexit__(None, None, None)


async def test_another_server_at_the_port_gets_nothing_and_decisions_become_commands(
    chromium: Browser, root: Path
) -> None:
    async with reviewing(root) as first:
        port = first.server.port
        seat = sitting(chromium, first.server.address, forgiven="")
        reader = await seat.__aenter__()
        await reader.open()
        name = await reader.choose("C1")
    async with reviewing(root, port=port) as second:
        await reader.press("y")
        banner = reader.find(".banner.warning")
        await expect(banner).to_contain_text("1 decision is kept here")
        assert await reader.verdict(name) == "accepted"
        assert second.decisions() == {}
        await seat.__aexit__(None, None, None)


async def test_a_new_capture_offers_a_reload_and_the_reload_shows_it(
    reader: Reader, review: Review
) -> None:
    assert "M3 x3" in await reader.rows()
    with Collection.open(review.root) as collection:
        reviewed.commit(collection, gate(4))
    banner = reader.find(".banner", has_text="The archive has changed since this page was loaded.")
    await expect(banner).to_be_visible()
    await banner.get_by_role("button", name="Reload").click()
    await reader.there()

    async def is_new() -> bool:
        return "M3 x4" in await reader.rows()

    await until(is_new)
    await expect(banner).to_have_count(0)


async def test_an_article_that_does_not_come_can_be_asked_for_again(
    chromium: Browser, review: Review
) -> None:
    async with sitting(chromium, review.server.address, forgiven=NO_ANSWER) as reader:
        await reader.open()
        await reader.page.route("**/page/moon.json", lambda route: route.abort())
        await reader.do("() => archiver.filters.set({ words: 'moon.png' })")
        await reader.row("The moon over").click()
        failed = reader.find(".failed")
        await expect(failed).to_contain_text("did not come")
        await reader.page.unroute("**/page/moon.json")
        await failed.get_by_role("button", name="Try again").click()
        await expect(reader.find(".evidence-picture").first).to_be_visible()
