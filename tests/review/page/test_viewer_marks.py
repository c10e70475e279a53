"""Frames around what differs: where they lie, and how a reader goes from one to the next."""

from __future__ import annotations

import pytest
from viewing import HOSTILE, Screen, box

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_next_and_previous_go_down_the_page_and_around(screen: Screen) -> None:
    await screen.show("split")
    assert "4 places to look at" in await screen.told()
    seen = []
    for _step in range(5):
        await screen.do("viewer.next()")
        seen.append(await screen.page.locator(".viewer-nth").inner_text())
        frames = await screen.page.locator(".viewer-frame.viewer-current").all()
        spots = [await frame.bounding_box() for frame in frames]
        assert any(spot and 0 < spot["y"] < 800 for spot in spots), "the change is in the window"
    assert seen == ["1 of 4", "2 of 4", "3 of 4", "4 of 4", "1 of 4"]
    await screen.do("viewer.previous()")
    assert "4 of 4" in await screen.told()
    assert await screen.do("chosen.map(Number)") == [1, 2, 3, 4, 1, 4]


async def test_the_first_step_starts_where_the_reader_is(screen: Screen) -> None:
    await screen.show("new")
    await screen.see(1600)
    await screen.do("viewer.next()")
    assert "3 of 4" in await screen.told()
    await screen.show("new")
    await screen.see(1600)
    await screen.do("viewer.previous()")
    assert "2 of 4" in await screen.told()


async def test_a_change_is_told_in_words_and_with_its_line(screen: Screen) -> None:
    await screen.show("split", focus="0000000000000003")
    told = await screen.told()
    assert "Removed" in told
    assert "change 3" in told
    assert "line 31" in told


async def test_a_decision_is_seen_at_once_and_nothing_scrolls(screen: Screen) -> None:
    await screen.show("new", focus="0000000000000002")
    before = await screen.scrolled()
    await screen.do("viewer.setVerdict('0000000000000002', 'accepted')")
    badge = screen.page.locator(".viewer-frame.viewer-current .viewer-badge")
    assert await badge.inner_text() == "✓ 2"
    assert "accepted" in await screen.told()
    assert await screen.scrolled() == before
    await screen.do("viewer.setVerdict('0000000000000002', 'open')")
    assert await badge.inner_text() == "≠ 2"


async def test_a_click_on_a_frame_chooses_it(screen: Screen) -> None:
    await screen.show("split", focus="0000000000000002")
    assert "2 of 4" in await screen.told()
    assert await screen.do("chosen") == [], "what the page asked for is not the reader's choice"
    await screen.page.locator(".viewer-pane-new .viewer-frame.viewer-added").click()
    assert await screen.do("chosen") == ["0000000000000001"]


async def test_a_box_is_focused_where_the_new_page_has_it(screen: Screen) -> None:
    await screen.show("new")
    await screen.do("viewer.focus({x: 0, y: 2500, width: 100, height: 50})")
    assert 2800 - 640 < await screen.scrolled() < 2800


async def test_frames_lie_on_what_changed_and_can_be_put_away(screen: Screen) -> None:
    await screen.show("split")
    await screen.see(1090)
    frame = ".viewer-pane-new .viewer-frame.viewer-changed"
    spot = await screen.spot(frame)
    sheet = await screen.spot(".viewer-pane-new .viewer-sheet")
    assert (spot["x"] - sheet["x"], spot["y"] - sheet["y"]) == (100, 1051)
    assert (spot["width"], spot["height"]) == (101, 80)
    await screen.do("viewer.toggleHighlight()")
    assert not await screen.page.locator(frame).is_visible()
    pressed = screen.page.get_by_role("button", name="Frames")
    assert await pressed.get_attribute("aria-pressed") == "false"


async def test_each_change_is_framed_once_where_pages_lie_on_each_other(screen: Screen) -> None:
    for mode in ("onion", "blink", "overlay"):
        await screen.show(mode, focus="0000000000000003")
        assert await screen.page.locator(".viewer-frame.viewer-removed").count() == 1
        assert await screen.page.locator(".viewer-frame.viewer-changed").count() == 1


async def test_what_is_not_compared_is_hatched_and_says_why(screen: Screen) -> None:
    await screen.show("new")
    mask = screen.page.locator(".viewer-pane-new .viewer-mask")
    assert await mask.get_attribute("title") == f"Not compared: {HOSTILE}"


async def test_a_single_page_frames_its_findings_and_has_no_modes(screen: Screen) -> None:
    finding = {"fingerprint": "f" * 16, "severity": "error", "box": box(0, 9000, 600, 300)}
    await screen.show(
        view=screen.site.tall, findings=[finding | {"message": "a finding's words"}], focus="f" * 16
    )
    assert await screen.page.locator(".viewer-frame.viewer-error").is_visible()
    assert "a finding's words" in await screen.told()
    assert not await screen.page.get_by_role("button", name="Swipe").is_visible()
    assert await screen.do("viewer.mode") == "new"


async def test_a_thousand_changes_keep_the_page_small(screen: Screen) -> None:
    many = [
        {"fingerprint": f"{at:016x}", "kind": "added", "sentence": "one", "old": None}
        | {"new": box(at % 20 * 20, at // 20 * 50, 10, 10), "line": None, "outside": False}
        for at in range(1000)
    ]
    await screen.show("new", difference={**screen.site.difference, "changes": many})
    await screen.see(1500)
    assert await screen.do("document.querySelectorAll('.viewer *:not(svg *)').length") < 300
    await screen.do(f"viewer.focus('{555:016x}')")
    assert await screen.page.locator(".viewer-frame.viewer-current").is_visible()
