"""The language of the page and of its passages, and its charset."""

from __future__ import annotations

import pytest
from aligned import case_of

from archiver.compare import languages
from archiver.compare.languages import language_of
from archiver.models import PageOrigin

LINES = [f"<p>Paragraph {n} of this article, in its own words.</p>" for n in range(8)]
PROMISE = "".join(LINES)


def of_page(promised: object, shown: str, page: str = PROMISE) -> list[str]:
    case = case_of(PROMISE, page, fields={"lang": promised}, snapshot={"language": shown})
    return [loss.message for loss in languages.losses(case)]


@pytest.mark.parametrize(
    ("promised", "shown"),
    [("zh-CN", "en"), ("en", "zh"),
     ("zh-Hans", "zh-Hant"), ("zh-TW", "zh-CN"), ("zh_HK", "zh-Hans"),
     ("ja", "zh-CN"), ("de-AT", "en-US"), ("en_US.UTF-8", "fr")],
)  # fmt: skip
def test_another_language_is_told(promised: str, shown: str) -> None:
    (message,) = of_page(promised, shown)
    assert f'"{promised}"' in message
    assert f'"{shown}"' in message


@pytest.mark.parametrize(
    ("promised", "shown"),
    [("zh-CN", "zh"), ("zh-CN", "zh-Hans-CN"), ("zh-SG", "zh-Hans"), ("zh-TW", "zh-Hant"),
     ("zh-Hant-HK", "zh-TW"), ("en-GB", "en-US"), ("EN", "en"), ("zh_CN", "zh-cn"),
     ("cn", "zh-CN"),
     ("jp", "ja"), ("no", "nb"), ("", "en"), ("en", ""), ("Chinese (simplified)", "en"),
     (None, "en"),
     (["zh", "en"], "en"), ({"a": 1}, "en"), ("und", "en"), ("en", "und"), ("x" * 10_000, "en")],
)  # fmt: skip
def test_writings_of_one_language_and_unknown_ones_are_silent(promised: object, shown: str) -> None:
    assert of_page(promised, shown) == []


def test_the_field_may_have_other_names() -> None:
    for name in ("Language", "locale"):
        case = case_of(PROMISE, PROMISE, fields={name: "fr"}, snapshot={"language": "en"})
        assert [loss.check for loss in languages.losses(case)] == ["T5"]


def test_a_language_that_is_set_on_the_article_counts() -> None:
    assert of_page("zh-CN", "en", f"<article lang=zh>{PROMISE}</article>") == []
    assert len(of_page("zh-CN", "zh", f"<article lang=en>{PROMISE}</article>")) == 1


GREEK = "<p lang=el>Μῆνιν ἄειδε θεὰ Πηληϊάδεω Ἀχιλῆος.</p>"


@pytest.mark.parametrize(
    ("page", "kind"),
    [(GREEK.replace(" lang=el", ""), "text lost"), (GREEK.replace("=el", "=en"), "text changed")],
)
def test_a_passage_that_lost_its_language_is_told(page: str, kind: str) -> None:
    (found,) = languages.losses(case_of(PROMISE + GREEK, PROMISE + page))
    assert (found.check, found.block, found.kind) == ("T5", 8, kind)


def test_a_passage_in_the_language_of_its_page_is_told_when_it_loses_its_own() -> None:
    case = case_of(PROMISE + GREEK, f"<div lang=en>{PROMISE}{GREEK.replace(' lang=el', '')}</div>")
    assert [loss.kind for loss in languages.losses(case)] == ["text changed"]


def test_a_passage_that_is_merged_with_others_is_silent() -> None:
    words = GREEK.removeprefix("<p lang=el>").removesuffix("</p>")
    merged = PROMISE.removesuffix("</p>") + f" <span lang=el>{words}</span></p>"
    assert list(languages.losses(case_of(PROMISE + GREEK, merged))) == []


def test_a_post_whose_every_passage_lost_its_language_is_one_finding() -> None:
    (found,) = languages.losses(case_of(f"<div lang=fr>{PROMISE}</div>", PROMISE))
    assert "8 texts" in found.message


@pytest.mark.parametrize(
    "page",
    [GREEK, GREEK.replace("=el", "=el-GR"), f"<div lang=el>{GREEK.replace(' lang=el', '')}</div>"],
)
def test_a_passage_that_kept_its_language_is_silent(page: str) -> None:
    assert list(languages.losses(case_of(PROMISE + GREEK, PROMISE + page))) == []


@pytest.mark.parametrize(
    ("declared", "read", "count"),
    [("GBK", "UTF-8", 1), ("UTF-8", "windows-1252", 1), ("UTF-8", "UTF-8", 0), ("", "UTF-8", 0),
     ("gb2312", "GBK", 0), ("utf-8", "UTF-8", 0), ("ISO-8859-1", "windows-1252", 0),
     ("gb18030", "GBK", 0), ("UTF-8", "", 0)],
)  # fmt: skip
def test_a_charset_that_was_declared_and_not_read(declared: str, read: str, count: int) -> None:
    case = case_of(PROMISE, PROMISE, snapshot={"declared_charset": declared, "charset": read})
    found = list(languages.losses(case))
    assert [loss.check for loss in found] == ["T5"] * count
    assert all(declared in loss.message and read in loss.message for loss in found)


def test_the_charset_of_a_page_that_archiver_renders_is_its_own() -> None:
    read = {"declared_charset": "Big5", "charset": "UTF-8"}
    assert len(list(languages.losses(case_of(PROMISE, PROMISE, snapshot=read)))) == 1
    rendered = case_of(PROMISE, PROMISE, snapshot=read, origin=PageOrigin.RENDERED)
    assert list(languages.losses(rendered)) == []


def test_tags_that_are_none_have_no_language() -> None:
    assert language_of("en-" * 5_000) is None
    assert language_of("a\nb") is None
    assert language_of("zh-Hans-TW") == ("zh", "hans")
