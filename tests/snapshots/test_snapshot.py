"""The state that a capture shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from exhibit import DAY, PICTURE_URL, capture, entry, page, snapshot

from archiver.errors import UsageError
from archiver.models import BlockKind, Box, Overlay
from archiver.snapshots import refusal_of, snapshot_of


def test_a_snapshot_holds_what_the_page_shows() -> None:
    found = snapshot()
    assert [each.kind for each in found.blocks] == [
        BlockKind.HEADING,
        BlockKind.TEXT,
        BlockKind.IMAGE,
        BlockKind.CAPTION,
        BlockKind.TEXT,
    ]
    assert found.blocks[3].caption_of == (2,)
    assert found.blocks[2].url == PICTURE_URL
    assert (found.capture_id, found.accepted_by, found.accepted_at) == ("11111111-aaaa", "Ana", DAY)
    assert (found.title, found.url) == ("The quay", "https://site.test/quay/")
    assert [each.digest for each in found.media] == ["sha1:QUAY"]


def test_boxes_are_whole_pixels_and_none_is_out_of_reach() -> None:
    tree = ["html", {}, None, [["p", {}, [1.5, -2e300, 1e18, 7.4], ["Far away, and wide."]]]]
    overlay = Overlay(position="fixed", box=Box(0.4, 0.6, 9.5, -3e9), text="cookies")
    found = snapshot(capture(snapshot=page(tree, overlays=(overlay,))))
    assert found.blocks[0].box == Box(2.0, -10_000_000.0, 10_000_000.0, 7.0)
    assert found.overlays[0].box == Box(0.0, 1.0, 10.0, -10_000_000.0)
    assert str(snapshot().blocks[0].box) == "Box(x=40.0, y=20.0, width=600.0, height=40.0)"


def test_words_of_the_page_are_kept_in_one_line() -> None:
    shown = page(title="A\n title \x1b[2J" + "x" * 5000, web_fonts=("Ü", "Abril", "Abril", " "))
    found = snapshot_of(capture(snapshot=shown), "0" * 16, by=" Ana\n\u202eRuiz ", on=DAY)
    assert found.title.startswith("A title [2Jxxx")
    assert len(found.title) == 1000
    assert found.accepted_by == "Ana Ruiz"
    assert found.fonts == ("Abril", "Ü")


def test_who_accepted_when_does_not_make_another_state() -> None:
    found = snapshot()
    other = replace(found, capture_id="2", accepted_by="Bo", accepted_at=DAY.replace(day=9))
    assert found.shows_the_same(other)
    assert not found.shows_the_same(replace(other, title="Another"))
    assert not found.shows_the_same(snapshot(capture(ledger=(entry(sha1="sha1:OTHER"),))))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"error": "net::ERR\nGONE"}, r"quay: the page did not come \(net::ERR GONE\)"),
        ({"snapshot": None}, "quay: nothing is known of what the page shows"),
        ({"snapshot": page(frames=())}, "quay: nothing is known of what the page shows"),
    ],
)
def test_a_page_that_did_not_come_cannot_be_accepted(facts: dict[str, object], words: str) -> None:
    failed = capture(**facts)
    assert refusal_of(failed)
    with pytest.raises(UsageError, match=f"^{words}; capture it again before you accept it"):
        snapshot_of(failed, "0" * 16, by="Ana", on=DAY)


def test_a_page_without_words_is_a_state_too() -> None:
    assert snapshot(capture(["html", {}, None, []], ledger=())).blocks == ()
    assert refusal_of(capture()) == ""
