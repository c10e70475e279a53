"""Which addresses mean the same answer."""

from __future__ import annotations

import pytest

from archiver.replay.addresses import exact_key, is_icon, loose_key


@pytest.mark.parametrize(
    "url",
    [
        "https://a.test/x?_=1700000000000",
        "https://a.test/x?cb=0.8273645",
        "https://a.test/x?ts=1700000000&_t=1700000001",
        "https://a.test/x#top",
    ],
)
def test_a_stamp_and_a_fragment_do_not_tell_answers_apart(url: str) -> None:
    assert loose_key(url) == "https://a.test/x"


@pytest.mark.parametrize("query", ["t=90", "r=12", "v=1700000000000", "_=abc", "id=1700000000000"])
def test_what_may_choose_the_answer_stays(query: str) -> None:
    assert loose_key(f"https://a.test/x?{query}") == f"https://a.test/x?{query}"


def test_the_other_parameters_keep_their_order() -> None:
    assert loose_key("https://a.test/x?b=2&_=1700000000000&a=1") == "https://a.test/x?b=2&a=1"


def test_an_exact_key_is_the_address_of_a_record() -> None:
    assert exact_key("https://a.test/[x]?y=50%#z") == "https://a.test/%5Bx%5D?y=50%25"


def test_only_the_icon_that_browsers_ask_for_unasked_is_one() -> None:
    assert is_icon("https://a.test/favicon.ico?v=2")
    assert not is_icon("https://a.test/static/favicon.ico")
    assert not is_icon("https://[a.test/favicon.ico")
