"""The news site's article pages: a post's body in the site's own dress.

The site typesets what the source says in its own way, as real sites do: other
markup for captions, lazy pictures of five kinds, other sizes of a picture.
"""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import cycle

from archiver.testing import theme
from archiver.testing.posts import PostFile, read_all

_BEIJING = timezone(timedelta(hours=8))
_PICTURE = re.compile(r'<img src="([^"]+)"([^>]*)>')
_MEDIUM_LINE = re.compile(r"<p[^>]*>(?=<(?:img|iframe|picture)\b)")
_CAPTION_LINE = re.compile(r"<p[^>]*>(?=[▲△])")
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
"""A GIF of one pixel: what lazy loaders show first."""

_LAZY: dict[str, tuple[str, ...]] = {
    "002-night-library.txt": ("data-src", "data-original", "loading", "srcset", "picture"),
    "004-last-ferry.txt": ("data-src", "loading"),
    "006-lantern-market.txt": ("srcset", "data-src"),
}
"""Which kinds of lazy picture a page uses, in turn; the other pages use none."""


def page(post: PostFile) -> str:
    """Return the whole page of a post, as the site serves it when nothing is wrong."""
    english = post.categories[0] == "English"
    others = [other for other in read_all() if other.url and other is not post]
    start = read_all().index(post)
    near = [*others[start:], *others[:start]][:4]
    return theme.fill(
        "article.html",
        {
            "lang": "en" if english else "zh-CN",
            "title": html.escape(post.title),
            "path": post.path,
            "categories": html.escape(" · ".join(post.categories)),
            "author": f'<span class="author">{html.escape(post.author)}</span>',
            "date": _date(post.date, english=english),
            "hero": _hero(post),
            "body": typeset(post),
            "related": "\n".join(_related(other) for other in near),
            "most_read": "\n".join(_most_read(other) for other in sorted(others, key=_rank)[:5]),
            "comments_title": "Comments" if english else "读者留言",
            "related_title": "More stories" if english else "相关阅读",
            "most_title": "Most read" if english else "大家在读",
        },
    )


def front_page() -> str:
    """Return the site's front page: a card per article."""
    cards = "\n".join(
        f'<a href="{post.path}"><img src="{post.thumbnail}" alt="" loading="lazy"'
        f' referrerpolicy="no-referrer"><h2>{html.escape(post.title)}</h2>'
        f"<p>{html.escape(' · '.join(post.categories))}</p></a>"
        for post in read_all()
        if post.url
    )
    return theme.fill("front.html", {"cards": cards})


def typeset(post: PostFile) -> str:
    """Return the body in the site's markup."""
    body = theme.read(f"{post.name}.html") if post.name.endswith(".md") else post.body
    body = body.removeprefix("<div>").removesuffix("</div>")
    body = body.replace("imageView2/2/w/900/", "imageView2/2/w/1200/")
    body = _MEDIUM_LINE.sub('<p class="medium">', body)
    body = _CAPTION_LINE.sub('<p class="caption">', body)
    kinds = cycle(_LAZY.get(post.name, ("plain",)))
    return _PICTURE.sub(lambda found: _lazy(next(kinds), found[1], found[2]), body)


def _lazy(kind: str, url: str, rest: str) -> str:
    """Write a picture the way one lazy loader wants it."""
    if kind in {"data-src", "data-original"}:
        return f'<img class="lazy" src="{DOT}" {kind}="{url}"{rest}>'
    if kind == "loading":
        return f'<img loading="lazy" src="{url}"{rest}>'
    if kind == "srcset":
        small = url.replace("w/1200/", "w/600/")
        return f'<img src="{small}" srcset="{small} 600w, {url} 1200w" sizes="740px"{rest}>'
    if kind == "picture":
        source = f'<source media="(min-width: 600px)" srcset="{url}">'
        return f'<picture>{source}<img src="{url.replace("w/1200/", "w/600/")}"{rest}></picture>'
    return f'<img src="{url}"{rest}>'


def _hero(post: PostFile) -> str:
    """Show the head picture above the story, unless the story shows it itself."""
    if post.headimg.partition("?")[0] in post.body:
        return ""
    return f'<img class="hero" src="{post.headimg}" alt="">'


def _date(written: str, *, english: bool) -> str:
    try:
        moment = datetime.strptime(written, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        moment = parsedate_to_datetime(written)
    local = moment.astimezone(_BEIJING)
    if english:
        shown = f"{local.day} {local:%B %Y, %H:%M}"
    else:
        shown = f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f'<time datetime="{local.isoformat()}">{shown}</time>'


def _related(post: PostFile) -> str:
    return (
        f'<li><a href="{post.path}"><img src="{post.thumbnail}" alt=""'
        f' referrerpolicy="no-referrer"></a>'
        f'<a href="{post.path}"><span>{html.escape(post.title)}</span></a></li>'
    )


def _most_read(post: PostFile) -> str:
    return f'<li><a href="{post.path}">{html.escape(post.title)}</a></li>'


def _rank(post: PostFile) -> int:
    """An order that is not the posts' own, and never changes."""
    return sum(post.title.encode()) % 97


__all__ = ["DOT", "front_page", "page", "typeset"]
