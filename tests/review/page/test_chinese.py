"""What archiver says in English sentences, said in Chinese: every check, every kind, every form."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from reviewing import PHONE, Reader, Review, sitting

import archiver
from archiver.compare import CHECKS
from archiver.models import LostAt, Outcome, PlayerOutcome, Ruling, Severity, Verdict, VisualKind
from archiver.review.item import CHANGE_CHECK, NEW_CHECK, ItemType
from archiver.review.summary import settings_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_WORDS: dict[str, type[StrEnum]] = {
    "class": Severity,
    "section": Severity,
    "viewer.look": Severity,
    "lost": LostAt,
    "verdict": Verdict,
    "state": Ruling,
    "kind": VisualKind,
    "outcome": PlayerOutcome,
}


@pytest_asyncio.fixture(loop_scope="session")
async def chinese(looker: Reader) -> Reader:
    """Somebody before the page who reads Chinese."""
    await looker.do("() => archiver.setLanguage('zh')")
    await looker.idle()
    return looker


async def without_words(reader: Reader, keys: list[str]) -> list[str]:
    """Return which of these the page has no Chinese for."""
    code = "(keys) => keys.filter((key) => !archiver.hasWord(key) || !/\\p{Script=Han}/u.test("
    return list(await reader.do(code + "archiver.say(key)) && archiver.say(key) === key)", keys))


async def test_every_check_has_a_title_and_an_explanation(chinese: Reader) -> None:
    parts = ("", ".meaning", ".reason", ".remedy")
    checks = (*CHECKS, NEW_CHECK, CHANGE_CHECK)
    assert (
        await without_words(chinese, [f"check.{c}{part}" for c in checks for part in parts]) == []
    )


async def test_every_severity_stage_verdict_and_kind_has_a_word(chinese: Reader) -> None:
    keys = [f"{name}.{each.value}" for name, values in _WORDS.items() for each in values]
    keys += [f"outcome.{each.value}" for each in Outcome]
    keys += [f"section.{each}" for each in (ItemType.CHANGE, ItemType.NEW)]
    settings = archiver.models.DifferenceSettings()
    keys += [f"setting.{each['name']}" for each in settings_of(settings)]
    assert await without_words(chinese, keys) == []


async def test_every_check_has_a_form_of_a_sentence(chinese: Reader) -> None:
    names = {name for name, _ in await chinese.do("() => archiver.sentenceForms()")}
    assert {*CHECKS, CHANGE_CHECK} <= names


_QUIET = frozenset({"changed_media.py", "changed_texts.py", "changes.py", "known_losses.py"})
"""Modules whose sentences are those of `archiver diff` and `archiver accept`."""


def _sources() -> Iterator[Path]:
    root = Path(archiver.__file__).parent
    yield from (each for each in (root / "compare").rglob("*.py") if each.name not in _QUIET)
    yield root / "differences" / "notes.py"


def _left_out(tree: ast.AST) -> set[ast.AST]:
    """Return what is in the words of an error, or says how a value is written."""
    kinds = (ast.Raise, ast.FormattedValue)
    roots = (each for each in ast.walk(tree) if isinstance(each, kinds))
    return {each for root in roots for each in ast.walk(root)}


def _said(source: Path) -> Iterator[str]:
    """Yield the words between the values of a module's sentences, three or more at a time."""
    tree = ast.parse(source.read_text("utf-8"))
    left_out = _left_out(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr) or node in left_out:
            continue
        for part in node.values:
            if isinstance(part, ast.Constant) and len(re.findall(r"[A-Za-z']+", part.value)) > 2:
                # What is called by a noun is a value in a form.
                yield re.sub(r"( the)?( player)?[ .]*$", "", part.value.strip())


async def test_whatever_a_check_says_has_a_form(chinese: Reader) -> None:
    """A sentence that is worded anew, or for a new loss, is missed here."""
    forms = await chinese.do("() => archiver.sentenceForms()")
    literals = "\n".join(text for _, every in forms for form in every for text in form)
    said = [(source.name, text) for source in _sources() for text in _said(source)]
    assert len(said) > 100
    small = literals.lower()
    assert [each for each in said if each[1].lower() not in small] == []


_U = "https://img.cdn.test/a/bridge.jpg"
_REFUSED = "the server answered 403; archiver asked again without a Referer and kept it"
_SIGNS = (
    "WeChat's notice came in its place, 94% of what came is one colour, and the same bytes came"
    " for 2 different pictures"
)
_SIGNS_TOLD = (
    "收到的是微信的防盗链提示图，收到的图片有 94% 是同一种颜色，2 张不同的图片收到了完全相同的数据"
)
SENTENCES = [
    (
        "M1",
        f"The post shows the picture {_U}, the page does not.",
        f"原文有图片 {_U}，页面上没有。",
    ),
    (
        "M3",
        f"The page asked for the picture {_U}, but {_REFUSED}.",
        f"页面请求图片 {_U}，但服务器返回 403；archiver 不带 Referer 重新请求，已存下。",
    ),
    (
        "M5",
        f"The page asked for the picture {_U}, but {_SIGNS}.",
        f"图片 {_U} 被占位图代替：{_SIGNS_TOLD}。",
    ),
    ("C1", 'The caption "He said "no", but stands" is not on the page.', None),
    (
        "C2",
        f'The caption "▲石桥" belongs to the picture {_U}, but stands at the film {_U}.',
        f"图注“▲石桥”属于图片 {_U}，却挂在视频 {_U} 上。",
    ),
    (
        "T1",
        'The page lost 2 of 9 sentences of a paragraph: "One and two"; "三" and 1 more.',
        "一个段落的 9 句话中，页面丢了 2 句：“One and two”；“三”，另有 1 处。",
    ),
    (
        "M3",
        f"In the replay: The page asked for the picture {_U}, but no answer came (inspector).",
        f"回放时：页面请求图片 {_U}，但没有收到回应（inspector）。",
    ),
    ("S1", "picture 7 shows another picture", "第 7 张图片换成了另一张图片。"),
    (
        "S1",
        'the paragraph "A and B" and picture 3, caption "图", were added after the heading "去年"',
        "新增了段落“A and B”和第 3 张图片（图注“图”），在标题“去年”之后。",
    ),
    (
        "S1",
        'a band of 40 px was inserted before the paragraph "开头", with the words "Half price"',
        "在段落“开头”之前多出一条高 40 像素的横条，文字是“Half price”。",
    ),
    (
        "P4",
        "The replay looks other than the capture: a part of picture 4 looks other.",
        "回放的外观与存档时不同：第 4 张图片有一部分变了样。",
    ),
    ("XY1", "The check XY1 failed (ValueError: no): what it would find is not known.", None),
    ("XY1", "Somebody's own check has its own words.", ""),
    ("M1", "The post shows the picture", ""),
]
"""With the check; the Chinese is None where only that there is one counts, empty without one."""


async def test_sentences_are_said_in_chinese(chinese: Reader) -> None:
    code = "(all) => all.map(([check, text]) => archiver.toldOf(check, text) ?? '')"
    asked = [[check, english] for check, english, _ in SENTENCES]
    told = await chinese.do(code, asked)
    for (_, english, wanted), found in zip(SENTENCES, told, strict=True):
        if wanted is not None:
            assert found == wanted
            continue
        assert re.search(r"[\u4e00-\u9fff]", found), english
        assert "{" not in found
    await chinese.do("() => archiver.setLanguage('en')")
    assert set(await chinese.do(code, asked)) == {""}, "English needs no other words"


async def test_words_made_to_fit_everywhere_end_soon(chinese: Reader) -> None:
    """What strangers wrote may hold the words between the values, a hundred times over."""
    hostile = 'the paragraph "' + '" and the paragraph "' * 150 + '" were added after' * 60
    told = "([check, text]) => String(archiver.toldOf(check, text)).length"
    assert await chinese.do(told, ["S1", hostile]) < 10_000
    assert await chinese.do(told, ["T1", "The page lost " + "1 of " * 700]) < 10_000
    assert await chinese.do(told, ["M1", "x" * 100_000]) == len("null")


async def test_the_chinese_sentence_leads_and_the_english_one_stays(chinese: Reader) -> None:
    await chinese.choose("M3", "gate-1")
    await expect(chinese.find(".sentence")).to_contain_text("页面请求图片")
    await expect(chinese.find(".sentence")).to_contain_text("但服务器返回 404。")
    original = chinese.find(".original")
    await expect(original).to_contain_text("but the server answered 404.")
    assert await original.get_attribute("lang") == "en"
    await expect(chinese.find(".lost")).to_have_text("问题出在网页")
    await expect(chinese.row("媒体加载失败")).to_contain_text(
        "gone.test 的 3 个网址以同样的方式失败：状态码 404。"
    )
    facts = chinese.find(".part.told")
    await expect(facts).to_contain_text("状态码404")
    assert await facts.locator("dt", has_text="状态码").get_attribute("title") == "status"
    await chinese.find(".meaning summary").click()
    await expect(chinese.find(".meaning")).to_contain_text("原因：最常见的是对方主机要求")
    await chinese.choose("S0", "moon")
    await expect(original).to_be_hidden()
    await chinese.button("English").click()
    await chinese.choose("M3", "gate-1")
    await expect(original).to_be_hidden()


async def test_search_finds_the_words_that_are_read(chinese: Reader) -> None:
    await chinese.press("/")
    field = chinese.page.get_by_role("searchbox")
    for words in ("图注 不在页面上", "the caption", "图注缺失"):
        await field.fill(words)
        assert "C1 tea" in await chinese.rows(), words
    await chinese.button("English").click()
    await field.fill("不在页面上")
    assert await chinese.rows() == []


async def test_what_could_not_be_read_is_said_above_the_queue(
    chromium: Browser, review: Review
) -> None:
    loading = review.site._loading
    articles = dict(loading.edition.articles)
    why = "/archive/warc/1.warc.gz: its block ends 40 bytes too early"
    articles["tea"] = replace(articles["tea"], report=None, trouble=why)
    loading.edition = replace(loading.edition, articles=articles)
    async with sitting(chromium, review.server.address, viewport=PHONE) as reader:
        await reader.open()
        line = reader.find(".unreadable summary")
        await expect(line).to_have_text("1 article could not be read")
        await expect(reader.find(".unreadable li")).to_be_hidden()
        await line.click()
        await expect(reader.find(".unreadable li")).to_have_text(f"清明前的最后一筐茶{why}")
        assert await reader.sideways() <= 0
        await reader.find(".language").click()
        await expect(line).to_have_text("1 篇文章无法读取")


async def test_nothing_is_said_where_all_was_read(looker: Reader) -> None:
    await expect(looker.find(".unreadable")).to_be_hidden()
