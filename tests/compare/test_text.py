"""Lost sentences, and changes of text that are no loss."""

from __future__ import annotations

import pytest
from staged import ids, report

from archiver.models import Verdict

OPENING = "<p>The council met on Monday. It heard four speakers. Nobody left early.</p>"
MIDDLE = "<p>Rain fell all week, and the river rose by 1250 metres.</p>"
HAN = "<p>美方期待“管理”竞争。中国专家认为，不能指望突破！双方都很认真。</p>"
CLOSING = "<h2>What comes next</h2><p>The vote is due in spring -- or later.</p>"
PROMISE = OPENING + MIDDLE + HAN + CLOSING


def changed(old: str, new: str) -> str:
    assert old in PROMISE
    return PROMISE.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (" It heard four speakers.", "", "It heard four speakers."),
        ("Nobody left early.", "", "Nobody left early."),
        ("中国专家认为，不能指望突破！", "", "中国专家认为，不能指望突破！"),
        (MIDDLE, "", "Rain fell all week, and the river rose by 1250 metres."),
        ("<h2>What comes next</h2>", "", "What comes next"),
        (", and the river rose by 1250 metres", "", "Rain fell all week"),
        ("It heard four speakers.", "Another sentence.", "It heard four speakers."),
        ("rose by 1250 metres", "rose by 1280 metres", "and the river rose by 1250 metres"),
        ("rose by 1250 metres", "rose by 125 metres", "and the river rose by 1250 metres"),
    ],
)
def test_each_lost_sentence_is_quoted(old: str, new: str, lost: str) -> None:
    found = report(PROMISE, changed(old, new))
    assert ids(found) == ["T1"]
    assert found.verdict is Verdict.PARTIAL
    assert lost in found.findings[0].message
    assert lost in found.findings[0].evidence["lost"]


def test_a_clause_lost_from_a_long_sentence_is_seen() -> None:
    words = "and the ferry went on, " * 12
    sentence = (
        f"<p>It rained, {words} though not for those without a ticket, {words} to the end.</p>"
    )
    page = sentence.replace(" though not for those without a ticket,", "")
    assert ids(report(PROMISE + sentence, PROMISE + page)) == ["T1"]


def test_several_lost_sentences_of_a_paragraph_are_one_finding() -> None:
    page = changed(OPENING, "<p>The council met on Monday.</p>")
    found = report(PROMISE, page)
    assert ids(found) == ["T1"]
    assert "lost 2 of 3 sentences" in found.findings[0].message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-- or later", "– or later"),
        ("“管理”", '"管理"'),
        ("不能指望突破！", "不能指望突破!"),
        ("“管理”竞争", "“管理” 竞 争"),
        ("council", "coun\u00adcil"),
        ("council met", "council\u00a0met"),
        ("Rain fell", "\ufeffRain\u200b fell"),
        (". It heard", ".</p><p>It heard"),
        ("</p>" + MIDDLE, " Rain fell all week, and the river rose by 1250 metres.</p>"),
        ("council met", "<b>council</b> <a href='/'>met</a>"),
        ("four speakers", "four speakers[1]"),
        ("the river rose", "the rivers rose"),
        ("1250 metres", "1250[1] meters"),
        (MIDDLE, f"<p>Read also: other news</p>{MIDDLE}<ins>Advertisement</ins>"),
        (MIDDLE, f"<blockquote>{MIDDLE}</blockquote>"),
        ("<h2>What comes next</h2>", "<p><strong>What comes next</strong></p>"),
    ],
)
def test_near_misses_are_silent(old: str, new: str) -> None:
    assert ids(report(PROMISE, changed(old, new))) == []


def test_sidebar_related_lists_and_comments_are_ignored() -> None:
    noise = "".join(f"<p>Reader {n} writes: I agree with speaker {n}.</p>" for n in range(80))
    page = f"<nav>Home News Sport</nav>{noise}{PROMISE}{noise}<footer>© all of us</footer>"
    assert ids(report(PROMISE, page)) == []


def test_an_excerpt_above_the_article_does_not_hide_a_loss_below() -> None:
    page = "<div>Rain fell all week…</div>" + changed(MIDDLE, "")
    assert ids(report(PROMISE, page)) == ["T1"]


def test_a_sentence_like_the_lost_one_elsewhere_does_not_stand_for_it() -> None:
    lines = "".join(f"<p>Place {n}: the town number {n} of the list.</p>" for n in range(10, 30))
    page = lines.replace("<p>Place 17: the town number 17 of the list.</p>", "")
    found = report(lines, page)
    assert ids(found) == ["T1"]
    assert "Place 17" in found.findings[0].message


def test_dividers_promise_nothing() -> None:
    assert ids(report(PROMISE.replace(MIDDLE, "<p>* * *</p>" + MIDDLE), PROMISE)) == []


def test_garbled_text_is_told_from_lost_text() -> None:
    found = report(PROMISE, changed("美方期待“管理”竞争。", "美\ufffd期待“\ufffd理”竞争。"))
    assert ids(found) == ["T2"]


def test_replacement_characters_of_the_post_itself_are_no_loss() -> None:
    promise = PROMISE.replace("Rain fell", "Ra\ufffdn fell")
    assert ids(report(promise, promise)) == []


def test_a_comment_that_quotes_a_lost_paragraph_does_not_stand_for_it() -> None:
    comments = f"<h3>Comments</h3><blockquote>{MIDDLE}</blockquote><p>I was there too.</p>"
    assert ids(report(PROMISE, PROMISE + comments)) == []
    assert ids(report(PROMISE, changed(MIDDLE, "") + comments)) == ["T1"]


def test_a_paragraph_that_changed_is_told_though_a_copy_stands_elsewhere() -> None:
    spoiled = changed(", and the river rose by 1250 metres", ", and the")
    found = report(PROMISE, f"{spoiled}<p>Read on</p>{MIDDLE}")
    assert ids(found) == ["T1"]


def test_a_decision_holds_only_while_the_same_sentences_are_lost() -> None:
    first = report(PROMISE, changed("Nobody left early.", "")).findings[0]
    again = report(PROMISE, changed(" Nobody left early.", "<i></i>")).findings[0]
    worse = report(PROMISE, changed("It heard four speakers. Nobody left early.", "")).findings[0]
    assert first.fingerprint == again.fingerprint != worse.fingerprint
