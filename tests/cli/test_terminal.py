"""Words on a terminal: strangers' text is harmless, numbers read well."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cli.terminal import duration, harmless, size, words


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\x1b[Hcleared", "cleared"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;https://evil.test\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0;2;0;0;0#0~~@@vv\x1b\\sixel", "sixel"),
        ("\x1b(0lqqk", "lqqk"),
        ("one\nfake line\r\ttwo", "one fake line two"),
        ("\x9b31mred", "31mred"),
        ("a\u202egpj.exe", "a gpj.exe"),
        ("lone \ud800 surrogate", "lone   surrogate"),
        ("\x1b", ""),
        ("\x1b]0;never ends", ""),
    ],
)
def test_what_a_terminal_would_obey_is_gone(hostile: str, shown: str) -> None:
    assert harmless(hostile) == shown


@given(st.text())
def test_no_control_character_survives(text: str) -> None:
    kinds = {unicodedata.category(character) for character in harmless(text)}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("start", ["\x1b[", "\x1b]", "\x1bP", "\x1b "])
@pytest.mark.parametrize("filler", ["0", " ", ";", "\x1b[", "\x1b]"])
def test_long_hostile_text_costs_linear_time(start: str, filler: str) -> None:
    harmless((start + filler * 50_000) * 4 + "!")


def test_brackets_are_no_markup() -> None:
    assert words("[red]not red[/red] [/]").plain == "[red]not red[/red] [/]"


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (99_940, "99.9 kB"),
        (123_456, "123 kB"),
        (999_500, "1.0 MB"),
        (3_400_000_000, "3.4 GB"),
        (5_000_000_000_000, "5.0 TB"),
    ],
)
def test_sizes_have_three_digits_and_a_unit(size_bytes: int, shown: str) -> None:
    assert size(size_bytes) == shown


def test_durations_read_as_a_clock() -> None:
    assert [duration(s) for s in (-1, 0.4, 7, 90, 3725)] == [
        "0:00",
        "0:00",
        "0:07",
        "1:30",
        "1:02:05",
    ]
