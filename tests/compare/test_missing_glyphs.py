"""A web font that draws blanks is an error; a font that this machine lacks, one warning."""

from __future__ import annotations

import pytest
from aligned import case_of, fonts
from hypothesis import given
from hypothesis import strategies as st
from staged import capture, ids, post

from archiver.compare import check, garbled_text, missing_glyphs
from archiver.compare.loss import Loss
from archiver.models import LostAt, Severity

OPENING = "<p>The council met on Monday and heard four speakers.</p>"
GLYPHS = "<p>The sign 𠮷 stands at 𠮷野家, and 𡈽 beside it.</p>"
PARTY = "<p>The fair opened \U0001f389 under a clear sky \U0001f31e and went on late.</p>"
HINDI = "<p>The song is called नदी and nobody knows who wrote it first.</p>"
LINES = [f"第{n}段：河水涨了，人们都上了山。" for n in range(8)]


def drawn(promise: str, page: str, *, web: str = "") -> list[Loss]:
    case = case_of(OPENING + promise, OPENING + page, snapshot=fonts(web) if web else None)
    return list(garbled_text.losses(case))


def without(html: str, characters: str) -> str:
    return html.replace("<p>", f"<p tofu='{characters}'>")


def test_a_font_that_this_machine_lacks_is_one_warning_with_all_that_it_lacks() -> None:
    page = without(PARTY, "\U0001f389\U0001f31e") + without(HINDI, "नदी")
    (found,) = drawn(PARTY + HINDI, page)
    assert (found.check, found.block, found.lost_at) == ("T2", 1, LostAt.CAPTURE)
    assert (found.severity, found.key) == (Severity.WARNING, "Devanagari, emoji")
    assert found.message == (
        "The screenshots show 2 texts of the post without "
        '"\U0001f389", "\U0001f31e", "न", "द", "ी":'
        " install a font with Devanagari and emoji on the machine that captures."
    )
    assert found.evidence["blocks"] == "1, 2"
    assert found.evidence["scripts"] == "Devanagari, emoji"


def test_rare_characters_are_a_warning_beside_a_web_font_too() -> None:
    for promise, lacks in ((GLYPHS, "𠮷𡈽"), (PARTY, "\U0001f389"), (HINDI, "न")):
        (found,) = drawn(promise, without(promise, lacks), web="Title Sans")
        assert found.severity is Severity.WARNING
        assert f'"{lacks[0]}"' in found.message


def test_a_web_font_that_draws_blanks_is_an_error_at_its_text() -> None:
    promise = "<p>Rain fell all week, and the river rose.</p>" + PARTY
    page = promise.replace("<p>R", "<p tofu='Rain'>R").replace("<p>T", "<p tofu='\U0001f389'>T")
    wrong, other = drawn(promise, page, web="Title Sans")
    assert (wrong.block, wrong.kind, wrong.lost_at) == (1, "glyphs", LostAt.PAGE)
    assert wrong.severity is None
    assert wrong.message == (
        'The paragraph "Rain fell all week, and the river rose." is drawn without "R", "a", "i",'
        ' "n" (8 places): the page\'s web fonts (Title Sans) draw these characters blank.'
    )
    assert (other.block, other.severity) == (2, Severity.WARNING)


def test_a_machine_without_a_chinese_font_is_an_error_on_a_chinese_page() -> None:
    lines = "".join(f"<p>{line}</p>" for line in LINES)
    case = case_of(lines, "".join(f"<p tofu='{line}'>{line}</p>" for line in LINES))
    (found,) = missing_glyphs.losses(case)
    assert "8 texts of the post are drawn without" in found.message
    assert "no font on the machine" in found.message
    assert (found.severity, found.lost_at) == (None, LostAt.CAPTURE)


def test_a_long_text_of_which_forty_characters_are_told_is_lost_as_a_whole() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(300))
    (found,) = drawn(f"<p>{text}</p>", f"<p tofu='{text[:40]}'>{text}</p>")
    assert found.severity is None


def test_a_few_chinese_words_in_an_english_post_or_rare_ones_are_a_warning() -> None:
    english = "<p>The inn is called 河水 and has stood there for two hundred years.</p>"
    (found,) = drawn(english, without(english, "河水"))
    assert (found.severity, found.key) == (Severity.WARNING, "Chinese characters")
    rare = "".join(f"<p tofu='段'>{line}</p>" for line in LINES)
    (found,) = drawn("".join(f"<p>{line}</p>" for line in LINES), rare)
    assert found.severity is Severity.WARNING
    assert "8 texts" in found.message


def test_the_warning_is_known_again_when_another_text_lacks_the_same_script() -> None:
    both = PARTY + "<p>And a second party \U0001f38a followed in the next village.</p>"
    (one,) = drawn(both, without(PARTY, "\U0001f389") + both[len(PARTY) :])
    (two,) = drawn(both, PARTY + without(both[len(PARTY) :], "\U0001f38a"))
    assert (one.key, one.kind) == (two.key, two.kind)


@pytest.mark.parametrize(
    "page",
    [
        GLYPHS.replace("<p>", "<p hidden tofu='𠮷'>"),
        GLYPHS.replace("<p>", "<p hiding='size' tofu='𠮷'>"),
        GLYPHS.replace("<p>", "<p><i tofu='\ue001'>\ue001</i>"),
        GLYPHS + "<p tofu='𪚥'>𪚥 is only the theme's.</p>",
    ],
)
def test_missing_glyphs_of_others_or_of_hidden_text_are_silent(page: str) -> None:
    assert drawn(GLYPHS, page) == []


@pytest.mark.parametrize("rubbish", ["\ufffd", "\x02", "\x93"])
def test_a_post_that_is_rubbish_itself_is_silent(rubbish: str) -> None:
    promise = f"<p>PK{rubbish} नदी and more of it, which nobody can read at all.</p>"
    assert drawn(promise, without(promise, "नदी")) == []
    assert (
        len(drawn(promise.replace(rubbish, ""), without(promise, "नदी").replace(rubbish, ""))) == 1
    )


def test_the_page_is_complete_with_the_warning() -> None:
    shown = capture((OPENING + PARTY).replace("<p>The f", "<p :tofu='\U0001f389'>The f"))
    report = check(post(OPENING + PARTY), shown)
    assert (ids(report), report.verdict) == (["T2w"], "complete")


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("\U0001f389", "emoji"),
        ("☃", "emoji"),
        ("नदी"[0], "Devanagari"),
        ("河", "Chinese characters"),
        ("𠮷", "Chinese characters"),
        ("é", "Latin"),
        ("ᐁ", "Canadian"),
        ("한", "Hangul"),
        ("∮", "symbols"),
        ("7", "symbols"),
        ("\ue001", "symbols"),
    ],
)
def test_scripts_have_the_names_that_a_person_asks_a_font_for(character: str, script: str) -> None:
    assert missing_glyphs.script_of(character) == script


@given(st.characters())
def test_every_character_has_a_script(character: str) -> None:
    assert missing_glyphs.script_of(character)
