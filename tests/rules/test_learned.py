"""What a job learns of the hosts that look at the Referer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.models import Asked
from archiver.rules import LearnedReferrers, Recipe, ReferrerRules
from archiver.rules.table import Table

NONE, ORIGIN, WHOLE = (
    Recipe(asked) for asked in (Asked.NO_REFERRER, Asked.ORIGIN, Asked.UNSAFE_URL)
)
SITE = Recipe(Asked.SITE, "https://known.test/")
HOST, URL = "cdn.wall.test", "https://cdn.wall.test/a.jpg"


@pytest.fixture
def learned() -> LearnedReferrers:
    table = Table("t", {"match": "*.known.test", "works": ["site:https://known.test/"]})
    return LearnedReferrers(ReferrerRules.of([table]))


def test_what_nobody_has_tried_is_as_the_rules_say(learned: LearnedReferrers) -> None:
    assert learned.recipes_for(URL) == (NONE, ORIGIN, WHOLE)
    assert learned.recipes_for("https://known.test/") == (SITE, NONE, ORIGIN, WHOLE)
    assert not learned.give_up(HOST)


def test_what_worked_comes_first_the_latest_first_of_all(learned: LearnedReferrers) -> None:
    learned.note(HOST, WHOLE, worked=True)
    assert learned.recipes_for(URL) == (WHOLE, NONE, ORIGIN)
    learned.note(HOST, ORIGIN, worked=True)
    assert learned.recipes_for(URL) == (ORIGIN, WHOLE, NONE)
    learned.note(HOST, WHOLE, worked=True)
    assert learned.recipes_for(URL) == (WHOLE, ORIGIN, NONE)


def test_one_host_says_nothing_of_another(learned: LearnedReferrers) -> None:
    learned.note(HOST, WHOLE, worked=True)
    assert learned.recipes_for("https://other.wall.test/")[0] == NONE


def test_hosts_are_the_same_in_capitals(learned: LearnedReferrers) -> None:
    learned.note("CDN.Wall.test", WHOLE, worked=True)
    assert learned.recipes_for("https://cdn.WALL.test/b.jpg")[0] == WHOLE


def test_what_failed_three_times_and_never_worked_is_not_tried_again(
    learned: LearnedReferrers,
) -> None:
    for _ in range(2):
        learned.note(HOST, NONE, worked=False)
    assert NONE in learned.recipes_for(URL)
    learned.note(HOST, NONE, worked=False)
    assert learned.recipes_for(URL) == (ORIGIN, WHOLE)


def test_what_worked_once_is_tried_however_often_it_failed(learned: LearnedReferrers) -> None:
    learned.note(HOST, ORIGIN, worked=True)
    for _ in range(8):
        learned.note(HOST, ORIGIN, worked=False)
    assert learned.recipes_for(URL)[0] == ORIGIN


def test_a_host_that_refused_three_media_in_every_way_is_left_alone(
    learned: LearnedReferrers,
) -> None:
    for _ in range(3):
        for recipe in (NONE, ORIGIN, WHOLE):
            assert not learned.give_up(HOST)
            learned.note(HOST, recipe, worked=False)
    assert learned.give_up(HOST)
    assert learned.give_up(HOST.upper())
    assert learned.recipes_for(URL) == ()
    assert not learned.give_up("other.wall.test")


def test_a_host_that_gave_in_before_gets_more_patience(learned: LearnedReferrers) -> None:
    learned.note(HOST, ORIGIN, worked=True)
    for _ in range(35):
        learned.note(HOST, ORIGIN, worked=False)
    assert not learned.give_up(HOST)
    learned.note(HOST, ORIGIN, worked=False)
    assert learned.give_up(HOST)
    learned.note(HOST, ORIGIN, worked=True)
    assert not learned.give_up(HOST)


def test_a_rules_own_recipe_is_dropped_too_when_it_fails(learned: LearnedReferrers) -> None:
    for _ in range(3):
        learned.note("known.test", SITE, worked=False)
    assert learned.recipes_for("https://known.test/") == (NONE, ORIGIN, WHOLE)


def test_the_host_that_was_silent_longest_is_forgotten(learned: LearnedReferrers) -> None:
    learned.note(HOST, WHOLE, worked=True)
    learned.note("second.test", WHOLE, worked=True)
    learned.note(HOST, WHOLE, worked=True)
    for number in range(4095):
        learned.note(f"{number}.test", WHOLE, worked=True)
    assert learned.recipes_for(URL)[0] == WHOLE
    assert learned.recipes_for("https://second.test/")[0] == NONE


@given(
    st.lists(st.tuples(st.sampled_from(["a.test", "b.test"]),
                       st.sampled_from([NONE, ORIGIN, WHOLE, SITE]), st.booleans()))
)  # fmt: skip
def test_a_recipe_that_just_worked_is_always_first(notes: list[tuple[str, Recipe, bool]]) -> None:
    learned = LearnedReferrers(ReferrerRules(()))
    for host, recipe, worked in notes:
        learned.note(host, recipe, worked)
        found = learned.recipes_for(f"https://{host}/")
        assert len(found) == len(set(found))
        assert not worked or found[0] == recipe
        assert (found == ()) == learned.give_up(host)
