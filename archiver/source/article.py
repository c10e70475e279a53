"""A post as a whole HTML document: the page of an article that has no site."""

from __future__ import annotations

import html
import re

from archiver import urls
from archiver.models import BlockKind, Post

_DOCUMENT = re.compile(
    r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype|html)\b", re.IGNORECASE | re.DOTALL
)
_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1d1d1f; font: 18px/1.8 -apple-system,
  BlinkMacSystemFont, "Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Hiragino Sans GB",
  "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; }
article { max-width: 760px; margin: 0 auto; padding: 40px 20px 80px; }
h1 { font-size: 1.7em; line-height: 1.35; margin: 0 0 .5em; }
h2, h3, h4 { line-height: 1.4; margin: 1.6em 0 .6em; }
.byline { color: #6e6e73; font-size: .8em; margin: 0 0 2em; }
.byline span + span::before { content: "\\b7"; margin: 0 .5em; }
p { margin: 0 0 1.1em; }
img, video { max-width: 100%; height: auto; }
iframe, object, embed { max-width: 100%; border: 0; }
figure { margin: 1.4em 0; text-align: center; }
figcaption, .wp-caption-text { color: #6e6e73; font-size: .85em; text-align: center; }
blockquote { margin: 1.2em 0; padding: 0 1em; border-left: 3px solid #d2d2d7; color: #424245; }
pre { background: #f5f5f7; padding: 1em; overflow-x: auto; font-size: .8em; line-height: 1.5; }
code { font-family: ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
table { border-collapse: collapse; max-width: 100%; font-size: .9em; }
td, th { border: 1px solid #d2d2d7; padding: .3em .6em; }
archiver-shortcode { color: #6e6e73; font-family: ui-monospace, Menlo, Consolas, monospace; }
@media (max-width: 600px) { body { font-size: 17px; } article { padding: 24px 16px 48px; }
  table { display: block; overflow-x: auto; } }
""".strip()


def render_article(post: Post) -> str:
    """Return a whole HTML5 document that shows the post.

    Title, authors, date as written, categories, the head picture (unless the
    body shows it first), the body. No scripts of its own and nothing loaded but
    what the post names; the picture's `referrerpolicy` is that of the body's
    first picture, since both come from one host. A post that is a whole HTML
    document already is returned as it is; the byte order mark in front makes it
    UTF-8 whatever charset it declares (HTML standard, 13.2.3.2).
    """
    if post.dialect == "none" and _DOCUMENT.match(post.body_html):
        return "\ufeff" + post.body_html
    title = html.escape(post.title or post.path.stem)
    parts = [
        "<!DOCTYPE html>",
        f'<html{_language(title)}><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style></head>",
        f"<body><article><header><h1>{title}</h1>{_byline(post)}</header>",
        _head_picture(post),
        post.body_html,
        "</article></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _language(title: str) -> str:
    """Say that a title with Han and no kana is Chinese: fonts differ by language."""
    if any("\u3040" <= char <= "\u30ff" for char in title):
        return ' lang="ja"'
    return ' lang="zh"' if any("\u4e00" <= char <= "\u9fff" for char in title) else ""


def _byline(post: Post) -> str:
    facts = [post.author]
    if post.date is not None:
        facts.append(post.date.raw)
    facts.append(" / ".join(post.categories))
    spans = "".join(f"<span>{html.escape(fact)}</span>" for fact in facts if fact)
    return f'<p class="byline">{spans}</p>' if spans else ""


def _head_picture(post: Post) -> str:
    if not post.headimg:
        return ""
    pictures = [block for block in post.blocks if block.kind is BlockKind.IMAGE]
    key = urls.media_key(post.headimg)
    if any(
        key == urls.media_key(url) for block in pictures for url in (block.url, *block.alternates)
    ):
        return ""
    policy = pictures[0].referrer_policy if pictures else ""
    attribute = f' referrerpolicy="{html.escape(policy)}"' if policy else ""
    return f'<p><img src="{html.escape(post.headimg)}" alt=""{attribute}></p>'
