"""A post's body to HTML whose lines are known, as its generator would render it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from archiver.dom import Element, parse_html, promised_source
from archiver.source.markdown import render_markdown
from archiver.source.scan import code_ranges, without_attribute_lists
from archiver.source.shortcodes import Shortcodes

_STAND_IN_SET = re.compile(r"""\ssrcset\s*=\s*["']?\s*data:""", re.IGNORECASE)
_MEDIA_TAG = re.compile(r"<(img|iframe)\b[^<>]*>", re.IGNORECASE)
MAX_HTML_CHARS = 4_000_000
MAX_MARKDOWN_CHARS = 2_000_000
"""The parser takes 10 microseconds for a character in the worst case."""


class Generator(StrEnum):
    """Which site generator renders a post, as far as its Markdown differs."""

    UNKNOWN = "unknown"  #: HTML kept, line feeds are blanks
    HEXO = "hexo"  #: line feeds are line breaks
    JEKYLL = "jekyll"  #: kramdown: attribute lists, HTML blocks up to their end
    HUGO = "hugo"  #: goldmark: raw HTML left out unless the site allows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a body is to be read."""

    generator: Generator = Generator.UNKNOWN
    markdown: bool = True
    """False: the body is HTML as it stands."""
    raw_html: bool = True
    """False: raw HTML in Markdown is left out (goldmark's default)."""


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered body.

    `html` is for readers: lazy media have their real address in `src`. `tree`
    is for block extraction, with the lines of the file.
    """

    html: str
    tree: Element


def render_body(text: str, first_line: int, dialect: Dialect) -> Body:
    """Render a body that starts on line `first_line` of its file.

    Raises:
        UsageError: The HTML is too big or nested too deep (see `parse_html`).
    """
    shortcodes = Shortcodes(text)
    ranges = code_ranges(text) if dialect.markdown else ()
    text = shortcodes.set_aside(text, ranges)
    if dialect.markdown:
        rendered, lines = _markdown(text, dialect)
    else:
        rendered, lines = text, range(text.count("\n") + 1)
    line_of = [first_line + line for line in lines]
    rendered = shortcodes.put_back(rendered)
    return Body(html=_with_real_sources(rendered), tree=parse_html(rendered, line_of=line_of))


def _markdown(text: str, dialect: Dialect) -> tuple[str, Sequence[int]]:
    if dialect.generator in {Generator.UNKNOWN, Generator.JEKYLL, Generator.HUGO}:
        text = without_attribute_lists(text)
    return render_markdown(
        text,
        breaks=dialect.generator is Generator.HEXO,
        whole_elements=dialect.generator in {Generator.UNKNOWN, Generator.JEKYLL},
        raw_html=dialect.raw_html,
        footnotes=dialect.generator is not Generator.HEXO,
    )


def _with_real_sources(rendered: str) -> str:
    """Give lazy pictures and players their real address: no script will.

    Of two `src` attributes the first counts (HTML standard, 13.2.5.33).
    """

    def replacement(found: re.Match[str]) -> str:
        tag = found[0]
        if "data-" not in tag:
            return tag
        name, rest = found[1], tag[len(found[1]) + 1 :]
        if _STAND_IN_SET.search(rest):
            # WordPress keeps the real picture in `src` and hides it behind this.
            rest = f' srcset=""{rest}'
        if source := promised_source(parse_html(tag)):
            quoted = source.replace("&", "&amp;").replace('"', "&quot;")
            rest = f' src="{quoted}"{rest}'
        return f"<{name}{rest}"

    return _MEDIA_TAG.sub(replacement, rendered)
