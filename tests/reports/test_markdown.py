"""Markdown for pull requests: short, bounded, and no word of a stranger is obeyed."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from told import HOSTILE, account, accounts, failed_picture, finding, hostile_account, page, words

from archiver.models import Severity, Verdict
from archiver.reports import Account, Form, written
from archiver.reports.markdown import MAX_CHARACTERS, escaped

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAG = re.compile(r"<(/?[A-Za-z!][^\s>]*)")
OWN_TAGS = {"h2", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "p", "strong", "code",
            "details", "summary"}  # fmt: skip


def told(given_account: Account) -> str:
    text = written(given_account, Form.MARKDOWN)
    assert len(text) < MAX_CHARACTERS
    text.encode()
    return text


def tags(text: str) -> set[str]:
    return {found.strip("/").lower() for found in TAG.findall(READER.render(text))}


@pytest.mark.parametrize("text", HOSTILE)
def test_an_escaped_text_is_shown_and_makes_nothing(text: str) -> None:
    inline = READER.renderInline("a " + escaped(text) + " z")
    assert TAG.findall(inline) == []
    assert "|" not in escaped(text)
    assert "`" not in escaped(text)
    assert not re.search(r"[@#]\w", html.unescape(inline))
    assert "://" not in escaped(text)
    assert "www." not in escaped(text)


def test_an_escaped_text_reads_as_it_was() -> None:
    plain = "a*b_c `d` |e| <f> & [g](h) ~i~ 1. j! \\k"
    shown = READER.renderInline(escaped(plain))
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == plain


def test_mentions_and_numbers_reach_nobody() -> None:
    shown = READER.renderInline(escaped("@octocat #17 GH-3"))
    assert shown == "@\u200boctocat #\u200b17 GH-\u200b3"


@given(words)
def test_no_text_makes_a_tag_or_a_cell(text: str) -> None:
    assert "|" not in escaped(text)
    assert TAG.findall(READER.renderInline("x" + escaped(text))) == []


def test_the_head_counts_and_pages_follow_worst_first() -> None:
    mild = finding("T3", 2, severity=Severity.WARNING)
    text = told(
        account(
            page("fine"),
            page("mild", mild, accepted=(finding("M1"),)),
            page("gone", finding("P0", None), verdict=Verdict.FAILED),
            page("wrong", finding("M3"), finding("M1")),
        )
    )
    lines = text.splitlines()
    assert lines[0] == "## ❌ archiver: 4 pages, 3 errors, 1 warning, 1 known loss honoured"
    assert "| ❌ failed | 1 |" in lines
    assert "| media kept | 16 of 20 |" in lines
    order = re.findall(r"<summary>(?:\S+) About (\w+): (.*)</summary>", text)
    assert order == [("gone", "1 error"), ("wrong", "2 errors"), ("mild", "1 warning")]
    assert "<code>posts/wrong.md&#58;7</code>" in text
    assert tags(text) <= OWN_TAGS


def test_no_findings_is_said() -> None:
    text = told(account(page("a")))
    assert text.startswith("## ✅ archiver: 1 page, no findings\n")
    assert "<details>" not in text


def test_what_is_the_same_on_many_pages_is_one_line() -> None:
    pages = [page(f"p{n}", failed_picture(f"https://c.test/{n}")) for n in range(37)]
    text = told(account(*pages))
    assert "on 37 pages: 37 addresses of c.test fail in the same way&#58; status 403" in text
    assert "and 34 more" in text
    assert "<details>" not in text


@pytest.mark.parametrize("pages", [400, 5_000])
def test_a_long_report_is_cut_and_says_what_is_missing(pages: int) -> None:
    wordy = [page(f"p{n}", *(finding(message=f"{n} {k} " + "*" * 500, subject=f"{n} {k}")
                             for k in range(3))) for n in range(pages)]  # fmt: skip
    text = told(account(*wordy))
    assert len(text) > MAX_CHARACTERS - 12_000
    shown = text.count("<details>")
    assert f"**Cut off**: {pages - shown:,} pages did not fit here." in text
    assert text.count("<details>") == text.count("</details>")


def test_of_a_page_with_very_many_findings_the_rest_is_counted() -> None:
    text = told(account(page("a", *(finding(subject=str(n)) for n in range(900)))))
    assert "and 870 more" in text


def test_hostile_texts_are_harmless() -> None:
    assert tags(told(hostile_account())) <= OWN_TAGS


@settings(max_examples=50)
@given(accounts(), st.integers(1, 3))
def test_whatever_strangers_write_it_is_short_and_harmless(one: Account, times: int) -> None:
    assert tags(told(account(*one.pages * times, unreadable=one.unreadable))) <= OWN_TAGS
