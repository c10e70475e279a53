"""Posts and pages made to stall: each is judged in bounded time, or refused in one error."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import archiver.compare
import archiver.dom
import archiver.source
from archiver.compare import check
from archiver.errors import PostError
from archiver.models import (
    Capture,
    Environment,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Post,
    Report,
)
from archiver.rules import read_rulebook
from archiver.source import read_post

pytestmark = pytest.mark.timeout(10)
MATTER = "---\ntitle: The quay\n---\n"
BOX = [0, 0, 600, 40]
RULES = read_rulebook()


def read(body: str, *, name: str = "quay.md") -> Post:
    return read_post(Path(name), data=(MATTER + body).encode("utf-8", "replace"))


def element(tag: str, *children: object, **attributes: str) -> list[object]:
    return [tag, attributes, BOX, list(children)]


def captured(*children: object, slug: str = "quay") -> Capture:
    """A capture whose page has these elements in its body."""
    page = PageSnapshot(
        url="https://news.test/quay",
        title="The quay",
        width_px=1280,
        height_px=800,
        frames=(
            FrameSnapshot(
                url="https://news.test/quay", parent=None, tree=element("html", *children)
            ),
        ),
    )
    return Capture(
        capture_id="1",
        slug=slug,
        url=page.url,
        origin=PageOrigin.SITE,
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=page,
        ledger=(),
        environment=Environment(
            archiver="0",
            browser="",
            user_agent="",
            viewport_width_px=1280,
            viewport_height_px=800,
            platform="",
        ),
    )


def judged(body: str, *page: object) -> Report:
    """The report of a post against a page."""
    post = read(body)
    return check(post, captured(*page, slug=post.slug), rulebook=RULES)


# --- bodies -------------------------------------------------------------------

BODIES: dict[str, Callable[[], str]] = {
    "start tags that never end": lambda: "<a " * 200_000,
    "comments that never end": lambda: "<!--" * 100_000,
    "marked sections": lambda: "<![" * 30_000,
    "processing instructions": lambda: "<?" * 100_000,
    "values that never end": lambda: '<img src="' * 50_000,
    "deep elements": lambda: "<div>" * 20_000,
    "deep inline elements": lambda: "<b>" * 20_000 + "word",
    "wrongly nested": lambda: "<b><p><i></b></p></i>" * 5_000,
    "a long attribute": lambda: f'<p class="{"caption " * 130_000}">word</p>',
    "a long style": lambda: f'<p style="{"color:" * 170_000}">word</p>',
    "a long background": lambda: f'<p style="background:{"url(" * 250_000}">word</p>',
    "blanks in a background": lambda: f'<p style="background:url({" " * 200_000}">word</p>',
    "a long srcset": lambda: f'<img src="a.jpg" srcset="{"a.jpg 1x, " * 100_000}">',
    "many attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">word</p>",
    "a long paragraph": lambda: "<p>" + "The quay is wet. " * 110_000 + "</p>",
    "a long line of Markdown": lambda: "The quay *is* wet. " * 20_000,
    "open emphasis": lambda: "*a " * 20_000,
    "open strike-through": lambda: "~~a " * 20_000,
    "open links": lambda: "[" * 20_000,
    "open pictures": lambda: "![a](" * 10_000,
    "back-ticks": lambda: "".join("`" * n + " " for n in range(1, 500)),
    "quotes in quotes": lambda: "> " * 5_000 + "a",
    "lists in lists": lambda: "".join("  " * n + "- a\n" for n in range(500)),
    "a wide table": lambda: "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|b" * 5_000 + "|\n",
    "tags of a generator": lambda: "{% " * 100_000,
    "short codes": lambda: "{{< a " * 50_000,
    "attribute lists": lambda: "{: " * 100_000,
    "entities": lambda: "&amp" * 100_000,
    "line breaks": lambda: "<p>" + "a<br>" * 50_000 + "</p>",
    "captions": lambda: "<p>▲ a</p>" * 20_000,
    "nothing but marks": lambda: "<p>" + "▲" * 200_000 + "</p>",
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_read_and_judged_or_refused_in_time(name: str) -> None:
    body = BODIES[name]()
    try:
        judged(body, element("p", "The page has other words."))
    except PostError as error:
        said = str(error)
    else:
        said = ""
    assert not said or re.match(r"quay\.md:\d+: .", said)


def test_more_nodes_than_a_page_may_have_are_one_error() -> None:
    with pytest.raises(PostError, match=r"quay\.html:\d+: .*more than 400,000 elements"):
        read("<b>" + "<i></i>" * 400_001, name="quay.html")


def test_more_characters_than_a_post_may_have_are_one_error() -> None:
    with pytest.raises(PostError, match=r"quay\.md:\d+: .*a post may have"):
        read("word " * 1_000_000)


# --- pages --------------------------------------------------------------------


def test_a_page_of_fifty_thousand_equal_blocks_is_judged() -> None:
    report = judged("<p>The quay.</p>", *[element("p", "The quay.")] * 50_000)
    assert {finding.check for finding in report.findings} <= {"O2", "T3", "P0"}


def test_ten_thousand_media_of_one_key_are_judged() -> None:
    picture = element("img", **{":src": "https://news.test/a.jpg", "src": "a.jpg"})
    report = judged('<img src="https://news.test/a.jpg">\n' * 1_000, *[picture] * 10_000)
    assert report.findings


def test_four_hundred_thousand_nodes_are_judged() -> None:
    assert judged("<p>The quay.</p>", element("p", *[element("b", "a")] * 200_000)).findings


def test_a_page_deeper_than_the_call_stack_is_judged() -> None:
    tree: list[object] = element("p", "The quay.")
    for _ in range(20_000):
        tree = element("div", tree)
    missing = {each.check for each in judged("<p>The quay.</p>", tree).findings}
    assert "T1" not in missing


def test_a_huge_table_is_judged() -> None:
    rows = [element("tr", *[element("td", f"{row}") for _ in range(20)]) for row in range(5_000)]
    body = "<table>" + "<tr>" + "<td>a</td>" * 20 + "</tr>" + "</table>"
    assert judged(body, element("table", *rows)).findings


def test_two_long_paragraphs_are_compared() -> None:
    words = " ".join(f"word{number}" for number in range(100_000))
    report = judged(f"<p>{words}</p>", element("p", words.replace("word5000 ", "")))
    assert "T1" in {finding.check for finding in report.findings}


def test_a_page_of_long_attributes_is_judged() -> None:
    long = "caption url( color: " * 100_000
    hostile = element("p", "The quay.", style=long, id=long, lang=long, **{"class": long})
    assert "T1" not in {each.check for each in judged("<p>The quay.</p>", hostile).findings}


# --- patterns -----------------------------------------------------------------


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns of all modules that read posts and pages."""
    for package in (archiver.dom, archiver.compare, archiver.source):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{found.name}.{name}", value


PATTERNS = dict(patterns())
ANCHORED = {
    "archiver.dom.media._NUMBER",
    "archiver.compare.alternative_texts._IDENTIFIER",
    "archiver.compare.checks._HEAD",
    "archiver.source.article._DOCUMENT",
    "archiver.source.shortcodes._NAME",
}
"""Patterns that are only ever asked of the start of a text; a search would be quadratic."""
CAPPED = {
    "archiver.compare.asides._AGES": 1_000,
    "archiver.compare.asides._AGE_WITH_FIGURE": 1_000,
}
"""Patterns that are quadratic, and are given texts of fewer characters than these."""


def provoking(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts of the pattern's own characters and words, over and over, with a wrong end."""
    characters = [each for each in dict.fromkeys(pattern.pattern) if each not in "\\^$|*+?{}"]
    words = dict.fromkeys(re.findall(r"[^\W_]{2,}", pattern.pattern))
    for piece in ["a", " ", "\n", "".join(characters), *characters[:30], *list(words)[:12]]:
        yield (piece * 50_000)[:50_000] + "!"


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 50


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_ends_in_time(name: str) -> None:
    pattern = PATTERNS[name]
    tell = pattern.match if name in ANCHORED else pattern.search
    for text in provoking(pattern):
        tell(text[: CAPPED.get(name)])
