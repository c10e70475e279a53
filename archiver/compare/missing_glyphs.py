"""Missing glyphs: T2, characters of the post that are drawn as boxes, or not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from archiver.compare.alignment.blocks import TEXT_KINDS
from archiver.compare.case import Case
from archiver.compare.gathering import gathered
from archiver.compare.loss import Loss
from archiver.compare.naming import name_of
from archiver.compare.wording import normal_form, quote
from archiver.models import LostAt, Severity

_MOST_NAMED = 10
_MOST_FAMILIES = 8
_MOST_TOLD = 40
"""Missing characters of one text: the snapshot tells no more."""
_MOST_KEPT = 200
_HAN = "Chinese characters"
_EMOJI = "emoji"
_SYMBOLS = "symbols"
_WEB_FONT_SCRIPTS = frozenset(
    {_HAN, "Latin", "Greek", "Cyrillic", "Hiragana", "Katakana", "Hangul"}
)
"""Of these most machines have fonts: where a page with web fonts lacks them, it is a web font
that has taken the characters upon itself and draws them blank."""
_LETTER_WORDS = (
    "LETTER SYLLABLE SYLLABLES SYLLABICS SIGN VOWEL DIGIT NUMBER CAPITAL SMALL CHARACTER"
    " HIEROGLYPH IDEOGRAPH"
)
_BEHIND_A_SCRIPT = frozenset(_LETTER_WORDS.split())
"""Words of a character's name in Unicode that follow the name of its script."""
_LEAST_HAN_SHARE = 0.2
"""Of a post's letters: with less, Chinese is not what it is written in."""


def losses(case: Case) -> Iterator[Loss]:
    """Yield the texts whose letters a web font draws blank, and one loss for all others.

    Where no web font is concerned, the capturing machine lacks a font: post, page and
    records are whole, and only the screenshots suffer, which is one warning for the page
    (an error when most of its Chinese cannot be read). Near misses that stay silent:
    characters that the post does not have (icon fonts); hidden text; texts that hold
    replacement or control characters in the post itself, of which nobody knows what they
    should look like.
    """
    undrawn = dict(_undrawn(case))
    if not undrawn:
        return
    web = ", ".join(case.page.snapshot.web_fonts)
    concerned = set(_WEB_FONT_SCRIPTS) if web else set()
    if _is_chinese_lost(case, undrawn):
        concerned.add(_HAN)
    wrong = {
        index: missing
        for index, missing in undrawn.items()
        if any(_is_of(character, concerned) for character in missing)
    }
    yield from gathered(
        (_of_text(case, index, missing, web) for index, missing in wrong.items()),
        lambda flock: _words(flock, web),
    )
    rest = {index: missing for index, missing in undrawn.items() if index not in wrong}
    if rest:
        yield _of_this_machine(case, rest)


def _undrawn(case: Case) -> Iterator[tuple[int, list[str]]]:
    """Yield the promised texts that a reader sees with characters missing, and which."""
    for index, place in sorted(case.alignment.places.items()):
        block, shown = case.post.blocks[index], case.alignment.page[place.page]
        if block.kind not in TEXT_KINDS or not block.visible:
            continue
        if not shown.missing_glyphs or not shown.visible or shown.hiding:
            continue
        missing = [each for each in dict.fromkeys(shown.missing_glyphs) if each in block.text]
        if missing and not any(map(_is_rubbish, block.text)):
            yield index, missing


def _is_rubbish(character: str) -> bool:
    return character == "\ufffd" or (character not in "\t\n\r" and _category(character) == "Cc")


def _category(character: str) -> str:
    return unicodedata.category(character)


def _is_of(character: str, scripts: set[str]) -> bool:
    """Tell whether a character is an everyday one of some scripts: rare ones few fonts have."""
    return ord(character) <= 0xFFFF and script_of(character) in scripts


@lru_cache(maxsize=10_000)
def script_of(character: str) -> str:
    """Return what a person asks a font for: `emoji`, `Devanagari`, `Chinese characters`."""
    point, category = ord(character), _category(character)
    if 0x1F000 <= point < 0x1FB00 or 0x2600 <= point < 0x27C0:
        return _EMOJI
    name = unicodedata.name(character, "").split()
    if category[0] not in "LMN" or not name:
        return _SYMBOLS
    if name[0] == "CJK":
        return _HAN
    if _BEHIND_A_SCRIPT.isdisjoint(name):
        return name[0].capitalize()
    script = takewhile(lambda word: word not in _BEHIND_A_SCRIPT, name)
    return " ".join(word.capitalize() for word in script) or _SYMBOLS


def _is_chinese_lost(case: Case, undrawn: Mapping[int, Sequence[str]]) -> bool:
    """Tell whether the post is written in Chinese, and most of it cannot be read."""
    letters = chinese = lost = 0
    for index in case.alignment.places:
        text = case.post.blocks[index].text
        written = [each for each in text if "\u4e00" <= each <= "\u9fff"]
        letters += sum(map(str.isalpha, text))
        chinese += len(written)
        missing = [each for each in undrawn.get(index, ()) if script_of(each) == _HAN]
        if len(missing) >= min(_MOST_TOLD, max(1, len(set(written)) / 2)):
            lost += len(written)
    return chinese > _LEAST_HAN_SHARE * letters and lost > chinese / 2


def _of_text(case: Case, index: int, missing: Sequence[str], web: str) -> Loss:
    block = case.post.blocks[index]
    count = sum(block.text.count(each) for each in missing)
    places = f" ({count} places)" if count > len(missing) else ""
    return Loss(
        check="T2",
        key=normal_form(block.text),
        kind="glyphs",
        message=(f"T{name_of(block)[1:]} is drawn without {_named(missing)}{places}: {_why(web)}."),
        lost_at=LostAt.PAGE if web else LostAt.CAPTURE,
        subject=block.text,
        block=index,
        promised=block,
        shown=case.alignment.page_block(index),
        evidence=_evidence(case, index, missing),
    )


def _of_this_machine(case: Case, undrawn: Mapping[int, Sequence[str]]) -> Loss:
    first = next(iter(undrawn))
    missing = list(dict.fromkeys(each for some in undrawn.values() for each in some))
    scripts = sorted({script_of(each) for each in missing})
    texts = f"{len(undrawn)} texts" if len(undrawn) > 1 else "a text"
    block = case.post.blocks[first]
    return Loss(
        check="T2",
        key=", ".join(scripts),
        kind="no font here",
        message=(
            f"The screenshots show {texts} of the post without {_named(missing)}: install a font"
            f" with {_listed(scripts)} on the machine that captures."
        ),
        lost_at=LostAt.CAPTURE,
        severity=Severity.WARNING,
        subject=block.text,
        block=first,
        promised=block,
        shown=case.alignment.page_block(first),
        evidence={
            **_evidence(case, first, missing),
            "scripts": ", ".join(scripts),
            "blocks": ", ".join(map(str, undrawn)),
        },
    )


def _evidence(case: Case, index: int, missing: Sequence[str]) -> dict[str, str]:
    shown, snapshot = case.alignment.page_block(index), case.page.snapshot
    facts = {
        "glyphs": "".join(missing[:_MOST_KEPT]),
        "web_fonts": ", ".join(snapshot.web_fonts[:_MOST_FAMILIES]),
        "shown": shown.text if shown else "",
        "charset": snapshot.charset,
    }
    return {name: value for name, value in facts.items() if value}


def _words(flock: Sequence[Loss], web: str) -> str:
    missing = list(dict.fromkeys("".join(loss.evidence["glyphs"] for loss in flock)))
    return (
        f"{len(flock)} texts of the post are drawn without {_named(missing)}: {_why(web)}."
        f' The first is "{quote(flock[0].subject, 40)}".'
    )


def _why(web: str) -> str:
    if web:
        return f"the page's web fonts ({quote(web, 80)}) draw these characters blank"
    return "no font on the machine that captures has these characters"


def _named(missing: Sequence[str]) -> str:
    named = ", ".join(f'"{quote(each)}"' for each in missing[:_MOST_NAMED])
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    return f"{named}{more}"


def _listed(scripts: Sequence[str]) -> str:
    *others, last = scripts[:_MOST_NAMED]
    return f"{', '.join(others)} and {last}" if others else last
