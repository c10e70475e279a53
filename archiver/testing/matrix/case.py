"""One way to embed a medium: the post that promises it and the page that shows it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from archiver.models import PlayerOutcome
from archiver.testing import theme

NEWS = "http://news.newsroom.test"
SECURE_NEWS = "http://article.player.localhost"
"""Chromium trusts every `.localhost`: frames of this site may decrypt, others not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page of the newsroom that embeds one medium in one way."""

    name: str
    """Name of the post's file without its ending, and of the page's folder."""
    title: str
    url: str
    """Address of the page, as the post's front matter names it."""
    post: str
    """Text of the post's file, which promises the medium."""
    page: str
    """The page as the site serves it."""
    keeps: tuple[str, ...] = ()
    """Addresses whose whole real bytes an archive must hold; they always give the same."""
    opens: str = ""
    """The Referer with which all of `keeps` come; none when empty."""
    outcome: PlayerOutcome | None = None
    """How the player ends, where the page has one."""
    provider: str = ""
    """Id of the rule that knows the player."""
    refused: tuple[str, ...] = ()
    """Addresses that nobody can get."""
    rules: str = ""
    """Text of a rule file that a user would need for it, in TOML."""
    film_bytes: int | None = None
    """The largest film that this run shall keep; None for the usual limit."""
    note: str = ""
    """What is hard about it."""


class Texts(TypedDict):
    """What every case has."""

    name: str
    title: str
    url: str
    post: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What a case writes into the two texts, each as HTML."""

    shows: str
    """The medium as the page has it."""
    promise: str = ""
    """The medium as the post has it; the page's own markup when empty."""
    head: str = ""
    """More for the page's head."""
    below: str = ""
    """More for the page's end: scripts."""
    front: tuple[tuple[str, str], ...] = ()
    """More lines of front matter, as `headimg`."""
    caption: str = ""
    """Without its mark; from the title when empty."""


def address(name: str, *, site: str = NEWS) -> str:
    """Return the address of a case's page."""
    return f"{site}/matrix/{name}/"


def texts(name: str, title: str, markup: Markup, *, site: str = NEWS) -> Texts:
    """Return name, title, url, post and page of a case."""
    url = address(name, site=site)
    before = (
        f"这一页讲的是“{title}”。河湾日报的编辑把它放在文章中间，读者往下看的时候，它应当就在这里。"
    )
    after = (
        f"“{title}”的故事到此为止。第二天早上，渡口照常开船，茶馆照常烧水，"
        "没有人记得夜里谁来过，只有河水记得。"
    )
    caption = f"▲{markup.caption or title}，摄于月亮湾"
    body = "\n".join(
        (
            f"<p>{before}</p>",
            '<p style="text-align:center;">{medium}</p>',
            f'<p align="center">{caption}</p>',
            f"<p>{after}</p>",
        )
    )
    front = {
        "title": f"'{title}'",
        "categories": "\n - 行走",
        "author": "叶知春",
        "comments": "false",
        "date": "2024-06-18 08:30:00 +0800",
        **dict(markup.front),
        "url": url,
    }
    head = "\n".join(f"{key}: {value}" for key, value in front.items())
    promised = body.replace("{medium}", markup.promise or markup.shows)
    values = {
        "title": html.escape(title),
        "head": markup.head,
        "body": body.replace("{medium}", markup.shows),
        "below": markup.below,
    }
    return Texts(
        name=name,
        title=title,
        url=url,
        post=f"---\n{head}\n---\n\n<div>\n{promised}\n</div>\n",
        page=theme.fill("matrix.html", values),
    )


def write_posts(cases: Iterable[Case], folder: Path) -> list[Path]:
    """Write the post files into a folder and return their paths, in the order of the cases."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for case in cases:
        path = folder / f"{case.name}.txt"
        path.write_bytes(case.post.encode("utf-8"))
        paths.append(path)
    return paths


__all__ = ["NEWS", "SECURE_NEWS", "Case", "Markup", "address", "texts", "write_posts"]
