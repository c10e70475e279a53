"""Films that an earlier capture has, or of which their provider says that they are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_case import ABOVE, BELOW, case_of, kinds
from staged import capture

from archiver.compare import gone_films
from archiver.compare.loss import Loss
from archiver.models import Capture, PlayerOutcome, PlayerState

URL = "https://player.example/embed/ab12cd"
FILM_PAGE = "https://video.example/watch/ab12cd"
EMBED = f"<iframe src='{URL}'></iframe>"
GONE = (
    PlayerOutcome.REMOVED,
    PlayerOutcome.LOGIN,
    PlayerOutcome.GEO,
    PlayerOutcome.REFUSED,
    PlayerOutcome.UNKNOWN,
    PlayerOutcome.POSTER_ONLY,
)
KEPT = PlayerState(
    url=URL,
    frame=1,
    provider="generic",
    outcome=PlayerOutcome.CAPTURED,
    duration_s=213.4,
    kept_s=213.4,
    size_bytes=9_000_000,
    title="The harbour at dawn",
    media_urls=("https://cdn.example/f.mp4",),
)


def now(outcome: PlayerOutcome = PlayerOutcome.REMOVED, **facts: object) -> PlayerState:
    bare = PlayerState(url=URL, frame=1, provider="generic", outcome=outcome)
    return replace(bare, **facts)  # type: ignore[arg-type]


def captured(*players: PlayerState, embed: str = EMBED) -> Capture:
    return capture(ABOVE + embed + BELOW, players=players, capture_id="c0")


def judged(
    state: PlayerState, before: PlayerState | Capture | None = None, promise: str = EMBED
) -> list[Loss]:
    earlier = captured(before) if isinstance(before, PlayerState) else before
    return list(gone_films.losses(case_of(promise, captured(state), earlier=earlier)))


@pytest.mark.parametrize("outcome", GONE)
def test_a_film_that_was_kept_before_and_is_gone(outcome: PlayerOutcome) -> None:
    (loss,) = judged(now(outcome, note="it says so"), KEPT)
    assert (loss.check, loss.kind, loss.block) == ("V5", f"gone {outcome}", 1)
    assert loss.message.startswith(
        f"The capture of 2026-01-02 has the film of the player {URL} "
        '("The harbour at dawn", 213 seconds); now the player '
    )
    assert loss.evidence["before_capture"] == "c0"
    assert loss.evidence["before_length_s"] == "213"
    assert loss.evidence["before_title"] == "The harbour at dawn"
    assert loss.evidence["before_size_bytes"] == "9000000"
    assert loss.evidence["outcome"] == outcome.value


@pytest.mark.parametrize("outcome", [each for each in PlayerOutcome if each not in GONE])
def test_a_film_that_is_there_late_large_or_encrypted_is_not_gone(outcome: PlayerOutcome) -> None:
    assert judged(now(outcome), KEPT) == []


def test_a_player_that_gave_no_film_before_either_is_silent() -> None:
    for outcome in PlayerOutcome:
        if outcome is not PlayerOutcome.CAPTURED:
            assert judged(now(), replace(KEPT, outcome=outcome)) == []
    assert judged(now()) == []
    assert judged(now(), captured()) == []


def test_a_film_that_was_not_to_be_kept_is_silent() -> None:
    assert judged(now(PlayerOutcome.POSTER_ONLY, wanted=False), KEPT) == []


def test_another_player_is_another_film() -> None:
    assert judged(now(), replace(KEPT, url="https://player.example/embed/zz99")) == []


def test_the_same_film_in_another_player_is_known_by_its_page() -> None:
    before = replace(KEPT, url="https://old.example/p/7", page_url=FILM_PAGE)
    assert kinds(judged(now(page_url=FILM_PAGE), before)) == ["gone removed"]
    assert judged(now(page_url=FILM_PAGE + "e"), before) == []
    # A player of which no page is known is not the same as another such.
    assert judged(now(), replace(before, page_url="")) == []


def test_a_player_that_the_post_does_not_promise_is_silent() -> None:
    assert judged(now(), KEPT, "<p>Without a film.</p>") == []


def test_the_title_of_the_former_frame_names_a_film_without_a_title() -> None:
    before = captured(replace(KEPT, title="", duration_s=None))
    assert before.snapshot is not None
    frames = before.snapshot.frames
    named = replace(
        before,
        snapshot=replace(before.snapshot, frames=(frames[0], replace(frames[1], title="Dawn"))),
    )
    (loss,) = judged(now(), named)
    assert f'{URL} ("Dawn"); now' in loss.message
    (loss,) = judged(now(), before)
    assert f"{URL}; now" in loss.message


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("removed: Video unavailable. This video has been removed.", ["said removed"]),
        ("removed", ["said removed"]),
        ("login: Private video. Sign in if you may see it.", ["said private"]),
        ("login: Sign in to confirm your age.", []),
        ("geo: not in your country", []),
        ("unknown: it was removed, says nobody", []),
        ("timeout: The film did not come in the time that it had.", []),
        ("captured", []),
        ("", []),
    ],
)
def test_what_the_provider_says_when_it_is_asked(answer: str, expected: list[str]) -> None:
    assert kinds(judged(now(PlayerOutcome.UNKNOWN, answer=answer))) == expected


def test_the_providers_words_and_title_are_told() -> None:
    state = now(PlayerOutcome.UNKNOWN, answer="removed: It is gone.", title="Dawn")
    (loss,) = judged(state)
    assert loss.message == (
        f'The film "Dawn" of the player {URL} is gone, as its provider\'s own page says: '
        "It is gone."
    )
    assert loss.evidence["answer"] == "removed: It is gone."


def test_what_was_there_before_says_more_than_the_provider() -> None:
    state = now(PlayerOutcome.UNKNOWN, answer="removed: It is gone.")
    assert kinds(judged(state, KEPT)) == ["gone unknown"]


def test_each_of_several_places_has_its_own_key() -> None:
    again = f"<p>Between the two stands a text.</p><iframe src='{URL}'></iframe>"
    case = case_of(EMBED + again, captured(now(), embed=EMBED + again), earlier=captured(KEPT))
    keys = [loss.key for loss in gone_films.losses(case)]
    assert len(keys) == len(set(keys)) == 2


@given(st.text(max_size=200), st.text(max_size=200))
def test_hostile_words_make_one_sentence(title: str, words: str) -> None:
    state = now(PlayerOutcome.UNKNOWN, answer=f"removed: {words}", title=title)
    for loss in [*judged(state), *judged(now(), replace(KEPT, title=title))]:
        assert "\n" not in loss.message
        assert loss.message.endswith(".")
