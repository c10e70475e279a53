"""The report as a page: escaped, bounded, and silent in a real browser."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import html
from told import HOSTILE, account, accounts, failed_picture, finding, hostile_account, page

from archiver.browser.executable import find_browser
from archiver.models import Finding, Severity, Verdict
from archiver.reports import Account, EvidencePicture, Form, JudgedPage, Pictures, written
from archiver.reports.html import MAX_FILE_BYTES, MAX_FINDING_BYTES


class Album:
    """Gives every finding pictures of these sizes."""

    def __init__(self, *sizes_bytes: int) -> None:
        self._sizes = sizes_bytes
        self.asked = 0

    def of(
        self, page: JudgedPage, findings: Sequence[Finding]
    ) -> Sequence[tuple[EvidencePicture, ...]]:
        self.asked += 1
        shown = tuple(
            EvidencePicture(title=f"{size} bytes", width_px=3, height_px=2, data=b"\x00" * size)
            for size in self._sizes
        )
        return [shown for _ in findings]


def read(told: Account, pictures: Pictures | None = None) -> html.HtmlElement:
    text = written(told, Form.HTML, pictures)
    text.encode()
    return html.document_fromstring(text)


def texts(root: html.HtmlElement, selector: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in root.find_class(selector)]


def test_pages_come_worst_first_and_findings_in_reading_order() -> None:
    root = read(
        account(
            page("whole"),
            page("one", finding("M3", 9)),
            page("two", finding("T1", 30), finding("M1", 4), finding("T3", None)),
            page("gone", finding("P0", None), verdict=Verdict.FAILED),
        )
    )
    assert [each.get("id") for each in root.find_class("page")] == [
        "page-gone",
        "page-two",
        "page-one",
    ]
    assert texts(root, "place") == [
        "posts/gone.md",
        "posts/two.md",
        "posts/two.md:4",
        "posts/two.md:30",
        "posts/one.md:9",
    ]
    assert root.find(".//h1").text == "3 of 4 pages lost something"
    assert "About whole posts/whole.md" in texts(root, "silent")[0]


def test_a_finding_says_what_to_do_and_shows_its_evidence() -> None:
    root = read(account(page("a", failed_picture("https://c.test/a.jpg"))))
    (article,) = root.find_class("finding")
    said = " ".join(" ".join(article.itertext()).split())
    assert "error M3 medium failed to load the page lost it" in said
    assert "status 403" in said
    assert "What to do." in said
    assert "fingerprint 0123456789abcdef" in said


def test_groups_known_losses_and_unreadable_posts_are_told() -> None:
    pages = [page(f"p{n}", failed_picture(f"https://c.test/{n}")) for n in range(20)]
    pages.append(page("known", accepted=(finding("M1", message="A known loss."),)))
    root = read(account(*pages, unreadable=("posts/x.md:1: no",)))
    (group,) = root.find_class("groups")
    said = " ".join(group.text_content().split())
    assert "20 addresses of c.test fail in the same way: status 403" in said
    assert "and 8 more" in said
    assert "1 known loss honoured" in texts(root, "known")[0]
    assert "posts/x.md:1: no" in texts(root, "unreadable")[0]


def test_the_policy_lets_nothing_in_but_this_style_and_these_pictures() -> None:
    root = read(account(page("a", finding())), Album(10))
    (policy,) = (
        each.get("content")
        for each in root.iter("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    )
    style = root.find(".//style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style
    assert "@import" not in style
    assert root.findall(".//script") == []
    assert all(each.get("src").startswith("data:image/webp;base64,") for each in root.iter("img"))


def check_harmless(root: html.HtmlElement) -> None:
    names = {each.tag for each in root.iter() if isinstance(each.tag, str)}
    assert not names & {"script", "iframe", "object", "embed", "form", "base", "x"}
    for each in root.iter():
        assert not [name for name in each.attrib if name.startswith("on")]
        assert each.get("style") is None
        address = each.get("href") or ""
        assert re.match(r"(https?://|#|data:,$)", address) or not address
        if each.tag == "a" and not address.startswith("#"):
            assert each.get("rel") == "noreferrer noopener"


def test_hostile_texts_stand_there_as_text() -> None:
    root = read(hostile_account())
    check_harmless(root)
    shown = root.text_content()
    for text in HOSTILE[:9]:
        assert " ".join(text.split()) in " ".join(shown.split())


@settings(max_examples=30, deadline=None)
@given(accounts())
def test_whatever_strangers_write_is_harmless(told: Account) -> None:
    check_harmless(read(told))


def test_pictures_of_a_finding_that_are_too_big_are_dropped() -> None:
    fits = MAX_FINDING_BYTES * 3 // 4 - 20_000
    root = read(account(page("a", finding())), Album(MAX_FINDING_BYTES, fits, 30_000, 9_000))
    assert texts(root, "pictures") == [f"{fits} bytes 9000 bytes"]


def test_a_file_that_is_full_says_how_many_had_to_do_without() -> None:
    album = Album(290_000)
    pages = [page(f"p{n:03}", finding(subject=str(n))) for n in range(90)]
    text = written(account(*pages), Form.HTML, album)
    assert MAX_FILE_BYTES - 400_000 < len(text) < MAX_FILE_BYTES + 400_000
    shown = text.count("data:image/webp")
    assert f"The pictures of {90 - shown} findings are left out" in text
    assert album.asked == shown + 1


@pytest.mark.parametrize(
    ("pages", "head"),
    [
        ((), "No page was checked"),
        ((page("a"),), "The page is complete"),
        ((page("a"), page("b", finding("T3", severity=Severity.WARNING))), "All 2 pages are"),
    ],
)
def test_the_headline_says_how_it_is(pages: tuple[JudgedPage, ...], head: str) -> None:
    assert read(account(*pages)).find(".//h1").text.startswith(head)


@pytest.mark.browser
async def test_in_a_browser_nothing_runs_asks_or_complains(tmp_path: Path) -> None:
    from playwright.async_api import async_playwright

    file = tmp_path / "report.html"
    told = hostile_account()
    mild = page("mild", finding("T3", severity=Severity.WARNING))
    told = replace(told, pages=(*told.pages, mild))
    file.write_text(written(told, Form.HTML, Album(10)), encoding="utf-8")
    happened: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(None, playwright), args=["--no-sandbox"]
        )
        tab = await browser.new_page()
        tab.on("dialog", lambda dialog: happened.append(f"dialog {dialog.message}"))
        tab.on("console", lambda message: happened.append(f"console {message.text}"))
        tab.on("pageerror", lambda error: happened.append(f"error {error}"))
        tab.on("request", lambda request: happened.append(f"request {request.url[:40]}"))
        await tab.goto(file.as_uri())
        await tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        await tab.locator("#errors-only").check()
        assert await tab.locator(".finding.warning").count() == 1
        assert not await tab.locator(".finding.warning").is_visible()
        wide = await tab.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide
        await browser.close()
    own = {f"request {file.as_uri()[:40]}", "request data:image/webp;base64,AAAAAAAAAAAAAA=="}
    assert set(happened) <= own
