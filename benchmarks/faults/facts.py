"""Cases about title, author and date (T3), and about language and charset (T5)."""

from __future__ import annotations

from dataclasses import replace

from faults.registry import Expected, fault, near_miss
from faults.scene import Node, Scene, UnfitError, element, set_text, text_of, walk


def _heading(scene: Scene) -> Node:
    return next(node for node, _ in walk(scene.article) if node[0] == "h1")


def _byline(scene: Scene) -> Node:
    """Return the element with author and date below the title."""
    found = [
        node
        for node, _ in walk(scene.article)
        if node[0] == "p" and scene.post.author and scene.post.author in text_of(node)
    ]
    if not found:
        raise UnfitError
    return found[0]


def _day(scene: Scene) -> str:
    if scene.post.date is None or scene.post.date.moment is None:
        raise UnfitError
    return scene.post.date.moment.strftime("%Y-%m-%d")


# --- T3 ------------------------------------------------------------------------------


@fault("T3", times=3)
def title_not_shown(scene: Scene) -> Expected:
    scene.drop(_heading(scene))
    scene.page["title"] = "The Bench Paper"
    return Expected(words=scene.post.title)


@fault("T3", times=2)
def title_of_another_article(scene: Scene) -> Expected:
    set_text(_heading(scene), "Ten Umbrellas Under Twenty")
    scene.page["title"] = "Ten Umbrellas Under Twenty"
    return Expected(words=scene.post.title)


@fault("T3", times=3)
def author_not_shown(scene: Scene) -> Expected:
    node = _byline(scene)
    if node[3] != [text_of(node)]:
        raise UnfitError
    set_text(node, text_of(node).replace(scene.post.author, "Staff"))
    return Expected(words=scene.post.author)


@fault("T3", times=3)
def another_date(scene: Scene) -> Expected:
    node = _byline(scene)
    if node[3] != [text_of(node)]:
        raise UnfitError
    set_text(node, text_of(node).replace(_day(scene), "2009-09-09"))
    return Expected(words=_day(scene))


@fault("T3", posts="kitchen workshop")
def byline_not_shown_on_our_own_page(scene: Scene) -> Expected:
    scene.drop(_byline(scene))
    return Expected(words=scene.post.author, implied=("T3",))


@near_miss("T3", times=3)
def date_in_words(scene: Scene) -> None:
    node = _byline(scene)
    moment = scene.post.date.moment if scene.post.date else None
    if moment is None or node[3] != [text_of(node)]:
        raise UnfitError
    words = moment.strftime("%B ") + f"{moment.day}, {moment.year}"
    set_text(node, text_of(node).replace(_day(scene), words))


@near_miss("T3", posts="harbour teahouse bridge radio")
def date_in_chinese(scene: Scene) -> None:
    node = _byline(scene)
    moment = scene.post.date.moment if scene.post.date else None
    if moment is None:
        raise UnfitError
    words = f"{moment.year}年{moment.month}月{moment.day}日"
    set_text(node, text_of(node).replace(_day(scene), words))


@near_miss("T3", times=3)
def date_for_machines_only(scene: Scene) -> None:
    node = _byline(scene)
    if node[3] != [text_of(node)]:
        raise UnfitError
    time = element("time", "5 years ago", datetime=f"{_day(scene)}T08:00:00Z")
    node[3] = [scene.post.author, time]


@near_miss("T3", times=3)
def title_in_capitals_and_with_a_site(scene: Scene) -> None:
    node = _heading(scene)
    set_text(node, f"{scene.post.title.upper()} | The Bench Paper")


@near_miss("T3", times=2)
def author_with_words_around(scene: Scene) -> None:
    node = _byline(scene)
    if node[3] != [text_of(node)]:
        raise UnfitError
    author = scene.post.author
    set_text(node, text_of(node).replace(author, f"By {author.upper()}, staff writer"))


# --- T5 ------------------------------------------------------------------------------


def _speaks(scene: Scene, language: str) -> None:
    """Let the page say that it is in a language."""
    scene.page["language"] = language
    scene.tree[1]["lang"] = language


@fault("T5", posts="harbour teahouse bridge weather")
def chinese_article_said_to_be_english(scene: Scene) -> Expected:
    _speaks(scene, "en")
    return Expected(words="en")


@fault("T5", posts="courtyard")
def traditional_said_to_be_simplified(scene: Scene) -> Expected:
    _speaks(scene, "zh-CN")
    return Expected(words="zh-TW")


@fault("T5", posts="ferry lighthouse")
def said_to_be_chinese(scene: Scene) -> Expected:
    _speaks(scene, "zh-CN")
    return Expected(words="zh-CN")


@fault("T5", posts="harbour glacier")
def declared_another_charset_than_was_read(scene: Scene) -> Expected:
    scene.page.update({"declared_charset": "GBK", "charset": "UTF-8"})
    return Expected(words="GBK")


@fault("T5", posts="market railway")
def read_in_another_charset_than_declared(scene: Scene) -> Expected:
    scene.page.update({"declared_charset": "UTF-8", "charset": "windows-1252"})
    return Expected(words="windows-1252")


@near_miss("T5", posts="harbour bridge railway cinema")
def the_bare_language(scene: Scene) -> None:
    _speaks(scene, "zh")


@near_miss("T5", posts="teahouse harbour")
def script_and_region(scene: Scene) -> None:
    _speaks(scene, "zh-Hans-CN")


@near_miss("T5", posts="lighthouse glacier")
def a_region_of_english(scene: Scene) -> None:
    _speaks(scene, "en-GB")


@near_miss("T5", posts="courtyard")
def traditional_by_its_script(scene: Scene) -> None:
    _speaks(scene, "zh-Hant")


@near_miss("T5", posts="caravan radio ferry")
def no_language_at_all(scene: Scene) -> None:
    _speaks(scene, "")


@near_miss("T5", posts="harbour caravan market")
def nothing_declared(scene: Scene) -> None:
    scene.page.update({"declared_charset": "", "charset": "UTF-8"})


@near_miss("T5", posts="caravan concert")
def post_without_a_language(scene: Scene) -> None:
    fields = {k: v for k, v in scene.post.fields.items() if k != "lang"}
    scene.post = replace(scene.post, fields=fields)
    _speaks(scene, "de")
