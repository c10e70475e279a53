"""Which addresses mean the same answer."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.replay.addresses import (
    TIERS,
    alias_key,
    callback_of,
    exact_key,
    is_icon,
    likeness,
    loose_key,
    medium_key,
    shape_key,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.test/x?_=1700000000000",
        "https://a.test/x?cb=0.8273645",
        "https://a.test/x?ts=1700000000&_t=1700000001",
        "https://a.test/x#top",
        "https://a.test/x?utm_source=feed&fbclid=IwAR0",
        "https://a.test/x?callback=jQuery331_1700000000000",
        "https://a.test/x?cb=App.lists.shown",
        "https://a.test/x?my_cachebust=1700000000",
    ],
)
def test_a_stamp_and_a_fragment_do_not_tell_answers_apart(url: str) -> None:
    assert loose_key(url) == "https://a.test/x"


@pytest.mark.parametrize(
    "query",
    ["t=90", "r=12", "v=1700000000000", "_=abc", "id=1700000000000", "cb=7", "callback=a(b)"],
)
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


def test_hosts_that_share_a_load_are_one() -> None:
    one = alias_key("https://img3.a.test/x.jpg?_=1700000000000")
    assert one == alias_key("http://img12.a.test/x.jpg")
    assert alias_key("https://www.a.test/x") == alias_key("https://a.test/x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://10.0.0.1/x", "http://10.0.0.2/x"),
        ("http://img1.a.test:81/x", "http://img1.a.test:82/x"),
        ("http://img1.a1.test/x", "http://img1.a2.test/x"),
        ("http://cdn.a.test/x", "http://img.a.test/x"),
        ("http://[::1]/x", "http://[::2]/x"),
    ],
)
def test_other_hosts_and_ports_are_not(one: str, other: str) -> None:
    assert alias_key(one) != alias_key(other)


def test_a_film_is_known_by_its_id_and_rendition_and_part() -> None:
    film = "https://rr3---sn-a.googlevideo.com/videoplayback?id=o-A&itag=18&range=0-99"
    assert medium_key(f"{film}&expire=1&sig=B") == medium_key(
        film.replace("rr3---sn-a", "rr7---sn-b") + "&sig=C"
    )
    for other in ("id=o-B&itag=18&range=0-99", "id=o-A&itag=22&range=0-99", "id=o-A&itag=18"):
        assert medium_key(film.partition("?")[0] + "?" + other) != medium_key(film)


def test_a_player_and_a_file_are_known_by_their_paths() -> None:
    player = "https://www.youtube.com/embed/aBc?autoplay=1&origin=https%3A%2F%2Fa.test"
    assert medium_key(player) == medium_key("https://www.youtube-nocookie.com/embed/aBc")
    assert medium_key("https://a.test/x.mp4?token=1") == medium_key("https://a.test/x.mp4?token=2")
    assert medium_key("https://a.test/x.mp4") != medium_key("https://a.test/y.mp4")
    assert medium_key("https://a.test/list?page=1") == ""
    assert medium_key("https://a.test/list.php?page=1") == ""


def test_the_more_parameters_agree_the_more_two_addresses_are_alike() -> None:
    asked = "https://a.test/x.jpg?w=300&h=200&sig=9"
    found = [f"https://a.test/x.jpg?{q}" for q in ("w=300&h=200&sig=1", "w=300&h=90", "q=1")]
    ranks = [likeness(url, asked) for url in found]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 3


def test_a_callback_is_a_name_and_nothing_else() -> None:
    assert callback_of("https://a.test/x?a=1&callback=_jp.f3") == ("callback", "_jp.f3")
    assert callback_of("https://a.test/x?callback=alert(1)//") is None
    assert callback_of("https://a.test/x") is None


@given(st.text(max_size=80))
@example("https://a.test:99999/x")
@example("https://a.test:x/")
@example("https://[::1/x?callback=a")
@example("https://r.googlevideo.com/videoplayback?" + "id=1&" * 5_000)
@example("https://img1..test/?&&=&=1&_&callback")
@example("\ud800?\udfff")
def test_no_address_is_too_odd(text: str) -> None:
    for url in (text, f"https://{text}", f"https://a.test/{text}", f"https://a.test/x?{text}"):
        for key_of in TIERS:
            assert key_of(url) == key_of(url)
        assert likeness(url, url) >= 0
        callback_of(url)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.test/p/1700000000000/k.jpg", "https://a.test/p/1795957181789/k.jpg"),
        ("https://a.test/p/0.8003029412.jpg", "https://a.test/p/0.92314576354.jpg"),
        ("https://a.test/p/x7k2m9q4.jpg", "https://a.test/p/lgga6713pkg.jpg"),
        ("https://a.test/x?id=9f86d081884c7d65", "https://a.test/x?id=60303ae22b998861"),
    ],
)
def test_addresses_that_differ_by_chance_or_hour_have_one_shape(one: str, other: str) -> None:
    assert shape_key(one) == shape_key(other) != ""


@pytest.mark.parametrize(
    "url",
    [
        "https://a.test/",
        "https://a.test/2024/03/30/first-bowl.jpg?w=900",
        "https://x7k2m9q4.test/quay.jpg",
        "https://a.test/harbourmaster.jpg",
        "https://a.test",
    ],
)
def test_an_address_in_words_and_small_numbers_has_none(url: str) -> None:
    assert shape_key(url) == ""


def test_other_places_parts_and_files_are_other_shapes() -> None:
    shapes = {
        shape_key(url)
        for url in (
            "https://a.test/p/x7k2m9q4.jpg",
            "https://a.test/q/x7k2m9q4.jpg",
            "https://b.test/p/x7k2m9q4.jpg",
            "http://a.test/p/x7k2m9q4.jpg",
            "https://a.test/p/x7k2m9q4.png",
            "https://a.test/p/x7k2m9q4.jpg?w=1",
            "https://a.test/p/x7k2m9q4/x7k2m9q4.jpg",
        )
    }
    assert len(shapes) == 7


def test_an_address_that_is_all_chance_takes_no_time() -> None:
    assert len(shape_key("https://a.test/" + "a1" * 500_000)) < 50_000
