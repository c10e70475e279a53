"""Three article pages of different make, and the changes that are planted on them.

A page is a list of items that its make turns into HTML; a plant is the same page with one
thing other, and what a person would say of that.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from archiver.models import VisualKind
from archiver.testing import media
from archiver.testing.posts import read_all

WORDS = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
PICTURES = "/pictures/"
MIRRORED = {
    VisualKind.ADDED: VisualKind.REMOVED,
    VisualKind.REMOVED: VisualKind.ADDED,
    VisualKind.COVERED: VisualKind.UNCOVERED,
    VisualKind.UNCOVERED: VisualKind.COVERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of an article."""

    kind: str
    """`p`, `h2`, `picture`, `player`."""
    text: str = ""
    name: str = ""
    """Of a picture's file, or a player's film."""
    caption: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article page as its site serves it."""

    make: str
    title: str
    items: tuple[Item, ...] = field(repr=False)
    aside: tuple[str, ...]
    """What is most read, beside or below the article."""
    css: str = ""
    above: str = ""
    """HTML between the site's head and the article."""
    within: str = ""
    """HTML after the second paragraph."""
    over: str = ""
    """HTML at the end of the body, set over the page."""
    clock: str = "03:14:00"
    served: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Bytes by path, where they are other than usual."""

    def index(self, kind: str, number: int = 0) -> int:
        """Return where the item of a kind and number stands."""
        return [at for at, item in enumerate(self.items) if item.kind == kind][number]

    def without(self, at: int) -> Page:
        """Return the page without an item."""
        return replace(self, items=self.items[:at] + self.items[at + 1 :])

    def put(self, at: int, **other: str) -> Page:
        """Return the page with an item that differs."""
        item = replace(self.items[at], **other)
        return replace(self, items=(*self.items[:at], item, *self.items[at + 1 :]))

    def moved(self, at: int, to: int) -> Page:
        """Return the page with an item elsewhere: `to` counts without the item."""
        rest = self.items[:at] + self.items[at + 1 :]
        return replace(self, items=(*rest[:to], self.items[at], *rest[to:]))


def texts(*names: str) -> list[str]:
    """Return the paragraphs of shipped posts, captions left out."""
    bodies = [post.body for post in read_all() if post.name in names]
    found = [TAG.sub("", each).strip() for body in bodies for each in WORDS.findall(body)]
    return [html.unescape(each) for each in found if len(each) > 30 and each[0] not in "▲△"]


def chinese() -> Page:
    """Return a long article with captions in paragraphs of their own, ▲ before them."""
    words = texts("001-stone-bridge.txt", "002-night-library.txt", "004-last-ferry.txt")[:18]
    names = ("bridge-arch", "river-town", "library-night", "reading-lamp", "harbour", "ferry-dusk")
    captions = (
        "▲清晨的青石桥。水位低的时候，桥洞和倒影合成一个完整的圆",
        "▲从桥上望去的老城",
        "▲七扇拱窗，一扇不少",
        "▲2021年，阅览室里的第一盏灯",
        "▲六十一年的渡口",
        "▲最后一班船靠岸",
    )
    items: list[Item] = []
    for at, text in enumerate(words):
        if at in {6, 12}:
            items.append(Item(kind="h2", text=("文庙街的灯", "最后一班渡轮")[at // 12]))
        items.append(Item(kind="p", text=text))
        if at % 3 == 1:
            items.append(Item(kind="picture", name=names[at // 3], caption=captions[at // 3]))
    # As long as most of the article: what is pushed in one column stays in the other.
    aside = (*(f"{at}. {text[:40]}" for at, text in enumerate(words, start=1)), "一封竹简的来历")
    return Page(make="chinese", title="河湾三记", items=tuple(items), aside=aside)


def english() -> Page:
    """Return an article of figures, with a list of headlines beside it."""
    words = texts("005-lamp-keeper.txt")
    words.append(
        "In the log book of 1961 the keeper noted a ship that asked, by flag, whether he had any"
        " tea left. He had, and rowed out with a tin of it before the fog came down."
    )
    words.append(
        "The museum opens on Sundays. Visitors may climb all of the ninety-six steps, and are asked"
        " to count them aloud, because the keeper's daughter still does."
    )
    names = ("lighthouse", "lamp-lens", "lighthouse-night")
    captions = (
        "The tower from the landing. Photograph: Riverbend Daily",
        "The lens was cut in Paris in 1871 and has never been replaced",
        "On clear nights the beam is seen from twenty miles away",
    )
    items: list[Item] = []
    for at, text in enumerate(words):
        items.append(Item(kind="p", text=text))
        if at in {0, 2, 4}:
            items.append(Item(kind="picture", name=names[at // 2], caption=captions[at // 2]))
    aside = (
        "Ferry makes its last crossing",
        "A bridge that sings",
        "Spring tea is early this year",
    )
    return Page(make="english", title="The lamp keeper's daughter", items=tuple(items), aside=aside)


def short() -> Page:
    """Return a short page: a player, a picture, four paragraphs."""
    words = texts("006-lantern-market.txt")[:4]
    items = [Item(kind="p", text=text) for text in words]
    items.insert(1, Item(kind="player", name="market", caption="▲灯市现场。视频来源：本报资料"))
    items.insert(4, Item(kind="picture", name="lantern-street", caption="▲盐仓巷的夜"))
    return Page(make="short", title="元宵灯市", items=tuple(items), aside=("灯谜答案", "灯市地图"))


CSS = {
    "chinese": "body{margin:0;font:17px/1.8 'Noto Sans CJK SC',sans-serif;color:#222}"
    ".head{background:#8b1a1a;color:#fff;padding:18px 40px}.head a{color:#fff;margin-right:20px}"
    ".columns{display:flex;width:1120px;margin:20px auto;gap:40px}main{width:760px}"
    "aside{width:320px}img{width:720px;height:450px}p{margin:0 0 22px}"
    "aside a{display:block;padding:24px 0;border-bottom:1px solid #ddd}",
    "english": "body{margin:0;font:18px/1.6 'DejaVu Serif',serif;color:#111;background:#fffdf8}"
    ".head{border-bottom:3px double #333;padding:14px;text-align:center}.head a{margin:0 12px}"
    "main{width:680px;margin:30px auto}figure{margin:24px 0}img{width:680px;height:425px}"
    "figcaption{font:14px/1.4 sans-serif;color:#555}aside{width:680px;margin:0 auto;"
    "border-top:1px solid #999}aside a{display:inline-block;width:200px;margin:10px}",
    "short": "body{margin:0;font:16px/1.7 sans-serif;background:#eef1f4}.head{padding:12px 24px;"
    "background:#fff}.head a{margin-right:16px}main{width:900px;margin:16px auto;padding:24px;"
    "background:#fff;box-sizing:border-box}iframe{width:852px;height:480px;border:0}"
    "img{width:640px;height:400px}aside{width:900px;margin:0 auto}aside a{margin-right:24px}",
}


def page_html(page: Page) -> str:
    """Return the page as its site serves it."""
    links = "".join(f'<a href="/{name}/">{name}</a>' for name in ("city", "people", "journey"))
    beside = "".join(f'<a href="/{at}/">{text}</a>' for at, text in enumerate(page.aside))
    most_read = f"<aside><h3>大家在读</h3>{beside}</aside>"
    main = f"<main><h1>{page.title}</h1>{body_html(page)}</main>"
    columns = f'<div class="columns">{main}{most_read}</div>'
    return (
        f'<!doctype html><html lang="{"en" if page.make == "english" else "zh-CN"}">'
        f"<head><meta charset=utf-8><title>{page.title}</title>"
        f"<style>{CSS[page.make]}{page.css}</style></head><body>"
        f'<div class="head"><span class="clock">{page.clock}</span> {links}</div>{page.above}'
        f"{columns if page.make == 'chinese' else main + most_read}"
        f'<div class="foot"><p>© 2023 河湾日报社</p></div>{page.over}</body></html>'
    )


def body_html(page: Page) -> str:
    """Return the article's own HTML, as the post has it too."""
    parts = []
    second = page.index("p", 1)
    for at, item in enumerate(page.items):
        parts.append(_item_html(item, page.make))
        if at == second:
            parts.append(page.within)
    return "\n".join(parts)


def _item_html(item: Item, make: str) -> str:
    if item.kind in {"p", "h2"}:
        style = f' style="{item.style}"' if item.style else ""
        return f"<{item.kind}{style}>{html.escape(item.text)}</{item.kind}>"
    shown = f'<img src="{PICTURES}{item.name}.jpg" alt="">'
    if item.kind == "player":
        shown = f'<iframe src="http://player.test/embed/{item.name}"></iframe>'
    if make == "english":
        caption = f"<figcaption>{item.caption}</figcaption>" if item.caption else ""
        return f"<figure>{shown}{caption}</figure>"
    caption = f'<p align="center">{item.caption}</p>' if item.caption else ""
    return f'<p align="center">{shown}</p>{caption}'


def picture(name: str) -> bytes:
    """Return the bytes of a shipped picture."""
    return media.read(f"pictures/{name}.jpg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What has to be told: the kind, and words of the sentence."""

    kind: VisualKind
    words: tuple[str, ...] = ()

    def mirrored(self) -> Expected:
        """Return what has to be told when the planted page is the measure."""
        return Expected(kind=MIRRORED.get(self.kind, self.kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One way in which a page differs from what it was."""

    name: str
    change: Callable[[Page], Page]
    told: Callable[[Page], tuple[Expected, ...]] = lambda _: ()
    """Nothing: the difference is silent."""
    masks: tuple[str, ...] = ()
    """CSS selectors."""
    mask_players: bool = False
    needs: str = ""
    """Kind of the item that a page must have."""
    least: int = 1
    """How many of them."""
    noise: str = ""
    """What is done to the picture of the untouched page: nothing is captured anew."""
