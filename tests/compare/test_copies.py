"""A post that shows one medium twice: mending one copy leaves the other's fingerprint alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from media_case import case_of, looks
from staged import PAGE, WHOLE_JPEG, capture, document, entry, post

from archiver.compare import check, media, players, smaller_copies
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.placeholders import losses as placeholders
from archiver.models import Capture, PageOrigin, PlayerOutcome, PlayerState

A = "https://cdn.example/harbour-in-winter.jpg"
FILM = "https://cdn.example/a.mp4"
V = "https://v.example/player.html?vid=f33"
BETWEEN = "<p>Between the two stands a text.</p>"

Losses = Callable[[Case], Iterable[Loss]]


def keys(losses: Losses, tag: str, page: str, *answers: object) -> list[str]:
    """The keys of what is wrong with two copies of a tag, on a page with these."""
    url = FILM if "poster" in tag else V if "iframe" in tag else A
    asked = A if "poster" in tag else url
    case = case_of(tag + BETWEEN + tag, page, {asked: list(answers)})  # type: ignore[dict-item]
    return [loss.key for loss in losses(case)]


@pytest.mark.parametrize(
    ("losses", "tag"), [(media.losses, f"<img src='{A}'>"), (players.losses, f"<iframe src='{V}'>")]
)
def test_a_copy_keeps_its_key_when_the_first_is_mended(losses: Losses, tag: str) -> None:
    tag = tag + "</iframe>" if "iframe" in tag else tag
    good = document(V) if "iframe" in tag else entry(A)
    _, second = keys(losses, tag, BETWEEN, good)
    assert second.endswith(" #2")
    assert keys(losses, tag, tag + BETWEEN, good) == [second]


@pytest.mark.parametrize("tag", [f"<img src='{A}'>", f"<video src='{FILM}' poster='{A}'></video>"])
def test_a_copy_that_is_missing_still_counts(tag: str) -> None:
    notice = entry(A + "/403.png", probe=replace(WHOLE_JPEG, width_px=300, height_px=100))
    moved = entry(A, status=302, redirect_to=notice.url, size_bytes=0, probe=None)
    both = keys(placeholders.losses, tag, tag + BETWEEN + tag, moved, notice)
    assert [key.endswith(" #2") for key in both] == [False, True]
    assert keys(placeholders.losses, tag, BETWEEN + tag, moved, notice) == both[1:]


def test_a_smaller_copy_that_is_missing_still_counts() -> None:
    tag = f"<img src='{A}' width=1200>"
    small = entry(A, probe=looks(320))
    both = keys(smaller_copies.losses, tag, tag + BETWEEN + tag, small)
    assert [key.endswith(" #2") for key in both] == [False, True]
    assert keys(smaller_copies.losses, tag, BETWEEN + tag, small) == both[1:]


def plain(*outcomes: PlayerOutcome) -> Capture:
    states = [
        PlayerState(url=V, frame=at, provider="v.example", outcome=each)
        for at, each in enumerate(outcomes, 1)
    ]
    return capture(BETWEEN, {V: document(V)}, players=tuple(states), origin=PageOrigin.PLAIN_URL)


def test_a_player_of_a_plain_page_keeps_its_fingerprint() -> None:
    _, second = check(None, plain(PlayerOutcome.GEO, PlayerOutcome.GEO)).findings
    (left,) = check(None, plain(PlayerOutcome.CAPTURED, PlayerOutcome.GEO)).findings
    assert left.fingerprint == second.fingerprint


def test_the_promised_media_are_worked_out_once() -> None:
    tags = f"<img src='{A}'><p hidden><img src='{A}?w=2'></p>{BETWEEN}<img src='{A}'>"
    case = case_of(tags)
    assert case.promised_media() is case.promised_media()
    assert [block.url for _, block in case.promised_media()] == [A, A]
    first, second = (index for index, _ in case.promised_media())
    assert (case.copy_mark(first), case.copy_mark(second)) == ("", " #2")
    assert (case.copy_mark(None), case.copy_mark(second, "poster")) == ("", "")
    other = replace(case, post=post(BETWEEN, PAGE))
    assert (other.promised_media(), other.copy_mark(second)) == ((), "")
