"""The sites that show the posts: each dresses an article in another way."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from archiver.models import BlockKind, Post

_STYLE = """body{margin:0;font:17px/1.7 "Noto Sans CJK SC",sans-serif;color:#222;background:#fff}
main,article{max-width:760px;margin:0 auto}img,video{max-width:100%;height:auto}
iframe{max-width:100%}figure{margin:1em 0}figcaption{color:#777;font-size:14px}
table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:4px 8px}"""
_HAN_LATIN = re.compile(r"([\u4e00-\u9fff])([A-Za-z0-9])|([A-Za-z0-9])([\u4e00-\u9fff])")
_SHORTCODE = re.compile(r'<archiver-shortcode raw="([^"]*)">.*?</archiver-shortcode>', re.DOTALL)


def plain(post: Post) -> str:
    """The article alone, under its title."""
    return _document(post, f"<main><article>{_head(post)}{_body(post)}</article></main>")


def magazine(post: Post) -> str:
    """Menu, side bar, related articles with the article's own thumbnails, advertisement, comments.

    One comment quotes the article.
    """
    pictures = [block.url for block in post.blocks if block.kind is BlockKind.IMAGE][:3]
    related = "".join(
        f'<li><a href="/r/{number}.html"><img src="{html.escape(url)}" width="120" height="80"'
        f' alt=""><span>Related story number {number} of the week</span></a></li>'
        for number, url in enumerate(pictures, start=1)
    )
    words = next((b.text for b in post.blocks if b.kind is BlockKind.TEXT and len(b.text) > 20), "")
    return _document(
        post,
        f"""<header><nav><a href="/">Home</a> <a href="/about">About</a></nav></header>
<main><article>{_head(post)}{_body(post)}</article>
<aside><h3>More from us</h3><ul>{related}</ul>
<div class="promo"><a href="https://shop.adboard.example/offer"><img width="300" height="250"
 src="https://shop.adboard.example/banner.jpg" alt="An offer"></a></div></aside>
<section id="comments"><h3>Comments</h3><blockquote>{html.escape(words)}</blockquote>
<p>I was there too, and it was colder.</p></section></main>
<footer><p>All of it made for a bench. © 2024</p></footer>""",
    )


def wrapped(post: Post) -> str:
    """Each paragraph in boxes of its own, pictures in links to themselves."""
    body = re.sub(r"<p\b", '<div class="row"><div class="cell"><p', _body(post))
    body = body.replace("</p>", "</p></div></div>")
    body = re.sub(
        r'(<img src="([^"]*)"[^>]*>)', r'<a class="zoom" href="\2"><span>\1</span></a>', body
    )
    return _document(
        post, f'<div id="app"><div><article>{_head(post)}<div>{body}</div></article></div></div>'
    )


def typeset(post: Post) -> str:
    """Blanks between Han and Latin, curled quotes, dashes, a drop cap."""
    parts = re.split(r"(<[^>]*>)", _body(post))
    parts[::2] = [_typeset(text) for text in parts[::2]]
    body = "".join(parts)
    body = re.sub(r"<p>(\w)", r'<p><span class="cap">\1</span>', body, count=1)
    return _document(post, f"<main><article>{_head(post)}{body}</article></main>")


def _typeset(text: str) -> str:
    text = _HAN_LATIN.sub(lambda m: f"{m[1] or m[3]} {m[2] or m[4]}", text)
    text = re.sub(r"(\w)&#x27;(\w)|(\w)'(\w)", lambda m: f"{m[1] or m[3]}’{m[2] or m[4]}", text)
    return text.replace("......", "……").replace(" - ", " – ")


def _head(post: Post) -> str:
    day = post.date.raw[:10] if post.date else ""
    facts = " · ".join(html.escape(fact) for fact in (post.author, day) if fact)
    picture = f'<p><img src="{html.escape(post.headimg)}" alt=""></p>' if post.headimg else ""
    return f"<h1>{html.escape(post.title)}</h1><p>{facts}</p>{picture}"


def _body(post: Post) -> str:
    return _SHORTCODE.sub(lambda found: _embedded(html.unescape(found[1])), post.body_html)


def _embedded(tag: str) -> str:
    """What this site makes of its generator's tags."""
    name, *words = tag.strip("{}<>% ").split()
    if name == "tencentvideo":
        src = f"https://v.qq.com/txp/iframe/player.html?vid={words[0]}"
        return f'<iframe src="{src}" width="640" height="360"></iframe>'
    if name == "gist":
        return f'<p><a href="https://gist.github.com/{words[0]}/{words[1]}">View the code</a></p>'
    return html.escape(tag)


def _document(post: Post, body: str) -> str:
    language = str(post.fields.get("lang", "en"))
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<title>{html.escape(post.title)} - The Bench Paper</title><style>{_STYLE}</style></head>
<body>{body}</body></html>
"""


THEMES: Mapping[str, Callable[[Post], str]] = {
    "harbour": magazine,
    "teahouse": wrapped,
    "lighthouse": plain,
    "market": typeset,
    "ferry": plain,
    "caravan": magazine,
    "cinema": plain,
    "concert": plain,
    "orchard": magazine,
    "bridge": wrapped,
    "glacier": plain,
    "newsletter": magazine,
    "courtyard": typeset,
    "railway": wrapped,
    "radio": magazine,
    "weather": plain,
}
"""The theme of each post that has an address; archiver renders the others itself."""
