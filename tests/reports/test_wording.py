"""Text of strangers made fit to be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from told import HOSTILE, words

from archiver.reports.wording import count, lines, one_line, seen, sound


def test_what_is_obeyed_is_not_shown_and_lines_stay() -> None:
    assert seen("a\x1b[2Jb\u202ec\r\nd\te") == "a\ufffd[2Jb\ufffdc\nd\te"
    assert one_line("a\x00\n\n b\u2028c ") == "a\ufffd b\ufffdc"
    assert lines("\n\na\nb\n", 100) == "a\nb"


def test_long_text_is_cut_at_the_limit() -> None:
    assert one_line("word " * 10, 12) == "word word w…"
    assert len(lines("x" * 50, 20)) == 20
    assert one_line("short", 5) == "short"


@given(words)
def test_any_text_can_be_written_and_cut(text: str) -> None:
    one_line(text, 10).encode()
    sound(text).encode()
    assert len(one_line(text, 10)) <= 10
    assert "\n" not in one_line(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_sound_text_is_the_same_where_it_could_be_written(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        assert sound(text) != text
    else:
        assert sound(text) == text


def test_nouns_agree_with_their_numbers() -> None:
    shown = [count(1, "page"), count(2, "page"), count(0, "family"), count(12_000, "post")]
    assert shown == ["1 page", "2 pages", "0 families", "12,000 posts"]
    assert [count(1, "known loss"), count(2, "address")] == ["1 known loss", "2 addresses"]
