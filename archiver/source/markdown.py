"""Markdown to HTML with the source line of every line of the HTML."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from archiver.source.scan import whole_elements as find_whole_elements


def render_markdown(
    text: str, *, breaks: bool, whole_elements: bool, raw_html: bool
) -> tuple[str, Sequence[int]]:
    """Render CommonMark with GitHub's tables and strike-through, footnotes, definitions.

    Args:
        text: Markdown with `\\n` line ends.
        breaks: A line feed is a line break (Hexo's default).
        whole_elements: Take HTML elements up to their closing tag, as kramdown
            does, unless Markdown stands in them.
        raw_html: Keep raw HTML; goldmark leaves it out by default.

    Returns:
        The HTML, and for each of its lines the 0-based line of `text`.
    """
    parser = MarkdownIt("commonmark", {"html": True, "breaks": breaks})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin)
    if whole_elements and raw_html:
        regions = find_whole_elements(text.split("\n"))
        if regions:
            parser.block.ruler.before("table", "whole_element", _element_rule(regions))
    environment: dict[str, object] = {}
    tokens = parser.parse(text, environment)
    renderer = parser.renderer
    assert isinstance(renderer, RendererHTML)
    return _with_lines(parser, renderer, tokens, environment, raw_html=raw_html)


def _element_rule(regions: dict[int, int]):  # noqa: ANN202 - markdown-it's rule type is private
    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        stop = regions.get(start)
        if stop is None or state.level or stop > end:
            return False
        if not silent:
            token = state.push("html_block", "", 0)
            token.map = [start, stop]
            token.content = state.getLines(start, stop, 0, keepLastLF=True)
            state.line = stop
        return True

    return rule


def _with_lines(
    parser: MarkdownIt,
    renderer: RendererHTML,
    tokens: Sequence[Token],
    environment: dict[str, object],
    *,
    raw_html: bool,
) -> tuple[str, list[int]]:
    """Render token by token, noting on which line of the source each HTML line starts."""
    parts: list[str] = []
    lines = [0]
    at_line_start = True
    for index, token in enumerate(tokens):
        piece = _rendered(parser, renderer, tokens, index, environment, raw_html)
        if not piece:
            continue
        source = token.map[0] if token.map else lines[-1]
        if at_line_start and token.map:
            lines[-1] = source
        for offset in range(1, piece.count("\n") + 1):
            lines.append(source + offset if token.map else source)
        at_line_start = piece.endswith("\n")
        parts.append(piece)
    return "".join(parts), lines


def _rendered(
    parser: MarkdownIt,
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    environment: dict[str, object],
    raw_html: bool,
) -> str:
    token = tokens[index]
    if token.type == "inline":
        children = token.children or []
        if not raw_html:
            children = [child for child in children if child.type != "html_inline"]
        return renderer.renderInline(children, parser.options, environment)
    if token.type == "html_block" and not raw_html:
        return "\n" * token.content.count("\n")
    rule = renderer.rules.get(token.type)
    if rule is not None:
        return rule(tokens, index, parser.options, environment)
    return renderer.renderToken(tokens, index, parser.options, environment)
