"""Generators' tags in a body: found, set aside during Markdown, put back as HTML.

Tags are `{% name %}` (Hexo, Liquid), `{{< name >}}` and `{{% name %}}` (Hugo),
`[caption]` (WordPress). A tag whose meaning is unambiguous becomes the HTML it
stands for (see `archiver.source.markup`), so its medium is promised like any
other; every other tag stays as visible text and is a SHORTCODE block.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache

from archiver.dom import SHORTCODE_TAG
from archiver.source.markup import Tag, meaning_of

_OPENERS = (("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"))
_OPENER = re.compile(r"\{\{<|\{\{%|\{%|\[caption[ \]]")
_NAME = re.compile(r"[-\s/]*([\w./-]+)\s*")
_MAX_TAG_CHARS = 8_000
_AS_IS = frozenset({"raw", "verbatim"})
_AS_CODE = frozenset({"highlight", "codeblock", "code"})
_DROPPED = frozenset({"comment", "more"})
_CAPTION_END = "[/caption]"
_CAPTION_TEXT = re.compile(r'caption="([^"]*)"')
_SITE_ADDRESS = re.compile(
    r"\{\{-?\s{0,5}(?:site|page|config)\.(?:url|baseurl|root|site_url)\s{0,5}-?\}\}"
)
_PIPED_ADDRESS = re.compile(
    r"""\{\{-?\s{0,5}(?:"([^"{}]{1,500})"|'([^'{}]{1,500})')\s{0,5}"""
    r"""(?:\|\s{0,5}(?:relative_url|absolute_url|relURL|absURL|prepend:[\s\w.]{1,40})\s{0,5}){1,3}-?\}\}"""
)


def tag_of(raw: str) -> Tag | None:
    """Return the tag that is written so, as a SHORTCODE block has it; None when it is none."""
    raw = raw.strip()
    for opener, closer in _OPENERS:
        if raw.startswith(opener) and raw.endswith(closer):
            inner = raw[len(opener) : -len(closer)].strip().strip("-").strip()
            name = _NAME.match(inner)
            return _parsed(name[1], inner[name.end() :]) if name else None
    return None


def _parsed(name: str, arguments: str) -> Tag:
    return Tag.parsed(name, arguments.strip().rstrip("/").strip())


@lru_cache(maxsize=16)
def _closer_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"\{{[%{{][-%<]?\s{{0,5}}(?:end|/\s{{0,3}}){name}\s{{0,5}}-?[%>]\}}{{1,2}}")


class Shortcodes:
    """The tags of one body, by number."""

    def __init__(self, text: str) -> None:
        mark = "zqshortcode"
        while mark in text:
            mark += "q"
        self._mark = mark
        self._token = re.compile(rf"{mark}(\d+)z")
        self._raw: list[str] = []
        self._meaning: list[str] = []
        self._unclosed: set[str] = set()

    def set_aside(self, text: str, protected: Sequence[tuple[int, int]]) -> str:
        """Replace tags by tokens that Markdown passes through, line feeds kept.

        `protected` are the ranges of code, in order, that are left alone.
        """
        text = self._with_addresses(text)
        parts: list[str] = []
        position = 0
        ranges = iter([*protected, (len(text), len(text))])
        start, end = next(ranges)
        for found in _OPENER.finditer(text):
            while found.start() >= end and end < len(text):
                start, end = next(ranges)
            if found.start() < position or start <= found.start() < end:
                continue
            taken = self._take(text, found.start(), found[0])
            if taken is not None:
                replacement, stop = taken
                parts += (text[position : found.start()], replacement)
                position = stop
        return "".join(parts) + text[position:]

    def put_back(self, rendered: str) -> str:
        """Put the tags back into the HTML: what they mean, or themselves.

        A tag that only the site knows is visible text in an element of its own,
        which block extraction reads as a SHORTCODE block.
        """
        if not self._raw:
            return rendered
        rendered = re.sub(
            rf"<[a-zA-Z/!][^<>]*{self._mark}[^<>]*>",
            lambda tag: self._token.sub(lambda found: _quoted(self._raw[int(found[1])]), tag[0]),
            rendered,
        )
        return self._token.sub(lambda found: self._html_of(int(found[1])), rendered)

    def _html_of(self, number: int) -> str:
        raw = _quoted(self._raw[number])
        visible = f'<{SHORTCODE_TAG} raw="{raw}">{raw}</{SHORTCODE_TAG}>'
        return self._meaning[number] or visible

    # --- finding ------------------------------------------------------------

    def _with_addresses(self, text: str) -> str:
        """Resolve what stands for the site's own address: relative ones do as well."""
        if "{{" not in text:
            return text
        text = _SITE_ADDRESS.sub("", text)
        return _PIPED_ADDRESS.sub(lambda found: found[1] or found[2], text)

    def _take(self, text: str, start: int, opener: str) -> tuple[str, int] | None:
        if opener.startswith("["):
            return self._take_caption(text, start)
        closer = next(end for begin, end in _OPENERS if begin == opener)
        if closer in self._unclosed:
            return None
        stop = text.find(closer, start + len(opener), start + _MAX_TAG_CHARS)
        if stop < 0:
            if text.find(closer, start) < 0:
                self._unclosed.add(closer)
            return None
        inner = text[start + len(opener) : stop].strip().strip("-").strip()
        stop += len(closer)
        if inner.startswith("/*") and inner.endswith("*/"):  # Hugo: shown, not run
            literal = opener + inner[2:-2] + closer
            return self._token_of(literal, html.escape(literal)), stop
        name = _NAME.match(inner)
        if not name:
            return None
        return self._take_tag(text, start, stop, (name[1], inner[name.end() :]))

    def _take_tag(
        self, text: str, start: int, stop: int, parsed: tuple[str, str]
    ) -> tuple[str, int] | None:
        name, arguments = parsed[0].lower(), parsed[1].strip().rstrip("/").strip()
        raw = text[start:stop]
        if name in _AS_IS | _AS_CODE | _DROPPED:
            end = None if name in self._unclosed else _closer_of(name).search(text, stop)
            if end is None:
                self._unclosed.add(name)  # nor is there one further on
            else:
                content = "" if name in _DROPPED else text[stop : end.start()]
                return self._literal(name, content, text[start : end.end()]), end.end()
            if name in _DROPPED:
                return "\n" * raw.count("\n"), stop
        return self._token_of(raw, meaning_of(Tag.parsed(name, arguments))), stop

    def _literal(self, name: str, content: str, raw: str) -> str:
        if name in _AS_CODE:
            return self._token_of(raw, f"<pre><code>{_quoted(content.strip())}</code></pre>")
        lost = raw.count("\n") - content.count("\n")
        return content + "\n" * lost

    def _take_caption(self, text: str, start: int) -> tuple[str, int] | None:
        bracket = text.find("]", start, start + 2_000)
        if bracket < 0 or _CAPTION_END in self._unclosed:
            return None
        stop = text.find(_CAPTION_END, bracket)
        if stop < 0:
            self._unclosed.add(_CAPTION_END)
            return None
        words = _CAPTION_TEXT.search(text[start:bracket])
        inner = text[bracket + 1 : stop]
        stop += len(_CAPTION_END)
        if words:
            medium, caption = inner, words[1]
        else:
            end = inner.rfind(">") + 1
            if not end:
                return None
            medium, caption = inner[:end], inner[end:]
        meaning = (
            f'<div class="wp-caption">{medium.strip()}'
            f'<p class="wp-caption-text">{caption.strip()}</p></div>'
        )
        return self._token_of(text[start:stop], meaning.replace("\n", " ")), stop

    def _token_of(self, raw: str, meaning: str) -> str:
        self._raw.append(raw)
        self._meaning.append(meaning)
        return f"{self._mark}{len(self._raw) - 1}z" + "\n" * raw.count("\n")


def _quoted(raw: str) -> str:
    """Escape a tag for text and attributes; line feeds as references keep the lines."""
    return html.escape(raw).replace("\n", "&#10;")
