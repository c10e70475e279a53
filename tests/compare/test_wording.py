"""Text as it is compared, cut and quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.compare.wording import normal_form, quote, sentences


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s” – he said…", '"It\'s" - he said...'),
        ("``quoted''", '"quoted"'),
        ("a --- b", "a — b"),
        ("ＡＢＣ，１２３", "ABC,123"),
        ("中文English混排", "中文 English 混排"),
        ("zero\u200bwidth\u2060 and\u00a0soft\u00adhyphen", "zerowidth and softhyphen"),
        ("▲ caption", "caption △"),
        ("e\u0301tude", "étude"),
        ("☺\ufe0f", "☺"),
        ("a\ufffcb", "ab"),
    ],
)
def test_writings_of_the_same_text_are_equal(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Apple", "apple"), ("a-b", "ab"), ("a\ufffdb", "ab"), ("10", "l0"), ("不能", "能")],
)
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@given(st.text(max_size=200))
def test_the_normal_form_holds_nothing_unseen(text: str) -> None:
    form = normal_form(text)
    assert not any(character.isspace() or character in "\u200b\u00ad\ufeff" for character in form)


@given(st.text(st.sampled_from("ab。！. \n"), max_size=60))
def test_sentences_hold_all_that_is_read(text: str) -> None:
    assert normal_form("".join(sentences(text))) == normal_form(text)


def test_sentences_end_where_readers_stop() -> None:
    assert sentences("One. Two! 三。四？Version 1.5 is\nhere") == [
        "One.",
        "Two!",
        "三。",
        "四？",
        "Version 1.5 is",
        "here",
    ]


@given(st.text(max_size=300))
def test_a_quotation_is_one_short_printable_line(text: str) -> None:
    shown = quote(text, 40)
    assert len(shown) <= 40
    assert not set("\n\r\x1b\x00\u202e\u2028") & set(shown)


def test_long_hostile_text_is_handled_at_once() -> None:
    for text in ("ﷺ" * 300_000, "-" * 500_000, "a." * 300_000, "\u200b" * 500_000):
        normal_form(text)
        sentences(text)
        quote(text)
