"""Deciding: one key, one click or one touch, and it stands in `review.toml`."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect
from reviewing import PHONE, Reader, Review, reviewing, sitting, until

from archiver.models import Ruling
from archiver.snapshots import read_snapshot, snapshot_picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_keys_decide_go_on_and_outlive_a_reload(reader: Reader, review: Review) -> None:
    await reader.choose("T1")
    names = []
    for key in "yni":
        names.append(await reader.chosen())
        await reader.press(key)
    written = await review.decided(3)
    verdicts = [Ruling.ACCEPTED, Ruling.REJECTED, Ruling.IGNORED]
    assert [written[name].verdict for name in names] == verdicts
    first = written[names[0]]
    assert (first.by, first.check, first.at.isoformat()) == ("Ann", "T1", "2026-03-05")
    assert first.reason == "accepted in review"
    assert await reader.chosen() not in names, "the next open one is shown"
    assert (await reader.heard()).startswith("1 item ignored. Next: T1,")
    await expect(reader.find(".progress-said")).to_have_text("3 of 25 decided")
    assert await reader.page.title() == f"(22) {review.root} · archiver"
    await reader.reload()
    assert [await reader.verdict(name) for name in names] == ["accepted", "rejected", "ignored"]
    await expect(reader.find(".progress-said")).to_have_text("3 of 25 decided")
    for key, name in zip("567", (names[1], names[0], names[2]), strict=True):
        await reader.press(key)
        assert await reader.chosen() == name
    await expect(reader.find(".decide-state")).to_contain_text("ignored by Ann, 5 Mar 2026")
    assert await reader.button("Ignore").get_attribute("aria-pressed") == "true"


async def test_undo_takes_back_in_the_order_in_which_it_was_decided(
    reader: Reader, review: Review
) -> None:
    undo = reader.button("Undo")
    await expect(undo).to_be_disabled()
    first = await reader.choose("C1")
    await reader.press("y")
    second = await reader.chosen()
    await reader.press("n")
    await review.decided(2)
    await reader.press("u")
    assert await reader.chosen() == second
    assert list(await review.decided(1)) == [first]
    await undo.click()
    assert await reader.chosen() == first
    await review.decided(0)
    assert await reader.verdict(first) == "open"
    await expect(undo).to_be_disabled()
    await reader.press("u")
    assert await reader.heard() == "There is nothing to take back."


async def test_undo_brings_back_what_was_decided_before(reader: Reader, review: Review) -> None:
    name = await reader.choose("C1")
    await reader.page.get_by_label("Reason", exact=True).fill("the caption's own page is gone")
    await reader.button("Accept").click()
    await review.decided(1)
    await reader.choose("C1")
    await reader.press("n")
    await reader.becomes(name, "rejected")

    async def is_rejected() -> bool:
        return review.decisions()[name].verdict is Ruling.REJECTED

    await until(is_rejected)
    await reader.press("u")

    async def is_former() -> bool:
        decision = review.decisions()[name]
        return (decision.verdict, decision.reason) == (
            Ruling.ACCEPTED,
            "the caption's own page is gone",
        )

    await until(is_former)


async def test_a_reason_and_a_last_day_are_written_and_offered_again(
    reader: Reader, review: Review
) -> None:
    name = await reader.choose("C1")
    reason, until_day = (
        reader.page.get_by_label("Reason", exact=True),
        reader.page.get_by_label("Until", exact=True),
    )
    await reason.fill("读者来信，\"gone\" <b>since</b> 'May'")
    await until_day.fill("2026-12-31")
    await reader.press("y")  # into the field
    assert (await until_day.input_value(), review.decisions()) == ("2026-12-31", {})
    await reader.button("Accept").click()
    decision = (await review.decided(1))[name]
    assert decision.reason == "读者来信，\"gone\" <b>since</b> 'May'"
    assert decision.until is not None
    assert decision.until.isoformat() == "2026-12-31"
    assert await reason.input_value() == "", "the next item has a reason of its own"
    options = reader.find("datalist option")
    assert await options.first.get_attribute("value") == decision.reason
    await reader.choose("C1")
    told = await reader.find(".decide-state").inner_text()
    assert "until 31 Dec 2026" in told
    assert "<b>since</b>" in told


async def test_a_day_that_is_over_is_not_taken(reader: Reader, review: Review) -> None:
    name = await reader.choose("C1")
    await reader.page.get_by_label("Until", exact=True).fill("2026-03-04")
    await reader.button("Accept").click()
    assert await reader.chosen() == name
    assert await reader.verdict(name) == "open"
    assert not review.file.exists()


async def test_a_comment_stays_with_the_item_and_decides_nothing(
    reader: Reader, review: Review
) -> None:
    name = await reader.choose("C1")
    await reader.press("c")
    field = reader.page.get_by_role("textbox", name="Comment")
    await expect(field).to_be_focused()
    await reader.page.keyboard.type("ask the author, y or n?")
    await reader.press("Control+Enter")
    decision = (await review.decided(1))[name]
    assert (decision.verdict, decision.reason) == (Ruling.NOTED, "ask the author, y or n?")
    await expect(reader.find(".progress-said")).to_have_text("0 of 25 decided")
    await expect(reader.row("caption missing")).to_contain_text("commented")
    await reader.press("c")
    await expect(field).to_have_value("ask the author, y or n?")
    await reader.press("Escape")
    await expect(reader.find("dialog")).to_have_count(0)
    await reader.press("y")

    async def is_accepted() -> bool:
        return review.decisions()[name].verdict is Ruling.ACCEPTED

    await until(is_accepted)


async def test_a_group_is_decided_at_once_and_taken_back_at_once(
    reader: Reader, review: Review
) -> None:
    whole = reader.find(".button.whole")
    await expect(whole).to_have_text("Whole group: 3G")
    await reader.press("g")
    await expect(whole).to_have_attribute("aria-pressed", "false")
    await reader.press("g")
    await reader.press("n")
    written = await review.decided(3)
    assert sorted(name.partition("/")[0] for name in written) == ["gate-1", "gate-2", "gate-3"]
    assert (await reader.heard()).startswith("3 items rejected. Next: P0,")
    await expect(reader.find(".row.group").first).to_contain_text("all decided")
    await reader.press("u")
    await review.decided(0)
    await expect(reader.find(".row.group").first).to_contain_text("3 open")
    await expect(whole).to_have_text("Whole group: 3G")
    await reader.press("g", "y")
    assert [name.partition("/")[0] for name in await review.decided(1)] == ["gate-1"]
    await expect(reader.find(".row.group").first).to_contain_text("2 open")


async def test_accepting_a_new_article_writes_its_snapshot(reader: Reader, review: Review) -> None:
    name = await reader.choose("S0", "moon")
    await expect(reader.find(".decide-hint")).to_contain_text("later captures are measured by")
    await reader.button("Accept as snapshot").click()
    await reader.becomes(name, "accepted")

    async def is_written() -> bool:
        return (review.snapshots / "moon").is_dir()

    await until(is_written)
    files = sorted(each.name for each in (review.snapshots / "moon").iterdir())
    assert files == ["blocks.jsonl", "media.jsonl", "page.png", "snapshot.json"]
    snapshot = read_snapshot(review.snapshots, "moon")
    assert snapshot is not None
    assert (snapshot.accepted_by, snapshot.capture_id) == (
        "Ann",
        review.site.present_capture("moon"),
    )
    assert snapshot_picture(review.snapshots, "moon").startswith(b"\x89PNG")
    assert not review.file.exists(), "a snapshot says it already"
    await reader.press("u")
    notice = reader.find(".card", has_text="was written and is not taken back here")
    await expect(notice).to_be_visible()
    await reader.choose("S0", "moon")
    await reader.find(".about summary").click()
    await expect(reader.find(".about")).to_contain_text("accepted by Ann, 5 Mar 2026")
    await reader.reload()
    assert await reader.verdict(name) == "accepted"


async def test_all_new_articles_are_accepted_at_once(reader: Reader, review: Review) -> None:
    await reader.press("4", "y")

    async def is_written() -> int:
        return len(list(review.snapshots.glob("*/snapshot.json"))) == 7

    await until(is_written)
    await reader.press("4")
    await expect(reader.find(".row.group[aria-selected=true]")).to_contain_text("all decided")


async def test_the_end_is_said_and_the_progress_is_full(reader: Reader, review: Review) -> None:
    bar = reader.page.get_by_role("progressbar")
    assert (await bar.get_attribute("aria-valuenow"), await bar.get_attribute("aria-valuemax")) == (
        "0",
        "25",
    )
    assert await bar.get_attribute("title") == (
        "Errors: 17 open, Warnings: 1 open, Without a snapshot: 7 open"
    )
    await reader.find(".segment", has_text="Open").click()
    for _ in range(40):
        if not await reader.rows():
            break
        await reader.press("i")
    await review.decided(18)
    await expect(reader.find(".progress-said")).to_have_text("all 25 decided")
    await expect(reader.find(".queue-empty")).to_contain_text("Everything is decided.")
    told = reader.find(".card", has_text="All 25 are decided. Commit")
    await expect(told).to_contain_text(str(review.snapshots))
    assert await reader.page.title() == f"{review.root} · archiver"


async def test_fingers_decide_on_a_phone(chromium: Browser, review: Review) -> None:
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    async with sitting(chromium, review.server.address, **options) as reader:
        await reader.open()
        await reader.row("caption missing").tap()
        name = await reader.chosen()
        await reader.find(".opener").tap()
        await reader.page.get_by_label("Reason", exact=True).fill("seen on the train")
        await reader.button("Reject").tap()
        decision = (await review.decided(1))[name]
        assert (decision.verdict, decision.reason) == (Ruling.REJECTED, "seen on the train")
        await expect(reader.find(".sentence")).not_to_contain_text("caption")
        await reader.find(".back").tap()
        await expect(reader.row("caption missing")).to_contain_text("rejected")


async def test_who_decided_before_is_told_and_what_ran_out_is_open(
    chromium: Browser, review: Review
) -> None:
    fingerprint = next(
        item.fingerprint for item in review.site._loading.edition.queue.items if item.check == "C1"
    )
    review.snapshots.mkdir(parents=True)
    review.file.write_text(
        f'[[decision]]\nslug = "tea"\ncheck = "C1"\nfingerprint = "{fingerprint}"\n'
        'verdict = "accepted"\nreason = "for now"\nby = "Zoë 佐伊"\n'
        "at = 2026-01-02\nuntil = 2026-03-01\n"
    )
    async with reviewing(review.root) as later, sitting(chromium, later.server.address) as reader:
        await reader.open(f"#tea/{fingerprint}")
        told = reader.find(".decide-state")
        await expect(told).to_contain_text("by Zoë 佐伊 until 1 Mar 2026; open again.")
        await reader.press("y")

        async def is_renewed() -> bool:
            decision = later.decisions()[f"tea/{fingerprint}"]
            return (decision.by, decision.until) == ("Ann", None)

        await until(is_renewed)
