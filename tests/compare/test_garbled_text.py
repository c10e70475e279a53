"""Garbled text is told with its reading, once, and never as lost text."""

from __future__ import annotations

from html import escape

import pytest
from aligned import case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.compare import garbled_text, text
from archiver.compare.captions import losses as captions
from archiver.compare.loss import Loss
from archiver.compare.mojibake import reading_of

OPENING = "<p>The council met on Monday and heard four speakers.</p>"
HAN = "美方期待“管理”竞争。中国专家认为，不能指望突破！双方都很认真。"
CAFE = "The café’s naïve résumé — “déjà vu”, said Zoë in the smørrebrød shop."
SEOUL = "서울의 밤은 조용했다."
CLOSING = "<p>Rain fell all week, and the river rose by a metre.</p>"


def told(promised: str, shown: str, **facts: object) -> list[Loss]:
    """T2 losses of one paragraph between two others; nothing else may be lost."""
    case = case_of(
        f"{OPENING}<p>{escape(promised)}</p>{CLOSING}",
        f"{OPENING}<p>{escape(shown)}</p>{CLOSING}",
        **facts,  # type: ignore[arg-type]
    )
    found = list(garbled_text.losses(case))
    if found:
        assert list(text.losses(case)) == []
    return found


def read_as(words: str, written: str, read: str) -> str:
    return words.encode(written).decode(read, "replace")


@pytest.mark.parametrize(
    ("promised", "shown", "reading"),
    [
        (HAN, read_as(HAN, "utf-8", "latin-1"), "UTF-8 read as ISO-8859-1"),
        (HAN, read_as(HAN, "utf-8", "gbk"), "UTF-8 read as GBK"),
        (HAN, read_as(HAN, "utf-8", "big5"), "UTF-8 read as Big5"),
        (HAN, read_as(HAN, "utf-8", "shift_jis"), "UTF-8 read as Shift_JIS"),
        (HAN, read_as(HAN, "gbk", "utf-8"), "GBK read as UTF-8"),
        (HAN, read_as(HAN, "gbk", "latin-1"), "GBK read as windows-1252"),
        (HAN, read_as(HAN, "utf-8", "cp1252"), "UTF-8 read as windows-1252"),
        (HAN, read_as(HAN, "utf-8", "gb18030"), "UTF-8 read as GBK"),
        (CAFE, read_as(CAFE, "utf-8", "cp1252"), "UTF-8 read as windows-1252"),
        (
            "It's late, isn't it? We don't know yet.",
            "Itâ€™s late, isnâ€™t it? We donâ€™t know yet.",
            "UTF-8 read as windows-1252",
        ),
        (
            "東京の夜は静かだった。",
            read_as("東京の夜は静かだった。", "shift_jis", "latin-1"),
            "Shift_JIS read as ISO-8859-1",
        ),
        (SEOUL, read_as(SEOUL, "euc-kr", "utf-8"), "EUC-KR read as UTF-8"),
        (
            HAN,
            "美\ufffd期待“\ufffd理”竞争。中国专家认为，不能指望突破！双方都很认真。",
            "replacement characters",
        ),
        (HAN, "?" * len(HAN), "question marks for letters"),
        (HAN, "?" * 3 * len(HAN), "question marks for letters"),
        (CAFE, CAFE.encode("ascii", "replace").decode(), "question marks for letters"),
        (
            'He said "no" & left at once.',
            "He said &quot;no&quot; &amp; left at once.",
            "entities shown raw",
        ),
        ("中文和日文 are here.", "&#x4e2d;&#25991;和日文 are here.", "entities shown raw"),
        ("Plain words of a council.", "Plain\x02 words of\x93 a council.", "control characters"),
    ],
)
def test_each_way_of_garbling_is_named(promised: str, shown: str, reading: str) -> None:
    found = told(promised, shown)
    assert [loss.check for loss in found] == ["T2"]
    assert found[0].evidence["reading"].lower() == reading.lower()
    assert found[0].block == 1
    assert reading.lower() in found[0].message.lower()


def test_a_page_that_is_garbled_all_over_is_one_finding_and_not_another_page() -> None:
    lines = [f"第{n}段：河水涨了{n}米，人们都上了山。" for n in range(1, 31)]
    promise = "".join(f"<p>{line}</p>" for line in lines)
    page = "<p>导航</p>" * 12 + "".join(f"<p>{read_as(x, 'utf-8', 'gbk')}</p>" for x in lines)
    case = case_of(promise, page)
    assert len(case.alignment.places) == len(lines)
    found = list(garbled_text.losses(case))
    assert len(found) == 1
    assert "30 texts of the post are garbled" in found[0].message
    assert found[0].evidence["blocks"].startswith("0, 1, 2")
    assert list(text.losses(case)) == []


def test_two_garbled_among_many_are_two_findings_at_their_blocks() -> None:
    lines = [f"第{n}段：河水涨了{n}米，人们都上了山。" for n in range(1, 31)]
    shown = [read_as(line, "utf-8", "latin-1") if n in {4, 17} else line
             for n, line in enumerate(lines)]  # fmt: skip
    case = case_of(*("".join(f"<p>{line}</p>" for line in each) for each in (lines, shown)))
    assert [loss.block for loss in garbled_text.losses(case)] == [4, 17]
    assert list(text.losses(case)) == []


def test_a_garbled_caption_and_heading_are_told_here() -> None:
    promise = "<h2>河水的故事</h2><img src='https://c.example/a.jpg'><p>▲两岸的人把灯放进江里</p>"
    page = promise.replace("河水的故事", read_as("河水的故事", "utf-8", "latin-1")).replace(
        "▲两岸的人把灯放进江里", read_as("▲两岸的人把灯放进江里", "utf-8", "latin-1")
    )
    case = case_of(OPENING + promise + CLOSING, OPENING + page + CLOSING)
    assert [loss.block for loss in garbled_text.losses(case)] == [1, 3]
    assert list(captions.losses(case)) == []
    assert list(text.losses(case)) == []


@pytest.mark.parametrize(
    ("promised", "shown"),
    [
        (HAN, HAN.replace("“", '"').replace("”", '"')),
        (CAFE, CAFE.replace("—", "–")),
        ("Is this so??? Nobody knows.", "Is this so??? Nobody knows."),
        ("Write &quot; for a quote.", "Write &quot; for a quote."),
        ("Ra\ufffdn fell on them.", "Ra\ufffdn fell on them."),
        (HAN, HAN.replace("突破", "成功")),
        (HAN, "另外一句话：城里的人都没有听说过这件事情。"),
        (HAN, "Nothing of the kind was said at all, by anyone?"),
        (CAFE, CAFE.replace("é", "e").replace("ï", "i")),
        ("R&D costs rose; AT&T paid.", "R&D; costs rose; AT&T paid."),
    ],
)
def test_near_misses_are_silent(promised: str, shown: str) -> None:
    assert told(promised, shown) == []


def test_the_charset_that_the_page_was_read_in_is_evidence() -> None:
    found = told(HAN, read_as(HAN, "utf-8", "gbk"), snapshot={"charset": "GBK"})
    assert found[0].evidence["charset"] == "GBK"


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_are_judged_at_once(one: str, other: str) -> None:
    assert isinstance(reading_of(one, other), str)
    assert reading_of(one, one) == ""
